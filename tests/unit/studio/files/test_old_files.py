"""Files that version 0.1.0 wrote open with every value in its place. The fixtures are never made anew."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path
from typing import Any

import numpy as np

from engine import Blend, Grid
from studio.document.history import Entry
from studio.document.noise import SheetNoise
from studio.document.request import UInt8Array
from studio.document.state import Source, State
from studio.files.codec import PictureFiles
from studio.files.project import VERSION, Project, read_project, write_project
from studio.files.recovery import Recovery, read_lost
from studio.imaging.picture import Picture
from studio.imaging.placement import Placement

FIXTURES = Path(__file__).parents[3] / "fixtures"


def gradient(height: int, width: int, bands: int) -> UInt8Array:
    rows, columns, band = np.mgrid[0:height, 0:width, 0:bands]
    pixels: UInt8Array = ((rows * 3 + columns * 5 + band * 70) % 256).astype(np.uint8)
    return pixels


def project(*, version: int) -> Project:
    """A large picture with alpha, placed, flipped and inverted; moved and ignored patches; blends of blends."""
    image = gradient(28, 28, 3)
    sources = (
        Source(
            name="photo Ω/..\n",
            pixels=image,
            original=Picture(gradient(1500, 1100, 4)),
            placement=Placement(
                x=-12.5, y=200.25, width=640.0, height=640.0, flip_x=True, flip_y=True, inverted=True
            ),
        ),
        Source(
            name="grey",
            pixels=image[::-1],
            original=Picture(gradient(90, 40, 1)),
            placement=Placement(x=0, y=25, width=40, height=40),
        ),
        Source(name="exact", pixels=image[:, ::-1]),
    )
    origin = np.arange(49, dtype=np.int32)
    origin[[2, 3, 4, 48]] = [40, 3, 2, 0]
    state = State(
        model="faces64",
        grid=Grid.of(28, 28, 4),
        sources=sources,
        assignment=(np.arange(49) % 5 - 2).astype(np.int8),
        noise=SheetNoise(
            seeds=(
                Blend(Blend(3, 2**31 - 1, 0.25), Blend(7, 8, 0.5), 0.125),
                *(10, 11, 12, Blend(10, 3, 0.75), 14, 15, 16, 17),
            ),
            chosen=4,
            pinned=(5, 0),
            anchor=Blend(3, 9, 0.25),
        ),
        scatter=41,
        origin=origin,
    )
    plain = State(
        model="/models/of my own",
        grid=Grid.of(28, 28, 7),
        sources=sources[2:],
        assignment=np.array([0, -1] * 8, dtype=np.int8),
        noise=SheetNoise.from_seed(5),
    )
    first = Entry(number=4, image=image.transpose(1, 0, 2), state=state, made="2026-01-01T00:00:00")
    best = Entry(
        number=9,
        image=255 - image,
        state=plain,
        made="2026-02-03T04:05:06",
        starred=True,
        note="the “best” one",
    )
    return Project(state=state, history=(first, best), version=version)


def plain(value: Any) -> Any:
    """A value whose every field can be compared: arrays with their kind and shape."""
    if isinstance(value, Picture):
        return "Picture", plain(value.pixels)
    if isinstance(value, np.ndarray):
        return value.dtype.name, value.shape, value.tobytes()
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if dataclasses.is_dataclass(value):
        fields = {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
        return type(value).__name__, fields
    return value


def test_a_project_of_version_0_1_0_opens_with_every_value(tmp_path: Path) -> None:
    read = read_project(FIXTURES / "project-0.1.0.patchwork")
    assert read.redrawn, "its seeds gave other noise"
    assert plain(read) == plain(project(version=2))
    write_project(tmp_path / "p", read, PictureFiles())
    again = read_project(tmp_path / "p")
    assert not again.redrawn
    assert plain(again) == plain(project(version=VERSION)), "and is kept when it is saved again"


def test_what_a_crash_of_version_0_1_0_left_is_restored_with_every_value(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "recovery-0.1.0", tmp_path, dirs_exist_ok=True)
    (lost,) = Recovery(tmp_path).lost()
    assert (lost.name, lost.path) == ("portrait", Path("/pictures/portrait.patchwork"))
    assert plain(read_lost(lost)) == plain(project(version=2))
