"""Where the canvas looks: zoom and pan over the model's image or, with a hole, over the whole photo around it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, Signal
from PySide6.QtWidgets import QWidget

from studio.canvas.viewport import Size, Viewport, centred, fit_scale, of_part, of_whole
from studio.document.document import Document

ZOOM_STEP = 1.25
_IN_SIGHT = 48
"""Widget pixels of the picture that stay on the canvas wherever it is moved."""


class Camera(QObject):
    """Moves at the user's wish, and follows the document: a photo that grows or a frame that moves stays in sight."""

    moved = Signal()
    zoom_changed = Signal(float)
    """Device pixels an image pixel."""

    def __init__(self, document: Document, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._document, self._canvas = document, canvas
        self._whole = Viewport(scale=1, x=0, y=0)
        """Where the picture lies in the widget: the model's image or, with a hole, the whole photo."""
        self._shows_photo = document.hole is not None
        self._is_new = False
        self._extent, self._last_part = self._image, self._part
        self._fits = True
        document.forgotten.connect(self._note_new)

    @property
    def viewport(self) -> Viewport:
        """Where the model's image lies in the widget."""
        return of_part(self._whole, *self._part) if self._shows_photo else self._whole

    def filled(self, width: int, height: int) -> float:
        """Pixels that the picture covers where it fits into a widget of this size."""
        across, down = self._image
        return fit_scale(width, height, self._image, ratio=self._ratio) ** 2 * across * down

    def fit(self) -> None:
        """Show the whole picture as large as it goes, now and when the window is resized."""
        self._fits = True
        self._centre(self._largest)

    def refit(self) -> None:
        """The window has another size."""
        if self._fits:
            self.fit()

    def actual_size(self) -> None:
        """One device pixel an image pixel."""
        self._fits = False
        self._centre(1 / self._ratio)

    def zoom(self, steps: float, at: QPointF | None = None) -> None:
        """Zoom in (steps > 0) or out about a widget point; by default about the middle."""
        self.pinch(ZOOM_STEP**steps, at or self._middle, dx=0, dy=0)

    def pinch(self, factor: float, at: QPointF, *, dx: float, dy: float) -> None:
        """Move the picture by widget pixels, then zoom it by a factor about a widget point."""
        self._fits = False
        smallest, moved = min(self._largest / 4, 1), self._whole.moved(dx, dy)
        self._show(moved.zoomed(factor, at.x(), at.y(), ratio=self._ratio, smallest=smallest))

    def follow(self) -> None:
        """The document has changed: show other pictures whole, and stay with those that were there."""
        shows_photo, is_new = self._document.hole is not None, self._is_new
        switched, self._is_new = shows_photo is not self._shows_photo, False
        self._shows_photo = shows_photo
        walks = self._document.cells and not self._fits and not self._document.gesturing
        grown = shows_photo and self._image != self._extent
        if switched or (is_new and shows_photo) or (grown and self._fits):
            self.fit()
        elif grown:  # about the frame, which stays where it is
            self._whole = of_whole(of_part(self._whole, *self._last_part), *self._part)
        elif walks and self._part != self._last_part:
            self._show_cell()
        self._extent, self._last_part = self._image, self._part

    @property
    def _part(self) -> tuple[float, float, float]:
        """The frame's corner in the photo, as it is seen, and a pixel of the model there."""
        source = self._document.sources[0]
        height, width, _ = source.whole.shape
        return *source.frame.as_seen(width, height), source.frame.unit(source.shape)

    @property
    def _image(self) -> Size:
        if self._shows_photo:
            height, width, _ = self._document.sources[0].whole.shape
            return width, height
        return self._document.grid.width, self._document.grid.height

    @property
    def _ratio(self) -> float:
        return self._canvas.devicePixelRatioF()

    @property
    def _middle(self) -> QPointF:
        return QPointF(self._canvas.width() / 2, self._canvas.height() / 2)

    @property
    def _largest(self) -> float:
        """The scale at which the whole picture fits."""
        return fit_scale(self._canvas.width(), self._canvas.height(), self._image, ratio=self._ratio)

    def _centre(self, scale: float) -> None:
        self._show(centred(self._canvas.width(), self._canvas.height(), self._image, scale, ratio=self._ratio))

    def _show(self, viewport: Viewport) -> None:
        self._whole = viewport.kept(self._canvas.width(), self._canvas.height(), self._image, _IN_SIGHT)
        self.zoom_changed.emit(self._whole.scale * self._ratio)
        self.moved.emit()

    def _note_new(self) -> None:
        """The next pictures are others, and are to be seen whole."""
        self._is_new = True

    def _show_cell(self) -> None:
        """Move the picture no farther than it takes to see all of the frame."""
        part, grid = self.viewport, self._document.grid
        dx, dy = (
            min(max(start, 0), max(length - part.scale * pixels, 0)) - start
            for start, length, pixels in (
                (part.x, self._canvas.width(), grid.width),
                (part.y, self._canvas.height(), grid.height),
            )
        )
        self._show(self._whole.moved(dx, dy))
