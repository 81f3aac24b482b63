"""The strip of tools beside a map: one button for each, its key on it, the one in hand pressed."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QVBoxLayout, QWidget

from commandroom.text import tr
from ui.theme import Theme
from ui.widgets.dressing import label, sized, spaced
from ui.widgets.map.surface import MapSurface
from ui.widgets.map.tools import MapTool

WIDE = 108
"""Pixels of the strip at scale 1.0: four signs and a key."""


class MapToolBar(QFrame):
    """Takes up a tool on its canvas by click or by key; its key again, or Esc, lays it down."""

    def __init__(self, theme: Theme, canvas: MapSurface, page: QWidget) -> None:
        super().__init__(page)
        self._theme, self._canvas, self._page = theme, canvas, page
        self._buttons: dict[MapTool, QPushButton] = {}
        self._keys: list[tuple[str, str]] = []
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self.setObjectName("panelHead")
        sized(self, theme, wide=WIDE)
        self._rows = spaced(QVBoxLayout(self), theme, (8, 8, 8, 8), 4)
        self._rows.addStretch(1)
        canvas.toolChanged.connect(self._taken)
        self.add_tool(canvas.home, tr("拖动"), "Esc", tr("拖动移动地图，点选一件或一格；Ctrl 点击多选"))
        self._taken(canvas.tool)

    def add_head(self, words: str) -> None:
        """Begin another group of tools under a small word."""
        self._rows.insertWidget(self._rows.count() - 1, label(words, "label"))

    def add_tool(self, tool: MapTool, words: str, key: str, hover: str = "") -> QPushButton:
        """A button for a tool; ``key`` is heard on the whole page (Esc is heard by the map itself)."""
        button = QPushButton(f"{words}  {key}" if key else words, self)
        button.setCheckable(True)
        button.setToolTip(hover)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(partial(self._take, tool))
        self._group.addButton(button)
        self._buttons[tool] = button
        self._keys += [(key, hover or words)] if key else []
        self._rows.insertWidget(self._rows.count() - 1, button)
        if key and key != "Esc":
            self._hear(key, partial(self._toggle, tool))
        return button

    def add_button(self, button: QPushButton) -> None:
        """A button of another kind among the tools."""
        self._rows.insertWidget(self._rows.count() - 1, button)

    def tools(self) -> list[MapTool]:
        """The tools in the order of the strip."""
        return list(self._buttons)

    def keys(self) -> list[tuple[str, str]]:
        """The keys of the tools and what they do, for the key help."""
        return list(self._keys)

    def _hear(self, key: str, act: "partial[None]") -> None:
        shortcut = QShortcut(QKeySequence(key), self._page)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)

    def _toggle(self, tool: MapTool) -> None:
        """The key of the tool in hand lays it down."""
        if self._buttons[tool].isEnabled() and not self._buttons[tool].isHidden():
            self._take(None if self._canvas.tool is tool else tool)

    def _take(self, tool: MapTool | None, checked: bool = True) -> None:
        del checked
        self._canvas.set_tool(tool)
        self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def _taken(self, tool: MapTool) -> None:
        button = self._buttons.get(tool)
        if button is not None:
            button.setChecked(True)
        elif (pressed := self._group.checkedButton()) is not None:
            self._group.setExclusive(False)
            pressed.setChecked(False)
            self._group.setExclusive(True)
