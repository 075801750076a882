import torch

from engine.bench import training_throughput
from tests.unit.engine.conftest import TINY


def test_training_throughput_counts_what_a_step_computes() -> None:
    measured = training_throughput(TINY, torch.device("cpu"), steps=2)
    values = TINY.model_dump()
    values["model"]["depth"] = 3
    deeper = training_throughput(type(TINY).model_validate(values), torch.device("cpu"), steps=2)
    assert deeper.gflop_per_image > 1.2 * measured.gflop_per_image
    assert 0 < measured.share_of_peak < 1
