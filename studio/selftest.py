"""`studio --selftest`: the real window, model and picture; paints strokes, measures, prints one JSON object."""

from __future__ import annotations

import json
import platform
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import PySide6
from PySide6.QtCore import QEventLoop, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio import __version__
from studio.app import Studio
from studio.canvas.tools import patch_centre
from studio.document.request import Completion
from studio.errors import Failure
from studio.run import make_application
from studio.settings import Settings
from studio.start import Start

PATIENCE_S = 60.0
"""A step that takes longer has failed."""
STROKES = 40
_IMPORTED = time.perf_counter()


def process_age() -> float:
    """Seconds since this process started, to a hundredth; on other systems than Linux since this file was read."""
    stat = Path("/proc/self/stat")
    if not stat.exists():
        return time.perf_counter() - _IMPORTED
    import os

    started = int(stat.read_text("ascii").rpartition(")")[2].split()[19]) / os.sysconf("SC_CLK_TCK")
    return time.clock_gettime(time.CLOCK_BOOTTIME) - started


def run_selftest(start: Start) -> int:
    """Run it; 0 if everything happened, 1 with an `error` in the JSON if not."""
    make_application()
    with tempfile.TemporaryDirectory() as folder:
        studio = Studio(start, Settings(Path(folder) / "settings.ini"), seed=0)
        test = _Selftest(studio)
        try:
            report = test.run()
        except TimeoutError as error:
            report = {"error": str(error)}
        finally:
            studio.close()
    print(json.dumps({"version": __version__, **report}))
    return 1 if "error" in report else 0


class _Selftest:
    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._painted: list[Completion | None] = []
        self._failure = ""
        studio.canvas.painted.connect(self._painted.append)
        studio.live.failed.connect(self._failed)

    def run(self) -> dict[str, object]:
        """Every step in its order."""
        studio = self._studio
        studio.show()
        self._wait("the window", lambda: bool(self._painted))
        window_s = process_age()
        loaded: list[float] = []
        studio.live.loaded.connect(lambda: loaded.append(process_age()))
        self._wait("the first completion", self._is_painted)
        first_completion_s = process_age()
        self._wait("the gallery", self._is_complete)
        strokes = [self._stroke(i) for i in range(STROKES)]
        self._wait("the gallery after the strokes", self._is_complete)
        return {
            "model": studio.document.model,
            "platform": f"{platform.system()} {QApplication.platformName()}",
            "python": platform.python_version(),
            "qt": PySide6.__version__,
            "window_s": round(window_s, 3),
            "model_s": round(loaded[0], 3),
            "first_completion_s": round(first_completion_s, 3),
            "stroke_to_paint_ms": round(statistics.median(strokes), 1),
            "stroke_to_paint_ms_p95": round(statistics.quantiles(strokes, n=20, method="inclusive")[-1], 1),
        }

    def _stroke(self, index: int) -> float:
        """A stroke over one row, known or erased in turn; milliseconds from its last move to the new completion."""
        canvas, grid = self._studio.canvas, self._studio.document.grid
        row = index // 2 % grid.rows * grid.columns
        button = Qt.MouseButton.RightButton if index % 2 else Qt.MouseButton.LeftButton
        points = [
            QPoint(*map(round, canvas.viewport.to_widget(*patch_centre(grid, row + column))))
            for column in range(grid.columns)
        ]
        QTest.mousePress(canvas, button, pos=points[0])
        for point in points[1:-1]:
            QTest.mouseMove(canvas, point)
            QApplication.processEvents()
        begin = time.perf_counter()
        QTest.mouseMove(canvas, points[-1])
        self._wait("the completion under the stroke", self._is_painted)
        milliseconds = 1000 * (time.perf_counter() - begin)
        QTest.mouseRelease(canvas, button, pos=points[-1])
        self._wait("the gallery", self._is_complete)
        return milliseconds

    def _is_painted(self) -> bool:
        """The last paint showed the completion of the present facts."""
        document = self._studio.document
        shown = self._painted[-1]
        return shown is not None and (shown.seed, shown.request.facts) == (document.noise.seed, document.facts)

    def _is_complete(self) -> bool:
        return not self._studio.document.stale

    def _failed(self, failure: Failure) -> None:
        self._failure = failure.message

    def _wait(self, what: str, happened: Callable[[], bool]) -> None:
        end = time.perf_counter() + PATIENCE_S
        heartbeat = QTimer(interval=1000)  # given a time limit, processEvents would spin and not wait
        heartbeat.start()
        while not happened():
            if self._failure or time.perf_counter() > end:
                raise TimeoutError(self._failure or f"{what} did not come within {PATIENCE_S:.0f} s")
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
