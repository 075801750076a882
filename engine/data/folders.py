"""Pictures of a folder, with what lies beside them: labels and masks."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from engine.data.labels import CLASS
from engine.data.masks import Masks
from engine.data.samples import Fitter, Pictures, Sample, collect
from engine.data.store import ImageStore
from engine.errors import EngineError
from engine.pictures.folder import find_pictures
from engine.pictures.images import read_image
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
    files, listed, masks = looked.files, _labels_file(path), Masks(fit.config.present, beside=looked.masks)
    masks.check_apart(path)
    notes = [*looked.notes, *(_missing_pictures(listed, files) if listed else [])]
    classes = {name for file in files if (name := _folder_in(path, file))}

    def read(file: Path) -> Sample:
        picture = read_image(file)
        present = masks.present(file.relative_to(path).with_suffix(""), picture.size, file=file)
        sample = fit(picture, name=str(file), present=present)
        name = _folder_in(path, file) if len(classes) > 1 else None
        if name:
            sample.labels[CLASS] = name
        sidecar = file.with_suffix(".json")
        if sidecar.is_file():
            sample.take_json(_bytes_of(sidecar), name=str(sidecar))
        sample.labels |= listed.get(file, {})
        return sample

    found = collect(path, files, read, store)
    found.notes[:0] = [*notes, *masks.notes(len(found.images))]
    return found


def _folder_in(path: Path, file: Path) -> str | None:
    """The folder in `path` that a picture is in."""
    parts = file.relative_to(path).parts
    return parts[0] if len(parts) > 1 else None


def _labels_file(folder: Path) -> dict[Path, dict[str, str]]:
    """The labels of each picture by `labels.csv`, in the folder or else beside it, where there is one.

    Files are named as seen from the folder, or from where `labels.csv` is.

    Raises:
        EngineError: it cannot be read, or is no such table.
    """
    for where in (folder, folder.resolve().parent):
        file = where / LABELS_FILE
        if not file.is_file():
            continue
        try:
            with file.open(encoding="utf-8-sig", newline="") as lines:
                rows = list(csv.DictReader(lines))
                header = rows[0].keys() if rows else set()
        except (OSError, ValueError, csv.Error) as error:
            raise EngineError(f"{file} cannot be read: {error}. Save it again, as UTF-8.") from error
        if "file" not in header:
            if where != folder:
                return {}  # of something else
            raise EngineError(f"{file} has no column 'file'. Its first line should be: file,LABEL,...")
        return {
            folder / seen: {name: text.strip() for name, text in row.items() if name and name != "file" and text}
            for row in rows
            for seen in (_seen_from(folder, where, row["file"] or ""),)
        }
    return {}


def _seen_from(folder: Path, where: Path, name: str) -> Path:
    """The path of a picture in `folder` that a table in `where` names."""
    inside = Path(name)
    return inside.relative_to(folder.name) if where != folder and inside.is_relative_to(folder.name) else inside


def _missing_pictures(listed: dict[Path, dict[str, str]], files: Iterable[Path]) -> list[str]:
    missing = listed.keys() - set(files)
    if not missing:
        return []
    return [f"{LABELS_FILE} names {counted(len(missing), 'picture')} not there, {min(missing)} for one."]


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise EngineError(f"{file} cannot be read: {error.strerror or error}. Check its permissions.") from error
