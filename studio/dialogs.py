"""File dialogs, questions and the about box."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import Enum, auto
from pathlib import Path

from PySide6.QtCore import QFile, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QColorDialog, QFileDialog, QMessageBox, QWidget

import engine
from studio import __version__
from studio.files.project import SUFFIX
from studio.i18n import translate
from studio.settings import FOLDER, Settings
from studio.training.naming import is_device

Button = QMessageBox.StandardButton
_PICTURES = " ".join(f"*{suffix}" for suffix in sorted(engine.IMAGE_SUFFIXES))
_STRANGE = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
"""What no name of a file can hold on one system or another."""


def file_name(name: str) -> str:
    """A name that a file can have on any system."""
    return f"{'_' if is_device(name) else ''}{_STRANGE.sub('-', name)}"


class Answer(Enum):
    """What to do with changes that are not saved."""

    SAVE = auto()
    DISCARD = auto()
    CANCEL = auto()


class Conflict(Enum):
    """What to do about a project that others have changed."""

    COPY = auto()
    REPLACE = auto()
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
    both, projects = translate("Dialogs", "Pictures and Projects"), translate("Dialogs", "Patchwork Projects")
    kinds = f"{both} ({_PICTURES} *{SUFFIX});;{projects} (*{SUFFIX})"
    return _ask_existing(parent, settings, translate("Dialogs", "Open"), kinds)


def ask_project(parent: QWidget, settings: Settings, name: str) -> Path | None:
    """Where to save a project, `name` proposed; None if the user thought better of it."""
    title = translate("Dialogs", "Save Project")
    projects = translate("Dialogs", "Patchwork Projects")
    return _ask_save(parent, settings, title, f"{name}{SUFFIX}", {SUFFIX: projects})


def ask_export(parent: QWidget, settings: Settings, title: str, name: str, *suffixes: str) -> Path | None:
    """Where to export to, `name` proposed: a path with one of the suffixes, in lower or upper case.

    None if the user thought better of it.
    """
    return _ask_save(parent, settings, title, name, {suffix: suffix[1:].upper() for suffix in suffixes})


def ask_folder(parent: QWidget, settings: Settings, title: str) -> Path | None:
    """An existing folder; None if the user thought better of it."""
    name = QFileDialog.getExistingDirectory(parent, title, settings.get(FOLDER))
    return _chosen(name, settings)


def ask_add(parent: QWidget, settings: Settings) -> Path | None:
    return _ask_picture(parent, settings, translate("Dialogs", "Add Source"))


def ask_mask(parent: QWidget, settings: Settings) -> Path | None:
    return _ask_picture(parent, settings, translate("Dialogs", "Import Mask: White Is Known"))


def ask_colour(parent: QWidget, colour: QColor, *, alpha: bool) -> QColor | None:
    """A colour, `colour` proposed; None if the user thought better of it. Args: alpha: it may be transparent."""
    options = QColorDialog.ColorDialogOption.ShowAlphaChannel if alpha else QColorDialog.ColorDialogOption(0)
    chosen = QColorDialog.getColor(colour, parent, translate("Dialogs", "Pencil Colour"), options)
    return chosen if chosen.isValid() else None


def ask_palette(parent: QWidget, settings: Settings) -> Path | None:
    """A palette file, or a picture that has one; None if the user thought better of it."""
    files = " ".join(f"*{suffix}" for suffix in engine.PALETTE_SUFFIXES)
    kinds = f"{translate('Dialogs', 'Palettes and Pictures')} ({files} {_PICTURES})"
    return _ask_existing(parent, settings, translate("Dialogs", "Open Palette"), kinds)


def ask_save_changes(parent: QWidget, name: str) -> Answer:
    """Whether to save changes before they are lost."""
    answers = {Button.Save: Answer.SAVE, Button.Discard: Answer.DISCARD}
    return answers.get(Button(save_changes_box(parent, name).exec()), Answer.CANCEL)


def save_changes_box(parent: QWidget, name: str) -> QMessageBox:
    """The question: Return saves, Escape goes back."""
    return _question(
        parent,
        translate("Dialogs", "Save the changes to “{0}”?").format(name),
        translate("Dialogs", "They are lost if you do not save them."),
        {Button.Save: translate("Dialogs", "&Save"), Button.Discard: translate("Dialogs", "&Discard")},
        default=Button.Save,
    )


def ask_replace_changed(parent: QWidget, name: str) -> Conflict:
    """Whether to replace a project that another window or program has changed since it was opened."""
    answers = {Button.Save: Conflict.COPY, Button.Yes: Conflict.REPLACE}
    return answers.get(Button(replace_changed_box(parent, name).exec()), Conflict.CANCEL)


def replace_changed_box(parent: QWidget, name: str) -> QMessageBox:
    """The question: Return saves a copy, Escape goes back."""
    return _question(
        parent,
        translate("Dialogs", "“{0}” was changed by another window or program. Replace it?").format(name),
        translate("Dialogs", "Those changes are lost if you replace it."),
        {Button.Save: translate("Dialogs", "&Save a Copy…"), Button.Yes: translate("Dialogs", "&Replace")},
        default=Button.Save,
    )


def ask_leave_runs(parent: QWidget, names: Sequence[str]) -> Leave:
    """Whether training goes on when the studio closes."""
    answers = {Button.Ok: Leave.KEEP, Button.Discard: Leave.PAUSE}
    return answers.get(Button(leave_runs_box(parent, names).exec()), Leave.STAY)


def leave_runs_box(parent: QWidget, names: Sequence[str]) -> QMessageBox:
    """The question: Return lets training go on, Escape goes back."""
    box = _question(
        parent,
        translate("Dialogs", "Training goes on without the studio: {0}.").format(", ".join(names)),
        translate("Dialogs", "The next start shows it again. You can also save its state and stop it now."),
        {Button.Ok: translate("Dialogs", "&Keep Training"), Button.Discard: translate("Dialogs", "&Pause Training")},
        default=Button.Ok,
    )
    box.setIcon(QMessageBox.Icon.Information)
    return box


def ask_delete_lost(parent: QWidget, name: str) -> bool:
    """Whether to delete for good a lost document that cannot be moved to the trash."""
    return _agrees(delete_lost_box(parent, name))


def delete_lost_box(parent: QWidget, name: str) -> QMessageBox:
    """The question: Return and Escape go back."""
    return _question(
        parent,
        translate("Dialogs", "“{0}” cannot be moved to the trash. Delete it for good?").format(name),
        translate("Dialogs", "There is no trash where unsaved documents are kept."),
        {Button.Yes: translate("Dialogs", "&Delete")},
    )


def ask_leave_walk(parent: QWidget) -> bool:
    """Whether to close the studio although a noise walk that is to be exported is not drawn yet."""
    box = _question(
        parent,
        translate("Dialogs", "The noise walk is still being drawn."),
        translate("Dialogs", "It is not saved if you close Patchwork now."),
        {Button.Yes: translate("Dialogs", "C&lose")},
    )
    return _agrees(box)


def about_box(parent: QWidget) -> QMessageBox:
    text = translate(
        "Dialogs",
        "<b>Patchwork {0}</b><p>Paint which patches of a picture are known; one small model completes the rest, "
        "many ways, live, on this computer.</p><p>Apache License 2.0</p>",
    )
    box = QMessageBox(parent)
    box.setWindowTitle(translate("Dialogs", "About Patchwork"))
    box.setText(text.format(__version__))
    box.setIconPixmap(parent.windowIcon().pixmap(64, 64))
    return box


def _question(
    parent: QWidget, text: str, more: str, answers: Mapping[Button, str], *, default: Button = Button.Cancel
) -> QMessageBox:
    """A question with Cancel among its answers. Args: default: what Return chooses; Escape chooses Cancel."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle("Patchwork")
    box.setTextFormat(Qt.TextFormat.PlainText)  # it may hold a name
    box.setText(text)
    box.setInformativeText(more)
    for button, words in {**answers, Button.Cancel: translate("Dialogs", "&Cancel")}.items():
        box.addButton(button).setText(words)  # Qt's own have no mnemonics on most systems
    box.setDefaultButton(default)
    box.setEscapeButton(Button.Cancel)
    return box


def _agrees(box: QMessageBox) -> bool:
    return Button(box.exec()) is Button.Yes


def _ask_existing(parent: QWidget, settings: Settings, title: str, kinds: str) -> Path | None:
    everything = translate("Dialogs", "All Files")
    name, _ = QFileDialog.getOpenFileName(parent, title, settings.get(FOLDER), f"{kinds};;{everything} (*)")
    return _chosen(name, settings)


def _ask_picture(parent: QWidget, settings: Settings, title: str) -> Path | None:
    return _ask_existing(parent, settings, title, f"{translate('Dialogs', 'Pictures')} ({_PICTURES})")


def _ask_save(parent: QWidget, settings: Settings, title: str, name: str, kinds: Mapping[str, str]) -> Path | None:
    """A path with one of the suffixes, which are the keys of `kinds`; else it gets that of the kind chosen.

    A suffix of another kind of picture goes: nobody wants an `a.jpg.png`.

    The file dialog asks whether to replace a file of the name that was typed, and so knows nothing of the suffix.
    """
    proposed = Path(settings.get(FOLDER)) / file_name(name)
    filters = {f"{words} (*{suffix})": suffix for suffix, words in kinds.items()}
    while True:
        typed, kind = QFileDialog.getSaveFileName(parent, title, str(proposed), ";;".join(filters))
        path = _chosen(typed, settings)
        if path is None or path.suffix.lower() in kinds:
            return path
        bare = path.with_suffix("") if path.suffix.lower() in engine.IMAGE_SUFFIXES else path
        proposed = path.with_name(bare.name + filters.get(kind, next(iter(kinds))))
        if not QFile.exists(str(proposed)) or _agrees(_replace_box(parent, proposed.name)):
            return proposed


def _replace_box(parent: QWidget, name: str) -> QMessageBox:
    return _question(
        parent,
        translate("Dialogs", "“{0}” exists already. Replace it?").format(name),
        translate("Dialogs", "Its contents will be lost."),
        {Button.Yes: translate("Dialogs", "&Replace")},
    )


def _chosen(name: str, settings: Settings) -> Path | None:
    if not name:
        return None
    settings.set(FOLDER, str(Path(name).parent))
    return Path(name)
