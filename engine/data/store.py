"""Where pictures go while they are read, one after another: memory, or a nameless file where they are too many."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import IO

import numpy as np

from engine.errors import EngineError
from engine.pictures.images import UInt8Array

IN_MEMORY = 2 * 2**30
"""Bytes of pictures kept in memory. More go to a file, which the system caches as far as its memory goes."""


class ImageStore:
    """Images of one shape, each held once.

    The file has no name: it is gone with the process, however that ends, and never out of date.
    """

    def __init__(self, *, folder: Path | None = None, memory: int = IN_MEMORY) -> None:
        """Hold nothing yet.

        Args:
            folder: where the file would go, or the nearest folder above that exists; by default the system's
                temporary one, which may be small, or memory itself.
            memory: bytes.
        """
        self.folder = folder or Path(tempfile.gettempdir())
        self.memory = memory
        self.shape: tuple[int, ...] = ()
        self.count = 0
        self._bytes = bytearray()
        self._file: IO[bytes] | None = None

    def add(self, image: UInt8Array) -> None:
        """Append one (H, W, C) image.

        Raises:
            EngineError: the file cannot be written.
        """
        self.shape = image.shape
        self.count += 1
        self._bytes += image.tobytes()
        if self._file is None and len(self._bytes) <= self.memory:
            return
        try:
            self._file = self._file or self._new_file()
            self._file.write(self._bytes)
        except OSError as error:
            raise self._failed(error) from error
        self._bytes = bytearray()

    def array(self) -> UInt8Array:
        """All images, (N, H, W, C), without a copy; nothing can be added after it.

        Raises:
            EngineError: the file cannot be written.
        """
        shape = (self.count, *self.shape)
        if self._file is None:
            return np.frombuffer(self._bytes, dtype=np.uint8).reshape(shape)
        try:
            self._file.flush()
            # "c" would be private, and count against the system's memory
            return np.memmap(self._file, dtype=np.uint8, mode="r+", shape=shape)
        except OSError as error:
            raise self._failed(error) from error

    def _new_file(self) -> IO[bytes]:
        where = self.folder.absolute()
        return tempfile.TemporaryFile(dir=next(folder for folder in (where, *where.parents) if folder.is_dir()))

    def _failed(self, error: OSError) -> EngineError:
        return EngineError(
            f"{self.count:,} images and more take {self.memory / 2**30:.0f} GiB, and no file can hold them beside "
            f"{self.folder}: {error}. Free space there."
        )
