"""Leave: asked for by whom it is for, granted or refused by whoever makes the roster."""

from datetime import date

from commandroom.domain.errors import Refused
from commandroom.domain.leave import KINDS, LONGEST, PARTS, Leave, LeaveState
from commandroom.domain.people import Right, permits
from commandroom.store.permission import permit_reference
from commandroom.store.work import Work

MOST_TEXT = 500


def ask(
    work: Work, person: str, first: str, last: str, kind: str = "other", reason: str = "", part: str = "day"
) -> str:
    """Ask for leave from one ISO day to another, both included; gives its id.

    Whoever makes the roster asks for anybody, and it is granted at once; others ask for themselves.
    ``part``: "day", "am" or "pm" of each day. Raises Refused("leave.not_yours" | "leave.wrong_days" |
    "leave.unknown_kind" | "leave.twice").
    """
    makes = permits(work.actor, Right.DUTY)
    if person != work.actor.id and not makes:
        raise Refused("leave.not_yours", person=person)
    if work.person(person) is None:
        raise Refused("who.unknown_person", person=person)
    if kind not in KINDS or part not in PARTS:
        raise Refused("leave.unknown_kind", kind=kind, known="、".join(KINDS.values()))
    _require_days(first, last)
    _require_text(reason)
    for other in work.all("leave"):
        live = other.state in (LeaveState.ASKED, LeaveState.GRANTED)
        if live and other.person == person and other.touches(first, last) and "day" in (part, other.part):
            raise Refused("leave.twice", person=person, first=other.first, last=other.last)
    ident = work.new_id()
    facts = {
        "person": person, "first": first, "last": last, "kind": kind, "part": part, "reason": reason.strip(),
        "asked_by": work.actor.id, "asked_at": work.now, "state": "asked",
    }  # fmt: skip
    if makes:
        facts |= {"state": "granted", "decided_by": work.actor.id, "decided_at": work.now}
    work.record("leave", ident, "define", facts)
    return ident


def grant(work: Work, leave: str, answer: str = "") -> None:
    """Grant a leave that was asked for; Refused("leave.not_asked")."""
    _decide(work, leave, LeaveState.GRANTED, answer)


def refuse(work: Work, leave: str, answer: str) -> None:
    """Refuse a leave that was asked for, saying why; Refused("leave.not_asked" | "leave.reason_missing")."""
    if not answer.strip():
        raise Refused("leave.reason_missing")
    _decide(work, leave, LeaveState.REFUSED, answer)


def cancel(work: Work, leave: str, answer: str = "") -> None:
    """Give up a leave: one's own, or anybody's for who makes the roster.

    Raises Refused("leave.not_yours"), Refused("leave.over") for one that was refused or cancelled before.
    """
    found: Leave = work.get("leave", leave)
    if work.actor.id != found.person and not permits(work.actor, Right.DUTY):
        raise Refused("leave.not_yours", person=found.person)
    if found.state not in (LeaveState.ASKED, LeaveState.GRANTED):
        raise Refused("leave.over", person=found.person, first=found.first, last=found.last)
    _record(work, leave, LeaveState.CANCELLED, answer)


def _decide(work: Work, leave: str, state: LeaveState, answer: str) -> None:
    permit_reference(work.actor, "duty")
    found: Leave = work.get("leave", leave)
    if found.state is not LeaveState.ASKED:
        raise Refused("leave.not_asked", person=found.person, first=found.first, last=found.last)
    _record(work, leave, state, answer)


def _record(work: Work, leave: str, state: LeaveState, answer: str) -> None:
    _require_text(answer)
    facts = {
        "state": state.value, "decided_by": work.actor.id, "decided_at": work.now, "answer": answer.strip(),
    }  # fmt: skip
    work.record("leave", leave, "define", facts)


def _require_days(first: str, last: str) -> None:
    try:
        days = (date.fromisoformat(last) - date.fromisoformat(first)).days + 1
    except ValueError:
        raise Refused("leave.wrong_days", first=first, last=last, most=LONGEST) from None
    if not 1 <= days <= LONGEST or (first, last) != (
        date.fromisoformat(first).isoformat(),
        date.fromisoformat(last).isoformat(),
    ):
        raise Refused("leave.wrong_days", first=first, last=last, most=LONGEST)


def _require_text(text: str) -> None:
    if len(text) > MOST_TEXT:
        raise Refused("text.too_long", length=len(text), most=MOST_TEXT)
