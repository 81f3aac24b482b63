"""A day of duty as it was: who was there, what went through, what was noted, handed over and left open."""

from dataclasses import dataclass
from datetime import date

from commandroom.domain import cover
from commandroom.domain.duty_log import Attendance, Equipment, LogLine, Promise
from commandroom.domain.errors import Refused
from commandroom.domain.handover import Handover
from commandroom.domain.instant import DAY, Instant
from commandroom.domain.roster import Duty
from commandroom.store.day_flow import ChainHead, chain_head, steps_between
from commandroom.store.reader import Reader
from commandroom.text import mark

FLOW = (
    (mark("登记上报"), ("report", "receive", "register_report")),
    (mark("立案"), ("file",)),
    (mark("派单"), ("dispatch", "redispatch", "add_co_unit")),
    (mark("签收"), ("accept",)),
    (mark("反馈办结"), ("finish", "self_handle")),
    (mark("核查"), ("check", "check_fail")),
    (mark("结案"), ("close",)),
    (mark("超期"), ("overdue",)),
)
"""The steps that are counted on the sheet, and their verbs."""


@dataclass(frozen=True, slots=True)
class Held:
    """One person of one duty, with when they really came and went."""

    duty: Duty
    person: str
    attendance: Attendance | None


@dataclass(frozen=True, slots=True)
class DutyDay:
    """A day from its handover (08:30) to the next. ``head`` is the chain as it stood at ``end``, or now."""

    day: str
    begin: Instant
    end: Instant
    over: bool
    held: tuple[Held, ...]
    flow: tuple[tuple[str, int], ...]
    lines: tuple[LogLine, ...]
    promises: tuple[Promise, ...]
    handovers: tuple[Handover, ...]
    equipment: tuple[Equipment, ...]
    head: ChainHead | None

    def of_kind(self, kind: str) -> tuple[LogLine, ...]:
        """The lines of a kind, the oldest first."""
        return tuple(line for line in self.lines if line.kind == kind)

    def corrected(self) -> frozenset[str]:
        """The lines that another one replaces."""
        return frozenset(line.corrects for line in self.lines if line.corrects)


def duty_day(reader: Reader, day: str, now: Instant) -> DutyDay:
    """Everything of an ISO day; Refused("duty.bad_day"), Refused("duty.day_to_come")."""
    try:
        begin, end = cover.shift_span(date.fromisoformat(day).isoformat(), "whole")
    except ValueError:
        raise Refused("duty.bad_day", day=day) from None
    if begin > now + DAY:
        raise Refused("duty.day_to_come", day=day)
    counted = steps_between(reader.connection, begin, end)
    until = min(end, now + 1)
    duties: tuple[Duty, ...] = tuple(duty for duty in reader.all("duty") if duty.day == day)
    there: dict[str, Attendance] = {one.id: one for one in reader.all("attendance")}
    held = tuple(
        Held(duty, person, there.get(f"{duty.id}/{person}")) for duty in cover.held(duties) for person in duty.people
    )
    return DutyDay(
        day, begin, end, now >= end, held,
        tuple((word, sum(counted.get(verb, 0) for verb in verbs)) for word, verbs in FLOW),
        _lines(reader, begin, end),
        tuple(sorted((one for one in reader.all("promise") if one.made_at < end and (one.open or one.kept_at >= begin)),
                     key=lambda one: one.due)),
        tuple(one for one in reader.all("handover") if begin < one.turn <= end),
        tuple(sorted(reader.all("equipment"), key=lambda one: one.name)),
        chain_head(reader.connection, until),
    )  # fmt: skip


def _lines(reader: Reader, begin: Instant, end: Instant) -> tuple[LogLine, ...]:
    mine = (line for line in reader.all("duty_log") if begin <= line.at < end)
    return tuple(sorted(mine, key=lambda line: (line.at, line.id)))
