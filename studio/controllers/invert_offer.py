"""The offer to invert a picture whose ground is light where the model knows dark ones, or the other way round."""

from __future__ import annotations

import weakref
from functools import partial

from PySide6.QtCore import QObject

import engine
from studio.document.document import Document, Source
from studio.document.request import UInt8Array, model_name
from studio.document.source_colours import letter
from studio.editing.sources import SourceOperations
from studio.imaging.colour import colours_of
from studio.training.models import Models
from studio.widgets.offer import OfferBar

_MIDDLE = 127.5
_MARGIN = 128
"""By how much of 255 the negative's border must be nearer to the model's ground than the picture's own."""


def is_a_negative(pixels: UInt8Array, ground: float) -> bool:
    """Whether a picture, (H, W, 1), would have the ground of the model's pictures if it were inverted."""
    border = engine.border_brightness(pixels)
    return abs(border - ground) - abs(255 - border - ground) > _MARGIN


def _is_a_negative_on_paper(source: Source, ground: float) -> bool:
    return is_a_negative(source.pixels, ground) and not colours_of(source.whole).coloured_ground


class InvertOffer(QObject):
    """Offers once a picture, and only for grey models whose ground is known."""

    def __init__(self, document: Document, models: Models, mixing: SourceOperations) -> None:
        super().__init__()
        self._document, self._models, self._mixing = document, models, mixing
        self._answered: list[weakref.ref[UInt8Array]] = []
        self.offer = OfferBar("invert-colors")
        for changed in (document.sources_changed, document.model_changed, document.gesture_changed, models.changed):
            changed.connect(self._look)

    def _look(self) -> None:
        if self._document.gesturing:
            return  # the canvas must not move under a stroke
        ground, sources = self._ground(), self._document.sources
        if ground is None or sources[0].pixels.shape[-1] != 1:
            self.offer.hide()
            return
        negatives = (i for i, source in enumerate(sources) if _is_a_negative_on_paper(source, ground))
        index = next((i for i in negatives if not self._is_answered(sources[i].whole)), None)
        if index is None:
            self.offer.hide()
            return
        words = (
            self.tr("Picture {0} has a light ground, {1} learnt dark ones: it completes the negative better.")
            if ground < _MIDDLE
            else self.tr("Picture {0} has a dark ground, {1} learnt light ones: it completes the negative better.")
        )
        whole = sources[index].whole
        self.offer.offer(
            words.format(letter(index), model_name(self._document.model)),
            take=(self.tr("Invert Picture"), partial(self._invert, whole)),
            leave=(self.tr("Leave"), partial(self._leave, whole)),
        )

    def _ground(self) -> float | None:
        shown = (each for each in self._models.shown if each.info.reference == self._document.model)
        return next((each.background for each in shown), None)

    def _is_answered(self, whole: UInt8Array) -> bool:
        return any(answered() is whole for answered in self._answered)

    def _leave(self, whole: UInt8Array) -> None:
        self._answered = [answered for answered in self._answered if answered() is not None] + [weakref.ref(whole)]
        self._look()

    def _invert(self, whole: UInt8Array) -> None:
        self._leave(whole)
        for index, source in enumerate(self._document.sources):
            if source.whole is whole:
                self._mixing.invert(index)
                return
