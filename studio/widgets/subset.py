"""The panel of known patches: how many are known and in which order they become so, and other presets."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QSizePolicy, QSlider, QWidget

from studio.canvas.toolbox import Toolbox
from studio.document.document import Document
from studio.document.presets import Order
from studio.widgets.layout import MenuButton, column, keep_up, row, tool_button


class SubsetPanel(QWidget):
    """Shows `Document.known`. The slider counts patches, those not ignored, so that each of its steps changes one."""

    def __init__(
        self,
        document: Document,
        toolbox: Toolbox,
        *,
        presets: Sequence[QAction],
        shuffle: QAction,
        more: Sequence[QAction | None],
        orders: Sequence[QAction | None],
    ) -> None:
        """Args: more, orders: presets, and orders of the slider, for menus; None is a line."""
        super().__init__()
        self._document, self._toolbox = document, toolbox
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.slider.setAccessibleName(self.tr("Share of known patches"))
        self.slider.setToolTip(self.tr("Make a share of the patches known"))
        self._count = QLabel(alignment=Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._count.setMinimumWidth(self._count.fontMetrics().horizontalAdvance("100 %"))
        self._order, presets_menu = MenuButton(orders), MenuButton(more)
        self._order.setToolTip(self.tr("The order in which the slider makes patches known"))
        presets_menu.show_choice(self.tr("Presets"))
        buttons = [tool_button(action, framed=True) for action in presets]
        for button in buttons:
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        share = row(self.slider, self._count, tool_button(shuffle), spacing=4, grows=self.slider)
        column(share, self._order, 4, row(*buttons, spacing=6), presets_menu, on=self, margins=(0, 0, 0, 0))
        keep_up(self._refresh, document.assignment_changed, toolbox.changed)

    def _refresh(self) -> None:
        known = int(self._document.known.sum())
        most = known + int(self._document.target.sum())
        with QSignalBlocker(self.slider):
            self.slider.setRange(0, most)
            self.slider.setValue(known)
        orders = {
            Order.RANDOM: self.tr("Order: at random"),
            Order.INITIAL: self.tr("Order: initial portion"),
            Order.CENTRE: self.tr("Order: from the centre"),
        }
        self._order.show_choice(orders[self._toolbox.order])
        self._count.setText(self.tr("{0} %").format(round(100 * known / max(most, 1))))
