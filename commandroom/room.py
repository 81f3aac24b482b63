"""Open a room, run one action in one transaction, announce what changed."""

import os
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Generic, Self, TypeVar

from sqlalchemy import Connection

from commandroom import clock as clocks
from commandroom.domain.changes import Changes
from commandroom.domain.errors import Refused, Unavailable
from commandroom.domain.event import OPEN
from commandroom.domain.ids import IdMaker, id_maker
from commandroom.domain.instant import Instant
from commandroom.domain.people import SYSTEM, Person
from commandroom.store import backup, credentials, engine, migrate, proof, refold, trust
from commandroom.store.permission import permit_reference
from commandroom.store.proof import Proof
from commandroom.store.queue.live import Queue
from commandroom.store.queue.tending import Tending
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
        self._unsaid = Changes()
        self._locked: dict[str, float] = {}
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
                self._doubt = trust.standing(connection)
        self._watch = clocks.ClockWatch(clock)
        self._tended: list[Tending] = []

    @classmethod
    def open(cls, folder: Path, clock: clocks.Clock = clocks.computer, ids: IdMaker | None = None) -> Self:
        """Open the room in a folder.

        Raises Refused("room.none") when there is none, Unavailable for a file that cannot be used: a newer
        program's (store.newer_program), damaged (store.damaged), read-only (store.read_only), no key.
        """
        if not (folder / engine.DATABASE).is_file():
            raise Refused("room.none", folder=str(folder))
        if not (folder / engine.DATABASE).stat().st_size:
            raise Unavailable("store.damaged", file=str(folder / engine.DATABASE))
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
            engine.put_aside(*engine.remains(folder))
            key = engine.new_key(folder)
        except OSError as error:
            raise Unavailable("store.cannot_open", file=str(folder)) from error
        return cls(folder, key, clock, ids or id_maker(), node)

    def close(self) -> None:
        """Give the file back; everything acknowledged is on disk already."""
        while self._tended:
            self._tended.pop().close()
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def do(self, action: Callable[..., R], /, *args: Any, actor: str | None = None, **kwargs: Any) -> Done[R]:
        """Run one action as one transaction, in the name of a person (account name) or of the room itself.

        Raises what the action refuses; then nothing was changed. After it returns, everything is on disk.
        """
        work: Work | None = None
        try:
            with engine.said_plainly(self.path), self._engine.begin() as connection:
                self._missed(connection)
                now = self.clock()
                self._doubt = trust.watch(connection, now, self._last_at)
                work = Work(connection, self.node, self._ids, self.known, system(), now)
                if actor is not None and actor != SYSTEM:
                    work.actor = self._person(work, actor)
                result = action(work, *args, **kwargs)
                changes = work.finish()
        except BaseException:
            if work is not None:
                self.known.forget(work.defined_kinds())
            raise
        work.committed()
        self._head = changes.head
        if "clock" in changes.kinds():
            self._confirmed(work.now)
        self._last_at = max(self._last_at, work.now)
        return Done(result, changes | self._said())

    def catch_up(self) -> Changes:
        """What another program recorded in this room since we last looked."""
        with engine.said_plainly(self.path), engine.reading(self._engine) as connection:
            self._missed(connection)
        return self._said()

    def _said(self) -> Changes:
        """What others changed and nobody was told yet: kept until somebody is, whatever was refused meanwhile."""
        said, self._unsaid = Changes(self._unsaid.subjects, self._head), Changes()
        return said

    def _confirmed(self, now: Instant) -> None:
        """Somebody said what time it is: what was seen before counts no more."""
        self._doubt, self._last_at = None, now
        self._watch.believe()

    def _missed(self, connection: Connection) -> None:
        self._doubt = trust.standing(connection)
        rows = connection.exec_driver_sql(
            "SELECT kind, about, pos, at FROM journal WHERE pos > ? ORDER BY pos", (self._head,)
        ).all()
        if not rows:
            return
        self._head, self._last_at = int(rows[-1][2]), max(self._last_at, *(row[3] for row in rows))
        changes = Changes(frozenset((row[0], row[1]) for row in rows), self._head)
        if "clock" in changes.kinds() and self._doubt is None:
            self._confirmed(trust.last_seen(connection))
        self.known.forget(changes.kinds() - {"event"})
        self._unsaid = self._unsaid | changes

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
        Refused("who.wait", seconds=…) after five wrong tries, also when the computer's clock was moved
        meanwhile; the fifth leaves an entry.
        """
        now = self.clock()
        name = credentials.sayable(name)
        with engine.said_plainly(self.path), self._engine.begin() as connection:
            self._missed(connection)
            tried = credentials.prove(connection, name, password, now, self._still_locked(name))
            work = Work(connection, self.node, self._ids, self.known, system(), now)
            person = work.person(name)
            if tried.locked:
                facts = {"topic": "locked_out", "person": name, "until": now + tried.wait}
                work.record("note", work.new_id(), "define", facts)
                self._locked[name] = time.monotonic()
            self._head = work.finish().head
        if tried.wait and not tried.locked:
            raise Refused("who.wait", seconds=tried.wait)
        if not tried.right or person is None or not person.active:
            raise Refused("who.wrong_password")
        return person

    def _still_locked(self, name: str) -> int:
        """The seconds still to wait by a clock nobody can set, since this program saw the fifth wrong try."""
        since = self._locked.get(name)
        if since is None or self.clock is not clocks.computer:
            return 0
        return max(0, credentials.WAIT - int(time.monotonic() - since))

    def set_password(self, name: str, password: str, actor: str | None = None) -> None:
        """Keep a new password for a person.

        ``actor``: who sets it (None: the room itself, at first start). Raises Refused("who.weak_password") when it
        is too easy, Refused("who.not_permitted") for another's password without the right to configure,
        Refused("who.unknown_person").
        """
        credentials.require_strength(password, name)
        made = credentials.hashed(password)

        def keep(work: Work) -> None:
            if work.person(name) is None:
                raise Refused("who.unknown_person", person=name)
            if work.actor.id != name:
                permit_reference(work.actor, "person")
            credentials.store(work.connection, name, made)

        self.do(keep, actor=actor)
        self._locked.pop(name, None)

    def prove(self, progress: Callable[[int], None] | None = None) -> Proof:
        """Prove the room: chain, refold, foreign keys, the database's own checks."""
        with engine.said_plainly(self.path), engine.reading(self._engine) as connection:
            return proof.prove(connection, progress)

    def back_up(self, target: Path) -> backup.Backup:
        """Write one proved file that holds the whole room; raises what store.backup.backup raises."""
        return backup.backup(self.folder, target, self.clock())

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
        with engine.said_plainly(self.path), engine.reading(self._engine) as connection:
            rows = connection.exec_driver_sql("SELECT state, count(*) FROM event GROUP BY state").all()
        counts = {row[0]: int(row[1]) for row in rows}
        return sum(counts.values()), sum(count for state, count in counts.items() if state in OPEN)

    def queue(self) -> Queue:
        """The live queue, filled and ready to answer from any thread; it goes with the room."""
        with engine.said_plainly(self.path):
            tended = Tending(self.path, self._key)
        self._tended.append(tended)
        return tended.queue

    def keep_queue(self, queue: Queue, seconds: float = 0.2, *, closing: bool = False) -> bool:
        """Go on with a queue's upkeep for about so many seconds; True when nothing is left to do."""
        with engine.said_plainly(self.path):
            return all(one.go_on(seconds, closing=closing) for one in self._tended if one.queue is queue)

    def trust(self) -> clocks.Trust:
        """Whether the computer's clock can be believed against what the journal has seen."""
        found = self._watch.look(self._last_at)
        if self._doubt is None:
            return found
        return replace(found, sound=False, last=self._doubt.last, standing=True)


def _seat(connection: Connection, name: str, make: Callable[[], str]) -> str:
    row = connection.exec_driver_sql("SELECT value FROM seat WHERE name = ?", (name,)).first()
    if row is not None:
        return str(row[0])
    value = make()
    connection.exec_driver_sql("INSERT INTO seat (name, value) VALUES (?, ?)", (name, value))
    return value


def _head(connection: Connection) -> tuple[int, int]:
    row = connection.exec_driver_sql("SELECT pos, at FROM journal ORDER BY pos DESC LIMIT 1").first()
    return (row[0] if row else 0), trust.last_seen(connection)
