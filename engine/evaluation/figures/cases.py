"""The rows of the sheets: shares and shapes of known patches (Fig. 3), and abnormal x_S (Fig. 5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.config import ModelConfig, ViewConfig
from engine.evaluation.shapes import EMPTY, SHAPES, SHARES, VIEW, name_of, subsets, subsets_of_kind
from engine.patches import BoolArray, Grid
from engine.pictures.images import UInt8Array


@dataclass(frozen=True, kw_only=True)
class Case:
    """One x_S and where it came from."""

    name: str
    image: UInt8Array
    """(H, W, C); read at S alone."""
    known: BoolArray
    """S, (L,)."""
    sources: tuple[UInt8Array, ...] = ()
    """Two (H, W, C) at most; none where `image` is the truth."""


def share_cases(
    config: ModelConfig, images: Sequence[UInt8Array], kinds: Sequence[tuple[str, float]], *, seed: int = 0
) -> list[Case]:
    """A case for each (shape, share) of `rows`, of (H, W, C) images in turn."""
    cases = []
    for r, (shape, share) in enumerate(kinds):
        known = subsets_of_kind(config, shape, share, 1, seed=seed + r)[0]
        cases.append(Case(name=name_of(shape, share), image=images[r % len(images)], known=known))
    return cases


def rows(
    shapes: Sequence[str] = tuple(SHAPES), shares: Sequence[float] = SHARES, views: Sequence[ViewConfig] = ()
) -> list[tuple[str, float]]:
    """All shares in the first shape, the share nearest one half in each other shape, and each view."""
    some = [share for share in shares if share > 0]
    middle = sorted(some, key=lambda share: abs(share - 0.5))[:1]
    first = [(EMPTY, 0.0)] if 0 in shares else []
    others = [(shape, share) for shape in shapes[1:] for share in middle]
    return [*first, *((shapes[0], share) for share in some), *others, *((VIEW + view.name, 0.0) for view in views)]


def anomalies(grid: Grid, images: Sequence[UInt8Array], foreign: Sequence[UInt8Array]) -> list[Case]:
    """The cases of the paper's Fig. 5: patches moved and doubled, two images mixed, images of another domain.

    Args:
        images: at least six of the model's domain.
        foreign: of another domain; without any, those rows are left out.
    """
    k = max(2, round(min(grid.shape) * 0.45))
    (up, left), (bottom, right) = _centred(grid, k), (grid.rows - k, grid.columns - k)
    cases = [
        _moved("centre patches\nmoved up", grid, images[0], k, [(0, left)]),
        _moved("moved left", grid, images[1], k, [(up, 0)]),
        _moved("doubled across", grid, images[2], k, [(up, 0), (up, right)]),
        _moved("doubled down", grid, images[3], k, [(0, left), (bottom, left)]),
        _mixed("two images,\nleft and right", grid, images[4], images[5], along_x=True),
        _mixed("two images,\ntop and bottom", grid, images[0], images[4], along_x=False),
    ]
    kinds = (("random", 0.25), ("half", 0.5), ("random", 0.5))
    for index, (image, (shape, share)) in enumerate(zip(foreign, kinds, strict=False)):
        known = subsets(grid, shape, share, 1, seed=index)[0]
        name = f"other domain,\n{shape} {100 * share:g} %"
        cases.append(Case(name=name, sources=(image,), image=image, known=known))
    return cases


def _moved(name: str, grid: Grid, image: UInt8Array, k: int, places: Sequence[tuple[int, int]]) -> Case:
    """The centred k x k patches put at each (row, column) of patches, and nothing else known."""
    p, (up, left) = grid.patch_size, _centred(grid, k)
    piece = image[up * p : (up + k) * p, left * p : (left + k) * p]
    moved, known = np.zeros_like(image), np.zeros(grid.shape, dtype=bool)
    for row, column in places:
        moved[row * p : (row + k) * p, column * p : (column + k) * p] = piece
        known[row : row + k, column : column + k] = True
    return Case(name=name, sources=(image,), image=moved, known=known.reshape(-1))


def _mixed(name: str, grid: Grid, a: UInt8Array, b: UInt8Array, *, along_x: bool) -> Case:
    """The first three sevenths of A and the last of B, with a strip between them to be made up."""
    share = max(1, round((grid.columns if along_x else grid.rows) * 3 / 7))
    mixed, known = b.copy(), np.zeros(grid.shape, dtype=bool)
    first, last = slice(share), slice(-share, None)
    pixels = slice(share * grid.patch_size)
    if along_x:
        known[:, first] = known[:, last] = True
        mixed[:, pixels] = a[:, pixels]
    else:
        known[first] = known[last] = True
        mixed[pixels] = a[pixels]
    return Case(name=name, sources=(a, b), image=mixed, known=known.reshape(-1))


def _centred(grid: Grid, k: int) -> tuple[int, int]:
    """Row and column of the first of the k x k patches in the middle."""
    return (grid.rows - k) // 2, (grid.columns - k) // 2
