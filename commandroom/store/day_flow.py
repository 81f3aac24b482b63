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
    row = connection.exec_driver_sql(
        "SELECT j.node, j.seq, j.hash, j.at FROM journal j JOIN seat s ON s.name = 'node' AND s.value = j.node"
        " WHERE j.at < ? ORDER BY j.at DESC, j.seq DESC LIMIT 1", (before,)
    ).first()  # fmt: skip
    return None if row is None else ChainHead(row[0], int(row[1]), row[2], int(row[3]))
