"""The manifest: what was done is known, whatever happened to the file since."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.batch.manifest import NAME, Manifest, rows_of
from engine.errors import EngineError

ASKED = {"input": "/a.png", "seed": 0, "labels": {}, "known": "25%"}
LINE = ASKED | {"patches": ["#."], "output": "a-0.png"}


def test_what_was_done_is_known_again_while_its_file_is_there(tmp_path: Path) -> None:
    Manifest(tmp_path).add([LINE])
    assert Manifest(tmp_path).output(ASKED) is None
    (tmp_path / "a-0.png").touch()
    assert Manifest(tmp_path).output(ASKED) is None, "an empty file is what a power cut may leave"
    (tmp_path / "a-0.png").write_bytes(b"png")
    assert Manifest(tmp_path).output(ASKED) == tmp_path / "a-0.png"
    assert Manifest(tmp_path).output(ASKED | {"known": "50%"}) is None


def test_a_line_that_was_cut_off_is_passed_over_and_the_next_one_is_whole(tmp_path: Path) -> None:
    Manifest(tmp_path).add([LINE])
    with (tmp_path / NAME).open("ab") as file:
        file.write(b'{"input": "/b.p')
    (tmp_path / "a-0.png").write_bytes(b"png")
    (tmp_path / "b-0.png").write_bytes(b"png")
    again = Manifest(tmp_path)
    assert again.output(ASKED) is not None
    again.add([LINE | {"input": "/b.png", "output": "b-0.png"}])
    assert Manifest(tmp_path).output(ASKED | {"input": "/b.png"}) == tmp_path / "b-0.png"


def test_a_file_that_was_replaced_is_no_result_of_what_was_asked_before(tmp_path: Path) -> None:
    (tmp_path / "a-0.png").write_bytes(b"png")
    Manifest(tmp_path).add([LINE, LINE | {"known": "50%"}])
    assert Manifest(tmp_path).output(ASKED) is None
    assert Manifest(tmp_path).output(ASKED | {"known": "50%"}) is not None


def test_the_file_of_one_input_is_not_free_for_another(tmp_path: Path) -> None:
    manifest = Manifest(tmp_path)
    manifest.add([LINE])
    assert manifest.is_free(tmp_path / "a-0.png", "/a.png")
    assert not manifest.is_free(tmp_path / "a-0.png", "/other/a.png")
    manifest.claim(tmp_path / "a-1.png", "/a.png")
    assert not manifest.is_free(tmp_path / "a-1.png", "/other/a.png")


@pytest.mark.parametrize("text", ['{"file_name": "a.png"}\n', "[1]\n", '{"input": 1, "output": "x"}\n'])
def test_another_kind_of_file_of_that_name_is_left_alone(tmp_path: Path, text: str) -> None:
    (tmp_path / NAME).write_text(text)
    with pytest.raises(EngineError, match="is not what engine complete writes"):
        Manifest(tmp_path)


def test_patches_are_rows_of_marks() -> None:
    assert rows_of([True, False, False, True], [False, True, False, False], 2) == ["#.", "-#"]
