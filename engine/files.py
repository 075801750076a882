"""Atomic writes: a file is there whole, or as it was before; and what is said where one cannot be read."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.errors import EngineError


def write_atomically(path: Path, data: bytes) -> None:
    """Write to a temporary file beside `path`, flush it to the disk, rename it over `path`.

    Raises:
        EngineError: the folder cannot be written or the disk is full; `path` is untouched.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(0o644)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise EngineError(f"{path} cannot be written: {error.strerror or error}. Choose another folder.") from error


def check_folder(path: Path) -> None:
    """Find out that a folder cannot be made before minutes are spent on what goes into it.

    Raises:
        EngineError: a file bears its name, or that of a folder above it.
    """
    existing = next((each for each in (path, *path.parents) if each.exists()), path)
    if existing.exists() and not existing.is_dir():
        raise EngineError(f"{existing} is a file, not a folder. Choose another folder.")


def make_folder(path: Path) -> None:
    """Make a folder and its parents, if need be.

    Raises:
        EngineError: it cannot be made, or something else bears its name.
    """
    check_folder(path)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EngineError(f"{path} cannot be made: {error.strerror or error}. Choose another folder.") from error


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
