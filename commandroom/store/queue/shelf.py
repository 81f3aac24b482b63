"""The shelf: pieces of the projections in the room's database, each stamped with the journal it has seen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

Connection = Any
"""A DB-API connection of ``store.engine.connect``; statements commit by themselves."""
Statement = tuple[str, Sequence[tuple[Any, ...]]]
PUT = "INSERT OR REPLACE INTO snapshot (name, head, stamp, body) VALUES (?, ?, ?, ?)"
TAKE_AWAY = "DELETE FROM snapshot WHERE name = ?"


@dataclass(frozen=True, slots=True)
class Piece:
    """One stored piece: up to which journal position it is true, and its bytes."""

    name: str
    head: int
    body: bytes


def head(reader: Connection) -> int:
    """The position of the last journal entry; 0 for an empty journal."""
    row = reader.execute("SELECT max(pos) FROM journal").fetchone()
    return int(row[0] or 0)


def stamp(reader: Connection, pos: int) -> str:
    """What the journal says at a position: its hash; "" for the beginning, "?" where there is no entry."""
    if pos == 0:
        return ""
    row = reader.execute("SELECT hash FROM journal WHERE pos = ?", (pos,)).fetchone()
    return "?" if row is None else str(row[0])


def names(reader: Connection, folder: str) -> list[str]:
    """The names of the pieces of one folder, in order."""
    rows = reader.execute(
        "SELECT name FROM snapshot WHERE name >= ? AND name < ? ORDER BY name", (f"{folder}/", f"{folder}0")
    )
    return [row[0] for row in rows.fetchall()]


def fetch(reader: Connection, name: str) -> Piece | None:
    """A piece; None when there is none, or the journal is not the one it was made from."""
    row = reader.execute("SELECT head, stamp, body FROM snapshot WHERE name = ?", (name,)).fetchone()
    return Piece(name, int(row[0]), bytes(row[2])) if row is not None and _true(reader, row) else None


def sound(reader: Connection, folder: str) -> list[str]:
    """The names of the pieces of one folder whose stamps are right."""
    rows = reader.execute(
        "SELECT head, stamp, name FROM snapshot WHERE name >= ? AND name < ?", (f"{folder}/", f"{folder}0")
    )
    return [row[2] for row in rows.fetchall() if _true(reader, row)]


def _true(reader: Connection, row: Sequence[Any]) -> bool:
    said = stamp(reader, row[0])
    return said == row[1] and said != "?"


def put(reader: Connection, name: str, pos: int, body: bytes) -> Statement:
    """The statement that keeps a piece true up to ``pos``."""
    return PUT, [(name, pos, stamp(reader, pos), body)]


def write(writer: Connection, statements: Iterable[Statement]) -> None:
    """Run statements in one transaction; nothing is kept when one fails."""
    writer.execute("BEGIN IMMEDIATE")
    try:
        for sql, rows in statements:
            writer.executemany(sql, rows)
    except BaseException:
        writer.execute("ROLLBACK")
        raise
    writer.execute("COMMIT")


def forget(writer: Connection) -> None:
    """Throw every projection away, as when the events were written anew without new journal entries."""
    write(writer, [("DELETE FROM snapshot", [()]), ("DELETE FROM posting", [()])])


def touched(reader: Connection, after: int, until: int) -> list[str]:
    """The ids of the events that entries ``after < pos <= until`` are about."""
    rows = reader.execute(
        "SELECT DISTINCT about FROM journal WHERE pos > ? AND pos <= ? AND kind = 'event'", (after, until)
    )
    return [row[0] for row in rows.fetchall()]
