import os

import pytest
import torch

from engine.processes import fitting_processes


@pytest.mark.parametrize(
    ("cores", "processes"), [(None, 1), (1, 1), (2, 1), (4, 1), (8, 2), (12, 2), (16, 4), (32, 8), (256, 8)]
)
def test_half_of_the_cores_train_and_the_others_stay_free(
    monkeypatch: pytest.MonkeyPatch, cores: int | None, processes: int
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    assert fitting_processes() == processes


def test_a_gpu_is_not_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(os, "cpu_count", lambda: 64)
    assert fitting_processes() == 1
