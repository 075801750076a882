"""File dialogs and the about box."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum, auto
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QFile
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from studio import __version__
from studio.files.project import SUFFIX
from studio.settings import FOLDER, Settings

Button = QMessageBox.StandardButton
_PICTURES = "*.png *.jpg *.jpeg *.webp *.bmp *.gif *.tif *.tiff"


class Answer(Enum):
    """What to do with changes that are not saved."""

    SAVE = auto()
    DISCARD = auto()
    CANCEL = auto()


class Leave(Enum):
    """What becomes of training when the studio closes."""

    KEEP = auto()
    """It goes on."""
    PAUSE = auto()
    STAY = auto()
    """The studio does not close."""


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
    title = QCoreApplication.translate("Dialogs", "Save Project")
    projects = QCoreApplication.translate("Dialogs", "Patchwork Projects")
    return _ask_save(parent, settings, title, f"{name}{SUFFIX}", {SUFFIX: projects})


def ask_export(parent: QWidget, settings: Settings, title: str, name: str, suffixes: tuple[str, ...]) -> Path | None:
    """Where to export to, `name` proposed: a path with one of the suffixes, in lower or upper case.

    None if the user thought better of it.
    """
    return _ask_save(parent, settings, title, name, {suffix: suffix[1:].upper() for suffix in suffixes})


def ask_folder(parent: QWidget, settings: Settings, title: str) -> Path | None:
    """An existing folder; None if the user thought better of it."""
    name = QFileDialog.getExistingDirectory(parent, title, settings.get(FOLDER))
    return _chosen(name, settings)


def ask_save_changes(parent: QWidget, name: str) -> Answer:
    """Whether to save changes before they are lost."""
    answers = {Button.Save: Answer.SAVE, Button.Discard: Answer.DISCARD}
    return answers.get(Button(save_changes_box(parent, name).exec()), Answer.CANCEL)


def save_changes_box(parent: QWidget, name: str) -> QMessageBox:
    """The question: Return saves, Escape goes back."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle("Patchwork")
    box.setText(QCoreApplication.translate("Dialogs", "Save the changes to “{0}”?").format(name))
    box.setInformativeText(QCoreApplication.translate("Dialogs", "They are lost if you do not save them."))
    for button, text in (
        (Button.Save, QCoreApplication.translate("Dialogs", "&Save")),
        (Button.Discard, QCoreApplication.translate("Dialogs", "&Discard")),
        (Button.Cancel, QCoreApplication.translate("Dialogs", "&Cancel")),
    ):
        box.addButton(button).setText(text)  # Qt's own have no mnemonics on most systems
    box.setDefaultButton(Button.Save)
    box.setEscapeButton(Button.Cancel)
    return box


def ask_leave_runs(parent: QWidget, names: Sequence[str]) -> Leave:
    """Whether training goes on when the studio closes."""
    box = leave_runs_box(parent, names)
    box.exec()
    answers = {"keep": Leave.KEEP, "pause": Leave.PAUSE}
    return answers.get(box.clickedButton().objectName(), Leave.STAY)


def leave_runs_box(parent: QWidget, names: Sequence[str]) -> QMessageBox:
    """The question: Return lets training go on, Escape goes back."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Information)
    box.setWindowTitle("Patchwork")
    box.setText(
        QCoreApplication.translate("Dialogs", "Training goes on without the studio: {0}.").format(", ".join(names))
    )
    box.setInformativeText(
        QCoreApplication.translate("Dialogs", "The next start shows it again. Or save its state now and stop it.")
    )
    for name, text, role in (
        ("keep", QCoreApplication.translate("Dialogs", "&Keep Training"), QMessageBox.ButtonRole.AcceptRole),
        ("pause", QCoreApplication.translate("Dialogs", "&Pause Training"), QMessageBox.ButtonRole.DestructiveRole),
        ("stay", QCoreApplication.translate("Dialogs", "&Cancel"), QMessageBox.ButtonRole.RejectRole),
    ):
        button = box.addButton(text, role)
        button.setObjectName(name)
        if name == "keep":
            box.setDefaultButton(button)
        elif name == "stay":
            box.setEscapeButton(button)
    return box


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
    return ask_export(parent, settings, title, name, (".png",))


def _ask_save(parent: QWidget, settings: Settings, title: str, name: str, kinds: Mapping[str, str]) -> Path | None:
    """A path with one of the suffixes, which are the keys of `kinds`; without one it gets that of the kind chosen.

    The file dialog asks whether to replace a file of the name that was typed, and so knows nothing of the suffix.
    """
    proposed = Path(settings.get(FOLDER)) / name
    filters = {f"{words} (*{suffix})": suffix for suffix, words in kinds.items()}
    while True:
        typed, kind = QFileDialog.getSaveFileName(parent, title, str(proposed), ";;".join(filters))
        path = _chosen(typed, settings)
        if path is None or path.suffix.lower() in kinds:
            return path
        proposed = path.with_name(path.name + filters.get(kind, next(iter(kinds))))
        if not QFile.exists(str(proposed)) or _agrees(replace_box(parent, proposed.name)):
            return proposed


def replace_box(parent: QWidget, name: str) -> QMessageBox:
    """The question whether a file is to be replaced: Return and Escape go back."""
    return _question(
        parent,
        QCoreApplication.translate("Dialogs", "“{0}” exists already. Replace it?").format(name),
        QCoreApplication.translate("Dialogs", "What is in it is lost if you do."),
        yes=QCoreApplication.translate("Dialogs", "&Replace"),
        no=QCoreApplication.translate("Dialogs", "&Cancel"),
    )


def ask_delete_lost(parent: QWidget, name: str) -> bool:
    """Whether to delete for good a lost document that cannot be moved to the trash."""
    return _agrees(delete_lost_box(parent, name))


def delete_lost_box(parent: QWidget, name: str) -> QMessageBox:
    """The question: Return and Escape go back."""
    return _question(
        parent,
        QCoreApplication.translate("Dialogs", "“{0}” cannot be moved to the trash. Delete it for good?").format(name),
        QCoreApplication.translate("Dialogs", "There is no trash where unsaved documents are kept."),
        yes=QCoreApplication.translate("Dialogs", "&Delete"),
        no=QCoreApplication.translate("Dialogs", "&Cancel"),
    )


def ask_leave_walk(parent: QWidget) -> bool:
    """Whether to close the studio although a noise walk that is to be exported is not drawn yet."""
    return _agrees(leave_walk_box(parent))


def leave_walk_box(parent: QWidget) -> QMessageBox:
    """The question: Return and Escape go back."""
    return _question(
        parent,
        QCoreApplication.translate("Dialogs", "The noise walk is still being drawn."),
        QCoreApplication.translate("Dialogs", "It is not saved if you close Patchwork now."),
        yes=QCoreApplication.translate("Dialogs", "C&lose"),
        no=QCoreApplication.translate("Dialogs", "&Cancel"),
    )


def _question(parent: QWidget, text: str, more: str, *, yes: str, no: str) -> QMessageBox:
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle("Patchwork")
    box.setText(text)
    box.setInformativeText(more)
    box.addButton(Button.Yes).setText(yes)
    box.addButton(Button.Cancel).setText(no)
    box.setDefaultButton(Button.Cancel)
    box.setEscapeButton(Button.Cancel)
    return box


def _agrees(box: QMessageBox) -> bool:
    return Button(box.exec()) is Button.Yes


def _ask_picture(parent: QWidget, settings: Settings, title: str) -> Path | None:
    pictures = QCoreApplication.translate("Dialogs", "Pictures")
    everything = QCoreApplication.translate("Dialogs", "All Files")
    kinds = f"{pictures} ({_PICTURES});;{everything} (*)"
    name, _ = QFileDialog.getOpenFileName(parent, title, settings.get(FOLDER), kinds)
    return _chosen(name, settings)


def show_about(parent: QWidget) -> None:
    """What this is."""
    about_box(parent).exec()


def about_box(parent: QWidget) -> QMessageBox:
    """The box that says what this is."""
    text = QCoreApplication.translate(
        "Dialogs",
        "<b>Patchwork {0}</b><p>Paint which patches of a picture are known; one small model completes the rest, "
        "many ways, live, on this computer.</p><p>Apache License 2.0</p>",
    )
    box = QMessageBox(parent)
    box.setWindowTitle(QCoreApplication.translate("Dialogs", "About Patchwork"))
    box.setText(text.format(__version__))
    box.setIconPixmap(parent.windowIcon().pixmap(64, 64))
    return box


def _chosen(name: str, settings: Settings) -> Path | None:
    if not name:
        return None
    settings.set(FOLDER, str(Path(name).parent))
    return Path(name)
