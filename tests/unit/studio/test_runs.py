"""A run is described by its files, whole or cut off; and a folder of pictures by what is in it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

import engine
from studio.datasets import look_into
from studio.run_log import RunLog
from studio.runs import is_running, list_runs, read_run, runs_folder
from studio.training import Training


def test_curves_are_read_from_a_log_whose_last_line_is_cut_off(tmp_path: Path) -> None:
    lines = [
        {"images": 100, "seconds": 2.0, "losses": {"adversarial": 0.5}},
        {"images": 200, "seconds": 4.0, "losses": {"adversarial": 0.4}},
        {"images": 200, "seconds": 4.5, "psnr_gain": {"0": 1.5}, "classes": [1, 2]},
    ]
    (tmp_path / "log.jsonl").write_text("\n".join(map(json.dumps, lines)) + '\n{"images": 300, "los')
    run = read_run(tmp_path)
    assert run.curves == {"adversarial": [(100, 0.5), (200, 0.4)], "PSNR gain at 0": [(200, 1.5)]}
    assert (run.images, run.seconds) == (200, 4.5)
    assert not run.running
    assert not run.resumable


def lines(*images: int) -> bytes:
    records = [{"images": n, "seconds": n / 50, "losses": {"adversarial": 1 / n}} for n in images]
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A run at rest, with a log of three lines, in the folder of the studio's runs."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    path = runs_folder() / "a"
    path.mkdir(parents=True)
    (path / "console.txt").write_text("")
    (path / "log.jsonl").write_bytes(lines(1, 2, 3))
    return path


def test_of_a_log_that_was_read_before_only_the_new_end_is_read(run: Path, qtbot: QtBot) -> None:
    training = Training()
    try:
        with qtbot.waitSignal(training.changed):
            training.refresh()
        first = training.seen[0].run
        assert [x for x, _ in first.curves["adversarial"]] == [1, 2, 3]
        log = run / "log.jsonl"
        with log.open("r+b") as file:
            file.write(b"#" * (log.stat().st_size - 1))  # would be missed if it were read again
            file.seek(0, os.SEEK_END)
            file.write(lines(4) + lines(5)[:-9])
        with qtbot.waitSignal(training.changed):
            training.refresh()
        now = training.seen[0].run
        assert [x for x, _ in now.curves["adversarial"]] == [1, 2, 3, 4], "the line that is cut off comes later"
        assert [x for x, _ in first.curves["adversarial"]] == [1, 2, 3], "what the window draws does not change"
        with log.open("ab") as file:
            file.write(lines(5)[-9:])
        with qtbot.waitSignal(training.changed):
            training.refresh()
        assert (training.seen[0].run.images, training.seen[0].run.seconds) == (5, 0.1)
    finally:
        training.close()


def test_another_run_of_the_same_name_is_read_from_its_begin(run: Path) -> None:
    logs: dict[Path, RunLog] = {}
    list_runs(run.parent, logs)
    (run / "log.jsonl").write_bytes(lines(7))
    (found,) = list_runs(run.parent, logs)
    assert (found.images, [x for x, _ in found.curves["adversarial"]]) == (7, [7])
    (run / "new").write_bytes(lines(8, 9, 10, 11))  # it is longer, and another file
    (run / "new").replace(run / "log.jsonl")
    (found,) = list_runs(run.parent, logs)
    assert [x for x, _ in found.curves["adversarial"]] == [8, 9, 10, 11]
    (run / "log.jsonl").unlink()
    assert list_runs(run.parent, logs)[0].curves == {}
    (run / "console.txt").unlink()
    assert list_runs(run.parent, logs) == []
    assert logs == {}


def test_of_what_a_run_printed_only_the_end_is_read(run: Path) -> None:
    (run / "console.txt").write_text("engine: an older problem\n" + "step\n" * 100_000 + "engine: the last one\n")
    assert read_run(run).problem == "the last one"
    (run / "console.txt").write_text("engine: an older problem\n" + "step\n" * 100_000)
    assert read_run(run).problem == "", "it went on after that"


def test_a_run_that_ended_badly_says_why(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "console.txt").write_text("reading\nengine: data is empty. Choose another folder.\n")
    (run,) = list_runs(tmp_path)
    assert run.problem == "data is empty. Choose another folder."


def test_a_process_that_is_no_more_or_another_one_is_not_the_run(tmp_path: Path) -> None:
    (tmp_path / "studio.json").write_text(json.dumps({"process": os.getpid()}))
    assert not is_running(tmp_path), "this process has nothing to do with that run"
    (tmp_path / "studio.json").write_text('{"process": "x"}')
    assert not is_running(tmp_path)


def test_a_folder_is_counted_measured_and_its_damaged_pictures_named(tmp_path: Path) -> None:
    (tmp_path / "nested").mkdir()
    for i in range(3):
        Image.new("L", (20 + i, 40)).save(tmp_path / "nested" / f"{i}.png")
    (tmp_path / "bad.jpg").write_bytes(b"no picture")
    (tmp_path / "notes.txt").write_text("hello")
    contents = look_into(tmp_path)
    assert (contents.count, contents.looked_at, contents.smallest, contents.largest) == (4, 4, 20, 40)
    assert [line.partition(":")[0] for line in contents.damaged] == ["bad.jpg"]


def test_a_folder_without_pictures_says_so(tmp_path: Path) -> None:
    with pytest.raises(engine.EngineError, match="no pictures"):
        look_into(tmp_path)
    with pytest.raises(engine.EngineError, match="not a folder"):
        look_into(tmp_path / "none")
