"""The subsets that completions are measured on: a share of known patches in a shape, exactly that many."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from engine.config import ModelConfig, ViewConfig
from engine.errors import EngineError
from engine.patches import BoolArray, Grid
from engine.subsets import random_subset, view_subset

SHARES = (0.0, 0.25, 0.5, 0.75)
"""Of known patches, by default."""
EMPTY = "empty"
"""The shape of S = ∅."""
VIEW = "view "
"""What the shape of a known view begins with; its name follows."""


def subsets(grid: Grid, shape: str, share: float, count: int, *, seed: int = 0) -> BoolArray:
    """S of `count` images: (count, L) bool with round(share · L) known patches each.

    Args:
        shape: of `SHAPES`; where it is random, image i's is drawn from (seed, i).

    Raises:
        EngineError: no patch would be left to complete.
    """
    if round(share * grid.L) >= grid.L:
        raise EngineError(f"a share of {share:g} of {grid.L} patches leaves none to complete. Take a smaller share.")
    draw = SHAPES[shape]
    return np.stack([draw(grid, share, seed * 1_000_003 + i) for i in range(count)])


def kinds(
    shapes: Sequence[str], shares: Sequence[float], views: Sequence[ViewConfig] = ()
) -> list[tuple[str, float]]:
    """The (shape, share) to be measured; S = ∅ and a known view have no share, and come once."""
    empty = [(EMPTY, 0.0)] if 0 in shares else []
    some = [(shape, share) for shape in shapes for share in shares if share > 0]
    return empty + some + [(VIEW + view.name, 0.0) for view in views]


def subsets_of_kind(config: ModelConfig, shape: str, share: float, count: int, *, seed: int = 0) -> BoolArray:
    """S of `count` images, (count, L), of any of the `kinds`; arguments as of `subsets`."""
    if shape.startswith(VIEW):
        return view_subset(config, shape.removeprefix(VIEW))[None].repeat(count, axis=0)
    return subsets(config.grid, "random" if shape == EMPTY else shape, share, count, seed=seed)


def name_of(shape: str, share: float) -> str:
    """How a kind of S is called: 'S = ∅', 'random 25 %', 'front known'."""
    if shape.startswith(VIEW):
        return f"{shape.removeprefix(VIEW)} known"
    return "S = ∅" if shape == EMPTY else f"{shape} {100 * share:g} %"


def half(grid: Grid, share: float, seed: int) -> BoolArray:
    """The first patches, row by row: the paper's initial portion of L. The seed has no effect."""
    return np.arange(grid.L) < round(share * grid.L)


def centre(grid: Grid, share: float, seed: int) -> BoolArray:
    """All but a centred square. The seed has no effect."""
    return _all_but_nearest(grid, share, (grid.rows - 1) / 2, (grid.columns - 1) / 2, 1.0)


def block(grid: Grid, share: float, seed: int) -> BoolArray:
    """All but a rectangle at a random place, up to twice as long as wide."""
    rng = np.random.default_rng(seed)
    y, x = rng.uniform(0, (grid.rows - 1, grid.columns - 1))
    return _all_but_nearest(grid, share, y, x, float(np.exp(rng.uniform(-0.35, 0.35))))


SHAPES: dict[str, Callable[[Grid, float, int], BoolArray]] = {
    "random": random_subset,
    "block": block,
    "half": half,
    "centre": centre,
}
"""What --shapes knows: where the known patches are."""


def parse_shares(text: str) -> tuple[float, ...]:
    """'0,.25,.5' -> (0.0, 0.25, 0.5), in rising order.

    Raises:
        EngineError: not numbers in [0, 1).
    """
    try:
        shares = tuple(sorted({float(word) for word in text.split(",")}))
    except ValueError as error:
        raise EngineError(f"--shares {text}: expected numbers and commas, e.g. 0,.25,.5.") from error
    if not all(0 <= share < 1 for share in shares):
        raise EngineError(f"--shares {text}: a share of known patches lies in [0, 1), e.g. 0,.25,.5.")
    return shares


def parse_shapes(text: str) -> tuple[str, ...]:
    """'random,half' -> ('random', 'half').

    Raises:
        EngineError: a shape is not known.
    """
    shapes = tuple(dict.fromkeys(text.split(",")))
    for shape in shapes:
        if shape not in SHAPES:
            raise EngineError(f"--shapes {text}: there is no shape '{shape}'. Choose one of {', '.join(SHAPES)}.")
    return shapes


def _all_but_nearest(grid: Grid, share: float, y: float, x: float, stretch: float) -> BoolArray:
    """Known: all but the patches nearest to a point, in a maximum norm stretched along x."""
    rows, columns = grid.positions()
    dy, dx = np.abs(rows - y) * stretch, np.abs(columns - x) / stretch
    order = np.maximum(dy, dx) + 1e-3 * (dy + dx)
    known = np.ones(grid.L, dtype=bool)
    known[np.argsort(order, kind="stable")[: grid.L - round(share * grid.L)]] = False
    return known
