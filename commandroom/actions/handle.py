"""Sign in, report progress, return, finish: what a unit does with its order."""

from typing import Any

from commandroom.actions import timing
from commandroom.domain import worktime
from commandroom.domain.errors import Refused
from commandroom.domain.event import Event
from commandroom.domain.order import Order, OrderRole
from commandroom.store.work import Work


def accept(work: Work, event: str, unit: str = "") -> None:
    """Sign a unit's order (T11); C3 stops. ``unit``: the actor's own when not said."""
    order = _order(work, work.event(event), unit)
    work.record("event", event, "accept", {"order": order.no})


def progress(work: Work, event: str, text: str, unit: str = "", stage: str = "") -> None:
    """Say how it goes (T14); a ``stage`` of the item's limits (到场, 停工, …) that is done ends its own clock.

    Raises Refused("handle.no_stage") for a stage that is not running on this order.
    """
    before = work.event(event)
    order = _order(work, before, unit)
    facts: dict[str, Any] = {"order": order.no, "text": text}
    if stage:
        running = [clock.stage for clock in before.running if clock.kind == "C4" and clock.order == order.no]
        if stage not in running:
            raise Refused("handle.no_stage", stage=stage, known="、".join(filter(None, running)) or "—")
        facts["stage"] = stage
    work.record("event", event, "progress", facts)


def return_order(work: Work, event: str, reason: str, basis: str) -> None:
    """Ask to be rid of the lead order (T12): once, within the profile's time after signing."""
    before = work.event(event)
    lead = before.lead
    if lead is not None and lead.accepted_at:
        limit = work.profile().rules.return_within
        until = worktime.due(work.calendar(), lead.accepted_at, limit)
        if work.now > until:
            raise Refused("handle.return_too_late", number=before.number, until=until)
    facts: dict[str, Any] = {"reason": reason, "basis": basis}
    if lead is not None:
        facts["order"] = lead.no
        _once(work, before, lead)
    work.record("event", event, "return_order", facts)


def _once(work: Work, event: Event, lead: Order) -> None:
    """A unit may ask once to be rid of an order, whatever the answer was (T12)."""
    for _, entry in work.journal.about("event", event.id):
        if entry.verb == "return_order" and entry.facts.get("order") == lead.no:
            raise Refused("event.returned_once", unit=lead.unit)


def finish(work: Work, event: str, result: str, unit: str = "") -> None:
    """Report a unit's share done (T20); the lead's ends the handling, and C5 starts."""
    before = work.event(event)
    order = _order(work, before, unit)
    facts: dict[str, Any] = {"order": order.no, "result": result}
    if order.role == OrderRole.LEAD:
        facts["clocks"] = [timing.default(work, "C5", before)]
    work.record("event", event, "finish", facts)


def _order(work: Work, event: Event, unit: str) -> Order:
    wanted = unit or work.actor.unit
    found = event.order_of(wanted) if wanted else event.lead
    if found is None:
        raise Refused("handle.no_order", number=event.number, unit=wanted)
    return found
