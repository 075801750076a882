"""A project file keeps everything, bit for bit, and nothing gets in that was not checked."""

from __future__ import annotations

import json
import random
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import engine
from engine import Blend, EngineError, Grid
from studio.document.commands import ChangeCommand, Gesture, OpenCommand, restore_steps
from studio.document.document import Document
from studio.document.history import Entry
from studio.document.labels import Label
from studio.document.noise import SheetNoise
from studio.document.palette import PaletteChoice
from studio.document.request import UInt8Array
from studio.document.state import IGNORED, TARGET, Source, State
from studio.document.undo import UndoStack
from studio.document.views import View
from studio.files.codec import PictureFiles
from studio.files.jobs import read_source, source_of
from studio.files.project import MANIFEST, VERSION, Project, pack, read_project, unpack, write_project
from studio.imaging.hole import Hole, HoleStroke
from studio.imaging.picture import LARGEST, Picture
from studio.imaging.placement import Placement
from tests.profiles import WIDE_GAMUT

GRID = Grid.of(12, 12, 4)
PIXELS = np.random.default_rng(0).integers(0, 256, (12, 12, 3), dtype=np.uint8)


def project() -> Project:
    sources = (Source(name="a", pixels=PIXELS), Source(name="Ω/..\n", pixels=PIXELS[::-1].copy()))
    state = State(
        model="m",
        grid=GRID,
        sources=sources,
        assignment=np.array([0, 1, TARGET, IGNORED, 0, 0, 1, 1, TARGET], dtype=np.int8),
        noise=SheetNoise.from_seed(7).choose(3),
        scatter=5,
        views=(View(name="left", row=0, column=0, rows=3, columns=2),),
        palette=PaletteChoice(name="two", colours=((1, 2, 3), (200, 100, 0))),
        labels=(Label(name="hair", categories=("bald", "Ω"), given=("Ω",)), Label(name="sex", categories=("f", "m"))),
    )
    entry = Entry(number=4, image=PIXELS.T.copy().transpose(1, 2, 0), state=state, made="2026-01-01T00:00:00")
    return Project(state=state, history=(entry, replace(entry, number=9, starred=True, note="best")))


def same(a: Project, b: Project) -> bool:
    return pack(a, PictureFiles()) == pack(b, PictureFiles())


def test_what_was_saved_is_read_back_bit_for_bit(tmp_path: Path) -> None:
    path = tmp_path / "p.patchwork"
    write_project(path, project(), PictureFiles())
    read = read_project(path)
    assert same(read, project())
    np.testing.assert_array_equal(read.state.sources[0].pixels, PIXELS)
    assert read.state.assignment.dtype == np.int8
    assert read.state.noise == project().state.noise
    assert (read.state.views, read.state.palette) == (project().state.views, project().state.palette)
    assert read.state.labels == read.history[0].state.labels == project().state.labels
    assert read.history[1].note == "best"


def test_what_is_to_be_replaced_in_a_photo_is_kept_and_refused_if_it_is_damaged(tmp_path: Path) -> None:
    strokes = (
        HoleStroke(points=((1.5, -2.0), (3, 4)), radius=2.5),
        HoleStroke(points=((0, 0),), radius=1, restores=True),
    )
    hole = Hole(strokes=strokes, placed=(0.0, 0.0, 12.0, 12.0))
    whole = Project(state=replace(project().state, hole=hole))
    write_project(tmp_path / "p.patchwork", whole, PictureFiles())
    assert read_project(tmp_path / "p.patchwork").state.hole == hole
    far = Hole(strokes=(HoleStroke(points=((1e9, 0),), radius=1),))
    with pytest.raises(EngineError, match="what is to be replaced in its picture is damaged"):
        pack(Project(state=replace(project().state, hole=far)), PictureFiles())


def test_a_placed_photo_with_transparency_moved_patches_and_blended_noise_are_kept(tmp_path: Path) -> None:
    photo = np.random.default_rng(1).integers(0, 256, (30, 50, 4), dtype=np.uint8)
    placement = Placement(x=-1.5, y=2.25, width=20.0, height=20.0, flip_x=True)
    source = Source(name="photo", pixels=PIXELS, original=Picture(photo), placement=placement)
    noise = SheetNoise(
        seeds=(Blend(Blend(3, 9, 0.25), 7, 0.5), *range(1, 9)), pinned=(2, 0), anchor=Blend(3, 9, 0.25)
    )
    origin = np.array([8, *range(1, 9)], dtype=np.int32)
    before = replace(project().state, sources=(source, source), noise=noise, origin=origin)
    write_project(tmp_path / "p", Project(state=before), PictureFiles())
    after = read_project(tmp_path / "p").state
    assert after.noise == noise
    assert after.sources[0].placement == placement
    assert after.sources[0].original is not None
    np.testing.assert_array_equal(after.sources[0].original.pixels, photo)
    np.testing.assert_array_equal(after.origin, origin)


def with_photo(photo: UInt8Array) -> Project:
    """A project whose first picture is a placed photo (h, w, 1, 3 or 4)."""
    placed = replace(
        project().state.sources[0],
        original=Picture(photo),
        placement=Placement(x=0.0, y=0.0, width=20.0, height=20.0),
    )
    return Project(state=replace(project().state, sources=(placed, project().state.sources[1])))


def test_a_photos_own_pixels_profile_and_resolution_are_kept(tmp_path: Path) -> None:
    photo = np.random.default_rng(1).integers(0, 256, (30, 50, 3), dtype=np.uint8)
    Image.fromarray(photo).save(tmp_path / "photo.png", icc_profile=WIDE_GAMUT, dpi=(300, 300))
    opened = read_source(tmp_path / "photo.png", (12, 12, 3))
    before = replace(project().state, sources=(opened, opened))
    write_project(tmp_path / "p", Project(state=before), PictureFiles())
    read = read_project(tmp_path / "p").state.sources[0].whole
    np.testing.assert_array_equal(read.stored.pixels, photo)
    np.testing.assert_array_equal(read.pixels, opened.whole.pixels)
    assert (read.stored.profile, read.stored.per_metre) == (WIDE_GAMUT, (11811, 11811))


@pytest.mark.parametrize("shape", [(40, 33_000, 1), (33_000, 40, 3)])
def test_a_long_picture_that_was_opened_is_saved_and_read_back(tmp_path: Path, shape: tuple[int, int, int]) -> None:
    photo = np.random.default_rng(2).integers(0, 9, shape, dtype=np.uint8)
    Image.fromarray(photo[..., 0] if shape[2] == 1 else photo).save(tmp_path / "long.png")
    opened = read_source(tmp_path / "long.png", (12, 12, 3))
    before = replace(project().state, sources=(opened, opened))
    write_project(tmp_path / "p", Project(state=before), PictureFiles())
    np.testing.assert_array_equal(read_project(tmp_path / "p").state.sources[0].whole.pixels, photo)


def test_a_picture_of_the_largest_size_is_kept_and_one_beyond_it_neither_opened_nor_written_nor_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 2 * (Image.MAX_IMAGE_PIXELS or 0) == LARGEST, "else what Pillow opens is not what is kept"
    monkeypatch.setattr("studio.imaging.picture.LARGEST", 600)
    path, larger = tmp_path / "p", np.zeros((1, 601, 4), np.uint8)
    largest = with_photo(np.zeros((20, 30, 4), np.uint8))
    write_project(path, largest, PictureFiles())
    assert same(read_project(path), largest)
    with pytest.raises(engine.EngineError, match="cannot be saved: its picture a is too large"):
        write_project(path, with_photo(larger), PictureFiles())
    assert same(read_project(path), largest)
    with pytest.raises(engine.EngineError, match="too large: 601 × 1 pixels"):
        source_of(Image.fromarray(larger), "pasted", (12, 12, 3))
    monkeypatch.setattr("studio.imaging.picture.LARGEST", 599)
    with pytest.raises(engine.EngineError, match="30x20 pixels is too large"):
        read_project(path)


def test_what_would_unpack_to_too_much_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "p"
    write_project(path, project(), PictureFiles())
    before = path.read_bytes()
    monkeypatch.setattr("studio.files.project.MOST_FILES", 3)
    with pytest.raises(engine.EngineError, match="too large: 4 files"):
        write_project(path, project(), PictureFiles())
    assert path.read_bytes() == before


def test_a_picture_is_stored_once_and_is_one_array_again(tmp_path: Path) -> None:
    write_project(tmp_path / "p", project(), PictureFiles())
    with zipfile.ZipFile(tmp_path / "p") as archive:
        assert len(archive.namelist()) == 4
    read = read_project(tmp_path / "p")
    assert read.history[0].state.sources[0].pixels is read.state.sources[0].pixels


def test_a_picture_is_compressed_once_for_many_saves(monkeypatch: pytest.MonkeyPatch) -> None:
    pictures, whole = PictureFiles(), project()
    first = pack(whole, pictures)
    monkeypatch.setattr("studio.imaging.picture.to_png", lambda *_, **__: pytest.fail("compressed again"))
    assert pack(whole, pictures) == first


def test_pictures_that_are_saved_no_more_cost_no_memory_though_undo_keeps_them() -> None:
    pictures, whole = PictureFiles(), project()
    first = pack(whole, pictures)
    fewer = replace(whole.state, sources=whole.state.sources[:1], assignment=np.full(9, 0, dtype=np.int8))
    now = pack(Project(state=fewer), pictures)
    assert len(now) < len(first)
    assert pictures._saved.keys() == now.keys() - {MANIFEST}
    assert pack(whole, pictures) == first, "they can be saved again"


def test_fields_that_a_newer_version_added_are_passed_over_and_missing_ones_take_their_default() -> None:
    files = pack(project(), PictureFiles())
    body = json.loads(files[MANIFEST])
    body["project"]["state"]["mood"] = "good"
    del body["project"]["state"]["scatter"]
    del body["project"]["state"]["adapter"]
    del body["project"]["state"]["noise"]["anchor"]
    del body["project"]["history"]
    body["version"] = 1
    files[MANIFEST] = json.dumps(body).encode()
    read = unpack(files, Path("p"))
    assert (read.state.scatter, read.state.adapter) == (0, "")
    assert read.history == ()


def test_the_adapter_is_remembered() -> None:
    whole = project()
    adapted = replace(whole, state=replace(whole.state, adapter="bold"), steps=())
    assert unpack(pack(adapted, PictureFiles()), Path("p")).state.adapter == "bold"


DAMAGES: list[Callable[[dict[str, Any]], object]] = [
    lambda body: body.update(format="other"),
    lambda body: body.update(version=VERSION + 1),
    lambda body: body.update(version=True),
    lambda body: body["project"].pop("state"),
    lambda body: body["project"]["state"].update(assignment=[0] * 8),
    lambda body: body["project"]["state"].update(assignment=[0] * 8 + [2]),
    lambda body: body["project"]["state"].update(assignment=[0] * 8 + [-300]),
    lambda body: body["project"]["state"].update(assignment="0"),
    lambda body: body["project"]["state"].update(assignment=[[0]] * 9),
    lambda body: body["project"]["state"].update(sources=[]),
    lambda body: body["project"]["state"].update(model=3),
    lambda body: body["project"]["state"]["grid"].update(patch_size=0),
    lambda body: body["project"]["state"]["grid"].update(rows=6),
    lambda body: body["project"]["state"]["noise"].update(chosen=99),
    lambda body: body["project"]["state"]["noise"].update(seeds=[1]),
    lambda body: body["project"]["state"]["noise"].update(seeds=[-1] * 9),
    lambda body: body["project"]["state"]["sources"][0]["pixels"].update(picture="../../etc/passwd"),
    lambda body: body["project"]["state"].update(origin=[9] * 9),
    lambda body: body["project"]["state"]["noise"]["seeds"].__setitem__(0, {"first": 1, "second": 2, "weight": 7}),
    lambda body: body["project"]["state"]["sources"][0].update(placement={"x": 0, "y": 0, "side": float("nan")}),
    lambda body: body["project"]["state"]["sources"][0].update(placement={"x": 0, "y": 0, "side": 0}),
    lambda body: body["project"]["history"][0].update(starred="yes"),
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_every_damaged_value_is_refused_in_one_line(damage: Callable[[dict[str, Any]], object]) -> None:
    files = pack(project(), PictureFiles())
    body = json.loads(files[MANIFEST])
    damage(body)
    files[MANIFEST] = json.dumps(body).encode()
    with pytest.raises(engine.EngineError, match="p\\.patchwork") as caught:
        unpack(files, Path("p.patchwork"))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["../evil.png", "/etc/passwd", "pictures/../../x.png", "code.py", "pictures/a.png"])
def test_an_archive_with_a_strange_name_is_refused(tmp_path: Path, name: str) -> None:
    write_project(tmp_path / "p", project(), PictureFiles())
    with zipfile.ZipFile(tmp_path / "p", "a") as archive:
        archive.writestr(name, b"x")
    with pytest.raises(engine.EngineError, match="not a Patchwork project"):
        read_project(tmp_path / "p")


def test_an_archive_that_unpacks_to_far_too_much_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_project(tmp_path / "p", project(), PictureFiles())
    monkeypatch.setattr("studio.files.project.LARGEST_MANIFEST", 100)
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_: pytest.fail("unpacked"))
    with pytest.raises(engine.EngineError, match="too large"):
        read_project(tmp_path / "p")


def test_no_flipped_or_missing_byte_does_worse_than_an_error(tmp_path: Path) -> None:
    path, dice = tmp_path / "p", random.Random(0)
    write_project(path, project(), PictureFiles())
    whole = path.read_bytes()
    for _ in range(300):
        damaged = bytearray(whole)
        if dice.random() < 0.3:
            del damaged[dice.randrange(len(damaged)) :]
        else:
            damaged[dice.randrange(len(damaged))] ^= 1 << dice.randrange(8)
        path.write_bytes(damaged)
        try:
            read = read_project(path)
        except engine.EngineError:
            continue
        assert same(read, project()), "what is read in spite of it is what was written"


def test_a_changed_byte_of_a_picture_is_found_by_its_checksum(tmp_path: Path) -> None:
    path = tmp_path / "p"
    write_project(path, project(), PictureFiles())
    with zipfile.ZipFile(path) as archive:
        picture = archive.infolist()[0]
    damaged = bytearray(path.read_bytes())
    damaged[picture.header_offset + 30 + len(picture.filename) + picture.file_size // 2] ^= 1
    path.write_bytes(damaged)
    with pytest.raises(engine.EngineError, match=r"damaged \(Bad CRC-32 for file 'pictures/"):
        read_project(path)


def test_a_changed_picture_is_found_though_it_can_be_decoded() -> None:
    files = pack(project(), PictureFiles())
    first, second, *_ = (name for name in files if name != MANIFEST)
    files[first] = files[second]
    with pytest.raises(engine.EngineError, match=r"p cannot be used: it is damaged: the picture \S+ is another one"):
        unpack(files, Path("p"))


def test_a_failed_save_leaves_the_old_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "p"
    write_project(path, project(), PictureFiles())
    before = path.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(engine.EngineError, match="No space left"):
        write_project(path, replace(project(), history=()), PictureFiles())
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_file_and_a_file_of_another_kind_say_so(tmp_path: Path) -> None:
    with pytest.raises(engine.EngineError, match="does not exist"):
        read_project(tmp_path / "none")
    (tmp_path / "text").write_text("hello")
    with pytest.raises(engine.EngineError, match="not a Patchwork project"):
        read_project(tmp_path / "text")


def test_a_state_that_could_not_be_read_again_is_not_written_over_one_that_can(tmp_path: Path) -> None:
    path, whole = tmp_path / "p", project()
    write_project(path, whole, PictureFiles())
    alien = Source(name="of another model", pixels=np.zeros((16, 16, 3), dtype=np.uint8))
    state = replace(whole.state, sources=(whole.state.sources[0], alien))
    small = replace(whole.history[0], image=np.zeros((16, 16, 3), dtype=np.uint8))
    for broken in (replace(whole, state=state), replace(whole, history=(small,))):
        with pytest.raises(engine.EngineError, match="cannot be saved"):
            write_project(path, broken, PictureFiles())
    assert same(read_project(path), whole)


@pytest.mark.parametrize(
    "palette",
    [
        PaletteChoice(name="x", colours=((0, 0, 300),)),
        PaletteChoice(name="x", colours=((0, 0),)),
        PaletteChoice(name="x", colours=((1, 2, 3), (1, 2, 3, 4))),
        PaletteChoice(name="x", colours=((1, 2, 3),) * 257),
    ],
)
def test_a_palette_that_the_engine_would_refuse_is_refused_with_its_file(
    tmp_path: Path, palette: PaletteChoice
) -> None:
    broken = Project(state=replace(project().state, palette=palette))
    with pytest.raises(EngineError, match="palette"):
        write_project(tmp_path / "a.patchwork", broken, PictureFiles())


def test_views_beyond_the_image_are_refused(tmp_path: Path) -> None:
    view = View(name="front", row=0, column=1, rows=3, columns=3)
    broken = Project(state=replace(project().state, views=(view,)))
    with pytest.raises(EngineError, match="views"):
        write_project(tmp_path / "a.patchwork", broken, PictureFiles())


def test_a_given_category_that_its_label_does_not_have_is_refused(tmp_path: Path) -> None:
    label = Label(name="hair", categories=("bald", "curly"), given=("curly", "green"))
    broken = Project(state=replace(project().state, labels=(label,)))
    with pytest.raises(EngineError, match="categories"):
        write_project(tmp_path / "a.patchwork", broken, PictureFiles())


def test_steps_of_undo_are_kept_as_far_as_they_lead_back_from_the_present_facts(
    document: Document, tmp_path: Path
) -> None:
    stack = UndoStack()
    first = document.state
    stack.push(ChangeCommand(document, "Shuffle", state=replace(first, scatter=7)))
    for patch in range(3):
        gesture = Gesture(document)
        gesture.paint(np.array([patch]), TARGET if document.known[patch] else 0)
        gesture.commit(stack, f"Stroke {patch}")
    steps = stack.steps(document.state)
    assert [step.text for step in steps] == ["Shuffle", "Stroke 0", "Stroke 1", "Stroke 2"]
    write_project(tmp_path / "a.patchwork", Project(state=document.state, steps=steps), PictureFiles())
    read = read_project(tmp_path / "a.patchwork")
    assert np.array_equal(read.steps[0].before.assignment, first.assignment)

    stack.clear()
    restore_steps(document, stack, read.steps)
    assert stack.count() == stack.index() == 4
    assert np.array_equal(document.assignment, read.state.assignment), "they are done already"
    for _ in range(4):
        stack.undo()
    assert np.array_equal(document.assignment, first.assignment)
    stack.redo()
    assert stack.undoText() == "Shuffle"
    assert len(stack.steps(document.state)) == 1

    elsewhere = replace(document.state, scatter=document.scatter + 1)
    assert stack.steps(elsewhere) == (), "facts that no step has led to"


def test_steps_with_large_pictures_are_not_kept(document: Document) -> None:
    stack, large = UndoStack(), Picture(np.zeros((3000, 3000, 3), dtype=np.uint8))
    small, photo = document.sources, (Source.of("large", large, document.shape),)
    stack.push(OpenCommand(document, "Open large", state=replace(document.state, sources=photo)))
    assert len(stack.steps(document.state)) == 1, "the large one is in the project anyway"
    stack.push(OpenCommand(document, "Open small", state=replace(document.state, sources=small)))
    assert stack.steps(document.state) == ()
