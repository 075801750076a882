"""A completion dragged out of the window: pixels for a program, a PNG file for a file manager."""

from __future__ import annotations

import shutil
import tempfile
import uuid
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Qt, QUrl
from PySide6.QtGui import QDrag, QImage, QPixmap
from PySide6.QtWidgets import QWidget

import engine
from studio.dialogs import file_name
from studio.document.document import Document
from studio.document.noise import name_of
from studio.files import export
from studio.files.jobs import FileJobs
from studio.imaging.qt_images import to_qimage

_SIDE = 96
"""Pixels of what one sees under the pointer."""


class CompletionDrag(QObject):
    """Owns the folder of the files that were dragged out; it goes with the studio."""

    def __init__(self, document: Document, files: FileJobs) -> None:
        super().__init__()
        self._document, self._files = document, files
        self._folder = Path(tempfile.gettempdir()) / f"patchwork-{uuid.uuid4().hex}"

    def begin(self, position: int, of: QWidget) -> None:
        """Drag the completion at a position of the sheet, until it is dropped."""
        data = self.data(position)
        if data is None:
            return
        drag, image = QDrag(of), QImage(data.imageData())
        how = Qt.TransformationMode.FastTransformation
        drag.setPixmap(QPixmap.fromImage(image.scaled(_SIDE, _SIDE, Qt.AspectRatioMode.KeepAspectRatio, how)))
        drag.setMimeData(data)
        drag.exec(Qt.DropAction.CopyAction)

    def data(self, position: int) -> QMimeData | None:
        """The pixels, and a file of them, which is written meanwhile; None where there is no completion."""
        picture = self._document.picture(position)
        if picture is None:
            return None
        now = self._document.state
        state = replace(now, noise=now.noise.choose(position))
        pixels = export.finished(picture, state)
        path = self._folder / file_name(f"{state.sources[0].name}-{name_of(state.noise.seed)}.png")

        def write() -> None:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            engine.write_atomically(path, export.png(pixels, export.describe(state)))

        self._files.submit(self.tr("Dragging {0}").format(path.name), write)
        data = QMimeData()
        data.setImageData(to_qimage(pixels))
        data.setUrls([QUrl.fromLocalFile(str(path))])
        return data

    def close(self) -> None:
        """Remove the files; the file thread has ended."""
        shutil.rmtree(self._folder, ignore_errors=True)
