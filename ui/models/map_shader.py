"""Chooses what a map is coloured by, and reads the figures of a month for it beside the window."""

from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from commandroom.domain.changes import Changes
from commandroom.domain.errors import RoomError
from commandroom.domain.instant import Instant
from commandroom.reports import figure_places
from commandroom.reports.figure_places import FigurePlaces
from commandroom.reports.figures import TABLE
from commandroom.reports.period import Month
from commandroom.store.queue.live import Queue
from commandroom.text import tr
from ui.desk import Desk
from ui.models import map_heat
from ui.models.live_queue import LiveQueue
from ui.models.map_feed import MapFeed
from ui.models.map_layers import MapPicture
from ui.models.map_shades import Kind, Shade, Values, usual_shades

AGAIN_MS = 8_000
"""How long after a change a month's figures are counted again."""
MONTHS = 13
"""So many months back from this one are offered."""


class MapShader(QObject):
    """Colours one feed; what was asked last wins."""

    shaded = Signal()
    """The colours are those that were asked for."""
    failed = Signal(object)
    """RoomError: the month could not be counted; the colours before stay."""

    def __init__(self, desk: Desk, feed: MapFeed) -> None:
        super().__init__(feed)
        self._desk, self._feed = desk, feed
        self._usual = {shade.code: shade for shade in usual_shades()}
        self._code, self._month = "now_open", ""
        self._places: FigurePlaces | None = None
        self._asked = 0
        self.settled = True
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AGAIN_MS)
        self._timer.timeout.connect(self._load)

    @property
    def chosen(self) -> tuple[str, str]:
        """Code of what colours the map, key of the month it is of ("" for now)."""
        return self._code, self._month

    def usual(self) -> list[tuple[str, str]]:
        """What is of now: code and word."""
        return [(shade.code, tr(shade.title)) for shade in self._usual.values()]

    @staticmethod
    def figures() -> list[tuple[str, str]]:
        """Every figure of the month, and its heat: code and word."""
        return [*((code, tr(name)) for code, name, *_ in TABLE), (map_heat.CODE, tr(map_heat.WORD))]

    def months(self) -> list[tuple[str, str]]:
        """The months: the last whole one first, then this one, then those before."""
        this = Month.of(self._desk.now())
        ordered = [this.moved(-1), this, *(this.moved(-back) for back in range(2, MONTHS))]
        return [(month.key, month.words) for month in ordered]

    def choose(self, code: str, month: str = "") -> None:
        """Colour by this; a month's figure is read beside the window and shown when it is there."""
        self._code, self._month = code, month
        self._asked += 1
        self._timer.stop()
        self.settled = False
        if code in self._usual:
            self._feed.shade_by(self._usual[code])
            self._say()
        elif self._places is not None and self._places.month.key == month:
            self._show(self._places)
        else:
            self._load()

    def take(self, changes: Changes) -> None:
        """Something was recorded: a month's figures are counted again before long."""
        if self._code not in self._usual and changes.kinds() & {"event", "grid"} and not self._timer.isActive():
            self._timer.start()

    def _load(self) -> None:
        live = LiveQueue.of(self._desk)
        if live.is_open:
            self._desk.start(self._read(live.queue, self._asked, Month.read(self._month)), self)
        else:
            live.open()
            self._timer.start(200)

    async def _read(self, queue: Queue, asked: int, month: Month) -> None:
        try:
            places = await self._desk.ask(_read, queue, month, self._desk.now())
        except RoomError as error:
            if asked == self._asked:
                self.settled = True
                self.failed.emit(error)
            return
        if asked == self._asked:
            self._places = places
            self._show(places)

    def _show(self, places: FigurePlaces) -> None:
        if self._code == map_heat.CODE:
            self._feed.heat_by(map_heat.heat_of(places))
            self._say()
            return
        figure = places.find(self._code)
        if figure is None:
            return
        title = f"{places.month.words} {tr(figure.name)}"
        kind: Kind = "share" if figure.is_ratio else "count"
        self._feed.shade_by(Shade(self._code, title, kind, partial(_values, places, self._code)))
        self._say()

    def _say(self) -> None:
        self.settled = True
        self.shaded.emit()


def _values(places: FigurePlaces, code: str, picture: MapPicture) -> Values:
    return places.values(code, {grid.code: grid.parent for grid in picture.grids})


def _read(reader: Any, queue: Queue, month: Month, now: Instant) -> FigurePlaces:
    return figure_places.read(reader, queue.figures(reader.raw), month, now)
