"""A column keeps its width whether it scrolls or not, whatever it holds."""

from __future__ import annotations

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from studio.widgets.labels import Preview
from studio.widgets.layout import ScrolledColumn


def test_a_picture_as_wide_as_there_is_room_neither_flickers_nor_recurses(qtbot: QtBot) -> None:
    inner, preview = QWidget(), Preview()
    QVBoxLayout(inner).addWidget(preview)
    preview.show_image(QImage(600, 1200, QImage.Format.Format_RGB888))
    column = ScrolledColumn(inner)
    qtbot.addWidget(column)
    column.show()
    seen = set()
    for height in range(300, 800, 3):
        column.resize(300, height)
        for _ in range(3):
            QApplication.processEvents()
        assert inner.height() >= preview.height() > preview.width(), "all of the picture is there"
        seen.add((inner.width(), column.verticalScrollBar().isVisible()))
    assert {scrolls for _, scrolls in seen} == {True, False}
    assert len({width for width, _ in seen}) == 1
