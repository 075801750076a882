"""The lab through the main window's action: surfaces to drag over, an exploration to run and to scrub."""

from __future__ import annotations

import subprocess
import sys
import threading
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.app import Studio
from studio.lab.exploration import ExplorationPage
from studio.lab.run_page import RunPage
from studio.lab.surfaces import SurfacesPage
from studio.lab.window import LabWindow
from tests.e2e.conftest import PATIENCE_MS, Hand


def lab_threads() -> set[str]:
    return {thread.name for thread in threading.enumerate() if thread.name.startswith("studio-lab")}


@pytest.fixture
def lab(studio: Studio, qtbot: QtBot) -> LabWindow:
    """The lab of a studio, opened by its action."""
    studio.actions["lab"].trigger()
    window = studio.lab.window
    assert window is not None
    qtbot.waitUntil(window.windowHandle().isExposed)
    return window


@pytest.fixture
def surfaces(lab: LabWindow, qtbot: QtBot) -> SurfacesPage:
    """The surfaces' page with all that it wants computed."""
    settle(lab.surfaces, qtbot)
    return lab.surfaces


@pytest.fixture
def exploration(lab: LabWindow) -> ExplorationPage:
    """The exploration's page, not run yet."""
    lab.tabs.setCurrentWidget(lab.exploration)
    return lab.exploration


def settle(page: SurfacesPage, qtbot: QtBot) -> None:
    def settled() -> bool:
        surface, divergence = page.surface, page.divergence
        if surface is None or divergence is None or not surface.complete:
            return False
        return surface.request == page.scene.request and divergence.scene == page.scene

    qtbot.waitUntil(settled, timeout=PATIENCE_MS)


def run_to(page: RunPage, steps: int, qtbot: QtBot) -> None:
    page.speed.setCurrentIndex(page.speed.count() - 1)
    page.speed.activated.emit(page.speed.currentIndex())
    if not page.playback.playing:
        page.run.click()
    qtbot.waitUntil(lambda: page.playback.position >= steps, timeout=2 * PATIENCE_MS)


def drag(page: SurfacesPage, *thetas: tuple[float, float]) -> None:
    target = page.plot.viewport()
    points = [page.plot.where(*theta).toPoint() for theta in thetas]
    QTest.mousePress(target, Qt.MouseButton.LeftButton, pos=points[0])
    for point in points[1:]:
        QTest.mouseMove(target, point)
        QApplication.processEvents()
    QTest.mouseRelease(target, Qt.MouseButton.LeftButton, pos=points[-1])


def test_pyqtgraph_and_torch_wait_until_they_are_needed(tmp_path: Path) -> None:
    code = (
        "from pathlib import Path; import sys\n"
        "from studio.run import make_application\n"
        "from studio.app import Studio; from studio.settings import Settings; from studio.start import find_start\n"
        "def there(): return [name for name in ('pyqtgraph', 'torch') if name in sys.modules]\n"
        "app = make_application()\n"
        f"studio = Studio(find_start(image=None, model=None), Settings(Path({str(tmp_path / 's.ini')!r})))\n"
        "print(there()); hook = sys.excepthook\n"
        "studio.actions['lab'].trigger()\n"
        "print(there(), sys.excepthook is hook); studio.close()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=PATIENCE_MS / 1000, check=True
    )
    assert done.stdout.splitlines() == ["[]", "['pyqtgraph'] True"], "the surfaces need no torch"


def test_dragging_theta_changes_p_and_the_divergence(surfaces: SurfacesPage, qtbot: QtBot) -> None:
    p, words = surfaces.densities.p.copy(), surfaces.value.text()
    drag(surfaces, (0.0, 0.0), (-0.5, 0.5), (-1.0, 1.0))
    assert surfaces.scene.theta == pytest.approx((-1, 1), abs=0.02)
    assert abs(surfaces.densities.p - p).max() > 0.1
    settle(surfaces, qtbot)
    assert surfaces.value.text() != words
    assert surfaces.divergence is not None
    assert surfaces.divergence.nats < 0.01, "a global optimum"
    assert surfaces.theta1.value() == pytest.approx(-1, abs=0.02)


def test_the_words_are_whole_after_a_change_of_size(lab: LabWindow, surfaces: SurfacesPage, qtbot: QtBot) -> None:
    words = surfaces.words
    for more in (70, -70):
        height = surfaces.height() + more
        lab.resize(lab.width(), lab.height() + more)
        qtbot.waitUntil(partial(lambda wanted: surfaces.height() == wanted, height))
        assert words.height() >= words.heightForWidth(words.width())


def test_theta_moves_by_the_arrow_keys_and_by_numbers(surfaces: SurfacesPage) -> None:
    theta1, theta2 = surfaces.scene.theta
    QTest.keyClick(surfaces.plot, Qt.Key.Key_Right)
    QTest.keyClick(surfaces.plot, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert surfaces.scene.theta == pytest.approx((theta1 + 0.05, theta2 - 0.01))
    surfaces.theta2.setValue(1.5)
    assert surfaces.scene.theta == pytest.approx((theta1 + 0.05, 1.5))


def test_the_dial_rotates_the_domain_and_moves_local_optima_alone(surfaces: SurfacesPage, qtbot: QtBot) -> None:
    surfaces.kind.setCurrentIndex(surfaces.kind.findData("marginal"))
    surfaces.kind.activated.emit(surfaces.kind.currentIndex())
    settle(surfaces, qtbot)
    assert surfaces.surface is not None
    before = surfaces.surface
    assert "y₁" in surfaces.title.text(), "one name at every angle"
    middle = surfaces.dial.rect().center()
    QTest.mouseClick(surfaces.dial, Qt.MouseButton.LeftButton, pos=middle + QPoint(15, -15))
    assert surfaces.scene.angle == surfaces.angle.value() == surfaces.dial.value() == 45
    assert "y₁" in surfaces.title.text()
    settle(surfaces, qtbot)
    after = surfaces.surface
    assert before.local != after.local
    assert np.unravel_index(before.values.argmin(), (101, 101)) == np.unravel_index(after.values.argmin(), (101, 101))
    assert len(surfaces.plot.local.data) == len(after.local)


def test_a_conditional_is_of_what_is_given_or_the_mean(surfaces: SurfacesPage, qtbot: QtBot) -> None:
    assert not surfaces.given.isEnabled()
    surfaces.kind.setCurrentIndex(surfaces.kind.findData("conditional"))
    surfaces.kind.activated.emit(surfaces.kind.currentIndex())
    surfaces.angle.setValue(30)
    assert surfaces.given.isEnabled()
    p = surfaces.densities.p.copy()
    surfaces.given.setValue(-0.6)
    assert abs(surfaces.densities.p - p).max() > 0.1
    settle(surfaces, qtbot)
    words = surfaces.value.text()
    surfaces.averaged.setChecked(True)
    settle(surfaces, qtbot)
    assert surfaces.value.text() != words


def test_big_learning_finds_more_than_joint_matching_and_scrubbing_goes_back(
    exploration: ExplorationPage, qtbot: QtBot
) -> None:
    run_to(exploration, 200, qtbot)
    exploration.run.click()
    assert not exploration.playback.playing
    shown = exploration.frames[exploration.playback.frame]
    assert shown.found[1] >= shown.found[0] + 3
    assert f": {shown.found[1]} of 25" in exploration.titles[1].text()
    exploration.slider.setValue(0)
    assert exploration.position.text().startswith("0 of")
    assert ": 0 of 25" in exploration.titles[1].text()
    assert len(exploration.frames) > 40, "what was recorded stays"
    exploration.run.click()
    qtbot.waitUntil(lambda: exploration.playback.position > 0, timeout=PATIENCE_MS)


def test_the_bridge_runs_beside_adversarial_learning_and_maximum_likelihood(lab: LabWindow, qtbot: QtBot) -> None:
    page = lab.bridge
    lab.tabs.setCurrentWidget(page)
    run_to(page, 40, qtbot)
    page.run.click()
    shown = page.frames[page.playback.frame]
    assert shown.found[1] > shown.found[0], "maximum likelihood covers more"
    assert f": {shown.found[1]} of 25 modes" in page.titles[1].text()
    assert "α = 1.00" in page.titles[2].text()
    page.slider.setValue(0)
    assert page.position.text() == "0 of 600 steps"


def test_a_restart_takes_the_seed(exploration: ExplorationPage, qtbot: QtBot) -> None:
    run_to(exploration, 5, qtbot)
    first = exploration.frames[0]
    exploration.seed.setValue(7)
    exploration.again.click()
    qtbot.waitUntil(lambda: len(exploration.frames) > 1, timeout=PATIENCE_MS)
    assert exploration.frames[0].step == 0
    assert not np.array_equal(exploration.frames[0].means, first.means)


def test_closing_the_window_in_the_midst_of_a_run_is_clean_and_it_goes_on_when_opened_again(
    lab: LabWindow, exploration: ExplorationPage, studio: Studio, qtbot: QtBot
) -> None:
    run_to(exploration, 10, qtbot)
    lab.close()
    assert lab_threads() == set()
    recorded = len(exploration.frames)
    studio.actions["lab"].trigger()
    assert studio.lab.window is lab
    exploration.run.click()
    qtbot.waitUntil(lambda: len(exploration.frames) > recorded + 2, timeout=PATIENCE_MS)
    assert [frame.step for frame in exploration.frames] == list(range(0, 5 * len(exploration.frames), 5))


def test_closing_the_studio_in_the_midst_of_a_run_and_a_surface_is_clean(
    lab: LabWindow, exploration: ExplorationPage, studio: Studio, qtbot: QtBot
) -> None:
    run_to(exploration, 5, qtbot)
    lab.surfaces.change(kind="conditional", averaged=True)
    studio.close()
    assert lab_threads() == set()
    assert not lab.isVisible()


def test_the_document_is_not_touched(hand: Hand, lab: LabWindow, qtbot: QtBot) -> None:
    studio = hand.studio
    facts, count, chosen = studio.document.request(()).facts, studio.stack.count(), studio.document.noise
    settle(lab.surfaces, qtbot)
    drag(lab.surfaces, (0.0, 0.0), (1.0, 1.0))
    QTest.keyClick(lab.surfaces.plot, Qt.Key.Key_Left)
    run_to(lab.exploration, 5, qtbot)
    lab.close()
    assert (studio.document.request(()).facts, studio.stack.count(), studio.document.noise) == (facts, count, chosen)
    assert studio.window.isVisible()


def test_escape_leaves_the_window_open_and_the_run_going(
    lab: LabWindow, exploration: ExplorationPage, qtbot: QtBot
) -> None:
    run_to(exploration, 5, qtbot)
    for target in (exploration.seed, exploration.slider, lab):
        QTest.keyClick(target, Qt.Key.Key_Escape)
    assert lab.isVisible()
    assert exploration.playback.playing


def test_as_fast_as_it_goes_shows_what_is_computed_at_once(exploration: ExplorationPage, qtbot: QtBot) -> None:
    fastest = exploration.speed.findText("As fast as it goes")
    exploration.speed.setCurrentIndex(fastest)
    exploration.speed.activated.emit(fastest)
    exploration.run.click()
    playback = exploration.playback
    qtbot.waitUntil(lambda: playback.computed >= 20 and playback.position == playback.computed, timeout=PATIENCE_MS)
    assert playback.goal == playback.total == 6000, "as many as the README tells of"
