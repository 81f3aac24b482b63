"""Figures: the columns of all events as they stand, for counting by bincount."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from commandroom.store.queue import shelf
from commandroom.store.queue.columns import BLOCK, TIMES, Array, Columns
from commandroom.store.queue.held import Held


@dataclass(frozen=True, slots=True)
class Figures:
    """Every event's columns (those of LIVE and TIMES), one place per event; a copy that nothing changes.

    ``numbers[name]`` are instants, counts, or codes of ``texts[name]`` ("" is code 0). ``numbers["row"]`` is
    the row number. ``flags``: PAUSED, LATE (the handling clock ended late), PROPOSAL of ``columns``.
    """

    numbers: Mapping[str, Array]
    texts: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, live: Columns, times: Columns) -> "Figures":
        """The figures of columns; rows that are not used are left out."""
        present = np.flatnonzero(live["state"])
        numbers: dict[str, Array] = {"row": present}
        texts: dict[str, tuple[str, ...]] = {}
        for columns in (live, times):
            for column in columns.spec:
                numbers[column.name] = columns[column.name].take(present)
            texts.update({name: tuple(codes.texts) for name, codes in columns.codes.items()})
        return cls(numbers, texts)

    def __len__(self) -> int:
        return len(self.numbers["row"])

    def between(self, name: str, since: int, until: int) -> Array:
        """The mask of events whose instant ``name`` lies in ``since <= instant < until``."""
        column = self.numbers[name]
        return (column >= since) & (column < until)

    def count(self, name: str, mask: Array) -> dict[str, int]:
        """How many events of a mask have each text of a coded column; only those that occur."""
        counts = np.bincount(self.numbers[name][mask])
        return {self.texts[name][code]: int(counts[code]) for code in np.flatnonzero(counts)}


Progress = Callable[[int, int], object]
"""Rows read, rows in all."""


def load_times(held: Held, reader: Any, progress: Progress | None = None) -> None:
    """Read the columns of TIMES unless they are held; from the stored blocks, caught up, or from the events.

    Blocks that were never stored are read from the events, some 5 to 10 s a million: ``progress`` says how far.
    """
    with held.lock:
        if held.times is not None:
            return
        changed: set[int] = set()
        held.watchers.append(changed)
        size = held.live.size
    times = Columns("times", TIMES)
    times.reserve(size)
    low = shelf.head(reader)
    for block in range(-(-size // BLOCK)):
        piece = shelf.fetch(reader, f"times/{block:06d}")
        if piece is not None and times.unpack(block, piece.body):
            low = min(low, piece.head)
        else:
            read_block(times, block, reader, _counted(progress, size))
            held.must_store("times", block)
    late = shelf.touched(reader, low, shelf.head(reader))
    with held.lock:
        held.watchers = [watcher for watcher in held.watchers if watcher is not changed]
        times.reserve(held.live.size)
        for column, values in (("id", late), ("row", sorted(changed))):
            for start in range(0, len(values), 1000):
                part = values[start : start + 1000]
                marks = ", ".join("?" * len(part))
                _fill(times, reader, f"{column} IN ({marks})", tuple(part))
        gone = np.flatnonzero(held.live["state"] == 0)
        times.clear(gone)
        held.times = times


def _counted(progress: Progress | None, total: int) -> Callable[[int], object] | None:
    return None if progress is None else lambda done: progress(min(done, total), total)


def read_block(columns: Columns, block: int, reader: Any, progress: Callable[[int], object] | None = None) -> None:
    """Fill one block from the events themselves: a list a column, so that no row is made a tuple on the way."""
    for start in range(block * BLOCK, (block + 1) * BLOCK, 1 << 14):
        if progress is not None:
            progress(start)
        found = reader.execute(
            f"SELECT {columns.gathered} FROM event WHERE row >= ? AND row < ?", (start, start + (1 << 14))
        )
        columns.put_gathered(found.fetchone())


def _fill(columns: Columns, reader: Any, condition: str, values: tuple[Any, ...]) -> None:
    found = reader.execute(f"SELECT row, {columns.sql} FROM event WHERE {condition}", values).fetchall()
    if found:
        columns.put(np.array([record[0] for record in found], "i8"), [record[1:] for record in found])
