"""Pictures of a folder, with what lies beside them: labels and masks."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from engine.data.labels import clean
from engine.data.masks import Masks
from engine.data.samples import Fitter, Pictures, Sample, collect
from engine.data.store import ImageStore
from engine.errors import EngineError
from engine.files import explained
from engine.pictures.files import read_image
from engine.pictures.folder import find_pictures
from engine.wording import counted

LABELS_FILE = "labels.csv"
"""In a folder of pictures or beside it: a header `file,LABEL,...`, and a line for each picture."""


def read_folder(path: Path, fit: Fitter, store: ImageStore) -> Pictures:
    """Read the pictures that `find_pictures` finds.

    A picture's labels are the name of the folder in `path` that it is in, `NAME.json` beside it and `labels.csv`;
    the later win. Its mask is `NAME.mask.png` beside it, or else the file of its name in the folder of masks.

    Raises:
        EngineError: it cannot be read, or holds no usable picture.
    """
    looked = find_pictures(path)
    files, masks = looked.files, Masks(fit.config.present, beside=looked.masks)
    masks.check_apart(path)
    listed, missing = _labels_by_table(path, files)
    classes = {name for file in files if (name := _folder_in(path, file))}

    def read(file: Path) -> Sample:
        picture = read_image(file)
        present = masks.present(file.relative_to(path).with_suffix(""), picture.size, file=file)
        sample = fit(picture, name=str(file), present=present)
        name = _folder_in(path, file) if len(classes) > 1 else None
        if name:
            sample.labels[fit.config.class_label] = clean(name)
        sidecar = file.with_suffix(".json")
        if sidecar.is_file():
            with explained(sidecar, "cannot be read", "Check its permissions."):
                sample.take_json(sidecar.read_bytes(), name=str(sidecar))
        sample.labels |= listed.get(file, {})
        return sample

    found = collect(path, files, read, store)
    found.notes[:0] = [*looked.notes, *missing, *masks.notes(len(found.images))]
    return found


def _folder_in(path: Path, file: Path) -> str | None:
    """The folder in `path` that a picture is in."""
    parts = file.relative_to(path).parts
    return parts[0] if len(parts) > 1 else None


def _labels_by_table(folder: Path, files: Sequence[Path]) -> tuple[dict[Path, dict[str, str]], list[str]]:
    """The labels of each picture by `labels.csv` in the folder or else beside it, and a line about missing pictures.

    Files are named as seen from the folder, or from where the table is. One beside the folder may be of others too.

    Raises:
        EngineError: the one in the folder cannot be read, or is no such table.
    """
    inside, beside = folder / LABELS_FILE, folder.resolve().parent / LABELS_FILE
    if inside.is_file():
        rows = _rows(inside)
        if rows and "file" not in rows[0]:
            raise EngineError(f"{inside} has no column 'file'. Its first line should be: file,LABEL,...")
        listed = {folder / (row["file"] or ""): _labels_in(row) for row in rows}
        missing = listed.keys() - set(files)
        if missing:
            pictures = counted(len(missing), "picture")
            return listed, [f"{LABELS_FILE} names {pictures} not there, {min(missing)} for one."]
        return listed, []
    rows = [row for row in _rows(beside) if row.get("file")] if beside.is_file() else []
    name = folder.resolve().name
    named = ((Path(row["file"] or ""), row) for row in rows)
    return {
        folder / (file.relative_to(name) if file.is_relative_to(name) else file): _labels_in(row)
        for file, row in named
    }, []


def _rows(table: Path) -> list[dict[str, str | None]]:
    told = explained(table, "cannot be read", "Save it again, as UTF-8.", ValueError, csv.Error)
    with told, table.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def _labels_in(row: dict[str, str | None]) -> dict[str, str]:
    texts = {name: (text or "").strip() for name, text in row.items() if name and name != "file"}
    return {name: text for name, text in texts.items() if text}
