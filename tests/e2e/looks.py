"""What an eye would find fault with, found by measuring: clipped words, pale words. And pictures for the eye itself.

    PATCHWORK_LOOKS=/tmp/looks python -m pytest tests/e2e/test_studio_looks.py
    QT_SCALE_FACTOR=2 PATCHWORK_LOOKS=/tmp/looks python -m pytest tests/e2e/test_studio_looks.py

keep a picture of every window, panel and dialog there, light and dark, at one and two device pixels a pixel. The
scenes are in `tests.e2e.scenes`.
"""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QPushButton,
    QStyle,
    QStyleOptionComboBox,
    QTabBar,
    QToolButton,
    QWidget,
)

from studio.widgets.labels import ElidedLabel

LEAST_CONTRAST = 4.5
"""WCAG 2.2, 1.4.3 (AA), words of normal size."""
Role = QPalette.ColorRole


def keep_picture(widget: QWidget, name: str) -> None:
    """Save a picture of a widget to the folder PATCHWORK_LOOKS, if that is set."""
    folder = os.environ.get("PATCHWORK_LOOKS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        ratio = widget.devicePixelRatioF()
        assert widget.grab().save(str(Path(folder) / f"{name}{'' if ratio == 1 else f'@{ratio:g}x'}.png"))


def contrast(one: QColor, other: QColor) -> float:
    """WCAG's contrast ratio, 1 to 21."""
    first, second = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (first + 0.05) / (second + 0.05)


def clipped(root: QWidget) -> list[str]:
    """The visible words below a widget that have less room than they need."""
    return [f"{type(each).__name__} {fault}" for each in _seen(root) if (fault := _fault(each))]


def pale(root: QWidget) -> list[str]:
    """The visible, enabled words below a widget that are too faint on what they stand on."""
    found = []
    for widget in _seen(root):
        if not (widget.isEnabled() and _words(widget)):
            continue
        ink, paper = widget.palette().color(widget.foregroundRole()), _paper(widget)
        if contrast(ink, paper) < LEAST_CONTRAST:
            found.append(f"{_words(widget)!r}: {contrast(ink, paper):.2f}, {ink.name()} on {paper.name()}")
    return found


def _seen(root: QWidget) -> list[QWidget]:
    """A widget and those in it that are on the screen: not scrolled away, nor behind another tab."""
    return [each for each in [root, *root.findChildren(QWidget)] if not each.visibleRegion().isEmpty()]


def _fault(widget: QWidget) -> str:
    if isinstance(widget, ElidedLabel):
        return f"{widget.text()!r}: no room at all" if widget.text() and not widget.shown.removesuffix("…") else ""
    if isinstance(widget, QLabel) and widget.text():
        return _label_fault(widget)
    if isinstance(widget, QTabBar):
        return _tab_fault(widget)
    if isinstance(widget, QComboBox) and widget.currentText():
        option = QStyleOptionComboBox()
        widget.initStyleOption(option)
        field = widget.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, widget
        )
        need = widget.fontMetrics().horizontalAdvance(widget.currentText())
        return f"{widget.currentText()!r}: {field.width()} of {need} px" if field.width() < need else ""
    if isinstance(widget, QPushButton | QToolButton | QCheckBox) and widget.text():
        icon_only = isinstance(widget, QToolButton) and (
            widget.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly and not widget.icon().isNull()
        )
        need = 0 if icon_only else widget.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, widget.text()).width()
        return f"{widget.text()!r}: {widget.width()} of {need} px" if widget.width() < need + 4 else ""
    return ""


def _label_fault(label: QLabel) -> str:
    room = label.contentsRect()
    if label.wordWrap():
        need = label.heightForWidth(label.width())
        return f"{label.text()!r}: {label.height()} of {need} px high" if label.height() < need else ""
    size = label.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, label.text())
    if label.text().startswith("<"):
        size = label.sizeHint()
    short = room.width() < size.width() or room.height() < label.fontMetrics().height() - 1
    return f"{label.text()!r}: {room.width()}x{room.height()} of {size.width()}x{size.height()} px" if short else ""


def _tab_fault(bar: QTabBar) -> str:
    for i in range(bar.count()):
        need = bar.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, bar.tabText(i)).width()
        if bar.tabRect(i).width() < need:
            return f"{bar.tabText(i)!r}: {bar.tabRect(i).width()} of {need} px"
        if not bar.rect().contains(bar.tabRect(i).intersected(QRect(bar.tabRect(i).topLeft(), bar.size()))):
            return f"{bar.tabText(i)!r} is outside its bar"
    return ""


def _words(widget: QWidget) -> str:
    if isinstance(widget, QLabel | QAbstractButton):
        return widget.text()
    return widget.currentText() if isinstance(widget, QComboBox) else ""


def _paper(widget: QWidget) -> QColor:
    """What a widget is painted on: its own ground, or that of the nearest around it that has one."""
    if isinstance(widget, QPushButton | QComboBox):
        return widget.palette().color(Role.Button)
    around: QWidget | None = widget
    while around is not None:
        if around.objectName() == "message":
            return around.palette().color(Role.Base)
        if around.isWindow() or around.autoFillBackground():
            return around.palette().color(around.backgroundRole())
        around = around.parentWidget()
    return QApplication.palette().color(Role.Window)


def _luminance(colour: QColor) -> float:
    """Relative luminance, 0 to 1."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
