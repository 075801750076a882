"""What the training monitor measures."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from engine.patches import BoolArray, Grid
from engine.pictures.images import UInt8Array
from engine.training.metrics import psnr_gain

IMAGES = 400


class Sampler:
    """A perfect sampler of a few glyphs, all as likely, or one that is deaf to its noise."""

    grid = Grid.of(8, 8, 4)

    def __init__(self, *, deaf: bool) -> None:
        self.rng, self.deaf = np.random.default_rng(1), deaf
        self.glyphs = np.random.default_rng(0).integers(0, 2, (4, 8, 8, 1), dtype=np.uint8) * 255

    def complete(self, image: UInt8Array, known: BoolArray, *, n: int, seed: int) -> Any:
        draws = self.rng.integers(0, len(self.glyphs), n)
        return SimpleNamespace(images=self.glyphs[draws[:1].repeat(n) if self.deaf else draws])


@pytest.mark.parametrize(("deaf", "gain"), [(False, 10 * np.log10(16 / 9)), (True, 0.0)])
def test_the_gain_is_that_of_a_perfect_sampler_though_completions_may_hit_the_truth(deaf: bool, gain: float) -> None:
    model = Sampler(deaf=deaf)
    images = list(model.glyphs[np.random.default_rng(2).integers(0, 4, IMAGES)])
    found = psnr_gain(model, images, np.zeros(4, dtype=bool))  # type: ignore[arg-type]
    assert found == pytest.approx(gain, abs=0.3)
