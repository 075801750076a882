"""Two pictures compared: one over the other with a divider to drag, or side by side."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QButtonGroup, QDialog, QLabel, QToolButton, QWidget

from studio.canvas.viewport import fit_scale
from studio.imaging.qt_images import draw_image, fitted
from studio.widgets.layout import column, row

_GAP = 12
_STEP = 0.02
_LINE = 2


class ComparePane(QWidget):
    """Draws both pictures at the same scale."""

    def __init__(self, left: QImage, right: QImage) -> None:
        super().__init__()
        self._left, self._right = left, right
        self.divider = 0.5
        """Share of the width that shows the left picture, 0 to 1."""
        self.beside = False
        """Whether the pictures are side by side."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Comparison"))
        self.setAccessibleDescription(self.tr("Arrow keys move the divider"))

    def sizeHint(self) -> QSize:
        return QSize(640, 560)

    def set_beside(self, beside: bool) -> None:
        self.beside = beside
        self.setCursor(Qt.CursorShape.ArrowCursor if beside else Qt.CursorShape.SplitHCursor)
        self.update()

    def set_divider(self, share: float) -> None:
        self.divider = min(max(share, 0.0), 1.0)
        self.update()

    def swap(self) -> None:
        self._left, self._right = self._right, self._left
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Dark))
        frames = self._frames()
        if self.beside:
            self._draw(painter, frames[0], self._left)
            self._draw(painter, frames[1], self._right)
            return
        frame = frames[0]
        self._draw(painter, frame, self._right)
        x = frame.left() + self.divider * frame.width()
        painter.save()
        painter.setClipRect(QRectF(frame.left(), frame.top(), x - frame.left(), frame.height()))
        self._draw(painter, frame, self._left)
        painter.restore()
        painter.fillRect(QRectF(x - _LINE, frame.top(), 2 * _LINE, frame.height()), QColor(0, 0, 0, 120))
        painter.fillRect(QRectF(x - _LINE / 2, frame.top(), _LINE, frame.height()), QColor("white"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._drag(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons():
            self._drag(event.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -_STEP, Qt.Key.Key_Right: _STEP}
        if not self.beside and event.key() in steps:
            self.set_divider(self.divider + steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def _drag(self, at: QPointF) -> None:
        if not self.beside:
            frame = self._frames()[0]
            self.set_divider((at.x() - frame.left()) / frame.width())

    def _draw(self, painter: QPainter, frame: QRectF, image: QImage) -> None:
        frame = fitted(frame, image)  # of two models, they may differ in aspect
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, frame.width() < 2 * image.width())
        draw_image(painter, frame, image)

    def _frames(self) -> list[QRectF]:
        """Where the pictures go: whole device pixels a pixel where there is room."""
        count, ratio, size = 2 if self.beside else 1, self.devicePixelRatioF(), self._left.size()
        room = (self.width() + (count - 1) * _GAP) / count
        scale = fit_scale(room, self.height(), size.toTuple(), ratio=ratio, margin=_GAP)
        width, height = scale * size.width(), scale * size.height()
        left, top = (self.width() - count * width - (count - 1) * _GAP) / 2, (self.height() - height) / 2
        x, y = round(left * ratio) / ratio, round(top * ratio) / ratio
        return [QRectF(x + i * (width + _GAP), y, width, height) for i in range(count)]


class CompareDialog(QDialog):
    """A window with a comparison and its ways of looking."""

    def __init__(self, parent: QWidget, left: tuple[str, QImage], right: tuple[str, QImage]) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Compare"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.pane = ComparePane(left[1], right[1])
        self._names = [QLabel(name, textFormat=Qt.TextFormat.PlainText) for name, _ in (left, right)]
        self._names[1].setAlignment(Qt.AlignmentFlag.AlignRight)
        self.over = self._button(self.tr("&Slider"))
        self.beside = self._button(self.tr("Side &by Side"))
        group = QButtonGroup(self)
        for button in (self.over, self.beside):
            button.setCheckable(True)
            group.addButton(button)
        self.over.setChecked(True)
        self.beside.toggled.connect(self.pane.set_beside)
        swap = self._button(self.tr("S&wap"))
        swap.clicked.connect(self._swap)
        names, buttons = row(*self._names), row(None, self.over, self.beside, swap, None)
        names.setContentsMargins(12, 8, 12, 0)
        buttons.setContentsMargins(12, 0, 12, 10)
        column(names, self.pane, buttons, on=self, margins=(0, 0, 0, 0), grows=self.pane)
        self.pane.set_beside(False)
        self.pane.setFocus()

    def _button(self, text: str) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setProperty("framed", True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _swap(self) -> None:
        self.pane.swap()
        first, second = (label.text() for label in self._names)
        self._names[0].setText(second)
        self._names[1].setText(first)
