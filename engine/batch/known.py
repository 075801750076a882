"""What is known of each picture of a batch: `engine complete --known`."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

from engine.batch.inputs import Input
from engine.config import ModelConfig
from engine.data.masks import Masks
from engine.errors import EngineError
from engine.patches import BoolArray
from engine.pictures.files import read_image
from engine.pictures.images import UInt8Array, fit_image, negative
from engine.pictures.incomplete import fit_incomplete, present_by_value
from engine.pictures.masks import known_pixels, mask_values, sized_mask

ALPHA = "alpha"
"""Of `--known`: what is wholly transparent is to be completed."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Fitted:
    """A picture as the model gets it."""

    image: UInt8Array
    """(H, W, C)."""
    known: BoolArray
    """(H, W): its known pixels."""
    target: BoolArray | None = None
    """T, (L,); None: all that is not known."""
    missing: BoolArray | None = None
    """(h, w) of the picture itself, where that is told: all that is to be replaced in it."""
    inverted: bool = False
    """Whether the model gets its negative."""


class Known:
    """Fits pictures to a model, with what is known of each; several threads may."""

    def __init__(
        self, text: str, config: ModelConfig, *, fit: bool = False, seed: int = 0, invert: bool = False
    ) -> None:
        """Read what is the same for all pictures.

        Args:
            text: a mask's file, a folder with a mask for each picture, a share of patches, or "alpha".
            fit, seed: as for `known_pixels`.
            invert: complete negatives.

        Raises:
            EngineError: it is none of them, or leaves nothing to complete.
        """
        self.config, self.fit, self.invert = config, fit, invert
        self.by_alpha = text == ALPHA and not Path(text).exists()
        self.masks = Masks(text) if Path(text).is_dir() else None
        self.fixed = None if self.by_alpha or self.masks else known_pixels(text, config.grid, fit=fit, seed=seed)
        """(H, W): the known pixels of every picture, if they are the same."""

    def __call__(self, given: Input, picture: Image.Image) -> Fitted:
        """A picture as the model gets it.

        Raises:
            EngineError: it has no mask, or one of another size, or nothing of it is to be completed.
        """
        fitted = self._fitted(given, picture)
        if fitted.known.all():
            raise EngineError(f"{given.name}: nothing is to be completed, all of it is known.")
        return fitted

    def _fitted(self, given: Input, picture: Image.Image) -> Fitted:
        shape = self.config.shape
        if self.by_alpha:
            return self._incomplete(picture, present_by_value(picture, "alpha"))
        if self.masks is None:
            assert self.fixed is not None
            return Fitted(image=self._turned(fit_image(picture, shape)), known=self.fixed, inverted=self.invert)
        mask = self._mask(given)
        if mask.size == picture.size:
            return self._incomplete(picture, np.asarray(mask) > 127)
        of = f"the picture is {picture.width}x{picture.height}, the model's image"
        known = sized_mask(mask, (shape[1], shape[0]), name=f"the mask of {given.name}", of=of, fit=self.fit)
        return Fitted(image=self._turned(fit_image(picture, shape)), known=known, inverted=self.invert)

    def _incomplete(self, picture: Image.Image, present: BoolArray) -> Fitted:
        image, known = fit_incomplete(picture, present, self.config.shape)
        return Fitted(image=self._turned(image), known=known, missing=~present, inverted=self.invert)

    def _mask(self, given: Input) -> Image.Image:
        """8-bit grey: that beside the picture, else the one in the folder of masks."""
        assert self.masks is not None
        key = Path(*given.stem.parts[1:]) if isinstance(given.data, bytes) else given.stem  # without the shard
        mask = given.mask or (self.masks.find(key) if key.name else None)
        if mask is None:
            raise EngineError(f"{given.name} has no mask in {self.masks.folder}. Add {given.stem.name}.png there.")
        return mask_values(
            read_image(BytesIO(mask) if isinstance(mask, bytes) else mask, name=f"{given.name}'s mask")
        )

    def _turned(self, image: UInt8Array) -> UInt8Array:
        return negative(image) if self.invert else image
