"""Feeds the pressure board: fills it beside the window, keeps it by Changes, says which lanes moved."""

from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from commandroom.clock_text import reasons
from commandroom.domain.changes import Changes
from commandroom.domain.instant import MINUTE, Instant
from commandroom.store.queue import pressure
from commandroom.store.queue.pressure import Board, Card, Running
from ui.desk import Desk

FEW = 200
"""Up to so many changed events are read on the spot (a millisecond or two); more go to the reader's thread."""


class PressureFeed(QObject):
    """Holds the board of running clocks while somebody wants to see it."""

    filled = Signal()
    """Everything may be different."""
    moved = Signal(object)
    """frozenset of the kinds whose clocks changed; an empty one when only the time went on."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.board = Board()
        self.loaded = False
        self._reading = False
        self._waiting: frozenset[str] = frozenset()
        self._words: dict[Running, Card] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._turn)

    def now(self) -> Instant:
        """The present instant by the room's own clock."""
        return self._desk.now()

    def load(self) -> None:
        """Fill the board from the running clocks."""
        if not self._reading:
            self._reading = True
            self._desk.start(self._load(), self)

    async def _load(self) -> None:
        try:
            board = await self._desk.ask(_filled)
        finally:
            self._reading = False
        self.board, self.loaded = board, True
        self._words.clear()
        waiting, self._waiting = self._waiting, frozenset()
        self._put(waiting)
        self.filled.emit()
        self._wait()

    def take(self, changes: Changes) -> None:
        """Something was recorded: read the clocks of those events again."""
        events = changes.of("event")
        if self._reading or not self.loaded:
            self._waiting |= events
        elif len(events) > FEW:
            self.load()
        elif events:
            self._put(events)
            self._wait()

    def _put(self, events: frozenset[str]) -> None:
        if not events:
            return
        rows = pressure.read_some(self._desk.reader, events)
        touched = self.board.put(events, rows)
        for clock in [clock for clock in self._words if clock.event in events]:
            del self._words[clock]
        if self.loaded:
            self.moved.emit(touched)

    def cards(self, clocks: list[Running]) -> list[Card | None]:
        """The words of some clocks, read once."""
        missing = [clock for clock in clocks if clock not in self._words]
        if missing:
            if len(self._words) > 4000:
                self._words.clear()
                missing = clocks
            self._words |= pressure.cards(self._desk.reader, missing)
        return [self._words.get(clock) for clock in clocks]

    def why(self, clock: Running) -> list[str]:
        """Why a clock ends when it does, line by line; [] when it is gone."""
        event = self._desk.reader.event(clock.event)
        if event is None:
            return []
        for known in event.clocks:
            if (known.kind, known.due_at) == (clock.kind, clock.due_at) and known.running == "running":
                return reasons(known, self._calendar)
        return []

    def _calendar(self, version: str) -> Any:
        return self._desk.reader.find("calendar", version)

    def _wait(self) -> None:
        """Until a light turns or the next minute begins, whichever comes first."""
        now = self.now()
        turn = self.board.next_turn(now)
        minute = MINUTE - now % MINUTE
        self._timer.start(max(1, min(turn - now if turn else minute, minute)) * 1000)

    def _turn(self) -> None:
        if self._desk.is_open:
            self.moved.emit(frozenset())
            self._wait()


def _filled(reader: Any) -> Board:
    board = Board()
    board.fill(pressure.read_all(reader))
    return board
