"""The offer to train a model on a folder that was dropped or imported and holds pictures in place of a model."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from studio.controllers.models import ModelController
from studio.widgets.bar import OfferBar


class TrainOffer(QObject):
    """Only offers: the training itself begins in its own window."""

    def __init__(self, modelling: ModelController) -> None:
        super().__init__()
        self._modelling = modelling
        self.offer = OfferBar("school-outline")
        modelling.models.pictures_found.connect(self._found)

    def _found(self, folder: Path) -> None:
        self.offer.offer(
            self.tr("{0} holds pictures and no model. A model can be trained on them.").format(folder.name),
            take=(self.tr("Train…"), partial(self._train, folder)),
            leave=(self.tr("Dismiss"), lambda: None),
        )

    def _train(self, folder: Path) -> None:
        self._modelling.train()
        self._modelling.training.look_into(folder)
