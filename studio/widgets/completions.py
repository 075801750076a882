"""The completions beside the canvas: what is done with them in a row of buttons, and below it the sheet.

Of a model of tokens, there is a slider too: in how many steps they are drawn.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QSizePolicy, QSlider, QStackedLayout, QWidget

from studio.document.document import Document
from studio.translation import number
from studio.widgets.gallery import Gallery
from studio.widgets.labels import QUIET, WrappedLabel
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


_ASIDE = 10
"""Pixels to the left and the right of the completions."""


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
        self.hint = WrappedLabel(role=QUIET)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hint.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._stack = QStackedLayout()
        for shown in (self.gallery, self.hint):
            self._stack.addWidget(shown)
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
        parts = (head, self._stack, self.palette_button, self._of_tokens)
        self._column = column(*parts, on=self, margins=(_ASIDE, 6, _ASIDE, 8), grows=self._stack)
        self.steps.valueChanged.connect(self.steps_changed)
        facts = (document.steps_changed, document.noise_changed, document.model_changed, document.assignment_changed)
        keep_up(self._refresh, *facts)

    def filled(self, width: int, height: int) -> float:
        """Pixels that the completions cover in a pane of this size."""
        others = self._column.sizeHint().height() - self._stack.sizeHint().height()
        return self.gallery.filled(width - 2 * _ASIDE, height - others)

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
        self._stack.setCurrentWidget(self.gallery if self._document.target.any() else self.hint)
        if self._document.hole is None:
            self.hint.setText(self.tr("Nothing is to be completed: erase what the model is to complete."))
        else:
            self.hint.setText(self.tr("Brush over what is to be replaced: completions of it appear here."))
        self.palette_button.setVisible(self._document.shape[2] > 1)  # grey has no palette to speak of
