"""The sources panel: thumbnails of A, B, ...; which one the brush paints from, and where the frame lies on it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QRect, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QDragEnterEvent, QDropEvent, QImage, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QGridLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QWidget,
)

from studio.canvas.toolbox import Toolbox
from studio.document.document import Document
from studio.document.source_colours import INK, colour_of, letter
from studio.document.state import Source
from studio.imaging.qt_images import draw_image, fitted, to_qimage
from studio.translation import plain
from studio.widgets.gallery import draw_frame
from studio.widgets.labels import QUIET, WrappedLabel
from studio.widgets.layout import column, keep_up, label_for, row, tool_button

_SIDE, _MARGIN = 46, 3
Role = QPalette.ColorRole


class Thumbnail(QAbstractButton):
    """One source; a click takes it in hand."""

    def __init__(self, name: str, image: QImage, *, colour: str | None) -> None:
        """Args: colour: #rrggbb of its patches on the canvas; None: they are not marked there."""
        super().__init__(checkable=True)
        self._image, self._colour = image, colour
        self.setText(name)
        self.setFixedSize(_SIDE, _SIDE)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, palette = QPainter(self), self.palette()
        frame = self.rect().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        picture = fitted(QRectF(frame), self._image)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, picture.width() < self._image.width())
        draw_image(painter, picture, self._image)
        tag = QRect(frame.left(), frame.bottom() - 15, 16, 16)
        background = palette.color(Role.Highlight if self.isChecked() else Role.Window)
        ink = palette.color(Role.HighlightedText if self.isChecked() else Role.WindowText)
        painter.fillRect(tag, background if self._colour is None else QColor(self._colour))
        painter.setPen(ink if self._colour is None else QColor(INK))
        painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, self.text())
        if self.isChecked() or self.hasFocus() or self.underMouse():
            draw_frame(painter, self.rect().adjusted(1, 1, -1, -1), palette, selected=self.isChecked())


class SourcesPanel(QWidget):
    """Shows `Document.sources` and `Toolbox.source`."""

    chosen = Signal(int)
    """A source was clicked."""
    dropped = Signal(QMimeData)
    """Pictures to add."""
    offset_changed = Signal(float, float)
    """The picture moved right and down, in pixels of the model."""

    def __init__(
        self,
        document: Document,
        toolbox: Toolbox,
        *,
        edits: Sequence[QAction],
        turns: Sequence[QAction],
        frames: Sequence[QAction],
    ) -> None:
        """Args: edits: add and remove; turns: what is done to the picture; frames: to the model's frame on it."""
        super().__init__()
        self._document, self._toolbox = document, toolbox
        self._shown: tuple[Source, ...] = ()
        self.setAcceptDrops(True)
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self.chosen)
        self._row = row(None, spacing=4)
        self._row.setContentsMargins(0, 0, 0, 0)
        strip = QWidget()
        strip.setLayout(self._row)
        scroll = self._scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(strip)
        scroll.setFixedHeight(_SIDE + 2)
        for each in (scroll.viewport(), strip):
            each.setAutoFillBackground(False)
        self.offsets = self._offset(self.tr("Offset right")), self._offset(self.tr("Offset down"))
        label = label_for(self.tr("&Offset"), self.offsets[0])
        label.setContentsMargins(0, 0, 4, 0)
        self.words = WrappedLabel(role=QUIET)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.words.setToolTip(self.tr("What the model sees: the frame, at the model's own resolution"))
        groups = [[tool_button(action) for action in actions] for actions in (edits, turns, frames)]
        for button in (button for group in groups for button in group):
            button.setIconSize(QSize(18, 18))
        table = QGridLayout()
        for line, (words, parts) in enumerate(
            ((QLabel(self.tr("Picture")), groups[1]), (QLabel(self.tr("Frame")), groups[2]), (label, self.offsets))
        ):
            table.addWidget(words, line, 0)
            table.addLayout(row(*parts, None, spacing=2), line, 1)
        column(row(scroll, *groups[0], spacing=4, grows=scroll), table, self.words, on=self, margins=(0, 0, 0, 0))
        keep_up(self._refresh, document.sources_changed, toolbox.changed)

    @property
    def thumbnails(self) -> list[QAbstractButton]:
        """One a source."""
        return self._group.buttons()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        data = event.mimeData()
        if data.hasImage() or any(url.isLocalFile() for url in data.urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.dropped.emit(event.mimeData())

    def _offset(self, name: str) -> QSpinBox:
        field = QSpinBox(minimum=-9999, maximum=9999)
        field.setKeyboardTracking(False)
        field.setAccessibleName(name)
        field.setToolTip(self.tr("{0}, in pixels of the model").format(name))
        field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        field.setFixedWidth(52)
        field.valueChanged.connect(lambda _: self.offset_changed.emit(*(each.value() for each in self.offsets)))
        return field

    def _refresh(self) -> None:
        sources = self._document.sources
        index = self._toolbox.held(self._document)
        if sources != self._shown:
            self._shown = sources
            self._fill()
        self._group.button(index).setChecked(True)
        self._scroll.ensureWidgetVisible(self._group.button(index), 0, 0)
        source = sources[index]
        height, width = source.whole.shape[:2]
        for field, offset in zip(self.offsets, source.frame.offset(width, height, source.shape), strict=True):
            with QSignalBlocker(field):
                field.setValue(round(offset))
        self.words.setText(self._say(source))

    def _fill(self) -> None:
        for button in self._group.buttons():
            self._group.removeButton(button)
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        for index, source in enumerate(self._document.sources):
            colour = colour_of(index) if len(self._document.sources) > 1 else None
            button = Thumbnail(letter(index), to_qimage(source.pixels), colour=colour)
            button.setAccessibleName(self.tr("Source {0}, {1}").format(letter(index), source.name))
            button.setToolTip(plain(button.accessibleName()))
            self._group.addButton(button, index)
            self._row.insertWidget(index, button)

    def _say(self, source: Source) -> str:
        (height, width, _), (H, W, _), frame = source.whole.shape, source.shape, source.frame
        if (frame.width, frame.height) == (W, H):
            return self.tr("{2} × {3} of {0} × {1} pixels, one for one").format(width, height, W, H)
        words = self.tr("{2} × {3} of {0} × {1} pixels, seen as {4} × {5}")
        return words.format(width, height, round(frame.width), round(frame.height), W, H)
