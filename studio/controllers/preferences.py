"""The user's own keys, theme and language, and the search for commands."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence

from studio import theme, translation
from studio.actions import ROWS, bindings
from studio.actions.action_set import Actions, Handlers
from studio.actions.bindings import Keys
from studio.settings import KEYS, LANGUAGE, THEME, Settings
from studio.widgets.search import CommandSearch
from studio.widgets.shortcuts import ShortcutsDialog
from studio.window import Window


class Preferences(QObject):
    """Owns the open search and the open list of shortcuts."""

    noted = Signal(str)

    def __init__(self, actions: Actions, settings: Settings, window: Window) -> None:
        """Gives the actions the user's keys, and the window its theme."""
        super().__init__()
        self._actions, self._settings, self._window = actions, settings, window
        self._spoken, scheme = settings.get(LANGUAGE), settings.get(THEME)
        self._bind(bindings.parse(settings.get(KEYS)))
        for name in (f"theme_{scheme}", f"language_{self._spoken}"):
            actions[name].setChecked(True)
        theme.choose_scheme(scheme)
        self.search: CommandSearch | None = None
        self.shortcuts: ShortcutsDialog | None = None

    def handlers(self) -> Handlers:
        themes = {f"theme_{name}": partial(self._dress, name) for name in theme.SCHEMES}
        languages = {f"language_{name}": partial(self._speak, name) for name in translation.LANGUAGES}
        return {"search": self._search, "shortcuts": self._show_shortcuts, **themes, **languages}

    def _search(self) -> None:
        self.search = CommandSearch(self._window, [self._actions[row.id] for row in ROWS if row.id != "search"])
        self.search.show()

    def _show_shortcuts(self) -> None:
        actions = {row.id: self._actions[row.id] for row in ROWS}
        changes = bindings.parse(self._settings.get(KEYS))
        self.shortcuts = ShortcutsDialog(self._window, actions, changes)
        self.shortcuts.changed.connect(self._rebound)
        self.shortcuts.show()

    def _rebound(self, changes: Mapping[str, Keys]) -> None:
        self._settings.set(KEYS, bindings.dump(changes))
        self._bind(changes)

    def _bind(self, changes: Mapping[str, Keys]) -> None:
        for name, keys in bindings.effective(changes).items():
            self._actions.bind(name, [QKeySequence(key) for key in keys])

    def _dress(self, name: str) -> None:
        self._settings.set(THEME, name)
        theme.choose_scheme(name)

    def _speak(self, name: str) -> None:
        self._settings.set(LANGUAGE, name)
        if name != self._spoken:
            self.noted.emit(self.tr("The language changes when Patchwork is started again."))
