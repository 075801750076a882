"""File dialogs and the about box."""

from __future__ import annotations

from enum import Enum, auto
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from studio import __version__
from studio.project import SUFFIX
from studio.settings import FOLDER, Settings

_PICTURES = "*.png *.jpg *.jpeg *.webp *.bmp *.gif *.tif *.tiff"


class Answer(Enum):
    """What to do with changes that are not saved."""

    SAVE = auto()
    DISCARD = auto()
    CANCEL = auto()


def ask_open(parent: QWidget, settings: Settings) -> Path | None:
    """The picture or project to open; None if the user thought better of it."""
    both = QCoreApplication.translate("Dialogs", "Pictures and Projects")
    projects = QCoreApplication.translate("Dialogs", "Patchwork Projects")
    everything = QCoreApplication.translate("Dialogs", "All Files")
    title = QCoreApplication.translate("Dialogs", "Open")
    kinds = f"{both} ({_PICTURES} *{SUFFIX});;{projects} (*{SUFFIX});;{everything} (*)"
    name, _ = QFileDialog.getOpenFileName(parent, title, settings.get(FOLDER), kinds)
    return _chosen(name, settings)


def ask_project(parent: QWidget, settings: Settings, name: str) -> Path | None:
    """Where to save a project, `name` proposed; None if the user thought better of it."""
    proposed = str(Path(settings.get(FOLDER)) / f"{name}{SUFFIX}")
    title = QCoreApplication.translate("Dialogs", "Save Project")
    projects = QCoreApplication.translate("Dialogs", "Patchwork Projects")
    name, _ = QFileDialog.getSaveFileName(parent, title, proposed, f"{projects} (*{SUFFIX})")
    return _chosen(name, settings)


def ask_export(parent: QWidget, settings: Settings, title: str, name: str, suffixes: tuple[str, ...]) -> Path | None:
    """Where to export to, `name` proposed; None if the user thought better of it."""
    proposed = str(Path(settings.get(FOLDER)) / name)
    kinds = ";;".join(f"{suffix[1:].upper()} (*{suffix})" for suffix in suffixes)
    name, _ = QFileDialog.getSaveFileName(parent, title, proposed, kinds)
    return _chosen(name, settings)


def ask_folder(parent: QWidget, settings: Settings, title: str) -> Path | None:
    """An existing folder; None if the user thought better of it."""
    name = QFileDialog.getExistingDirectory(parent, title, settings.get(FOLDER))
    return _chosen(name, settings)


def ask_save_changes(parent: QWidget, name: str) -> Answer:
    """Whether to save changes before they are lost."""
    Button = QMessageBox.StandardButton
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle("Patchwork")
    box.setText(QCoreApplication.translate("Dialogs", "Save the changes to “{0}”?").format(name))
    box.setInformativeText(QCoreApplication.translate("Dialogs", "They are lost if you do not save them."))
    box.setStandardButtons(Button.Save | Button.Discard | Button.Cancel)
    box.setDefaultButton(Button.Save)
    answers = {Button.Save: Answer.SAVE, Button.Discard: Answer.DISCARD}
    return answers.get(Button(box.exec()), Answer.CANCEL)


def ask_add(parent: QWidget, settings: Settings) -> Path | None:
    """The picture to add as a source."""
    title = QCoreApplication.translate("Dialogs", "Add Source")
    return _ask_picture(parent, settings, title)


def ask_mask(parent: QWidget, settings: Settings) -> Path | None:
    """The mask file to read."""
    title = QCoreApplication.translate("Dialogs", "Import Mask: White Is Known")
    return _ask_picture(parent, settings, title)


def ask_png(parent: QWidget, settings: Settings, title: str, name: str) -> Path | None:
    """Where to write another PNG, `name` proposed."""
    proposed = str(Path(settings.get(FOLDER)) / name)
    name, _ = QFileDialog.getSaveFileName(parent, title, proposed, "PNG (*.png)")
    return _chosen(name, settings)


def _ask_picture(parent: QWidget, settings: Settings, title: str) -> Path | None:
    pictures = QCoreApplication.translate("Dialogs", "Pictures")
    everything = QCoreApplication.translate("Dialogs", "All Files")
    kinds = f"{pictures} ({_PICTURES});;{everything} (*)"
    name, _ = QFileDialog.getOpenFileName(parent, title, settings.get(FOLDER), kinds)
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
