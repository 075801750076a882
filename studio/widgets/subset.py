"""The panel of known patches: how many are known and in which order they become so, and other presets."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QSlider, QToolButton, QVBoxLayout, QWidget

from studio.canvas.toolbox import Toolbox
from studio.document.document import Document
from studio.document.presets import Order


class SubsetPanel(QWidget):
    """Shows `Document.known`. The slider counts patches, those not ignored, so that each of its steps changes one."""

    pressed = Signal()
    changed = Signal(int)
    """Known patches wanted."""
    released = Signal()

    def __init__(
        self,
        document: Document,
        toolbox: Toolbox,
        *,
        presets: Sequence[QAction],
        shuffle: QAction,
        more: Sequence[QAction | None],
    ) -> None:
        """Args: more: presets for the menu; None is a line."""
        super().__init__()
        self._document, self._toolbox = document, toolbox
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._slider.setAccessibleName(self.tr("Share of known patches"))
        self._slider.setToolTip(self.tr("Make a share of the patches known"))
        self._count = QLabel()
        self._count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._count.setMinimumWidth(self._count.fontMetrics().horizontalAdvance("100 %"))
        share = QHBoxLayout()
        share.setSpacing(4)
        share.addWidget(self._slider, 1)
        share.addWidget(self._count)
        share.addWidget(_button(shuffle))
        self._order = QToolButton(popupMode=QToolButton.ToolButtonPopupMode.InstantPopup)
        self._order.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self._order.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._order.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._order.setProperty("framed", True)
        self._order.setToolTip(self.tr("Presets, and the order in which the slider makes patches known"))
        menu = QMenu(self._order)
        for action in more:
            menu.addSeparator() if action is None else menu.addAction(action)
        self._order.setMenu(menu)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        for action in presets:
            button = _button(action)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.setProperty("framed", True)
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(share)
        column.addLayout(buttons)
        column.addWidget(self._order)
        self._slider.sliderPressed.connect(self.pressed)
        self._slider.sliderReleased.connect(self.released)
        self._slider.valueChanged.connect(self.changed)
        document.assignment_changed.connect(self._refresh)
        toolbox.changed.connect(self._refresh)
        self._refresh()

    @property
    def slider(self) -> QSlider:
        """The share slider, in patches."""
        return self._slider

    def _refresh(self) -> None:
        known = int(self._document.known.sum())
        most = known + int(self._document.target.sum())
        self._slider.blockSignals(True)
        self._slider.setRange(0, most)
        self._slider.setValue(known)
        self._slider.blockSignals(False)
        orders = {
            Order.RANDOM: self.tr("Presets (order: at random)"),
            Order.INITIAL: self.tr("Presets (order: initial portion)"),
            Order.CENTRE: self.tr("Presets (order: from the centre)"),
        }
        self._order.setText(orders[self._toolbox.order])
        self._order.setAccessibleName(orders[self._toolbox.order])
        self._count.setText(self.tr("{0} %").format(round(100 * known / max(most, 1))))


def _button(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
