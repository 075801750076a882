"""Completing many pictures: read, completed and written at the same time, each once."""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from engine.batch.inputs import Input
from engine.batch.known import Fitted, Known
from engine.batch.manifest import Manifest, rows_of
from engine.batch.replay import Replay, Seed
from engine.data.samples import in_order
from engine.errors import EngineError
from engine.files import make_folder, write_atomically
from engine.models.completion import Model
from engine.models.noise import Blend
from engine.models.sheet import strip
from engine.pictures.files import encode_png
from engine.pictures.images import UInt8Array, negative, to_pil
from engine.pictures.palettes import Palette, palette_of_indexed, snap_to_palette, to_indexed
from engine.pictures.paste_back import paste_back

AHEAD = 8
"""Pictures read ahead, and pictures being written."""
WRITERS = 2
"""Threads: more take turns with the model's."""
LONGEST_NAME = 180
"""Bytes of a picture's name that its completions bear: file systems allow 255 in all."""

Draws = Sequence[tuple[Seed, dict[str, str]]]
"""The noise and the labels of each completion."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one picture."""

    input: Input
    written: int = 0
    before: int = 0
    """Completions that were there."""
    renamed: str = ""
    """The name that was taken in place of the picture's."""
    problem: str = ""
    """Why it was skipped."""


@dataclass(frozen=True, kw_only=True, eq=False)
class _Read:
    input: Input
    draws: Draws
    fitted: Fitted
    picture: Image.Image


@dataclass(kw_only=True, eq=False)
class _Drawn:
    """The completions of a picture on their way to files."""

    read: _Read
    draws: Draws
    images: UInt8Array
    batch: Batch
    paths: list[Path] = field(default_factory=list)
    renamed: str = ""

    @cached_property
    def files(self) -> list[bytes]:
        """Made by one of the writers, unless the choice of a name has to see them."""
        return self.batch.encode(self.read, self.images)


@dataclass(frozen=True, kw_only=True, eq=False)
class Batch:
    """What is done to each picture. The model runs in the thread that asks for outcomes; others read and write."""

    model: Model
    out: Path
    fit: Known | Replay
    """What is known of each picture."""
    draws: Draws
    asked: dict[str, Any]
    """All else that completions depend on, in words for the manifest: one that was made so is not made again."""
    palette: Palette | None = None
    paste_back: bool = False
    strip: Sequence[str] = ()
    """Views, side by side in this order in place of the image."""
    overwrite: bool = False
    """Do again what was done, and replace files that have these names; else others are taken."""
    manifest: Manifest

    def run(self, inputs: Iterable[Input]) -> Iterator[Outcome]:
        """The outcome for each picture, in order. What was written is in the manifest before the outcome comes.

        Raises:
            EngineError: a file cannot be written. What is wrong with a picture is the outcome for that picture.
        """
        reading = in_order(self._read, inputs, ahead=AHEAD)
        writing = in_order(self._write, map(self._draw, reading), threads=WRITERS, ahead=AHEAD)
        for done in writing:
            if isinstance(done, Outcome):
                yield done
                continue
            self.manifest.add(self._lines(done))
            before = len(self.draws) - len(done.draws)
            yield Outcome(input=done.read.input, written=len(done.draws), before=before, renamed=done.renamed)

    def encode(self, read: _Read, images: UInt8Array) -> list[bytes]:
        """(n, H, W, C) -> n PNG files, each in the colours and the form that are asked for."""
        fitted, grid = read.fitted, self.model.grid
        steps = [self._snapped, self._turned] if isinstance(self.fit, Replay) else [self._turned, self._snapped]
        for step in steps:  # a palette of the studio's is of what the model sees, one of a command of the picture
            images = step(images, fitted)
        made = ~fitted.known if fitted.target is None else grid.mask(fitted.target)
        ignored = ~(made | fitted.known)
        indexed = palette_of_indexed(read.picture)
        files = []
        for image in images:
            if self.paste_back:
                seam = grid.patch_size / 2
                picture = paste_back(read.picture, image, made, seam=seam, missing=fitted.missing)
            elif self.strip:
                picture = to_pil(strip(image, self.model.config, self.strip))
            else:
                picture = to_pil(image)
                if ignored.any():
                    picture.putalpha(Image.fromarray(np.where(ignored, 0, 255).astype(np.uint8)))
            files.append(_png(picture, indexed))
        return files

    def _snapped(self, images: UInt8Array, fitted: Fitted) -> UInt8Array:
        if self.palette is None:
            return images
        target = ~fitted.known if fitted.target is None else self.model.grid.mask(fitted.target)
        return snap_to_palette(images, self.palette, ~target | fitted.known, known=fitted.known)

    def _turned(self, images: UInt8Array, fitted: Fitted) -> UInt8Array:
        return negative(images) if fitted.inverted else images

    def _read(self, given: Input) -> _Read | Outcome:
        """In one of the readers' threads."""
        draws = self.draws
        if not self.overwrite:
            draws = [draw for draw in draws if self.manifest.output(self._asked(given, *draw)) is None]
        if not draws:
            return Outcome(input=given, before=len(self.draws))
        try:
            picture = given.read()
            if isinstance(self.fit, Replay):
                fitted = self.fit.fit(self.model.config, given, picture)
            else:
                fitted = self.fit(given, picture)
        except EngineError as error:
            return Outcome(input=given, problem=str(error))
        return _Read(input=given, draws=draws, fitted=fitted, picture=picture)

    def _draw(self, read: _Read | Outcome) -> _Drawn | Outcome:
        """In the thread that asks."""
        if isinstance(read, Outcome):
            return read
        groups: dict[str, list[tuple[Seed, dict[str, str]]]] = {}
        for seed, labels in read.draws:
            groups.setdefault(json.dumps(labels), []).append((seed, labels))
        images, fitted = [], read.fitted
        for group in groups.values():
            seeds = [seed for seed, _ in group]
            drawn = self.model.complete(
                fitted.image, fitted.known, target=fitted.target, seeds=seeds, labels=group[0][1]
            )
            images.append(drawn.images)
        draws = [draw for group in groups.values() for draw in group]
        done = _Drawn(read=read, draws=draws, images=np.concatenate(images), batch=self)
        self._name(done)
        return done

    def _name(self, done: _Drawn) -> None:
        """Choose files: STEM-SEED.png, or STEM (2)-SEED.png where others have such names."""
        stem = done.read.input.stem
        short = os.fsdecode(os.fsencode(stem.name)[:LONGEST_NAME])
        for number in count(1):
            name = short if number == 1 else f"{short} ({number})"
            paths = [self.out / stem.with_name(f"{name}-{_seed_name(seed)}.png") for seed, _ in done.draws]
            if all(self._is_free(path, i, done) for i, path in enumerate(paths)):
                break
        for path in paths:
            self.manifest.claim(path, done.read.input.name)
        done.paths, done.renamed = paths, name if number > 1 else ""

    def _is_free(self, path: Path, number: int, done: _Drawn) -> bool:
        if not self.manifest.is_free(path, done.read.input.name):
            return False
        return self.overwrite or not os.path.lexists(path) or _holds(path, done.files[number])

    def _write(self, done: _Drawn | Outcome) -> _Drawn | Outcome:
        """In one of the writers' threads."""
        if isinstance(done, _Drawn):
            make_folder(done.paths[0].parent)
            for path, data in zip(done.paths, done.files, strict=True):
                if not _holds(path, data):
                    write_atomically(path, data, flush=False)
            done.images = done.images[:0]
        return done

    def _lines(self, done: _Drawn) -> Iterator[dict[str, Any]]:
        grid, fitted = self.model.grid, done.read.fitted
        known = grid.subset(fitted.known)
        rows = rows_of(known.tolist(), (~known if fitted.target is None else fitted.target).tolist(), grid.columns)
        for draw, path in zip(done.draws, done.paths, strict=True):
            output = path.relative_to(self.out).as_posix()
            yield self._asked(done.read.input, *draw) | {"patches": rows, "output": output}

    def _asked(self, given: Input, seed: Seed, labels: dict[str, str]) -> dict[str, Any]:
        said = asdict(seed) if isinstance(seed, Blend) else seed
        return {"input": given.name, "seed": said, "labels": labels} | self.asked


def _png(picture: Image.Image, indexed: UInt8Array | None) -> bytes:
    """A completion as a file; with the palette of the picture that it is of, if that has one and it suffices."""
    made = None
    if indexed is not None and picture.mode in ("RGB", "RGBA"):
        made = to_indexed(np.asarray(picture), indexed)
    return encode_png(picture if made is None else made)


def _holds(path: Path, data: bytes) -> bool:
    """Whether a file is there already, byte by byte: from the same command, run before."""
    return path.is_file() and path.read_bytes() == data


def _seed_name(seed: Seed) -> str:
    """For file names; the manifest has the whole of a blend."""
    return f"blend-{zlib.crc32(repr(seed).encode()):08x}" if isinstance(seed, Blend) else str(seed)
