"""A run is described by its files, whole or cut off; and a folder of pictures by what is in it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import EpsImagePlugin, Image
from pytestqt.qtbot import QtBot

import engine
from studio.training import runs
from studio.training.datasets import look_into
from studio.training.runs import is_running, list_runs, read_run, runs_folder
from studio.training.watcher import RunWatcher

OLD_RUN = Path(__file__).parents[3] / "fixtures" / "run-0.1.0"


def test_curves_are_read_from_a_log_whose_last_line_is_cut_off(tmp_path: Path) -> None:
    lines = [
        {"images": 100, "seconds": 2.0, "losses": {"adversarial": 0.5}},
        {"images": 200, "seconds": 4.0, "losses": {"adversarial": 0.4}},
        {"images": 200, "seconds": 4.5, "psnr_gain": {"0": 1.5}, "classes": [1, 2]},
    ]
    (tmp_path / "log.jsonl").write_text("\n".join(map(json.dumps, lines)) + '\n{"images": 300, "los')
    run = read_run(tmp_path)
    assert run.losses == {"adversarial": [(100, 0.5), (200, 0.4)]}
    assert run.gains == {"0": [(200, 1.5)]}
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
    training = RunWatcher()
    try:
        with qtbot.waitSignal(training.changed):
            training.refresh()
        first = training.seen[0].run
        assert [x for x, _ in first.losses["adversarial"]] == [1, 2, 3]
        log = run / "log.jsonl"
        with log.open("r+b") as file:
            file.write(b"#" * (log.stat().st_size - 1))  # would be missed if it were read again
            file.seek(0, os.SEEK_END)
            file.write(lines(4) + lines(5)[:-9])
        with qtbot.waitSignal(training.changed):
            training.refresh()
        now = training.seen[0].run
        assert [x for x, _ in now.losses["adversarial"]] == [1, 2, 3, 4], "the line that is cut off comes later"
        assert [x for x, _ in first.losses["adversarial"]] == [1, 2, 3], "what the window draws does not change"
        with log.open("ab") as file:
            file.write(lines(5)[-9:])
        with qtbot.waitSignal(training.changed):
            training.refresh()
        assert (training.seen[0].run.images, training.seen[0].run.seconds) == (5, 0.1)
    finally:
        training.close()


def test_an_adaptation_can_be_tried_once_it_has_an_adapter(run: Path) -> None:
    shutil.copytree(OLD_RUN, run, dirs_exist_ok=True)
    assert read_run(run).exportable
    record = json.loads((run / "run.json").read_text())
    (run / "run.json").write_text(json.dumps(record | {"base": "mnist"}))
    assert (read_run(run).base, read_run(run).exportable) == ("mnist", False)
    (run / "adapter.safetensors").touch()
    assert read_run(run).exportable


def test_another_run_of_the_same_name_is_read_from_its_begin(run: Path) -> None:
    logs: dict[Path, engine.RunLog] = {}
    list_runs(run.parent, logs)
    (run / "log.jsonl").write_bytes(lines(7))
    (found,) = list_runs(run.parent, logs)
    assert (found.images, [x for x, _ in found.losses["adversarial"]]) == (7, [7])
    (run / "new").write_bytes(lines(8, 9, 10, 11))  # it is longer, and another file
    (run / "new").replace(run / "log.jsonl")
    (found,) = list_runs(run.parent, logs)
    assert [x for x, _ in found.losses["adversarial"]] == [8, 9, 10, 11]
    (run / "log.jsonl").unlink()
    assert list_runs(run.parent, logs)[0].losses == {}
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


def describe(path: Path, *, studio: dict[str, float], steps: int, images: int = 200_000) -> None:
    """The files of a run of so many images."""
    (path / "checkpoints").mkdir(exist_ok=True)
    config = {"training": {"images": images, "batch": 32, "monitor_images": 16000}}
    (path / "config.json").write_text(json.dumps(config))
    (path / "studio.json").write_text(json.dumps(studio))
    (path / "checkpoints" / f"{steps:08d}.safetensors").touch()


def tell(path: Path, **record: object) -> None:
    """Add a line to a run's log."""
    with (path / "log.jsonl").open("a") as file:
        file.write(json.dumps(record) + "\n")


def test_a_run_whose_minutes_are_over_has_done_all_it_was_asked_for(run: Path) -> None:
    describe(run, studio={"minutes": 2, "since": 1000.0}, steps=71)
    tell(run, images=71 * 32, seconds=1103.0, ended="time")  # the last save was slow: it stopped long before
    found = read_run(run)
    assert found.out_of_time
    assert found.progress == 1
    assert found.spent == pytest.approx(103 / 60)
    assert not found.done


def test_when_the_files_were_written_says_nothing_of_a_run(run: Path) -> None:
    describe(run, studio={"minutes": 2, "since": 1000.0}, steps=71)
    tell(run, images=71 * 32, seconds=1060.0, ended="asked")
    for path in [*run.iterdir(), *(run / "checkpoints").iterdir()]:
        os.utime(path, (5000, 5000) if path.parent != run else (1000, 1000))  # copied, or after a sleep
    found = read_run(run)
    assert (found.out_of_time, found.spent) == (False, 1)
    assert found.progress == pytest.approx(0.5)


def test_a_run_that_was_paused_in_its_last_second_did_not_stop_as_set(run: Path) -> None:
    describe(run, studio={"minutes": 2, "since": 0.0}, steps=71)
    tell(run, images=71 * 32, seconds=119.5, ended="asked")
    assert not read_run(run).out_of_time


def test_a_run_that_was_killed_tells_what_was_saved_not_why_it_ended(run: Path) -> None:
    describe(run, studio={"minutes": 2, "since": 0.0}, steps=71)
    found = read_run(run)
    assert (found.ended, found.out_of_time) == ("", False)
    assert found.images == 71 * 32, "what was saved, which the log, a line every fifty steps, does not say yet"


def test_a_run_that_is_resumed_is_told_by_what_it_does_now(run: Path) -> None:
    tell(run, images=71 * 32, seconds=120.0, ended="time")
    describe(run, studio={"minutes": 2, "since": 120.0}, steps=71)  # and killed at once
    found = read_run(run)
    assert (found.spent, found.ended, found.out_of_time) == (0, "", False)
    tell(run, images=100 * 32, seconds=150.0, losses={})
    assert read_run(run).ended == ""
    tell(run, images=101 * 32, seconds=151.0, ended="asked")
    found = read_run(run)
    assert (found.ended, found.out_of_time) == ("asked", False)
    assert found.spent == pytest.approx(31 / 60)


def test_a_run_of_an_older_studio_or_by_images_is_measured_by_its_images(run: Path) -> None:
    describe(run, studio={"minutes": 2}, steps=3125)
    found = read_run(run)
    assert (found.limit, found.progress, found.out_of_time, found.done) == (0, 0.5, False, False)
    (run / "checkpoints" / "00006250.safetensors").touch()
    assert read_run(run).done
    assert read_run(run).progress == 1


def test_a_start_notes_since_which_second_of_the_log_it_trains(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Child:
        pid = 2**22 + 1  # above the largest of Linux

        def __init__(self, *_: object, **__: object) -> None:
            tell(run, images=200, seconds=60.0, ended="time")  # faster than the studio

    monkeypatch.setattr("subprocess.Popen", Child)
    monkeypatch.setattr(runs, "_children", [])
    tell(run, images=100, seconds=7.5)
    runs._train(run, [], minutes=1, images=None)
    assert json.loads((run / "studio.json").read_text()) == {"process": Child.pid, "minutes": 1, "since": 7.5}


def test_a_run_of_version_0_1_0_is_listed(run: Path) -> None:
    shutil.copytree(OLD_RUN, run.parent / "old")
    found = next(each for each in list_runs(run.parent) if each.path.name == "old")
    assert (found.data, found.images, found.total, found.ended) == ("pictures", 192, 400, "asked")
    assert (found.resumable, found.running, found.limit, found.problem) == (True, False, 2, "")
    assert found.losses.keys() >= {"diversity", "generator", "r1", "communication_d"}
    assert [images for images, _ in found.gains["half"]] == [8, 32, 128]
    assert found.sheet is not None
    assert found.sheet.name == "000000128.png"


def test_a_run_knows_when_it_is_measured_first(run: Path) -> None:
    assert (read_run(run).first_losses, read_run(run).first_look, read_run(run).begun) == (0, 0, False)
    describe(run, studio={}, steps=0)
    assert (read_run(run).first_losses, read_run(run).first_look, read_run(run).begun) == (1600, 1024, True)
    describe(run, studio={}, steps=0, images=64)
    assert (read_run(run).first_losses, read_run(run).first_look) == (64, 64)


def test_a_run_that_ended_between_its_first_state_and_its_config_is_none_to_resume(run: Path) -> None:
    describe(run, studio={}, steps=0)
    assert (read_run(run).begun, read_run(run).resumable) == (True, True)
    (run / "config.json").unlink()  # it is written last: the disk was full
    assert (read_run(run).begun, read_run(run).resumable) == (False, False)


def test_a_process_that_is_no_more_or_another_one_is_not_the_run(tmp_path: Path) -> None:
    (tmp_path / "studio.json").write_text(json.dumps({"process": os.getpid()}))
    assert not is_running(tmp_path), "this process has nothing to do with that run"
    (tmp_path / "studio.json").write_text('{"process": "x"}')
    assert not is_running(tmp_path)


@pytest.mark.skipif(not hasattr(os, "waitid"), reason="a process cannot be left unwaited for here")
def test_a_process_that_has_the_run_among_its_arguments_is_the_run_until_it_ends(tmp_path: Path) -> None:
    sleeping = [sys.executable, "-c", "import time; time.sleep(60)", "--out"]
    with subprocess.Popen([*sleeping, str(tmp_path)]) as child, subprocess.Popen([*sleeping, "else"]) as other:
        (tmp_path / "studio.json").write_text(json.dumps({"process": other.pid}))
        assert not is_running(tmp_path)
        (tmp_path / "studio.json").write_text(json.dumps({"process": child.pid}))
        assert is_running(tmp_path)
        runs.pause_run(tmp_path)
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        assert not is_running(tmp_path), "nobody has waited for it yet"
        other.kill()
    assert not is_running(tmp_path)


def test_a_folder_is_counted_measured_and_its_damaged_pictures_named(tmp_path: Path) -> None:
    (tmp_path / "nested").mkdir()
    for i in range(3):
        Image.new("L", (20 + i, 40)).save(tmp_path / "nested" / f"{i}.png")
    (tmp_path / "bad.jpg").write_bytes(b"no picture")
    (tmp_path / "notes.txt").write_text("hello")
    (tmp_path / ".thumbnails").mkdir()
    Image.new("L", (4, 4)).save(tmp_path / ".thumbnails" / "0.png")
    contents = look_into(tmp_path)
    assert contents.passed_over == 1
    assert (contents.count, contents.looked_at, contents.smallest, contents.largest) == (4, 4, 20, 40)
    assert [line.partition(":")[0] for line in contents.damaged] == ["bad.jpg"]


def test_a_program_that_is_named_as_a_picture_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(*_: object) -> None:
        raise AssertionError("it was run")

    monkeypatch.setattr(EpsImagePlugin, "Ghostscript", run)
    program = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 20 20\n%%EndComments\nshowpage\n%%EOF\n"
    (tmp_path / "cute.png").write_bytes(program)
    with pytest.raises(engine.EngineError, match="none looked at can be read"):
        look_into(tmp_path)
    Image.new("L", (20, 20)).save(tmp_path / "0.png")
    assert look_into(tmp_path).damaged == ("cute.png: not a picture",)


def test_a_folder_without_pictures_says_so(tmp_path: Path) -> None:
    with pytest.raises(engine.EngineError, match="no pictures"):
        look_into(tmp_path)
    with pytest.raises(engine.EngineError, match="not a folder"):
        look_into(tmp_path / "none")
