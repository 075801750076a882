"""What `engine complete --known` means: a mask's file, or a random share of patches."""

from __future__ import annotations

from pathlib import Path

from engine.errors import EngineError
from engine.patches import BoolArray, Grid
from engine.pictures.images import read_mask
from engine.subsets import random_subset


def known_pixels(text: str, grid: Grid, *, fit: bool = False, seed: int = 0) -> BoolArray:
    """The known pixels, (H, W) bool: white in the file of this name, else, if there is none, of a share of patches.

    Args:
        fit: as in `read_mask`.
        seed: which patches make up a share.

    Raises:
        EngineError: neither a mask that can be read nor a share, or nothing is left to complete.
    """
    share = None if Path(text).exists() else _number(text)
    if share is None:
        mask = read_mask(text, size=grid.width, fit=fit)
    elif 0 <= share <= 1:
        mask = grid.mask(random_subset(grid, share, seed))
    else:
        raise EngineError(
            f"--known {text} is neither a mask's file nor a share of patches, 0 to 1. Give one of them."
        )
    if mask.all():
        given, remedy = (
            (text, "Paint some of it black") if share is None else (f"--known {text}", "Take a smaller share")
        )
        raise EngineError(f"{given} leaves nothing to complete. {remedy}.")
    return mask


def what_is_known(mask: BoolArray, grid: Grid) -> str:
    """What a model is given of known pixels (H, W), in a line."""
    known, touched = int(grid.subset(mask).sum()), grid.L - int(grid.subset(~mask).sum())
    said = f"{known} of {grid.L} patches known" if known else "no patch known: completions are drawn from nothing"
    if touched == known:
        return said
    partly = f"{touched - known} more only partly" if known else f"{touched} only partly"
    return f"{said}; {partly}: their white pixels come back, but the model does not see them"


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
