"""What the e2e tests stand on: nothing of whoever runs them is seen or touched, and a slow machine is waited for."""

from __future__ import annotations

import os
from inspect import signature
from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths
from pytestqt.qtbot import QtBot

from engine.models.library import user_folder
from studio.app import Studio
from studio.errors import log_file
from studio.files.recovery import recovery_folder
from studio.settings import settings_file
from studio.training.runs import runs_folder
from tests.e2e.conftest import PATIENCE_MS


def test_every_folder_of_the_studio_is_one_of_this_test(
    studio: Studio, tmp_path_factory: pytest.TempPathFactory
) -> None:
    wide = QStandardPaths.StandardLocation
    places = (wide.GenericDataLocation, wide.GenericConfigLocation, wide.GenericCacheLocation)
    found = [user_folder(), runs_folder(), settings_file(), recovery_folder(), log_file()]
    for path in (*found, *(Path(QStandardPaths.writableLocation(place)) for place in places)):
        assert path.is_relative_to(tmp_path_factory.getbasetemp()), path
    assert not studio.models.training.running
    assert list(Path(os.environ["XDG_CONFIG_HOME"]).iterdir()) == [], "the studio has settings of its own"


@pytest.mark.parametrize("wait", ["waitUntil", "waitSignal", "waitExposed"])
def test_a_wait_takes_as_long_as_a_busy_machine_needs(qtbot: QtBot, wait: str) -> None:
    assert signature(getattr(qtbot, wait)).parameters["timeout"].default == PATIENCE_MS
