"""The table of actions is sound."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from studio.actions import ROWS, Context, Menu
from studio.actions.action_set import Actions
from studio.document.presets import Order


def test_ids_and_keys_are_unique() -> None:
    assert max(Counter(row.id for row in ROWS).values()) == 1
    keys = Counter(QKeySequence(key).toString() for row in ROWS for key in row.keys)
    assert [key for key, n in keys.items() if n > 1] == []
    assert "" not in keys, "every key is one that Qt knows"


def test_no_action_wants_altgr_on_a_german_or_french_keyboard() -> None:
    wanting = set("[]{}@\\|~€")
    for row in ROWS:
        assert not row.keys or row.keys[0][-1] not in wanting, f"{row.id}: menus show the first"


def test_every_action_has_one_handler_and_no_handler_is_left(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    handlers = {row.id: list for row in ROWS}
    Actions(parent).connect(handlers, run=lambda handler: handler())
    for wrong in (handlers | {"gone": list}, {name: list for name in handlers if name != "undo"}):
        with pytest.raises(ValueError, match=r"gone|undo"):
            Actions(parent).connect(wrong, run=lambda handler: handler())


def test_a_group_has_one_action_checked_by_what_is_so(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    actions = Actions(parent)
    for order in (Order.CENTRE, Order.RANDOM):
        actions.update(Context(order=order, pinned=True))
        checked = {row.id for row in ROWS if actions[row.id].isChecked()}
        assert checked == {f"by_{order.name.lower()}", "palette_off", "pin"}


def test_every_action_is_in_a_menu_or_has_a_key() -> None:
    assert all(row.menu is not Menu.NONE or row.keys for row in ROWS)


def test_mnemonics_are_unique_in_each_menu() -> None:
    for menu in set(Menu) - {Menu.NONE}:
        rows = [row for row in ROWS if row.menu is menu and row.subject is None]
        letters = Counter(row.text[row.text.index("&") + 1].lower() for row in rows)
        assert [letter for letter, n in letters.items() if n > 1] == [], menu


def test_nothing_can_be_saved_copied_undone_or_chosen_at_first() -> None:
    nothing = Context()
    off = {row.id for row in ROWS if not row.enabled(nothing)}
    assert {"export", "copy", "undo", "redo", "choose_0", "choose_8"} <= off
    assert off.isdisjoint({"open", "save", "paste", "brush", "invert", "resample", "quit"})


def test_completions_can_be_chosen_as_they_come() -> None:
    three = Context(completed=True, completions=3)
    on = {row.id for row in ROWS if row.id.startswith("choose_") and row.enabled(three)}
    assert on == {"choose_0", "choose_1", "choose_2"}


def test_an_example_is_offered_only_where_a_model_can_complete_it() -> None:
    row = next(row for row in ROWS if row.id == "example_face")
    assert not row.enabled(Context(examples=frozenset({"digit"})))
    assert row.enabled(Context(examples=frozenset({"digit", "face"})))


def test_there_is_an_action_for_each_view_of_the_model_by_its_name_and_none_beyond(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    actions = Actions(parent)
    actions.update(Context(views=("front", "back & side")))
    assert actions["know_view_0"].text() == "Know front"
    assert actions["know_all_but_view_1"].text() == "Know All but back && side"
    shown = [name for name in (f"know_view_{i}" for i in range(8)) if actions[name].isVisible()]
    assert shown == ["know_view_0", "know_view_1"]
    actions.update(Context())
    assert not actions["know_view_0"].isVisible()
