"""Every action of the studio as a row of data, a file a menu; `studio.actions.action_set` makes QActions of them."""

from __future__ import annotations

from studio.actions import completion, edit, file, patches, sources, view
from studio.actions.row import SUBMENUS, Context, Menu, Row

ROWS: tuple[Row, ...] = (*file.ROWS, *edit.ROWS, *patches.ROWS, *sources.ROWS, *completion.ROWS, *view.ROWS)

__all__ = ["ROWS", "SUBMENUS", "Context", "Menu", "Row"]
