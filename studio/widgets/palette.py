"""The switch beside the completions: which palette they keep to."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QAction

from studio.document.document import Document
from studio.widgets.layout import MenuButton


class PaletteButton(MenuButton):
    """Shows `Document.palette`; its menu chooses another one."""

    def __init__(self, document: Document, actions: Sequence[QAction | None]) -> None:
        super().__init__(actions)
        self._document = document
        self.setToolTip(self.tr("The colours that completions may have"))
        document.palette_changed.connect(self._refresh)
        self._refresh()

    def _refresh(self) -> None:
        palette = self._document.palette
        if palette is None:
            self.show_choice(self.tr("Palette: off"))
        elif not palette.colours:
            self.show_choice(self.tr("Palette: colours of the known pixels"))
        else:
            self.show_choice(self.tr("Palette: {0}").format(palette.name.replace("&", "&&")))
