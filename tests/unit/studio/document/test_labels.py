"""What is given of labels: kept by name for another model, and perhaps another category a completion."""

from __future__ import annotations

from dataclasses import replace

import pytest

from studio.document.document import Document
from studio.document.labels import Label, given_at, mean, with_given
from studio.document.request import Completion, CompletionRequest, CompletionResult

HAIR = Label(name="hair", categories=("curly", "plait", "bald"))
SEX = Label(name="sex", categories=("female", "male"))


@pytest.fixture
def labelled(document: Document) -> Document:
    """A document of a model with two labels."""
    document.change(replace(document.state, labels=(HAIR, SEX)))
    return document


def give(document: Document, *given: str) -> None:
    """Give categories of the hair."""
    document.change(replace(document.state, labels=(replace(HAIR, given=given), SEX)))


def answer(request: CompletionRequest, **shares: float) -> CompletionResult:
    completions = tuple(
        Completion(image=request.image, seed=seed, request=request, probabilities={"hair": dict(shares)})
        for seed in request.seeds
    )
    return CompletionResult(request=request, completions=completions, seconds=0.0)


def test_what_is_given_is_kept_by_name_where_the_category_is_there_too() -> None:
    other = Label(name="hair", categories=("bald", "plait"))
    assert with_given([other], [replace(HAIR, given=("plait",))])[0].given == ("plait",)
    assert with_given([other], [replace(HAIR, given=("curly", "bald"))])[0].given == ("bald",)
    assert with_given([SEX], [replace(HAIR, given=("plait",))]) == (SEX,)


def test_of_several_given_categories_the_completions_have_one_in_turn() -> None:
    labels = [replace(HAIR, given=("curly", "bald")), replace(SEX, given=("male",))]
    assert given_at(labels, 0) == (("hair", "curly"), ("sex", "male"))
    assert given_at(labels, 3) == (("hair", "bald"), ("sex", "male"))
    assert given_at([HAIR, SEX], 3) == ()


def test_a_label_that_is_given_is_a_fact_of_every_request(labelled: Document) -> None:
    before = labelled.request((0,))
    give(labelled, "plait")
    assert labelled.request((0,)).labels == (("hair", "plait"),)
    assert labelled.request((0,)) != before
    assert labelled.request((0,)).facts is labelled.request((1,)).facts


def test_completions_of_another_category_are_stale_and_give_way(labelled: Document) -> None:
    labelled.accept(answer(labelled.request(labelled.noise.seeds)))
    assert not labelled.stale
    late = labelled.request(labelled.noise.seeds)
    give(labelled, "plait", "bald")
    assert list(labelled.stale) == list(range(9))
    shown = labelled.completions
    labelled.accept(answer(late))
    assert labelled.completions == shown, "an answer for labels that are no longer wanted is dropped"
    labelled.accept(answer(labelled.request(labelled.noise.seeds, position=1)))
    assert list(labelled.stale) == [0, 2, 4, 6, 8]
    labelled.accept(answer(labelled.request(labelled.noise.seeds, position=0)))
    assert not labelled.stale
    of_each = [shown.request.labels[0][1] for shown in labelled.completions if shown is not None]
    assert of_each == ["plait", "bald"] * 4 + ["plait"]


def test_what_the_model_believes_is_the_mean_over_completions_of_the_same_facts(labelled: Document) -> None:
    assert labelled.probabilities() == {}
    labelled.accept(answer(labelled.request((0,)), curly=1.0, plait=0.0, bald=0.0))
    assert labelled.probabilities() == {"hair": {"curly": 1.0, "plait": 0.0, "bald": 0.0}}
    labelled.accept(answer(labelled.request((3, 5, 7)), curly=0.0, plait=0.0, bald=1.0))
    assert labelled.probabilities() == {"hair": {"curly": 0.25, "plait": 0.0, "bald": 0.75}}
    give(labelled, "plait")
    labelled.accept(answer(labelled.request((0,)), curly=0.5, plait=0.5, bald=0.0))
    assert labelled.probabilities() == {"hair": {"curly": 0.5, "plait": 0.5, "bald": 0.0}}, (
        "others are of other facts"
    )
    assert mean([]) == {}
