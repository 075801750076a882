"""The completions beside the canvas: what is done with them in a row of buttons, and below it the sheet.

Of a model of tokens, there is a slider too: in how many steps they are drawn.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QSlider, QWidget

from studio.document.document import Document
from studio.translation import number
from studio.widgets.gallery import Gallery
from studio.widgets.layout import MenuButton, column, keep_up, label_for, row, tool_button


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
    """Owns the gallery, the buttons around it, and the slider of steps."""

    steps_changed = Signal(int)
    """Tokens are to be drawn in so many steps."""

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
        self.steps = QSlider(Qt.Orientation.Horizontal)
        self.steps.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.steps.setAccessibleName(self.tr("Steps"))
        self._of_tokens = QWidget()
        self._steps = QLabel(alignment=Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._steps.setMinimumWidth(self._count.minimumWidth())
        drawn_in = row(label_for(self.tr("Steps"), self.steps), self.steps, self._steps, grows=self.steps)
        column(drawn_in, on=self._of_tokens, margins=(0, 0, 0, 0))
        self._of_tokens.setToolTip(
            self.tr("Patches are drawn in so many steps, each given those before; more steps take longer")
        )
        parts = (head, self.gallery, self.palette_button, self._of_tokens)
        column(*parts, on=self, margins=(10, 6, 10, 8), grows=self.gallery)
        self.steps.valueChanged.connect(self.steps_changed)
        keep_up(self._refresh, document.steps_changed, document.noise_changed, document.model_changed)

    def _refresh(self) -> None:
        steps = self._document.steps
        self._of_tokens.setVisible(steps is not None)
        if steps is not None:
            with QSignalBlocker(self.steps):
                self.steps.setRange(1, self._document.grid.L)
                self.steps.setValue(steps)
            self._steps.setText(number(steps))
        size = len(self._document.noise.seeds)
        self._count.setText(number(size))
        self._count.setAccessibleName(self.tr("%n completion(s) at once", "", size))
        self.palette_button.setVisible(self._document.shape[2] > 1)  # grey has no palette to speak of
