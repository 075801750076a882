"""Saving is all or nothing; reading names what is wrong."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from engine import EngineError, write_atomically
from studio.errors import FailureKind
from studio.files.jobs import FileJobs, read_source
from studio.imaging.picture import to_png

PIXELS = np.random.default_rng(0).integers(0, 256, (28, 28, 1), dtype=np.uint8)


def test_what_is_saved_is_read_back_bit_for_bit(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a.png", to_png(PIXELS))
    source = read_source(tmp_path / "a.png", (28, 28, 1))
    assert source.name == "a"
    np.testing.assert_array_equal(source.pixels, PIXELS)
    assert [p.name for p in tmp_path.iterdir()] == ["a.png"]


def test_a_failed_save_leaves_the_old_file_and_no_remains(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_atomically(tmp_path / "a.png", to_png(PIXELS))
    before = (tmp_path / "a.png").read_bytes()

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(EngineError, match=r"a\.png cannot be written: No space left on device"):
        write_atomically(tmp_path / "a.png", to_png(255 - PIXELS))
    assert (tmp_path / "a.png").read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["a.png"]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"none/a\.png cannot be written"):
        write_atomically(tmp_path / "none" / "a.png", to_png(PIXELS))


def test_a_picture_of_any_size_is_fitted(tmp_path: Path) -> None:
    Image.new("RGB", (100, 50), "red").save(tmp_path / "wide.jpg")
    assert read_source(tmp_path / "wide.jpg", (28, 28, 3)).pixels.shape == (28, 28, 3)


@pytest.mark.parametrize("suffix", [".png", ".tif"])
def test_a_picture_of_16_bits_is_there_whole_and_in_its_own_tones(tmp_path: Path, suffix: str) -> None:
    deep = np.arange(40 * 30, dtype=np.uint16).reshape(30, 40) * 50
    Image.fromarray(deep).save(tmp_path / f"deep{suffix}")
    source = read_source(tmp_path / f"deep{suffix}", (28, 28, 1))
    np.testing.assert_array_equal(source.whole.pixels[..., 0], np.rint(deep / 257))
    assert source.pixels.shape == (28, 28, 1)


def test_what_is_no_picture_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"no picture")
    with pytest.raises(EngineError, match=r"a\.png"):
        read_source(tmp_path / "a.png", (28, 28, 1))


@pytest.fixture
def jobs() -> Iterator[FileJobs]:
    made = FileJobs()
    yield made
    made.close()


def test_jobs_are_done_one_after_another(jobs: FileJobs, qtbot: QtBot) -> None:
    done: list[int] = []
    first = threading.Event()

    def slow() -> None:
        first.wait(0.2)  # time for the second one to overtake it
        done.append(1)

    jobs.submit("", slow)
    jobs.submit("", lambda: done.append(2))
    qtbot.waitUntil(lambda: len(done) == 2, timeout=60_000)
    assert done == [1, 2]


def test_closing_writes_what_is_to_be_written_and_waits_for_it(jobs: FileJobs, tmp_path: Path) -> None:
    first = threading.Event()

    def slow() -> None:
        first.wait(5)

    jobs.submit("", slow)
    jobs.write(tmp_path / "a.png", lambda: to_png(PIXELS))
    jobs.submit("", (tmp_path / "not").touch)
    threading.Timer(0.05, first.set).start()
    jobs.close()
    assert [p.name for p in tmp_path.iterdir()] == ["a.png"]


def test_what_a_job_returns_is_handed_over_on_the_thread_that_asked_and_a_failure_is_told(
    jobs: FileJobs, qtbot: QtBot
) -> None:
    taken: list[tuple[str, threading.Thread]] = []

    def fail() -> None:
        raise EngineError("none.png is missing.")

    with qtbot.waitSignal(jobs.worked, timeout=60_000) as worked:
        jobs.submit("", lambda: "read", lambda what: taken.append((what, threading.current_thread())))
        jobs.submit("", lambda: "", kind=FailureKind.READING)
    assert worked.args is not None
    with qtbot.waitSignal(jobs.failed, timeout=60_000) as told:
        jobs.submit("", fail, lambda _: taken.append(("failed", threading.current_thread())))
    assert taken == [("read", threading.main_thread())]
    assert "none.png" in told.args[0].message
