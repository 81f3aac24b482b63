"""The wall's window: band, map, pressure, and one place in which the other tiles take turns; no input."""

import time
from collections.abc import Callable

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from commandroom.domain.instant import local
from commandroom.text import tr
from ui.desk import Desk
from ui.wall.alerts_tile import AlertsTile
from ui.wall.duty_tile import DutyTile
from ui.wall.map_tile import MapTile
from ui.wall.pressure_tile import PressureTile
from ui.wall.rotation import Rotation
from ui.wall.today_tile import TodayTile
from ui.wall.wall_band import HIGH as BAND
from ui.wall.wall_band import WallBand
from ui.wall.wall_feed import PARTS, WallFeed
from ui.wall.wall_ink import HIGH, WIDE, WallInk
from ui.wall.wall_state import SIDE_TILES, MonitorState
from ui.wall.wall_tile import WallTile

GAP = 24
SIDE_HIGH = 760
"""The place of the tiles that take turns, in the measure of 3840x2160."""
TICK_MS = 1000


class WallWindow(QWidget):
    """Everything masked, everything by itself. Escape and the mouse do nothing: the desk opens and closes it."""

    turned = Signal(str)
    """Another tile stands in the place of turns."""
    closed = Signal()

    def __init__(
        self, desk: Desk, state: MonitorState, passed: Callable[[], float] = time.monotonic,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent, Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint)
        self._desk, self._passed = desk, passed
        self.ink = WallInk()
        self.feed = WallFeed(desk, passed, self)
        self.rotation = Rotation(state.tiles, state.seconds, state.page)
        self.setWindowTitle(tr("大屏"))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.band = WallBand(self.ink, self)
        self.map = MapTile(self.ink, self.feed.map)
        self.pressure, self.today = PressureTile(self.ink), TodayTile(self.ink)
        self.duty, self.alerts = DutyTile(self.ink), AlertsTile(self.ink)
        self.tiles: dict[str, WallTile] = {
            "map": self.map, "pressure": self.pressure, "today": self.today, "duty": self.duty, "alerts": self.alerts,
        }  # fmt: skip
        for tile in self.tiles.values():
            tile.setParent(self)
        self.show_turn(self.rotation.current)
        self.feed.told.connect(self._told)
        desk.opened.connect(self.tick)
        self._ticker = QTimer(self)
        self._ticker.timeout.connect(self.tick)
        self._ticker.start(TICK_MS)
        self.tick()

    # -- what moves ------------------------------------------------------------------------------------

    def tick(self, _room: object = None) -> None:
        """A second went by: the clock, the ages, whose turn it is."""
        if self._desk.is_open:
            self.band.tick(local(self._desk.now()), self.feed.room_name)
        self.grow_old(0)
        if self.rotation.look(self._passed()):
            self.show_turn(self.rotation.current)
            self.turned.emit(self.rotation.current)

    def grow_old(self, more: int) -> None:
        """Tell every tile how old it is, so many seconds more than it is known to be."""
        ages = {part: self.feed.age(part) + more for part in PARTS}
        for part, tile in self.tiles.items():
            tile.grow_old(ages[part])
        self.band.grow_old(min(ages.values()))

    def show_turn(self, name: str) -> None:
        """Show one of the tiles that take turns in their place."""
        for tile in SIDE_TILES:
            self.tiles[tile].setVisible(tile == name)

    def _told(self, part: str) -> None:
        feed = self.feed
        if part == "pressure":
            self.pressure.show_news(feed.pressure)
        elif part == "today":
            self.today.show_news(feed.today)
        elif part == "duty":
            self.duty.show_news(feed.duty)
        elif part == "alerts":
            self.alerts.show_news(feed.alerts)
        self.tiles[part].grow_old(feed.age(part))

    def ready(self) -> bool:
        """Whether every tile was fed and the map is drawn."""
        return self.feed.complete and self.map.canvas.whole

    # -- the window ------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Everything in the measure of 3840x2160, scaled to this screen; what is over stays ground."""
        super().resizeEvent(event)
        unit = min(self.width() / WIDE, self.height() / HIGH)
        wide, high = self.width() / unit, self.height() / unit
        half = (wide - 3 * GAP) / 2
        top, low = BAND, high - GAP
        side = low - SIDE_HIGH
        places = {
            "map": (GAP, top, half, low - top),
            "pressure": (GAP * 2 + half, top, half, side - top - GAP),
        } | dict.fromkeys(SIDE_TILES, (GAP * 2 + half, side, half, SIDE_HIGH))
        self.band.setGeometry(0, 0, self.width(), round(BAND * unit))
        self.band.fit(unit)
        for name, (x, y, w, h) in places.items():
            self.tiles[name].setGeometry(QRect(*(round(part * unit) for part in (x, y, w, h))))
            self.tiles[name].fit(unit)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground between the tiles."""
        with QPainter(self) as p:
            p.fillRect(self.rect(), self.ink.color("ground"))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nothing moves any more."""
        self._ticker.stop()
        super().closeEvent(event)
        self.closed.emit()
