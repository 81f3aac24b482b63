"""What a step would start, before it is taken: clocks with their ends, and what a dispatcher should know first."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from commandroom.actions import timing
from commandroom.domain import worktime
from commandroom.domain.clocks import Clock
from commandroom.domain.clockwork import made
from commandroom.domain.errors import Refused
from commandroom.domain.instant import local_date
from commandroom.domain.people import Role, Unit
from commandroom.domain.worktime import Limit
from commandroom.store.work import Work

_SEATS = frozenset({Role.HANDLER, Role.VILLAGE})


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to know before sending: a code and its facts, in words by the window."""

    code: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Preview:
    """Clocks that would run, in order, and warnings."""

    clocks: tuple[Clock, ...]
    warnings: tuple[Notice, ...] = ()


def dispatched(
    work: Work, event: str, unit: str, co_units: Iterable[str] = (), limits: list[tuple[str, Limit]] | None = None
) -> Preview:
    """The clocks of a dispatch or redispatch to these units, as they would start now (T10, T13); records nothing.

    Warnings: "no_seat" (the unit has no account that could sign), "nobody_on_duty" (outside office hours nobody
    of it stands in the roster), "unknown_years" (no holiday table), "capped" (an external deadline cuts it).
    Raises Refused("dispatch.unknown_unit").
    """
    before = work.event(event)
    clocks: list[Clock] = []
    warnings: list[Notice] = []
    for place, ident in enumerate([unit, *co_units]):
        known = work.find("unit", ident)
        if known is None or not known.active:
            raise Refused("dispatch.unknown_unit", unit=ident)
        started = timing.handling(work, before, len(before.orders) + 1 + place, limits or ())
        clocks += [made(start) for start in started]
        warnings += _seats(work, known)
    return Preview(tuple(clocks), (*warnings, *_of_clocks(work, clocks)))


def filed(work: Work, event: str, item: str) -> Preview:
    """The clocks after filing under an item: C2 now, and the handling it will get when dispatched now (T9)."""
    before = work.event(event)
    listed = work.item(item, work.now)
    if listed is None:
        raise Refused("item.off_list", code=item, day=local_date(work.now).isoformat())
    urgent = listed.emergency and before.urgency == "normal"
    urgency = "urgent" if urgent else before.urgency
    filed_now = replace(before, item=item, filed_at=work.now, urgency=urgency, importance=listed.importance)
    starts = [timing.default(work, "C2", None, urgency=urgency), *timing.handling(work, filed_now, 1)]
    clocks = [made(start) for start in starts]
    return Preview(tuple(clocks), tuple(_of_clocks(work, clocks)))


def checked(work: Work, event: str, passed: bool) -> Preview:
    """What a check starts: C6 when it passed, the rest of the handling time when not (T21, T22)."""
    from commandroom.actions.verify import again

    before = work.event(event)
    starts = [timing.default(work, "C6", before)] if passed else again(work, before)
    clocks = [made(start) for start in starts]
    return Preview(tuple(clocks), tuple(_of_clocks(work, clocks)))


def _seats(work: Work, unit: Unit) -> list[Notice]:
    seats = {p.id for p in work.all("person") if p.active and p.unit == unit.id and set(p.roles) & _SEATS}
    if not seats:
        return [Notice("no_seat", {"unit": unit.name or unit.id})]
    if worktime.worked(work.calendar(), work.now, work.now + 60):
        return []
    on_duty = {name for duty in work.all("duty") if duty.covers(work.now) for name in duty.people}
    members = {p.id for p in work.all("person") if p.unit == unit.id}
    return [] if members & on_duty else [Notice("nobody_on_duty", {"unit": unit.name or unit.id, "phone": unit.phone})]


def _of_clocks(work: Work, clocks: Iterable[Clock]) -> list[Notice]:
    years: set[int] = set()
    capped = 0
    for clock in clocks:
        if clock.unit in (worktime.TimeUnit.WORK_HOUR, worktime.TimeUnit.WORK_DAY):
            years.update(work.calendar(clock.calendar).unknown_years(clock.started_at, clock.due_at))
        if clock.cap_at and clock.due_at >= clock.cap_at:
            capped = clock.cap_at
    warnings = [Notice("unknown_years", {"years": sorted(years)})] if years else []
    return [*warnings, Notice("capped", {"until": capped})] if capped else warnings
