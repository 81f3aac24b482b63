"""A month's roster: take over a draft, publish, lock; and the rota it is made by."""

from collections.abc import Mapping, Sequence
from typing import Any

from commandroom.actions.define import Counts, define
from commandroom.actions.duty import move, put
from commandroom.domain.cover import month_days
from commandroom.domain.errors import Refused
from commandroom.domain.month_roster import MonthRoster, RosterState
from commandroom.domain.rota import NORMS, ROTA, Line, line_facts, read_lines
from commandroom.rostering.generate import Drafted
from commandroom.rostering.months import require_reason, state_of
from commandroom.rostering.rotas import rota_of
from commandroom.store.permission import permit_reference
from commandroom.store.work import Work


def draft_month(work: Work, month: str, drafted: Drafted) -> Counts:
    """Take over what the engine made for a month; gives how many duties are new, changed and the same.

    Raises Refused("roster.not_draft") for a month that is published or locked, and Refused("roster.other_month").
    """
    _require(work, month, RosterState.DRAFT, "roster.not_draft")
    if drafted.month != month:
        raise Refused("roster.other_month", month=month, drafted=drafted.month)
    counted = {"new": 0, "changed": 0, "same": 0}
    if drafted.afresh:
        counted["changed"] += _clear_others(work, month, {duty.id for duty in drafted.duties})
    for duty in drafted.duties:
        counted[put(work, duty)] += 1
    define(work, "roster", month, {"state": "draft", "drafted_by": work.actor.id, "drafted_at": work.now})
    return Counts(**counted)


def _clear_others(work: Work, month: str, made: set[str]) -> int:
    """Take everybody off the rota's duties of a month that a roster made afresh does not know."""
    days = month_days(month)
    lines = {(line.post, line.shift) for line in rota_of(work).lines}
    left = [
        duty
        for duty in work.all("duty")
        if days[0] <= duty.day <= days[-1] and duty.people and duty.id not in made and (duty.post, duty.shift) in lines
    ]
    for duty in left:
        move(work, duty.id, ())
    return len(left)


def publish(work: Work, month: str) -> MonthRoster:
    """Publish a month: from now on a change needs a reason and shows on the print.

    Raises Refused("roster.not_draft"), and Refused("roster.empty") where nobody is on any duty.
    """
    _require(work, month, RosterState.DRAFT, "roster.not_draft")
    days = month_days(month)
    steps = {duty.id: duty.step for duty in work.all("duty") if days[0] <= duty.day <= days[-1] and duty.people}
    if not steps:
        raise Refused("roster.empty", month=month)
    facts = {"state": "published", "published_by": work.actor.id, "published_at": work.now, "steps": steps}
    define(work, "roster", month, facts)
    return state_of(work, month)


def take_back(work: Work, month: str, reason: str) -> MonthRoster:
    """Make a published month a draft again; Refused("roster.not_published"), Refused("roster.reason_missing")."""
    _require(work, month, RosterState.PUBLISHED, "roster.not_published")
    require_reason(reason, month)
    cleared = {"state": "draft", "published_by": "", "published_at": 0, "steps": {}, "reason": reason.strip()}
    work.record("roster", month, "define", cleared)
    return state_of(work, month)


def lock(work: Work, month: str) -> MonthRoster:
    """Lock a published month: nothing in it changes any more; Refused("roster.not_published")."""
    _require(work, month, RosterState.PUBLISHED, "roster.not_published")
    work.record("roster", month, "define", {"state": "locked", "locked_by": work.actor.id, "locked_at": work.now})
    return state_of(work, month)


def unlock(work: Work, month: str, reason: str) -> MonthRoster:
    """Open a locked month again, as published; Refused("roster.not_locked"), Refused("roster.reason_missing")."""
    _require(work, month, RosterState.LOCKED, "roster.not_locked")
    require_reason(reason, month)
    facts = {"state": "published", "locked_by": "", "locked_at": 0, "reason": reason.strip()}
    work.record("roster", month, "define", facts)
    return state_of(work, month)


def set_rota(
    work: Work,
    lines: Sequence[Line] | None = None,
    norm: Mapping[str, int] | None = None,
    handlers: Mapping[str, tuple[str, str]] | None = None,
) -> str:
    """Set what rosters are made by; None leaves a part as it is. Gives "new", "changed" or "same".

    ``norm`` has names of NORMS; ``handlers`` the account of the named handler and of the deputy by unit.
    Raises Refused("rota.twice" | "rota.too_many" | "rota.unknown_norm" | "rota.norm_range" | "rota.unknown_person").
    """
    facts: dict[str, Any] = {}
    if lines is not None:
        facts["lines"] = [line_facts(line) for line in lines]
        read_lines(facts["lines"])
        _require_people(work, [person for line in lines for person in line.people])
    if norm is not None:
        for name, value in norm.items():
            if name not in NORMS:
                raise Refused("rota.unknown_norm", name=name, known="、".join(NORMS))
            least, most = NORMS[name]
            if not least <= value <= most:
                raise Refused("rota.norm_range", name=name, value=value, least=least, most=most)
        facts["norm"] = dict(norm)
    if handlers is not None:
        _require_people(work, [person for pair in handlers.values() for person in pair if person])
        for unit in handlers:
            if work.find("unit", unit) is None:
                raise Refused("dispatch.unknown_unit", unit=unit)
        facts["handlers"] = {unit: list(pair) for unit, pair in handlers.items()}
    return define(work, "rota", ROTA, facts)


def _require_people(work: Work, people: Sequence[str]) -> None:
    for account in people:
        if work.person(account) is None:
            raise Refused("rota.unknown_person", person=account)


def _require(work: Work, month: str, state: RosterState, code: str) -> None:
    """Refuse a month that is none, somebody without the right, and a roster that does not stand there."""
    permit_reference(work.actor, "roster")
    try:
        month_days(month)
    except ValueError:
        raise Refused("roster.no_month", month=month) from None
    stands = state_of(work, month)
    if stands.state is not state:
        raise Refused(code, month=month, state=stands.state.value)
