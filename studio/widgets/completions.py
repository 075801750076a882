"""The completions beside the canvas: what is done with them in a row of buttons, and below it the sheet."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QWidget

from studio.document.document import Document
from studio.translation import number
from studio.widgets.gallery import Gallery
from studio.widgets.layout import MenuButton, column, keep_up, row, tool_button


class PaletteButton(MenuButton):
    """Shows `Document.palette`; its menu chooses another one."""

    def __init__(self, document: Document, actions: Sequence[QAction | None]) -> None:
        super().__init__(actions)
        self._document = document
        self.setToolTip(self.tr("The colours that completions may have"))
        keep_up(self._refresh, document.palette_changed)

    def _refresh(self) -> None:
        palette = self._document.palette
        if palette is None:
            self.show_choice(self.tr("Palette: off"))
        elif not palette.colours:
            self.show_choice(self.tr("Palette: colours of the known pixels"))
        else:
            self.show_choice(self.tr("Palette: {0}").format(palette.name.replace("&", "&&")))


class CompletionsPane(QWidget):
    """Owns the gallery, and the buttons around it."""

    def __init__(
        self,
        document: Document,
        *,
        verbs: Sequence[QAction],
        sizes: Sequence[QAction],
        palette: Sequence[QAction | None],
        menu: Sequence[QAction | None],
    ) -> None:
        """Args: verbs: buttons of them; sizes: fewer and more; palette, menu: entries, None is a line."""
        super().__init__()
        self._document = document
        self.gallery = Gallery(document, menu=menu)
        self.palette_button = PaletteButton(document, palette)
        self._count = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._count.setToolTip(self.tr("Completions at once; turn the wheel over them for fewer or more"))
        self._count.setMinimumWidth(self._count.fontMetrics().horizontalAdvance("00"))
        buttons, (fewer, more) = [tool_button(action) for action in verbs], map(tool_button, sizes)
        for button in (*buttons, fewer, more):
            button.setIconSize(QSize(18, 18))
        head = row(*buttons, None, fewer, self._count, more, spacing=2)
        column(head, self.gallery, self.palette_button, on=self, margins=(10, 6, 10, 8), grows=self.gallery)
        keep_up(self._refresh, document.noise_changed, document.model_changed)

    def _refresh(self) -> None:
        size = len(self._document.noise.seeds)
        self._count.setText(number(size))
        self._count.setAccessibleName(self.tr("%n completion(s) at once", "", size))
        self.palette_button.setVisible(self._document.shape[2] > 1)  # grey has no palette to speak of
