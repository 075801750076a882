"""File dialogs and the about box."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from studio import __version__
from studio.settings import FOLDER, Settings

_PICTURES = "*.png *.jpg *.jpeg *.webp *.bmp *.gif *.tif *.tiff"


def ask_open(parent: QWidget, settings: Settings) -> Path | None:
    """The picture to open; None if the user thought better of it."""
    pictures = QCoreApplication.translate("Dialogs", "Pictures")
    everything = QCoreApplication.translate("Dialogs", "All Files")
    title = QCoreApplication.translate("Dialogs", "Open Picture")
    kinds = f"{pictures} ({_PICTURES});;{everything} (*)"
    name, _ = QFileDialog.getOpenFileName(parent, title, settings.get(FOLDER), kinds)
    return _chosen(name, settings)


def ask_save(parent: QWidget, settings: Settings, name: str) -> Path | None:
    """Where to save, `name` proposed; None if the user thought better of it."""
    proposed = str(Path(settings.get(FOLDER)) / name)
    title = QCoreApplication.translate("Dialogs", "Save Completion")
    name, _ = QFileDialog.getSaveFileName(parent, title, proposed, "PNG (*.png)")
    return _chosen(name, settings)


def show_about(parent: QWidget) -> None:
    """What this is."""
    text = QCoreApplication.translate(
        "Dialogs",
        "<b>Patchwork {0}</b><p>Paint which patches of a picture are known; one small model completes the rest, "
        "many ways, live, on this computer.</p><p>Apache License 2.0</p>",
    )
    QMessageBox.about(parent, QCoreApplication.translate("Dialogs", "About Patchwork"), text.format(__version__))


def _chosen(name: str, settings: Settings) -> Path | None:
    if not name:
        return None
    settings.set(FOLDER, str(Path(name).parent))
    return Path(name)
