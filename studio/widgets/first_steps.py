"""What the training window says while there is no run to see: what to do, in order."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QWidget

from studio.translation import number
from studio.widgets.labels import QUIET, WrappedLabel
from studio.widgets.layout import column, row


class FirstSteps(QWidget):
    """Four steps from a folder of pictures to a model."""

    def __init__(self) -> None:
        super().__init__()
        title = QLabel(self.tr("Train a model of your own pictures"))
        larger = title.font()
        larger.setPointSizeF(larger.pointSizeF() * 1.4)
        title.setFont(larger)
        rows = []
        for place, words in enumerate(self._steps(), 1):
            step, said = QLabel(number(place), alignment=Qt.AlignmentFlag.AlignTop), QLabel(words, wordWrap=True)
            step.setForegroundRole(QPalette.ColorRole.Link)
            rows.append(row(step, said, spacing=12, grows=said))
        note = WrappedLabel(
            self.tr("Training goes on when this window or the studio is closed. Nothing leaves this computer."),
            role=QUIET,
        )
        page = column(title, *rows, note, on=self, spacing=14, margins=(48, 24, 48, 24))
        page.insertStretch(0, 2)
        page.addStretch(3)

    def _steps(self) -> list[str]:
        return [
            self.tr("Choose a folder of pictures of one kind. Five hundred are few, several thousand are good."),
            self.tr("Grey or colour, and which size? What suits your pictures is proposed; larger ones take longer."),
            self.tr("Say when to stop, and press Start. Curves and samples appear here as it trains."),
            self.tr("Pause, resume later, or export the model: it appears among the models of the main window."),
        ]
