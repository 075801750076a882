"""Labels by their names and numbers: categories that are given, drawn, and told by probabilities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

import numpy as np

from engine.config import LabelConfig
from engine.errors import EngineError
from engine.models.noise import FloatArray
from engine.models.request import IntArray


def category_numbers(given: Mapping[str, str], labels: Sequence[LabelConfig]) -> IntArray:
    """(Y,): the number of each label's category, -1 where it is not given.

    Raises:
        EngineError: no such label or category; says which are near.
    """
    y = np.full(len(labels), -1, dtype=np.int64)
    names = [label.name for label in labels]
    for name, category in given.items():
        if name not in names:
            raise EngineError(_no_such("label", name, names))
        categories = labels[names.index(name)].categories
        if category not in categories:
            raise EngineError(_no_such(f"category of {name}", category, categories))
        y[names.index(name)] = categories.index(category)
    return y


def draw_categories(logits: FloatArray, y: IntArray, noise: FloatArray, labels: Sequence[LabelConfig]) -> IntArray:
    """The categories (n, Y) of all labels: those of `y`, and where that is -1, one drawn by its probability.

    Half the sum of two squares of the noise, (n, 2, K), is exponentially distributed, and the first of exponential
    clocks whose rates are the probabilities strikes with just these.
    """
    ends = np.log(np.square(noise).sum(axis=1)) - logits
    sizes = [len(label.categories) for label in labels]
    drawn = [part.argmin(axis=1) for part in np.split(ends, np.cumsum(sizes)[:-1], axis=1)]
    return np.where(y < 0, np.stack(drawn, axis=1), y)


def probabilities(logits: FloatArray, labels: Sequence[LabelConfig]) -> list[FloatArray]:
    """The categories' logits of all labels in a row, (n, K), as probabilities (n, categories) of each label."""
    sizes = [len(label.categories) for label in labels]
    found = []
    for part in np.split(logits, np.cumsum(sizes)[:-1], axis=1) if sizes else []:
        exponentials = np.exp(part - part.max(axis=1, keepdims=True))
        found.append(exponentials / exponentials.sum(axis=1, keepdims=True))
    return found


def _no_such(kind: str, name: str, known: Sequence[str]) -> str:
    if not known:
        return f"there is no {kind} '{name}': the model has no labels. Leave it out."
    near = [each for each in known if name and name.lower() in each.lower()] or get_close_matches(name, known)
    if near:
        return f"there is no {kind} '{name}'. Did you mean {' or '.join(map(repr, near[:3]))}?"
    return f"there is no {kind} '{name}'. Take {', '.join(map(repr, known[:20]))}{' ...' * (len(known) > 20)}."
