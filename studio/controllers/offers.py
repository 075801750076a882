"""Offers above the canvas: invert a picture, use or train a model of colour pictures."""

from __future__ import annotations

import weakref
from functools import partial

from PySide6.QtCore import QObject

import engine
from studio.controllers.models import ModelController
from studio.document.document import Document
from studio.document.request import UInt8Array, model_name
from studio.document.source_colours import letter
from studio.document.state import Source
from studio.editing.sources import SourceOperations
from studio.imaging.picture import Picture
from studio.widgets.bar import Choice, OfferBar

_MIDDLE = 127.5
_MARGIN = 128
"""By how much of 255 the negative's border must be nearer to the model's background than the picture's own."""


def is_a_negative(pixels: UInt8Array, background: float) -> bool:
    """Whether a picture, (H, W, 1), would have the background of the model's pictures if it were inverted."""
    border = engine.border_brightness(pixels)
    return abs(border - background) - abs(255 - border - background) > _MARGIN


class _PictureOffer(QObject):
    """Looks at the sources when they or the models change, and not in a stroke: the canvas must not move under it."""

    def __init__(self, document: Document, models: ModelController, icon: str) -> None:
        super().__init__()
        self._document, self._models = document, models
        self.bar = OfferBar(icon)
        models.models.changed.connect(self._look)
        for changed in (document.sources_changed, document.model_changed, document.gesture_changed):
            changed.connect(self._look)

    def _look(self) -> None:
        if not self._document.gesturing and not (self._document.shape[2] == 1 and self._offers()):
            self.bar.hide()

    def _offers(self) -> bool:
        """Offer what there is to offer for a source that is seen in grey; whether there is any."""
        raise NotImplementedError


class InvertOffer(_PictureOffer):
    """To invert a picture whose background is light where the model knows dark ones, or the other way round.

    Offers once a picture, and only for grey models whose background is known.
    """

    def __init__(self, document: Document, models: ModelController, sources: SourceOperations) -> None:
        super().__init__(document, models, "invert-colors")
        self._sources = sources
        self._answered: list[weakref.ref[Picture]] = []

    def _offers(self) -> bool:
        model, sources = self._document.model, self._document.sources
        background = next(
            (each.background for each in self._models.models.shown if each.info.reference == model), None
        )
        if background is None:
            return False
        index = next((i for i, source in enumerate(sources) if self._would_help(source, background)), None)
        if index is None:
            return False
        words = (
            self.tr("Picture {0} has a light background; {1} knows dark ones and completes the negative better.")
            if background < _MIDDLE
            else self.tr("Picture {0} has a dark background; {1} knows light ones and completes the negative better.")
        )
        self.bar.offer(
            words.format(letter(index), model_name(model)),
            take=(self.tr("Invert Picture"), partial(self._invert, sources[index].whole)),
            leave=(self.tr("Leave"), partial(self._leave, sources[index].whole)),
        )
        return True

    def _would_help(self, source: Source, background: float) -> bool:
        if not is_a_negative(source.pixels, background) or source.whole.colours.coloured_background:
            return False
        return all(answered() is not source.whole for answered in self._answered)

    def _leave(self, whole: Picture) -> None:
        self._answered = [answered for answered in self._answered if answered() is not None] + [weakref.ref(whole)]
        self._look()

    def _invert(self, whole: Picture) -> None:
        self._leave(whole)
        index = next((i for i, source in enumerate(self._document.sources) if source.whole is whole), None)
        if index is not None:
            self._sources.invert(index)


class ColourOffer(_PictureOffer):
    """To complete a picture in colour by a model of colour pictures, or to train one.

    Says it once a model, and only once the models are listed: before, the remedy is not known.
    """

    def __init__(self, document: Document, models: ModelController) -> None:
        super().__init__(document, models, "palette-outline")
        self._answered: set[str] = set()

    def _offers(self) -> bool:
        model, sources = self._document.model, self._document.sources
        if not self._models.models.shown or model in self._answered:
            return False
        index = next((i for i, source in enumerate(sources) if source.whole.colours.coloured), None)
        if index is None:
            return False
        words = self.tr(
            "Picture {0} is in colour; {1} completes grey pictures only. "
            "Each model knows one kind of picture: train one for yours."
        )
        chosen, trained = self._other_model(), (self.tr("Train…"), self._train)
        self.bar.offer(
            words.format(letter(index), model_name(model)),
            take=chosen or trained,
            other=trained if chosen else None,
            leave=(self.tr("Dismiss"), partial(self._answered.add, model)),
        )
        return True

    def _other_model(self) -> Choice | None:
        found = [shown.info for shown in self._models.models.shown if shown.info.channels == 3]  # RGBA is for sprites
        if not found:
            return None
        if len(found) > 1:
            return self.tr("Choose a Model…"), self._models.show_models
        return self.tr("Use {0}").format(found[0].name), partial(self._models.models.switch, found[0].reference)

    def _train(self) -> None:
        self._answered.add(self._document.model)  # else the next stroke would say it again
        self._models.train()
