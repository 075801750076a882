"""The colours that the pencil draws with: the one in hand, and those of the picture to choose from."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QImage, QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QToolTip, QWidget

from studio.canvas.toolbox import Toolbox
from studio.canvas.tools import Tool
from studio.document.document import Document
from studio.imaging.drawing import Colour, colours_of
from studio.imaging.qt_images import draw_image
from studio.widgets.layout import keep_up

MOST = 48
"""Colours of a picture to choose from."""
_COLUMNS, _SIDE, _GAP, _LARGE = 3, 10, 1, 28
Role = QPalette.ColorRole


class Swatches(QWidget):
    """Shows `Toolbox.colour` and, below it, those of the palette or of the known pixels.

    Without either, those of all that is seen.
    """

    wanted = Signal()
    """The colour in hand was clicked: the user wants to choose another one."""

    def __init__(self, document: Document, toolbox: Toolbox) -> None:
        super().__init__()
        self._document, self._toolbox = document, toolbox
        self.setAccessibleName(self.tr("Colours of the pencil"))
        self.colours: list[Colour] = []
        """Those to choose from."""
        strokes = document.gesture_changed, toolbox.changed
        keep_up(self._refresh, *document.facts_changed, document.completions_changed, *strokes)

    def sizeHint(self) -> QSize:
        rows = -(-len(self.colours) // _COLUMNS)
        return QSize(_COLUMNS * (_SIDE + _GAP) - _GAP, _LARGE + 4 * _GAP + rows * (_SIDE + _GAP))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def place(self, index: int) -> QRect:
        """Where a colour to choose from is; -1: the one in hand."""
        left = (self.width() - _COLUMNS * (_SIDE + _GAP) + _GAP) // 2
        if index < 0:
            return QRect((self.width() - _LARGE) // 2, _GAP, _LARGE, _LARGE)
        row, column = divmod(index, _COLUMNS)
        top = _LARGE + 4 * _GAP + row * (_SIDE + _GAP)
        return QRect(left + column * (_SIDE + _GAP), top, _SIDE, _SIDE)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, palette = QPainter(self), self.palette()
        for index, colour in enumerate([self._toolbox.colour, *self.colours], -1):
            place = self.place(index)
            swatch = QImage(1, 1, QImage.Format.Format_ARGB32)
            swatch.fill(QColor(*colour))
            draw_image(painter, QRectF(place), swatch)
            chosen = index < 0 or colour == self._toolbox.colour
            painter.setPen(palette.color(Role.Highlight if chosen and index >= 0 else Role.Shadow))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(place.adjusted(0, 0, -1, -1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self._at(event.position().toPoint())
        if index is None:
            return
        if index < 0:
            self.wanted.emit()
        else:
            self._toolbox.colour_with(self.colours[index])

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            index = self._at(event.pos())
            QToolTip.showText(event.globalPos(), "" if index is None else self._name(index), self)
            return True
        return super().event(event)

    def _refresh(self) -> None:
        document, palette = self._document, self._document.palette
        if self._toolbox.tool is not Tool.PENCIL or document.gesturing:
            return
        if palette is not None and palette.colours:
            pixels = np.array(palette.colours, dtype=np.uint8)
        else:
            known = document.grid.mask(document.known)
            pixels = document.seen()[known if known.any() else np.ones_like(known)]
        colours = colours_of(pixels, most=MOST)
        if colours != self.colours:
            self.colours = colours
            self.updateGeometry()
        self.update()

    def _at(self, point: QPoint) -> int | None:
        places = range(-1, len(self.colours))
        return next((index for index in places if self.place(index).contains(point)), None)

    def _name(self, index: int) -> str:
        red, green, blue, alpha = self._toolbox.colour if index < 0 else self.colours[index]
        name = f"#{red:02x}{green:02x}{blue:02x}" if alpha else self.tr("Transparent")
        return self.tr("{0}: the pencil's colour. Click to choose another one.").format(name) if index < 0 else name
