"""Read what a screen draws, over a read-only connection of its own."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from commandroom.domain.event import Event
from commandroom.domain.instant import Instant
from commandroom.domain.journal import Entry
from commandroom.store import documents, engine, events, journal, rows
from commandroom.store.reference import Reference

_DRAFTS = "SELECT id FROM event WHERE state = 'draft' AND (reported_by = ? OR ?) ORDER BY row DESC LIMIT ?"
"""In the words of the index event_draft: the other million cases are not read."""


class Reader:
    """A read-only look at the room for one thread; every read is one short transaction of its own."""

    def __init__(self, path: Path, key: str) -> None:
        self.path = path
        self._engine = engine.open_engine(path, key, read_only=True)
        with engine.said_plainly(path):
            self.connection: Connection = self._engine.connect().execution_options(
                isolation_level="AUTOCOMMIT"
            )
        self.known = Reference()

    @property
    def raw(self) -> Any:
        """The DB-API connection itself, for the queue's bulk reads; every statement is its own transaction."""
        return self.connection.connection.driver_connection

    def close(self) -> None:
        """Give the connection back."""
        self.connection.close()
        self._engine.dispose()

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """The rows of a SELECT."""
        with engine.said_plainly(self.path):
            return list(self.connection.exec_driver_sql(sql, tuple(values)))

    def event(self, ident: str) -> Event | None:
        """One event with its orders and clocks."""
        with engine.said_plainly(self.path):
            self.raw.execute("BEGIN")  # row, orders and clocks of one moment
            try:
                found = events.load(self.connection, ident)
            finally:
                self.raw.execute("COMMIT")
        return None if found is None else found[1]

    def find_event(self, name: str) -> str | None:
        """The id of an event by id, number or source number."""
        with engine.said_plainly(self.path):
            return events.find(self.connection, name)

    def drafts(self, person: str, most: int, *, everybody: bool = False) -> list[Event]:
        """Up to ``most`` drafts that a person wrote, or that anybody did, oldest first."""
        found = self.rows(_DRAFTS, (person, int(everybody), most))
        return [event for (ident,) in reversed(found) if (event := self.event(ident)) is not None]

    def begun(self, kind: str) -> Instant | None:
        """When the first entry about a kind of subject was made; None when there is none."""
        first: Instant | None = self.rows("SELECT min(at) FROM journal WHERE kind = ?", (kind,))[0][0]
        return first

    def timeline(self, ident: str, kind: str = "event") -> list[Entry]:
        """Everything recorded about one subject, oldest first."""
        with engine.said_plainly(self.path):
            return [rows.to_entry(row[1:]) for row in journal.select(self.connection, kind, ident)]

    def all(self, kind: str) -> tuple[Any, ...]:
        """The values of a kind of reference data that are not retired."""
        with engine.said_plainly(self.path):
            return self.known.values(self.connection, kind)

    def find(self, kind: str, ident: str) -> Any:
        """One value of reference data, retired ones too; None when there is none."""
        with engine.said_plainly(self.path):
            record = self.known.records(self.connection, kind).get(ident)
        return None if record is None else self.known.value(record)

    def setting(self, name: str, default: Any = None) -> Any:
        """One setting of the room."""
        with engine.said_plainly(self.path):
            record = self.known.records(self.connection, "room").get("room")
        return default if record is None else record.facts.get(name, default)

    def forget(self, kinds: Iterable[str]) -> None:
        """Read these kinds of reference data again when next asked for."""
        self.known.forget(kinds)

    def document(self, sha: str) -> bytes:
        """A kept paper, byte for byte. Raises Unavailable("document.missing"), Unavailable("document.altered")."""
        with engine.said_plainly(self.path):
            return documents.find(self.connection, sha)

    def record(self, kind: str, ident: str) -> Mapping[str, Any] | None:
        """The facts of one record of reference data; None when there is none, or it is retired."""
        with engine.said_plainly(self.path):
            found = self.known.records(self.connection, kind).get(ident)
        return None if found is None or found.retired else found.facts

    def head(self) -> int:
        """The position of the newest entry."""
        with engine.said_plainly(self.path):
            return journal.head(self.connection)

    def aside(self) -> list[dict[str, Any]]:
        """The entries that were not legal where they landed, with the reason, newest first."""
        found = self.rows("SELECT pos, kind, about, code, facts FROM set_aside ORDER BY pos DESC")
        return [
            {"pos": row[0], "kind": row[1], "about": row[2], "code": row[3], "facts": json.loads(row[4])}
            for row in found
        ]
