"""The state of a month's roster, and what was changed in it since it was published."""

from collections.abc import Sequence

from commandroom.domain import cover
from commandroom.domain.errors import Refused
from commandroom.domain.journal import Entry
from commandroom.domain.month_roster import Change, MonthRoster, RosterState
from commandroom.domain.roster import Duty
from commandroom.rostering.rotas import Known
from commandroom.store.reader import Reader

LONGEST_REASON = 500


def state_of(known: Known, month: str) -> MonthRoster:
    """The state of a month ``2026-11``; a month nobody spoke of is a draft."""
    found: MonthRoster | None = known.find("roster", month)
    return found if found is not None else MonthRoster(month)


def require_reason(reason: str, month: str) -> None:
    """Raise Refused("roster.reason_missing") for a change of a published month without a reason."""
    if not reason.strip():
        raise Refused("roster.reason_missing", month=month)
    if len(reason) > LONGEST_REASON:
        raise Refused("text.too_long", length=len(reason), most=LONGEST_REASON)


def require_changeable(known: Known, day: str, reason: str) -> None:
    """Raise Refused("roster.locked") for a day of a locked month, "roster.reason_missing" in a published one."""
    roster = state_of(known, day[:7])
    if roster.state is RosterState.LOCKED:
        raise Refused("roster.locked", month=roster.id)
    if roster.state is RosterState.PUBLISHED:
        require_reason(reason, roster.id)


def changes(reader: Reader, month: str) -> tuple[Change, ...]:
    """Every change of people since a month was published, in order of day, post and time; () for a draft."""
    roster = state_of(reader, month)
    if not roster.published_at:
        return ()
    days = cover.month_days(month)
    found: list[Change] = []
    duties: Sequence[Duty] = reader.all("duty")
    for duty in duties:
        if days[0] <= duty.day <= days[-1] and duty.step > roster.steps.get(duty.id, 0):
            found += _of_duty(duty, reader.timeline(duty.id, "duty"), roster.steps.get(duty.id, 0))
    return tuple(sorted(found, key=lambda one: (one.day, one.post, one.shift, one.at)))


def _of_duty(duty: Duty, timeline: Sequence[Entry], published: int) -> list[Change]:
    found = []
    people: tuple[str, ...] = ()
    for entry in sorted(timeline, key=lambda one: (one.step, one.at, one.node, one.seq)):
        after = tuple(entry.facts.get("people", people))
        if entry.step > published and after != people:
            reason, swap = str(entry.facts.get("reason", "")), str(entry.facts.get("swap", ""))
            found.append(
                Change(duty.id, duty.day, duty.post, duty.shift, people, after, entry.actor, entry.at, reason, swap)
            )
        people = after
    return found
