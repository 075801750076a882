"""The model panel: the models on this computer, each with preview, card and licence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QImage, QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from studio.document.document import Document
from studio.document.request import model_name
from studio.training.models import ModelEntry, Models
from studio.translation import number
from studio.widgets.column import Column
from studio.widgets.preview import Preview

Role = QPalette.ColorRole


class ModelPanel(QWidget):
    """Shows `Models.shown`; the model in use is the one in the box."""

    chosen = Signal(str)
    """The user wants another model."""

    def __init__(self, document: Document, models: Models, *, actions: Sequence[QAction]) -> None:
        super().__init__()
        self._document, self._models = document, models
        self.box = QComboBox()
        self.box.setAccessibleName(self.tr("Model"))
        self.box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.box.activated.connect(lambda index: self.chosen.emit(self.box.itemData(index)))
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.box, 1)
        for action in actions:
            button = QToolButton()
            button.setDefaultAction(action)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        self._preview = Preview()
        self._words = QLabel(wordWrap=True)
        self._facts = QFormLayout()
        self._facts.setContentsMargins(0, 0, 0, 0)
        self._facts.setVerticalSpacing(3)
        self._facts.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        inner = QWidget()
        card = QVBoxLayout(inner)
        card.setContentsMargins(0, 4, 0, 0)
        card.addWidget(self._words)
        card.addWidget(self._preview)
        card.addLayout(self._facts)
        card.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(Column(inner), 1)
        models.changed.connect(self._refresh)
        document.model_changed.connect(self._refresh)
        self._refresh()

    def sizeHint(self) -> QSize:
        return QSize(366, 366)

    @property
    def facts(self) -> dict[str, str]:
        """What the card says, as shown."""
        present = self._present()
        return {} if present is None else self._describe(present)

    def _present(self) -> ModelEntry | None:
        return next((shown for shown in self._models.shown if shown.info.reference == self._document.model), None)

    def _refresh(self) -> None:
        self.box.clear()
        for shown in self._models.shown:
            where = self.tr("bundled") if shown.info.bundled else self.tr("yours")
            self.box.addItem(self.tr("{0} ({1})").format(shown.info.name, where), shown.info.reference)
        if self.box.findData(self._document.model) < 0:
            self.box.addItem(model_name(self._document.model), self._document.model)
        self.box.setCurrentIndex(self.box.findData(self._document.model))
        present = self._present()
        self._preview.show_image(QImage() if present is None else present.preview)
        self._preview.setAccessibleName(self.tr("Completions by {0}").format(model_name(self._document.model)))
        self._words.setText("" if present is None else str(present.card.get("description", "")))
        self._words.setVisible(bool(self._words.text()))
        while self._facts.rowCount():
            self._facts.removeRow(0)
        for name, value in self.facts.items():
            label, field = QLabel(name), QLabel(value, wordWrap=True)
            label.setForegroundRole(Role.PlaceholderText)
            for each in (label, field):
                each.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
                each.setTextFormat(Qt.TextFormat.PlainText)
            field.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._facts.addRow(label, field)

    def _describe(self, shown: ModelEntry) -> dict[str, str]:
        info, card = shown.info, shown.card
        colours = self.tr("grey") if info.channels == 1 else self.tr("colour")
        found = {
            self.tr("Picture"): self.tr("{0} × {0} pixels, {1}").format(info.image_size, colours),
            self.tr("Patches"): self.tr("{0} × {1}, of {2} × {2} pixels").format(
                info.grid.columns, info.grid.rows, info.patch_size
            ),
            self.tr("Licence"): _words(card.get("licence")),
            self.tr("Trained on"): info.trained_on if card else "",
            self.tr("Images seen"): _number(card.get("images_seen")),
            self.tr("Parameters"): _number(card.get("parameters")),
            self.tr("Exported"): _words(card.get("exported")),
            self.tr("Folder"): str(info.path),
        }
        return {name: value for name, value in found.items() if value}


def _words(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _number(value: Any) -> str:
    return number(value) if isinstance(value, int) else ""
