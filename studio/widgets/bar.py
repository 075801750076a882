"""The bars above the canvas: a failure, an offer, or work that takes a while. They block nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPalette, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QProgressBar, QPushButton, QWidget

from studio import theme
from studio.errors import Failure, FailureKind
from studio.widgets.layout import column, row

NARROW = 420
"""Pixels of width below which the buttons go under the words."""
_SIGN = 18
_ACROSS, _DOWN = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
Choice = tuple[str, Callable[[], object]]
"""The text of a button, and what it does."""


class Bar(QFrame):
    """A sign, words and buttons. Hidden at first; its buttons take no focus from the canvas by a click."""

    wanted_changed = Signal()

    def __init__(self, icon: str, role: QPalette.ColorRole = QPalette.ColorRole.Link) -> None:
        """Args: role: the colour of its sign."""
        super().__init__()
        self._icon, self._role = icon, role
        self.setObjectName("message")
        self._sign = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._sign.setFixedWidth(_SIGN)
        self._text = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._buttons = row(spacing=8)
        self._row = QBoxLayout(_ACROSS, self)
        self._row.setContentsMargins(12, 6, 8, 6)
        self._row.setSpacing(8)
        self._row.addLayout(row(self._sign, self._text, spacing=10, grows=self._text), 1)
        self._row.addLayout(self._buttons)
        self.wanted = False
        """Whether it has something to say; in a `BarStack`, others may come first."""
        self._tint()
        super().hide()

    @property
    def text(self) -> str:
        return self._text.text()

    def say(self, text: str) -> None:
        """Show the bar with other words."""
        self._text.setText(text)
        self.setAccessibleName(text)
        self._arrange(self.width())
        self.wanted = True
        self.show()
        self.wanted_changed.emit()

    def hide(self) -> None:
        """It has nothing more to say."""
        self.wanted = False
        super().hide()
        self.wanted_changed.emit()

    def add_button(self, text: str = "") -> QPushButton:
        """One more button on the right."""
        button = QPushButton(text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignRight)
        return button

    def minimumSizeHint(self) -> QSize:
        return QSize(200, super().minimumSizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange(event.size().width())
        super().resizeEvent(event)

    def _arrange(self, width: int) -> None:
        hints = [button.sizeHint().width() for button in self.findChildren(QPushButton) if not button.isHidden()]
        margins, gaps = self._row.contentsMargins(), self._buttons.spacing() * (len(hints) - 1)
        room = width - margins.left() - margins.right() - gaps
        self._row.setDirection(_DOWN if width < NARROW else _ACROSS)
        self._buttons.setDirection(_DOWN if width < NARROW and sum(hints) > room else _ACROSS)

    def _tint(self) -> None:
        self._sign.setPixmap(theme.icon(self._icon, self._role).pixmap(_SIGN, _SIGN))


class MessageBar(Bar):
    """One failure in plain words, with details to copy. A newer one replaces it, a success of its kind hides it."""

    def __init__(self) -> None:
        super().__init__("alert-circle-outline", QPalette.ColorRole.BrightText)
        self._failure: Failure | None = None
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.copy_button = self.add_button(self.tr("Copy Details"))
        self.copy_button.clicked.connect(self._copy)
        self.close_button = self.add_button(self.tr("Dismiss"))
        self.close_button.clicked.connect(self.hide)

    def show_failure(self, failure: Failure) -> None:
        self._failure = failure
        self.say(failure.message)

    def settle(self, kind: FailureKind, *_: object) -> None:
        """Something has worked: what failed before of the same kind, unless it is OTHER, is old news."""
        if self._failure is not None and self._failure.kind is kind is not FailureKind.OTHER:
            self.hide()

    def _copy(self) -> None:
        if self._failure is not None:
            QGuiApplication.clipboard().setText(self._failure.details)


class OfferBar(Bar):
    """Buttons to take an offer and one to leave it; a newer offer replaces the one before."""

    def __init__(self, icon: str) -> None:
        super().__init__(icon)
        self.take_button, self.other_button, self.leave_button = (self.add_button() for _ in range(3))
        self._choices: dict[QPushButton, Choice | None] = {}
        for button in (self.take_button, self.other_button, self.leave_button):
            button.clicked.connect(partial(self._choose, button))

    def offer(self, text: str, *, take: Choice, leave: Choice, other: Choice | None = None) -> None:
        """Show words and two buttons, or three: `other` is another way to take it."""
        self._choices = {self.take_button: take, self.other_button: other, self.leave_button: leave}
        for button, choice in self._choices.items():
            button.setText("" if choice is None else choice[0])
            button.setVisible(choice is not None)
        self.say(text)

    def _choose(self, button: QPushButton) -> None:
        choice = self._choices[button]
        assert choice is not None
        self.hide()
        choice[1]()


class BarStack(QWidget):
    """Shows one bar at a time, the first of those that have something to say, and beside it the progress of work."""

    def __init__(self, bars: Sequence[Bar], *progress: Bar) -> None:
        """Args: bars: what is more urgent comes first."""
        super().__init__()
        self._bars = bars
        column(*bars, *progress, on=self, spacing=0, margins=(0, 0, 0, 0))
        for bar in bars:
            bar.wanted_changed.connect(self._choose)

    def _choose(self) -> None:
        first = next((bar for bar in self._bars if bar.wanted), None)
        for bar in self._bars:
            bar.setVisible(bar is first)


class ProgressBar(Bar):
    """How far some work is, and a button to give it up."""

    given_up = Signal()
    """The user wants no more of it."""

    def __init__(self, icon: str) -> None:
        super().__init__(icon)
        self._progress = QProgressBar(textVisible=False)
        self._progress.setFixedSize(160, 6)
        self._buttons.addWidget(self._progress)
        self.cancel_button = self.add_button(self.tr("Cancel"))
        self.cancel_button.clicked.connect(self.given_up)

    def show_progress(self, text: str, done: int, total: int) -> None:
        """Show how far it is, in words and as a bar."""
        self._progress.setRange(0, total)
        self._progress.setValue(done)
        self._progress.setAccessibleName(text)
        self.say(text)
