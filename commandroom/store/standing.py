"""What stands open at the seat right now: overdue, unsigned, due soon, and how much else; read from the index."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from commandroom.domain.instant import Instant

_OPEN = (
    "e.state <> 'archived' AND e.state <> 'closed' AND e.state <> 'conf_handed' AND e.state <> 'draft'"
    " AND e.state <> 'merged' AND e.state <> 'rejected' AND e.state <> 'voided'"
)
"""The words of the index of the open events."""
_WHAT = "e.id, e.number, e.title, e.reporter, e.security, e.unit, e.due_at"


@dataclass(frozen=True, slots=True)
class OpenCase:
    """An open event as a handover names it; ``unit`` is the one that has not signed where that is the matter."""

    id: str
    number: str
    title: str
    reporter: str
    security: str
    unit: str
    due: Instant


@dataclass(frozen=True, slots=True)
class Standing:
    """Open events in heaps that do not overlap, the nearest first; ``counts`` are whole where the lists are cut."""

    overdue: tuple[OpenCase, ...]
    unsigned: tuple[OpenCase, ...]
    soon: tuple[OpenCase, ...]
    open: int
    overdue_count: int
    unsigned_count: int
    soon_count: int

    @property
    def rest(self) -> int:
        """The open events that no list names."""
        return self.open - len(self.overdue) - len(self.unsigned) - len(self.soon)


def standing(connection: Connection, now: Instant, until: Instant, most: int) -> Standing:
    """The open events at a moment: overdue, sent and unsigned, due before ``until``; lists of ``most`` at most."""
    late = f"{_OPEN} AND e.due_at > 0 AND e.due_at < ?"
    timely = f"{_OPEN} AND (e.due_at = 0 OR e.due_at >= ?)"
    unsigned = "EXISTS (SELECT 1 FROM work_order o WHERE o.event = e.id AND o.state = 'sent')"
    unit = "(SELECT o.unit FROM work_order o WHERE o.event = e.id AND o.state = 'sent' ORDER BY o.no LIMIT 1)"
    sent = _WHAT.replace("e.unit", unit)
    soon = f"{timely} AND e.due_at > 0 AND e.due_at <= ? AND NOT {unsigned}"
    tail = f"ORDER BY e.due_at = 0, e.due_at, e.id LIMIT {most}"

    def rows(what: str, where: str, *values: Instant) -> Iterable[Any]:
        return connection.exec_driver_sql(f"SELECT {what} FROM event e WHERE {where} {tail}", values)

    def count(where: str, *values: Instant) -> int:
        return int(connection.exec_driver_sql(f"SELECT count(*) FROM event e WHERE {where}", values).scalar_one())

    return Standing(
        tuple(OpenCase(*row) for row in rows(_WHAT, late, now)),
        tuple(OpenCase(*row) for row in rows(sent, f"{timely} AND {unsigned}", now)),
        tuple(OpenCase(*row) for row in rows(_WHAT, soon, now, until)),
        count(_OPEN),
        count(late, now),
        count(f"{timely} AND {unsigned}", now),
        count(soon, now, until),
    )
