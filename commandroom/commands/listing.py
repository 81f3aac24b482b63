"""The queue and one event as plain facts for scripts, personal data masked."""

from dataclasses import asdict
from functools import partial
from typing import Any

from commandroom.commands import filters
from commandroom.domain.catalog import CATEGORY_WORDS
from commandroom.domain.clocks import Clock
from commandroom.domain.errors import Refused
from commandroom.domain.event import Event
from commandroom.domain.instant import Instant, stamp
from commandroom.domain.masking import mask_name, mask_phone, mask_text
from commandroom.room import Room
from commandroom.span_text import time_left
from commandroom.store.queue.filter import STATE_WORDS, Mine
from commandroom.store.queue.rows import QueueRow
from commandroom.store.reader import Reader
from commandroom.text import tr

_TAKEN_BY = (
    "SELECT row FROM event WHERE id IN (SELECT about FROM journal WHERE kind = 'event' AND actor = ?"
    " AND verb IN ('report', 'file'))"
)


def mine_of(reader: Reader, account: str) -> Mine:
    """What concerns an account: its unit, its grids, and the cases it registered or filed.

    Raises Refused("filter.wrong_value") for an account that the room does not know.
    """
    person = reader.find("person", account)
    if person is None:
        raise Refused("filter.wrong_value", name="mine", value=account)
    own = reader.rows(_TAKEN_BY, (account,))
    return Mine(person.unit, person.grids, frozenset(int(row[0]) for row in own))


def known_of(reader: Reader, kind: str, code: str) -> bool:
    """Whether a unit or a grid is known, or cases speak of it (a source's own words, a grid given up)."""
    if reader.find(kind, code) is not None:
        return True
    if kind == "grid" and any(grid.code.startswith(code) for grid in reader.all("grid")):
        return bool(code)
    return bool(code) and bool(reader.rows(f"SELECT 1 FROM event WHERE {kind} = ? LIMIT 1", (code,)))


def listed(room: Room, words: list[str], search: str, sort: str, limit: int, offset: int) -> dict[str, Any]:
    """The answer of the queue: exact count, and the rows from ``offset`` on."""
    reader = room.reader()
    try:
        asked = filters.read(words, search, partial(mine_of, reader), partial(known_of, reader))
        order = filters.sort(sort)
        queue = room.queue()
        now = room.clock()
        answer = queue.ask(asked, order, now)
        rows = queue.rows(reader.raw, answer.ids(offset, limit))
        said = list(asked.words(lambda kind, code: _name(reader, kind, code)))
    finally:
        reader.close()
    return {
        "count": answer.count, "exact": answer.exact, "offset": offset, "filter": said,
        "events": [_row(row, now) for row in rows],
    }  # fmt: skip


def _name(reader: Reader, kind: str, code: str) -> str:
    if kind == "category":
        return tr(CATEGORY_WORDS.get(code, code))  # type: ignore[call-overload]
    known = reader.find(kind, code)
    return str(known.name) if known is not None else code


def _row(row: QueueRow, now: Instant) -> dict[str, Any]:
    return {
        "id": row.id, "number": row.number, "state": row.state, "state_word": state_word(row.state),
        "title": row.title, "place": row.place, "grid": row.grid, "unit": row.unit,
        "category": row.category, "source": row.source, "importance": row.importance, "tier": row.tier,
        "reported_at": stamp(row.reported_at) if row.reported_at else "",
        "due_at": stamp(row.due_at) if row.due_at else "", "light": row.light(now).value,
        "time_left": time_left(row.due_at - now) if row.due_at else "",
    }  # fmt: skip


def state_word(state: str) -> str:
    """The word of a state."""
    return next((tr(word) for known, word in STATE_WORDS.items() if known == state), state)


def shown(room: Room, name: str) -> dict[str, Any]:
    """One event with its orders, clocks and timeline, masked, and the same as lines for a person."""
    reader = room.reader()
    try:
        ident = reader.find_event(name)
        event = reader.event(ident) if ident else None
        if event is None:
            raise Refused("event.unknown", event=name)
        entries = reader.timeline(event.id)
    finally:
        reader.close()
    now = room.clock()
    facts = masked(event)
    clocks = [_clock(clock, now) for clock in event.clocks]
    timeline = [
        {"at": stamp(entry.at), "verb": entry.verb, "actor": entry.actor, "seq": entry.seq, "hash": entry.hash[:8]}
        for entry in entries
    ]
    lines = [f"{event.number}  {state_word(event.state)}  {facts['title']}", facts["place"]]
    lines += [f"{one['at']}  {one['verb']}  {one['actor']}" for one in timeline]
    return {"event": facts, "clocks": clocks, "timeline": timeline, "lines": lines}


def masked(event: Event) -> dict[str, Any]:
    """An event as plain facts with names, telephones and identity numbers masked."""
    facts: dict[str, Any] = asdict(event)
    facts["reporter"] = mask_name(event.reporter)
    facts["phone"] = mask_phone(event.phone)
    names = (event.reporter,) if event.reporter else ()
    for field in ("title", "text", "place", "result"):
        facts[field] = mask_text(facts[field], names=names)
    facts["extra"] = {name: mask_text(value, names=names) for name, value in event.extra}
    for order in facts["orders"]:
        for field in ("requirement", "result"):
            order[field] = mask_text(order[field], names=names)
    if facts["proposal"] is not None:
        facts["proposal"]["reason"] = mask_text(facts["proposal"]["reason"], names=names)
    for field in ("clocks",):
        facts.pop(field)
    return facts


def _clock(clock: Clock, now: Instant) -> dict[str, Any]:
    return {
        "kind": clock.kind, "order": clock.order, "stage": clock.stage, "started_at": stamp(clock.started_at),
        "due_at": stamp(clock.due_at), "running": clock.running, "light": clock.light(now).value,
        "amount": clock.amount, "unit": clock.unit, "calendar": clock.calendar,
    }  # fmt: skip
