"""What a run measures of itself, and the verdict that it gives."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from engine.patches import BoolArray, Grid
from engine.pictures.images import UInt8Array
from engine.training.looks import EARLY_IMAGES, Look, completions_of, energy_distance, energy_scores, psnr_gain

LOOK = Look(psnr_gain={"0": 2.0, "0.5": 2.4}, scores=np.full(32, 0.3), distance=0.12)
IMAGES = 400


class Sampler:
    """A perfect sampler of a few glyphs, all as likely, or one that is deaf to its noise."""

    grid = Grid.of(8, 8, 4)

    def __init__(self, *, deaf: bool) -> None:
        self.rng, self.deaf = np.random.default_rng(1), deaf
        self.glyphs = np.random.default_rng(0).integers(0, 2, (4, 8, 8, 1), dtype=np.uint8) * 255

    def complete(self, image: UInt8Array, known: BoolArray, *, target: BoolArray, n: int, seed: int) -> Any:
        draws = self.rng.integers(0, len(self.glyphs), n)
        return SimpleNamespace(images=self.glyphs[draws[:1].repeat(n) if self.deaf else draws])


def drawn_by(deaf: bool) -> tuple[UInt8Array, list[UInt8Array]]:
    model = Sampler(deaf=deaf)
    images = list(model.glyphs[np.random.default_rng(2).integers(0, 4, IMAGES)])
    return completions_of(model, images, np.zeros(4, dtype=bool)), images  # type: ignore[arg-type]


@pytest.mark.parametrize(("deaf", "gain"), [(False, 10 * np.log10(16 / 9)), (True, 0.0)])
def test_the_gain_is_that_of_a_perfect_sampler_though_completions_may_hit_the_truth(deaf: bool, gain: float) -> None:
    assert psnr_gain(*drawn_by(deaf)) == pytest.approx(gain, abs=0.3)


def test_the_energy_score_is_least_for_a_perfect_sampler_and_does_not_depend_on_the_number_of_completions() -> None:
    drawn, images = drawn_by(deaf=False)
    perfect = energy_scores(drawn, images).mean()
    assert perfect < energy_scores(drawn_by(deaf=True)[0], images).mean() - 0.2
    assert energy_scores(drawn[:, :2], images).mean() == pytest.approx(perfect, abs=0.05)


def test_the_distance_is_0_of_the_same_distribution_and_grows_with_what_is_wrong() -> None:
    rng = torch.Generator().manual_seed(0)
    real, same = torch.randn(400, 16, generator=rng), torch.randn(400, 16, generator=rng)
    assert abs(energy_distance(same, real)) < 0.01
    assert energy_distance(same + 0.5, real) > 0.02
    assert energy_distance(same + 1, real) > 2 * energy_distance(same + 0.5, real)
    assert energy_distance(real.mean(0).expand(400, 16), real) == pytest.approx(0.42, abs=0.02), "always one image"


@pytest.mark.parametrize(("distance", "stage"), [(0.4, "still noise"), (0.12, "shapes"), (0.03, "usable")])
def test_the_verdict_tells_how_far_a_run_is(distance: float, stage: str) -> None:
    assert replace(LOOK, distance=distance).describe(640) == (
        f"640 images: {stage}. PSNR gain of 8 2.00 dB at 0, 2.40 dB at 0.5"
    )


def test_the_verdict_tells_whether_it_is_better_than_the_last_beyond_chance() -> None:
    noise = np.random.default_rng(0).normal(0, 0.01, 32)
    for change, words in ((-0.02, "better than"), (0.0, "as good as"), (0.02, "worse than")):
        later = replace(LOOK, scores=LOOK.scores + change + noise - noise.mean())
        assert f"shapes, {words} at the last look." in later.describe(640, LOOK)


def test_a_collapsing_run_is_warned_of_once_it_is_no_longer_young() -> None:
    dead = replace(LOOK, psnr_gain={"0": 0.05, "0.5": 0.1})
    assert "The noise is ignored" in dead.describe(EARLY_IMAGES)
    assert "The noise is ignored" not in dead.describe(EARLY_IMAGES - 1)
    assert "The noise is ignored" not in LOOK.describe(EARLY_IMAGES)
