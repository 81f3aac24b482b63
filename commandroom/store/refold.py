"""Fold the whole journal again: hold it against the live tables, or put it in their place."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, islice

from sqlalchemy import Connection

from commandroom.domain import fold, reference
from commandroom.domain.errors import Refused
from commandroom.domain.event import Event
from commandroom.domain.journal import Entry, canonical
from commandroom.domain.reference import Record
from commandroom.store import events, journal, rows
from commandroom.store import reference as reference_store

Progress = Callable[[int], None]
_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Subject:
    """One subject folded from all its entries: an event or a record, and what was set aside."""

    kind: str
    id: str
    first: int
    event: Event | None
    record: Record | None
    aside: tuple[tuple[int, str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it must be: a code for the words, and where."""

    code: str
    where: str


def subjects(connection: Connection) -> Iterator[Subject]:
    """Every subject of the journal, folded, in order of its id."""
    entries = journal.walk(connection, "ORDER BY about, kind, pos")
    for (about, kind), group in groupby(entries, key=lambda one: (one[1].about, one[1].kind)):
        yield _folded(kind, about, list(group))


def _folded(kind: str, about: str, known: list[tuple[int, Entry]]) -> Subject:
    entries = [entry for _, entry in known]
    positions = {entry.id: pos for pos, entry in known}
    event: Event | None = None
    record: Record | None = None
    refused: tuple[tuple[Entry, Refused], ...]
    if kind == "event":
        folded = fold.fold(entries)
        event, refused = folded.value, folded.aside
    else:
        folded_record = reference.fold(entries)
        record, refused = folded_record.value, folded_record.aside
    aside = tuple((positions[entry.id], kind, about, refusal.code, _plain(refusal)) for entry, refusal in refused)
    return Subject(kind, about, known[0][0], event, record, aside)


def _plain(refusal: Refused) -> str:
    return canonical(
        {name: value if isinstance(value, str | int | float) else str(value) for name, value in refusal.facts.items()}
    )


def differences(connection: Connection, progress: Progress | None = None) -> Iterator[Finding]:
    """Every subject whose live rows are not what its entries come to, and rows nobody's entries made."""
    counted = {"event": 0, "reference": 0, "set_aside": 0, "work_order": 0, "clock": 0}
    stream = subjects(connection)
    done = 0
    while batch := list(islice(stream, _BATCH)):
        live = _live_events(connection, [one.id for one in batch if one.kind == "event"])
        records = _live_records(connection, [one for one in batch if one.kind != "event"])
        for one in batch:
            counted["set_aside"] += len(one.aside)
            if one.kind == "event":
                if one.event is not None:
                    counted["event"] += 1
                    counted["work_order"] += len(one.event.orders)
                    counted["clock"] += len(one.event.clocks)
                if live.get(one.id) != _rows(one.event):
                    yield Finding("verify.event_differs", one.id)
            else:
                counted["reference"] += one.record is not None
                if records.get((one.kind, one.id)) != _record_row(one.record):
                    yield Finding("verify.record_differs", f"{one.kind}/{one.id}")
        done += len(batch)
        if progress is not None:
            progress(done)
    for table, count in counted.items():
        found = connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
        if found != count:
            yield Finding("verify.rows_differ", f"{table}: {found} ≠ {count}")


EventRows = tuple[rows.Row, list[rows.Row], list[rows.Row]]


def _rows(event: Event | None) -> EventRows | None:
    if event is None:
        return None
    return (
        rows.event_row(0, event)[1:],
        [rows.order_row(event.id, order) for order in event.orders],
        [rows.clock_row(event.id, no, clock) for no, clock in enumerate(event.clocks)],
    )


def _live_events(connection: Connection, idents: list[str]) -> dict[str, EventRows]:
    live: dict[str, EventRows] = {}
    if not idents:
        return live
    marks = ", ".join("?" * len(idents))
    values = tuple(idents)

    def select(table: str, columns: tuple[str, ...], key: str, tail: str = "") -> Iterable[tuple[object, ...]]:
        sql = f"SELECT {', '.join(columns)} FROM {table} WHERE {key} IN ({marks}) {tail}"
        return (tuple(row) for row in connection.exec_driver_sql(sql, values))

    for row in select("event", rows.EVENT_COLUMNS, "id"):
        live[str(row[1])] = (row[1:], [], [])
    for row in select("work_order", rows.ORDER_COLUMNS, "event", "ORDER BY event, no"):
        live[str(row[0])][1].append(row)
    for row in select("clock", rows.CLOCK_COLUMNS, "event", "ORDER BY event, no"):
        live[str(row[0])][2].append(row)
    return live


def _record_row(record: Record | None) -> tuple[object, ...] | None:
    return None if record is None else (record.step, int(record.retired), canonical(record.facts))


def _live_records(connection: Connection, wanted: list[Subject]) -> dict[tuple[str, str], tuple[object, ...]]:
    if not wanted:
        return {}
    marks = ", ".join("?" * len(wanted))
    found = connection.exec_driver_sql(
        f"SELECT kind, id, step, retired, facts FROM reference WHERE id IN ({marks})", tuple(one.id for one in wanted)
    )
    return {(row[0], row[1]): tuple(row[2:]) for row in found}


def rebuild(connection: Connection, progress: Progress | None = None) -> int:
    """Put what the journal comes to in place of the live tables, inside the open transaction; gives the subjects.

    Events keep their row numbers; new ones are numbered in the order of their first entries.
    """
    numbered = {row[0]: row[1] for row in connection.exec_driver_sql("SELECT id, row FROM event").all()}
    for table in ("clock", "work_order", "event", "reference", "set_aside", "snapshot", "posting"):
        connection.exec_driver_sql(f"DELETE FROM {table}")
    free = max(numbered.values(), default=0) + 1
    new = [
        row[0]
        for row in connection.exec_driver_sql(
            "SELECT about FROM journal WHERE kind = 'event' GROUP BY about ORDER BY min(pos)"
        )
        if row[0] not in numbered
    ]
    numbered.update((ident, free + place) for place, ident in enumerate(new))
    stream = subjects(connection)
    done = 0
    while batch := list(islice(stream, _BATCH)):
        made = {one.id: (numbered[one.id], one.event) for one in batch if one.event is not None}
        events.put(connection, made, new=made)
        reference_store.put(connection, (one.record for one in batch if one.record is not None))
        aside = [row for one in batch for row in one.aside]
        if aside:
            connection.exec_driver_sql(
                "INSERT INTO set_aside (pos, kind, about, code, facts) VALUES (?, ?, ?, ?, ?)", aside
            )
        done += len(batch)
        if progress is not None:
            progress(done)
    return done
