"""What is said where the extra for training is not installed."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import engine
from engine import EngineError
from engine.errors import _OF_TRAINING, needing_training


def test_a_missing_package_of_the_extra_is_one_line_with_the_remedy() -> None:
    with (
        pytest.raises(EngineError, match=r"^X needs torch, which is not installed\. Install it with: python -m pip"),
        needing_training("X"),
    ):
        raise ModuleNotFoundError(name="torch.nn")


def test_a_missing_module_of_our_own_is_a_fault_and_told_as_one() -> None:
    with pytest.raises(ModuleNotFoundError), needing_training("X"):
        raise ModuleNotFoundError(name="engine.nothing")


def test_all_of_the_extra_is_known() -> None:
    project = tomllib.loads((Path(engine.__file__).parents[1] / "pyproject.toml").read_text())["project"]
    packages = {re.split("[>=]=", line)[0] for line in project["optional-dependencies"]["train"]}
    provided = packages_distributions()
    assert {provided[module][0] for module in _OF_TRAINING} == packages
    assert engine.can_train()
