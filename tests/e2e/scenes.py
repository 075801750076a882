"""What there is to look at in the studio: each scene brings something about and returns its window or panel.

The model may still be loading when a scene begins.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtWidgets import QDockWidget, QWidget

from engine import EngineError
from studio import dialogs
from studio.canvas.tools import Tool
from studio.errors import failure
from studio.files.recovery import Lost
from studio.training import runs
from tests.e2e.characters import characters_model, sheet
from tests.e2e.conftest import PATIENCE_MS, Hand
from tests.e2e.labelled import labelled_model

LONG_AGO = datetime(2026, 11, 21, 8, 15)
Scene = Callable[[Hand, Path], QWidget]
SCENES: dict[str, Scene] = {}


def scene(show: Scene) -> Scene:
    """Add a scene under the function's name."""
    SCENES[show.__name__] = show
    return show


@scene
def studio(hand: Hand, folder: Path) -> QWidget:
    """The README's picture."""
    hand.wait_loaded()
    hand.studio.welcome.hint.leave_button.click()
    hand.studio.window.resize(1280, 860)
    hand.stroke(24, 25)
    hand.studio.panels.noise.seed.setValue(4)
    hand.wait_loaded()
    return hand.studio.window


@scene
def first_start(hand: Hand, folder: Path) -> QWidget:
    hand.wait_loaded()
    assert hand.studio.welcome.hint.isVisible()
    return hand.studio.window


@scene
def painting(hand: Hand, folder: Path) -> QWidget:
    hand.wait_loaded()
    hand.studio.welcome.hint.leave_button.click()
    hand.stroke(4, 11, 18)
    hand.wait_loaded()
    return hand.studio.window


@scene
def narrow_window(hand: Hand, folder: Path) -> QWidget:
    hand.wait_loaded()
    hand.studio.window.resize(hand.studio.window.minimumSizeHint())
    hand.qtbot.wait(50)
    return hand.studio.window


@scene
def two_sources(hand: Hand, folder: Path) -> QWidget:
    hand.wait_loaded()
    hand.studio.welcome.hint.leave_button.click()
    hand.studio.actions["example_mix"].trigger()
    hand.qtbot.waitUntil(lambda: len(hand.studio.document.sources) == 2, timeout=PATIENCE_MS)
    hand.wait_loaded()
    return hand.studio.window


@scene
def placing_a_photo(hand: Hand, folder: Path) -> QWidget:
    hand.wait_loaded()
    hand.studio.welcome.hint.leave_button.click()
    down, right = np.mgrid[0:480, 0:640]
    photo = np.stack([right * 255 // 640, down * 255 // 480, (right + down) % 256], -1).astype(np.uint8)
    Image.fromarray(photo).save(folder / "photo.png")
    hand.studio.sources.open(folder / "photo.png")
    hand.qtbot.waitUntil(lambda: hand.studio.document.sources[0].name == "photo", timeout=PATIENCE_MS)
    hand.studio.actions["place"].trigger()
    assert hand.studio.toolbox.tool is Tool.PLACE
    hand.wait_loaded()
    return hand.studio.window


@scene
def spread_and_pin(hand: Hand, folder: Path) -> QWidget:
    hand.wait_loaded()
    hand.studio.welcome.hint.leave_button.click()
    hand.studio.actions["pin"].trigger()
    hand.studio.actions["choose_4"].trigger()
    hand.studio.actions["spread"].trigger()
    hand.wait_loaded()
    return hand.studio.window


@scene
def characters(hand: Hand, folder: Path) -> QWidget:
    """Transparent pictures that are higher than wide, made of views."""
    _open_characters(hand, folder)
    return hand.studio.window


@scene
def characters_narrow(hand: Hand, folder: Path) -> QWidget:
    _open_characters(hand, folder)
    hand.studio.window.resize(1024, 700)
    hand.qtbot.wait(50)
    return hand.studio.window


@scene
def pencil(hand: Hand, folder: Path) -> QWidget:
    """In the smallest window that is usual."""
    _open_characters(hand, folder)
    hand.studio.window.resize(1024, 700)
    hand.studio.actions["know_view_0"].trigger()
    hand.studio.actions["pencil"].trigger()
    hand.studio.actions["palette_known"].trigger()
    hand.studio.toolbox.colour_with((0x37, 0x94, 0x6E, 255))
    hand.qtbot.waitUntil(hand.studio.swatches.isVisible)
    hand.stroke(41, 42)
    hand.wait_loaded()
    return hand.studio.window


@scene
def labels(hand: Hand, folder: Path) -> QWidget:
    """In the smallest window that is usual: one label given, one in hand at length."""
    _open_labelled(hand, folder)
    hand.studio.labels.give("hair", "curly")
    hand.studio.panels.labels.rows["hair_colour"].header.click()
    hand.wait_loaded()
    return hand.studio.window


@scene
def labels_each(hand: Hand, folder: Path) -> QWidget:
    """The completions of the likeliest nine colours."""
    labels(hand, folder)
    hand.studio.actions["each_category"].trigger()
    hand.wait_loaded()
    return hand.studio.window


@scene
def labels_none(hand: Hand, folder: Path) -> QWidget:
    """The panel with a model that has none."""
    hand.wait_loaded()
    hand.studio.window.show_panel("labels")
    hand.studio.window.resize(1024, 700)
    hand.qtbot.wait(50)
    return hand.studio.window


@scene
def characters_history(hand: Hand, folder: Path) -> QWidget:
    _open_characters(hand, folder)
    hand.studio.actions["keep"].trigger()
    return _raised(hand, "history")


@scene
def history_empty(hand: Hand, folder: Path) -> QWidget:
    return _raised(hand, "history")


@scene
def history_full(hand: Hand, folder: Path) -> QWidget:
    hand.wait_loaded()
    for i in range(4):
        hand.studio.actions["keep"].trigger()
        hand.studio.actions[f"choose_{i + 1}"].trigger()
    panel = hand.studio.history.panel
    assert panel is not None
    panel.select(panel.list.item(0).data(0x100))
    return _raised(hand, "history")


@scene
def models(hand: Hand, folder: Path) -> QWidget:
    hand.wait_loaded()  # until then there is no card to look at
    return _raised(hand, "model")


@scene
def compare_slider(hand: Hand, folder: Path) -> QWidget:
    hand.wait_loaded()
    hand.studio.actions["compare"].trigger()
    dialog = hand.studio.history.comparison
    assert dialog is not None
    return dialog


@scene
def compare_side_by_side(hand: Hand, folder: Path) -> QWidget:
    hand.wait_loaded()
    hand.studio.actions["compare"].trigger()
    dialog = hand.studio.history.comparison
    assert dialog is not None
    dialog.beside.click()
    return dialog


@scene
def search(hand: Hand, folder: Path) -> QWidget:
    hand.studio.actions["search"].trigger()
    found = hand.studio.preferences.search
    assert found is not None
    return found


@scene
def search_few(hand: Hand, folder: Path) -> QWidget:
    found = search(hand, folder)
    hand.studio.preferences.search.field.setText("export")  # type: ignore[union-attr]
    return found


@scene
def search_none(hand: Hand, folder: Path) -> QWidget:
    found = search(hand, folder)
    hand.studio.preferences.search.field.setText("qqq")  # type: ignore[union-attr]
    return found


@scene
def shortcuts(hand: Hand, folder: Path) -> QWidget:
    hand.studio.actions["shortcuts"].trigger()
    dialog = hand.studio.preferences.shortcuts
    assert dialog is not None
    return dialog


@scene
def failure_message(hand: Hand, folder: Path) -> QWidget:
    hand.wait_loaded()
    error = EngineError("photo.png is damaged. Export it again, or open another picture.")
    hand.studio.show_failure(failure(error, "Opening"))
    return hand.studio.window


@scene
def save_changes(hand: Hand, folder: Path) -> QWidget:
    box = dialogs.save_changes_box(hand.studio.window, "digit-3")
    box.show()
    return box


@scene
def replace_changed(hand: Hand, folder: Path) -> QWidget:
    box = dialogs.replace_changed_box(hand.studio.window, "digit-3")
    box.show()
    return box


@scene
def delete_lost(hand: Hand, folder: Path) -> QWidget:
    box = dialogs.delete_lost_box(hand.studio.window, "digit-3")
    box.show()
    return box


@scene
def leave_runs(hand: Hand, folder: Path) -> QWidget:
    box = dialogs.leave_runs_box(hand.studio.window, ["bars", "faces-of-my-friends"])
    box.show()
    return box


@scene
def turned_grey(hand: Hand, folder: Path) -> QWidget:
    placing_a_photo(hand, folder)
    assert hand.studio.colour_offer.bar.isVisible()
    return hand.studio.window


@scene
def recovery(hand: Hand, folder: Path) -> QWidget:
    hand.wait_loaded()
    hand.studio.welcome.hint.leave_button.click()
    hand.studio.project.offer_lost(_lost(folder))
    assert hand.studio.project.offer.isVisible()
    return hand.studio.window


@scene
def recovery_choice(hand: Hand, folder: Path) -> QWidget:
    recovery(hand, folder).repaint()
    hand.studio.project.offer.take_button.click()
    assert hand.studio.project.chooser is not None
    return hand.studio.project.chooser


@scene
def about(hand: Hand, folder: Path) -> QWidget:
    box = dialogs.about_box(hand.studio.window)
    box.show()
    return box


@scene
def training_empty(hand: Hand, folder: Path) -> QWidget:
    return hand.studio.models.train()


@scene
def training_chosen(hand: Hand, folder: Path) -> QWidget:
    (folder / "fish").mkdir()
    for i in range(3):
        Image.new("RGBA", (40, 30), (200, 20 * i, 10, 90 * i)).save(folder / "fish" / f"{i}.png")
    (folder / "fish" / "broken.png").write_bytes(b"no picture")
    window = hand.studio.models.train()
    hand.studio.models.training.look_into(folder / "fish")
    hand.qtbot.waitUntil(window.form.start.isEnabled, timeout=PATIENCE_MS)
    assert "heart" in window.form.words.text()
    window.form.more.click()
    window.form.name.setText("a/b")
    return window


@scene
def training_run(hand: Hand, folder: Path) -> QWidget:
    make_run(runs.runs_folder() / "bars")
    window = hand.studio.models.train()
    hand.qtbot.waitUntil(lambda: bool(window.gains.curves), timeout=PATIENCE_MS)
    return window


@scene
def lab_surfaces(hand: Hand, folder: Path) -> QWidget:
    hand.studio.actions["lab"].trigger()
    window = hand.studio.lab.window
    assert window is not None
    page = window.surfaces
    hand.qtbot.waitUntil(lambda: page.surface is not None and page.surface.complete, timeout=PATIENCE_MS)
    return window


@scene
def lab_exploration(hand: Hand, folder: Path) -> QWidget:
    hand.studio.actions["lab"].trigger()
    window = hand.studio.lab.window
    assert window is not None
    window.tabs.setCurrentWidget(window.exploration)
    window.exploration.run.click()
    hand.qtbot.waitUntil(lambda: window.exploration.playback.position >= 100, timeout=PATIENCE_MS)
    window.exploration.run.click()
    return window


def _open_labelled(hand: Hand, folder: Path) -> None:
    _open_characters(hand, folder, labelled_model())
    hand.studio.window.resize(1024, 700)
    hand.qtbot.wait(50)


def _open_characters(hand: Hand, folder: Path, model: Path | None = None) -> None:
    hand.wait_loaded()
    hand.studio.welcome.hint.leave_button.click()
    document = hand.studio.document
    hand.studio.models.models.switch(str(model or characters_model()))
    hand.qtbot.waitUntil(lambda: bool(document.views), timeout=PATIENCE_MS)
    Image.fromarray(sheet()).save(folder / "hero.png")
    hand.studio.sources.open(folder / "hero.png")
    hand.qtbot.waitUntil(lambda: document.sources[0].name == "hero", timeout=PATIENCE_MS)
    hand.studio.actions["know_all_but_view_1" if model is None else "know_view_0"].trigger()
    hand.wait_loaded()


def make_run(path: Path) -> None:
    """A run's folder as a run of some minutes leaves it."""
    (path / "samples").mkdir(parents=True)
    (path / "checkpoints").mkdir()
    (path / "console.txt").write_text("")
    (path / "checkpoints" / "00000500.safetensors").touch()
    (path / "config.json").write_text(json.dumps({"training": {"images": 100_000}}))
    (path / "run.json").write_text(json.dumps({"data": str(path)}))
    lines = []
    for i in range(1, 40):
        losses = {"diversity": 3 / i + 1, "generator": 0.7 + 0.1 * np.sin(i), "discriminator": 1.3, "r1": 0.02}
        lines.append({"images": 1600 * i, "seconds": 12.0 * i, "losses": losses})
        if i % 8 == 0:
            gains = {"0": 0.06 * i, "0.1": 0.05 * i, "0.25": 0.04 * i, "0.5": 0.03 * i, "half": 0.035 * i}
            lines.append({"images": 1600 * i, "seconds": 12.0 * i, "psnr_gain": gains})
    (path / "log.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    sheet = np.kron(np.random.default_rng(0).integers(0, 256, (15, 60)), np.ones((20, 20))).astype(np.uint8)
    Image.fromarray(sheet).save(path / "samples" / "000062400.png")


def _lost(folder: Path) -> tuple[Lost, ...]:
    names = ("digit-3", "a-very-long-name-of-a-photo-from-the-holidays", "mix")
    return tuple(
        Lost(folder=folder / name, name=name, path=folder / f"{name}.patchwork" if i else None, saved=LONG_AGO)
        for i, name in enumerate(names)
    )


def _raised(hand: Hand, name: str) -> QWidget:
    hand.studio.welcome.hint.leave_button.click()
    dock = hand.studio.window.findChild(QDockWidget, name)
    assert isinstance(dock, QDockWidget)
    hand.studio.window.show_panel(name)
    hand.qtbot.waitUntil(dock.widget().isVisible)
    return hand.studio.window
