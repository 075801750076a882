"""The keyboard's way from panel to panel."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QApplication, QWidget


def go_on(stops: Sequence[tuple[QWidget, QWidget]]) -> None:
    """Give the keys to the next panel that is seen; the first one comes after the last.

    Args:
        stops: each panel, and what takes the keys in it.
    """
    focus = QApplication.focusWidget()
    held = [focus is not None and (panel is focus or panel.isAncestorOf(focus)) for panel, _ in stops]
    here = held.index(True) if True in held else -1
    for panel, inner in (*stops[here + 1 :], *stops[: here + 1]):
        behind = panel.visibleRegion().isEmpty()  # another panel's tab is in front of it
        if inner.isVisible() and inner.isEnabled() and not behind:
            inner.activateWindow()  # a panel may float
            inner.setFocus()
            return
