"""The queue of a past moment as rows for the queue's own list."""

import numpy as np
from PySide6.QtCore import QObject, Signal

from commandroom.domain.instant import MINUTE, Instant
from commandroom.store.queue.answer import Answer
from commandroom.store.queue.filter import Filter, Sort
from commandroom.store.queue.orders import Walk
from commandroom.store.queue.past import Moment, Past
from commandroom.store.queue.rows import QueueRow
from ui.models.replay import Replay


class ReplayTable(QObject):
    """What ui.widgets.queue_table draws of the moment looked at: open events, the nearest end first."""

    answered = Signal()
    touched = Signal(object)

    def __init__(self, replay: Replay, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._replay = replay
        self._answer: Answer | None = None
        self._past: Past | None = None
        self._numbers: dict[str, int] = {}
        self._stays = np.zeros(0, np.int64)
        self._minute = 0
        replay.shown.connect(self._take)
        replay.moved.connect(self._move)

    @property
    def answer(self) -> Answer | None:
        """The rows of the moment."""
        return self._answer

    @property
    def count(self) -> int:
        """How many events were open."""
        return 0 if self._answer is None else self._answer.count

    def now(self) -> Instant:
        """The moment looked at."""
        return self._replay.at

    def rows(self, start: int, count: int) -> list[QueueRow | None]:
        """The rows at some places."""
        if self._answer is None:
            return []
        return [self._row(number) for number in self._answer.ids(start, count)]

    def _row(self, number: int) -> QueueRow | None:
        stay = int(self._stays[number])
        return self._past.rows[stay] if self._past is not None and stay >= 0 else None

    def row_at(self, place: int) -> QueueRow | None:
        """The row at a place."""
        found = self.rows(place, 1)
        return found[0] if found else None

    def place_of(self, ident: str) -> int | None:
        """Where an event stood."""
        number = self._numbers.get(ident)
        return None if number is None or self._answer is None else self._answer.position(number)

    def _take(self, moment: Moment) -> None:
        past = self._replay.past
        if past is None:
            return
        if past is not self._past:
            self._past, self._numbers = past, dict(zip(past.ids.tolist(), past.number.tolist(), strict=True))
        stays = past.nearest_first(moment)
        order = past.number[stays]
        self._stays = np.full(len(self._numbers) and int(past.number.max()) + 1, -1, np.int64)
        self._stays[order] = stays
        walk = Walk(order.astype(np.int32), None, len(order))
        self._answer = Answer(Filter(open_only=True), Sort.NEAREST, moment.at, 0, len(order), (walk,))
        self.answered.emit()

    def _move(self, at: Instant) -> None:
        if at // MINUTE != self._minute:
            self._minute = at // MINUTE
            self.touched.emit(set())
