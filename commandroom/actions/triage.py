"""File an event, ask back, verify its source, reject, merge, split."""

from typing import Any

from commandroom.actions import given, timing
from commandroom.actions.grounding import grounded
from commandroom.domain.errors import Refused
from commandroom.domain.event import Event, GridMethod, State
from commandroom.domain.instant import local_date
from commandroom.domain.people import Case, Person, Right, permits, under
from commandroom.store.work import Work


def file(work: Work, event: str, item: str, importance: str = "", tier: int = 0, **more: Any) -> None:
    """Accept and file a case against the item list (T9); C1 stops, C2 starts.

    ``more``: title, category, urgency, severity, security, grid. Raises Refused("item.off_list") when the
    item counts for nothing today (L4); a case without a grid may be filed and waits in its own list for one.
    """
    before = work.event(event)
    listed = work.item(item, work.now)
    if listed is None:
        raise Refused("item.off_list", code=item, day=local_date(work.now).isoformat())
    allowed = {"title", "category", "urgency", "severity", "security", "grid", "place"}
    if strange := sorted(set(more) - allowed):
        raise Refused("intake.unknown_field", fields="、".join(strange))
    facts: dict[str, Any] = given.known({name: value for name, value in more.items() if value})
    given.known({"importance": importance, "tier": tier})
    if tier and tier < listed.tier and not permits(work.actor, Right.DISPATCH, _above(before, listed.tier)):
        raise Refused("file.tier_too_low", number=before.number, tier=listed.tier, item=listed.name)
    if importance > listed.importance and not permits(work.actor, Right.VOID):
        raise Refused("file.importance_too_low", number=before.number, importance=listed.importance, item=listed.name)
    facts |= {
        "item": item,
        "importance": importance or listed.importance,
        "tier": tier or listed.tier,
        "category": more.get("category") or listed.category,
    }
    if facts.get("grid"):
        facts |= grounded(work, {"grid": facts["grid"], "grid_method": GridMethod.MANUAL.value})
    if listed.emergency and before.urgency == "normal":
        facts.setdefault("urgency", "urgent")
    urgency = str(facts.get("urgency", before.urgency))
    facts["clocks"] = [timing.default(work, "C2", None, urgency=urgency)]
    work.record("event", event, "file", facts)


def request_info(work: Work, event: str, reason: str) -> None:
    """Send it back for what is missing; C1 is held (T3), at most as often as the profile allows."""
    before = work.event(event)
    if before.asked >= work.profile().rules.ask_most:
        raise Refused("triage.asked_enough", number=before.number, times=before.asked)
    work.record("event", event, "request_info", {"reason": reason, "left": timing.held(work, before, ("C1",))})


def verify_source(work: Work, event: str, person: str) -> None:
    """Ask a grid worker to look whether it is so (T4); C1 is held, C1b starts."""
    before = work.event(event)
    asked = work.get("person", person)
    if not asked.active:
        raise Refused("who.unknown_person", person=person)
    if not permits(asked, Right.CHECK, Case(before.unit, frozenset(), before.grid, before.tier, before.importance)):
        raise Refused("triage.cannot_look", person=asked.name or person)
    facts = {
        "person": person,
        "left": timing.held(work, before, ("C1",)),
        "clocks": [timing.default(work, "C1b", before)],
    }
    work.record("event", event, "verify_source", facts)


def source_verified(work: Work, event: str, found: str, person: str = "", note: str = "") -> None:
    """What the grid worker found ("true", "false", "changed"); C1 goes on (T4)."""
    before = work.event(event)
    if found not in FOUND:
        raise Refused("intake.wrong_value", field="found", value=found[:80], known="、".join(FOUND))
    facts: dict[str, Any] = {
        "person": person or work.actor.id,
        "found": found,
        "resumed": timing.resumed(work, before, ("C1",)),
    }
    if note:
        facts["note"] = note
    work.record("event", event, "source_verified", facts)


FOUND = ("true", "false", "changed")
"""It is so, it is not so, it is otherwise."""


def _above(event: Event, tier: int) -> Case:
    return Case(event.unit, frozenset(), event.grid, tier, event.importance)


def propose_reject(work: Work, event: str, reason: str) -> None:
    """Propose not to accept a case; another person must confirm (T5, four eyes)."""
    work.record("event", event, "propose_reject", {"reason": reason})


def reject(work: Work, event: str, reply: str) -> None:
    """Confirm that a case is not accepted, with the reply to the reporter (T5)."""
    work.record("event", event, "reject", {"reply": reply})


def refuse_proposal(work: Work, event: str, reason: str) -> None:
    """Refuse what somebody proposed (rejecting, voiding); the case goes on as it was."""
    work.record("event", event, "refuse_proposal", {"reason": reason})


def merge(work: Work, event: str, master: str) -> None:
    """Merge a repeated report into an open case, which inherits the earliest external deadline (T6)."""
    child, into = work.event(event), work.event(master)
    if child.id == into.id:
        raise Refused("triage.merge_self", number=child.number)
    if not into.is_open or into.state == State.VOID_REVIEW:
        raise Refused("triage.master_closed", number=into.number)
    facts: dict[str, Any] = {"child": child.id}
    earliest = min(filter(None, (child.external_due_at, into.external_due_at)), default=0)
    if earliest and earliest != into.external_due_at:
        facts["external_due_at"] = earliest
        facts["clocks"] = timing.recapped(work, into, earliest)
    work.record("event", event, "merge", {"master": into.id})
    work.record("event", into.id, "absorb", facts)


def split(work: Work, event: str, parts: list[dict[str, Any]]) -> list[str]:
    """Split a report that holds several matters: each part becomes a case of its own; gives their ids.

    ``parts``: for each its title and whatever differs (text, place, category, lon, lat, grid). The first
    case stays and keeps its number.
    """
    from commandroom.actions.intake import report

    parent = work.event(event)
    if not parts:
        raise Refused("triage.no_parts", number=parent.number)
    titles = [" ".join(str(part.get("title", "")).split()) for part in parts]
    work.record("event", event, "split", {"into": titles})
    return [report(work, **{**_inherited(parent), **part, "split_from": parent.id}) for part in parts]


def _inherited(parent: Event) -> dict[str, Any]:
    names = (
        "source",
        "source_system",
        "text",
        "place",
        "reporter",
        "phone",
        "category",
        "urgency",
        "lon",
        "lat",
        "grid",
        "occurred_at",
        "external_due_at",
    )
    return {name: value for name in names if (value := getattr(parent, name)) not in ("", None, 0)}


def grid_workers(work: Work, event: Event) -> list[Person]:
    """The people who may look at a place: those of its grid first, then those of the grids above."""
    found = [
        (max(len(grid) for grid in person.grids if under(event.grid, grid)), person)
        for person in work.all("person")
        if person.active and any(under(event.grid, grid) for grid in person.grids)
    ]
    return [person for _, person in sorted(found, key=lambda one: (-one[0], one[1].id))]
