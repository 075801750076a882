"""Atomic writes: a file is there whole, or as it was before; and what is said where one cannot be read."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from engine.errors import EngineError

TEMPORARY = ".patchwork-"
"""How the names of files in the making begin; one that is left was cut off."""
_REFUSED = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP}
"""What a file system answers that has no such thing as flushing; any other error is one of the disk."""


def write_atomically(path: Path, data: bytes, *, flush: bool = True) -> None:
    """Write to a temporary file beside `path`, flush it to the disk, rename it over `path`.

    A link stays one, and the file that it leads to is written. That keeps its mode, and its owner where it may; a new
    file has the mode that the umask leaves. What a file system does not know of, modes or flushing, is done without.

    Raises:
        EngineError: the file is read-only, the folder cannot be written or the disk is full; `path` is untouched.
    """
    try:
        place = path.resolve()
        before = place.stat() if place.exists() else None
        if before is not None and (not before.st_mode & 0o222 or not os.access(place, os.W_OK)):
            raise EngineError(f"{path} is read-only. Make it writable, or choose another name.")
        handle, name = _temporary(place.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                if flush:
                    _sync(file.fileno())
            if before is not None:
                _take_over(name, before)
            name.replace(place)
        except BaseException:
            name.unlink(missing_ok=True)
            raise
        if flush:
            _sync_folder(place.parent)
    except (OSError, RuntimeError) as error:  # of links that lead in a circle
        reason = getattr(error, "strerror", None) or error
        remedy = (
            "Choose a shorter name" if getattr(error, "errno", 0) == errno.ENAMETOOLONG else "Choose another folder"
        )
        raise EngineError(f"{path} cannot be written: {reason}. {remedy}.") from error


def _temporary(folder: Path) -> tuple[int, Path]:
    """A new file of a short name, which the umask has given its mode; `tempfile` would make it private."""
    while True:
        name = folder / f"{TEMPORARY}{secrets.token_hex(4)}"
        with suppress(FileExistsError):
            return os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666), name


def _take_over(name: Path, before: os.stat_result) -> None:
    """Owner and mode of the file that was there before."""
    made = name.stat()
    if hasattr(os, "chown") and (made.st_uid, made.st_gid) != (before.st_uid, before.st_gid):
        with suppress(OSError):
            os.chown(name, before.st_uid, before.st_gid)
    if stat.S_IMODE(made.st_mode) != stat.S_IMODE(before.st_mode):
        with suppress(OSError):
            name.chmod(stat.S_IMODE(before.st_mode))


def _sync(handle: int) -> None:
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _REFUSED:
            raise


def _sync_folder(folder: Path) -> None:
    """Have the new name on the disk too; the file is whole without it."""
    with suppress(OSError):  # Windows opens no folder
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def check_folder(path: Path) -> None:
    """Find out that a folder cannot be made before minutes are spent on what goes into it.

    Raises:
        EngineError: a file, or a link that leads nowhere, bears its name or that of a folder above it, or no folder
            can have that name.
    """
    for each in (path, *path.parents):
        try:
            if not stat.S_ISDIR(each.stat().st_mode):
                raise EngineError(f"{each} is a file, not a folder. Choose another folder.")
            return
        except NotADirectoryError:
            continue  # the file above it is found next
        except FileNotFoundError as error:
            if each.is_symlink():
                raise EngineError(f"{each} is a link that leads nowhere. Choose another folder.") from error
        except OSError as error:
            raise EngineError(f"{each} cannot be a folder: {error.strerror}. Choose another folder.") from error


def make_folder(path: Path) -> None:
    """Make a folder and its parents, if need be.

    Raises:
        EngineError: it cannot be made, or something else bears its name.
    """
    check_folder(path)
    with explained(path, "cannot be made", "Choose another folder."):
        path.mkdir(parents=True, exist_ok=True)


@contextmanager
def explained(path: Path | str, what: str, remedy: str, *kinds: type[Exception]) -> Iterator[None]:
    """Say in a line what is wrong with a file or folder, why, and the remedy.

    Args:
        what: is wrong with it: `cannot be read`.
        kinds: of errors that say why, besides those of the system.
    """
    told: tuple[type[Exception], ...] = (OSError, *kinds)
    try:
        yield
    except told as error:
        reason = getattr(error, "strerror", None) or error
        raise EngineError(f"{path} {what}: {reason}. {remedy}") from error


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Name the weights file that turns out missing or damaged."""
    from safetensors import SafetensorError

    try:
        yield
    except FileNotFoundError as error:
        raise EngineError(f"{path} does not exist. Export the model again.") from error
    except (SafetensorError, OSError, ValueError, KeyError) as error:
        raise EngineError(f"{path} is damaged or truncated ({error}). Export or copy the model again.") from error
