"""What the training window says while there is no run to see: what to do, in order."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from studio.translation import number


class FirstSteps(QWidget):
    """Four steps from a folder of pictures to a model."""

    def __init__(self) -> None:
        super().__init__()
        title = QLabel(self.tr("Train a model of your own pictures"))
        larger = title.font()
        larger.setPointSizeF(larger.pointSizeF() * 1.4)
        title.setFont(larger)
        column = QVBoxLayout(self)
        column.setContentsMargins(48, 24, 48, 24)
        column.setSpacing(14)
        column.addStretch(2)
        column.addWidget(title)
        for place, words in enumerate(self._steps(), 1):
            step, said = QLabel(number(place)), QLabel(words, wordWrap=True)
            step.setForegroundRole(QPalette.ColorRole.Link)
            row = QHBoxLayout()
            row.setSpacing(12)
            row.addWidget(step, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(said, 1)
            column.addLayout(row)
        note = QLabel(wordWrap=True)
        note.setText(
            self.tr("Training goes on when this window or the studio is closed. Nothing leaves this computer.")
        )
        note.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        column.addWidget(note)
        column.addStretch(3)

    def _steps(self) -> list[str]:
        return [
            self.tr("Choose a folder of pictures of one kind. Five hundred are few, several thousand are good."),
            self.tr("Grey or colour, and which size? What suits your pictures is proposed; larger ones take longer."),
            self.tr("Say when to stop, and press Start. Curves and samples appear here as it trains."),
            self.tr("Stop, go on later, or export the model: it appears among the models of the main window."),
        ]
