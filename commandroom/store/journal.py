"""Append and walk entries, prove the chain."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection

from commandroom.domain.errors import Refused
from commandroom.domain.ids import IdMaker
from commandroom.domain.instant import Instant
from commandroom.domain.journal import FIRST, Break, Entry, Facts, Link, broken, canonical, chain, seal
from commandroom.store import rows

_COLUMNS = ", ".join(rows.ENTRY_COLUMNS)
_INSERT = f"INSERT INTO journal (pos, {_COLUMNS}) VALUES ({', '.join('?' * (len(rows.ENTRY_COLUMNS) + 1))})"


class Journal:
    """The journal inside one transaction: entries are made here and written together by :meth:`flush`."""

    def __init__(self, connection: Connection, node: str, ids: IdMaker) -> None:
        self._connection = connection
        self._node = node
        self._ids = ids
        self._unwritten: list[tuple[object, ...]] = []
        self._unwritten_entries: list[tuple[int, Entry]] = []
        last = connection.exec_driver_sql(
            "SELECT seq, hash FROM journal WHERE node = ? ORDER BY seq DESC LIMIT 1", (node,)
        ).first()
        self._seq: int = last[0] if last else 0
        self._prev: str = last[1] if last else FIRST
        self.head: int = connection.exec_driver_sql("SELECT coalesce(max(pos), 0) FROM journal").scalar_one()

    def draft(
        self, kind: str, about: str, step: int, verb: str, actor: str, at: Instant, facts: Facts
    ) -> tuple[Entry, str]:
        """The next entry of this node, not yet appended, with the canonical text of its facts."""
        words = canonical(facts)
        ident = self._ids(at * 1000)
        seq = self._seq + 1
        seal = chain(self._prev, ident, self._node, seq, kind, about, step, verb, actor, at, words)
        return Entry(
            ident, self._node, seq, kind, about, step, verb, actor, at, facts, self._prev, seal
        ), words

    def append(self, entry: Entry, words: str) -> int:
        """Append an entry made by :meth:`draft`; gives its position in this room's journal."""
        self._seq, self._prev = entry.seq, entry.hash
        return self._put(entry, words)

    def append_foreign(self, entry: Entry) -> int | None:
        """Append an entry of another node; None when this room has it already.

        Raises Refused("journal.altered") for one that does not carry its own hash, Refused("journal.forked") when
        its node has written another one in its place (a copied or restored room without a new epoch).
        """
        if seal(entry) != entry.hash:
            raise Refused("journal.altered", node=entry.node, seq=entry.seq)
        self.flush()
        known = self._connection.exec_driver_sql(
            "SELECT id, hash FROM journal WHERE id = ? OR (node = ? AND seq = ?)", (entry.id, entry.node, entry.seq)
        ).all()
        if known:
            if any(tuple(row) != (entry.id, entry.hash) for row in known):
                raise Refused("journal.forked", node=entry.node, seq=entry.seq)
            return None
        pos = self._put(entry, canonical(entry.facts))
        if entry.node == self._node and entry.seq > self._seq:
            self._seq, self._prev = entry.seq, entry.hash
        return pos

    def _put(self, entry: Entry, words: str) -> int:
        self.head += 1
        self._unwritten.append((self.head, *rows.entry_row(entry, words)))
        self._unwritten_entries.append((self.head, entry))
        return self.head

    def flush(self) -> None:
        """Write what was appended."""
        if self._unwritten:
            self._connection.exec_driver_sql(_INSERT, self._unwritten)
            self._unwritten.clear()
            self._unwritten_entries.clear()

    def next_step(self, kind: str, about: str) -> int:
        """The step after everything recorded about a subject, what was set aside too."""
        steps = [entry.step for _, entry in self.about(kind, about)]
        return max(steps, default=0) + 1

    def about(self, kind: str, about: str) -> list[tuple[int, Entry]]:
        """Everything recorded about one subject, with positions, in order of position."""
        written = [(row[0], rows.to_entry(row[1:])) for row in select(self._connection, kind, about)]
        return written + [(p, e) for p, e in self._unwritten_entries if e.kind == kind and e.about == about]


def select(connection: Connection, kind: str, about: str) -> Iterable[rows.Row]:
    """The rows (pos first) about one subject."""
    return connection.exec_driver_sql(
        f"SELECT pos, {_COLUMNS} FROM journal WHERE about = ? AND kind = ? ORDER BY pos", (about, kind)
    )


def walk(
    connection: Connection, sql: str = "ORDER BY pos", values: tuple[object, ...] = ()
) -> Iterator[tuple[int, Entry]]:
    """Entries with their positions, streamed; ``sql`` is the tail of the SELECT."""
    result = connection.exec_driver_sql(f"SELECT pos, {_COLUMNS} FROM journal {sql}", values)
    while chunk := result.fetchmany(2000):
        for row in chunk:
            yield row[0], rows.to_entry(row[1:])


def breaks(connection: Connection) -> Iterator[Break]:
    """Every place where a node's chain does not hold; the facts are taken as they are written, letter by letter."""
    found = connection.exec_driver_sql(
        "SELECT node, seq, prev, hash, id, kind, about, step, verb, actor, at, facts FROM journal ORDER BY node, seq"
    )
    return broken(_link(*row) for row in found.yield_per(2000))


def _link(node: str, seq: int, prev: str, stated: str, ident: str, kind: str, about: str, *rest: Any) -> Link:
    try:
        return Link(node, seq, prev, stated, chain(prev, ident, node, seq, kind, about, *rest))
    except Refused:  # an id that no entry can have
        return Link(node, seq, prev, stated, "")


def head(connection: Connection) -> int:
    """The position of the newest entry, 0 for none."""
    found: int = connection.exec_driver_sql("SELECT coalesce(max(pos), 0) FROM journal").scalar_one()
    return found
