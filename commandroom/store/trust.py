"""Whether this seat's clock is in doubt: a mark beside the journal, taken away only by a confirmed entry."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from commandroom.domain.instant import Instant
from commandroom.domain.timekeeping import doubt

_MARK = "clock_doubt"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Since when the clock is not believed: the last good instant, and what the clock showed then."""

    last: Instant
    shown: Instant


def last_seen(connection: Connection) -> Instant:
    """The newest instant of the journal since a person last confirmed this room's clock; 0 in an empty one."""
    since = connection.exec_driver_sql(
        "SELECT coalesce(max(pos), 0) FROM journal WHERE about = 'clock' AND kind = 'clock'"
    ).scalar_one()
    if not since:
        return int(connection.exec_driver_sql("SELECT coalesce(max(at), 0) FROM journal").scalar_one())
    found = connection.exec_driver_sql(
        "SELECT at FROM journal INDEXED BY journal_at WHERE +pos >= ? ORDER BY at DESC LIMIT 1", (since,)
    ).scalar()
    return int(found or 0)


def standing(connection: Connection) -> Doubt | None:
    """The doubt that nobody has settled yet."""
    row = connection.exec_driver_sql("SELECT value FROM seat WHERE name = ?", (_MARK,)).first()
    if row is None:
        return None
    told: dict[str, Any] = json.loads(row[0])
    return Doubt(int(told["last"]), int(told["shown"]))


def watch(connection: Connection, now: Instant, last: Instant) -> Doubt | None:
    """The doubt that stands, or the one that begins now; it stays until :func:`settle`, whatever the clock shows."""
    found = standing(connection)
    if found is None and doubt(now, last):
        found = Doubt(last, now)
        told = json.dumps({"last": found.last, "shown": found.shown})
        connection.exec_driver_sql("INSERT INTO seat (name, value) VALUES (?, ?)", (_MARK, told))
    return found


def settle(connection: Connection) -> None:
    """A person said what time it is: the mark goes."""
    connection.exec_driver_sql("DELETE FROM seat WHERE name = ?", (_MARK,))
