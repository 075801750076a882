"""The parts around commands, built and wired: search, shortcuts of one's own, the theme and the language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence

from studio import theme, translation
from studio.actions import ROWS, bindings
from studio.actions.action_set import Actions
from studio.actions.bindings import Keys
from studio.settings import KEYS, LANGUAGE, THEME, Settings
from studio.widgets.search import CommandSearch
from studio.widgets.shortcuts import ShortcutsDialog
from studio.window import Window


class Preferences(QObject):
    """Owns the open search and the open list of shortcuts."""

    noted = Signal(str)

    def __init__(self, settings: Settings, window: Window) -> None:
        super().__init__()
        self._settings, self._window = settings, window
        self._spoken = settings.get(LANGUAGE)
        self._actions: Actions | None = None
        self.search: CommandSearch | None = None
        self.shortcuts: ShortcutsDialog | None = None

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """What the actions of this part do."""
        themes = {f"theme_{name}": partial(self._dress, name) for name in theme.SCHEMES}
        languages = {f"language_{name}": partial(self._speak, name) for name in translation.LANGUAGES}
        return {"search": self._search, "shortcuts": self._show_shortcuts, **themes, **languages}

    def build(self, actions: Actions) -> None:
        """Give the actions the user's keys, and the window its theme."""
        self._actions = actions
        self._bind(bindings.parse(self._settings.get(KEYS)))
        chosen = self._settings.get(THEME)
        actions[f"theme_{chosen}"].setChecked(True)
        theme.choose_scheme(chosen)
        actions[f"language_{self._settings.get(LANGUAGE)}"].setChecked(True)

    def _search(self) -> None:
        assert self._actions is not None
        self.search = CommandSearch(self._window, [self._actions[row.id] for row in ROWS if row.id != "search"])
        self.search.show()

    def _show_shortcuts(self) -> None:
        assert self._actions is not None
        actions = {row.id: self._actions[row.id] for row in ROWS}
        changes = bindings.parse(self._settings.get(KEYS))
        self.shortcuts = ShortcutsDialog(self._window, actions, changes)
        self.shortcuts.changed.connect(self._rebound)
        self.shortcuts.show()

    def _rebound(self, changes: Mapping[str, Keys]) -> None:
        self._settings.set(KEYS, bindings.dump(changes))
        self._bind(changes)

    def _bind(self, changes: Mapping[str, Keys]) -> None:
        assert self._actions is not None
        for name, keys in bindings.effective(changes).items():
            self._actions.bind(name, [QKeySequence(key) for key in keys])

    def _dress(self, name: str) -> None:
        self._settings.set(THEME, name)
        theme.choose_scheme(name)

    def _speak(self, name: str) -> None:
        self._settings.set(LANGUAGE, name)
        if name != self._spoken:
            self.noted.emit(self.tr("The language changes when Patchwork is started again."))
