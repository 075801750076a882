"""The word that a grey model sees a picture in grey, with the remedies: a model of colour pictures, or training."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from studio.document.document import Document
from studio.document.request import model_name
from studio.document.source_colours import letter
from studio.imaging.colour import colours_of
from studio.training.models import Models
from studio.widgets.bar import Choice, OfferBar


class ColourOffer(QObject):
    """Says it once a model."""

    def __init__(
        self, document: Document, models: Models, *, train: Callable[[], object], choose: Callable[[], object]
    ) -> None:
        """Args: train: opens the training window. choose: shows the list of models."""
        super().__init__()
        self._document, self._models = document, models
        self._train, self._choose = train, choose
        self._answered: set[str] = set()
        self.offer = OfferBar("palette-outline")
        for changed in (document.sources_changed, document.model_changed, document.gesture_changed, models.changed):
            changed.connect(self._look)

    def _look(self) -> None:
        document = self._document
        if document.gesturing or not self._models.shown:
            return  # the canvas must not move under a stroke; the remedy is not known yet
        sources = document.sources
        grey = sources[0].pixels.shape[-1] == 1 and document.model not in self._answered
        coloured = (i for i, source in enumerate(sources) if grey and colours_of(source.whole).coloured)
        index = next(coloured, None)
        if index is None:
            self.offer.hide()
            return
        words = self.tr(
            "Picture {0} is in colour; {1} completes grey pictures only. "
            "Each model knows one kind of picture: train one for yours."
        )
        chosen, trained = self._other_model(), (self.tr("Train…"), self._go_training)
        self.offer.offer(
            words.format(letter(index), model_name(document.model)),
            take=chosen or trained,
            other=trained if chosen else None,
            leave=(self.tr("Dismiss"), partial(self._answered.add, document.model)),
        )

    def _other_model(self) -> Choice | None:
        found = [shown.info for shown in self._models.shown if shown.info.channels > 1]
        if not found:
            return None
        if len(found) > 1:
            return self.tr("Choose a Model…"), self._choose
        return self.tr("Use {0}").format(found[0].name), partial(self._models.switch, found[0].reference)

    def _go_training(self) -> None:
        self._answered.add(self._document.model)  # else the next stroke would say it again
        self._train()
