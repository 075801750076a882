"""A disk that fills, fails or is taken away at any moment of a save, and a process that is killed in the middle:
a file is the old one or the new one, nothing else is left, and what went wrong is said in a line.

PATCHWORK_KILLS=200 kills so many saves.
"""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest
import torch

import engine
from engine.errors import EngineError
from engine.files import TEMPORARY
from engine.networks.generator import Generator
from engine.training.checkpoint import create_run, load_state, save_state, write_model
from engine.training.run import RunFolder
from studio.document.noise import SheetNoise
from studio.files.codec import PictureFiles
from studio.files.project import Project, read_project, write_project
from studio.files.recovery import Recovery
from tests.unit.engine.conftest import TINY
from tests.unit.studio.files.test_project import project, same

KILLS = int(os.environ.get("PATCHWORK_KILLS", "3"))
NUMBERS = (errno.ENOSPC, errno.EIO, errno.EACCES, errno.ENOENT)
RECORD: dict[str, Any] = {"data": "x", "seed": 0, "command": "", "device": ""}
OLD = project()
NEW = replace(OLD, state=replace(OLD.state, noise=SheetNoise.from_seed(99), scatter=6))


class Disk:
    """Counts what is asked of the disk, and refuses one of it; from then on the same again, as a full disk does."""

    def __init__(self, refused: int, number: int) -> None:
        self.asked, self._refused, self._number = 0, refused, number

    def ask(self, *, needs_room: bool = True) -> None:
        self.asked += 1
        if self.asked == self._refused or (needs_room and 0 < self._refused < self.asked):
            raise OSError(self._number, os.strerror(self._number))


class File:
    """A file that asks the disk before it writes."""

    def __init__(self, file: BytesIO, disk: Disk) -> None:
        self._file, self._disk = file, disk

    def __enter__(self) -> File:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._file.close()

    def write(self, data: bytes) -> None:
        self._file.write(data[: len(data) // 2])
        self._disk.ask()
        self._file.write(data[len(data) // 2 :])

    def flush(self) -> None:
        self._disk.ask()
        self._file.flush()

    def fileno(self) -> int:
        return self._file.fileno()


@contextmanager
def failing(refused: int = 0, number: int = errno.ENOSPC) -> Iterator[Disk]:
    """All that changes a disk fails from one call on; 0: none does."""
    disk = Disk(refused, number)

    def asking(function: Any, *, needs_room: bool = True) -> Any:
        def call(*given: Any, **how: Any) -> Any:
            disk.ask(needs_room=needs_room)
            return function(*given, **how)

        return call

    fdopen, open_ = os.fdopen, os.open

    def open_new(path: Any, flags: int, *more: Any, **how: Any) -> int:
        if flags & os.O_CREAT:
            disk.ask()
        return open_(path, flags, *more, **how)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fdopen", lambda *given: File(fdopen(*given), disk))  # type: ignore[arg-type]
        patch.setattr(os, "open", open_new)
        patch.setattr(os, "fsync", asking(os.fsync))
        patch.setattr(Path, "mkdir", asking(Path.mkdir))
        for name in ("replace", "rename"):
            patch.setattr(Path, name, asking(getattr(Path, name), needs_room=False))
        yield disk


class Saving:
    """Something that is saved: first as it was, then anew."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def old(self) -> None: ...
    def new(self) -> None: ...
    def check(self) -> None:
        """What is there can be read."""


class OfProject(Saving):
    def old(self) -> None:
        write_project(self.folder / "p.patchwork", OLD, PictureFiles())

    def new(self) -> None:
        write_project(self.folder / "p.patchwork", NEW, PictureFiles())

    def check(self) -> None:
        found = read_project(self.folder / "p.patchwork")
        assert same(found, OLD) or same(found, NEW)


class OfRecovery(Saving):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._recovery = Recovery(folder)

    def _write(self, what: Project) -> None:
        self._recovery.write(what, PictureFiles(), name="x", path=None)

    def old(self) -> None:
        self._write(OLD)

    def new(self) -> None:
        self._write(NEW)

    def check(self) -> None:
        (kept,) = (path for path in self.folder.iterdir() if path.is_dir())
        assert (kept / "project.json").read_bytes()


class OfState(Saving):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._run = RunFolder(folder / "run")

    def old(self) -> None:
        create_run(self._run, TINY, RECORD, state={"average.x": torch.zeros(9)})

    def new(self) -> None:
        save_state(self._run, {"average.x": torch.ones(9)}, 1)

    def check(self) -> None:
        state, step = load_state(self._run)
        assert (state["average.x"] == step).all()


class OfRun(OfState):
    def old(self) -> None: ...
    def new(self) -> None:
        super().old()

    def check(self) -> None:
        if self._run.begun:
            super().check()


class OfModel(Saving):
    def _write(self, description: str) -> None:
        torch.manual_seed(len(description))
        write_model(self.folder / "model", TINY, Generator(TINY.model), {"description": description}, b"preview")

    def old(self) -> None:
        self._write("old")

    def new(self) -> None:
        self._write("newer")

    def check(self) -> None:
        info = engine.find_model(self.folder / "model")
        info.check()
        assert info.card["description"] in ("old", "newer")


@pytest.mark.parametrize("kind", [OfProject, OfRecovery, OfState, OfRun, OfModel])
def test_whatever_the_disk_refuses_what_was_there_stays(kind: type[Saving], tmp_path: Path) -> None:
    dry = kind(made_in(tmp_path / "dry"))
    dry.old()
    before = shutil.copytree(dry.folder, tmp_path / "before")
    with failing() as disk:
        dry.new()
    assert disk.asked >= 4
    for refused in range(1, disk.asked + 1):
        saving = kind(made_in(tmp_path / str(refused)))
        if kind is OfRecovery:  # its folder is its own
            saving.old()
        else:
            shutil.copytree(before, saving.folder, dirs_exist_ok=True)
        with suppress(EngineError), failing(refused, NUMBERS[refused % len(NUMBERS)]):
            saving.new()
        saving.check()
        assert [path for path in saving.folder.rglob("*") if path.name.startswith(TEMPORARY)] == []
    if kind is not OfRun or not RunFolder(saving.folder / "run").begun:
        saving.new()  # the disk has room again
        saving.check()


def made_in(folder: Path) -> Path:
    folder.mkdir()
    return folder


@pytest.mark.skipif(not hasattr(os, "fork"), reason="it takes a second process at once")
@pytest.mark.parametrize("kind", [OfProject, OfRecovery, OfState])
def test_a_process_that_is_killed_while_it_saves_leaves_the_old_or_the_new(
    kind: type[Saving], tmp_path: Path
) -> None:
    rng = random.Random(0)
    saving = kind(tmp_path)
    saving.old()
    for _ in range(KILLS):
        child = os.fork()
        if not child:
            try:
                while True:
                    saving.new()
                    if kind is not OfState:
                        saving.old()
            finally:
                os._exit(1)
        time.sleep(rng.uniform(0, 0.05))
        os.kill(child, signal.SIGKILL)
        assert os.waitpid(child, 0)[1] == signal.SIGKILL
        saving.check()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_folder_that_is_read_only_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(EngineError, match="cannot be written: Permission denied"):
            OfProject(tmp_path).new()
    finally:
        tmp_path.chmod(0o700)
