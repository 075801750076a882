"""The main window: lays out what the composition root built. It holds no facts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QLabel,
    QMainWindow,
    QMenu,
    QMenuBar,
    QSizePolicy,
    QTabWidget,
    QToolBar,
    QWidget,
)

from studio.actions import Menu
from studio.actions.action_set import Actions
from studio.canvas.toolbox import Toolbox
from studio.canvas.tools import Tool
from studio.canvas.view import CanvasView
from studio.settings import GEOMETRY, LAYOUT, SPLIT, Settings
from studio.widgets.bar import BarStack
from studio.widgets.completions import CompletionsPane
from studio.widgets.layout import Split, column

_SIZE = QSize(1280, 880)
"""Of the window at the first start."""
_NARROWEST = 760
"""At which there is room for a word in the status bar."""
_LAYOUT = 1
"""Of the panels: what was saved with another is passed over."""
MENUS = (Menu.FILE, Menu.EDIT, Menu.KNOWN, Menu.SOURCES, Menu.COMPLETION, Menu.VIEW, Menu.HELP)


class Window(QMainWindow):
    """Canvas in the middle, tools on the left, panels on the right, words at the bottom."""

    dropped = Signal(QMimeData)
    added = Signal(QMimeData)
    """Dropped with Shift: to join what is there."""
    recoloured = Signal()
    """The palette has changed: icons must be tinted again."""
    panels_changed = Signal()
    """Others are on show."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self._docks: list[QDockWidget] = []
        self.may_close: Callable[[], bool] = lambda: True
        """Asked before the window closes; False keeps it open."""
        self.setObjectName("studio")
        self.setAcceptDrops(True)
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setMinimumWidth(_NARROWEST)
        self.split = Split()
        self._fit_the_screen()

    def set_middle(self, canvas: CanvasView, completions: CompletionsPane, bars: BarStack) -> None:
        """The canvas and the completions beside it, with room for messages and offers above them."""
        for part in (canvas, completions):
            self.split.add_part(part, part)
        middle = QWidget()
        column(bars, self.split, on=middle, spacing=0, margins=(0, 0, 0, 0), grows=self.split)
        self.setCentralWidget(middle)

    def add_panel(self, name: str, title: str, panel: QWidget, *, grows: bool = False, left: bool = False) -> None:
        """A panel of settings on the right, hidden until it is wanted; `name` keeps its place between starts.

        Args:
            left: it is on the left of the canvas.
        """
        frame = QWidget()
        column(panel, on=frame, margins=(12, 4, 12, 10))
        if not grows:
            frame.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        dock = QDockWidget(title, self)
        dock.setObjectName(name)
        dock.setWidget(frame)
        area = Qt.DockWidgetArea.LeftDockWidgetArea if left else Qt.DockWidgetArea.RightDockWidgetArea
        self.addDockWidget(area, dock)
        dock.hide()
        dock.visibilityChanged.connect(self.panels_changed)
        self._docks.append(dock)

    @property
    def panels(self) -> frozenset[str]:
        """Names of the panels on show."""
        return frozenset(dock.objectName() for dock in self._docks if not dock.isHidden())

    def show_panel(self, name: str, shown: bool = True) -> None:
        """Show or hide a panel. One shown on the right takes the place of the one there: both would be too tall."""
        dock = next(dock for dock in self._docks if dock.objectName() == name)
        if shown and self._is_on_the_right(dock):
            for other in self._docks:
                if other is not dock and self._is_on_the_right(other):
                    other.hide()
        dock.setVisible(shown)
        dock.raise_()

    def add_panel_buttons(self, actions: Sequence[QAction]) -> None:
        """The slim bar on the right that shows and hides the panels."""
        bar = QToolBar(self.tr("Panels"))
        bar.setObjectName("panels")
        bar.setMovable(False)
        bar.setIconSize(QSize(20, 20))
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        bar.addActions(actions)
        for action in actions:
            button = bar.widgetForAction(action)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.addToolBar(Qt.ToolBarArea.RightToolBarArea, bar)

    def add_tools(self, actions: Actions, toolbox: Toolbox, colours: QWidget) -> None:
        """The slim bar of tools on the left. Args: colours: shown with the pencil in hand."""
        bar = QToolBar(self.tr("Tools"))
        bar.setObjectName("tools")
        bar.setMovable(False)
        bar.setIconSize(QSize(20, 20))
        for name in ("brush", "eraser", "pencil", "ignore", "rectangle", "lasso", "relocate", "place"):
            bar.addAction(actions[name])
        bar.addSeparator()
        bar.addAction(actions["broader"])
        size = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        size.setToolTip(self.tr("Brush size, in patches"))

        def show_hand() -> None:
            shown.setVisible(toolbox.tool is Tool.PENCIL)
            size.setText(str(toolbox.brush_size))
            size.setAccessibleName(self.tr("Brush size {0}").format(toolbox.brush_size))

        bar.addWidget(size)
        bar.addAction(actions["narrower"])
        shown = bar.addWidget(colours)
        toolbox.changed.connect(show_hand)
        show_hand()
        self.addToolBar(Qt.ToolBarArea.LeftToolBarArea, bar)

    def add_menus(self, actions: Actions, *, recent: QMenu) -> None:
        """All menus, from the rows; the panels' switches join the view menu."""
        for kind in MENUS:
            menu = self._add_menu(self.menuBar(), actions, kind)
            if kind is Menu.KNOWN:
                menu.addSeparator()
                self._add_menu(menu, actions, Menu.PRESETS)
                self._add_menu(menu, actions, Menu.ORDER)
            if kind is Menu.FILE:
                menu.insertMenu(actions["open"], self._add_menu(menu, actions, Menu.EXAMPLES))
                menu.insertAction(actions["save"], actions["add_source"])
                menu.insertMenu(actions["save"], recent)
            if kind is Menu.COMPLETION:
                menu.addSeparator()
                self._add_menu(menu, actions, Menu.PALETTE)
            if kind is Menu.VIEW:
                for inner in (Menu.PANELS, Menu.THEME, Menu.LANGUAGE):
                    self._add_menu(menu, actions, inner)

    def restore(self) -> None:
        """Size, place and panels as they were at the last end."""
        self.restoreGeometry(self._settings.get(GEOMETRY))
        self.restoreState(self._settings.get(LAYOUT), _LAYOUT)
        self.split.restore(self._settings.get(SPLIT))

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.may_close():
            event.ignore()
            return
        self._settings.set(GEOMETRY, self.saveGeometry())
        self._settings.set(LAYOUT, self.saveState(_LAYOUT))
        self._settings.set(SPLIT, self.split.state())
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        data = event.mimeData()
        if event.source() is None and (data.hasImage() or any(url.isLocalFile() for url in data.urls())):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        adds = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        (self.added if adds else self.dropped).emit(event.mimeData())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.recoloured.emit()
        super().changeEvent(event)

    def _fit_the_screen(self) -> None:
        """As large as is pleasant, and never larger than the screen, whatever its scale."""
        room = self.screen().availableSize()
        self.resize(_SIZE.boundedTo(QSize(room.width() * 9 // 10, room.height() * 17 // 20)))

    def _is_on_the_right(self, dock: QDockWidget) -> bool:
        right = self.dockWidgetArea(dock) is Qt.DockWidgetArea.RightDockWidgetArea
        return right and not dock.isFloating()

    def _add_menu(self, parent: QMenu | QMenuBar, actions: Actions, kind: Menu) -> QMenu:
        menu = parent.addMenu(QCoreApplication.translate("Actions", kind.value))
        for action in actions.in_menu(kind):
            menu.addSeparator() if action is None else menu.addAction(action)
        return menu


def focus_next_panel(stops: Sequence[tuple[QWidget, QWidget]]) -> None:
    """Give the keys to the next panel that is seen; the first one comes after the last.

    Args:
        stops: each panel, and what takes the keys in it.
    """
    focus = QApplication.focusWidget()
    held = [focus is not None and (panel is focus or panel.isAncestorOf(focus)) for panel, _ in stops]
    here = held.index(True) if True in held else -1
    for panel, inner in (*stops[here + 1 :], *stops[: here + 1]):
        behind = panel.visibleRegion().isEmpty()  # another panel's tab is in front of it
        if inner.isVisible() and inner.isEnabled() and not behind:
            inner.activateWindow()  # a panel may float
            inner.setFocus()
            return
