"""An exploration can be stopped at any matching and resumed without a trace."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from engine.errors import EngineError
from engine.lab import exploration_run as runs
from engine.lab import simulation
from engine.lab.exploration import Exploration, start

SETTINGS = Exploration(seeds=(0, 1), matchings=6, record_every=2)


def test_a_resumed_run_is_bit_for_bit_the_unbroken_one(tmp_path: Path) -> None:
    whole = runs.explore(SETTINGS, tmp_path / "whole")
    seen: list[int] = []
    broken = runs.explore(
        SETTINGS, tmp_path / "broken", stop=lambda: len(seen) >= 4, report=lambda s: seen.append(s.matching)
    )
    assert broken.matching == 3
    resumed = runs.explore(SETTINGS, tmp_path / "broken", report=lambda s: seen.append(s.matching))
    assert seen == [0, 1, 2, 3, 3, 4, 5, 6]
    assert torch.equal(resumed.mixtures, whole.mixtures)
    assert torch.equal(resumed.records, whole.records)


def test_a_finished_run_is_not_run_again_unless_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "state"
    runs.explore(SETTINGS, path)
    seen: list[int] = []
    runs.explore(SETTINGS, path, report=lambda s: seen.append(s.matching))
    assert seen == [6]
    runs.explore(SETTINGS, path, fresh=True, report=lambda s: seen.append(s.matching))
    assert seen == [6, 0, 1, 2, 3, 4, 5, 6]


def test_other_settings_have_another_default_file() -> None:
    other = Exploration(seeds=(0,), matchings=6)
    assert simulation.default_path(SETTINGS) == simulation.default_path(SETTINGS)
    assert simulation.default_path(SETTINGS) != simulation.default_path(other)


def test_a_state_of_other_settings_is_refused(tmp_path: Path) -> None:
    other = Exploration(seeds=(0, 2), matchings=6, record_every=2)
    simulation.save(tmp_path / "state", start(other), other)
    with pytest.raises(EngineError, match=r"other settings\. Pass --fresh"):
        runs.load(tmp_path / "state", SETTINGS)


@pytest.mark.parametrize("content", [b"", b"not a state", b"\x80\x04pickle"])
def test_a_file_that_is_no_state_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "state").write_bytes(content)
    with pytest.raises(EngineError, match="is not the state of a simulation"):
        runs.load(tmp_path / "state", SETTINGS)


def test_a_state_with_tensors_of_another_shape_is_refused(tmp_path: Path) -> None:
    state = start(SETTINGS)
    state.records = state.records[:2]
    simulation.save(tmp_path / "state", state, SETTINGS)
    with pytest.raises(EngineError, match="is damaged"):
        runs.load(tmp_path / "state", SETTINGS)


def test_a_state_beyond_its_end_is_refused(tmp_path: Path) -> None:
    state = start(SETTINGS)
    state.matching = 7
    simulation.save(tmp_path / "state", state, SETTINGS)
    with pytest.raises(EngineError, match="is damaged"):
        runs.load(tmp_path / "state", SETTINGS)


def test_no_file_is_no_state(tmp_path: Path) -> None:
    assert runs.load(tmp_path / "none", SETTINGS) is None
