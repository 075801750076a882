"""The `.patchwork` file: a zip of one JSON and its pictures. Versioned, lossless, atomic. Free of windows.

    project.json        {"format": "patchwork", "version": 2, "project": {...}}: see `Project`
    pictures/HASH.png   every picture once

Version 2 added blends of blends, the sheet's anchor and inverted pictures, each with a default: 1 is read too.

What an archive holds is checked before any of it is used: names, number, sizes, version, then every value.
"""

from __future__ import annotations

import json
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import engine
from studio.document.history import Entry
from studio.document.noise import MOST
from studio.document.state import IGNORED, State
from studio.document.undo import Step
from studio.files.codec import PictureFiles, decode, encode
from studio.i18n import translate
from studio.imaging.picture import is_too_large

SUFFIX = ".patchwork"
VERSION = 3
"""2: images were square, grids and placements had one size. Until then, seeds gave other noise: `Project.redrawn`."""
MANIFEST = "project.json"
MOST_FILES = 20_000
LARGEST_MANIFEST = 256 * 2**20
LARGEST_ARCHIVE = 4 * 2**30
"""Bytes of all files in an archive, unpacked."""
_NAME = re.compile(r"project\.json|pictures/[0-9a-f]{32}\.png")


@dataclass(frozen=True, kw_only=True, eq=False)
class Project:
    """All that a project file keeps."""

    state: State
    history: tuple[Entry, ...] = ()
    steps: tuple[Step, ...] = ()
    """To be undone, the oldest first."""
    version: int = VERSION
    """Of the file that it was read from."""

    @property
    def redrawn(self) -> bool:
        """Whether its seeds now draw other completions than those that were on show when it was saved."""
        return self.version < 3


def pack(project: Project, pictures: PictureFiles) -> dict[str, bytes]:
    """A project -> its files by name, the pictures first.

    Raises:
        engine.EngineError: `unpack` would refuse it.
    """
    try:
        _check(project)
    except engine.EngineError as error:
        words = translate("Errors", "This document cannot be saved: {0}. Undo the last step, then save again.")
        raise engine.EngineError(words.format(error)) from error
    files: dict[str, bytes] = {}
    body = {"format": "patchwork", "version": VERSION, "project": encode(project, pictures, files)}
    pictures.keep(files)
    files[MANIFEST] = json.dumps(body).encode()
    return files


def unpack(files: Mapping[str, bytes], path: Path) -> Project:
    """The inverse of `pack`.

    Raises:
        engine.EngineError: another format or a newer version, or anything in it is damaged; `path` is named.
    """
    try:
        body = json.loads(files[MANIFEST])
    except (KeyError, ValueError, RecursionError) as error:
        words = translate("Errors", "{0} is not a Patchwork project, or is damaged. Open another file.")
        raise engine.EngineError(words.format(path)) from error
    if not isinstance(body, dict) or body.get("format") != "patchwork":
        words = translate("Errors", "{0} is not a Patchwork project. Open another file.")
        raise engine.EngineError(words.format(path))
    version = body.get("version")
    if type(version) is not int or not 1 <= version <= VERSION:
        words = translate(
            "Errors", "{0} was saved by a newer Patchwork (format {1}; this one reads {2}). Update Patchwork."
        )
        raise engine.EngineError(words.format(path, version, VERSION))
    try:
        project = replace(decode(Project, body.get("project"), files), version=version)
        _check(project)
    except (engine.EngineError, RecursionError) as error:
        words = translate("Errors", "{0} cannot be used: {1}. Open another file or an older copy.")
        raise engine.EngineError(words.format(path, error)) from error
    return project


def write_project(path: Path, project: Project, pictures: PictureFiles) -> None:
    """Write a project file: it is either whole or as it was before.

    Raises:
        engine.EngineError: the folder cannot be written, or `read_project` could not read the file.
    """
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in pack(project, pictures).items():
            method = zipfile.ZIP_DEFLATED if name == MANIFEST else zipfile.ZIP_STORED
            archive.writestr(zipfile.ZipInfo(name), data, compress_type=method)
        _check_archive(path, archive.infolist())
    engine.write_atomically(path, buffer.getvalue())


def read_project(path: Path) -> Project:
    """Read a project file.

    Raises:
        engine.EngineError: it is missing, no project, of a newer version, or damaged in any way.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            _check_archive(path, infos)
            files = {info.filename: archive.read(info) for info in infos}
    except FileNotFoundError as error:
        words = translate("Errors", "{0} does not exist. Check the path.")
        raise engine.EngineError(words.format(path)) from error
    except engine.EngineError:
        raise
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError) as error:
        words = translate("Errors", "{0} is not a Patchwork project, or is damaged ({1}). Open an older copy.")
        raise engine.EngineError(words.format(path, error)) from error
    return unpack(files, path)


def _check_archive(path: Path, infos: list[zipfile.ZipInfo]) -> None:
    if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in infos):
        words = translate("Errors", "{0} is not a Patchwork project: it is packed in another way.")
        raise engine.EngineError(words.format(path))
    names = [info.filename for info in infos]
    strange = next((name for name in names if not _NAME.fullmatch(name)), None)
    if strange is not None or len(set(names)) != len(names):
        words = translate("Errors", "{0} is not a Patchwork project: it holds {1}.")
        what = translate("Errors", "a file twice") if strange is None else repr(strange)
        raise engine.EngineError(words.format(path, what))
    manifest = next((info.file_size for info in infos if info.filename == MANIFEST), 0)
    whole = sum(info.file_size for info in infos)
    if len(infos) > MOST_FILES or manifest > LARGEST_MANIFEST or whole > LARGEST_ARCHIVE:
        words = translate("Errors", "{0} is too large: {1} files of {2} bytes unpacked.")
        raise engine.EngineError(words.format(path, len(infos), whole))


def _check(project: Project) -> None:
    """What is neither read nor written."""
    for state in (
        project.state,
        *(entry.state for entry in project.history),
        *(step.before for step in project.steps),
    ):
        _check_state(state)
    for entry in project.history:
        if entry.image.shape != entry.state.sources[0].pixels.shape:
            raise engine.EngineError(translate("Errors", "a result has another size than its model"))


def _check_state(state: State) -> None:
    shapes = {source.pixels.shape for source in state.sources}
    fitting = [(state.grid.height, state.grid.width, bands) for bands in (1, 3, 4)]
    if len(shapes) != 1 or next(iter(shapes)) not in fitting:
        raise engine.EngineError(translate("Errors", "its pictures do not fit its model"))
    for source in state.sources:
        if is_too_large(*source.whole.shape[:2]):
            raise engine.EngineError(translate("Errors", "its picture {0} is too large").format(source.name))
    values = state.assignment
    if values.shape != (state.grid.L,) or values.min() < IGNORED or values.max() >= len(state.sources):
        raise engine.EngineError(translate("Errors", "its patches do not fit its model and sources"))
    if state.origin is not None and not (
        state.origin.shape == values.shape and state.origin.min() >= 0 and state.origin.max() < state.grid.L
    ):
        raise engine.EngineError(translate("Errors", "its patches were moved from places that there are not"))
    if not all(place is None or min(place.width, place.height) > 0 for place in (s.placement for s in state.sources)):
        raise engine.EngineError(translate("Errors", "a picture is placed nowhere"))
    if state.palette is not None and not state.palette.is_sound:
        raise engine.EngineError(translate("Errors", "its palette is damaged"))
    if state.hole is not None and not all(stroke.is_sound for stroke in state.hole.strokes):
        raise engine.EngineError(translate("Errors", "what is to be replaced in its picture is damaged"))
    if not all(view.fits(state.grid) for view in state.views):
        raise engine.EngineError(translate("Errors", "its views do not fit its model"))
    if state.steps is not None and not 1 <= state.steps <= state.grid.L:
        raise engine.EngineError(translate("Errors", "its steps do not fit its model"))
    if not all(label.is_sound for label in state.labels):
        raise engine.EngineError(translate("Errors", "it gives categories that its labels do not have"))
    if len(state.noise.seeds) > MOST:
        words = translate("Errors", "it has {0} seeds, and {1} at most can be shown")
        raise engine.EngineError(words.format(len(state.noise.seeds), MOST))
