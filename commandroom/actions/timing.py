"""Which limit a clock gets when a step starts it: profile, item list, working calendar, external deadline."""

from collections.abc import Iterable
from typing import Any

from commandroom.domain import reckoning, worktime
from commandroom.domain.clocks import Clock, Running
from commandroom.domain.errors import Refused
from commandroom.domain.event import Event
from commandroom.domain.evolve import evolve
from commandroom.domain.instant import Instant
from commandroom.domain.worktime import Limit, TimeUnit
from commandroom.store.work import Work

Start = dict[str, Any]


def start(
    work: Work, kind: str, limit: Limit, *, order: int = 0, stage: str = "", cap: Instant = 0, begin: Instant = 0
) -> Start:
    """The facts that start a clock now (or at ``begin``): absolute end, cut to ``cap``, and the yellow moment."""
    calendar = work.calendar()
    begin = begin or work.now
    due = worktime.due(calendar, begin, limit)
    light = work.profile().rules.light
    warn = worktime.when_percent(calendar, begin, limit, light)
    if cap and cap < due:
        if limit.unit is TimeUnit.WORK_HOUR:
            cap = reckoning.worked_until(calendar, cap)
        due = max(cap, begin)
        warn = min(warn, begin + int((due - begin) * light))
    facts: Start = {
        "kind": kind,
        "start": begin,
        "amount": limit.amount,
        "unit": limit.unit.value,
        "calendar": calendar.version,
        "due": due,
        "warn": warn,
    }
    if order:
        facts["order"] = order
    if stage:
        facts["stage"] = stage
    if cap:
        facts["cap"] = cap
    return facts


def default(work: Work, kind: str, event: Event | None = None, **more: Any) -> Start:
    """The facts that start a clock with the profile's limit, the urgent one for an urgent case.

    A clock of the seat itself (C1, C1b, C2, …) counts natural minutes while somebody sits there: round the
    clock, or, when the room says so, in office hours only (domain.md §5.3, C1).
    """
    urgency = event.urgency if event is not None else more.pop("urgency", "normal")
    more.pop("urgency", None)
    limit = work.profile().limit(kind, urgent=urgency in ("urgent", "critical"))
    if work.profile().clocks[kind].staffed and limit.unit is TimeUnit.HOUR and work.setting("seat_hours") == "office":
        limit = Limit(limit.amount, TimeUnit.WORK_HOUR)
    return start(work, kind, limit, **more)


def total(work: Work, external: Instant, begin: Instant) -> Start:
    """C8: the deadline another platform gave; it is absolute and never pauses here (domain.md §5.3)."""
    light = work.profile().rules.light
    return {
        "kind": "C8",
        "start": begin,
        "amount": 0.0,
        "unit": "absolute",
        "calendar": work.calendar().version,
        "due": external,
        "warn": begin + int(max(0, external - begin) * light),
    }


def handling(work: Work, event: Event, order: int, limits: Iterable[tuple[str, Limit]] = ()) -> list[Start]:
    """C3 and C4 of one order: every stage of the item, or what the dispatcher set, C4 under the external cap.

    The handling clock runs from the dispatch, not from the signature (domain.md §5.0 rule 7).
    """
    stages = list(limits) or item_limits(work, event)
    cap = handle_cap(work, event)
    accept = default(work, "C3", event, order=order)
    return [accept, *(start(work, "C4", limit, order=order, stage=label, cap=cap) for label, limit in stages)]


def item_limits(work: Work, event: Event) -> list[tuple[str, Limit]]:
    """The staged handling limits of the event's item; the profile's limit by importance when it names none."""
    item = work.item(event.item, event.filed_at or work.now) if event.item else None
    if item is not None and item.limits:
        only = len(item.limits) == 1
        return [("" if only else staged.label, staged.limit) for staged in item.limits]
    return [("", work.profile().handle.get(event.importance or "C", work.profile().limit("C4")))]


def handle_cap(work: Work, event: Event) -> Instant:
    """The latest end of handling under an external deadline: that deadline less the time to write the reply.

    When that time is over already it is the deadline itself, and when this is over too there is none: the total
    clock is red then, and a unit that gets the case now still has its own limits to keep.
    """
    if not event.external_due_at:
        return 0
    buffer = work.profile().rules.reply_buffer
    cap = worktime.before(work.calendar(), event.external_due_at, buffer)
    return next((end for end in (cap, event.external_due_at) if end > work.now), 0)


def recapped(work: Work, event: Event, external: Instant) -> list[Start]:
    """C8 toward another external deadline, and the running handling clocks that it cuts shorter than before."""
    light = work.profile().rules.light
    starts = [total(work, external, event.reported_at or work.now)]
    cap = handle_cap(work, evolve(event, {"external_due_at": external}))
    for clock in event.clocks:
        if clock.kind != "C4" or clock.running != Running.RUNNING or not cap or clock.due_at <= cap:
            continue
        limit = limit_of(clock)
        end = reckoning.worked_until(work.calendar(), cap) if limit.unit is TimeUnit.WORK_HOUR else cap
        starts.append(
            {
                "kind": "C4",
                "order": clock.order,
                "stage": clock.stage,
                "start": clock.started_at,
                "amount": clock.amount,
                "unit": clock.unit,
                "calendar": clock.calendar,
                "due": end,
                "warn": min(clock.warn_at, work.now + int(max(0, end - work.now) * light)),
                "cap": end,
            }
        )
    return starts


def held(work: Work, event: Event, kinds: Iterable[str]) -> dict[str, float]:
    """What is left of the clocks that a step holds, by kind, in seconds (hours) or days of their own unit."""
    wanted = set(kinds)
    return {
        clock.kind: worktime.remaining(
            work.calendar(clock.calendar), clock.started_at, limit_of(clock), work.now, clock.pauses
        )
        for clock in event.clocks
        if clock.kind in wanted and clock.running == Running.RUNNING and clock.unit != "absolute"
    }


def resumed(work: Work, event: Event, kinds: Iterable[str]) -> dict[str, dict[str, Instant]]:
    """The new ends of the clocks that a step sets going again, by kind."""
    wanted = set(kinds)
    ends: dict[str, dict[str, Instant]] = {}
    for clock in event.clocks:
        if clock.kind in wanted and clock.running == Running.PAUSED:
            if clock.left <= 0:
                ends[clock.kind] = {"due": clock.due_at, "warn": clock.warn_at}
                continue
            calendar = work.calendar(clock.calendar)
            # a computer's clock that was put back takes no time away
            now = max(work.now, clock.paused_at, clock.started_at)
            due = worktime.resume_due(calendar, now, clock.left, TimeUnit(clock.unit))
            if clock.cap_at:
                due = min(due, clock.cap_at)
            warn = now + int((due - now) * work.profile().rules.light)
            ends[clock.kind] = {"due": due, "warn": warn}
    return ends


def limit_of(clock: Clock) -> Limit:
    """The limit a clock was started with; Refused("clock.absolute") for one that has none."""
    if clock.unit == "absolute":
        raise Refused("clock.absolute", clock=clock.kind)
    return Limit(clock.amount, TimeUnit(clock.unit))
