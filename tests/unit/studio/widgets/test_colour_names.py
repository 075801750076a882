"""Colours that categories are named after are shown; what only may be one is not."""

from __future__ import annotations

from studio.widgets.colour_names import colours_named


def test_named_colours_are_found_in_one_word_or_two() -> None:
    found = colours_named(["red", "Dark Olive-Green", "blonde", "red orange", "oak", "raven"])
    assert {name: colour.name() for name, colour in found.items()} == {
        "red": "#ff0000",
        "Dark Olive-Green": "#556b2f",
        "blonde": "#f0d58c",
        "red orange": "#ff5349",
        "oak": "#b08a5b",
    }


def test_a_label_that_is_not_about_colours_has_none() -> None:
    assert colours_named(["orange", "apple", "pear"]) == {}
    assert colours_named(["3", "4", "#ff0000"]) == {}, "a code is no name"
    assert colours_named([]) == {}
