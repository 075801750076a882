"""The sheet of completions: nine seeds of the same known patches, one of them on the canvas."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QImage, QPainter, QPaintEvent, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QWidget

from studio import theme
from studio.document.document import Document
from studio.document.noise import SHEET, name_of
from studio.imaging.qt_images import draw_image, to_qimage
from studio.translation import plain

COLUMNS = 3
_GAP, _MARGIN = 6, 3
_SMALLEST = 9
"""Pixels of the letters of a caption."""
_LEAST_LEFT = 2 / 3
"""Of a picture's side, at which whole device pixels are worth it that it becomes smaller."""
Role = QPalette.ColorRole


def _scale(across: float, down: float) -> float:
    """Device pixels a pixel of a picture: as many as there is room for, or a little fewer if they are whole then."""
    scale = min(across, down)
    return int(scale) if int(scale) >= _LEAST_LEFT * scale else scale


def draw_frame(painter: QPainter, frame: QRectF | QRect, palette: QPalette, *, selected: bool) -> None:
    """A line around a picture that is selected, or else that the pointer or the keyboard is on."""
    pen = QPen(palette.color(Role.Highlight if selected else Role.Shadow), 2)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(frame)


class GalleryCell(QAbstractButton):
    """One completion; a click puts it on the canvas."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)  # it is painted anew when the pointer comes and goes
        self._image = QImage()
        self._pinned = False
        self._caption = ""

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
        """Show words at the lower edge, or none."""
        self._caption = words
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(118, 118)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, palette, frame = QPainter(self), self.palette(), self._frame()
        if self._image.isNull():
            painter.fillRect(frame, palette.color(Role.Midlight))
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, frame.width() < 2 * self._image.width())
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
        """As large as the window's words or, if they do not fit, smaller, but not too small to read."""
        font, room = QFont(self.font()), int(frame.width()) - 4
        need = self.fontMetrics().horizontalAdvance(self._caption)
        size = self.fontInfo().pixelSize()
        font.setPixelSize(max(min(size, size * room // max(need, 1)), min(size, _SMALLEST)))
        painter.setFont(font)
        metrics = painter.fontMetrics()
        words = metrics.elidedText(self._caption, Qt.TextElideMode.ElideRight, room)
        tag = QRectF(frame.left(), frame.bottom() - metrics.height(), frame.width(), metrics.height())
        painter.fillRect(tag, self.palette().color(Role.Window))
        painter.setPen(self.palette().color(Role.WindowText))
        painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, words)

    def _frame(self) -> QRectF:
        """Where the picture goes: as large as there is room, or a little less, its pixels whole device pixels."""
        ratio, inner = self.devicePixelRatioF(), QRectF(self.rect()).adjusted(*(_MARGIN,) * 2, *(-_MARGIN,) * 2)
        if self._image.isNull():
            return inner
        pixels_wide, pixels_high = self._image.width(), self._image.height()
        scale = _scale(ratio * inner.width() / pixels_wide, ratio * inner.height() / pixels_high)
        width, height = scale * pixels_wide, scale * pixels_high
        left, top = (self.width() * ratio - width) // 2 / ratio, (self.height() * ratio - height) // 2 / ratio
        return QRectF(left, top, width / ratio, height / ratio)


class Gallery(QWidget):
    """Shows the document's completions by position; the last good ones stay until the next come."""

    chosen = Signal(int)
    """A position of the sheet was chosen."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self.setAccessibleName(self.tr("Completions"))
        self._group = QButtonGroup(self)
        self.cells = [GalleryCell(self) for _ in range(SHEET)]
        for position, cell in enumerate(self.cells):
            self._group.addButton(cell, position)
        self._group.idClicked.connect(self.chosen)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        document.model_changed.connect(self._lay_out)
        document.completions_changed.connect(self._refresh)
        document.noise_changed.connect(self._refresh)
        document.labels_changed.connect(self._refresh)
        self._shown: list[object] = [None] * SHEET
        self._refresh()

    def sizeHint(self) -> QSize:
        return QSize(366, 366)  # nine pictures of 28 pixels at exactly four times their size

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 96)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        """As many columns as make the pictures largest."""
        grid, ratio = self._document.grid, self.devicePixelRatioF()

        def room(columns: int) -> tuple[float, float]:
            """Widget pixels a pixel of a picture that there is room for, across and down."""
            rows = -(-SHEET // columns)
            width = (self.width() - (columns - 1) * _GAP) / columns - 2 * _MARGIN
            height = (self.height() - (rows - 1) * _GAP) / rows - 2 * _MARGIN
            return width / grid.width, height / grid.height

        columns = max(range(COLUMNS, SHEET + 1), key=lambda n: (_scale(*(ratio * each for each in room(n))), -n))
        scale = min(room(columns))
        width, height = (int(scale * side) + 2 * _MARGIN for side in (grid.width, grid.height))
        left = (self.width() - columns * width - (columns - 1) * _GAP) // 2
        for position, cell in enumerate(self.cells):
            row, column = divmod(position, columns)
            corner = QPoint(left + column * (width + _GAP), row * (height + _GAP))
            cell.setGeometry(QRect(corner, QSize(width, height)))

    def _refresh(self) -> None:
        noise = self._document.noise
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
