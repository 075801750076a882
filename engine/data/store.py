"""Where pictures go while they are read, one after another: memory, or a nameless file where they are too many."""

from __future__ import annotations

import math
import os
import tempfile
from pathlib import Path
from typing import IO, Protocol

import numpy as np

from engine.errors import EngineError
from engine.pictures.images import UInt8Array

IN_MEMORY = 2 * 2**30
"""Bytes of pictures kept in memory. More go to a file, which the system caches as far as its memory goes."""
_PROCESSES = Path("/proc")
"""Where the open files of other processes are found, on Linux."""
_NOWHERE = (-1, -1, -1, -1)
_OTHERS = "the processes read other pictures than each other. Leave the data as it is."


class Processes(Protocol):
    """Of `engine.training.distributed.World`, what a store asks; that module imports torch."""

    @property
    def size(self) -> int: ...
    @property
    def local_rank(self) -> int: ...
    def ask_first_here(self, *answer: int) -> list[int]: ...
    def wait(self) -> None: ...


class ImageStore:
    """Images of one shape, each held once.

    The file has no name: it is gone with the process, however that ends, and never out of date. Under torchrun every
    process reads the pictures, but one a machine writes them to a file, which the others map too. They find it in
    /proc; where there is none, each process has its own.
    """

    def __init__(
        self, *, folder: Path | None = None, memory: int = IN_MEMORY, world: Processes | None = None
    ) -> None:
        """Hold nothing yet.

        Args:
            folder: where the file would go, or the nearest folder above that exists; by default the system's
                temporary one, which may be small, or memory itself.
            memory: bytes.
            world: the processes that read the same pictures; by default this one alone.
        """
        self.folder = folder or Path(tempfile.gettempdir())
        self.memory = memory
        self.shape: tuple[int, ...] = ()
        self.count = 0
        self._bytes = bytearray()
        self._file: IO[bytes] | None = None
        self._world = world if world is not None and world.size > 1 and (_PROCESSES / "self/fd").exists() else None
        self._elsewhere = False
        """Whether another process writes the pictures."""

    def add(self, image: UInt8Array) -> None:
        """Append one (H, W, C) image.

        Raises:
            EngineError: the file cannot be written.
        """
        self.shape = image.shape
        self.count += 1
        if self._elsewhere:
            return
        if self._file is None and len(self._bytes) + image.nbytes > self.memory:
            self._to_file()
        if self._file is not None:
            self._write(image.tobytes())
        elif not self._elsewhere:
            self._bytes += image.tobytes()

    def array(self) -> UInt8Array:
        """All images, (N, H, W, C), without a copy; nothing can be added after it.

        Raises:
            EngineError: the file cannot be written, that of another process not be opened, or it read other pictures.
        """
        if self._file is not None:
            self._write(b"", flush=True)
        if self._world is not None:
            return self._shared(self._world)
        if self._file is None:
            return self._from_memory()
        try:
            return self._mapped(self._file)
        except OSError as error:
            raise self._failed(error) from error

    def _shared(self, world: Processes) -> UInt8Array:
        """What the first process of this machine wrote; where it had no need to, this one has its own in memory."""
        mine = _NOWHERE if self._file is None else (os.getpid(), self._file.fileno(), *_identity(self._file))
        process, number, *identity = world.ask_first_here(*mine)  # all have to ask, or those who do wait for ever
        if process < 0:
            if self._elsewhere:
                raise EngineError(_OTHERS)
            return self._from_memory()
        path = _PROCESSES / f"{process}/fd/{number}"
        try:
            with path.open("r+b") as file:
                if _identity(file) != tuple(identity):  # processes in another container have other numbers
                    raise OSError(f"{path} is another file")
                pictures = self._mapped(file)
        except OSError as error:
            raise EngineError(
                f"the pictures that the first process of this machine wrote cannot be opened: {error}. "
                "Start all processes of a machine as one user and in one container."
            ) from error
        world.wait()  # until the others have mapped it, too, it has to stay open
        return pictures

    def _from_memory(self) -> UInt8Array:
        return np.frombuffer(self._bytes, dtype=np.uint8).reshape(self.count, *self.shape)

    def _mapped(self, file: IO[bytes]) -> UInt8Array:
        shape = (self.count, *self.shape)
        if os.fstat(file.fileno()).st_size != math.prod(shape):
            raise EngineError(_OTHERS)
        # "c" would be private, and count against the system's memory
        return np.memmap(file, dtype=np.uint8, mode="r+", shape=shape)

    def _to_file(self) -> None:
        if self._world is not None and self._world.local_rank > 0:
            self._elsewhere, self._bytes = True, bytearray()
            return
        where = self.folder.absolute()
        existing = next(folder for folder in (where, *where.parents) if folder.is_dir())
        try:
            self._file = tempfile.TemporaryFile(dir=existing)  # noqa: SIM115 - it lives as long as its map
        except OSError as error:
            raise self._failed(error) from error
        self._write(self._bytes)
        self._bytes = bytearray()

    def _write(self, data: bytes | bytearray, *, flush: bool = False) -> None:
        assert self._file is not None
        try:
            self._file.write(data)
            if flush:
                self._file.flush()
        except OSError as error:
            raise self._failed(error) from error

    def _failed(self, error: OSError) -> EngineError:
        return EngineError(
            f"{self.count:,} images and more take {self.memory / 2**30:.0f} GiB, and no file can hold them beside "
            f"{self.folder}: {error}. Free space there."
        )


def _identity(file: IO[bytes]) -> tuple[int, int]:
    """Of an open file on this machine: its device's number, and its own there, as far as 63 bits tell them apart."""
    status = os.fstat(file.fileno())
    return status.st_dev % 2**63, status.st_ino % 2**63
