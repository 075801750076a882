"""Hours of work in one window, on demand: strokes at random, models switched, sheets walked.

    PATCHWORK_SOAK=60 python -m pytest -s tests/e2e/test_studio_soak.py

soaks for so many minutes, and tells how much memory was added once everything had been used, and how long strokes
took early and late.
"""

from __future__ import annotations

import os
import random
import statistics
import time

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.document.noise import SHEET
from tests.e2e.conftest import PATIENCE_MS, Hand
from tests.e2e.endurance.facts import resident

MINUTES = float(os.environ.get("PATCHWORK_SOAK", "0"))
GROWTH = 50 * 2**20
"""Bytes that the process may grow by after a fifth of the time."""
ACTIONS = ("resample", "next", "previous", "undo", "redo", "keep", "none", "half_left", "whole")
STROKES = 25
"""With one model, before another one is taken."""


def stroke(hand: Hand, qtbot: QtBot, rng: random.Random) -> float:
    """A stroke of a few patches; milliseconds from its last move to the completion on the canvas."""
    document = hand.studio.document
    patches = [rng.randrange(document.grid.L) for _ in range(rng.randint(2, 5))]
    hand.press(patches[0])
    for patch in patches[1:-1]:
        hand.move(patch)
    begin = time.perf_counter()
    hand.move(patches[-1])
    qtbot.waitUntil(lambda: document.chosen is not None and document.chosen.request.facts == document.facts)
    milliseconds = 1000 * (time.perf_counter() - begin)
    hand.release(patches[-1])
    return milliseconds


@pytest.mark.skipif(not MINUTES, reason="PATCHWORK_SOAK says for how many minutes")
def test_hours_of_work_add_no_memory(hand: Hand, qtbot: QtBot, capsys: pytest.CaptureFixture[str]) -> None:
    rng, studio, times = random.Random(0), hand.studio, dict[str, list[float]]()
    box = studio.models.panel.box
    begin, warm, models = time.monotonic(), 0, 0
    while (spent := time.monotonic() - begin) < 60 * MINUTES:
        warm = warm or (resident() if spent > 12 * MINUTES else 0)
        box.setCurrentIndex(models % box.count())
        box.activated.emit(box.currentIndex())
        models += 1
        qtbot.waitUntil(lambda: studio.document.model == box.currentData(), timeout=PATIENCE_MS)
        hand.wait_loaded()
        for _ in range(STROKES):
            times.setdefault(studio.document.model, []).append(stroke(hand, qtbot, rng))
            studio.actions[rng.choice(ACTIONS)].trigger()
            studio.noise.choose(rng.randrange(SHEET))
            QApplication.processEvents()
        hand.wait_loaded()
    after = resident()
    with capsys.disabled():
        count = sum(map(len, times.values()))
        print(f"\n{count} strokes, {models} models taken in {MINUTES:g} minutes")
        print(f"MiB resident: {warm / 2**20:.0f} warm, {after / 2**20:.0f} at the end")
        for name, took in times.items():
            third = max(2, len(took) // 3)
            early, late = (statistics.quantiles(part, n=20)[-1] for part in (took[:third], took[-third:]))
            print(f"{name}: p95 {early:.0f} ms in the first third, {late:.0f} ms in the last")
    assert after - (warm or after) < GROWTH
