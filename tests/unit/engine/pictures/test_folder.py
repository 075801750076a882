import os
from pathlib import Path

import pytest
from PIL import Image

import engine
from engine.pictures.files import IMAGE_FORMATS, IMAGE_SUFFIXES
from engine.pictures.folder import find_pictures


def make(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"")


def names(folder: Path) -> list[str]:
    return [file.relative_to(folder).as_posix() for file in find_pictures(folder).files]


def test_pictures_are_found_below_a_folder_by_their_names_in_order(tmp_path: Path) -> None:
    make(tmp_path, "b/2.PNG", "b/1.jfif", "a/deep/3.webp", "4.jpe", "notes.txt", "b/table.csv")
    assert names(tmp_path) == ["4.jpe", "a/deep/3.webp", "b/1.jfif", "b/2.PNG"]
    assert find_pictures(tmp_path).notes == []


def test_every_suffix_of_the_formats_that_are_read_is_a_pictures() -> None:
    Image.init()
    assert {suffix for suffix, kind in Image.EXTENSION.items() if kind in IMAGE_FORMATS} == IMAGE_SUFFIXES


def test_what_is_hidden_or_the_systems_is_passed_over_and_counted(tmp_path: Path) -> None:
    make(tmp_path, "cat/1.png", "cat/._1.png", ".thumbnails/1.png", "cat/@eaDir/1.png", ".Trash-1000/files/9.png")
    make(tmp_path, "__MACOSX/cat/1.png", ".git/config")
    found = find_pictures(tmp_path)
    assert names(tmp_path) == ["cat/1.png"]
    assert found.passed_over == 5
    where = ".Trash-1000, .thumbnails, @eaDir, __MACOSX"
    assert found.notes == [f"Passed over: 5 pictures hidden or in hidden or system folders ({where})."]


def test_a_hidden_folder_that_is_given_itself_is_looked_into(tmp_path: Path) -> None:
    make(tmp_path / ".mine", "1.png")
    assert names(tmp_path / ".mine") == ["1.png"]


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_links_to_folders_are_followed_once_and_never_in_a_circle(tmp_path: Path) -> None:
    make(tmp_path, "far/1.png", "all/own/2.png")
    whole = tmp_path / "all"
    (whole / "a").symlink_to(tmp_path / "far")
    (whole / "b").symlink_to(tmp_path / "far")
    (whole / "again").symlink_to(whole / "own")
    (whole / "own" / "up").symlink_to(whole)
    assert names(whole) == ["a/1.png", "own/2.png"]


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_dead_links_and_folders_that_are_named_as_pictures_are_none(tmp_path: Path) -> None:
    make(tmp_path, "1.png", "folder.png/2.png")
    (tmp_path / "3.png").symlink_to(tmp_path / "1.png")
    (tmp_path / "gone.png").symlink_to("nowhere")
    (tmp_path / "circle.png").symlink_to("circle.png")
    assert names(tmp_path) == ["1.png", "3.png", "folder.png/2.png"]
    assert find_pictures(tmp_path).notes == [
        f"Passed over: 2 links to pictures that do not exist ({tmp_path / 'circle.png'}, {tmp_path / 'gone.png'})."
    ]


def test_a_folder_that_cannot_be_read_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(engine.EngineError, match=r"nowhere cannot be read: .*\. Choose another folder\."):
        find_pictures(tmp_path / "nowhere")
