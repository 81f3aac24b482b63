"""Adopt a new version of the working calendar: first what would move, then all of it in one transaction."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from commandroom.domain import worktime
from commandroom.domain.errors import Refused
from commandroom.domain.event import OPEN, State
from commandroom.domain.instant import Instant
from commandroom.domain.people import Right, permits
from commandroom.domain.workcalendar import WorkCalendar, to_facts
from commandroom.domain.worktime import Limit, TimeUnit
from commandroom.store.work import Work

Cancelled = Callable[[], bool]
Progress = Callable[[int, int], object]
"""Told how many events of how many were recomputed."""
_UNITS = (TimeUnit.WORK_HOUR, TimeUnit.WORK_DAY)
_STATES = frozenset({*OPEN, State.CLOSED})
# "not stopped" are the words of the index: without them every clock that ever ran is read
_RUNNING = (
    "SELECT event, no, started_at, amount, unit = ?, due_at, cap_at, pauses, kind, order_no, stage FROM clock"
    " WHERE running = 'running' AND running <> 'stopped' AND unit IN (?, ?) ORDER BY event, no"
)
_NAMED = "SELECT id, number, title, state FROM event WHERE id IN (SELECT value FROM json_each(?))"


class Move(NamedTuple):
    """A running clock that ends at another moment by the new calendar; ``warn`` is its new yellow moment."""

    event: str
    number: str
    title: str
    kind: str
    order: int
    stage: str
    before: Instant
    after: Instant
    warn: Instant

    def facts(self, version: str) -> dict[str, Any]:
        """Its part of the facts of "recompute"; ``was`` is kept for who reads the journal later."""
        facts: dict[str, Any] = {
            "clock": self.kind, "due": self.after, "warn": self.warn, "calendar": version, "was": self.before,
        }  # fmt: skip
        return facts | ({"order": self.order} if self.order else {}) | ({"stage": self.stage} if self.stage else {})


@dataclass(frozen=True, slots=True)
class Adopted:
    """The version in force now, and the clocks that were moved; ``fresh`` is False when nothing was new."""

    version: str
    moves: tuple[Move, ...]
    fresh: bool


def next_version(work: Work) -> str:
    """A name for the next version of the calendar, never used before."""
    known = set(work.known.records(work.connection, "calendar"))
    number = len(known) + 1
    while str(number) in known:
        number += 1
    return str(number)


def preview(work: Work, calendar: WorkCalendar) -> tuple[Move, ...]:
    """The running clocks that would move under another calendar, those that end first first; nothing is written.

    Held and stopped clocks stay as they are, and so do absolute ends and limits in plain hours and days
    (domain.md §2.11). A clock that was held before is computed with its pauses; a cap cuts it again.
    """
    work.flush()
    first, second = _UNITS
    with closing(_cursor(work)) as cursor:
        rows = cursor.execute(_RUNNING, (second.value, first.value, second.value)).fetchall()
        found = _ends(calendar, rows, work.profile().rules.light) if rows else []
        ids = json.dumps(list(dict.fromkeys(rows[place][0] for place in sorted(one[0] for one in found))))
        named = {
            ident: (number, title)
            for ident, number, title, state in cursor.execute(_NAMED, (ids,))
            if state in _STATES
        }
    return tuple(_moves(rows, found, named))


def _moves(
    rows: Sequence[Any], found: Iterable[tuple[int, Instant, Instant]], named: Mapping[str, tuple[str, str]]
) -> Iterator[Move]:
    """The list for a person; what is no longer open is left out."""
    for place, after, warn in found:
        event, _, _, _, _, before, _, _, kind, order, stage = rows[place]
        if event in named:
            number, title = named[event]
            yield Move(event, number, title, kind, order, stage, before, after, warn)


def _cursor(work: Work) -> Any:
    """A cursor below SQLAlchemy, in the same transaction: its row objects cost as much as the whole reckoning."""
    raw = work.connection.connection.driver_connection
    assert raw is not None
    return raw.cursor()


def _ends(calendar: WorkCalendar, rows: Sequence[Any], light: float) -> list[tuple[int, Instant, Instant]]:
    """Place, new end and new warning of the clocks that move, those first that ended first.

    By numpy, those that were held one by one.
    """
    import numpy as np

    from commandroom.store import deadlines

    columns = list(zip(*rows, strict=True))
    starts, before, caps = (np.array(columns[place], dtype=np.int64) for place in (2, 5, 6))
    amounts = np.array(columns[3], dtype=np.float64)
    hours, days = (deadlines.UNIT_NUMBER[unit] for unit in _UNITS)
    units = np.where(np.array(columns[4], dtype=np.bool_), days, hours)
    ends = deadlines.due(calendar, starts, amounts, units)
    held = [place for place, pauses in enumerate(columns[7]) if pauses]
    for place in held:
        start, limit, pauses = _limit(rows[place])
        ends[place] = worktime.due(calendar, start, limit, pauses)
    capped = (caps > 0) & (caps < ends)
    after = np.where(capped, np.maximum(caps, starts), ends)
    chosen = np.flatnonzero(after != before)
    chosen = chosen[np.argsort(before[chosen], kind="stable")]
    if not len(chosen):
        return []
    warns = deadlines.turns(calendar, ends[chosen], amounts[chosen], units[chosen], light)
    for at, place in enumerate(chosen.tolist()):
        if rows[place][7]:
            start, limit, pauses = _limit(rows[place])
            warns[at] = worktime.when_percent(calendar, start, limit, light, pauses)
    cut = starts + ((after - starts) * light).astype(np.int64)
    warns = np.where(capped[chosen], np.minimum(warns, cut[chosen]), warns)
    return list(zip(chosen.tolist(), after[chosen].tolist(), warns.tolist(), strict=True))


def _limit(row: Any) -> tuple[Instant, Limit, list[tuple[Instant, Instant]]]:
    """Start, limit and pauses of a clock that was held."""
    held = [(begin, until) for begin, until in json.loads(row[7])]
    return row[2], Limit(row[3], _UNITS[row[4]]), held


def adopt(
    work: Work, calendar: WorkCalendar, *, cancelled: Cancelled | None = None, progress: Progress | None = None
) -> Adopted:
    """Put a calendar in force and recompute the clocks it moves, one "recompute" for each event that has any.

    The version is renamed when its name is taken; the calendar that is in force already changes nothing.
    Raises Refused("who.not_permitted"), Refused("import.cancelled").
    """
    if not permits(work.actor, Right.CONFIG):
        raise Refused("who.not_permitted", person=work.actor.name or work.actor.id, verb="define", word="calendar")
    current = work.calendar()
    if replace(calendar, version=current.version) == current:
        return Adopted(current.version, (), fresh=False)
    if work.record_of("calendar", calendar.version) is not None:
        calendar = replace(calendar, version=next_version(work))
    moves = preview(work, calendar)
    work.record("calendar", calendar.version, "define", to_facts(calendar))
    work.record("room", "room", "define", {"calendar": calendar.version})
    moved = _by_event(moves)
    for done, (event, mine) in enumerate(moved.items()):
        if cancelled is not None and done % 200 == 0 and cancelled():
            raise Refused("import.cancelled", done=done)
        if progress is not None and done % 200 == 0:
            progress(done, len(moved))
        work.record("event", event, "recompute", {"clocks": [move.facts(calendar.version) for move in mine]})
    if progress is not None:
        progress(len(moved), len(moved))
    return Adopted(calendar.version, moves, fresh=True)


def _by_event(moves: Sequence[Move]) -> dict[str, list[Move]]:
    found: dict[str, list[Move]] = {}
    for move in moves:
        found.setdefault(move.event, []).append(move)
    return found
