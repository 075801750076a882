"""One training in several processes of this machine, started, stopped and judged as one command.

Small networks leave most of a CPU's cores idle: a second process adds more than a second thread does.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from engine.errors import EngineError
from engine.training.interrupt import stop_on_signals

_MOST = 8
"""Processes that are not asked for by number: the shipped configs have four images for each."""
_POLL_SECONDS = 0.1
_GRACE_SECONDS = 10.0
"""For the others to end by themselves once one has failed."""
_PARENT, _MEETING = "PATCHWORK_PARENT", "PATCHWORK_MEETING"


def fitting_processes(device: str, *, batch: int) -> int:
    """How many processes suit this machine: half its cores, a power of two; one where a GPU trains.

    Args:
        device: auto, cpu or cuda.
        batch: the global one, which they share out in fours.
    """
    import torch

    if os.name != "posix" or device == "cuda" or (device == "auto" and torch.cuda.is_available()):
        return 1
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    half = max(usable // 4, 1)  # most cores count twice, having two threads
    most = min(1 << half.bit_length() - 1, _MOST)
    return max(n for n in range(1, most + 1) if n == 1 or (n & n - 1 == 0 and batch % (4 * n) == 0))


def is_one_of_many() -> bool:
    """Whether `train_together` started this process."""
    return _PARENT in os.environ


def meeting_place() -> str | None:
    """Where processes started by `train_together` meet: a file's URL, as a port would be open to the network."""
    return os.environ.get(_MEETING)


def parent_is_gone() -> bool:
    """Whether the process that started this one with others was killed: they must not train on, unseen."""
    return is_one_of_many() and os.getppid() != int(os.environ[_PARENT])


def train_together(arguments: Sequence[str], processes: int) -> int:
    """Run `engine ARGUMENTS` in so many processes, and wait for them.

    The first one speaks; what another has to say is shown only if it fails and the first has not said why. A Ctrl-C
    or a polite kill is passed on; a second one kills.

    Returns:
        the exit status.

    Raises:
        EngineError: this system has no polite kill, or torchrun is at work already.
    """
    if os.name != "posix":
        raise EngineError("--processes needs Linux or macOS: elsewhere they could not be told to save. Leave it out.")
    if "WORLD_SIZE" in os.environ:
        raise EngineError("--processes and torchrun both start processes. Leave one of them out.")
    with ExitStack() as stack, stop_on_signals() as stop:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="patchwork-")))
        shared = {
            "WORLD_SIZE": str(processes),
            "OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "1"),
            "GLOO_SOCKET_IFNAME": "lo0" if sys.platform == "darwin" else "lo",  # nothing leaves the machine
            _PARENT: str(os.getpid()),
            _MEETING: (folder / "meeting").as_uri(),
        }
        words = [stack.enter_context((folder / f"{rank}.txt").open("w+b")) for rank in range(processes)]
        children: list[subprocess.Popen[bytes]] = []
        for rank in range(processes):
            child = subprocess.Popen(
                [sys.executable, "-m", "engine", *arguments],
                env=os.environ | shared | {"RANK": str(rank), "LOCAL_RANK": str(rank)},
                stdout=subprocess.DEVNULL if rank else None,
                stderr=words[rank] if rank else None,
                start_new_session=True,  # a Ctrl-C in the terminal is for this process alone
            )
            stack.callback(_end, child)
            children.append(child)
        _wait(children, stop)
        failed = [rank for rank, child in enumerate(children) if child.poll()]
        if not failed:
            return 0
        status: int = children[failed[0]].returncode
        if failed[0] != 0 or status != 2:  # else the first has said why
            for rank in failed:
                _repeat(rank, children[rank].returncode, words[rank])
        return status if status > 0 else 128 - status


def _wait(children: Sequence[subprocess.Popen[bytes]], stop: Callable[[], bool]) -> None:
    """Until all have ended, or some a while after another failed."""
    told = False
    patience: float | None = None
    while None in (ended := [child.poll() for child in children]):
        if stop() and not told:
            told = True
            for child in children:
                child.terminate()
        if patience is None and any(ended):
            patience = time.monotonic() + _GRACE_SECONDS
        if patience is not None and time.monotonic() > patience:
            return
        time.sleep(_POLL_SECONDS)


def _repeat(rank: int, status: int, words: IO[bytes]) -> None:
    """Say what a process that failed has said, or which signal ended it."""
    words.seek(0)
    shutil.copyfileobj(words, sys.stderr.buffer)
    sys.stderr.buffer.flush()
    if status < 0:
        name = signal.Signals(-status).name
        print(f"engine: process {rank} of the training was killed ({name}). Resume with --resume.", file=sys.stderr)


def _end(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    child.wait()
