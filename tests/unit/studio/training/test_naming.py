"""Which names a model can have, why not, and what is proposed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.training.naming import LONGEST, composed, name_fault, name_key, proposed_name


@pytest.mark.parametrize("name", ["bars", "Grüße 2", "a", "x.y-z_1+2", "7", "_kept", "k" * LONGEST, "हिन्दी", "ที่นี่"])
def test_a_good_name_has_no_fault(name: str) -> None:
    assert name_fault(name) == ""


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "Give it a name."),
        ("a/b", "“/” cannot be in a name. Use letters, digits, spaces, dots and dashes."),
        ("a\nb", "“\n” cannot be"),
        ("x" * 300, "A name has at most 80 characters. Shorten it."),
        (".hidden", "A name begins with a letter or a digit, not with “.”."),
        ("cats.", "A name does not end with a dot or a space."),
        ("CON", "Windows keeps the name “CON” for itself. Choose another one."),
        ("lpt1.x", "Windows keeps the name “lpt1.x” for itself."),
        ("-rf", "A name begins with a letter or a digit, not with “-”."),
    ],
)
def test_the_reason_is_that_of_the_name(name: str, reason: str) -> None:
    assert name_fault(name).startswith(reason)


@pytest.mark.parametrize(
    ("wanted", "taken", "name"),
    [
        ("grey", (), "grey"),
        ("grey", ("grey",), "grey 2"),
        ("grey", ("grey", "grey 2"), "grey 3"),
        ("(my) pictures!", (), "my pictures"),
        ("…", (), "model"),
        ("Mnist", ("mnist", "MNIST 2"), "Mnist 3"),
        ("Gru\u0308ße", (), "Grüße"),
        ("grüße", ("GRU\u0308SSE",), "grüße 2"),
        ("\u0301a", (), "a"),
        ("हिन्दी", (), "हिन्दी"),
        ("cats...", (), "cats"),
        ("aux", (), "_aux"),
        ("Nul .old", ("_nul .old",), "_Nul .old 2"),
    ],
)
def test_what_is_proposed_is_near_to_what_was_wanted(wanted: str, taken: tuple[str, ...], name: str) -> None:
    assert proposed_name(wanted, taken) == name


@given(st.text(max_size=200) | st.sampled_from(["con", "com9." + "x" * 90, "nul ." + "." * 80]), st.integers(0, 20))
def test_what_is_proposed_can_be_and_is_free(wanted: str, others: int) -> None:
    taken: set[str] = set()
    for _ in range(others):
        taken.add(proposed_name(wanted, taken))
    assert len(taken) == others
    assert [name for name in taken if name_fault(name)] == []
    assert len({name_key(name) for name in taken}) == others, "on a disk that does not tell cases apart"
    assert [name for name in taken if name != composed(name)] == []


def test_a_name_whose_accents_are_apart_is_the_one_where_they_are_not() -> None:
    apart = unicodedata.normalize("NFD", "Grüße")
    assert apart != "Grüße"
    assert name_fault(apart) == ""
    assert composed(apart) == "Grüße"
    assert name_key(apart) == name_key("GRÜSSE")
