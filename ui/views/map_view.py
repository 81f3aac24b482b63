"""The map page: grids by level and colour, events as pins, one selection with the queue."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from commandroom.domain.changes import Changes
from commandroom.domain.errors import RoomError
from commandroom.text import sentence, tr
from ui.desk import Desk
from ui.layers import GridLayer
from ui.models.map_feed import MapFeed, Read, Tell
from ui.shell import Shell
from ui.theme import Theme
from ui.views.page import Page
from ui.widgets.dressing import iconed, label, spaced
from ui.widgets.map_panel import MapPanel
from ui.widgets.map_tiles import TileBase
from ui.widgets.map_tool_bar import MapToolBar


class MapView(Page):
    """The whole window as a map. ``read`` makes the picture from a Reader, on the reader's thread."""

    left = Signal()
    """Another page is shown now."""

    def __init__(
        self,
        desk: Desk,
        theme: Theme,
        shell: Shell,
        read: Read,
        tell: Tell | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(desk, theme, shell, parent)
        self.feed = MapFeed(desk, read, tell, self)
        self.panel = MapPanel(theme, shell.selection, self)
        self.panel.describe = self.feed.describe
        self._hidden: set[int] = set()
        self._levels: dict[int, QPushButton] = {}
        self._base: TileBase | None = None
        self._more_keys: list[tuple[str, str]] = []
        rows = self._rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self._toolbar())
        self.tools = MapToolBar(theme, self.panel.canvas, self)
        self._middle = QHBoxLayout()
        self._middle.setSpacing(0)
        self._middle.addWidget(self.tools)
        self._middle.addWidget(self.panel, 1)
        rows.addLayout(self._middle, 1)
        self._foot = QVBoxLayout()
        rows.addLayout(self._foot)
        self.feed.gridsChanged.connect(self._show_grids)
        self.feed.coloursChanged.connect(self.panel.show_colours)
        self.feed.legendsChanged.connect(self.panel.canvas.set_legends)
        self.feed.pinsChanged.connect(self.panel.show_events)
        self.panel.canvas.drawn.connect(self._settle)
        self.panel.canvas.lockChanged.connect(self._tell_lock)

    def _toolbar(self) -> QWidget:
        bar = QWidget(self)
        bar.setObjectName("panelHead")
        row = spaced(QHBoxLayout(bar), self.theme, (16, 8, 16, 8), 8)
        row.addWidget(label(tr("层级"), "label"))
        self._level_row = spaced(QHBoxLayout(), self.theme, gap=4)
        row.addLayout(self._level_row)
        row.addSpacing(self.theme.px("m"))
        self._pins = self._toggle(tr("事件"), "pin")
        self._pins.setChecked(True)
        self._pins.toggled.connect(self._apply)
        row.addWidget(self._pins)
        self._layer_row = spaced(QHBoxLayout(), self.theme, gap=4)
        row.addLayout(self._layer_row)
        row.addStretch(1)
        self._button_row = spaced(QHBoxLayout(), self.theme, gap=8)
        row.addLayout(self._button_row)
        self._tiles = QPushButton(tr("底图…"), bar)
        self._tiles.setToolTip(tr("选一个 MBTiles 图片底图文件；再点一次撤下。不选也能看：网格本身就是图。"))
        self._tiles.clicked.connect(self._ask_base)
        row.addWidget(self._tiles)
        self._state = label(tr("视图跟随"), "small")
        row.addWidget(self._state)
        fit = iconed(QPushButton(tr("全图 Home"), bar), self.theme, "map")
        fit.clicked.connect(self._fit)
        row.addWidget(fit)
        return bar

    # -- what other parts of the page add --------------------------------------------------------

    def add_button(self, button: QPushButton) -> None:
        """A button at the head of the page (print, export)."""
        self._button_row.addWidget(button)

    def add_layer(self, words: str, shown: bool, switch: Callable[[bool], None]) -> QAbstractButton:
        """A layer to be switched on and off, by its word."""
        button = self._toggle(words)
        button.setChecked(shown)
        button.toggled.connect(switch)
        self._layer_row.addWidget(button)
        return button

    def add_side(self, side: QWidget) -> None:
        """Something beside the map, at its right (a list of drafts); hidden sides take no room."""
        self._middle.addWidget(side)

    def add_foot(self, foot: QWidget) -> None:
        """Something under the map (a time slider)."""
        self._foot.addWidget(foot)

    def add_banner(self, banner: QWidget) -> None:
        """Something over everything, as wide as the page: that this is not the present."""
        self._rows.insertWidget(0, banner)

    def add_keys(self, keys: list[tuple[str, str]]) -> None:
        """Further keys (key, what it does) for the key help."""
        self._more_keys += keys

    def _toggle(self, words: str, icon: str = "") -> QPushButton:
        button = QPushButton(words, self)
        button.setCheckable(True)
        return iconed(button, self.theme, icon) if icon else button

    def _show_grids(self, layer: GridLayer) -> None:
        while (item := self._level_row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self._levels = {}
        for level in sorted(set(layer.levels.tolist())):
            named = level < len(layer.level_words)
            button = self._toggle(tr(layer.level_words[level]) if named else tr("第 {level} 级", level=level + 1))
            button.setChecked(level not in self._hidden)
            button.toggled.connect(self._apply)
            self._levels[level] = button
            self._level_row.addWidget(button)
        self.panel.show_grids(layer)

    def _apply(self, checked: bool = True) -> None:
        del checked
        self._hidden = {level for level, button in self._levels.items() if not button.isChecked()}
        self.panel.canvas.show_layers(pins=self._pins.isChecked(), hidden=self._hidden)

    def _tell_lock(self, locked: bool) -> None:
        self._state.setText(tr("视图已锁定") if locked else tr("视图跟随"))

    def _fit(self) -> None:
        self.panel.canvas.fit(None)
        self.panel.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_base(self) -> None:
        if self._base is not None:
            self.set_base(None)
            return
        path, _ = QFileDialog.getOpenFileName(self, tr("选择底图"), "", tr("MBTiles 底图 (*.mbtiles)"))
        if path:
            self.set_base(Path(path))

    def set_base(self, path: Path | None) -> None:
        """Lay a base map under the grids, or take it away; a file that will not do is refused in a sentence."""
        try:
            base = None if path is None else TileBase(path)
        except RoomError as error:
            self.shell.toast(sentence(error), "refused")
            return
        self.panel.canvas.set_base(base)
        if self._base is not None:
            self._base.close()
        self._base = base
        self._tiles.setText(tr("撤下底图") if base is not None else tr("底图…"))

    def _settle(self) -> None:
        self.settled.emit()

    # -- the page --------------------------------------------------------------------------------

    def take(self, changes: Changes) -> None:
        """Read again soon what was recorded."""
        self.feed.take(changes)

    def enter(self) -> None:
        """Read the picture at the first visit and take the keyboard."""
        if not self.feed.loaded:
            self.feed.load()
        self.panel.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Another page is shown now."""
        self.left.emit()

    def ready(self) -> bool:
        """Whether the picture is read and drawn sharp, with its names."""
        return self.feed.loaded and self.panel.canvas.whole

    def search(self, words: str) -> bool:
        """Fly to the first grid whose name or code holds these words and choose it."""
        layer = self.feed.layer
        for code, name in zip(layer.codes, layer.names, strict=True):
            if words and (words in name or words in code):
                self.shell.selection.choose_grid(code, self)
                self.panel.canvas.fit([code])
                self.panel.canvas.lock_view(True)
                return True
        return not words

    def keys(self) -> list[tuple[str, str]]:
        """The keys of the map."""
        return [
            (tr("方向键"), tr("移动地图")),
            ("+ / -", tr("放大、缩小")),
            ("Home", tr("回到全图并解除锁定")),
            ("Tab", tr("逐个选事件，最急的在先")),
            ("Enter", tr("打开选中的事件")),
            *self._more_keys,
        ]
