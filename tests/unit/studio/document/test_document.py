"""The document: what is given to the model, what is shown, and what is out of date."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from studio.document.document import Document
from studio.document.noise import SHEET, SheetNoise
from studio.document.request import Completion, CompletionRequest, CompletionResult
from studio.document.state import IGNORED, TARGET, Source


def answer(request: CompletionRequest, fill: int = 200) -> CompletionResult:
    """What the worker would send: pictures of one value on the targets, the input elsewhere."""
    shape = request.image.shape
    completions = tuple(
        Completion(image=np.full(shape, fill + i, dtype=np.uint8), seed=seed, request=request)
        for i, seed in enumerate(request.seeds)
    )
    return CompletionResult(request=request, completions=completions, seconds=0.01)


def other_source(fill: int) -> Source:
    return Source(name="b", pixels=np.full((28, 28, 1), fill, dtype=np.uint8))


def test_known_patches_show_the_source_and_targets_the_completion(document: Document) -> None:
    assert document.picture() is None
    document.accept(answer(document.request((0,)), fill=200))
    picture = document.picture()
    assert picture is not None
    known = document.grid.mask(document.known)
    np.testing.assert_array_equal(picture[known], document.sources[0].pixels[known])
    assert (picture[~known] == 200).all()


def test_a_patch_known_from_b_is_given_from_b(document: Document) -> None:
    document.change(replace(document.state, sources=(document.sources[0], other_source(77))))
    document.set_patches(np.array([0, 48]), np.array([1, TARGET], dtype=np.int8))
    given = document.given()
    assert (given[:4, :4] == 77).all()
    np.testing.assert_array_equal(given[4:, :], document.sources[0].pixels[4:, :])


def test_an_ignored_patch_is_neither_known_nor_target(document: Document) -> None:
    document.set_patches(np.array([3]), np.array([IGNORED], dtype=np.int8))
    assert not document.known[3]
    assert not document.target[3]
    request = document.request((0,))
    assert not request.known[3]
    assert not request.target[3]


@pytest.mark.parametrize("value", [1, 100, -3])
def test_a_patch_of_no_source_is_refused(document: Document, value: int) -> None:
    before = document.assignment.copy()
    with pytest.raises(ValueError, match="patch values"):
        document.set_patches(np.array([0]), np.array([value], dtype=np.int8))
    np.testing.assert_array_equal(document.assignment, before)


def test_the_assignment_cannot_be_written_from_outside(document: Document) -> None:
    with pytest.raises(ValueError, match="read-only"):
        document.assignment[0] = TARGET


def test_the_same_facts_make_equal_requests(document: Document) -> None:
    first = document.request((1, 2))
    assert first == document.request((1, 2))
    assert hash(first) == hash(document.request((1, 2)))
    assert first != document.request((1, 3))
    document.set_patches(np.array([48]), np.array([0], dtype=np.int8))
    assert first != document.request((1, 2))


def test_a_request_does_not_change_with_the_document(document: Document) -> None:
    request = document.request((0,))
    known = request.known.copy()
    document.set_patches(np.arange(49), np.zeros(49, dtype=np.int8))
    np.testing.assert_array_equal(request.known, known)


def test_every_position_is_stale_until_its_completion_of_these_facts_came(document: Document) -> None:
    assert document.stale == tuple(range(SHEET))
    document.accept(answer(document.request((0, 4))))
    assert document.stale == (1, 2, 3, 5, 6, 7, 8)
    document.set_patches(np.array([48]), np.array([0], dtype=np.int8))
    assert document.stale == tuple(range(SHEET))


def test_the_last_good_completion_stays_when_patches_or_seeds_change(document: Document) -> None:
    document.accept(answer(document.request((0,))))
    shown = document.chosen
    document.set_patches(np.array([48]), np.array([0], dtype=np.int8))
    document.change(replace(document.state, noise=SheetNoise.from_seed(100)))
    assert document.chosen is shown


def test_completions_can_be_forgotten(document: Document) -> None:
    document.accept(answer(document.request((0,))))
    document.forget_completions()
    assert document.chosen is None


def test_an_answer_to_seeds_that_are_gone_is_dropped(document: Document) -> None:
    request = document.request((0,))
    document.change(replace(document.state, noise=SheetNoise.from_seed(100)))
    document.accept(answer(request))
    assert document.chosen is None


def test_choosing_changes_the_canvas_and_nothing_goes_stale(document: Document) -> None:
    document.accept(answer(document.request(document.noise.seeds)))
    document.change(replace(document.state, noise=document.noise.choose(5)))
    assert document.chosen is not None
    assert document.chosen.seed == 5
    assert document.stale == ()


def test_other_seeds_make_every_position_stale(document: Document) -> None:
    document.accept(answer(document.request(document.noise.seeds)))
    document.change(replace(document.state, noise=SheetNoise.from_seed(5)))
    assert document.stale == tuple(range(SHEET))


def test_a_relocated_patch_shows_the_pixels_of_its_origin(document: Document) -> None:
    document.set_patches(np.array([48]), np.array([0], dtype=np.int8), np.array([7], dtype=np.int32))
    given = document.given()
    np.testing.assert_array_equal(given[24:, 24:], document.sources[0].pixels[4:8, :4])
    document.set_patches(np.array([48]), np.array([0], dtype=np.int8))
    np.testing.assert_array_equal(document.given(), document.sources[0].pixels)


def test_the_last_good_completion_stays_when_a_source_is_placed_anew(document: Document) -> None:
    document.accept(answer(document.request((0,))))
    shown, source = document.chosen, document.sources[0]
    document.set_source(0, source.placed(source.frame.shifted(3, 0, source.shape)))
    assert document.chosen is shown
    assert document.stale == tuple(range(SHEET))
    np.testing.assert_array_equal(document.sources[0].pixels[:, 3:], source.pixels[:, :-3])


def test_only_completions_of_the_same_facts_are_compared(document: Document) -> None:
    assert document.agreeing() == []
    document.accept(answer(document.request((0, 1, 2))))
    assert len(document.agreeing()) == 3
    document.set_patches(np.array([48]), np.array([0], dtype=np.int8))
    document.accept(answer(document.request((0, 1))))
    assert len(document.agreeing()) == 2


def test_a_seed_that_is_on_the_sheet_twice_is_answered_twice(document: Document) -> None:
    document.change(replace(document.state, noise=SheetNoise(seeds=(5, 5, *range(7, 14)))))
    document.accept(answer(document.request((5,))))
    assert document.stale == tuple(range(2, SHEET))


def test_a_source_fits_another_model_with_its_frame_and_flips(document: Document) -> None:
    source = document.sources[0]
    placed = source.placed(source.frame.shifted(2, 1, source.shape))
    fitted = placed.fitted((56, 56, 3))
    assert fitted.pixels.shape == (56, 56, 3)
    assert fitted.frame == placed.frame
    assert fitted.whole is placed.whole


def test_a_picture_read_for_another_model_is_fitted_to_the_present_one(document: Document) -> None:
    fitting = other_source(3)
    assert fitting.fitted(document.shape) is fitting
    coloured = fitting.fitted((64, 64, 3))
    fitted = coloured.fitted(document.shape)
    assert fitted.pixels.shape == (28, 28, 1)
    np.testing.assert_array_equal(fitted.pixels, fitting.pixels)


def test_what_waits_for_the_end_of_a_stroke_is_done_in_order_though_one_of_it_fails(
    document: Document, qtbot: QtBot
) -> None:
    done: list[str] = []

    def fail() -> None:
        raise ZeroDivisionError

    document.set_gesture(True)
    document.when_still(lambda: done.append("first"))
    document.when_still(fail)
    document.when_still(lambda: done.append("last"))
    with qtbot.captureExceptions() as caught:
        document.set_gesture(False)
        document.when_still(lambda: done.append("later"))
        assert done == [], "not before what came first"
        qtbot.waitUntil(lambda: done == ["first", "last", "later"])
    assert [kind for kind, *_ in caught] == [ZeroDivisionError]
    document.when_still(lambda: done.append("now"))
    assert done[-1] == "now"


def test_what_waits_is_held_back_by_a_stroke_that_begins_before_its_turn(document: Document, qtbot: QtBot) -> None:
    done: list[str] = []
    document.set_gesture(True)
    document.when_still(lambda: document.set_gesture(True))
    document.when_still(lambda: done.append("held back"))
    document.set_gesture(False)
    qtbot.waitUntil(lambda: document.gesturing)
    QCoreApplication.processEvents()
    assert done == []
    document.set_gesture(False)
    qtbot.waitUntil(lambda: done == ["held back"])


def test_what_waits_can_be_given_up(document: Document, qtbot: QtBot) -> None:
    done: list[str] = []
    document.set_gesture(True)
    document.when_still(lambda: done.append("given up"))
    document.drop_waiting()
    document.when_still(lambda: done.append("done"))
    document.set_gesture(False)
    qtbot.waitUntil(lambda: done == ["done"])


CHANGES: dict[str, Callable[[Document], object]] = {
    "patches": lambda document: document.set_patches(np.array([0, 48]), np.array([TARGET, 0], dtype=np.int8)),
    "a source": lambda document: document.set_source(0, other_source(9)),
    "sources and patches": lambda document: document.change(
        replace(
            document.state,
            sources=(document.sources[0], other_source(9)),
            assignment=(document.assignment + 1).astype(np.int8),
        )
    ),
    "all": lambda document: document.set_state(replace(document.state, model="other", origin=document.origin[::-1])),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_follows_from_the_facts_is_worked_out_once_a_change(
    document: Document, change: Callable[[Document], object]
) -> None:
    before, given = document.facts, document.given()
    assert document.request((1, 2)).facts is document.request((3,)).facts
    assert document.given() is given
    change(document)
    assert document.facts == Document(document.state).facts != before
    np.testing.assert_array_equal(document.given(), Document(document.state).given())
    assert document.request((1, 2)).facts is document.request((3,)).facts


def test_a_state_that_is_kept_stays_as_it_was(document: Document) -> None:
    kept, known = document.state, document.known
    document.set_patches(np.arange(49), np.full(49, TARGET, dtype=np.int8))
    document.change(replace(document.state, scatter=77))
    np.testing.assert_array_equal(kept.known, known)
    assert kept.scatter == 0
    assert document.state.scatter == 77


SIGNALS = ("model", "sources", "assignment", "noise", "completions")


def heard(document: Document, change: Callable[[], object]) -> list[str]:
    """The names of the signals that a change sends, in their order."""
    told: list[str] = []
    for name in SIGNALS:
        getattr(document, f"{name}_changed").connect(partial(told.append, name))
    document.forgotten.connect(partial(told.append, "forgotten"))
    change()
    return told


@pytest.mark.parametrize(
    ("field", "signals"),
    [
        ("sources", ["sources"]),
        ("assignment", ["assignment"]),
        ("origin", ["assignment"]),
        ("noise", ["noise"]),
        ("scatter", []),
    ],
)
def test_a_change_is_told_of_what_has_changed(document: Document, field: str, signals: list[str]) -> None:
    other: dict[str, Any] = {
        "sources": (other_source(3),),
        "assignment": np.full(49, TARGET, dtype=np.int8),
        "origin": np.zeros(49, dtype=np.int32),
        "noise": SheetNoise.from_seed(40),
        "scatter": 40,
    }
    assert heard(document, lambda: document.change(replace(document.state, **{field: other[field]}))) == signals
    assert getattr(document.state, field) is other[field]


def test_all_facts_at_once_are_told_of_and_completions_of_the_same_pictures_stay(document: Document) -> None:
    document.accept(answer(document.request(document.noise.seeds)))
    assert heard(document, lambda: document.set_state(document.state)) == [
        "sources",
        "assignment",
        "noise",
        "completions",
    ]
    assert document.chosen is not None


@pytest.mark.parametrize("facts", [{"model": "other"}, {"sources": (other_source(3),)}], ids=["model", "pictures"])
def test_completions_of_another_model_or_other_pictures_go(document: Document, facts: dict[str, Any]) -> None:
    document.accept(answer(document.request(document.noise.seeds)))
    told = heard(document, lambda: document.set_state(replace(document.state, **facts)))
    assert told == ["forgotten", *SIGNALS[not facts.get("model") :]]
    assert document.completions == (None,) * SHEET


def test_who_shows_completions_hears_that_they_are_forgotten(document: Document) -> None:
    assert heard(document, document.forget_completions) == ["forgotten", "completions"]


def test_a_request_keeps_its_arrays_though_those_that_it_was_made_of_are_written() -> None:
    image, known = np.zeros((4, 4, 1), dtype=np.uint8), np.array([True, False, False, False])
    request = CompletionRequest(model="m", image=image, known=known, target=~known, seeds=(1,))
    facts = request.facts
    image[:], known[:] = 9, True
    assert not request.image.any()
    assert request.known.sum() == 1
    assert replace(request, seeds=()).facts == facts
