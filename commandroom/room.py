"""Open a room, run one action in one transaction, announce what changed."""

import os
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Self, TypeVar

from sqlalchemy import Connection

from commandroom import clock as clocks
from commandroom.domain.changes import Changes
from commandroom.domain.errors import Refused, Unavailable
from commandroom.domain.event import OPEN
from commandroom.domain.ids import IdMaker, id_maker
from commandroom.domain.people import SYSTEM, Person
from commandroom.store import credentials, engine, migrate, proof, refold
from commandroom.store.proof import Proof
from commandroom.store.queue.live import Queue
from commandroom.store.reader import Reader
from commandroom.store.reference import Reference
from commandroom.store.work import Work, system

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Done(Generic[R]):
    """What an action gave, and what it touched (with whatever another program touched meanwhile)."""

    result: R
    changes: Changes


class Room:
    """One room's folder, opened for reading and writing by one thread."""

    def __init__(self, folder: Path, key: str, clock: clocks.Clock, ids: IdMaker, node: str = "") -> None:
        self.folder = folder
        self.path = folder / engine.DATABASE
        self.clock = clock
        self._key = key
        self._ids = ids
        self.known = Reference()
        with engine.said_plainly(self.path):
            raw = engine.connect(self.path, key)
            try:
                self.migrated_from = migrate.migrate(raw, self.path)
            finally:
                raw.close()
            self._engine = engine.open_engine(self.path, key)
            with self._engine.begin() as connection:
                self.node = _seat(connection, "node", lambda: node or secrets.token_hex(8))
                self._head, self._last_at = _head(connection)
        self._watch = clocks.ClockWatch(clock)

    @classmethod
    def open(cls, folder: Path, clock: clocks.Clock = clocks.computer, ids: IdMaker | None = None) -> Self:
        """Open the room in a folder.

        Raises Refused("room.none") when there is none, Unavailable for a file that cannot be used: a newer
        program's (store.newer_program), damaged (store.damaged), read-only (store.read_only), no key.
        """
        if not (folder / engine.DATABASE).is_file():
            raise Refused("room.none", folder=str(folder))
        if not os.access(folder, os.W_OK) or not os.access(folder / engine.DATABASE, os.W_OK):
            raise Unavailable("store.read_only", file=str(folder))
        return cls(folder, engine.read_key(folder), clock, ids or id_maker())

    @classmethod
    def create(
        cls, folder: Path, clock: clocks.Clock = clocks.computer, ids: IdMaker | None = None, node: str = ""
    ) -> Self:
        """Make an empty room in a folder; Refused("room.exists") when one is there already."""
        if (folder / engine.DATABASE).exists():
            raise Refused("room.exists", folder=str(folder))
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with suppress(FileNotFoundError):
                (folder / engine.KEY).unlink()
            key = engine.new_key(folder)
        except OSError as error:
            raise Unavailable("store.cannot_open", file=str(folder)) from error
        return cls(folder, key, clock, ids or id_maker(), node)

    def close(self) -> None:
        """Give the file back; everything acknowledged is on disk already."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def do(self, action: Callable[..., R], /, *args: Any, actor: str | None = None, **kwargs: Any) -> Done[R]:
        """Run one action as one transaction, in the name of a person (account name) or of the room itself.

        Raises what the action refuses; then nothing was changed. After it returns, everything is on disk.
        """
        with engine.said_plainly(self.path):
            with self._engine.begin() as connection:
                missed = self._missed(connection)
                work = Work(connection, self.node, self._ids, self.known, system(), self.clock())
                if actor is not None and actor != SYSTEM:
                    work.actor = self._person(work, actor)
                result = action(work, *args, **kwargs)
                changes = work.finish()
            work.committed()
        self._head = changes.head
        self._last_at = max(self._last_at, work.now)
        return Done(result, changes | missed)

    def catch_up(self) -> Changes:
        """What another program recorded in this room since we last looked."""
        with engine.said_plainly(self.path), self._engine.connect() as connection:
            return self._missed(connection)

    def _missed(self, connection: Connection) -> Changes:
        rows = connection.exec_driver_sql(
            "SELECT kind, about, pos, at FROM journal WHERE pos > ? ORDER BY pos", (self._head,)
        ).all()
        if not rows:
            return Changes(frozenset(), self._head)
        self._head, self._last_at = int(rows[-1][2]), max(self._last_at, *(row[3] for row in rows))
        changes = Changes(frozenset((row[0], row[1]) for row in rows), self._head)
        self.known.forget(changes.kinds() - {"event"})
        return changes

    def _person(self, work: Work, name: str) -> Person:
        person = work.person(name)
        if person is None or not person.active:
            raise Refused("who.unknown_person", person=name)
        return person

    def reader(self) -> Reader:
        """A read-only look for one other thread (or this one)."""
        return Reader(self.path, self._key)

    def sign_in(self, name: str, password: str) -> Person:
        """The person whose name and password these are.

        Raises Refused("who.wrong_password") alike for an unknown name and a wrong password, and
        Refused("who.wait", seconds=…) after five wrong tries; the fifth leaves an entry.
        """
        now = self.clock()
        with engine.said_plainly(self.path), self._engine.begin() as connection:
            self._missed(connection)
            right = credentials.prove(connection, name, password, now)
            work = Work(connection, self.node, self._ids, self.known, system(), now)
            person = work.person(name)
            row = connection.exec_driver_sql("SELECT wait_until FROM credential WHERE person = ?", (name,)).first()
            if not right and row is not None and row[0] > now:
                facts = {"topic": "locked_out", "person": name, "until": row[0]}
                work.record("note", work.new_id(), "define", facts)
            self._head = work.finish().head
        if not right or person is None or not person.active:
            raise Refused("who.wrong_password")
        return person

    def set_password(self, name: str, password: str) -> None:
        """Keep a new password for a person; Refused("who.weak_password") when it is too easy."""
        credentials.require_strength(password, name)
        made = credentials.hashed(password)
        with engine.said_plainly(self.path), self._engine.begin() as connection:
            credentials.store(connection, name, made)

    def prove(self, progress: Callable[[int], None] | None = None) -> Proof:
        """Prove the room: chain, refold, foreign keys, the database's own checks."""
        with engine.said_plainly(self.path), self._engine.connect() as connection:
            return proof.prove(connection, progress)

    def rebuild(self, progress: Callable[[int], None] | None = None) -> int:
        """Fold the whole journal again into the live tables; gives the number of subjects."""
        with engine.said_plainly(self.path), self._engine.begin() as connection:
            subjects = refold.rebuild(connection, progress)
        self.known = Reference()
        return subjects

    def keep_credentials(self, names: list[str], made: str) -> None:
        """Keep one password hash for several accounts: the documented one of a demonstration room."""
        with engine.said_plainly(self.path), self._engine.begin() as connection:
            for name in names:
                credentials.store(connection, name, made)

    def counted(self) -> tuple[int, int]:
        """How many events the room has, and how many of them are open."""
        with engine.said_plainly(self.path), self._engine.connect() as connection:
            rows = connection.exec_driver_sql("SELECT state, count(*) FROM event GROUP BY state").all()
        counts = {row[0]: int(row[1]) for row in rows}
        return sum(counts.values()), sum(count for state, count in counts.items() if state in OPEN)

    def queue(self) -> Queue:
        """The live queue, filled and ready to answer; it holds a read-only connection of its own."""
        reader = self.reader()
        queue = Queue(reader.raw)
        with engine.said_plainly(self.path):
            queue.open(reader.raw)
        return queue

    def keep_queue(self, queue: Queue, seconds: float = 0.2, *, closing: bool = False) -> bool:
        """Do the queue's upkeep for about so many seconds; True when nothing is left to do."""
        reader = self.reader()
        writer = engine.connect(self.path, self._key)
        until = time.monotonic() + seconds
        try:
            with engine.said_plainly(self.path):
                for _ in queue.upkeep(reader.raw, writer, closing=closing):
                    if time.monotonic() > until:
                        return False
        finally:
            writer.close()
            reader.close()
        return True

    def trust(self) -> clocks.Trust:
        """Whether the computer's clock can be believed against what the journal has seen."""
        return self._watch.look(self._last_at)


def _seat(connection: Connection, name: str, make: Callable[[], str]) -> str:
    row = connection.exec_driver_sql("SELECT value FROM seat WHERE name = ?", (name,)).first()
    if row is not None:
        return str(row[0])
    value = make()
    connection.exec_driver_sql("INSERT INTO seat (name, value) VALUES (?, ?)", (name, value))
    return value


def _head(connection: Connection) -> tuple[int, int]:
    row = connection.exec_driver_sql("SELECT pos, at FROM journal ORDER BY pos DESC LIMIT 1").first()
    newest: int = connection.exec_driver_sql("SELECT coalesce(max(at), 0) FROM journal").scalar_one()
    return (row[0] if row else 0), newest
