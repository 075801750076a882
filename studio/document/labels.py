"""The labels y that a model knows, and the category of each that is given. Free of Qt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine import ModelInfo

GivenLabels = tuple[tuple[str, str], ...]
"""y_S: names of labels and the category of each."""
Probabilities = dict[str, dict[str, float]]
"""p(y | x_S, y_S) of each label that is not given: the probability of each category."""


@dataclass(frozen=True, kw_only=True)
class Label:
    """A categorical attribute of an image."""

    name: str
    categories: tuple[str, ...]
    given: tuple[str, ...] = ()
    """The category that is given; none: the model is to tell. Several: the completions of the sheet have one each, in
    turn."""

    @property
    def is_sound(self) -> bool:
        """Whether what is given is among its categories."""
        return set(self.given) <= set(self.categories)


def labels_of(model: ModelInfo, before: Sequence[Label] = ()) -> tuple[Label, ...]:
    """What a model's config says of them; what was given before stays given, as in `with_given`."""
    made = (Label(name=label.name, categories=label.categories) for label in model.config.labels)
    return with_given(tuple(made), before)


def with_given(labels: Sequence[Label], before: Sequence[Label]) -> tuple[Label, ...]:
    """Labels with the categories that are given of those of the same name, where they have them too."""
    given = {label.name: label.given for label in before}
    return tuple(
        replace(label, given=tuple(c for c in given.get(label.name, ()) if c in label.categories)) for label in labels
    )


def given_at(labels: Sequence[Label], position: int) -> GivenLabels:
    """What is given of the completion at a position of the sheet."""
    return tuple((label.name, label.given[position % len(label.given)]) for label in labels if label.given)


def mean(answers: Sequence[Probabilities]) -> Probabilities:
    """The mean of several answers about the same labels; none of none."""
    times = Counter(map(id, answers))  # completions that were drawn together share one
    parts = [
        (answer, times[key] / len(answers)) for key, answer in {id(answer): answer for answer in answers}.items()
    ]
    return {
        name: {category: sum(answer[name][category] * share for answer, share in parts) for category in categories}
        for name, categories in (answers[0] if answers else {}).items()
    }
