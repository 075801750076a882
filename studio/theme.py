"""Colours and icons: a light and a dark palette that follow the system, and icons tinted from them."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QToolTip

Role, Group = QPalette.ColorRole, QPalette.ColorGroup

_COLOURS = {
    Role.Window: ("#f2f2f4", "#2a2b2f"),
    Role.WindowText: ("#1f2126", "#dcdde0"),
    Role.Base: ("#ffffff", "#212226"),
    Role.AlternateBase: ("#f7f7f8", "#26272b"),
    Role.Text: ("#1f2126", "#dcdde0"),
    Role.PlaceholderText: ("#666b75", "#9a9da6"),
    Role.Button: ("#f2f2f4", "#2a2b2f"),
    Role.ButtonText: ("#1f2126", "#dcdde0"),
    Role.BrightText: ("#b3261e", "#ff8a80"),
    Role.Light: ("#ffffff", "#46484f"),
    Role.Midlight: ("#e6e7ea", "#393b41"),
    Role.Mid: ("#cfd1d6", "#44464d"),
    Role.Dark: ("#d9dade", "#1c1d20"),
    Role.Shadow: ("#868a95", "#80848f"),
    Role.Highlight: ("#1f6feb", "#4c94f5"),
    Role.HighlightedText: ("#ffffff", "#0c1626"),
    Role.Accent: ("#1f6feb", "#4c94f5"),
    Role.Link: ("#1a5fd0", "#6aa8ff"),
    Role.ToolTipBase: ("#ffffff", "#393b41"),
    Role.ToolTipText: ("#1f2126", "#dcdde0"),
}
"""On light, and on dark."""
SCHEMES = {"system": Qt.ColorScheme.Unknown, "light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
_SCHEME = "scheme"
_GLYPH = 0.875
"""Of an icon's height that its glyph takes: the rest is margin."""
_GREYED = (Role.WindowText, Role.Text, Role.ButtonText)


def palette(*, dark: bool) -> QPalette:
    """The palette. `Dark` is the canvas around the picture, `Mid` lines, `Shadow` edges that mean something,
    `PlaceholderText` quiet words."""
    colours = {role: pair[dark] for role, pair in _COLOURS.items()}
    made = QPalette()
    for role, colour in colours.items():
        made.setColor(role, QColor(colour))
    for role in _GREYED:
        greyed = QColor(colours[Role.PlaceholderText])
        greyed.setAlphaF(0.55)
        made.setColor(Group.Disabled, role, greyed)
    made.setColor(Group.Disabled, Role.Highlight, QColor(colours[Role.Mid]))
    return made


def apply_theme(app: QApplication) -> None:
    """Dress the application, now and whenever the system turns light or dark."""
    app.setStyle("Fusion")
    hints = app.styleHints()
    hints.colorSchemeChanged.connect(lambda scheme: _dress(app, scheme))
    _dress(app, hints.colorScheme())


def choose_scheme(name: str) -> None:
    """Take the light or the dark palette, or that of the system: one of SCHEMES."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    if (app.property(_SCHEME) or "system") != name:
        app.setProperty(_SCHEME, name)
        app.styleHints().setColorScheme(SCHEMES[name])  # title bars and dialogs of the system follow
        _dress(app, app.styleHints().colorScheme())


def icon(name: str, role: QPalette.ColorRole = Role.ButtonText) -> QIcon:
    """A Material icon in the colours of the application's palette.

    It is drawn from the font that qtawesome brings, whose own code takes 0.2 s to import.
    """
    tint = QApplication.palette()
    disabled, on = tint.color(Group.Disabled, Role.ButtonText), tint.color(Role.Highlight)
    return QIcon(_GlyphEngine(chr(int(_glyphs()[name], 16)), tint.color(role), disabled, on))


class _GlyphEngine(QIconEngine):
    """Draws a glyph in the colour of an icon's state; under the mouse in that of `on`, too."""

    def __init__(self, glyph: str, normal: QColor, disabled: QColor, on: QColor) -> None:
        super().__init__()
        self._glyph, self._normal, self._disabled, self._on = glyph, normal, disabled, on

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        off = mode is QIcon.Mode.Normal and state is QIcon.State.Off
        colour = self._disabled if mode is QIcon.Mode.Disabled else self._normal if off else self._on
        font = QFont(_family())
        font.setPixelSize(max(1, round(_GLYPH * rect.height())))
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


@cache
def _style() -> str:
    return (resources.files("assets") / "studio.qss").read_text("utf-8")


def _dress(app: QApplication, scheme: Qt.ColorScheme) -> None:
    chosen = SCHEMES[app.property(_SCHEME) or "system"]
    scheme = scheme if chosen is Qt.ColorScheme.Unknown else chosen
    colours = palette(dark=scheme is Qt.ColorScheme.Dark)
    app.setPalette(colours)
    QToolTip.setPalette(colours)
    app.setStyleSheet(_style())
