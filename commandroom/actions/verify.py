"""Check passed, check failed: somebody other than the handler has looked."""

from typing import Any

from commandroom.actions import timing
from commandroom.domain import reckoning, worktime
from commandroom.domain.errors import Refused
from commandroom.domain.event import Event
from commandroom.store.work import Work


def check(work: Work, event: str, note: str, person: str = "") -> None:
    """It is done as it should be (T21); C5 stops, C6 starts. ``person``: who looked, when not the actor."""
    before = work.event(event)
    facts = _who(work, person) | {"note": note, "clocks": [timing.default(work, "C6", before)]}
    work.record("event", event, "check", facts)


def check_fail(work: Work, event: str, reason: str, person: str = "") -> None:
    """It is not done (T22): the same unit again, with what was left of its time and at least the profile's share."""
    before = work.event(event)
    facts = _who(work, person) | {"reason": reason, "clocks": again(work, before)}
    work.record("event", event, "check_fail", facts)


def _who(work: Work, person: str) -> dict[str, Any]:
    named = person or work.actor.id
    known = work.person(named)
    if known is None:
        raise Refused("who.unknown_person", person=named)
    facts: dict[str, Any] = {"person": named}
    return facts | {"person_unit": known.unit} if known.unit else facts


def again(work: Work, event: Event) -> list[timing.Start]:
    """The handling clocks of a rework: what was left of each stage, at least the profile's share (T22).

    The share is of the order's first limit, so that it does not shrink from one rework to the next.
    """
    lead = event.lead
    if lead is None:
        return []
    share = work.profile().rules.rework_least_share
    cap = timing.handle_cap(work, event)
    mine = [clock for clock in event.clocks if clock.kind == "C4" and clock.order == lead.no]
    latest = {clock.stage: clock for clock in mine}
    first = {clock.stage: clock for clock in reversed(mine)}
    starts = []
    for stage, clock in latest.items():
        limit = timing.limit_of(clock)
        left = worktime.remaining(
            work.calendar(clock.calendar), clock.started_at, limit, clock.stopped_at or work.now, clock.pauses
        )
        again = reckoning.shortened(timing.limit_of(first[stage]), left, share)
        starts.append(timing.start(work, "C4", again, order=lead.no, stage=stage, cap=cap))
    return starts
