"""The first minutes: a hint of three steps that can be dismissed, and ready documents."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject

from studio.controllers.project import ProjectController
from studio.files.examples import EXAMPLES, example
from studio.settings import HINTS_SEEN, Settings
from studio.start import FIRST_SEEDS
from studio.widgets.bar import OfferBar


class Welcome(QObject):
    """Owns the bar of hints."""

    def __init__(self, keeping: ProjectController, settings: Settings) -> None:
        super().__init__()
        self._keeping, self._settings = keeping, settings
        self.hint = OfferBar("lightbulb-on-outline")

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """What the actions of this part do."""
        return {f"example_{name}": partial(self._open, name) for name in EXAMPLES} | {"hints": self.show}

    def begin(self) -> None:
        """At the first start, show the hints."""
        if not self._settings.get(HINTS_SEEN):
            self.show()

    def show(self) -> None:
        """Show the hints from the first."""
        self._step(0)

    def _steps(self) -> list[str]:
        return [
            self.tr("1 of 3: Paint on the picture. Painted patches are known; the model completes the others."),
            self.tr("2 of 3: The nine completions differ by their noise alone. Click one, or press R for others."),
            self.tr(
                "3 of 3: Drop any picture on the window; add a second one to mix them. Ctrl+K finds all commands."
            ),
        ]

    def _step(self, number: int) -> None:
        steps = self._steps()
        last = number + 1 == len(steps)
        go_on = (self.tr("Done"), self._end) if last else (self.tr("Next"), partial(self._step, number + 1))
        self.hint.offer(steps[number], take=go_on, leave=(self.tr("Dismiss"), self._end))
        self.hint.leave_button.setVisible(not last)

    def _end(self) -> None:
        self._settings.set(HINTS_SEEN, True)

    def _open(self, name: str) -> None:
        projects = self._keeping.projects
        seed = random.randrange(FIRST_SEEDS)
        self._keeping.when_kept(lambda: projects.new(self.tr("Example"), lambda: example(name, seed=seed)))
