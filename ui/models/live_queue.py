"""The one live queue of the window: opened beside the room, kept true by Changes, shared by its pages."""

from collections.abc import Callable
from typing import Any, Self

from PySide6.QtCore import QObject, QTimer, Signal

from commandroom.domain.changes import Changes
from commandroom.domain.instant import MINUTE, Instant
from commandroom.domain.people import Person
from commandroom.store.queue.filter import Mine
from commandroom.store.queue.live import Queue, Tabs
from ui.desk import Desk

FEW = 200
"""Up to so many changed events are read on the spot (a millisecond or two); more go to the reader's thread."""
IDLE_MS = 20_000
"""How long nothing must have happened before the queue's upkeep has a turn."""
_NAME = "live queue"


class LiveQueue(QObject):
    """Holds the Queue of the open room; asks nothing of the database but the rows that changed."""

    opened = Signal()
    changed = Signal(object)
    """Changes, after the queue knows them."""
    minute = Signal()
    """Another minute began: times left read differently."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setObjectName(_NAME)
        self._desk = desk
        self._queue: Queue | None = None
        self._opening = self._catching = self._tending = False
        self._waiting = Changes()
        self._minute = 0
        desk.changed.connect(self._take)
        self._ticker = QTimer(self)
        self._ticker.timeout.connect(self._tick)
        self._ticker.start(1000)
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.timeout.connect(self._tend)

    @classmethod
    def of(cls, desk: Desk) -> Self:
        """The live queue of a desk; made when first asked for."""
        found = desk.findChild(cls, _NAME)
        return found if found is not None else cls(desk)

    @property
    def is_open(self) -> bool:
        """Whether it can answer."""
        return self._queue is not None and self._desk.is_open

    @property
    def queue(self) -> Queue:
        """The queue itself; ``is_open`` first."""
        assert self._queue is not None, "the queue is not open yet"
        return self._queue

    def now(self) -> Instant:
        """The instant by which lights are judged: the room's clock, unless it is in doubt."""
        return self._desk.judged_at()

    def open(self) -> None:
        """Fill the memory, once; ``opened`` comes when it can answer."""
        if self._queue is None and not self._opening:
            self._opening = True
            self._desk.start(self._open(), self)

    def tabs(self, person: Person | None) -> Tabs:
        """The counts over the queue for a person."""
        return self.queue.tabs(self.now(), mine_of(person))

    async def _open(self) -> None:
        try:
            self._queue = await self._desk.run(_opened, upkeep=True)
        finally:
            self._opening = False
        self._minute = self.now() // MINUTE
        self._take(self._waiting)
        self.opened.emit()
        self._idle.start(IDLE_MS)

    def _take(self, changes: Changes) -> None:
        self._waiting = self._waiting | changes
        if self._queue is None or self._catching or not self._waiting:
            return
        taken, self._waiting = self._waiting, Changes()
        if len(taken.subjects) <= FEW:
            self._queue.take(taken, self._desk.reader.raw)
            self._announce(taken)
        else:
            self._catching = True
            self._desk.start(self._catch_up(taken), self)

    async def _catch_up(self, taken: Changes) -> None:
        queue = self.queue
        try:
            await self._desk.ask(_taker(queue, taken))
        finally:
            self._catching = False
        self._announce(taken)
        self._take(Changes())

    def _announce(self, changes: Changes) -> None:
        self._idle.start(IDLE_MS)
        self.changed.emit(changes)

    def _tick(self) -> None:
        if not self.is_open:
            return
        minute = self.now() // MINUTE
        if minute != self._minute:
            self._minute = minute
            self.minute.emit()

    def _tend(self) -> None:
        if not self._tending and self.is_open:
            self._tending = True
            self._desk.start(self._upkeep(), self)

    async def _upkeep(self) -> None:
        try:
            done = await self._desk.run(_keep, self.queue, upkeep=True)
        finally:
            self._tending = False
        self._idle.start(IDLE_MS * 3 if done else 500)


def mine_of(person: Person | None) -> Mine | None:
    """What concerns a person: the unit they sit in, the grids they walk; None when neither."""
    if person is None or not (person.unit or person.grids):
        return None
    return Mine(person.unit, person.grids)


def _opened(room: Any) -> Queue:
    queue: Queue = room.queue()
    return queue


def _keep(room: Any, queue: Queue) -> bool:
    return bool(room.keep_queue(queue))


def _taker(queue: Queue, changes: Changes) -> Callable[[Any], None]:
    def take(reader: Any) -> None:
        queue.take(changes, reader.raw)

    return take
