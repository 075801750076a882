"""What must hold after each action of a user."""

from __future__ import annotations

import numpy as np
from hypothesis.stateful import invariant

from tests.e2e.endurance.actions import Actions
from tests.e2e.endurance.facts import enabled, panel


class Leg(Actions):
    """A part of the journey: actions, and after each of them the invariants."""

    @invariant()
    def nothing_has_failed(self) -> None:
        assert not self.journey.caught, self.journey.caught[0]
        assert not self.journey.failures, self.journey.failures[0]

    @invariant()
    def known_pixels_are_kept(self) -> None:
        document = self.document
        present = document.request(()).facts
        for shown in document.completions:
            if shown is None:
                continue
            known = document.grid.mask(shown.request.known)
            assert np.array_equal(shown.image[known], shown.request.image[known])
            if shown.request.facts == present:
                assert np.array_equal(shown.image[known], document.given()[known])

    @invariant()
    def the_window_shows_the_document(self) -> None:
        studio, document = self.studio, self.document
        offered = enabled(studio)
        studio._update_actions()
        assert enabled(studio) == offered, "an action was not told of a change"
        shown = [completion is not None for completion in document.completions]
        for name, makes_sense in (
            ("undo", studio.stack.canUndo()),
            ("redo", studio.stack.canRedo()),
            ("remove_source", len(document.sources) > 1),
            ("keep", document.chosen is not None),
            ("star", bool(panel(studio).list.selectedItems())),
            *((f"choose_{i}", all(shown[: i + 1])) for i in range(len(shown))),
        ):
            assert offered[name] == makes_sense, name
        assert [cell.isChecked() for cell in studio.panels.gallery.cells].index(True) == document.noise.chosen
        assert studio.panels.subset.slider.value() == document.known.sum()
        assert len(studio.panels.sources.thumbnails) == len(document.sources) > studio.toolbox.source >= 0
        assert panel(studio).list.count() == len(studio.project.history.entries)
        assert studio.window.isWindowModified() == (not studio.stack.isClean())
        assert studio.actions["pin"].isChecked() == (document.noise.chosen in document.noise.pinned)
        assert studio.actions["play"].isChecked() == studio.reveal.playing
        assert not document.gesturing
        assert document.assignment.max() < len(document.sources)
