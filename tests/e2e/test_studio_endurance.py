"""Endurance: a user's actions at random through the real window, then undo back to the first state, bit by bit.

CI takes a short journey. The long one, 10,000 actions in one window:

    PATCHWORK_ACTIONS=10000 python -m pytest -s tests/e2e/test_studio_endurance.py
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from PIL import Image
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from studio import dialogs, theme
from studio.dialogs import Answer
from tests.e2e.characters import characters_model
from tests.e2e.conftest import PATIENCE_MS, Hand
from tests.e2e.endurance.facts import facts, resident
from tests.e2e.endurance.journey import Journey
from tests.e2e.endurance.leg import Leg

ACTIONS = int(os.environ.get("PATCHWORK_ACTIONS", "100"))
"""How many actions the journey takes: most of them in one document, with one undo history."""
STEPS = 50
"""Rules a leg of the journey: then undo goes back to its begin and redo to its end again."""
GROWTH = 50 * 2**20
"""Bytes that the process may grow by once it is warm: every action chosen once, and a tenth of the journey taken."""


@pytest.fixture
def journey(qtbot: QtBot, hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Journey]:
    """A journey in one window, with two models and pictures of every kind on the disk."""
    rng = np.random.default_rng(0)
    shapes = [(28, 28), (28, 28), (112, 64, 4), (300, 400, 3), (48, 64, 4), (900, 1200, 3), (200, 17), (1, 1)]
    pictures = [tmp_path / f"{number}.png" for number in range(len(shapes))]
    for path, shape in zip(pictures, shapes, strict=True):
        Image.fromarray(rng.integers(0, 256, shape, dtype=np.uint8)).save(path)
    damaged = tmp_path / "damaged.png"
    damaged.write_bytes(pictures[0].read_bytes()[:60])
    shutil.copytree(characters_model(), tmp_path / "other")
    hand.studio.models.models.take(tmp_path / "other")
    models = hand.studio.models.models
    qtbot.waitUntil(lambda: "other" in [shown.info.name for shown in models.shown], timeout=PATIENCE_MS)
    with qtbot.captureExceptions() as caught:
        made = Journey(hand=hand, pictures=[*pictures, damaged], folder=tmp_path, caught=caught)
        for dialog in ("getOpenFileName", "getSaveFileName"):
            monkeypatch.setattr(QFileDialog, dialog, lambda *_: (str(made.path), ""))
        monkeypatch.setattr(dialogs, "ask_save_changes", lambda *_: Answer.DISCARD)
        hand.studio.live.failed.connect(lambda failure: made.failures.append(failure.details))
        yield made
    theme.choose_scheme("system")


def take(journey: Journey, actions: int, leg: type[Leg]) -> None:
    """Go on in legs of STEPS rules for so many actions.

    At most ten are drawn in one run of Hypothesis, each run from a seed of its own: it remembers all that it has
    drawn, and that would be the memory measured here.
    """
    goal = journey.actions + actions
    while journey.actions < goal:
        run_state_machine_as_test(
            seed(next(journey.seeds))(leg),
            settings=settings(
                max_examples=min(10, 2 + (goal - journey.actions) // STEPS),
                stateful_step_count=STEPS,
                phases=(Phase.generate,),
                suppress_health_check=list(HealthCheck),
            ),
        )


def test_thousands_of_actions_crash_nothing_leak_nothing_and_undo_to_the_first_state(
    journey: Journey, capsys: pytest.CaptureFixture[str]
) -> None:
    documents = cycle(["example_mix", "example_digit"])

    class OneDocument(Leg):
        def __init__(self) -> None:
            super().__init__(journey)

    class NewDocument(Leg):
        def __init__(self) -> None:
            super().__init__(journey, document=next(documents))

    begin = time.perf_counter()
    journey.choose_every_action_once()
    journey.begin("example_digit")
    first = facts(journey.hand.studio)
    take(journey, ACTIONS // 10, OneDocument)
    before = resident()
    take(journey, ACTIONS - journey.actions, OneDocument)
    journey.go_back(0, first)
    one_document, after = journey.actions, resident()
    take(journey, ACTIONS // 8, NewDocument)
    seconds = time.perf_counter() - begin
    with capsys.disabled():
        sizes = " ".join(f"{size / 2**20:.0f}" for size in (before, *journey.sizes, resident()))
        print(f"\n{journey.actions} actions in {seconds:.0f} s, {one_document} of them in one document,")
        print(f"undone and redone over {journey.deepest} steps; MiB resident: {sizes}")
        print(", ".join(f"{name} {count}" for name, count in journey.done.most_common()))
    assert one_document >= ACTIONS
    assert journey.hand.studio.stack.forgotten == 0, "small pictures are never forgotten"
    assert after - before < GROWTH
