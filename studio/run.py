"""The Qt application around a studio: made, run until its window closes, and ended."""

from __future__ import annotations

import gc
import os
import sys
from importlib import resources
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from studio import __version__, errors, theme, translation
from studio.app import Studio
from studio.files.recovery import recovery_folder
from studio.settings import LANGUAGE, Settings, settings_file
from studio.start import Start

_GARBAGE = 20_000
"""Objects more than there were, of which some may be garbage: looking takes some 40 ms."""


def make_application(language: str = translation.SYSTEM) -> QApplication:
    """The one QApplication, named, dressed and speaking a language; what Qt has to say goes to the log."""
    errors.start_log()
    qInstallMessageHandler(_take_message)
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("patchwork")
    app.setApplicationDisplayName("Patchwork")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("org.patchwork_studio.patchwork")
    app.setWindowIcon(QIcon(str(Path(str(resources.files("assets"))) / "icons" / "patchwork.png")))
    theme.apply_theme(app)
    translation.install(app, language)
    _collect_on_this_thread(app)
    return app


def _collect_on_this_thread(app: QApplication) -> None:
    """Python collects on whichever thread allocates: a window whose timers end on another than theirs crashes Qt."""

    def collect() -> None:
        if gc.get_count()[0] > _GARBAGE:
            gc.collect()

    gc.disable()
    timer = QTimer(app, interval=1000)
    timer.timeout.connect(collect)
    timer.start()


def _take_message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    """Keep what Qt has to say; where it finds no screen to begin on, say so and end before it aborts."""
    errors.log.info("Qt: %s", text)
    if kind is QtMsgType.QtFatalMsg and QApplication.primaryScreen() is None:
        print(f"studio: {_no_screen()}", file=sys.stderr, flush=True)
        os._exit(2)


def _no_screen() -> str:
    names = ("WAYLAND_DISPLAY", "DISPLAY", "QT_QPA_PLATFORM")
    told = ", ".join(f"{name}={os.environ[name]}" for name in names if os.environ.get(name))
    if not told and sys.platform == "linux":
        return "there is no display to open a window on. Start it from a desktop, or over ssh with -X."
    where = f" ({told})" if told else ""
    return f"no window can be opened on this display{where}. Check it; {errors.log_file()} has what Qt says."


def run(start: Start) -> int:
    """Open the window and stay until it is closed."""
    settings = Settings(settings_file())
    app = make_application(settings.get(LANGUAGE))
    studio = Studio(start, settings, recovery=recovery_folder())
    errors.install_excepthook(studio.show_failure)
    studio.show()
    try:
        return app.exec()
    finally:
        studio.close()
