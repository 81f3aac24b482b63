"""Work: one transaction. record() = legal? entry, apply, rows, Changes; there is no other way to write."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from commandroom.domain import fold, reference
from commandroom.domain.changes import Changes
from commandroom.domain.errors import Refused
from commandroom.domain.event import Event
from commandroom.domain.ids import IdMaker
from commandroom.domain.instant import Instant, day_number, local
from commandroom.domain.journal import Entry, Facts, canonical
from commandroom.domain.people import SYSTEM, Person
from commandroom.domain.reference import Record
from commandroom.store import documents
from commandroom.store import events as event_store
from commandroom.store import reference as reference_store
from commandroom.store.journal import Journal
from commandroom.store.lookups import Lookups, Subject
from commandroom.store.permission import permit_reference, permit_step
from commandroom.store.reference import Reference

MOST_TEXT = 1_000_000
"""Characters that one step of a case may carry; more is a pasted file, not a report."""


@dataclass(slots=True)
class _Pending:
    """What this transaction will write when it flushes."""

    events: dict[str, tuple[int, Event | None]] = field(default_factory=dict)
    new: set[str] = field(default_factory=set)
    records: dict[Subject, Record] = field(default_factory=dict)
    aside: list[tuple[int, str, str, str, str]] = field(default_factory=list)
    touched: set[Subject] = field(default_factory=set)


class Work(Lookups):
    """One transaction of one person at one moment; actions read and record through it and nothing else."""

    def __init__(
        self, connection: Connection, node: str, ids: IdMaker, known: Reference, actor: Person, now: Instant
    ) -> None:
        super().__init__(connection, known)
        self.journal = Journal(connection, node, ids)
        self.actor = actor
        self.now = now
        self.node = node
        self._pending = _Pending()
        self._loaded: dict[str, tuple[int, Event | None]] = {}
        self._ids = ids
        self._serials: dict[int, tuple[str, int]] = {}
        self._next_row = 0
        self._touched: set[Subject] = set()

    def turn(self, actor: Person, now: Instant) -> None:
        """Go on as another person at another moment: replaying a town, receiving a history."""
        self.actor = actor
        self.now = now

    def new_id(self) -> str:
        """A new UUIDv7 of this moment, known to be nobody's yet."""
        ident = self._ids(self.now * 1000)
        self._loaded[ident] = (0, None)
        return ident

    # reading

    def find_event(self, ident: str) -> Event | None:
        """An event by id, as it stands in this transaction; None when there is none."""
        return self._row_and_event(ident)[1]

    def event(self, ident: str) -> Event:
        """An event by id; Refused("event.unknown") when there is none."""
        found = self.find_event(ident)
        if found is None:
            raise Refused("event.unknown", event=ident)
        return found

    def _row_and_event(self, ident: str) -> tuple[int, Event | None]:
        found = self._pending.events.get(ident) or self._loaded.get(ident)
        if found is None:
            found = event_store.load(self.connection, ident) or (0, None)
            self._loaded[ident] = found
        return found

    def next_number(self) -> str:
        """The next free event number of this seat: ``320412003-A1-20261105-0007`` (domain.md §4.4)."""
        day = day_number(self.now)
        if day not in self._serials:
            prefix = f"{self.setting('code')}-{self.setting('device')}-{local(self.now):%Y%m%d}-"
            self._serials[day] = prefix, event_store.last_serial(self.connection, prefix)
        prefix, serial = self._serials[day]
        self._serials[day] = prefix, serial + 1
        return f"{prefix}{serial + 1:04d}"

    # writing

    def record(self, kind: str, about: str, verb: str, facts: Facts) -> Entry:
        """Record that something happened; the only way anything changes.

        Raises Refused when the table of steps, the permission table or a rule says no; then nothing of
        this entry is kept.
        """
        if kind == "event":
            return self._record_step(about, verb, facts)
        before = self.record_of(kind, about)
        permit_reference(self.actor, kind)
        entry, words = self.journal.draft(
            kind, about, before.step + 1 if before else self._first_step(kind, about), verb, self.actor.id, self.now,
            facts,
        )  # fmt: skip
        after = reference.apply(before, entry)
        self.journal.append(entry, words)
        self._keep_record(after)
        return entry

    def _first_step(self, kind: str, about: str) -> int:
        """1, unless entries from elsewhere about something not yet known here were set aside."""
        return 1 if kind in reference.APPENDED else self.journal.next_step(kind, about)

    def _record_step(self, about: str, verb: str, facts: Facts) -> Entry:
        row, before = self._row_and_event(about)
        permit_step(self.actor, before, verb, facts, self.person)
        entry, words = self.journal.draft(
            "event", about, before.step + 1 if before else 1, verb, self.actor.id, self.now, facts
        )
        if len(words) > MOST_TEXT:
            raise Refused("text.too_long", length=len(words), most=MOST_TEXT)
        if verb == "undo":
            after, aside = self._fold_with(about, entry)
            if aside:
                raise aside[-1]
            self.flush()
            event_store.forget_parts(self.connection, about)
        else:
            after = fold.apply(before, entry)
        self.journal.append(entry, words)
        self._keep_event(about, row, after)
        return entry

    def _fold_with(self, about: str, entry: Entry) -> tuple[Event | None, list[Refused]]:
        known = [other for _, other in self.journal.about("event", about)]
        folded = fold.fold([*known, entry])
        return folded.value, [refusal for other, refusal in folded.aside if other.id == entry.id]

    def _keep_event(self, ident: str, row: int, event: Event | None) -> None:
        if not row:
            if not self._next_row:
                self._next_row = event_store.next_row(self.connection)
            row, self._next_row = self._next_row, self._next_row + 1
            self._pending.new.add(ident)
        self._pending.events[ident] = (row, event)
        self._pending.touched.add(("event", ident))
        if len(self._pending.events) >= 4000:
            self.flush()

    def _keep_record(self, record: Record) -> None:
        subject = (record.kind, record.id)
        self._pending.records[subject] = self._defined[subject] = record
        self.known.stale(record.kind)
        self._pending.touched.add(subject)

    def take(self, entry: Entry) -> bool:
        """Take in an entry of another node; False when it is here already.

        The subject is folded again from all its entries, so the order of arrival does not matter. What is
        not legal where it lands is set aside and shown to a person.
        """
        pos = self.journal.append_foreign(entry)
        if pos is None:
            return False
        self.refold(entry.kind, entry.about)
        return True

    def refold(self, kind: str, about: str) -> None:
        """Fold one subject again from everything recorded about it."""
        self.flush()
        known = self.journal.about(kind, about)
        positions = {entry.id: pos for pos, entry in known}
        entries = [entry for _, entry in known]
        self.connection.exec_driver_sql("DELETE FROM set_aside WHERE kind = ? AND about = ?", (kind, about))
        if kind == "event":
            folded = fold.fold(entries)
            row, _ = self._row_and_event(about)
            event_store.forget_parts(self.connection, about)
            if folded.value is not None or row:
                self._keep_event(about, row, folded.value)
            aside = folded.aside
        else:
            record = reference.fold(entries)
            if record.value is not None:
                self._keep_record(record.value)
            aside = record.aside
        self._pending.touched.add((kind, about))
        self._pending.aside.extend(
            (positions[entry.id], kind, about, refusal.code, canonical(_plain(refusal.facts)))
            for entry, refusal in aside
        )

    def keep(self, body: bytes) -> str:
        """Keep a finished paper byte for byte; gives its sha256, by which a record names it."""
        return documents.keep(self.connection, body)

    def flush(self) -> None:
        """Write everything recorded so far, inside the transaction."""
        pending = self._pending
        self.journal.flush()
        if pending.events:
            event_store.put(self.connection, pending.events, pending.new)
            self._loaded.update(pending.events)
            if len(self._loaded) > 20_000:
                self._loaded = dict(pending.events)
        reference_store.put(self.connection, pending.records.values())
        if pending.aside:
            self.connection.exec_driver_sql(
                "INSERT OR REPLACE INTO set_aside (pos, kind, about, code, facts) VALUES (?, ?, ?, ?, ?)",
                pending.aside,
            )
        self._touched |= pending.touched
        self._pending = _Pending()

    def finish(self) -> Changes:
        """Write what is left and say what was touched; the transaction is then ready to be committed."""
        self.flush()
        return Changes(frozenset(self._touched), self.journal.head)

    def defined_kinds(self) -> set[str]:
        """The kinds of reference data this transaction changed: to be read again when it comes to nothing."""
        return {kind for kind, _ in self._defined}

    def committed(self) -> None:
        """After the commit: let the room hold the newer reference data."""
        self.known.take(self._defined.values())


def system() -> Person:
    """The room itself, as an actor."""
    return Person(SYSTEM, SYSTEM)


def _plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value if isinstance(value, str | int | float) else str(value) for name, value in facts.items()}
