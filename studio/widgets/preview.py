"""A picture as wide as there is room."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy


class Preview(QLabel):
    """A picture as wide as there is room, never enlarged."""

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)

    def show_image(self, image: QImage) -> None:
        """Show a picture; an empty one hides the label."""
        self._image = image
        self.setVisible(not image.isNull())
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()

    def _fit(self) -> None:
        if self._image.isNull() or self.width() < 2:
            return
        ratio = self.devicePixelRatioF()
        width = min(round(self.width() * ratio), self._image.width())
        scaled = self._image.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
        scaled.setDevicePixelRatio(ratio)
        self.setPixmap(QPixmap.fromImage(scaled))
        self.setFixedHeight(round(scaled.height() / ratio))
