"""Icons in the colours of the palette."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio import theme
from studio.actions import ROWS

Role = QPalette.ColorRole


@pytest.mark.parametrize(
    ("mode", "state", "group", "role"),
    [
        (QIcon.Mode.Normal, QIcon.State.Off, QPalette.ColorGroup.Active, Role.BrightText),
        (QIcon.Mode.Disabled, QIcon.State.Off, QPalette.ColorGroup.Disabled, Role.ButtonText),
        (QIcon.Mode.Normal, QIcon.State.On, QPalette.ColorGroup.Active, Role.Highlight),
        (QIcon.Mode.Active, QIcon.State.Off, QPalette.ColorGroup.Active, Role.Highlight),
    ],
)
def test_an_icon_is_drawn_in_the_colour_of_its_state(
    qtbot: QtBot, mode: QIcon.Mode, state: QIcon.State, group: QPalette.ColorGroup, role: QPalette.ColorRole
) -> None:
    image = QIcon(theme.icon("square", Role.BrightText)).pixmap(QSize(32, 32), mode, state).toImage()
    drawn, wanted = image.pixelColor(16, 16), QApplication.palette().color(group, role)
    assert drawn.name() == wanted.name()
    assert image.pixelColor(0, 0).alpha() == 0


def test_the_font_has_the_icon_of_every_action(qtbot: QtBot) -> None:
    for row in ROWS:
        if row.icon:
            assert not theme.icon(row.icon).isNull()
