"""Steps against quality: the more of what is drawn is seen, the nearer completions come to real images."""

from __future__ import annotations

import pytest

from engine import EngineError
from engine.evaluation.features import Features
from engine.evaluation.steps import measure_ways, parse_steps, steps_table
from engine.models.completion import Model
from engine.models.request import Sampling
from engine.networks.generator import Generator
from engine.networks.inference import TorchRuntime
from tests.unit.engine.evaluation.conftest import CONFIG, flat_patches

TOKENS = CONFIG.model_copy(update={"tokens": "vq", "codebook": 5, "noise_global": 0, "noise_patch": 0})


def test_each_way_is_a_row_and_the_model_keeps_its_own(features: Features) -> None:
    model, ways = Model(TOKENS, TorchRuntime(Generator(TOKENS).eval())), [Sampling(steps=1), Sampling(steps=9)]
    own = model.sampling
    found = list(measure_ways(model, features, flat_patches(60), ways))
    assert [way.sampling for way in found] == ways
    assert model.sampling == own
    for way in found:
        empty, half = way.ffd
        assert empty.value > half.value > 0, (
            "an untrained model is far from real images, the farther the less is known"
        )
    assert steps_table(found, 60).row_count == 2


@pytest.mark.parametrize("text", ["0", "50", "2,", "two", "-1"])
def test_a_number_of_steps_is_one_of_the_patches(text: str) -> None:
    assert parse_steps("1, 4,49,4", 49) == [1, 4, 49]
    with pytest.raises(EngineError, match=r"is no number of steps. Take 1 to 49"):
        parse_steps(text, 49)
