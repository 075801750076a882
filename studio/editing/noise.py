"""What a user can do with noise beside choosing: draw, type, pin, vary and blend."""

from __future__ import annotations

import random

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoStack

from studio.document.commands import NoiseCommand
from studio.document.document import Document
from studio.document.noise import SheetNoise
from studio.editing.operations import SEEDS

_STRENGTH, _BALANCE = 14, 15
"""`QUndoCommand.id` of slider steps that merge."""


class NoiseOperations(QObject):
    """Turns wishes into undo commands on `Document.noise`."""

    def __init__(self, document: Document, stack: QUndoStack) -> None:
        super().__init__()
        self._document, self._stack = document, stack

    def resample(self) -> None:
        """New noise for all that is not pinned."""
        self._change(self._document.noise.resampled(random.randrange(SEEDS)), self.tr("Resample Noise"))

    def resample_all(self) -> None:
        """New noise for the whole sheet; nothing is pinned any more."""
        self._change(SheetNoise.from_seed(random.randrange(SEEDS)), self.tr("Resample All"))

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
            self._change(self._document.noise.varied_on(random.randrange(SEEDS)), self.tr("Vary This Completion"))

    def balance(self, weight: float) -> None:
        """Put the completion on the canvas part of the way to the pinned one, in [0, 1]."""
        if self._document.noise.partner is not None:
            self._change(self._document.noise.balanced(weight), self.tr("Interpolation"), series=_BALANCE)

    def _change(self, noise: SheetNoise, text: str, *, series: int = -1) -> None:
        if noise != self._document.noise:
            self._stack.push(NoiseCommand(self._document, text, noise=noise, series=series))
