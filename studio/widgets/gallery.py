"""The sheet of completions: several seeds of the same known patches, one of them on the canvas."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QFont,
    QFontMetrics,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractButton, QApplication, QButtonGroup, QMenu, QSizePolicy, QWidget

from studio import theme
from studio.document.document import Document
from studio.document.noise import name_of
from studio.imaging.qt_images import draw_image, to_qimage
from studio.translation import plain

_GAP, _MARGIN = 6, 3
_SMALLER, _SMALLEST = 2, 9
"""Pixels by which the letters of a caption are smaller than the window's, and what they have at the least."""
_LEAST_LEFT = 2 / 3
"""Of a picture's side, at which whole device pixels are worth it that it becomes smaller."""
Role = QPalette.ColorRole


def _scale(across: float, down: float, *, sprites: bool) -> float:
    """Device pixels a pixel of a picture: as many as there is room for, or a little fewer if they are whole then.

    Args:
        sprites: their pixels are to be squares of one size, if there is any room for them.
    """
    scale = min(across, down)
    return int(scale) if int(scale) >= (1 if sprites and scale >= 1 else _LEAST_LEFT * scale) else scale


def draw_frame(painter: QPainter, frame: QRectF | QRect, palette: QPalette, *, selected: bool) -> None:
    """A line around a picture that is selected, or else that the pointer or the keyboard is on."""
    pen = QPen(palette.color(Role.Highlight if selected else Role.Shadow), 2)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(frame)


class GalleryCell(QAbstractButton):
    """One completion; a click puts it on the canvas."""

    taken = Signal()
    """It was double-clicked, or Return pressed on it."""
    dragged = Signal()
    """The pointer went away with it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)  # it is painted anew when the pointer comes and goes
        self._image = QImage()
        self._pinned = False
        self._caption = ""
        self._pressed_at: QPointF | None = None

    def show_image(self, image: QImage) -> None:
        """Show a picture; an empty one empties the cell."""
        self._image = image
        self.setEnabled(not image.isNull())
        self.update()

    def set_pinned(self, pinned: bool) -> None:
        """Show a pin in the corner, or none."""
        self._pinned = pinned
        self.update()

    def set_caption(self, words: str) -> None:
        """Show words below the picture, or none."""
        self._caption = words
        self.update()

    @property
    def caption_height(self) -> int:
        """Widget pixels that the caption takes below the picture."""
        return QFontMetrics(self._caption_font()).height() if self._caption else 0

    @property
    def image(self) -> QImage:
        """The completion that it shows; an empty one before there is any."""
        return self._image

    def sizeHint(self) -> QSize:
        return QSize(118, 118)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = event.position() if event.button() is Qt.MouseButton.LeftButton else None
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        start = self._pressed_at
        if start is None or (event.position() - start).manhattanLength() < QApplication.startDragDistance():
            super().mouseMoveEvent(event)
            return
        self._pressed_at = None
        self.setDown(False)  # the drag takes the release
        self.dragged.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed_at = None
            self.taken.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.isChecked():
            self.taken.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, palette, frame = QPainter(self), self.palette(), self._frame()
        if self._image.isNull():
            painter.fillRect(frame, palette.color(Role.Midlight))
            return
        scale = frame.width() * self.devicePixelRatioF() / self._image.width()
        smooth = scale < 2 and abs(scale - round(scale)) > 1e-6
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        draw_image(painter, frame, self._image)
        if self._pinned:
            self._draw_pin(painter, frame)
        if self._caption:
            self._draw_caption(painter, frame)
        if self.isChecked() or self.underMouse() or self.hasFocus():
            draw_frame(painter, frame.adjusted(-2, -2, 2, 2), palette, selected=self.isChecked())

    def _draw_pin(self, painter: QPainter, frame: QRectF) -> None:
        tag = QRectF(frame.right() - 20, frame.top(), 20, 20)
        painter.fillRect(tag, self.palette().color(Role.Window))
        theme.icon("pin", Role.Highlight).paint(painter, tag.adjusted(3, 3, -3, -3).toRect())

    def _draw_caption(self, painter: QPainter, frame: QRectF) -> None:
        """Smaller if it does not fit, but not too small to read."""
        font, room = self._caption_font(), self.width() - 4
        size = font.pixelSize()
        need = QFontMetrics(font).horizontalAdvance(self._caption)
        font.setPixelSize(max(min(size, size * room // max(need, 1)), min(size, _SMALLEST)))
        painter.setFont(font)
        words = painter.fontMetrics().elidedText(self._caption, Qt.TextElideMode.ElideRight, room)
        painter.setPen(self.palette().color(Role.WindowText))
        below = QRectF(0, frame.bottom() + _MARGIN, self.width(), self.caption_height)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, words)

    def _caption_font(self) -> QFont:
        font, size = QFont(self.font()), self.fontInfo().pixelSize()
        font.setPixelSize(max(size - _SMALLER, min(size, _SMALLEST)))
        return font

    def _frame(self) -> QRectF:
        """Where the picture goes: as large as there is room, or a little less, its pixels whole device pixels."""
        ratio, whole = self.devicePixelRatioF(), QRectF(self.rect()).adjusted(0, 0, 0, -self.caption_height)
        inner = whole.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        if self._image.isNull():
            return inner
        pixels_wide, pixels_high = self._image.width(), self._image.height()
        sprites = self._image.hasAlphaChannel()
        scale = _scale(ratio * inner.width() / pixels_wide, ratio * inner.height() / pixels_high, sprites=sprites)
        width, height = scale * pixels_wide, scale * pixels_high
        left, top = (whole.width() * ratio - width) // 2 / ratio, (whole.height() * ratio - height) // 2 / ratio
        return QRectF(left, top, width / ratio, height / ratio)


class Gallery(QWidget):
    """Shows the document's completions by position; the last good ones stay until the next come."""

    chosen = Signal(int)
    """A position of the sheet was chosen."""
    taken = Signal()
    """The completion on the canvas is to be the picture."""
    dragged = Signal(int)
    """The pointer went away with the completion at a position."""
    scrolled = Signal(int)
    """Wheel steps: up, for fewer and larger completions, is below zero."""

    def __init__(self, document: Document, *, menu: Sequence[QAction | None]) -> None:
        """Args: menu: what can be done with the completion on the canvas; None is a line."""
        super().__init__()
        self._document = document
        self.setAccessibleName(self.tr("Completions"))
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self.chosen)
        self.cells: list[GalleryCell] = []
        self.menu = QMenu(self)
        for action in menu:
            self.menu.addSeparator() if action is None else self.menu.addAction(action)
        self._turned = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        document.model_changed.connect(self._lay_out)
        document.completions_changed.connect(self._refresh)
        document.noise_changed.connect(self._refresh)
        document.labels_changed.connect(self._refresh)
        self._shown: list[object] = []
        self._refresh()

    def sizeHint(self) -> QSize:
        return QSize(480, 480)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 96)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._turned += event.angleDelta().y()
        steps, self._turned = int(self._turned / 120), self._turned - 120 * int(self._turned / 120)
        if steps:
            self.scrolled.emit(-steps)
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Of the completion under the pointer, which is chosen by it; by the keyboard, of the chosen one."""
        under = self.childAt(event.pos())
        if isinstance(under, GalleryCell) and under.isEnabled() and not under.isChecked():
            self.chosen.emit(self.cells.index(under))
        self.menu.popup(event.globalPos())

    def filled(self, width: int, height: int) -> float:
        """Pixels that the pictures cover in a gallery of this size."""
        grid, scale = self._document.grid, self._arranged(width, height)[2]
        return len(self.cells) * scale**2 * grid.width * grid.height

    def _arranged(self, width: int, height: int) -> tuple[int, float, float]:
        """As many columns as make the pictures largest: of those that are alike, full rows, then few columns.

        Returns:
            columns; widget pixels a pixel of a picture that there is room for; and that are taken of them.
        """
        grid, ratio, count = self._document.grid, self.devicePixelRatioF(), len(self.cells)
        sprites = self._document.shape[2] == 4

        def room(columns: int) -> tuple[float, float]:
            rows = -(-count // columns)
            across = (width - (columns - 1) * _GAP) / columns - 2 * _MARGIN
            down = (height - (rows - 1) * self._gap) / rows - 2 * _MARGIN - self._caption
            return across / grid.width, down / grid.height

        def size(columns: int) -> tuple[float, int, int]:
            scale = _scale(*(ratio * each for each in room(columns)), sprites=sprites)
            return scale, -(-count % columns), -columns

        columns = max(range(1, count + 1), key=size)
        return columns, min(room(columns)), max(size(columns)[0], 0) / ratio

    @property
    def _caption(self) -> int:
        return max(cell.caption_height for cell in self.cells)

    @property
    def _gap(self) -> int:
        """Between rows; captions are distance enough."""
        return 0 if self._caption else _GAP

    def _lay_out(self) -> None:
        grid = self._document.grid
        columns, scale, _ = self._arranged(self.width(), self.height())
        width, height = (max(int(scale * side), 1) + 2 * _MARGIN for side in (grid.width, grid.height))
        left = (self.width() - columns * width - (columns - 1) * _GAP) // 2
        for position, cell in enumerate(self.cells):
            row, column = divmod(position, columns)
            corner = QPoint(left + column * (width + _GAP), row * (height + self._caption + self._gap))
            cell.setGeometry(QRect(corner, QSize(width, height + self._caption)))

    def _fill(self, count: int) -> None:
        """As many cells as there are completions."""
        for cell in self.cells[count:]:
            self._group.removeButton(cell)
            cell.hide()
            cell.deleteLater()
        del self.cells[count:], self._shown[count:]
        for position in range(len(self.cells), count):
            cell = GalleryCell(self)
            cell.taken.connect(self.taken)
            cell.dragged.connect(partial(self.dragged.emit, position))
            self._group.addButton(cell, position)
            self.cells.append(cell)
            self._shown.append(None)
            cell.show_image(QImage())
            cell.show()

    def _refresh(self) -> None:
        noise = self._document.noise
        if len(self.cells) != len(noise.seeds):
            self._fill(len(noise.seeds))
        several = [label.name for label in self._document.labels if len(label.given) > 1]
        for position, (cell, completion) in enumerate(zip(self.cells, self._document.completions, strict=True)):
            if completion is not self._shown[position]:
                self._shown[position] = completion
                cell.show_image(QImage() if completion is None else to_qimage(completion.image))
            name = self.tr("Completion {0}, seed {1}").format(position + 1, name_of(noise.seeds[position]))
            cell.set_pinned(position in noise.pinned)
            if position in noise.pinned:
                name = self.tr("{0}, pinned").format(name)
            given = dict(self._document.given_labels(position))
            caption = ", ".join(given[label] for label in several)
            cell.set_caption(caption)
            if caption:
                name = self.tr("{0}, {1}").format(name, caption)
            cell.setAccessibleName(name)
            cell.setToolTip(plain(name))
            cell.setChecked(position == noise.chosen)
        self._lay_out()
