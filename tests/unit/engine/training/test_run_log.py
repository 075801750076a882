"""A log is read as it grows, whole lines alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.training.run_log import RunLog


def test_a_line_cut_off_by_a_kill_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_text('{"images": 1}\n{"ima{"images": 2}\n[3]\n{"images": "4"}\n{"images": 5}\n{"im')
    assert RunLog(path).records == [{"images": 1}, {"images": 5}]


def test_it_says_how_far_the_run_is_and_why_it_ended(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    log = RunLog(path)
    assert (log.images, log.seconds, log.ended) == (0, 0.0, "")
    path.write_text('{"images": 8, "seconds": 1.5}\n{"images": 16, "seconds": 2, "ended": "asked"}\n')
    log.update()
    assert (log.images, log.seconds, log.ended) == (16, 2.0, "asked")
    with path.open("a") as file:
        file.write('{"images": 24, "seconds": 2.5, "losses": {"r1": 0.5}}\n')
    log.update()
    assert (log.images, log.seconds, log.ended) == (24, 2.5, "")


def test_losses_and_gains_are_curves_by_name(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_text(
        '{"images": 8, "losses": {"r1": 0.5, "odd": "x"}}\n{"images": 8, "psnr_gain": {"0": 2}}\n'
        '{"images": 16, "losses": {"r1": 0.25}}\n{"images": 16, "losses": 3}\n'
    )
    log = RunLog(path)
    assert log.losses == {"r1": [(8, 0.5), (16, 0.25)]}
    assert log.gains == {"0": [(8, 2.0)]}


@pytest.mark.parametrize("before", [1, 3])
def test_another_log_in_its_place_is_read_from_its_begin(tmp_path: Path, before: int) -> None:
    path, other = tmp_path / "log.jsonl", tmp_path / "other"
    path.write_text('{"images": 1}\n' * before)
    log = RunLog(path)
    other.write_text('{"images": 7}\n{"images": 8}\n')
    other.replace(path)
    log.update()
    assert log.records == [{"images": 7}, {"images": 8}]
