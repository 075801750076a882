"""A simulation can be stopped at any round and resumed without a trace."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from engine.errors import EngineError
from engine.lab import simulation
from engine.lab.exploration import Exploration, ExplorationState, advance, start

SETTINGS = Exploration(seeds=(0, 1), matchings=6, record_every=2)


def explore(path: Path, **how: Any) -> ExplorationState:
    state: ExplorationState = simulation.run(SETTINGS, path, start, advance, total=6, **how)
    return state


def load(path: Path) -> ExplorationState:
    state = start(SETTINGS)
    simulation.load(path, state, SETTINGS, total=6)
    return state


def test_a_resumed_run_is_bit_for_bit_the_unbroken_one(tmp_path: Path) -> None:
    whole = explore(tmp_path / "whole")
    seen: list[int] = []
    broken = explore(tmp_path / "broken", stop=lambda: len(seen) >= 4, report=lambda s: seen.append(s.done))
    assert broken.done == 3
    resumed = explore(tmp_path / "broken", report=lambda s: seen.append(s.done))
    assert seen == [0, 1, 2, 3, 3, 4, 5, 6]
    assert torch.equal(resumed.mixtures, whole.mixtures)
    assert torch.equal(resumed.records, whole.records)


def test_a_finished_run_is_not_run_again_unless_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "state"
    explore(path)
    seen: list[int] = []
    explore(path, report=lambda s: seen.append(s.done))
    assert seen == [6]
    explore(path, fresh=True, report=lambda s: seen.append(s.done))
    assert seen == [6, 0, 1, 2, 3, 4, 5, 6]


def test_other_settings_have_another_default_file() -> None:
    other = Exploration(seeds=(0,), matchings=6)
    assert simulation.default_path(SETTINGS) == simulation.default_path(SETTINGS)
    assert simulation.default_path(SETTINGS) != simulation.default_path(other)


def test_a_state_of_other_settings_is_refused(tmp_path: Path) -> None:
    other = Exploration(seeds=(0, 2), matchings=6, record_every=2)
    simulation.save(tmp_path / "state", start(other), other)
    with pytest.raises(EngineError, match=r"other settings\. Pass --fresh"):
        load(tmp_path / "state")


@pytest.mark.parametrize("content", [b"", b"not a state", b"\x80\x04pickle"])
def test_a_file_that_is_no_state_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "state").write_bytes(content)
    with pytest.raises(EngineError, match="is not the state of a simulation"):
        load(tmp_path / "state")


def test_a_state_with_tensors_of_another_shape_is_refused(tmp_path: Path) -> None:
    state = start(SETTINGS)
    state.records = state.records[:2]
    simulation.save(tmp_path / "state", state, SETTINGS)
    with pytest.raises(EngineError, match="is damaged"):
        load(tmp_path / "state")


def test_a_state_beyond_its_end_is_refused(tmp_path: Path) -> None:
    state = start(SETTINGS)
    state.done = 7
    simulation.save(tmp_path / "state", state, SETTINGS)
    with pytest.raises(EngineError, match="is damaged"):
        load(tmp_path / "state")


def test_no_file_is_no_state(tmp_path: Path) -> None:
    assert load(tmp_path / "none").done == 0
