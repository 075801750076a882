"""A key belongs to one action, and what the settings hold is never trusted."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.actions.bindings import DEFAULTS, bind, dump, effective, holders, parse

KEYS = ["Ctrl+Z", "B", "Ctrl+Shift+Z", "F9", ""]


@given(st.lists(st.tuples(st.sampled_from(sorted(DEFAULTS)), st.sampled_from(KEYS))))
def test_however_often_keys_are_bound_each_belongs_to_one_action(steps: list[tuple[str, str]]) -> None:
    changes: dict[str, tuple[str, ...]] = {}
    for name, key in steps:
        changes = bind(changes, name, key)
        assert effective(changes)[name] == ((key,) if key else ())
    counts = Counter(key for keys in effective(changes).values() for key in keys)
    assert [key for key, n in counts.items() if n > 1] == []
    assert effective(parse(dump(changes))) == effective(changes)


def test_an_action_that_loses_a_key_keeps_its_others() -> None:
    assert effective(bind({}, "brush", "Ctrl+Y"))["redo"] == ("Ctrl+Shift+Z",)
    assert holders({}, "Ctrl+Y") == ["redo"]


def test_a_new_default_does_not_take_a_key_that_the_user_gave_away_before_it_was_one() -> None:
    keys = effective(parse('{"brush": ["+"]}'))
    assert keys["brush"] == ("+",)
    assert keys["broader"] == ("]",)


@pytest.mark.parametrize("text", ["", "{", "[]", "3", '{"brush": "B"}', '{"brush": [1]}', '{"gone": ["B"]}'])
def test_damaged_settings_change_nothing(text: str) -> None:
    assert parse(text) == {}
