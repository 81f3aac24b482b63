"""What the queue holds in memory, shared by who answers and who keeps it true, under one lock."""

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commandroom.store.queue.columns import BLOCK, LIVE, TIMES, Columns
from commandroom.store.queue.fold import FIELDS, fold_event
from commandroom.store.queue.numbers import NumberKeys
from commandroom.store.queue.orders import SortedRows
from commandroom.store.queue.search import Search
from commandroom.store.queue.select import open_numbers

SLICE = 2048
"""Events read, or written into the columns, at a time: a few milliseconds under the lock."""


class Held:
    """Columns, orders and texts; whoever reads or changes them holds ``lock``."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.live = Columns("live", LIVE)
        self.times: Columns | None = None
        self.search = Search()
        self.reported = SortedRows()
        self.closed = SortedRows()
        self.numbers = NumberKeys()
        self.head = 0
        self.version = 0
        self.unsaved: dict[str, set[int]] = {"live": set(), "times": set()}
        self.watchers: list[set[int]] = []
        self._changes = 0
        self._wanted = False
        self._open: NDArray[np.int64] | None = None

    def empty(self) -> None:
        """Forget everything."""
        self.live, self.search = Columns("live", LIVE), Search()
        self.times, self._open = None, None
        self.reported, self.closed, self.numbers = SortedRows(), SortedRows(), NumberKeys()
        self.unsaved = {"live": set(), "times": set()}
        self.head, self.version = 0, self.version + 1

    def open_rows(self) -> NDArray[np.int64]:
        """The rows of the open events, ascending."""
        if self._open is None:
            state = self.live["state"]
            is_open = np.zeros(256, np.bool_)
            is_open[open_numbers(self.live)] = True
            self._open = np.flatnonzero(is_open.take(state))
        return self._open

    def apply(self, records: Sequence[Sequence[Any]]) -> None:
        """Take event rows as read by :func:`select`."""
        if not records:
            return
        middle, end = 1 + len(LIVE), 1 + len(LIVE) + len(TIMES)
        texts = [(record[0], fold_event(tuple(record[end:]))) for record in records]
        with self.lock:
            rows = np.array([record[0] for record in records], "i8")
            before = set(np.flatnonzero(self._is_open(rows)).tolist())
            self.live.put(rows, [record[1:middle] for record in records])
            if self.times is not None:
                self.times.put(rows, [record[middle:end] for record in records])
            for row, text in texts:
                self.search.take(row, text)
            self._moved(rows, before)

    def remove(self, rows: NDArray[np.int64]) -> None:
        """Take rows away whose events are no more."""
        with self.lock:
            rows = rows[rows < self.live.size]
            before = set(np.flatnonzero(self._is_open(rows)).tolist())
            self.live.clear(rows)
            if self.times is not None:
                self.times.clear(rows[rows < self.times.size])
            for row in rows.tolist():
                self.search.drop(row)
            self._moved(rows, before)

    def _is_open(self, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        state = self.live["state"]
        known = np.isin(state[np.minimum(rows, len(state) - 1)], open_numbers(self.live))
        return known & (rows < len(state))

    def _moved(self, rows: NDArray[np.int64], before: set[int]) -> None:
        numbers: list[int] = rows.tolist()
        after = self._is_open(rows)
        if self._open is not None and len(numbers) > 256:
            self._open = None
        if self._open is not None and before != set(np.flatnonzero(after).tolist()):
            others = self._open[~np.isin(self._open, rows)]
            self._open = np.union1d(others, rows[after])
        self.reported.touch(numbers)
        self.closed.touch(numbers)
        for watcher in self.watchers:
            watcher.update(numbers)
        blocks = {row // BLOCK for row in numbers}
        self.unsaved["live"] |= blocks
        self.unsaved["times"] |= blocks
        self.version += 1
        self._changes += len(numbers)

    def worth_storing(self, least: int) -> bool:
        """Whether something is to be stored, and at least so many events changed since it was."""
        with self.lock:
            return any(self.unsaved.values()) and (self._changes >= least or self._wanted)

    def must_store(self, name: str, block: int) -> None:
        """A block was read from the events because no stored one was true."""
        with self.lock:
            self.unsaved[name].add(block)
            self._wanted = True

    def stored(self) -> None:
        """Everything unsaved was stored."""
        self._changes, self._wanted = 0, False


EVERYTHING = ", ".join(("row", *(c.sql for c in LIVE), *(c.sql for c in TIMES), *FIELDS))
"""What :meth:`Held.apply` takes, as SQL."""


def select(reader: Any, column: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The records of some events, by ``id`` or ``row``."""
    marks = ", ".join("?" * len(values))
    found: list[tuple[Any, ...]] = reader.execute(
        f"SELECT {EVERYTHING} FROM event WHERE {column} IN ({marks})", tuple(values)
    ).fetchall()
    return found
