"""Feeds the tiles from the models the desk has, and knows how long ago each was last known to be true."""

import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from commandroom.clock import Trust
from commandroom.clock_text import CLOCK_WORDS
from commandroom.domain.catalog import CATEGORY_WORDS
from commandroom.domain.changes import Changes
from commandroom.domain.instant import DAY, HOUR, Instant, local, local_date
from commandroom.domain.lapses import Judgement
from commandroom.domain.outlook import HOURS, Lack, outlook
from commandroom.reports.breaches import Breaches, breaches
from commandroom.reports.duty_month import WEEKDAYS, on_duty
from commandroom.span_text import time_left
from commandroom.text import tr
from ui.desk import Desk
from ui.models.live_queue import LiveQueue
from ui.models.map_feed import MapFeed
from ui.models.map_read import MapReading
from ui.models.names import Names
from ui.models.pressure_feed import PressureFeed
from ui.wall import wall_news
from ui.wall.wall_news import WORST, Alert, DutyNews, PressureNews, TodayNews, Worst

PARTS = ("map", "pressure", "today", "duty", "alerts")
ALERTS = 6
_CATEGORIES: dict[str, str] = {str(category): word for category, word in CATEGORY_WORDS.items()}


class WallFeed(QObject):
    """Keeps the news of every tile; a tile grows old when its part was not read or the room does not answer."""

    told = Signal(str)
    """A part has other news."""

    def __init__(self, desk: Desk, passed: Callable[[], float] = time.monotonic, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._passed = desk, passed
        self.names = Names(desk)
        self.live = LiveQueue.of(desk)
        self.board = PressureFeed.of(desk)
        self.map = MapFeed(desk, MapReading(), parent=self)
        self.pressure, self.today, self.duty = PressureNews(), TodayNews(), DutyNews()
        self.alerts: tuple[Alert, ...] = ()
        self.room_name = ""
        self._true_at: dict[str, float] = {}
        self._known: set[str] = set()
        self._turn: Instant = 0
        self._reading = False
        self._minute = QTimer(self)
        self._minute.setInterval(30_000)
        self._minute.timeout.connect(self.look)
        self._connect()
        if desk.is_open:
            self._begin()

    def _connect(self) -> None:
        self._desk.opened.connect(self._begin)
        self._desk.changed.connect(self._take)
        self._desk.beat.connect(self._beat)
        self._desk.clock_told.connect(self._told_clock)
        self.live.opened.connect(self._count)
        self.live.changed.connect(self._count)
        self.live.minute.connect(self._count)
        self.board.filled.connect(self._press)
        self.board.moved.connect(self._press)
        self.map.settled.connect(self._mapped)

    def _begin(self, _room: object = None) -> None:
        self.room_name = str(self._desk.reader.setting("name", "") or tr("综合信息指挥室"))
        self.live.open()
        self.board.begin()
        self.map.load()
        self.look()
        self._minute.start()
        self._count()  # the desk may have read all of it long before the wall is opened

    def age(self, part: str) -> int:
        """Seconds since a part was last known to be true."""
        true_at = self._true_at.get(part)
        return 0 if true_at is None else max(0, int(self._passed() - true_at))

    @property
    def complete(self) -> bool:
        """Whether every part was read once."""
        return self._known >= set(PARTS)

    # -- what the room says ----------------------------------------------------------------------------

    def _beat(self, seconds: float) -> None:
        """The room answered: whatever was read and not contradicted since is still true."""
        if seconds >= 0:
            for part in self._known - ({"map"} if self.map.failed is not None else set()):
                self._true_at[part] = self._passed()

    def _tell(self, part: str) -> None:
        self._known.add(part)
        self._true_at[part] = self._passed()
        self.told.emit(part)

    def _take(self, changes: Changes) -> None:
        self.map.take(changes)
        if changes.kinds() & {"duty", "person", "event", "room"}:
            self.look()

    def _told_clock(self, _trust: Trust) -> None:
        self.look()

    def _mapped(self) -> None:
        self._tell("map")

    # -- parts -----------------------------------------------------------------------------------------

    def _count(self, _changes: object = None) -> None:
        if self.live.is_open:
            self.today = wall_news.today(self.live.queue, self.live.now())
            self._tell("today")
            self._press()

    def _press(self, _kinds: object = None) -> None:
        if not (self.live.is_open and self.board.loaded and self._desk.is_open):
            return
        now = self.board.now()
        tabs = self.live.queue.tabs(now)
        clocks = wall_news.nearest(self.board.board, WORST * 3)
        cards = [card for card in self.board.cards(clocks) if card is not None and card.open_to_all]
        worst = []
        for card in cards[:WORST]:
            clock = card.clock
            where = self.names.grid(clock.grid) if clock.grid else tr("待定网格")
            category = tr(_CATEGORIES[card.category]) if card.category in _CATEGORIES else ""
            parts = (tr(CLOCK_WORDS[clock.kind]), category, self.names.unit(card.unit))
            what = tr(" · ").join(part for part in parts if part)
            worst.append(Worst(clock.light(now).value, time_left(clock.due_at - now), where, what))
        self.pressure = PressureNews(tabs.overdue, tabs.due_soon, tuple(worst))
        self._tell("pressure")

    def look(self) -> None:
        """Read who is on duty and what is to be warned of."""
        if self._desk.is_open and not self._reading:
            self._reading = True
            self._desk.start(self._look(), self)

    async def _look(self) -> None:
        now = self._desk.judged_at()
        try:
            found, late = await self._desk.ask(_read, now)
        finally:
            self._reading = False
        people = {person for one in (*found.now, *found.next) for person in one.people}
        self.duty = wall_news.duty(found, {person: self.names.person(person) for person in people})
        self._tell("duty")
        self.alerts = (*self._doubt(), *self._lacks(now), *self._late(late, now))[:ALERTS]
        self._tell("alerts")

    def _doubt(self) -> list[Alert]:
        trust = self._desk.trust
        if trust is None or trust.sound:
            return []
        return [Alert("due_soon", tr("本机时间不可信，判定停在 {when}", when=f"{local(trust.last):%m-%d %H:%M}"))]

    def _lacks(self, now: Instant) -> list[Alert]:
        """The first hours ahead in which something falls due and nobody is there for it."""
        first = now - now % HOUR
        near = {local_date(first + step * DAY).isoformat() for step in range(-1, 5)}
        duties = [one for one in self._desk.reader.all("duty") if one.day in near]
        people = {person.id: person for person in self._desk.reader.all("person")}
        told = []
        for hour in outlook(first, self.board.board.due_by_hour(first, HOURS), duties, people):
            if hour.lack:
                when = local(hour.start)
                lack = tr("无人值班") if hour.lack == Lack.NOBODY.value else tr("值班无执法证人员")
                day, time_of = tr("周{day}", day=tr(WEEKDAYS[when.weekday()])), f"{when:%H:%M}"
                words = tr("{day} {time} 到期 {count} 件，{lack}", day=day, time=time_of, count=hour.due, lack=lack)
                told.append(Alert("due_soon", words))
        return told[:2]

    def _late(self, found: Breaches, now: Instant) -> list[Alert]:
        told = []
        for one in found.rows[:ALERTS]:
            word, unit = tr(CLOCK_WORDS.get(one.kind, one.kind)), self.names.unit(one.unit) or tr("未派单")
            words = tr("{time} {word}超期 · {unit}", time=f"{local(one.nominal):%m-%d %H:%M}", word=word, unit=unit)
            told.append(Alert("overdue" if one.judgement is not Judgement.STALE else "paused", words))
        return told


def _read(reader: Any, now: Instant) -> tuple[Any, Breaches]:
    return on_duty(reader, now), breaches(reader, now - DAY, now + 1)
