"""An answer of the queue: how many, which rows from where, and where a row stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from commandroom.domain.instant import Instant
from commandroom.store.queue.filter import Filter, Sort
from commandroom.store.queue.orders import Walk


@dataclass(frozen=True, slots=True)
class Answer:
    """What one question found, fixed at the moment it was asked; safe on any thread, never changed later.

    ``parts`` are row numbers in order, one after the other.
    ``unsearched``: events whose text the index does not hold yet (only just after a large import or a
    rebuild); with it the count is a lower bound and ``exact`` is False.
    """

    filter: Filter
    sort: Sort
    now: Instant
    version: int
    count: int
    parts: tuple[Walk, ...]
    unsearched: int = 0

    @property
    def exact(self) -> bool:
        """Whether nothing can be missing."""
        return not self.unsearched

    def ids(self, start: int, n: int) -> list[int]:
        """At most ``n`` row numbers (``event.row``) from place ``start`` on."""
        found: list[int] = []
        start = max(start, 0)
        for part in self.parts:
            if start < len(part) and len(found) < n:
                found += part.piece(start, min(start + n - len(found), len(part)))
            start = max(start - len(part), 0)
        return found

    def position(self, row: int) -> int | None:
        """The place of a row, None when it is not shown."""
        before = 0
        for part in self.parts:
            place = part.place(row)
            if place is not None:
                return before + place
            before += len(part)
        return None

    def all(self) -> Sequence[int]:
        """Every row number in order; for exports, not for screens."""
        return self.ids(0, self.count)
