"""Results are kept in order and pruned by memory; starred ones stay."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from studio.document.document import Document
from studio.document.history import BESIDE, Entry, History, memory, pruned
from tests.unit.studio.conftest import GRID

PICTURE = GRID.width**2
"""Bytes of a grey picture."""


def entry(document: Document, number: int, *, starred: bool = False) -> Entry:
    image = np.full((28, 28, 1), number, dtype=np.uint8)
    return Entry(number=number, image=image, state=document.state, made="", starred=starred)


def test_a_source_that_results_share_counts_once(document: Document) -> None:
    assert memory([entry(document, i) for i in range(3)]) == 4 * PICTURE + 3 * BESIDE


def test_the_oldest_that_are_not_starred_go_until_the_rest_fits(document: Document) -> None:
    entries = [entry(document, i, starred=i == 0) for i in range(5)]
    assert [e.number for e in pruned(entries, 4 * PICTURE + 3 * BESIDE)] == [0, 3, 4]
    assert [e.number for e in pruned(entries, 0)] == [0, 4], "the newest stays, and what is starred"


def test_a_deleted_result_comes_back_to_its_place(document: Document) -> None:
    history = History()
    for i in (1, 2, 3):
        history.put(entry(document, i))
    middle = history.find(2)
    assert middle is not None
    history.remove(2)
    history.put(middle)
    assert [e.number for e in history.entries] == [1, 2, 3]


def test_putting_a_result_of_the_same_number_replaces_it(document: Document) -> None:
    history = History()
    history.put(entry(document, 1))
    history.put(replace(entry(document, 1), note="new"))
    assert [e.note for e in history.entries] == ["new"]


def test_numbers_are_never_given_twice(document: Document) -> None:
    history = History()
    history.put(entry(document, history.number()))
    history.remove(1)
    assert history.number() == 2
    history.reset([entry(document, 8)])
    assert history.number() == 9


def test_equal_pixels_are_found_again(document: Document) -> None:
    history = History()
    history.put(entry(document, 1))
    assert history.same(entry(document, 1).image, document.state) is history.entries[0]
    assert history.same(entry(document, 1).image, replace(document.state, model="other")) is None
    assert history.same(entry(document, 1).image, replace(document.state, adapter="bold")) is None
    assert history.same(entry(document, 2).image, document.state) is None


def test_each_change_is_told_of_and_another_documents_results_as_none_first(document: Document) -> None:
    history, told = History(), list[list[int]]()
    history.changed.connect(lambda: told.append([each.number for each in history.entries]))
    history.put(entry(document, 1))
    history.remove(1)
    history.put(entry(document, 2))
    history.reset([entry(document, 2), entry(document, 5)])
    assert told == [[1], [], [2], [], [2, 5]]
