"""One training in several processes of this machine, started, stopped and judged as one command.

Small networks leave most of a CPU's cores idle: a second process adds more than a second thread does.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack

from engine.interrupt import stop_on_signals

_MOST = 8
"""Processes that are not asked for by number: the shipped configs have four images for each."""
_POLL_SECONDS = 0.1
_GRACE_SECONDS = 10.0
"""For the others to end by themselves once one has failed."""
_PARENT = "PATCHWORK_PARENT"


def fitting_processes() -> int:
    """How many processes suit this machine: half its cores, a power of two; one where a GPU trains."""
    import torch

    if torch.cuda.is_available():
        return 1
    half = max((os.cpu_count() or 1) // 4, 1)  # most cores count twice, having two threads
    return min(1 << half.bit_length() - 1, _MOST)


def is_one_of_many() -> bool:
    """Whether `train_together`, or torchrun, started this process."""
    return "WORLD_SIZE" in os.environ


def parent_is_gone() -> bool:
    """Whether the process that started this one with others was killed: they must not train on, unseen."""
    parent = os.environ.get(_PARENT)
    return parent is not None and os.name == "posix" and os.getppid() != int(parent)


def train_together(arguments: Sequence[str], processes: int) -> int:
    """Run `engine ARGUMENTS` in so many processes, and wait for them.

    The first one speaks; what another has to say is shown only if it fails and the first has not said why. A Ctrl-C
    or a polite kill is passed on; a second one kills.

    Returns:
        the exit status.
    """
    shared = {
        "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": str(_free_port()),
        "WORLD_SIZE": str(processes),
        "OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "1"),
        _PARENT: str(os.getpid()),
    }
    command = [sys.executable, "-m", "engine", *arguments]
    with ExitStack() as stack, stop_on_signals() as stop:
        words = [stack.enter_context(tempfile.TemporaryFile()) for _ in range(1, processes)]
        children = [
            subprocess.Popen(
                command,
                env=os.environ | shared | {"RANK": str(rank), "LOCAL_RANK": str(rank)},
                stdout=None if rank == 0 else subprocess.DEVNULL,
                stderr=None if rank == 0 else words[rank - 1],
                start_new_session=True,  # a Ctrl-C in the terminal is for this process alone
            )
            for rank in range(processes)
        ]
        for child in children:
            stack.callback(_end, child)
        _wait(children, stop)
        failed = [rank for rank, child in enumerate(children) if child.poll()]
        if not failed:
            return 0
        status: int = children[failed[0]].returncode
        if status != 2:
            for rank in failed:
                if rank:
                    words[rank - 1].seek(0)
                    shutil.copyfileobj(words[rank - 1], sys.stderr.buffer)
        return status if status > 0 else 128 - status


def _wait(children: Sequence[subprocess.Popen[bytes]], stop: Callable[[], bool]) -> None:
    """Until all have ended, or some a while after another failed."""
    told = False
    patience: float | None = None
    while any(child.poll() is None for child in children):
        if stop() and not told:
            told = True
            for child in children:
                child.terminate()
        if patience is None and any(child.returncode for child in children):
            patience = time.monotonic() + _GRACE_SECONDS
        if patience is not None and time.monotonic() > patience:
            return
        time.sleep(_POLL_SECONDS)


def _end(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    child.wait()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
