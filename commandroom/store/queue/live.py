"""Queue: answers every question of the screens from memory, exactly, in a few milliseconds."""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commandroom.domain.changes import Changes
from commandroom.domain.clocks import Light
from commandroom.domain.event import State
from commandroom.domain.instant import DAY, HOUR, Instant, day_start, local_date
from commandroom.store.queue import keeper, rows
from commandroom.store.queue.answer import Answer
from commandroom.store.queue.figures import Figures, Progress, load_times
from commandroom.store.queue.filter import Filter, Mine, Sort
from commandroom.store.queue.held import Held
from commandroom.store.queue.orders import Walk, by_key
from commandroom.store.queue.search import Replaced
from commandroom.store.queue.select import View, concerns, lit, narrow

KEPT = 4
"""Answers kept for who asks the same again."""


@dataclass(frozen=True, slots=True)
class Tabs:
    """The counts over the queue (screens.md): all of them of open events, but for ``total`` and today's."""

    intake: int
    undispatched: int
    due_soon: int
    overdue: int
    mine: int
    open: int
    total: int
    reported_today: int
    closed_today: int


@dataclass(frozen=True, slots=True)
class Pressure:
    """Open events that are late or nearly so, by unit and by grid ("" = none yet); only what is not 0."""

    overdue_by_unit: dict[str, int]
    overdue_by_grid: dict[str, int]
    due_soon_by_unit: dict[str, int]
    due_soon_by_grid: dict[str, int]
    undispatched_overdue: int


class Queue:
    """The live queue of one room.

    ``reader`` is a read-only connection of the queue's own (``store.engine.connect(..., read_only=True)``),
    used only under the queue's lock, for postings. :meth:`open`, :meth:`take` and :meth:`upkeep` belong to
    the room's thread and bring its connections; everything else may be called on any thread. Rows are read
    outside the lock and put into the columns under it, 4,096 at a time, so an answer never waits longer than
    a few milliseconds. An :class:`Answer` is a value: what happens later does not touch it.
    """

    def __init__(self, reader: Any) -> None:
        self._reader = reader
        self._held = Held()
        self._answers: OrderedDict[tuple[Any, ...], Answer] = OrderedDict()

    def open(self, reader: Any) -> None:
        """Fill the memory from the stored projections and the journal after them; from the events if need be."""
        keeper.load(self._held, reader)

    def take(self, changes: Changes, reader: Any) -> None:
        """Read the touched events again, and everything else the journal holds that was not seen yet."""
        keeper.catch_up(self._held, reader, changes.of("event"))

    def upkeep(self, reader: Any, writer: Any, *, closing: bool = False) -> Iterator[None]:
        """What is to be done when nothing else is, in slices of some tens of milliseconds (a loop over it
        may stop anywhere, for ever): index new texts, store columns, clear away what was replaced.

        ``writer``: a connection that may write, outside a transaction; each slice is one transaction.
        ``closing``: store what changed however little it is, and index nothing.
        """
        return keeper.upkeep(self._held, reader, writer, closing=closing)

    @property
    def version(self) -> int:
        """Grows with every change; an answer of an older version may be asked again."""
        return self._held.version

    @property
    def head(self) -> int:
        """The journal position up to which everything is known."""
        return self._held.head

    def ask(self, asked: Filter, sort: Sort, now: Instant) -> Answer:
        """Which events a filter leaves, in order, with their exact count."""
        held = self._held
        with held.lock:
            key = (asked, sort, now if asked.lights else 0, held.version, held.search.version)
            if key not in self._answers:
                self._answers[key] = self._answer(asked, sort, now)
                while len(self._answers) > KEPT:
                    self._answers.popitem(last=False)
            self._answers.move_to_end(key)
            return self._answers[key]

    def _answer(self, asked: Filter, sort: Sort, now: Instant) -> Answer:
        held = self._held
        size = held.live.size
        among = held.open_rows() if asked.open_only else None
        mask = narrow(View(held.live, among), asked, now)
        if among is not None:
            among = among[mask]
            mask = np.zeros(size, np.bool_)
            mask[among] = True
        try:
            hits = held.search.find(asked.text, mask, self._reader)
        except Replaced:
            keeper.load_search(held, self._reader)
            hits = held.search.find(asked.text, mask, self._reader)
        if hits is not None:
            mask &= hits.mask
        parts = self._order(mask, int(np.count_nonzero(mask)), sort)
        count = sum(map(len, parts))
        return Answer(asked, sort, now, held.version, count, parts, hits.unsearched if hits else 0)

    def _order(self, mask: NDArray[np.bool_], count: int, sort: Sort) -> tuple[Walk, ...]:
        held, live = self._held, self._held.live
        if sort == Sort.NUMBER:
            keys = held.numbers.load(self._reader, live.size)
            return (held.numbers.order.arrange(mask, keys, count),)
        if sort == Sort.CLOSED:
            return (held.closed.arrange(mask, live["closed_at"], count).backwards(),)
        reported = live["reported_at"]
        if sort != Sort.NEAREST:
            walk = held.reported.arrange(mask, reported, count)
            return (walk.backwards() if sort == Sort.NEWEST else walk,)
        of_open = held.open_rows()
        of_open = of_open[mask[of_open]]
        due = live["due_at"][of_open]
        timed, free = of_open[due != 0], of_open[due == 0]
        mask[of_open] = False
        return (
            Walk(by_key(timed, due[due != 0]), None, len(timed)),
            Walk(by_key(free, reported[free]), None, len(free)).backwards(),
            held.reported.arrange(mask, reported, count - len(of_open)).backwards(),
        )

    def tabs(self, now: Instant, mine: Mine | None = None) -> Tabs:
        """The counts over the queue; 0.5 ms for a million events."""
        held = self._held
        with held.lock:
            live = held.live
            view = View(live, held.open_rows())
            today = day_start(local_date(now))

            def counted(mask: NDArray[np.bool_]) -> int:
                return int(np.count_nonzero(mask))

            return Tabs(
                counted(view.among("state", live.codes["state"].known([State.REPORTED]))),
                counted(view.among("state", live.codes["state"].known([State.FILED]))),
                counted(lit(view, Light.YELLOW, now)),
                counted(lit(view, Light.RED, now)),
                counted(concerns(view, mine)) if mine is not None else 0,
                len(held.open_rows()),
                counted(live["state"] != 0),
                counted(live["reported_at"] >= today),
                counted(live["closed_at"] >= today),
            )

    def pressure(self, now: Instant) -> Pressure:
        """What is late or nearly so among the open events, by unit and by grid."""
        held = self._held
        with held.lock:
            view = View(held.live, held.open_rows())
            red, yellow = lit(view, Light.RED, now), lit(view, Light.YELLOW, now)
            filed = view.among("state", held.live.codes["state"].known([State.FILED]))

            def by(name: str, mask: NDArray[np.bool_]) -> dict[str, int]:
                counts = np.bincount(view[name][mask])
                texts = held.live.codes[name].texts
                return {texts[number]: int(counts[number]) for number in np.flatnonzero(counts)}

            return Pressure(
                by("unit", red), by("grid", red), by("unit", yellow), by("grid", yellow),
                int(np.count_nonzero(red & filed)),
            )  # fmt: skip

    def by_hour(self, begin: Instant) -> tuple[list[int], list[int]]:
        """How many events were reported and how many closed in each of the 24 hours from an instant on."""
        with self._held.lock:
            live = self._held.live
            told = []
            for name in ("reported_at", "closed_at"):
                times = live[name].astype(np.int64)
                hours = (times[(times >= begin) & (times < begin + DAY)] - begin) // HOUR
                told.append(np.bincount(hours, minlength=24).tolist())
        return told[0], told[1]

    def figures(self, reader: Any, progress: Progress | None = None) -> Figures:
        """The columns of all events for the figures of a month, as they stand now; the first time may be long."""
        load_times(self._held, reader, progress)
        with self._held.lock:
            assert self._held.times is not None
            return Figures.of(self._held.live, self._held.times)

    def rows(self, reader: Any, ids: list[int]) -> list["rows.QueueRow"]:
        """The drawn rows of some row numbers, in their order; those that are gone are left out."""
        return rows.fetch(reader, ids)

    def find(self, reader: Any, ident: str) -> int | None:
        """The row number of an event's id, None when there is none."""
        return rows.row_of(reader, ident)

    def find_all(self, reader: Any, idents: list[str]) -> list[int]:
        """The row numbers of some events' ids, in no order; those that are gone are left out."""
        return rows.rows_of(reader, idents)
