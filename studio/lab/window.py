"""The lab's window: one page a simulation."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QTabWidget, QWidget

from studio.errors import Failure
from studio.lab.bridge import BridgePage
from studio.lab.exploration import ExplorationPage
from studio.lab.surfaces import SurfacesPage
from studio.widgets.layout import column


class LabWindow(QWidget):
    """A window of its own; its threads end with it and start again when it is opened again."""

    failed = Signal(Failure)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("lab")
        self.setWindowTitle(self.tr("Lab"))
        self.surfaces, self.exploration, self.bridge = SurfacesPage(), ExplorationPage(), BridgePage()
        self.tabs = QTabWidget(documentMode=True)
        self.tabs.addTab(self.surfaces, self.tr("&Surfaces"))
        self.tabs.addTab(self.exploration, self.tr("E&xploration"))
        self.tabs.addTab(self.bridge, self.tr("α-&Bridge"))
        for page in (self.surfaces, self.exploration, self.bridge):
            page.failed.connect(self.failed)
        column(self.tabs, on=self, margins=(0, 0, 0, 0))
        # Escape does not close it: there is a run in it, and a field to leave
        QShortcut(QKeySequence(QKeySequence.StandardKey.Close), self).activated.connect(self.close)
        self.resize(self.sizeHint())

    def sizeHint(self) -> QSize:
        return QSize(1120, 650)

    def end(self) -> None:
        """End the threads, whatever they are doing."""
        for page in (self.surfaces, self.exploration, self.bridge):
            page.close_threads()

    def showEvent(self, event: QShowEvent) -> None:
        self.surfaces.begin()
        super().showEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.end()
        event.accept()
