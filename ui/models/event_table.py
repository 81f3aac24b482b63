"""Rows of the live queue: one answer at a time, rows fetched when drawn, refreshed by what changed."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from commandroom.domain.changes import Changes
from commandroom.domain.instant import Instant
from commandroom.store.queue.answer import Answer
from commandroom.store.queue.filter import Filter, Sort
from commandroom.store.queue.rows import QueueRow
from ui.desk import Desk
from ui.models.live_queue import LiveQueue
from ui.models.names import category_word

AROUND = 24
"""Rows fetched beyond those drawn, so that the next lines are there already."""
KEPT = 2000
"""Rows kept in memory; the table draws about twenty to forty."""


class EventTable(QObject):
    """What the queue shows now. ``answered``: another answer; ``touched``: row numbers to draw again."""

    answered = Signal()
    touched = Signal(object)

    def __init__(self, desk: Desk, live: LiveQueue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self.live = desk, live
        self.filter = Filter(open_only=True)
        self.sort = Sort.NEAREST
        self._answer: Answer | None = None
        self._rows: dict[int, QueueRow] = {}
        self._numbers: dict[str, int] = {}
        live.opened.connect(self.ask)
        live.changed.connect(self._take)
        live.minute.connect(self._minute)
        desk.visitors_changed.connect(self._cover)

    @property
    def answer(self) -> Answer | None:
        """What was answered last."""
        return self._answer

    @property
    def count(self) -> int:
        """How many rows there are."""
        return 0 if self.answer is None else self.answer.count

    def now(self) -> Instant:
        """The present instant by the room's clock."""
        return self.live.now()

    def show(self, asked: Filter, sort: Sort | None = None) -> None:
        """Another filter or order."""
        self.filter = asked
        self.sort = sort or self.sort
        self.ask()

    def ask(self) -> None:
        """Ask the queue again, as it stands now."""
        if self.live.is_open:
            self._answer = self.live.queue.ask(self.filter, self.sort, self.live.now())
            self.answered.emit()

    def rows(self, start: int, count: int) -> list[QueueRow | None]:
        """The rows at some places, None for one that is gone meanwhile."""
        if self.answer is None:
            return []
        wanted = self.answer.ids(start, count)
        if any(number not in self._rows for number in wanted):
            first = max(start - AROUND, 0)
            self._fetch(self.answer.ids(first, count + AROUND + start - first))
        return [self._rows.get(number) for number in wanted]

    def row_at(self, place: int) -> QueueRow | None:
        """The row at a place."""
        found = self.rows(place, 1)
        return found[0] if found else None

    def place_of(self, ident: str) -> int | None:
        """Where an event stands now; None when it is not shown."""
        number = self.number_of(ident)
        return None if number is None or self.answer is None else self.answer.position(number)

    def number_of(self, ident: str) -> int | None:
        """The row number of an event's id."""
        if not ident:
            return None
        if ident not in self._numbers:
            found = self.live.queue.find(self._desk.reader.raw, ident) if self.live.is_open else None
            if found is None:
                return None
            self._numbers[ident] = found
        return self._numbers[ident]

    def _fetch(self, numbers: list[int]) -> None:
        missing = [number for number in numbers if number not in self._rows]
        if len(self._rows) > KEPT:
            self._rows = {number: self._rows[number] for number in numbers if number in self._rows}
        for row in self.live.queue.rows(self._desk.reader.raw, missing):
            self._rows[row.row] = self._shown(row)
            self._numbers[row.id] = row.row

    def _shown(self, row: QueueRow) -> QueueRow:
        """The row, or what visitors may see of it."""
        return replace(row, title=category_word(row.category), place="") if self._desk.visitors else row

    def _cover(self, _on: bool) -> None:
        self._rows.clear()
        self.answered.emit()

    def _take(self, changes: Changes) -> None:
        numbers = {number for ident in changes.of("event") if (number := self.number_of(ident)) is not None}
        for number in numbers:
            self._rows.pop(number, None)
        if len(self._numbers) > 4 * KEPT:
            self._numbers.clear()
        self.ask()
        if numbers:
            self.touched.emit(numbers)

    def _minute(self) -> None:
        if self.filter.lights:
            self.ask()
        else:
            self.touched.emit(set())
