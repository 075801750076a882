"""Masks from files, and what `engine complete --known` means: such a file, or a random share of patches."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

from engine.errors import EngineError
from engine.patches import BoolArray, Grid
from engine.pictures.files import read_image
from engine.pictures.images import centred
from engine.pictures.modes import is_deep, laid_on, to_8_bits
from engine.subsets import random_subset


def read_mask(
    file: Path | str | BytesIO,
    *,
    size: tuple[int, int],
    of: str = "the model's image",
    name: str | None = None,
    fit: bool | None = None,
) -> BoolArray:
    """Read a mask file: (H, W) bool, white (> 127) = known, or there.

    Args:
        size: width and height of what it is of.
        of: what that is, for errors.
        name: what to call the mask in errors; by default its path.
        fit: as of `sized_mask`.

    Raises:
        EngineError: the file is not an image, or of another size.
    """
    return sized_mask(mask_values(read_image(file, name=name)), size, name=name or str(file), of=of, fit=fit)


def sized_mask(mask: Image.Image, size: tuple[int, int], *, name: str, of: str, fit: bool | None = None) -> BoolArray:
    """A mask of `mask_values` as (H, W) bool.

    Args:
        fit: cut and resize one of another size as `fit_image` does, without new greys, in place of refusing it; None
            = no `--fit` would.

    Raises:
        EngineError: it is of another size.
    """
    if mask.size != size and not fit:
        its, wanted = ("x".join(map(str, sides)) for sides in (mask.size, size))
        remedy = "Resize the mask." if fit is None else "Resize the mask or pass --fit."
        raise EngineError(f"{name} is {its}; {of} is {wanted}. {remedy}")
    if mask.size != size:
        mask = centred(mask, size[0] / size[1]).resize(size, Image.Resampling.NEAREST)
    return np.asarray(mask) > 127


def mask_values(image: Image.Image) -> Image.Image:
    """Any mode -> 8-bit grey; what is transparent is not known, and a grey mask of 0 ... 1 is stretched."""
    if is_deep(image) or image.mode == "L":
        values = np.asarray(image, dtype=np.float64)
        if values.max() <= 1:
            return Image.fromarray((values.clip(0, 1) * 255).astype(np.uint8))
    return laid_on(to_8_bits(image), "black").convert("L")


def known_pixels(text: str, grid: Grid, *, fit: bool = False, seed: int = 0, whole: bool = False) -> BoolArray:
    """The known pixels, (H, W) bool: of a share of patches, written as 0.25 or as 25%, else white in a mask's file.

    A file whose name is a number is ./25% or the like.

    Args:
        fit: as in `read_mask`.
        seed: which patches make up a share.
        whole: whether all pixels may be known.

    Raises:
        EngineError: neither a mask that can be read nor a share, or nothing is left to complete.
    """
    share = _number(text)
    if share is None:
        mask = read_mask(text, size=(grid.width, grid.height), fit=fit)
    elif 0 <= share <= 1:
        mask = grid.mask(random_subset(grid, share, seed))
    else:
        raise EngineError(
            f"--known {text} is neither a mask's file nor a share of patches, 0 to 1 or 0% to 100%. Give one of them."
        )
    if mask.all() and not whole:
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
        return float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        return None
