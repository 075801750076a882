"""What a runtime is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engine.errors import EngineError
from engine.models.noise import FloatArray
from engine.patches import BoolArray
from engine.pictures.images import UInt8Array

IntArray = NDArray[np.int64]
Order = Literal["random", "raster", "confidence"]


@dataclass(frozen=True, kw_only=True)
class Sampling:
    """How the tokens of x_T are drawn: in one step each for itself, in |T| steps each given all before it."""

    steps: int = 12
    """At most; of each as many tokens."""
    order: Order = "confidence"
    """By chance, row by row, or those first of which the model is surest. Row by row, what comes later is ignored, as
    in GPT; else it is a target from the first step on, as in MaskGIT (Chang et al., 2022)."""

    def __post_init__(self) -> None:
        if self.steps < 1:
            raise EngineError(f"{self.steps} steps draw nothing. Take 1 or more.")


@dataclass(frozen=True, kw_only=True, eq=False)
class RuntimeRequest:
    """n completions of an image, one for each noise."""

    image: UInt8Array
    """(H, W, C); only its pixels in S are read."""
    known: BoolArray
    """S, (L,)."""
    target: BoolArray
    """T, (L,); not empty, unless the model has labels."""
    whole: FloatArray
    """The global noises, (n, noise_global)."""
    patch: FloatArray
    """The noises of the patches, (n, L, noise_patch), or, of tokens, (n, L, 2)."""
    labels: IntArray
    """The category of each label, (n, Y); -1, which then is so for all n, is in T."""
    sampling: Sampling = Sampling()
    """Of tokens."""
