"""What the spread of completions says: where the model is unsure, and which patch would tell most. Free of Qt."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine import Grid
from studio.document.request import BoolArray, UInt8Array

Scores = NDArray[np.float64]


def disagreement(grid: Grid, images: Sequence[UInt8Array], target: BoolArray) -> Scores:
    """(L,) in [0, 1]: standard deviation of a patch's pixels over completions, as a share of the largest possible.

    Args:
        images: (n, H, W, C) completions of the same known patches; fewer than two disagree nowhere.
        target: T, (L,); other patches score 0.
    """
    spread = np.zeros(grid.L)
    if len(images) > 1:
        spread = _patches(grid, images).std(axis=0).mean(axis=-1) / 127.5
    scores: Scores = np.where(target, spread, 0.0).clip(0, 1)
    return scores


def helpfulness(grid: Grid, images: Sequence[UInt8Array], target: BoolArray) -> Scores:
    """(L,): how much of the spread of all targets goes along with each patch; other patches score 0.

    Two patches go along to the degree of their RV coefficient (Escoufier 1973) over the completions, the squared
    correlation of two sets of variables. A patch's score is the sum of the targets' variances, each weighted by
    its coefficient with that patch: what disclosing the patch would explain if all were Gaussian.

    Args:
        images: (n, H, W, C) completions of the same known patches; fewer than three tell nothing.
        target: T, (L,).
    """
    scores: Scores = np.zeros(grid.L)
    wanted = np.flatnonzero(target)
    n = len(images)
    if n < 3 or not len(wanted):
        return scores
    patches = _patches(grid, images)[:, wanted]
    patches = (patches - patches.mean(axis=0)).swapaxes(0, 1)
    gram = (patches @ patches.swapaxes(1, 2)).reshape(len(wanted), n * n)
    variance = gram[:, :: n + 1].sum(axis=1)
    length = np.sqrt((gram**2).sum(axis=1))
    unit = np.divide(gram, length[:, None], out=np.zeros_like(gram), where=length[:, None] > 0)
    scores[wanted] = (unit @ unit.T) @ variance
    return scores


def most_helpful(grid: Grid, images: Sequence[UInt8Array], target: BoolArray) -> int | None:
    """The target whose disclosure would help most; the first one where nothing tells; None without targets."""
    if not target.any():
        return None
    scores = np.where(target, helpfulness(grid, images, target), -1.0)
    return int(scores.argmax())


def _patches(grid: Grid, images: Sequence[UInt8Array]) -> NDArray[np.float64]:
    """(n, H, W, C) -> (n, L, D); colours count as much as they are seen."""
    p = grid.patch_size
    stack = np.stack(images).astype(np.float64)
    n, C = len(stack), stack.shape[-1]
    if C == 4:
        stack[..., :3] *= stack[..., 3:] / 255
    return stack.reshape(n, grid.rows, p, grid.columns, p, C).swapaxes(2, 3).reshape(n, grid.L, p * p * C)
