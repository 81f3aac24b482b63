"""Adopt a new version of the working calendar: first what would move, then all of it in one transaction."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from commandroom.domain import worktime
from commandroom.domain.errors import Refused
from commandroom.domain.event import OPEN, State
from commandroom.domain.instant import Instant
from commandroom.domain.people import Right, permits
from commandroom.domain.workcalendar import WorkCalendar, to_facts
from commandroom.domain.worktime import Limit, TimeUnit
from commandroom.store.work import Work

Cancelled = Callable[[], bool]
_OPEN_CLOCKS = (
    "SELECT c.event, c.started_at, c.amount, c.unit, c.due_at, c.cap_at, c.pauses, c.kind, c.order_no, c.stage,"
    " e.number, e.title FROM clock c JOIN event e ON e.id = c.event WHERE c.running = 'running'"
    f" AND c.unit IN (?, ?) AND e.state IN ({', '.join('?' * (len(OPEN) + 1))}) ORDER BY c.due_at, c.event, c.no"
)
_STATES = (*sorted(OPEN), State.CLOSED)


@dataclass(frozen=True, slots=True)
class Move:
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
    import numpy as np

    from commandroom.store import deadlines

    units = (TimeUnit.WORK_HOUR.value, TimeUnit.WORK_DAY.value)
    work.flush()
    rows = work.connection.exec_driver_sql(_OPEN_CLOCKS, (*units, *_STATES)).all()
    if not rows:
        return ()
    ends = deadlines.due(
        calendar,
        np.fromiter((row[1] for row in rows), np.int64, len(rows)),
        np.fromiter((row[2] for row in rows), np.float64, len(rows)),
        np.fromiter((deadlines.UNIT_NUMBER[TimeUnit(row[3])] for row in rows), np.int64, len(rows)),
    ).tolist()
    light = work.profile().rules.light
    moves = (_move(calendar, row, end, light) for row, end in zip(rows, ends, strict=True))
    return tuple(move for move in moves if move is not None)


def _move(calendar: WorkCalendar, row: Any, end: Instant, light: float) -> Move | None:
    """The move of one clock; None when it ends where it did."""
    event, start, amount, unit, before, cap, pauses, kind, order, stage, number, title = row
    limit = Limit(amount, TimeUnit(unit))
    held = [(begin, until) for begin, until in json.loads(pauses)] if pauses else []
    after = worktime.due(calendar, start, limit, held) if held else end
    capped = bool(cap) and cap < after
    if capped:
        after = max(cap, start)
    if after == before:
        return None
    warn = worktime.when_percent(calendar, start, limit, light, held)
    if capped:
        warn = min(warn, start + int((after - start) * light))
    return Move(event, number, title, kind, order, stage, before, after, warn)


def adopt(work: Work, calendar: WorkCalendar, *, cancelled: Cancelled | None = None) -> Adopted:
    """Put a calendar in force and recompute the clocks it moves, one "recompute" for each event.

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
    for done, (event, mine) in enumerate(_by_event(moves).items()):
        if cancelled is not None and done % 200 == 0 and cancelled():
            raise Refused("import.cancelled", done=done)
        work.record("event", event, "recompute", {"clocks": [move.facts(calendar.version) for move in mine]})
    return Adopted(calendar.version, moves, fresh=True)


def _by_event(moves: Sequence[Move]) -> dict[str, list[Move]]:
    found: dict[str, list[Move]] = {}
    for move in moves:
        found.setdefault(move.event, []).append(move)
    return found
