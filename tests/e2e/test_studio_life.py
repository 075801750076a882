"""Starting, failing, closing: the studio ends cleanly whatever it is doing."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget
from pytestqt.qtbot import QtBot

import engine
from studio.__main__ import main
from studio.app import Studio
from studio.live.live import LiveState
from studio.settings import Settings
from studio.start import find_start
from tests.e2e.conftest import PATIENCE_MS, Hand


def names() -> set[str]:
    return {thread.name for thread in threading.enumerate() if thread.name.startswith("studio")}


def test_closing_while_the_model_loads_is_clean(studio: Studio, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: "studio-worker_0" in names())
    studio.close()
    assert names() == set()


def test_closing_in_the_middle_of_a_stroke_and_a_computation_is_clean(hand: Hand, qtbot: QtBot) -> None:
    hand.press(4)
    hand.move(6)
    assert hand.studio.live.state is LiveState.COMPUTING
    hand.studio.close()
    assert names() == set()


def test_closing_twice_is_closing_once(studio: Studio) -> None:
    studio.close()
    studio.close()
    assert not studio.window.isVisible()
    assert names() == set()


def test_window_panels_and_brush_are_as_they_were_left(make: Callable[[], Studio]) -> None:
    first = make()
    first.window.resize(760, 640)
    noise_dock(first).hide()
    first.toolbox.resize(3)
    switches = ("grid", "marks", "spread")
    for name in switches:
        first.actions[name].trigger()
    left = [first.actions[name].isChecked() for name in switches]
    first.close()
    second = make()
    assert (second.window.width(), second.window.height()) == (760, 640)
    assert not noise_dock(second).isVisible()
    assert second.toolbox.brush_size == 4
    assert left == [False, False, True]
    assert [second.actions[name].isChecked() for name in switches] == left
    for name in ("grid", "marks"):
        before = second.canvas.grab().toImage()
        second.actions[name].trigger()
        assert second.canvas.grab().toImage() != before, "the canvas had it hidden too"


def noise_dock(studio: Studio) -> QDockWidget:
    dock = studio.window.findChild(QDockWidget, "noise")
    assert isinstance(dock, QDockWidget)
    return dock


@pytest.fixture
def make(qtbot: QtBot, themed: None, tmp_path: Path, request: pytest.FixtureRequest) -> Callable[[], Studio]:
    """Starts studios that share one settings file."""

    def start() -> Studio:
        studio = Studio(find_start(image=None, model="mnist"), Settings(tmp_path / "s.ini"), seed=0)
        request.addfinalizer(studio.close)
        with qtbot.waitExposed(studio.window):
            studio.show()
        return studio

    return start


def test_a_model_that_cannot_be_loaded_gives_a_message_and_painting_goes_on(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, make: Callable[[], Studio]
) -> None:
    def damaged(name: str) -> engine.Model:
        raise engine.EngineError(f"{name}/model.safetensors is damaged. Export the model again.")

    monkeypatch.setattr(engine, "load", damaged)
    studio = make()
    qtbot.waitUntil(studio.message.isVisible, timeout=PATIENCE_MS)
    assert "damaged" in studio.message.text
    assert studio.live.state is LiveState.FAILED
    assert "No model" in studio.status.words.text()
    Hand(studio, qtbot).stroke(4, 5)
    assert studio.document.known[[4, 5]].all()


def test_a_model_that_fails_gives_a_message_and_is_not_tried_for_ever(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def broken(self: engine.Model, *_: object, **__: object) -> engine.Completions:
        calls.append(1)
        raise RuntimeError("out of memory")

    shown = hand.studio.document.chosen
    monkeypatch.setattr(engine.Model, "complete", broken)
    hand.stroke(4)
    qtbot.waitUntil(hand.studio.message.isVisible)
    qtbot.waitUntil(lambda: hand.studio.live.state is LiveState.READY)
    assert "out of memory" in hand.studio.message.text
    assert hand.studio.document.chosen is shown, "the last good completion stays"
    assert len(calls) <= 2, "once live, once for the gallery"
    hand.studio.actions["copy_seed"].trigger()
    assert hand.studio.message.isVisible(), "the model fails as before"
    monkeypatch.undo()
    hand.stroke(5)
    hand.wait_loaded()
    assert not hand.studio.message.isVisible(), "it completes again"


def test_a_menu_shortcut_quits(hand: Hand) -> None:
    hand.key(Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    assert not hand.studio.window.isVisible()


def test_an_uncaught_error_is_shown_and_the_studio_goes_on(tmp_path: Path) -> None:
    code = (
        "from pathlib import Path; from PySide6.QtCore import QTimer; import sys\n"
        "from studio import errors; from studio.run import make_application\n"
        "from studio.app import Studio; from studio.settings import Settings; from studio.start import find_start\n"
        "app = make_application()\n"
        f"studio = Studio(find_start(image=None, model=None), Settings(Path({str(tmp_path / 's.ini')!r})))\n"
        "errors.install_excepthook(studio.show_failure)\n"
        "studio.show()\n"
        "def fail(): raise RuntimeError('unforeseen')\n"
        "QTimer.singleShot(0, fail)\n"
        "QTimer.singleShot(50, lambda: (print(studio.message.text), studio.close(), app.quit()))\n"
        "app.exec()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=PATIENCE_MS / 1000, check=True
    )
    assert done.stdout.strip() == "Something went wrong: unforeseen"


def test_a_picture_that_cannot_be_read_at_the_start_is_named_in_the_window_and_there_is_another(
    tmp_path: Path,
) -> None:
    (tmp_path / "bad.png").write_bytes(b"no picture")
    code = (
        "import sys; from PySide6.QtCore import QTimer; from PySide6.QtWidgets import QApplication\n"
        "from studio import run; from studio.widgets.bar import MessageBar\n"
        "def look():\n"
        "    window = next(w for w in QApplication.topLevelWidgets() if w.objectName() == 'studio')\n"
        "    bars = [bar for bar in window.findChildren(MessageBar) if bar.isVisible()]\n"
        "    print(window.windowTitle(), *[bar.text for bar in bars], sep='\\n'); window.close()\n"
        "real = run.make_application\n"
        "def make(*args):\n"
        "    app = real(*args); QTimer.singleShot(1000, look); return app\n"
        "run.make_application = make\n"
        "from studio.__main__ import main\n"
        f"sys.exit(main([{str(tmp_path / 'bad.png')!r}]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=PATIENCE_MS / 1000,
        env={**os.environ, "HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)},
        check=False,
    )
    title, message = done.stdout.splitlines()
    assert title == "character-1[*]"
    assert "bad.png" in message
    assert message in done.stderr, "the terminal is told too"
    assert done.returncode == 0


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")
@pytest.mark.parametrize(
    ("display", "said"), [("", "no display to open a window on"), (":4711", "on this display (DISPLAY=:4711)")]
)
def test_without_a_display_the_studio_says_so_in_a_line(display: str, said: str, tmp_path: Path) -> None:
    screens = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    bare = {name: value for name, value in os.environ.items() if name not in screens}
    environment = bare | {"HOME": str(tmp_path)} | ({"DISPLAY": display} if display else {})
    ended = subprocess.run(
        [sys.executable, "-m", "studio", "--selftest"], env=environment, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("studio: ")
    assert said in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_where_a_library_of_the_system_is_missing_the_studio_names_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing(**_: object) -> None:
        raise ImportError("libEGL.so.1: cannot open shared object file: No such file or directory")

    monkeypatch.setattr("studio.start.find_start", missing)
    with pytest.raises(SystemExit) as ended:
        main([])
    assert ended.value.code == 2
    assert "Qt needs libEGL.so.1, which this system lacks." in capsys.readouterr().err
