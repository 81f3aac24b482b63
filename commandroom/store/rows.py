"""Events, orders and clocks to rows and back; explicit, one function each way."""

import json
from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from commandroom.domain.clocks import Clock, Running
from commandroom.domain.event import Event, Proposal
from commandroom.domain.journal import Entry, canonical
from commandroom.domain.order import Order

Row = Sequence[Any]

EVENT_COLUMNS = (
    "row", "id", "step", "state", "number", "source", "source_system", "source_no", "title", "text", "place",
    "reporter", "phone", "category", "item", "importance", "tier", "urgency", "severity", "security", "lon",
    "lat", "grid", "grid_method", "occurred_at", "reported_at", "reported_by", "filed_at", "filed_by",
    "dispatched_at", "accepted_at", "finished_at", "checked_at", "checked_by", "closed_at", "closing_type",
    "result", "unit", "external_due_at", "came_from", "proposal", "handlers", "cycle", "rework", "returns",
    "redispatches", "asked", "merged_into", "absorbed", "split_from", "split_into", "satisfaction", "solved",
    "revisited_at", "fingerprint", "edited_at", "source_key", "extra", "due_at", "warn_at", "due_kind", "paused",
    "handle_due_at", "late",
)  # fmt: skip
ORDER_COLUMNS = (
    "event", "no", "unit", "role", "state", "sent_at", "sent_by", "requirement", "accepted_at", "accepted_by",
    "finished_at", "finished_by", "result",
)  # fmt: skip
CLOCK_COLUMNS = (
    "event", "no", "kind", "order_no", "stage", "started_at", "amount", "unit", "calendar", "due_at",
    "warn_at", "cap_at", "running", "paused_at", "left", "pauses", "stopped_at", "noted", "next_look",
)  # fmt: skip
ENTRY_COLUMNS = (
    "id", "node", "seq", "kind", "about", "step", "verb", "actor", "at", "facts", "prev", "hash",
)  # fmt: skip


def _words(values: tuple[str, ...]) -> str:
    return "\n".join(values)


def _tuple(words: str) -> tuple[str, ...]:
    return tuple(words.split("\n")) if words else ()


_told = attrgetter(*EVENT_COLUMNS[1:40])
_counted = attrgetter(*EVENT_COLUMNS[42:48])
_ended = attrgetter(*EVENT_COLUMNS[51:57])
_NO_CLOCKS = (0, 0, "", 0, 0, 0)


def event_row(row: int, event: Event) -> tuple[Any, ...]:
    """The row of an event in the order of EVENT_COLUMNS; ``row`` is its number in this room."""
    proposal = event.proposal
    return (
        row, *_told(event),
        "" if proposal is None else canonical([proposal.verb, proposal.by, proposal.at, proposal.reason]),
        _words(event.handlers), *_counted(event), _words(event.absorbed), event.split_from, _words(event.split_into),
        *_ended(event), canonical(dict(event.extra)) if event.extra else "",
        *(_computed(event) if event.clocks else _NO_CLOCKS),
    )  # fmt: skip


def _computed(event: Event) -> tuple[Any, ...]:
    """What lists and figures want to know of the clocks: the columns from ``due_at`` on."""
    nearest = event.nearest
    ends = (nearest.due_at, nearest.warn_at, nearest.kind) if nearest is not None else (0, 0, "")
    paused, handle = 0, 0
    for clock in event.clocks:
        if clock.running == Running.PAUSED:
            paused = 1
        if clock.kind == "C4":
            handle = clock.due_at
    return (*ends, paused, handle, int(event.handle_late))


_ordered = attrgetter(*ORDER_COLUMNS[1:])


def order_row(event: str, order: Order) -> tuple[Any, ...]:
    """The row of an order in the order of ORDER_COLUMNS."""
    return (event, *_ordered(order))


def clock_row(event: str, no: int, clock: Clock) -> tuple[Any, ...]:
    """The row of a clock in the order of CLOCK_COLUMNS; ``no`` is its place in the event."""
    return (
        event, no, clock.kind, clock.order, clock.stage, clock.started_at, clock.amount, clock.unit,
        clock.calendar, clock.due_at, clock.warn_at, clock.cap_at, clock.running, clock.paused_at, clock.left,
        canonical(clock.pauses) if clock.pauses else "", clock.stopped_at, int(clock.noted), clock.next_look,
    )  # fmt: skip


def to_order(row: Row) -> Order:
    """An order from its row."""
    return Order(*row[1:])


def to_clock(row: Row) -> Clock:
    """A clock from its row."""
    pauses = tuple((start, end) for start, end in json.loads(row[15])) if row[15] else ()
    values: tuple[Any, ...] = (*row[2:15], pauses, row[16], bool(row[17]))
    return Clock(*values)


def to_event(row: Row, orders: Sequence[Row], clocks: Sequence[Row]) -> Event:
    """An event from its row and the rows of its orders and clocks, both in order of ``no``."""
    proposal = Proposal(*json.loads(row[40])) if row[40] else None
    extra = tuple(sorted(json.loads(row[57]).items())) if row[57] else ()
    values: tuple[Any, ...] = (
        *row[1:40], proposal, tuple(map(to_order, orders)), tuple(map(to_clock, clocks)), _tuple(row[41]),
        *row[42:48], _tuple(row[48]), row[49], _tuple(row[50]), *row[51:57], extra,
    )  # fmt: skip
    return Event(*values)


def entry_row(entry: Entry, facts: str) -> tuple[Any, ...]:
    """The row of an entry in the order of ENTRY_COLUMNS; ``facts`` is its canonical text."""
    return (
        entry.id, entry.node, entry.seq, entry.kind, entry.about, entry.step, entry.verb, entry.actor,
        entry.at, facts, entry.prev, entry.hash,
    )  # fmt: skip


def to_entry(row: Row) -> Entry:
    """An entry from its row (without ``pos``)."""
    values: tuple[Any, ...] = (*row[:9], json.loads(row[9]), row[10], row[11])
    return Entry(*values)
