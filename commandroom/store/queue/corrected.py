"""The columns as a closed month saw them: later progress left out, later corrections of the record let in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from commandroom.domain import fold
from commandroom.domain.event import Event
from commandroom.domain.instant import DAY, Instant
from commandroom.domain.journal import Entry
from commandroom.domain.verbs import FIELDS
from commandroom.store import rows
from commandroom.store.queue.columns import LATE, LATEST, LIVE, PAUSED, PROPOSAL, TIMES, Array
from commandroom.store.queue.figures import Figures

RECORDING = frozenset({"register", "report", "receive", "self_handle", "supply_info", "amend", "update", "undo"})
"""Verbs that say what happened; written after a month was closed they correct it. The others move a case on."""
VOIDING = frozenset({"propose_void", "void"})
"""A case that is void after all never was one."""
BACK = 400 * DAY
"""How long before a month an event may have been reported whose handling still fell due in it."""


class Reading(Protocol):
    """What this needs of a reader."""

    def rows(self, sql: str, values: Any = ()) -> list[Any]:
        """The rows of a SELECT."""

    def timeline(self, ident: str, kind: str = "event") -> list[Entry]:
        """Everything recorded about one subject."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """The columns, and the events that stand in them otherwise than they are now, by row number (None: no event)."""

    figures: Figures
    events: Mapping[int, Event | None]


def as_closed(
    reader: Reading, figures: Figures, since: Instant, until: Instant, head: int, as_of: Instant
) -> Corrected:
    """The columns of all events with those of a closed span (``since <= reported < until``) as it saw them.

    Every event touched after the journal position ``head`` is folded again from the entries up to there and the
    corrections after it; what is dated after the cut-off ``as_of`` stays out. Reads the journal from ``head`` on and
    the entries of the events concerned.
    """
    reported = figures.numbers["reported_at"]
    concerned = figures.numbers["row"][(reported >= max(0, since - BACK)) & (reported < until)]
    wanted = set(concerned.tolist())
    touched = reader.rows(
        "SELECT row, id FROM event WHERE id IN (SELECT about FROM journal WHERE pos > ? AND kind = 'event')", (head,)
    )
    after = {row: ident for row, ident in touched if row in wanted}
    found: dict[int, Event | None] = {}
    for row, ident in sorted(after.items()):
        before = {one[0] for one in reader.rows("SELECT id FROM journal WHERE about = ? AND pos <= ?", (ident, head))}
        found[row] = fold.fold(_entries(reader.timeline(ident), before, as_of)).value
    return Corrected(_with(figures, found), found) if found else Corrected(figures, {})


def _entries(timeline: Iterable[Entry], before: set[str], as_of: Instant) -> list[Entry]:
    known = list(timeline)
    void = any(entry.verb == "void" and entry.id not in before for entry in known)
    kept = []
    for entry in known:
        if entry.id in before:
            kept.append(entry)
        elif entry.verb in RECORDING or (void and entry.verb in VOIDING):
            kept.append(_until(entry, as_of) if entry.verb == "update" else entry)
    return kept


def _until(entry: Entry, as_of: Instant) -> Entry:
    """A source's newer word about a case, without what it says of the time after the cut-off."""
    later = [name for name, value in entry.facts.items() if name.endswith("_at") and _is_after(value, as_of)]
    if not later:
        return entry
    facts = {
        name: value
        for name, value in entry.facts.items()
        if name in FIELDS or (name.endswith("_at") and name not in later)
    }
    return replace(entry, facts=facts)


def _is_after(value: object, as_of: Instant) -> bool:
    return isinstance(value, int) and value > as_of


def _with(figures: Figures, events: Mapping[int, Event | None]) -> Figures:
    """A copy of the columns with some events as they are given."""
    numbers: dict[str, Array] = {name: column.copy() for name, column in figures.numbers.items()}
    texts = {name: list(known) for name, known in figures.texts.items()}
    for row, event in events.items():
        place = int(np.searchsorted(numbers["row"], row))
        values = _values(row, event) if event is not None else {}
        for column in (*LIVE, *TIMES):
            value = values.get(column.name, "" if column.coded else 0)
            numbers[column.name][place] = _code(texts[column.name], str(value)) if column.coded else value
    return Figures(numbers, {name: tuple(known) for name, known in texts.items()})


def _values(row: int, event: Event) -> dict[str, Any]:
    """An event's columns as the queue reads them from its row."""
    found = dict(zip(rows.EVENT_COLUMNS, rows.event_row(row, event), strict=True))
    flags = bool(found["paused"]) * PAUSED + bool(found["late"]) * LATE + bool(found["proposal"]) * PROPOSAL
    values: dict[str, Any] = {**found, "flags": flags}
    for column in (*LIVE, *TIMES):
        if not column.coded and column.name != "flags":
            most = LATEST if column.dtype == "u4" else int(np.iinfo(column.dtype).max)
            values[column.name] = min(max(int(values[column.name]), 0), most)
    return values


def _code(texts: list[str], text: str) -> int:
    if text not in texts:
        texts.append(text)
    return texts.index(text)
