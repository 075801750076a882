"""What a crash leaves behind: each running studio keeps its document in a folder of its own, gone at a clean end.

RECOVERY/ID/lock            held while that studio runs; the system lets go of it however the studio ends
RECOVERY/ID/project.json    as in a project file, with the pictures beside it
RECOVERY/ID/about.json      {"path": the project file it belongs to, or null, "name": what to call it, "stamp": of
                            that file as it was read or saved last, see `stamp_of`}
"""

from __future__ import annotations

import json
import re
import shutil
import uuid
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import platformdirs
from PySide6.QtCore import QFile, QLockFile

import engine
from studio.errors import log
from studio.files.codec import PictureFiles
from studio.files.project import MANIFEST, Project, pack, unpack
from studio.i18n import translate

_ABOUT, _LOCK = "about.json", "lock"
_LONGEST_NAME = 60
Stamp = tuple[int, int, int]
"""What tells that others have written a file: its number, which no two atomic writes share, time and size."""


@dataclass(frozen=True, kw_only=True)
class Lost:
    """A document that a studio did not live to save."""

    folder: Path
    name: str
    path: Path | None
    """Its project file."""
    saved: datetime
    """When it was kept last, local time."""
    stamp: Stamp | None = None
    """Of its project file, as it was read or saved last."""


def stamp_of(path: Path | None) -> Stamp | None:
    """The stamp of a file; None if it is not there."""
    if path is None:
        return None
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def recovery_folder() -> Path:
    """Where running studios keep their documents."""
    return platformdirs.user_state_path("patchwork", appauthor=False) / "recovery"


class Recovery:
    """The folder of one running studio, and the view on those that others left. Belongs to the file thread."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._folder = root / uuid.uuid4().hex
        self._lock: QLockFile | None = None

    def write(
        self, project: Project, pictures: PictureFiles, *, name: str, path: Path | None, stamp: Stamp | None = None
    ) -> None:
        """Keep a project; a kill at any moment leaves this one or the one before.

        Raises:
            engine.EngineError: the folder cannot be written.
        """
        self._begin()
        files = pack(project, pictures)
        about = {"path": None if path is None else str(path), "name": name, "stamp": stamp}
        for file, data in files.items():
            if file != MANIFEST and not (self._folder / file).exists():
                engine.write_atomically(self._folder / file, data)
        engine.write_atomically(self._folder / _ABOUT, json.dumps(about).encode())
        engine.write_atomically(self._folder / MANIFEST, files[MANIFEST])
        for old in (self._folder / "pictures").glob("*.png"):
            if f"pictures/{old.name}" not in files:
                old.unlink(missing_ok=True)

    def clear(self) -> None:
        """Nothing is unsaved any more."""
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None
        shutil.rmtree(self._folder, ignore_errors=True)

    def lost(self) -> list[Lost]:
        """What studios left that run no more, the newest first. Leftovers that hold nothing are removed."""
        found = []
        for folder in self._root.glob("*/"):
            if folder == self._folder or not _abandoned(folder):
                continue
            try:
                about = json.loads((folder / _ABOUT).read_text("utf-8"))
                saved = datetime.fromtimestamp((folder / MANIFEST).stat().st_mtime)
                path = None if about["path"] is None else Path(about["path"])
                stamp = _stamp(about.get("stamp"))
                found.append(Lost(folder=folder, name=str(about["name"]), path=path, saved=saved, stamp=stamp))
            except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
                log.info("nothing to recover in %s: %s", folder, error)
                shutil.rmtree(folder, ignore_errors=True)
        return sorted(found, key=lambda lost: lost.saved, reverse=True)

    def _begin(self) -> None:
        if self._lock is not None:
            return
        try:
            (self._folder / "pictures").mkdir(parents=True, exist_ok=True)
        except OSError as error:
            words = translate("Errors", "{0} cannot be made: {1}. Unsaved work would be lost in a crash; save often.")
            raise engine.EngineError(words.format(self._folder, error.strerror)) from error
        self._lock = _lock(self._folder)
        self._lock.tryLock(0)


def read_lost(lost: Lost) -> Project:
    """Read a lost document.

    Raises:
        engine.EngineError: it is damaged.
    """
    pictures = (lost.folder / "pictures").glob("*.png")
    try:
        files = {f"pictures/{path.name}": path.read_bytes() for path in pictures}
        files[MANIFEST] = (lost.folder / MANIFEST).read_bytes()
    except OSError as error:
        words = translate("Errors", "{0} cannot be read: {1}.")
        raise engine.EngineError(words.format(lost.folder, error.strerror)) from error
    return unpack(files, lost.folder)


def forget(lost: Lost) -> None:
    """Remove a lost document that is kept elsewhere by now."""
    shutil.rmtree(lost.folder, ignore_errors=True)


def discard(lost: Lost) -> bool:
    """Move a lost document to the system's trash, under its name. If it is put back, the next start offers it again.

    Returns:
        Whether it has gone; False where there is no trash: then it stays as it was.
    """
    name = re.sub(r"[^\w .-]+", "_", lost.name)[:_LONGEST_NAME].strip(" .")
    named = lost.folder.with_name(f"{name} {lost.folder.name[-8:]}".strip())
    try:
        lost.folder.rename(named)
    except OSError:  # then it goes by the name that it has
        return QFile(str(lost.folder)).moveToTrash()
    if QFile(str(named)).moveToTrash():
        return True
    named.rename(lost.folder)
    return False


def _stamp(data: object) -> Stamp | None:
    """As JSON has it; one that cannot be read, or an older Patchwork has not kept, is nobody's."""
    match data:
        case [int(number), int(time), int(size)]:
            return number, time, size
    return None


def _abandoned(folder: Path) -> bool:
    lock = _lock(folder)
    if not lock.tryLock(0):
        return False
    lock.unlock()
    return True


def _lock(folder: Path) -> QLockFile:
    lock = QLockFile(str(folder / _LOCK))
    lock.setStaleLockTime(0)
    return lock
