"""What the studio saves and exports, the engine reads and does again: the wall between them is the files."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import engine
from engine import Blend, EngineError
from engine.batch.inputs import Input
from engine.batch.replay import Replay, Seed, read_replay
from studio.document.labels import Label
from studio.document.noise import SheetNoise
from studio.document.palette import PaletteChoice
from studio.document.state import IGNORED, State
from studio.files import export
from studio.files.codec import PictureFiles
from studio.files.examples import left_half
from studio.files.project import Project, write_project
from studio.imaging.placement import Placement
from tests.unit.studio.conftest import GRID, source

CONFIG = engine.find_model("mnist").config
OTHER = np.random.default_rng(3).integers(0, 256, (28, 28, 1), dtype=np.uint8)


def state(**changes: Any) -> State:
    """Two sources, patches moved and ignored, the fourth completion chosen, a blend among the noises."""
    assignment, origin = left_half(GRID), np.arange(GRID.L, dtype=np.int32)
    assignment[[5, 8]], assignment[[6, 13]] = 1, IGNORED
    origin[[5, 7]] = 14, 30
    seeds: tuple[Seed, ...] = (*range(40, 48), Blend(3, Blend(1, 2, 0.5), 0.25))
    made = State(
        model="mnist",
        grid=GRID,
        sources=(source("a"), replace(source("b"), pixels=OTHER)),
        assignment=assignment,
        noise=SheetNoise(seeds=seeds, chosen=3),
        origin=origin,
        palette=PaletteChoice(name="three", colours=((0, 0, 0), (90, 90, 90), (255, 255, 255))),
        labels=(Label(name="kind", categories=("x", "y"), given=("y", "x")),),
        steps=7,
    )
    return replace(made, **changes)


def saved(folder: Path, made: State) -> Replay:
    write_project(folder / "p.patchwork", Project(state=made), PictureFiles())
    return read_replay(folder / "p.patchwork")


def exported(folder: Path, made: State) -> Replay:
    """The export of a completion."""
    pixels = np.where(GRID.mask(made.known)[..., None], made.given, 99)
    (folder / "e.png").write_bytes(export.png(export.finished(pixels, made), export.describe(made)))
    return read_replay(folder / "e.png")


def own(replay: Replay) -> np.ndarray:
    image: np.ndarray = replay.fit(CONFIG, replay.own, replay.own.read()).image
    return image


def test_a_project_is_done_again_with_its_very_facts(tmp_path: Path) -> None:
    made = state()
    replay = saved(tmp_path, made)
    request = made.request((43,))
    np.testing.assert_array_equal(own(replay), request.image)
    fitted = replay.fit(CONFIG, replay.own, replay.own.read())
    np.testing.assert_array_equal(replay.known, request.known)
    np.testing.assert_array_equal(fitted.target, request.target)
    assert [seed for seed, _ in replay.draws] == [43, 40, 41, 42, 44, 45, 46, 47, made.noise.seeds[8]]
    assert [labels for _, labels in replay.draws[:3]] == [{"kind": "x"}, {"kind": "y"}, {"kind": "x"}]
    np.testing.assert_array_equal(replay.palette, np.array([[0] * 3, [90] * 3, [255] * 3]))
    assert replay.steps == 7


@pytest.mark.parametrize("inverted", [False, True])
def test_an_export_is_done_again_from_its_own_pixels(tmp_path: Path, inverted: bool) -> None:
    placement = Placement(x=0, y=0, width=28, height=28, inverted=inverted)
    made = state(sources=tuple(replace(each, placement=placement) for each in state().sources))
    replay = exported(tmp_path, made)
    known = GRID.mask(made.known)
    np.testing.assert_array_equal(own(replay)[known], made.given[known])
    project = saved(tmp_path, made)
    for name in ("known", "assignment", "inverted"):
        np.testing.assert_array_equal(getattr(replay, name), getattr(project, name))
    np.testing.assert_array_equal(replay.origin[made.known], made.origins[made.known])
    np.testing.assert_array_equal(replay.palette, project.palette)
    assert replay.draws == project.draws[:1]
    assert replay.steps == project.steps


@pytest.mark.parametrize("read", [saved, exported])
def test_another_picture_takes_the_place_of_the_first_source(tmp_path: Path, read: object) -> None:
    assert callable(read)
    made, another = state(), np.random.default_rng(4).integers(0, 256, (28, 28, 1), dtype=np.uint8)
    replay = read(tmp_path, made)
    given = Input(name="/x.png", stem=Path("x"), data=Path("x.png"))
    fitted = replay.fit(CONFIG, given, Image.fromarray(another[..., 0]))
    first = replace(made.sources[0], pixels=another)
    expected = replace(made, sources=(first, made.sources[1])).given
    known = GRID.mask(made.known)
    np.testing.assert_array_equal(fitted.image[known], expected[known])


def test_of_a_negative_another_pictures_negative_is_completed(tmp_path: Path) -> None:
    placement = Placement(x=0, y=0, width=28, height=28, inverted=True)
    sources = tuple(replace(each, placement=placement) for each in state().sources)
    replay = saved(tmp_path, state(sources=sources, origin=None))
    given = Input(name="/x.png", stem=Path("x"), data=Path("x.png"))
    fitted = replay.fit(CONFIG, given, Image.new("L", (28, 28), 10))
    assert fitted.inverted
    assert (fitted.image[:4, :4] == 245).all()


def rewritten(path: Path, change: object) -> Path:
    """A project whose JSON was changed."""
    assert callable(change)
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    body = json.loads(files["project.json"])
    change(body)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in (files | {"project.json": json.dumps(body).encode()}).items():
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda body: body.update(version=2), "was saved by an older Patchwork"),
        (lambda body: body.update(format="x"), "is damaged: format"),
        (lambda body: body["project"]["state"]["assignment"].pop(), "do not fit its model and sources"),
        (lambda body: body["project"]["state"]["assignment"].__setitem__(0, 2), "do not fit its model and sources"),
        (lambda body: body["project"]["state"]["grid"].update(rows=10**9), "do not fit its model"),
        (lambda body: body["project"]["state"]["noise"].update(chosen=99), "or it is damaged"),
        (lambda body: body["project"]["state"]["noise"].update(seeds=["x"]), "is damaged"),
        (lambda body: body["project"]["state"]["sources"][0]["pixels"].update(picture="../x"), "or it is damaged"),
    ],
)
def test_a_damaged_project_is_refused_in_a_line(tmp_path: Path, change: object, words: str) -> None:
    saved(tmp_path, state())
    with pytest.raises(EngineError, match=words) as error:
        read_replay(rewritten(tmp_path / "p.patchwork", change))
    assert "\n" not in str(error.value)


def test_what_is_neither_is_refused_in_a_line(tmp_path: Path) -> None:
    Image.new("L", (28, 28)).save(tmp_path / "plain.png")
    (tmp_path / "text.png").write_text("x")
    for name in ("plain.png", "text.png"):
        with pytest.raises(EngineError, match="is neither a Patchwork project nor a picture exported from one"):
            read_replay(tmp_path / name)
    with pytest.raises(EngineError, match="does not exist"):
        read_replay(tmp_path / "none.png")
    (tmp_path / "sheet.png").write_bytes(export.png(np.zeros((99, 99, 1), np.uint8), export.describe(state())))
    with pytest.raises(EngineError, match="no completion of 28x28 by 'mnist'"):
        read_replay(tmp_path / "sheet.png")
