"""A run is described by its files, whole or cut off; and a folder of pictures by what is in it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from PIL import Image

import engine
from studio.datasets import look_into
from studio.runs import configs, is_running, list_runs, read_run


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


def test_the_shipped_configs_are_listed_with_a_description() -> None:
    assert "mnist-fast" in configs()
    assert all(configs().values())


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
