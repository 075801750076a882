"""Finding a command by a few of its letters. Free of Qt."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher


def score(words: str, text: str) -> float | None:
    """How well typed words fit a text, higher is better; None if some letter of a word is not in it, in order.

    The start of a word of the text, and the first letters of its words, fit best.
    """
    folded = text.casefold()
    initials, total = "".join(word[0] for word in folded.split()), 0.0
    for word in words.casefold().split():
        letters = iter(folded)
        if not all(letter in letters for letter in word):
            return None
        run = SequenceMatcher(None, f" {word}", f" {folded}").find_longest_match().size / (len(word) + 1)
        total += max(run, SequenceMatcher(None, word, initials).ratio())
    return total


def ranked(words: str, texts: Sequence[str], enabled: Sequence[bool] | None = None) -> list[int]:
    """Positions of the texts that fit, the best first; all in their order if nothing was typed.

    Args:
        enabled: of each text; by default all are. Of those that fit equally well, as all do if nothing was typed,
            the enabled ones come first, then the short ones.
    """
    off = [False] * len(texts) if enabled is None else [not each for each in enabled]
    if not words.strip():
        return sorted(range(len(texts)), key=off.__getitem__)
    scores = [(score(words, text), position) for position, text in enumerate(texts)]
    fitting = [(-s, off[position], len(texts[position]), position) for s, position in scores if s is not None]
    return [position for *_, position in sorted(fitting)]
