"""Material icons, drawn from the font that qtawesome brings. Its own code is not imported: that takes 0.2 s."""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPixmap

_SHARE = 0.875
"""Of an icon's height that its glyph takes: the rest is margin."""


class _GlyphEngine(QIconEngine):
    def __init__(self, glyph: str, normal: QColor, disabled: QColor, on: QColor) -> None:
        super().__init__()
        self._glyph, self._normal, self._disabled, self._on = glyph, normal, disabled, on

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        off = mode is QIcon.Mode.Normal and state is QIcon.State.Off
        colour = self._disabled if mode is QIcon.Mode.Disabled else self._normal if off else self._on
        font = QFont(_family())
        font.setPixelSize(max(1, round(_SHARE * rect.height())))
        painter.save()
        painter.setFont(font)
        painter.setPen(colour)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._glyph)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(QPoint(), size), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        return _GlyphEngine(self._glyph, self._normal, self._disabled, self._on)


def glyph_icon(name: str, *, normal: QColor, disabled: QColor, on: QColor) -> QIcon:
    """The icon of this name among the Material icons; in the colour `on` under the mouse, too."""
    return QIcon(_GlyphEngine(chr(int(_glyphs()[name], 16)), normal, disabled, on))


@cache
def _glyphs() -> dict[str, str]:
    """Code points by name, in hexadecimal digits."""
    glyphs: dict[str, str] = json.loads(_file("charmap-*.json").read_text("utf-8"))
    return glyphs


@cache
def _family() -> str:
    return QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(_file("[0-9]*.ttf"))))[0]


def _file(name: str) -> Path:
    package = find_spec("qtawesome")
    assert package is not None
    assert package.origin is not None
    return next((Path(package.origin).parent / "fonts").glob(f"materialdesignicons6-webfont-{name}"))
