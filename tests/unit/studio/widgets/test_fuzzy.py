"""Commands are found by a few of their letters."""

from __future__ import annotations

import pytest

from studio.widgets.fuzzy import ranked, score

TEXTS = ["Open", "Save", "Save As", "Resample Noise", "Rectangle", "Redo", "Zoom In", "Random Share"]


@pytest.mark.parametrize(
    ("words", "best"),
    [
        ("save", "Save"),
        ("sa a", "Save As"),
        ("rn", "Resample Noise"),
        ("noise", "Resample Noise"),
        ("red", "Redo"),
        ("NOISE res", "Resample Noise"),
        ("zi", "Zoom In"),
    ],
)
def test_the_best_fit_comes_first(words: str, best: str) -> None:
    assert TEXTS[ranked(words, TEXTS)[0]] == best


def test_what_makes_no_sense_now_comes_last_only_among_equally_good_fits() -> None:
    texts = ["Resample All", "Redo", "Presets: At Random", "Record"]
    enabled = [True, False, True, True]
    assert ranked("redo", texts, enabled) == [1, 2]
    assert ranked("re", texts, enabled) == [3, 0, 1, 2], (
        "three begin with it: those that can be done, the short first"
    )
    assert ranked("", texts, enabled) == [0, 2, 3, 1]


def test_nothing_typed_gives_all_and_nonsense_gives_none() -> None:
    assert ranked(" ", TEXTS) == list(range(len(TEXTS)))
    assert ranked("xyz", TEXTS) == []
    assert score("open sesame", "Open") is None
