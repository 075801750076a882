"""What the studio did, read from a project or from a picture that it exported, to be done again or on other pictures.

A project (.patchwork, `studio.files.project`) is a zip of project.json and pictures/HASH.png; an exported PNG has its
description as JSON under the key Patchwork (`studio.files.export.describe`), and its own pixels are the known ones.
Only what a completion is made of is read; all of it is checked.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pydantic import BaseModel, Field, ValidationError

from engine.batch.inputs import Input
from engine.batch.known import Fitted
from engine.config import ModelConfig
from engine.errors import EngineError
from engine.models.library import find_model
from engine.models.noise import Blend
from engine.patches import BoolArray, Grid
from engine.pictures.files import read_image
from engine.pictures.images import UInt8Array, fit_image, negative, to_pil
from engine.pictures.palettes import Palette

Seed = int | Blend
OLDEST = 3
"""Version of projects since which seeds draw what they drew. Newer ones are read as far as they have these fields."""
_TARGET, _IGNORED = -1, -2
_MARKS = {"#": 0, ".": _TARGET, "-": _IGNORED}
_LARGEST_JSON, _LARGEST_PICTURE = 256 * 2**20, 64 * 2**20
"""Bytes, unpacked. The pictures that are read have a model's size."""


class _PictureName(BaseModel):
    picture: str


class _Placement(BaseModel):
    inverted: bool = False


class _Source(BaseModel):
    pixels: _PictureName
    placement: _Placement | None = None


class _Noise(BaseModel):
    seeds: tuple[Seed, ...] = Field(min_length=1)
    chosen: int = 0


class _Label(BaseModel):
    name: str
    given: tuple[str, ...] = ()


Colours = tuple[Annotated[tuple[Annotated[int, Field(ge=0, le=255)], ...], Field(min_length=3, max_length=4)], ...]


class _Palette(BaseModel):
    colours: Colours = ()


class _State(BaseModel):
    model: str
    grid: Grid
    sources: tuple[_Source, ...] = Field(min_length=1)
    assignment: tuple[int, ...]
    noise: _Noise
    origin: tuple[int, ...] | None = None
    palette: _Palette | None = None
    labels: tuple[_Label, ...] = ()
    steps: int | None = None


class _Document(BaseModel):
    state: _State


class _Project(BaseModel):
    format: Literal["patchwork"]
    version: int
    project: _Document


class _Export(BaseModel):
    model: str
    seed: Seed
    inverted: tuple[bool, ...] = (False,)
    palette: str | None = None
    palette_colours: Colours = ()
    labels: dict[str, str] = {}
    steps: int | None = None
    patches: tuple[str, ...]
    moved: dict[int, tuple[int, int]] = Field(default={}, alias="from")


@dataclass(frozen=True, kw_only=True, eq=False)
class Replay:
    """A document's facts: the model, S and T, what is known, noises, labels."""

    path: Path
    model: str
    image: UInt8Array
    """(H, W, C), as the model saw it."""
    assignment: NDArray[np.intp]
    """(L,): the source that a known patch is from; -1 is target, -2 ignored."""
    origin: NDArray[np.intp]
    """(L,): the patch of its source that is shown there."""
    inverted: tuple[bool, ...]
    """Of each source: whether the model saw its negative."""
    draws: tuple[tuple[Seed, dict[str, str]], ...]
    """The noise and the labels of each completion, the chosen one first."""
    palette: Palette | None = None
    steps: int | None = None
    """In how many steps tokens are drawn; None: as many as by default."""
    own: Input = field(init=False)
    """To do again what was done."""

    def __post_init__(self) -> None:
        own = Input(name=str(self.path.absolute()), stem=Path(self.path.stem), data=to_pil(self.image))
        object.__setattr__(self, "own", own)

    @cached_property
    def known(self) -> BoolArray:
        """S, (L,)."""
        known: BoolArray = self.assignment >= 0
        return known

    def check(self, config: ModelConfig) -> None:
        """Find out that the model is another one by now.

        Raises:
            EngineError: it is, or nothing is to be completed.
        """
        if self.image.shape != config.shape or len(self.assignment) != config.grid.L:
            raise EngineError(
                f"{self.path} is for another model of the name '{self.model}'. Save it again in the studio."
            )
        if not (self.assignment == _TARGET).any():
            raise EngineError(f"{self.path} has no target: nothing is to be completed. Choose another file.")

    def fit(self, config: ModelConfig, given: Input, picture: Image.Image) -> Fitted:
        """What the model gets: what it got, or another picture in the place of the document's first source."""
        grid, image = config.grid, self.image
        if given is not self.own:
            other = fit_image(picture, config.shape)
            other = negative(other) if self.inverted[0] else other
            moved = _patches(other, grid)[self.origin]
            first = (self.assignment == 0)[:, None, None, None]
            image = _joined(np.where(first, moved, _patches(image, grid)), grid)
        target = self.assignment == _TARGET
        return Fitted(image=image, known=grid.mask(self.known), target=target, inverted=all(self.inverted))


def read_replay(path: Path) -> Replay:
    """Read a project, or a PNG that the studio exported.

    Raises:
        EngineError: it is neither, is damaged, or was saved by a Patchwork whose seeds drew other noise.
    """
    with _damage_named(path):
        if zipfile.is_zipfile(path):
            return _of_project(path)
        return _of_export(path)


@contextmanager
def _damage_named(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise EngineError(f"{path} does not exist. Check the path.") from error
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(map(str, problem["loc"]))
        raise EngineError(f"{path} is damaged: {where}: {problem['msg']}. Use an older copy.") from error
    except (OSError, ValueError, KeyError, IndexError, RecursionError, zipfile.BadZipFile, zlib.error) as error:
        words = f"{path} is neither a Patchwork project nor a picture exported from one, or it is damaged ({error})."
        raise EngineError(f"{words} Give another file.") from error


def _of_project(path: Path) -> Replay:
    with zipfile.ZipFile(path) as archive:
        body = _Project.model_validate(json.loads(_member(archive, "project.json", _LARGEST_JSON)))
        if body.version < OLDEST:
            words = f"{path} was saved by an older Patchwork, and its seeds now draw other completions."
            raise EngineError(f"{words} Open it in the studio and save it.")
        state = body.project.state
        names = [source.pixels.picture for source in state.sources]
        pictures = [_pixels(_member(archive, name, _LARGEST_PICTURE), f"{path}: {name}") for name in names]
        L = state.grid.L
        assignment = np.array(state.assignment, dtype=np.intp)
        origin = np.arange(len(assignment)) if state.origin is None else np.array(state.origin, dtype=np.intp)
        _check(assignment, origin, L, sources=len(pictures))
        patches = np.stack([_patches(picture, state.grid) for picture in pictures])
    seeds, chosen = state.noise.seeds, state.noise.chosen
    places = [chosen, *(i for i in range(len(seeds)) if i != chosen)]
    given = [label for label in state.labels if label.given]
    return Replay(
        path=path,
        model=state.model,
        image=_joined(patches[np.maximum(assignment, 0), origin], state.grid),
        assignment=assignment,
        origin=origin,
        inverted=tuple(source.placement is not None and source.placement.inverted for source in state.sources),
        draws=tuple((seeds[i], {label.name: label.given[i % len(label.given)] for label in given}) for i in places),
        palette=None if state.palette is None else _palette(state.palette.colours),
        steps=state.steps,
    )


def _of_export(path: Path) -> Replay:
    with Image.open(path, formats=["PNG"]) as opened:
        opened.load()
        made = _Export.model_validate_json(opened.info["Patchwork"])
    if made.palette not in (None, "known") and not made.palette_colours:
        raise EngineError(f"{path} does not hold the palette '{made.palette}'. Export it again, or give the project.")
    config = find_model(made.model).config
    picture, grid = read_image(path), config.grid
    if picture.size != (grid.width, grid.height):
        size, wanted = (f"{width}x{height}" for width, height in (picture.size, (grid.width, grid.height)))
        raise EngineError(f"{path} is {size}, no completion of {wanted} by '{made.model}'. Export one completion.")
    assignment = np.array([_MARKS[mark] for row in made.patches for mark in row], dtype=np.intp)
    origin = np.arange(grid.L)
    for patch, (source, place) in made.moved.items():
        assignment[patch], origin[patch] = source, place
    _check(assignment, origin, grid.L, sources=len(made.inverted))
    image = fit_image(picture, config.shape)
    return Replay(
        path=path,
        model=made.model,
        image=negative(image) if all(made.inverted) else image,
        assignment=assignment,
        origin=origin,
        inverted=made.inverted,
        draws=((made.seed, made.labels),),
        palette=None if made.palette is None else _palette(made.palette_colours),
        steps=made.steps,
    )


def _check(assignment: NDArray[np.intp], origin: NDArray[np.intp], L: int, *, sources: int) -> None:
    if not assignment.shape == origin.shape == (L,) or min(assignment) < _IGNORED or max(assignment) >= sources:
        raise ValueError("its patches do not fit its model and sources")
    if min(origin) < 0 or max(origin) >= L:
        raise ValueError("its patches were moved from places that there are not")


def _palette(colours: Colours) -> Palette:
    """Of a file; or of none, which means the colours of the known pixels."""
    return np.array(colours, dtype=np.uint8) if colours else "known"


def _patches(image: UInt8Array, grid: Grid) -> UInt8Array:
    """(H, W, C) -> (L, p, p, C)."""
    p = grid.patch_size
    if image.shape[:2] != (grid.height, grid.width):
        raise ValueError("its pictures do not fit its model")
    return image.reshape(grid.rows, p, grid.columns, p, -1).swapaxes(1, 2).reshape(grid.L, p, p, -1)


def _joined(patches: UInt8Array, grid: Grid) -> UInt8Array:
    """The inverse of `_patches`."""
    p = grid.patch_size
    return patches.reshape(*grid.shape, p, p, -1).swapaxes(1, 2).reshape(grid.height, grid.width, -1)


def _pixels(data: bytes, name: str) -> UInt8Array:
    """(H, W, 1, 3 or 4)."""
    pixels = np.asarray(read_image(BytesIO(data), name=name))
    return pixels.reshape(*pixels.shape[:2], -1)


def _member(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """A file of an archive, whatever size it says it has."""
    with archive.open(name) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise ValueError(f"{name} is too large")
    return data
