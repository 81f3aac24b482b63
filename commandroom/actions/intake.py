"""Register and report an event, amend it, answer what was asked, handle it on the spot."""

from typing import Any

from commandroom.actions import given, timing
from commandroom.actions.grounding import grounded
from commandroom.domain.errors import Refused
from commandroom.domain.event import Event, State
from commandroom.domain.instant import local_date
from commandroom.store.work import Work


def register(work: Work, **fields: Any) -> str:
    """Keep a half-written form as a draft; gives its id. A second call never destroys the first form."""
    ident = work.new_id()
    work.record("event", ident, "register", given.known(fields))
    return ident


def report(work: Work, event: str = "", **fields: Any) -> str:
    """A new event, or a draft made whole: it gets its number, its grid and clock C1 (T1); gives its id.

    Fields are those of ``fold.FIELDS`` and ``reported_at``. Raises Refused("intake.no_title"),
    Refused("intake.no_place") when neither place, position nor grid is given.
    """
    draft = work.event(event) if event else None
    if draft is not None:
        given.require_own(work.actor, draft, "上报")
    ident = draft.id if draft is not None else work.new_id()
    facts = given.known(fields)
    facts.setdefault("reported_at", work.now)
    facts.setdefault("occurred_at", (draft.occurred_at if draft else 0) or facts["reported_at"])
    given.require_past(facts, work.now)
    title = str(facts.get("title") or (draft.title if draft else "")).strip()
    if not title:
        raise Refused("intake.no_title")
    facts["title"] = title
    facts |= grounded(work, {**_present(draft), **facts})
    if not (facts.get("place") or facts.get("grid") or facts.get("lon") is not None or (draft and draft.place)):
        raise Refused("intake.no_place", title=title)
    facts.setdefault("number", work.next_number())
    facts["clocks"] = _first_clocks(work, draft, facts)
    work.record("event", ident, "report", facts)
    return ident


def amend(work: Work, event: str, **fields: Any) -> None:
    """Correct what is known about an event (更正); a new position finds its grid again."""
    before = work.event(event)
    facts = given.known(fields)
    given.require_amendable(work.actor, before, facts)
    if "title" in facts and not facts["title"].strip():
        raise Refused("intake.no_title")
    if facts.get("item") and work.item(facts["item"], work.now) is None:
        raise Refused("item.off_list", code=facts["item"], day=local_date(work.now).isoformat())
    if {"lon", "lat", "grid"} & facts.keys():
        facts |= grounded(work, {**_present(before), **facts})
    changed = {name: value for name, value in facts.items() if _now(before, name) != value}
    if not changed:
        raise Refused("event.nothing_changed", number=before.number)
    if changed.get("external_due_at") and before.is_open:
        changed["clocks"] = timing.recapped(work, before, changed["external_due_at"])
    work.record("event", event, "amend", changed)


def discard(work: Work, event: str) -> None:
    """Throw a draft away: one's own, or any for who dispatches."""
    given.require_own(work.actor, work.event(event), "弃稿")
    work.record("event", event, "discard", {})


def supply_info(work: Work, event: str, text: str, **fields: Any) -> None:
    """Answer what was asked; C1 goes on where it was held (T3)."""
    before = work.event(event)
    facts = {**given.known(fields), "text": text, "resumed": timing.resumed(work, before, ("C1",))}
    work.record("event", event, "supply_info", facts)


def self_handle(work: Work, event: str = "", result: str = "", person: str = "", **fields: Any) -> str:
    """Handled on the spot by the grid or the village (T2): closed at once; gives the event's id.

    ``person``: who did it, when somebody else writes it down. Raises Refused("intake.not_self") when the
    item's tier or the item itself does not allow it.
    """
    before = work.event(event) if event else None
    ident = before.id if before is not None else work.new_id()
    facts = given.known(fields)
    title = str(facts.get("title") or (before.title if before else "")).strip()
    if not title:
        raise Refused("intake.no_title")
    if before is None:
        facts.setdefault("reported_at", work.now)
        facts.setdefault("occurred_at", facts["reported_at"])
    facts |= grounded(work, {**_present(before), **facts})
    code = str(facts.get("item") or (before.item if before else ""))
    if code:
        item = work.item(code, work.now)
        if item is None or not item.self_handle_allowed or item.tier > work.profile().rules.self_handle_tier:
            raise Refused("intake.not_self", item=item.name if item is not None else code)
        facts |= {"item": code, "tier": item.tier, "importance": item.importance, "category": item.category}
    else:
        facts.setdefault("tier", 1)
        facts.setdefault("importance", "C")
    if before is None or not before.number:
        facts.setdefault("number", work.next_number())
    if not result.strip():
        raise Refused("intake.no_result")
    facts["result"] = result
    if person:
        facts["person"] = person
    facts["clocks"] = [timing.default(work, "C7", before, urgency="normal")]
    work.record("event", ident, "self_handle", facts)
    return ident


def _now(event: Event, name: str) -> Any:
    return dict(event.extra) if name == "extra" else getattr(event, name, None)


def _present(event: Event | None) -> dict[str, Any]:
    if event is None:
        return {}
    return {name: getattr(event, name) for name in ("lon", "lat", "grid", "grid_method", "place")}


def _first_clocks(work: Work, draft: Event | None, facts: dict[str, Any]) -> list[timing.Start]:
    urgency = str(facts.get("urgency") or (draft.urgency if draft is not None else "normal"))
    clocks = [timing.default(work, "C1", None, urgency=urgency)]
    external = int(facts.get("external_due_at") or (draft.external_due_at if draft is not None else 0))
    if external:
        clocks.append(timing.total(work, external, int(facts["reported_at"])))
    return clocks


def is_draft(event: Event) -> bool:
    """Whether this is a parked form."""
    return event.state == State.DRAFT
