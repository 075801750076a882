"""Finding a command by a few of its letters. Free of Qt."""

from __future__ import annotations

from collections.abc import Sequence


def score(words: str, text: str) -> float | None:
    """How well typed words fit a text, higher is better; None if some letter is not in it, in order.

    Every word must begin somewhere; letters that begin a word of the text, or follow one another, count more.
    """
    total, folded = 0.0, text.casefold()
    for word in words.casefold().split():
        best = max((s for at in range(len(folded)) if (s := _from(word, folded, at)) is not None), default=None)
        if best is None:
            return None
        total += best
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


def _from(word: str, text: str, at: int) -> float | None:
    """The score of letters found from a place on, each as near as can be to the one before."""
    if text[at] != word[0]:
        return None
    total, before = 0.0, at - 1
    for letter in word:
        here = text.find(letter, before + 1)
        if here < 0:
            return None
        begins = here == 0 or not text[here - 1].isalnum()
        total += 1 + 2 * begins + 1.5 * (here == before + 1 and here != at)
        before = here
    return total / len(word)
