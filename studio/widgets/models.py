"""The model panel: the models on this computer, each with preview, card and licence."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QImage
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QSizePolicy, QWidget

from studio.document.document import Document
from studio.document.request import model_name
from studio.training.models import ModelEntry, Models
from studio.translation import number
from studio.widgets.labels import QUIET, Preview
from studio.widgets.layout import ScrolledColumn, column, keep_up, row, tool_button


class ModelPanel(QWidget):
    """Shows `Models.shown`; the model in use is the one in the box."""

    chosen = Signal(str, str)
    """The user wants another model, and an adapter of it or none."""

    def __init__(self, document: Document, models: Models, *, actions: Sequence[QAction]) -> None:
        super().__init__()
        self._document, self._models = document, models
        self.box = QComboBox()
        self.box.setAccessibleName(self.tr("Model"))
        self.box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._choices: list[tuple[str, str]] = []
        """Model and adapter of each row of the box."""
        self.box.activated.connect(lambda index: self.chosen.emit(*self._choices[index]))
        self._preview = Preview()
        self._words = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._facts = QFormLayout()
        self._facts.setContentsMargins(0, 0, 0, 0)
        self._facts.setVerticalSpacing(3)
        self._facts.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        card = QWidget()
        column(self._words, self._preview, self._facts, None, on=card, margins=(0, 4, 0, 0))
        above, below = row(self.box, *map(tool_button, actions), spacing=4, grows=self.box), ScrolledColumn(card)
        column(above, below, on=self, margins=(0, 0, 0, 0), grows=below)
        keep_up(self._refresh, models.changed)

    def sizeHint(self) -> QSize:
        return QSize(270, 366)

    @property
    def facts(self) -> dict[str, str]:
        """What the card says, as shown."""
        present = self._models.in_use
        return {} if present is None else self._describe(present)

    def _refresh(self) -> None:
        self.box.clear()
        self._choices = []
        for shown in self._models.shown:
            where, reference = self.tr("bundled") if shown.info.bundled else self.tr("yours"), shown.info.reference
            self._add(self.tr("{0} ({1})").format(shown.info.name, where), reference)
            for adapter in shown.adapters:
                self._add(f"    + {adapter.name}", reference, adapter.name)
        now = self._document.model, self._document.adapter
        if now not in self._choices:
            self._add(model_name(*now), *now)
        self.box.setCurrentIndex(self._choices.index(now))
        present = self._models.in_use
        self._preview.show_image(QImage() if present is None else present.preview)
        self._preview.setAccessibleName(self.tr("Completions by {0}").format(model_name(self._document.model)))
        self._words.setText("" if present is None else str(present.card.get("description", "")))
        self._words.setVisible(bool(self._words.text()))
        while self._facts.rowCount():
            self._facts.removeRow(0)
        for name, value in self.facts.items():
            label, field = QLabel(name), QLabel(value, wordWrap=True)
            label.setForegroundRole(QUIET)
            for each in (label, field):
                each.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
                each.setTextFormat(Qt.TextFormat.PlainText)
            field.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._facts.addRow(label, field)

    def _add(self, text: str, model: str, adapter: str = "") -> None:
        self._choices.append((model, adapter))
        self.box.addItem(text, f"{model} + {adapter}" if adapter else model)

    def _describe_adapter(self, shown: ModelEntry) -> dict[str, str]:
        adapter = next((each for each in shown.adapters if each.name == self._document.adapter), None)
        if adapter is None:
            return {}
        data = adapter.card.get("data")
        return {
            self.tr("Adapter"): adapter.name,
            self.tr("Adapted to"): Path(data).name if isinstance(data, str) else "",
            self.tr("Licence of these"): _words(adapter.card.get("licence")),
        }

    def _describe(self, shown: ModelEntry) -> dict[str, str]:
        info, card = shown.info, shown.card
        colours = {1: self.tr("grey"), 3: self.tr("colour"), 4: self.tr("colour with transparency")}[info.channels]
        facts = self._describe_adapter(shown) | {
            self.tr("Picture"): self.tr("{0} × {1} pixels, {2}").format(info.grid.width, info.grid.height, colours),
            self.tr("Patches"): self.tr("{0} × {1}, of {2} × {2} pixels").format(
                info.grid.columns, info.grid.rows, info.patch_size
            ),
            self.tr("Views"): ", ".join(view.name for view in info.config.views),
            self.tr("Labels"): ", ".join(label.name for label in info.config.labels),
            self.tr("Licence"): _words(card.get("licence")),
            self.tr("Credits"): _lines(card.get("credits")),
            self.tr("Trained on"): info.trained_on if card else "",
            self.tr("Images seen"): _number(card.get("images_seen")),
            self.tr("Parameters"): _number(card.get("parameters")),
            self.tr("Exported"): _words(card.get("exported")),
            self.tr("Folder"): str(info.path),
        }
        return {name: value for name, value in facts.items() if value}


def _words(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _lines(value: Any) -> str:
    return "\n".join(map(_words, value)) if isinstance(value, list) else ""


def _number(value: Any) -> str:
    return number(value) if isinstance(value, int) else ""
