"""Canvas and completions share the window so that the pictures of both are large, until the user drags the handle."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from studio.widgets.layout import Split


class Pictures(QWidget):
    """So many pictures in a row, as wide for their height as `aspect` says."""

    def __init__(self, aspect: float, count: int) -> None:
        super().__init__()
        self.aspect, self.count = aspect, count
        self.setMinimumSize(40, 40)

    def filled(self, width: int, height: int) -> float:
        side = min(width / self.count / self.aspect, height)
        return self.count * self.aspect * side**2


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """What they are in, so that they can be as small as it likes."""
    made = QWidget()
    qtbot.addWidget(made)
    return made


def split_of(window: QWidget, *parts: Pictures) -> Split:
    split = Split()
    split.setParent(window)
    for part in parts:
        split.add_part(part, part)
    split.resize(800, 800)
    window.show()
    split.show()
    return split


def test_high_pictures_are_side_by_side_and_wide_rows_one_above_the_other(window: QWidget) -> None:
    high = split_of(window, Pictures(0.5, 1), Pictures(0.5, 1))
    assert high.orientation() is Qt.Orientation.Horizontal
    wide = split_of(window, Pictures(1, 1), Pictures(1, 3))
    assert wide.orientation() is Qt.Orientation.Vertical
    assert wide.state().isEmpty()


def test_what_needs_more_room_gets_it(window: QWidget) -> None:
    split = split_of(window, Pictures(0.3, 1), Pictures(0.6, 1))
    canvas, completions = split.sizes()
    assert canvas < completions


def test_a_dragged_handle_stays_in_this_window_and_in_the_next(window: QWidget) -> None:
    split = split_of(window, Pictures(0.5, 1), Pictures(0.5, 1))
    split.moveSplitter(600, 1)
    split.resize(804, 800)
    assert split.sizes()[0] > 590
    again = split_of(window, Pictures(0.5, 1), Pictures(0.5, 1))
    again.restore(split.state())
    again.arrange()
    assert again.sizes()[0] > 590
