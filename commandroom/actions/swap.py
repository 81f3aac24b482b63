"""Swaps: offer a duty, take it, approve it; the duty goes with its people, whatever its hours are."""

from commandroom.actions.duty import move
from commandroom.domain import cover
from commandroom.domain.errors import Refused
from commandroom.domain.month_roster import RosterState
from commandroom.domain.people import Right, permits
from commandroom.domain.roster import Duty
from commandroom.domain.rules import Broken
from commandroom.domain.swap import Swap, SwapState, moved, waiting
from commandroom.rostering import judge
from commandroom.rostering.months import state_of
from commandroom.rostering.picture import gather
from commandroom.store.permission import permit_reference
from commandroom.store.work import Work

MOST_TEXT = 500


def offer(work: Work, duty: str, person: str = "", to: str = "", other: str = "", reason: str = "") -> str:
    """Offer one's place in a duty; gives the swap's id.

    ``person``: whose place (the actor's own when ""; anybody's for who makes the roster). ``to``: whom it is
    offered to ("": everybody of the post). ``other``: the duty of that person that is taken for it ("": none).
    Raises Refused("swap.not_yours" | "swap.not_held" | "swap.begun" | "swap.waiting" | "swap.needs_person" |
    "swap.with_oneself" | "roster.locked").
    """
    giver = person or work.actor.id
    _require_own(work, giver)
    given = _held(work, duty, giver)
    _require_text(reason)
    if to == giver or other == duty:
        raise Refused("swap.with_oneself", person=giver)
    if to and work.person(to) is None:
        raise Refused("who.unknown_person", person=to)
    if to in given.people:
        raise Refused("swap.already_there", person=to, duty=duty)
    if other:
        if not to:
            raise Refused("swap.needs_person")
        _held(work, other, to)
    for ident in filter(None, (duty, other)):
        before = waiting([one for one in work.all("swap") if giver in (one.giver, one.taker)], ident)
        if before is not None:
            raise Refused("swap.waiting", duty=ident, person=before.giver)
    ident = work.new_id()
    facts = {
        "duty": duty, "giver": giver, "to": to, "other": other, "state": "offered", "reason": reason.strip(),
        "offered_by": work.actor.id, "offered_at": work.now,
    }  # fmt: skip
    work.record("swap", ident, "define", facts)
    return ident


def take(work: Work, swap: str, person: str = "") -> tuple[Broken, ...]:
    """Take what was offered; gives the rules it would break for the two, so that they know before it is approved.

    Raises Refused("swap.not_offered" | "swap.not_for_you" | "swap.not_held" | "swap.already_there" | "swap.begun").
    """
    found: Swap = work.get("swap", swap)
    taker = person or work.actor.id
    _require_own(work, taker)
    if found.state is not SwapState.OFFERED:
        raise Refused("swap.not_offered", state=found.state.value)
    if taker == found.giver or (found.to and taker != found.to):
        raise Refused("swap.not_for_you", person=taker, to=found.to or found.giver)
    account = work.person(taker)
    if account is None or not account.active:
        raise Refused("who.unknown_person", person=taker)
    facts = {"state": "taken", "taker": taker, "taken_by": work.actor.id, "taken_at": work.now}
    work.record("swap", swap, "define", facts)
    return would_break(work, work.get("swap", swap))


def approve(work: Work, swap: str, answer: str = "") -> tuple[Broken, ...]:
    """Approve a swap that was taken: the people change places; gives the rules that are broken for the two then.

    Raises Refused("swap.not_taken"), Refused("swap.not_held") when the duty was given to somebody else meanwhile,
    Refused("swap.begun"), Refused("roster.locked").
    """
    permit_reference(work.actor, "duty")
    found: Swap = work.get("swap", swap)
    if found.state is not SwapState.TAKEN:
        raise Refused("swap.not_taken", state=found.state.value)
    after = moved(_duties(work, found), found)
    reason = found.reason or answer or "换班"
    for ident, people in after.items():
        _require_open(work, work.get("duty", ident))
        move(work, ident, people, reason, swap)
    _decide(work, swap, SwapState.APPROVED, answer)
    return would_break(work, work.get("swap", swap))


def decline(work: Work, swap: str, answer: str) -> None:
    """Say no: whom it was offered to, or who makes the roster; Refused("swap.over" | "swap.reason_missing")."""
    found = _open(work, swap)
    if work.actor.id not in (found.to, found.taker) and not permits(work.actor, Right.DUTY):
        raise Refused("swap.not_yours", person=found.giver)
    if not answer.strip():
        raise Refused("swap.reason_missing")
    _decide(work, swap, SwapState.DECLINED, answer)


def withdraw(work: Work, swap: str, answer: str = "") -> None:
    """Take an offer back while it is not approved; Refused("swap.over" | "swap.not_yours")."""
    found = _open(work, swap)
    _require_own(work, found.giver)
    _decide(work, swap, SwapState.WITHDRAWN, answer)


def would_break(work: Work, swap: Swap) -> tuple[Broken, ...]:
    """The rules that the two people of a swap break once it is approved (or break now that it is)."""
    duties = _duties(work, swap)
    days = sorted(duty.day for duty in duties.values())
    picture = gather(work, f"{days[0][:7]}-01", cover.month_days(days[-1][:7])[-1])
    if swap.state is not SwapState.APPROVED:
        picture = picture.with_people(moved(duties, swap))
    two, asked = {swap.giver, swap.taker}, set(days)
    every = judge.judge(picture)
    return tuple(
        one
        for one in every
        if two & set(one.people) and (asked & {one.day, one.facts.get("first_day")} or one.rule == "hours")
    )


def _duties(work: Work, swap: Swap) -> dict[str, Duty]:
    return {ident: found for ident in swap.duties() if (found := work.find("duty", ident)) is not None}


def _held(work: Work, duty: str, person: str) -> Duty:
    found: Duty | None = work.find("duty", duty)
    if found is None or person not in found.people:
        raise Refused("swap.not_held", person=person, duty=duty)
    _require_open(work, found)
    return found


def _require_open(work: Work, duty: Duty) -> None:
    """A duty that is over cannot be given away, nor one of a locked month."""
    if duty.end <= work.now:
        raise Refused("swap.begun", duty=duty.id)
    if state_of(work, duty.day[:7]).state is RosterState.LOCKED:
        raise Refused("roster.locked", month=duty.day[:7])


def _require_own(work: Work, person: str) -> None:
    if person != work.actor.id and not permits(work.actor, Right.DUTY):
        raise Refused("swap.not_yours", person=person)


def _open(work: Work, swap: str) -> Swap:
    found: Swap = work.get("swap", swap)
    if not found.open:
        raise Refused("swap.over", state=found.state.value)
    return found


def _decide(work: Work, swap: str, state: SwapState, answer: str) -> None:
    _require_text(answer)
    facts = {"state": state.value, "decided_by": work.actor.id, "decided_at": work.now, "answer": answer.strip()}
    work.record("swap", swap, "define", facts)


def _require_text(text: str) -> None:
    if len(text) > MOST_TEXT:
        raise Refused("text.too_long", length=len(text), most=MOST_TEXT)
