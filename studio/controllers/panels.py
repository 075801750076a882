"""The panels: built, wired to the verbs that change the document, and the keyboard's way from one to the next."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from studio.actions import Menu
from studio.actions.action_set import Actions, Handlers
from studio.canvas.toolbox import Toolbox
from studio.document.document import Document
from studio.editing.labels import LabelOperations
from studio.editing.noise import NoiseOperations
from studio.editing.sources import SourceOperations
from studio.editing.subsets import SubsetOperations
from studio.widgets.completions import CompletionsPane
from studio.widgets.history import HistoryPanel
from studio.widgets.label_panel import LabelPanel
from studio.widgets.models import ModelPanel
from studio.widgets.noise import NoisePanel
from studio.widgets.sources import SourcesPanel
from studio.widgets.subset import SubsetPanel
from studio.window import Window, focus_next_panel

_PANELS = "subset", "sources", "noise", "labels", "history", "model"
_OF_A_COMPLETION = (
    *("take", "as_source", None, "export", "copy", "copy_seed", None),
    *("pin", "vary", "keep", "compare"),
)
"""Its context menu."""


class Panels:
    """Owns the panels of known patches, sources, noise and labels, and the completions."""

    def __init__(
        self,
        document: Document,
        toolbox: Toolbox,
        actions: Actions,
        canvas: QWidget,
        subsets: SubsetOperations,
        sources: SourceOperations,
        noise: NoiseOperations,
        labels: LabelOperations,
        history: HistoryPanel,
        models: ModelPanel,
    ) -> None:
        self._document, self._toolbox = document, toolbox
        self._canvas, self._history, self._models = canvas, history, models
        self._actions = actions
        self.completions = CompletionsPane(
            document,
            verbs=actions.of("resample", "pin", "vary", "keep", "compare", "take"),
            sizes=actions.of("fewer_completions", "more_completions"),
            palette=actions.in_menu(Menu.PALETTE),
            menu=[None if name is None else actions[name] for name in _OF_A_COMPLETION],
        )
        self.gallery, self.palette = self.completions.gallery, self.completions.palette_button
        self.gallery.chosen.connect(noise.choose)
        self.gallery.scrolled.connect(noise.resize)
        self.completions.steps_changed.connect(noise.set_steps)
        self.gallery.taken.connect(actions["take"].trigger)
        self.noise = NoisePanel(document, actions=actions.of("copy_seed", "pin", "vary", "resample"))
        self.noise.seed.valueChanged.connect(noise.set_seed)
        self.noise.seed.done.connect(canvas.setFocus)
        self.noise.strength_changed.connect(noise.vary)
        self.noise.balance_changed.connect(noise.balance)
        self.subset = SubsetPanel(
            document,
            toolbox,
            presets=actions.of("whole", "none", "invert"),
            shuffle=actions["shuffle"],
            more=actions.in_menu(Menu.PRESETS),
            orders=actions.in_menu(Menu.ORDER),
        )
        self.subset.slider.sliderPressed.connect(subsets.begin_share)
        self.subset.slider.valueChanged.connect(subsets.set_share)
        self.subset.slider.sliderReleased.connect(subsets.end_share)
        self.sources = SourcesPanel(
            document,
            toolbox,
            edits=actions.of("add_source", "remove_source"),
            turns=actions.of("flip_x", "flip_y", "invert_picture"),
            frames=actions.of("square_larger", "square_smaller", "crop_square", "fit_whole"),
        )
        self.sources.chosen.connect(sources.paint_from)
        self.sources.offset_changed.connect(sources.set_offset)
        self.sources.dropped.connect(partial(sources.drop, add=True))
        self.labels = LabelPanel(document, actions=actions.of("each_category", "free_labels"))
        self.labels.given.connect(labels.give)
        self.labels.freed.connect(labels.free)
        self.labels.done.connect(canvas.setFocus)
        self._window: Window | None = None
        self._had_labels = False
        document.labels_changed.connect(self._show_labels)

    def handlers(self) -> Handlers:
        return {"panels": self._go_on, **{f"panel_{name}": partial(self._switch, name) for name in _PANELS}}

    def add_to(self, window: Window) -> None:
        """Put the panels beside the canvas, hidden until they are wanted."""
        self._window = window
        translate = QCoreApplication.translate
        window.add_panel("labels", translate("Window", "Labels"), self.labels, grows=True, left=True)
        window.add_panel("subset", translate("Window", "Known Patches"), self.subset)
        window.add_panel("sources", translate("Window", "Sources"), self.sources)
        window.add_panel("noise", translate("Window", "Noise"), self.noise)
        window.add_panel("history", translate("Window", "History"), self._history, grows=True)
        window.add_panel("model", translate("Window", "Model"), self._models, grows=True)
        window.add_panel_buttons([self._actions[f"panel_{name}"] for name in _PANELS])

    def begin(self) -> None:
        """The window is laid out as at its last end: of the labels, the model decides whether they are shown."""
        self._had_labels = not self._document.labels
        self._show_labels()

    def _show_labels(self) -> None:
        """Show the panel with a model that has labels after one that has none, and hide it the other way round."""
        has_labels = bool(self._document.labels)
        if self._window is not None and has_labels is not self._had_labels:
            self._window.show_panel("labels", has_labels)
        self._had_labels = has_labels

    def _switch(self, name: str) -> None:
        if self._window is not None:
            self._window.show_panel(name, name not in self._window.panels)

    def _go_on(self) -> None:
        focus_next_panel(
            [
                (self.labels, self.labels.stop()),
                (self._canvas, self._canvas),
                (self.completions, self.gallery.cells[self._document.noise.chosen]),
                (self._history, self._history.list),
                (self._models, self._models.box),
                (self.noise, self.noise.seed),
                (self.subset, self.subset.slider),
                (self.sources, self.sources.thumbnails[self._toolbox.held(self._document)]),
            ]
        )
