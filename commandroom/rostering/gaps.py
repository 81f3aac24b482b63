"""Every gap of a roster: why it is one, who could fill it, and why the others cannot."""

from collections.abc import Mapping, Sequence
from typing import Any

from commandroom.domain import cover
from commandroom.domain.cover import LEADER
from commandroom.domain.day_kinds import HOLIDAY
from commandroom.domain.instant import HOUR, Instant
from commandroom.domain.roster import Duty, duty_id
from commandroom.domain.rota import Line
from commandroom.domain.rules import Candidate, Gap, Reason
from commandroom.rostering.judge import window
from commandroom.rostering.picture import Picture, days_of


def of(
    picture: Picture, first: str, last: str, balances: Mapping[str, float] | None = None, *, candidates: bool = True
) -> tuple[Gap, ...]:
    """The gaps of the ISO days from first to last, in order of begin.

    ``balances``: what each person carried above the share, by which candidates are ordered.
    """
    found = []
    for day in days_of(first, last):
        for line in picture.rota.lines:
            lacking = picture.lacking(line, day)
            if lacking:
                found.append(_gap(picture, line, day, lacking, balances or {}, candidates=candidates))
    return tuple(sorted(found, key=lambda gap: (gap.start, gap.post, gap.shift)))


def _gap(
    picture: Picture, line: Line, day: str, lacking: int, balances: Mapping[str, float], *, candidates: bool
) -> Gap:
    start, end = cover.shift_span(day, line.shift)
    ident = duty_id(day, line.post, line.shift)
    if not candidates:
        return Gap(ident, day, line.post, line.shift, start, end, lacking)
    told = who(picture, line, day, balances)
    return Gap(ident, day, line.post, line.shift, start, end, lacking, _why(picture, line, day, told, lacking), told)


def who(picture: Picture, line: Line, day: str, balances: Mapping[str, float]) -> tuple[Candidate, ...]:
    """Everybody of the line's pool: who fits first, the one who carried least before; the others with reasons."""
    start, end = cover.shift_span(day, line.shift)
    hours = _hours_before(picture, day)
    own = picture.by_id.get(duty_id(day, line.post, line.shift))
    found = []
    for person in picture.pools.get((line.post, line.shift), ()):
        if own is not None and person in own.people:
            continue
        reasons = against(picture, person, line.post, start, end, hours.get(person, 0.0), day)
        found.append(Candidate(person, not reasons, reasons, round(balances.get(person, 0.0), 1)))
    return tuple(sorted(found, key=lambda one: (not one.fits, len(one.reasons), one.balance, one.person)))


def against(
    picture: Picture, person: str, post: str, start: Instant, end: Instant, hours: float, day: str
) -> tuple[Reason, ...]:
    """Why a person cannot take a duty between two instants; () when nothing speaks against it.

    ``hours``: the hours a week they are on the seat in that month already, on average.
    """
    found: list[Reason] = []
    account = picture.people.get(person)
    if account is not None and not account.active:
        found.append(Reason("why.inactive", {"person": person}))
    leave = picture.on_leave(person, start, end)
    if leave is not None:
        facts = {"person": person, "first": leave.first, "last": leave.last, "leave": leave.kind}
        found.append(Reason("why.leave", facts))
    mine = picture.by_person.get(person, ())
    found += [
        Reason("why.busy", {"person": person, "day": duty.day, "post": duty.post, "shift": duty.shift})
        for duty in mine
        if duty.start < end and duty.end > start
    ]
    if post != LEADER:
        found += _rest(mine, person, start, end, picture.norm.rest_hours)
        begin, until = window(cover.month_days(day[:7]))
        more = max(0, min(end, until) - max(start, begin)) / ((until - begin) / cover.WEEK_HOURS)
        if hours + more > picture.norm.week_hours + 1e-9:
            over: dict[str, Any] = {"person": person, "hours": round(hours + more, 1), "most": picture.norm.week_hours}
            found.append(Reason("why.hours", over))
    return tuple(found)


def _rest(mine: Sequence[Duty], person: str, start: Instant, end: Instant, least: int) -> list[Reason]:
    found = []
    for duty in mine:
        pause = duty.start - end if duty.start >= end else start - duty.end
        if duty.post != LEADER and 0 <= pause < least * HOUR:
            facts = {"person": person, "day": duty.day, "post": duty.post, "shift": duty.shift, "least": least,
                     "hours": round(pause / HOUR, 1)}  # fmt: skip
            found.append(Reason("why.rest", facts))
    return found


def _hours_before(picture: Picture, day: str) -> dict[str, float]:
    """The hours a week of everybody on the seat in the month of a day."""
    begin, end = window(cover.month_days(day[:7]))
    return {person: cover.week_hours(duties, person, begin, end) for person, duties in picture.by_person.items()}


def _why(picture: Picture, line: Line, day: str, told: Sequence[Candidate], lacking: int) -> tuple[Reason, ...]:
    """Why it is a gap: nobody put there, too few, nobody may hold it, or all of them are kept off by rules."""
    kind = picture.kind(day)
    wanted = line.wanted(kind.works)
    found = []
    if kind.kind == HOLIDAY:
        found.append(Reason("why.holiday", {"name": kind.name}))
    if not picture.pools.get((line.post, line.shift)):
        return (*found, Reason("why.no_pool", {"post": line.post, "shift": line.shift}))
    own = picture.by_id.get(duty_id(day, line.post, line.shift))
    for person in own.people if own is not None else ():
        account = picture.people.get(person)
        leave = picture.on_leave(person, own.start, own.end) if own is not None else None
        if leave is not None:
            facts = {"person": person, "first": leave.first, "last": leave.last}
            found.append(Reason("why.holder_away", facts))
        elif account is not None and not (account.active and not account.retired):
            found.append(Reason("why.inactive", {"person": person}))
    if lacking == wanted and not (own is not None and own.people):
        found.append(Reason("why.nobody_put", {}))
    else:
        found.append(Reason("why.too_few", {"count": wanted - lacking, "least": wanted}))
    fitting = sum(one.fits for one in told)
    if fitting >= lacking:
        found.append(Reason("why.could", {"count": fitting}))
    else:
        counts: dict[str, int] = {}
        for one in told:
            for code in {reason.code for reason in one.reasons}:
                counts[code] = counts.get(code, 0) + 1
        found.append(Reason("why.none_fits", {"pool": len(told), "fitting": fitting, **_counted(counts)}))
    return tuple(found)


def _counted(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: counts.get(f"why.{name}", 0) for name in ("leave", "busy", "rest", "hours")}
