"""The board of running clocks, one for the window and the wall: filled beside them, kept by Changes."""

from dataclasses import replace
from typing import Any, Self

from PySide6.QtCore import QObject, QTimer, Signal

from commandroom.clock_text import reasons
from commandroom.domain.changes import Changes
from commandroom.domain.instant import MINUTE, Instant
from commandroom.domain.workcalendar import WorkCalendar
from commandroom.store.queue.pressure import Board
from commandroom.store.queue.pressure_cards import Card, cards
from commandroom.store.queue.running import Running, read_all, read_nearest, read_some
from ui.desk import Desk
from ui.models.names import category_word

FEW = 200
"""Up to so many changed events are read on the spot (a millisecond or two); more go to the reader's thread."""
NEAREST = 240
"""Clocks of the first screen, read at once while the rest is read beside the window."""
KEPT_WORDS = 4000
_NAME = "pressure feed"


class PressureFeed(QObject):
    """Holds the board of running clocks of the open room."""

    filled = Signal()
    """Everything may be different."""
    moved = Signal(object)
    """frozenset of the kinds whose clocks changed; an empty one when only the time went on."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setObjectName(_NAME)
        self._desk = desk
        self.board = Board()
        self.loaded = False
        """Whether all running clocks are here."""
        self._reading = False
        self._waiting: frozenset[str] = frozenset()
        self._words: dict[Running, Card] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._turn)
        desk.changed.connect(self.take)
        desk.clock_told.connect(self._told)
        desk.visitors_changed.connect(self._covered)

    @classmethod
    def of(cls, desk: Desk) -> Self:
        """The feed of a desk; made when first asked for."""
        found = desk.findChild(cls, _NAME)
        return found if found is not None else cls(desk)

    def now(self) -> Instant:
        """The instant by which lights are judged."""
        return self._desk.judged_at()

    def begin(self) -> None:
        """Something to see at once: the nearest clocks, and a read of all of them beside the window."""
        if self.loaded:
            return
        if not len(self.board):
            self.board.load(read_nearest(self._desk.reader, NEAREST))
            self.board.whole = False
            self.filled.emit()
        self.load()

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
        rows = read_some(self._desk.reader, events)
        touched = self.board.put(events, rows)
        for clock in [clock for clock in self._words if clock.event in events]:
            del self._words[clock]
        if self.loaded:
            self.moved.emit(touched)

    def cards(self, clocks: list[Running]) -> list[Card | None]:
        """The words of some clocks, read once."""
        missing = [clock for clock in clocks if clock not in self._words]
        if missing:
            if len(self._words) > KEPT_WORDS:
                self._words.clear()
                missing = clocks
            self._words |= self._told_of(missing)
        return [self._words.get(clock) for clock in clocks]

    def _told_of(self, clocks: list[Running]) -> dict[Running, Card]:
        found = cards(self._desk.reader, clocks)
        if not self._desk.visitors:
            return found
        return {clock: replace(card, title=category_word(card.category), place="") for clock, card in found.items()}

    def _covered(self, _on: bool) -> None:
        self._words.clear()
        self._told(None)

    def why(self, clock: Running) -> list[str]:
        """Why a clock ends when it does, line by line; [] when it is gone."""
        event = self._desk.reader.event(clock.event)
        if event is None:
            return []
        for known in event.clocks:
            if (known.kind, known.due_at) == (clock.kind, clock.due_at) and known.running == "running":
                return reasons(known, self.calendar)
        return []

    def calendar(self, version: str) -> WorkCalendar:
        """A version of the working calendar."""
        found: WorkCalendar = self._desk.reader.find("calendar", version)
        return found

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

    def _told(self, _trust: object) -> None:
        if self.loaded:
            self.moved.emit(frozenset())


def _filled(reader: Any) -> Board:
    board = Board()
    board.load(read_all(reader))
    return board
