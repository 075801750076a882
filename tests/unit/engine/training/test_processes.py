import os
import sys
from pathlib import Path

import pytest
import torch

from engine.errors import EngineError
from engine.training import processes
from engine.training.processes import fitting_processes, train_together


@pytest.mark.parametrize(
    ("cores", "expected"), [(None, 1), (1, 1), (2, 1), (4, 1), (8, 2), (12, 2), (16, 4), (32, 8), (256, 8)]
)
def test_half_of_the_cores_train_and_the_others_stay_free(
    monkeypatch: pytest.MonkeyPatch, cores: int | None, expected: int
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    assert fitting_processes("auto", batch=64) == expected


@pytest.mark.parametrize(("batch", "expected"), [(64, 4), (40, 2), (20, 1), (6, 1)])
def test_no_more_than_can_share_the_batch(monkeypatch: pytest.MonkeyPatch, batch: int, expected: int) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 16)
    assert fitting_processes("cpu", batch=batch) == expected


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="processes are not bound to cores here")
def test_only_cores_that_may_be_used_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 64)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)))
    assert fitting_processes("cpu", batch=64) == 2


@pytest.mark.parametrize(("device", "expected"), [("auto", 1), ("cuda", 1), ("cpu", 8)])
def test_a_gpu_is_not_shared(monkeypatch: pytest.MonkeyPatch, device: str, expected: int) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 64)
    assert fitting_processes(device, batch=64) == expected


@pytest.mark.parametrize(
    ("second", "status", "said"),
    [
        ("echo 'engine: no GPU' >&2; exit 2", 2, "engine: no GPU\n"),
        (
            "kill -9 $$",
            137,
            "engine: process 1 of the training was killed (SIGKILL). Resume with --resume.\n",
        ),
    ],
)
def test_what_only_the_second_process_knows_is_said_and_ends_the_first(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    second: str,
    status: int,
    said: str,
) -> None:
    """A shell in place of Python: the first process waits for ever, the second one fails."""
    script = tmp_path / "python"
    script.write_text(f"#!/bin/sh\n[ $RANK = 0 ] && exec sleep 1000\n{second}\n")
    script.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(script))
    monkeypatch.setattr(processes, "_GRACE_SECONDS", 0.1)
    assert train_together(["train"], 2) == status
    assert capfd.readouterr().err == said


def test_torchrun_and_processes_exclude_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORLD_SIZE", "1")
    with pytest.raises(EngineError, match="Leave one of them out"):
        train_together(["train"], 2)
