"""Turn a filter into the rows it leaves: masks over the columns, and-ed."""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from commandroom.domain.clocks import Light
from commandroom.domain.event import OPEN
from commandroom.domain.instant import Instant
from commandroom.store.queue.columns import PAUSED, PROPOSAL, Array, Columns
from commandroom.store.queue.filter import Filter, Mine

Mask = NDArray[np.bool_]
FEW = 10
"""So many comparisons of a column cost less than one table of what is wanted."""


class View:
    """The columns at some rows; None is all of them."""

    def __init__(self, columns: Columns, rows: Array | None) -> None:
        self.columns = columns
        self.rows = rows
        self._taken: dict[str, Array] = {}

    def __getitem__(self, name: str) -> Array:
        if self.rows is None:
            return self.columns[name]
        if name not in self._taken:
            self._taken[name] = self.columns[name].take(self.rows)
        return self._taken[name]

    def among(self, name: str, numbers: list[int]) -> Mask:
        """Where a column has one of these numbers."""
        column, codes = self[name], self.columns.codes.get(name, ())
        if not numbers:
            return np.zeros(len(column), np.bool_)
        if len(numbers) <= FEW:
            mask: Mask = column == numbers[0]
            for number in numbers[1:]:
                mask |= column == number
            return mask
        wanted = np.zeros(np.iinfo(column.dtype).max + 1 if column.itemsize < 4 else len(codes), np.bool_)
        wanted[numbers] = True
        chosen: Mask = wanted.take(column)
        return chosen


def open_numbers(columns: Columns) -> list[int]:
    """The numbers of the states in which the room still owes something."""
    return columns.codes["state"].known(OPEN)


def lit(view: View, light: str, now: Instant) -> Mask:
    """Where the nearest running clock shows this light at ``now`` (domain.md §5.3; as Clock.light)."""
    due = view["due_at"]
    held = (view["flags"] & PAUSED) != 0
    masks: dict[str, Callable[[], Mask]] = {
        Light.RED: lambda: (due != 0) & (due < now),
        Light.YELLOW: lambda: (due >= max(now, 1)) & (view["warn_at"] <= now),
        Light.GREEN: lambda: (due >= max(now, 1)) & (view["warn_at"] > now),
        Light.PAUSED: lambda: (due == 0) & held,
        Light.NONE: lambda: (due == 0) & ~held,
    }
    return masks[light]()


def concerns(view: View, mine: Mine) -> Mask:
    """Where a case is one's unit's, lies in one's grids, or was taken in by oneself."""
    codes = view.columns.codes
    mask = view.among("unit", codes["unit"].known([mine.unit]) if mine.unit else [])
    mask = mask | view.among("grid", codes["grid"].below(tuple(filter(None, mine.grids))))
    return mask | at_rows(view, mine.rows) if mine.rows else mask


def at_rows(view: View, rows: frozenset[int]) -> Mask:
    """Where a row is one of some row numbers."""
    chosen = np.zeros(len(view.columns["state"]), np.bool_)
    wanted = np.fromiter(rows, "i8")
    chosen[wanted[(wanted >= 0) & (wanted < len(chosen))]] = True
    return chosen if view.rows is None else chosen.take(view.rows)


def conditions(view: View, asked: Filter, now: Instant) -> Iterator[Mask]:
    """The masks of everything but the text and ``open_only``, cheapest first."""
    codes = view.columns.codes
    if asked.rows:
        yield at_rows(view, asked.rows)
    if asked.states:
        yield view.among("state", codes["state"].known(asked.states))
    if asked.proposal:
        yield (view["flags"] & PROPOSAL) != 0
    if asked.no_grid:
        yield view["grid"] == 0
    if asked.since is not None:
        yield view["reported_at"] >= asked.since
    if asked.until is not None:
        yield view["reported_at"] < asked.until
    for name, values in (("source", asked.sources), ("importance", asked.importance)):
        if values:
            yield view.among(name, codes[name].known(values))
    if asked.tiers:
        yield view.among("tier", [tier for tier in asked.tiers if 0 <= tier <= 255])
    for name, values in (("category", asked.categories), ("unit", asked.units), ("grid", asked.grids)):
        if values:
            yield view.among(name, codes[name].known(values))
    if asked.grid:
        yield view.among("grid", codes["grid"].below([asked.grid]))
    if asked.mine is not None:
        yield concerns(view, asked.mine)
    if asked.lights:
        mask = np.zeros(len(view["state"]), np.bool_)
        for light in asked.lights:
            mask |= lit(view, light, now)
        yield mask


def narrow(view: View, asked: Filter, now: Instant) -> Mask:
    """The mask of a view: rows that exist and meet every condition."""
    mask: Mask = view["state"] != 0
    for condition in conditions(view, asked, now):
        mask &= condition
    return mask
