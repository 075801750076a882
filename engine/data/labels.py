"""Categorical labels of pictures: from what a source says of each one to a table of category numbers."""

from __future__ import annotations

import json
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

import numpy as np
from numpy.typing import NDArray

from engine.config import LabelConfig
from engine.errors import EngineError
from engine.wording import counted, listed

UNKNOWN = -1
"""Stands for the category of a label that a picture does not have."""
ALL = "*"
"""In `data.labels`: every label of the data."""
MOST_CATEGORIES = 512
"""A label with more of them, an identifier or a caption, say, is left out."""

IntArray = NDArray[np.int64]
Values = Mapping[str, str | int]
"""What a source says of one picture, by label: the text of a category, or the number of a class."""


@dataclass
class _Column:
    """One label of the pictures so far."""

    categories: dict[str | int, int] = field(default_factory=dict)
    """By what the source says: the order of their first appearance."""
    rows: array[int] = field(default_factory=lambda: array("q"))
    """Pictures that have the label."""
    codes: array[int] = field(default_factory=lambda: array("q"))
    """Their categories."""


class LabelTable:
    """Collects the labels of pictures, one picture after another."""

    def __init__(self) -> None:
        self.count = 0
        self._columns: dict[str, _Column] = {}

    def add(self, values: Values) -> None:
        """Append a picture's labels."""
        for name, value in values.items():
            column = self._columns.setdefault(name, _Column())
            if len(column.categories) <= MOST_CATEGORIES:  # beyond, it is left out anyway: spare the memory
                column.rows.append(self.count)
                column.codes.append(column.categories.setdefault(value, len(column.categories)))
        self.count += 1

    def finish(self) -> tuple[tuple[LabelConfig, ...], IntArray | None, list[str]]:
        """All labels that can be learnt, by name in alphabetical order.

        Returns:
            the labels; the category of each picture, (N, Y), -1 = unknown, or None where Y would be 0; and a line
            about what was left out.
        """
        configs, columns, alike, unique = [], [], [], []
        for name, column in sorted(self._columns.items()):
            if len(column.categories) < 2:
                alike.append(name)
            elif len(column.categories) > min(MOST_CATEGORIES, len(column.rows) / 2):
                unique.append(name)
            else:
                texts, numbers = _ordered(column.categories)
                configs.append(LabelConfig(name=name, categories=texts))
                values = np.full(self.count, UNKNOWN, dtype=np.int64)
                values[np.asarray(column.rows)] = numbers[np.asarray(column.codes)]
                columns.append(values)
        left_out = (alike, "the same for all pictures"), (unique, "too many categories")
        reasons = [f"{', '.join(names)} ({reason})" for names, reason in left_out if names]
        notes = [f"Labels left out: {'; '.join(reasons)}."] if reasons else []
        return tuple(configs), np.stack(columns, axis=1) if columns else None, notes


def _ordered(categories: Mapping[str | int, int]) -> tuple[tuple[str, ...], IntArray]:
    """The categories of a label in their final order, and the place there of each one of `categories`, in its order.

    Numbered classes keep their numbers; of other labels whole numbers come by size, texts by alphabet.
    """
    whole = [value for value in categories if isinstance(value, int) and value >= 0]
    if len(whole) == len(categories) and max(whole) < MOST_CATEGORIES:
        return tuple(map(str, range(max(whole) + 1))), np.array(whole, dtype=np.int64)
    texts = list(map(str, categories))
    try:
        ordered = sorted(set(texts), key=int)
    except ValueError:
        ordered = sorted(set(texts))
    place = {text: number for number, text in enumerate(ordered)}
    return tuple(ordered), np.array([place[text] for text in texts], dtype=np.int64)


def json_labels(data: bytes) -> Values:
    """The labels that a JSON object holds: its values on the top level that are texts, whole numbers, true or false.

    Raises:
        ValueError: it is not JSON.
    """
    try:
        values = json.loads(data)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    if not isinstance(values, dict):
        return {}
    texts = {clean(name): _text(value) for name, value in values.items()}
    return {name: text for name, text in texts.items() if name and text}


def clean(text: str) -> str:
    """A text that any file can hold: JSON and names of files may hold half a character."""
    return text.encode("utf-8", "replace").decode().strip()


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return clean(str(value)) if isinstance(value, str | int) else ""


def class_number(data: bytes) -> int | str:
    """What a `.cls` file holds: the number of a class, or else its name; empty if it holds nothing.

    Raises:
        ValueError: it is not text.
    """
    text = data.decode().strip()
    try:
        return int(text)
    except ValueError:
        return text


def chosen(found: Sequence[LabelConfig], names: Sequence[str]) -> tuple[LabelConfig, ...]:
    """The labels of the data that a model is to learn, in the order of `names`; `["*"]` is all of them.

    Raises:
        EngineError: the data has no such label.
    """
    by_name = {label.name: label for label in found}
    if list(names) == [ALL]:
        return tuple(found)
    for name in names:
        if name not in by_name:
            near = get_close_matches(name, by_name) or list(by_name)
            remedy = f"Nearest: {', '.join(near)}." if near else "Leave data.labels empty."
            raise EngineError(f"data.labels: the data has no label '{name}'. {remedy}")
    return tuple(by_name[name] for name in dict.fromkeys(names))


def with_new_categories(labels: Sequence[LabelConfig], found: Sequence[LabelConfig]) -> tuple[LabelConfig, ...]:
    """A model's labels, with the categories that only the data has behind its own."""
    theirs = {label.name: label.categories for label in found}
    grown = []
    for label in labels:
        new = [text for text in theirs.get(label.name, ()) if text not in label.categories]
        grown.append(label.model_copy(update={"categories": (*label.categories, *new)}))
    return tuple(grown)


def mapped(
    values: IntArray | None, found: Sequence[LabelConfig], wanted: Sequence[LabelConfig], count: int
) -> tuple[IntArray, list[str]]:
    """The labels of `count` pictures in a model's own order, labels and categories matched by name.

    Args:
        values: (N, Y) of the labels `found`.

    Returns:
        (N, Y') of the labels `wanted`, -1 where the picture has none or the model does not know its category; and a
        line for each label of which that is so.
    """
    result = np.full((count, len(wanted)), UNKNOWN, dtype=np.int64)
    notes: list[str] = []
    columns = {label.name: number for number, label in enumerate(found)}
    for place, label in enumerate(wanted):
        if values is None or label.name not in columns:
            notes.append(f"The data says nothing of the model's label '{label.name}'.")
            continue
        column = columns[label.name]
        theirs, ours = found[column].categories, {text: number for number, text in enumerate(label.categories)}
        numbers = np.array([*(ours.get(text, UNKNOWN) for text in theirs), UNKNOWN])  # the last: of -1
        result[:, place] = numbers[values[:, column]]
        strange = [theirs[i] for i in np.unique(values[:, column]) if i != UNKNOWN and numbers[i] == UNKNOWN]
        if strange:
            lost = int((result[:, place] == UNKNOWN).sum() - (values[:, column] == UNKNOWN).sum())
            of = f"The label '{label.name}' of {counted(lost, 'picture')}"
            notes.append(f"{of} counts as unknown: the model has no {listed(strange)}.")
    return result, notes


def only(values: IntArray | None) -> IntArray | None:
    """(N,) of the one label, where there is exactly one."""
    return values[:, 0] if values is not None and values.shape[1] == 1 else None
