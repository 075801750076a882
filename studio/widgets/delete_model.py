"""Which of the user's models goes to the trash: the choice and the question in one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QWidget

from engine import AdapterInfo, ModelInfo
from studio.document.request import model_name
from studio.translation import plain
from studio.widgets.labels import QUIET, WrappedLabel
from studio.widgets.layout import column, label_for


class DeleteModelDialog(QDialog):
    """Offers the user's models and all adapters but what is in use. It does not block the window."""

    agreed = Signal(str)
    """What the model is found by (`ModelInfo.reference`)."""
    adapter_agreed = Signal(str, object)
    """The model's reference, and the AdapterInfo."""

    def __init__(
        self,
        parent: QWidget,
        *,
        models: Sequence[ModelInfo],
        adapters: Sequence[tuple[ModelInfo, AdapterInfo]] = (),
        in_use: str,
        adapter_in_use: str = "",
    ) -> None:
        """Args: models: the user's own; in_use: the reference of the document's model."""
        super().__init__(parent)
        self.setWindowTitle(self.tr("Delete Model"))
        self.box = QComboBox()
        label = label_for(self.tr("&Move to the trash, with its weights, card and preview:"), self.box)
        for info in models:
            if info.reference != in_use:
                self.box.addItem(info.name, info.reference)
                self.box.setItemData(self.box.count() - 1, plain(str(info.path)), Qt.ItemDataRole.ToolTipRole)
        for info, adapter in adapters:
            if (info.reference, adapter.name) != (in_use, adapter_in_use):
                self.box.addItem(model_name(info.name, adapter.name), (info.reference, adapter))
                self.box.setItemData(self.box.count() - 1, plain(str(adapter.path)), Qt.ItemDataRole.ToolTipRole)
        words = self.tr("Projects made with it can then only be completed by other models.")
        if any(info.reference == in_use for info in models):
            used = self.tr("{0} is in use. To delete it, choose another model first.").format(model_name(in_use))
            words = f"{words} {used}" if self.box.count() else used
        self.words = WrappedLabel(words, role=QUIET)
        buttons = QDialogButtonBox()
        self.go = buttons.addButton(self.tr("&Delete"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setEnabled(self.box.count() > 0)
        buttons.addButton(self.tr("&Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column(label, self.box, self.words, buttons, on=self, spacing=10)
        for widget in (label, self.box):
            widget.setVisible(self.box.count() > 0)
        self.accepted.connect(self._agree)
        self.setMinimumWidth(380)

    def _agree(self) -> None:
        chosen = self.box.currentData()
        if isinstance(chosen, str):
            self.agreed.emit(chosen)
        else:
            self.adapter_agreed.emit(*chosen)
