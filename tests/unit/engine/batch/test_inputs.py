"""What a batch is over: files, folders, shards, and what arrives."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.batch.inputs import arrivals, find_inputs
from engine.errors import EngineError


def png(level: int = 0) -> bytes:
    file = io.BytesIO()
    Image.new("L", (4, 4), level).save(file, "PNG")
    return file.getvalue()


def test_a_folder_gives_its_pictures_in_order_each_where_it_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "pictures" / "sub").mkdir(parents=True)
    for name in ("b.png", "a.png", "sub/a.png", "a.mask.png", ".hidden.png"):
        (tmp_path / "pictures" / name).write_bytes(png())
    found = find_inputs([tmp_path / "pictures", tmp_path / "pictures" / "b.png"], tmp_path / "out")
    assert [str(each.stem) for each in found] == ["a", "b", str(Path("sub/a")), "b"]
    assert [each.mask for each in found] == [tmp_path / "pictures" / "a.mask.png", None, None, None]
    assert found.count == 4
    assert found.notes == ["Passed over: 1 picture hidden or in hidden or system folders."]


def test_no_name_in_a_shard_leads_out_of_the_folder_of_the_completions(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "part-0.tar", "w") as shard:
        for name in ("../../up.png", "/etc/passwd.png", "a/b.c.png", "c:\\d.png"):
            info = tarfile.TarInfo(name)
            info.size = len(png())
            shard.addfile(info, io.BytesIO(png()))
    found = find_inputs([tmp_path / "part-*.tar"], tmp_path / "out")
    assert found.count is None
    stems = [each.stem.as_posix() for each in found]
    assert stems == ["part-0/up", "part-0/etc/passwd", "part-0/a/b.c", "part-0/c__d"]
    assert np.asarray(next(iter(found)).read()).shape == (4, 4)


def test_completions_may_not_be_written_among_the_pictures(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(png())
    with pytest.raises(EngineError, match=r"would be completed in turn\. Choose another --out"):
        find_inputs([tmp_path], tmp_path / "out")


def test_a_folder_without_a_picture_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(EngineError, match="holds no image file"):
        find_inputs([tmp_path / "empty"], tmp_path / "out")


def test_what_arrives_is_taken_once_it_is_whole_and_again_when_it_changes(tmp_path: Path) -> None:
    there, coming = tmp_path / "there.png", tmp_path / "coming.png"
    there.write_bytes(png())
    writes = [(coming, png()[:20]), (coming, png()), None, (there, png(7) + b"longer"), None, None]

    def pause() -> None:
        if not writes:
            raise KeyboardInterrupt
        if write := writes.pop(0):
            write[0].write_bytes(write[1])

    seen: list[list[str]] = []
    with pytest.raises(KeyboardInterrupt):
        seen.extend([each.stem.name for each in inputs] for inputs in arrivals(tmp_path, pause))
    assert seen == [["there"], ["coming"], ["there"]]
