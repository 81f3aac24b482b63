"""The map page: grids by level and colour, events as pins, one selection with the queue."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from commandroom.domain.changes import Changes
from commandroom.domain.datum import Datum
from commandroom.domain.errors import RoomError
from commandroom.domain.instant import local
from commandroom.text import mark, sentence, tr
from ui.desk import Desk
from ui.models.map_feed import MapFeed, Read, Tell
from ui.models.map_posts import MapPosts
from ui.models.map_shader import MapShader
from ui.shell import Shell
from ui.theme import Theme
from ui.views.map_flight import MapFlight
from ui.views.map_head import MapHead
from ui.views.map_scenes import MapScenes
from ui.views.map_slots import MapSlots
from ui.views.page import Scene
from ui.widgets.map.choice_bar import MapChoiceBar
from ui.widgets.map.hands import add_tools
from ui.widgets.map.layer_card import MapLayerCard
from ui.widgets.map.panel import MapPanel
from ui.widgets.map.tiles import TileBase
from ui.widgets.map.tool_bar import MapToolBar

EMPTY = mark(
    "还没有网格边界，也没有带位置的事件。导入边界文件（GeoJSON、Shapefile、KML、GeoPackage）后，网格就是地图。"
)
LOADING = mark("正在读取网格和事件……")


class MapView(MapSlots):
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
        self.shader = MapShader(desk, self.feed)
        self.posts = MapPosts(desk, self)
        self.panel = MapPanel(theme, shell.selection, self)
        self.panel.describe = self._describe
        self.layers = MapLayerCard(theme, self.panel)
        self.flight = MapFlight(desk, shell, self.posts, self)
        self.head = MapHead(theme, self.shader, self.flight.find)
        self.choice = MapChoiceBar(theme, shell.selection, self.panel)
        self.base: TileBase | None = None
        self.tools = MapToolBar(theme, self.panel.canvas, self)
        self.lay_out(self.tools, self.panel)
        add_tools(self.tools, self.panel.canvas)
        self._connect()
        self._bind()

    def _connect(self) -> None:
        canvas, feed, head = self.panel.canvas, self.feed, self.head
        feed.gridsChanged.connect(self.layers.show_levels)
        feed.gridsChanged.connect(self.flight.look_in)
        feed.gridsChanged.connect(self.panel.show_grids)
        feed.coloursChanged.connect(self.panel.show_colours)
        feed.legendsChanged.connect(canvas.set_legends)
        self.panel.sift = self.layers.only.sift
        feed.pinsChanged.connect(self.panel.show_events)
        feed.pinsChanged.connect(self._say_left_out)
        self.layers.only.changed.connect(self.panel.show_sifted)
        self.layers.only.changed.connect(self._say_left_out)
        feed.settled.connect(self._tell_state)
        feed.broken.connect(self._tell_state)
        self.posts.changed.connect(canvas.set_posts)
        self.shader.failed.connect(self._refused)
        self.layers.changed.connect(self._apply)
        canvas.drawn.connect(self.settled)
        canvas.lockChanged.connect(head.show_lock)
        head.fit_wanted.connect(self._fit)
        head.layers.toggled.connect(self._open_layers)
        head.search.flown.connect(partial(self.flight.fly, canvas))
        head.search.wanted.connect(self.posts.want)
        head.search.escaped.connect(self._to_map)
        self.choice.queue_wanted.connect(self._to_queue)
        self.choice.clear_wanted.connect(self._choose_none)

    def _bind(self) -> None:
        """Keys of the page; those of the tools are heard by their strip."""
        bound: tuple[tuple[str, Callable[[], object]], ...] = (
            ("/", self.head.search.begin), ("C", self.head.shade.open), ("T", self.head.layers.toggle),
            ("Q", self._to_queue),
        )  # fmt: skip
        for key, act in bound:
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    # -- hands -----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc that nobody else wanted: the choice of many is given up."""
        if event.key() == Qt.Key.Key_Escape and (self.shell.selection.events or self.shell.selection.grids):
            self._choose_none()
        else:
            super().keyPressEvent(event)

    def _apply(self) -> None:
        layers = self.layers
        self.posts.show(layers.with_posts)
        self.panel.canvas.show_layers(
            pins=layers.pins.isChecked(), hidden=layers.hidden,
            posts=layers.with_posts, names=layers.names.isChecked(),
        )  # fmt: skip

    def _say_left_out(self, layer: object = None) -> None:
        del layer
        self.head.show_left_out(self.panel.left_out)

    def _open_layers(self, on: bool) -> None:
        self.layers.setVisible(on)
        self.layers.place()

    def _to_map(self) -> None:
        self.panel.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit(self) -> None:
        self.panel.canvas.fit(None)
        self._to_map()

    def _to_queue(self) -> None:
        if self.shell.selection.events or self.shell.selection.grids:
            self.shell.show_page("desk")

    def _choose_none(self) -> None:
        self.shell.selection.choose_many((), (), self)

    def _refused(self, error: RoomError) -> None:
        self.shell.toast(sentence(error), "refused")

    def _describe(self, kind: str, ident: str) -> tuple[str, tuple[str, ...]]:
        return self.posts.describe(ident) if kind == "post" else self.feed.describe(kind, ident)

    def _tell_state(self, error: object = None) -> None:
        """Empty, out of date or broken, in words and with what one can do about it."""
        if isinstance(error, RoomError):
            if self.feed.loaded:
                when = f"{local(self.feed.read_at):%H:%M}"
                self.say("stale", tr("地图还是 {when} 的：{reason}", when=when, reason=sentence(error)))
            else:
                self.say("error", sentence(error), tr("再读一次"), self._again)
        elif not len(self.feed.layer) and not self.feed.picture.events:
            self.say("empty", tr(EMPTY), tr("导入边界  Ctrl+I"), self._import)
        else:
            self.unsay()

    def _again(self) -> None:
        self.say("loading", tr(LOADING))
        self.feed.load()

    def _import(self) -> None:
        from ui.dialogs.import_dialog import open_import

        open_import(self.desk, self.theme, self.shell)

    def set_base(self, path: Path | None, datum: Datum = Datum.WGS84) -> bool:
        """Lay a base map under the grids, or take it away; a file that will not do is refused in a sentence."""
        try:
            base = None if path is None else TileBase(path, datum)
        except RoomError as error:
            self.shell.toast(sentence(error), "refused")
            return False
        self.panel.canvas.set_base(base)
        if self.base is not None:
            self.base.close()
        self.base = base
        self.layers.base.setText(tr("撤下底图") if base is not None else tr("选底图文件…"))
        return True

    # -- the page --------------------------------------------------------------------------------

    def take(self, changes: Changes) -> None:
        """Read again soon what was recorded."""
        self.feed.take(changes)
        self.posts.take(changes)
        self.shader.take(changes)

    def enter(self) -> None:
        """Read the picture at the first visit and take the keyboard."""
        self.head.shade.show_months(self.shader.months())
        if not self.feed.loaded:
            self._again()
        self.panel.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Another page is shown now."""
        self.left.emit()

    def ready(self) -> bool:
        """Whether the picture is read and drawn sharp, with its names."""
        read = self.feed.loaded and self.shader.settled and self.posts.settled
        return read and self.fitted and self.panel.canvas.whole

    def search(self, words: str) -> bool:
        """Fly to the best answer and choose it: a grid, an event, a person's grid."""
        found = self.flight.find(words)
        if found:
            self.flight.fly(self.panel.canvas, found[0])
        return bool(found) or not words

    def scenes(self) -> list[Scene]:
        """A choice of many, people and layers, a measured area, a month's figure; those of the further parts."""
        own = MapScenes(self.shell, self.head, self.panel, self.layers, self.tools).all()
        return [*own, *self._more_scenes]

    def keys(self) -> list[tuple[str, str]]:
        """The keys of the map."""
        return [
            *self.tools.keys(),
            ("/", tr("找网格、事件、人，飞过去")),
            ("C", tr("网格按什么着色")),
            ("T", tr("图层")),
            ("Q", tr("在队列中看选中的")),
            (tr("Shift 拖动"), tr("框选；按住 Alt 选网格")),
            (tr("Ctrl 点击"), tr("加选、减选")),
            (tr("方向键"), tr("移动地图；鼠标中键拖动在任何工具下都移动")),
            ("+ / -", tr("放大、缩小")),
            ("Home", tr("回到全图并解除锁定")),
            ("Tab", tr("逐个选事件，最急的在先")),
            ("Enter", tr("打开选中的事件")),
            *self._more_keys,
        ]
