"""Commands are found by a few of their letters."""

from __future__ import annotations

import pytest

from studio.matching import ranked, score

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


def test_nothing_typed_gives_all_and_nonsense_gives_none() -> None:
    assert ranked(" ", TEXTS) == list(range(len(TEXTS)))
    assert ranked("xyz", TEXTS) == []
    assert score("open sesame", "Open") is None
