"""What a user can do with noise: choose, draw, type, pin, vary and blend; and in how many steps tokens are drawn."""

from __future__ import annotations

import random
from bisect import bisect_left
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QUndoStack

from studio.actions.action_set import Handlers
from studio.document.commands import ChangeCommand
from studio.document.document import Document
from studio.document.noise import SHEET, SIZES, SheetNoise, name_of

_STRENGTH, _BALANCE, _SIZE, _STEPS = 14, 15, 16, 17
"""`QUndoCommand.id` of steps that merge: of sliders and of the wheel."""
_SEEDS = 1_000_000
"""Drawn seeds have at most six digits: short enough to read out."""


def draw_seed() -> int:
    """A seed that no one has chosen."""
    return random.randrange(_SEEDS)


class NoiseOperations(QObject):
    """Turns wishes into undo commands on `Document.noise`."""

    noted = Signal(str)

    def __init__(self, document: Document, stack: QUndoStack) -> None:
        super().__init__()
        self._document, self._stack = document, stack

    def handlers(self) -> Handlers:
        return {
            **{f"choose_{position}": partial(self.choose, position) for position in range(SHEET)},
            "next": partial(self._go, 1),
            "previous": partial(self._go, -1),
            "more_completions": partial(self.resize, 1),
            "fewer_completions": partial(self.resize, -1),
            "resample": self.resample,
            "resample_all": self.resample_all,
            "pin": self.pin,
            "vary": self.vary_on,
            "copy_seed": self.copy_seed,
        }

    def choose(self, position: int) -> None:
        """Put another completion of the sheet on the canvas."""
        self._change(self._document.noise.choose(position), self.tr("Choose Completion"))

    def resize(self, steps: int) -> None:
        """More completions at once (steps > 0), or fewer."""
        noise = self._document.noise
        here = bisect_left(SIZES, len(noise.seeds))
        size = SIZES[min(max(here + steps, 0), len(SIZES) - 1)]
        self._change(noise.resized(size), self.tr("Number of Completions"), series=_SIZE)

    def resample(self) -> None:
        """New noise for all that is not pinned."""
        self._change(self._document.noise.resampled(draw_seed()), self.tr("Resample Noise"))

    def resample_all(self) -> None:
        """New noise for the whole sheet; nothing is pinned any more."""
        self._change(SheetNoise.from_seed(draw_seed(), len(self._document.noise.seeds)), self.tr("Resample All"))

    def set_seed(self, seed: int) -> None:
        """This seed on the canvas."""
        if seed != self._document.noise.seed:
            self._change(self._document.noise.from_here(seed), self.tr("Change Seed"))

    def pin(self) -> None:
        """Pin the completion on the canvas, or unpin it."""
        noise = self._document.noise
        text = self.tr("Unpin") if noise.chosen in noise.pinned else self.tr("Pin")
        self._change(noise.toggle_pin(noise.chosen), text)

    def vary(self, strength: float) -> None:
        """Let the sheet differ from the completion on the canvas by so much, in [0, 1]."""
        if self._document.noise.can_vary:
            self._change(self._document.noise.varied(strength), self.tr("Variation"), series=_STRENGTH)

    def vary_on(self) -> None:
        """Make what is on the canvas, be it a variation or a blend itself, the base of a sheet of variations."""
        if self._document.noise.can_vary_on:
            self._change(self._document.noise.varied_on(draw_seed()), self.tr("Vary This Completion"))

    def balance(self, weight: float) -> None:
        """Put the completion on the canvas part of the way to the pinned one, in [0, 1]."""
        if self._document.noise.partner is not None:
            self._change(self._document.noise.balanced(weight), self.tr("Interpolation"), series=_BALANCE)

    def set_steps(self, steps: int) -> None:
        """Draw tokens in so many steps."""
        if steps != self._document.steps:
            state = replace(self._document.state, steps=steps)
            self._stack.push(ChangeCommand(self._document, self.tr("Number of Steps"), state=state, series=_STEPS))

    def copy_seed(self) -> None:
        """Put the seed of the completion on the canvas on the clipboard."""
        name = name_of(self._document.noise.seed)
        QGuiApplication.clipboard().setText(name)
        self.noted.emit(self.tr("Seed {0} copied").format(name))

    def _go(self, step: int) -> None:
        noise = self._document.noise
        self.choose((noise.chosen + step) % len(noise.seeds))

    def _change(self, noise: SheetNoise, text: str, *, series: int = -1) -> None:
        if noise != self._document.noise:
            state = replace(self._document.state, noise=noise)
            self._stack.push(ChangeCommand(self._document, text, state=state, series=series))
