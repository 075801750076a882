"""Ctrl-C and a polite kill as a wish that a long command can grant at a good moment."""

from __future__ import annotations

import signal
from typing import Any


def stop_on_signals() -> list[int]:
    """A list that is empty until Ctrl-C or a polite kill; a second Ctrl-C interrupts at once."""
    seen: list[int] = []

    def note(number: int, _: Any) -> None:
        if seen:
            raise KeyboardInterrupt
        seen.append(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, note)
    return seen
