"""The Qt application around a studio: made, run until its window closes, and ended."""

from __future__ import annotations

import sys
from importlib import resources
from pathlib import Path

from PySide6.QtCore import qInstallMessageHandler
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from studio import __version__, errors, theme, translation
from studio.app import Studio
from studio.files.recovery import recovery_folder
from studio.settings import LANGUAGE, Settings, settings_file
from studio.start import Start


def make_application(language: str = translation.SYSTEM) -> QApplication:
    """The one QApplication, named, dressed and speaking a language; what Qt has to say goes to the log."""
    errors.start_log()
    qInstallMessageHandler(lambda kind, context, text: errors.log.info("Qt: %s", text))
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("patchwork")
    app.setApplicationDisplayName("Patchwork")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("org.patchwork_studio.patchwork")
    app.setWindowIcon(QIcon(str(Path(str(resources.files("assets"))) / "icons" / "patchwork.png")))
    theme.apply_theme(app)
    translation.install(app, language)
    return app


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
