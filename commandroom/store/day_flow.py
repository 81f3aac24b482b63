"""What went through the room in a stretch of time, counted by step; and the head of its chain at a moment."""

from dataclasses import dataclass

from sqlalchemy import Connection

from commandroom.domain.instant import Instant


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The newest entry of this seat's own chain before a moment: its number in the chain, its hash, its time."""

    node: str
    seq: int
    hash: str
    at: Instant


def steps_between(connection: Connection, begin: Instant, end: Instant) -> dict[str, int]:
    """How often each step of a case was taken from ``begin`` until before ``end``, by its verb."""
    found = connection.exec_driver_sql(
        "SELECT verb, count(*) FROM journal WHERE at >= ? AND at < ? AND kind = 'event' GROUP BY verb", (begin, end)
    )
    return {row[0]: int(row[1]) for row in found}


def chain_head(connection: Connection, before: Instant) -> ChainHead | None:
    """The head of this seat's own chain at a moment; None before its first entry."""
    node = connection.exec_driver_sql("SELECT value FROM seat WHERE name = 'node'").scalar()
    at = connection.exec_driver_sql(  # by the index of times, however long the journal
        "SELECT at FROM journal WHERE at < ? AND +node = ? ORDER BY at DESC LIMIT 1", (before, node)
    ).scalar()
    if at is None:
        return None
    row = connection.exec_driver_sql(
        "SELECT seq, hash FROM journal WHERE at = ? AND +node = ? ORDER BY seq DESC LIMIT 1", (at, node)
    ).one()
    return ChainHead(str(node), int(row[0]), row[1], int(at))
