"""Icons of the font."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon
from pytestqt.qtbot import QtBot

from studio.actions import ROWS
from studio.imaging.icon_font import glyph_icon

RED, GREEN, BLUE = QColor("red"), QColor("green"), QColor("blue")


@pytest.mark.parametrize(
    ("mode", "state", "colour"),
    [
        (QIcon.Mode.Normal, QIcon.State.Off, RED),
        (QIcon.Mode.Disabled, QIcon.State.Off, GREEN),
        (QIcon.Mode.Normal, QIcon.State.On, BLUE),
        (QIcon.Mode.Active, QIcon.State.Off, BLUE),
    ],
)
def test_an_icon_is_drawn_in_the_colour_of_its_state(
    qtbot: QtBot, mode: QIcon.Mode, state: QIcon.State, colour: QColor
) -> None:
    icon = glyph_icon("square", normal=RED, disabled=GREEN, on=BLUE)
    image = QIcon(icon).pixmap(QSize(32, 32), mode, state).toImage()
    assert image.pixelColor(16, 16) == colour
    assert image.pixelColor(0, 0).alpha() == 0


def test_the_font_has_the_icon_of_every_action(qtbot: QtBot) -> None:
    for row in ROWS:
        if row.icon:
            assert not glyph_icon(row.icon, normal=RED, disabled=GREEN, on=BLUE).isNull()
