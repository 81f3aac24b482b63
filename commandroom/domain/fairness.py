"""Who carried how much: nights, weekends, statutory holidays and weight against each person's share."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from commandroom.domain.cover import LEADER, SHIFT_HOURS
from commandroom.domain.day_kinds import HOLIDAY, DayKind
from commandroom.domain.instant import HOUR
from commandroom.domain.profile import DutyNorm
from commandroom.domain.roster import Duty

CLASSES = ("night", "weekend", "holiday")
"""What is shared out apart from the weight of everything."""


@dataclass(frozen=True, slots=True)
class Fairness:
    """What a person carried in a period. ``due`` is their share by weight, ``balance`` what they carried more.

    A share is that of the people who could hold the post then: since their first duty, when not on leave.
    ``balances`` has the same for "night", "weekend" and "holiday", in duties.
    """

    person: str
    duties: int
    hours: float
    nights: int
    weekends: int
    holidays: int
    weight: int
    due: float
    balances: Mapping[str, float]

    @property
    def balance(self) -> float:
        """The weight carried above the share; below zero for less."""
        return self.weight - self.due


def is_night(duty: Duty) -> bool:
    """Whether a duty takes the night at a seat; a leader's 24 hours on the telephone do not."""
    if duty.post == LEADER:
        return False
    if duty.shift in SHIFT_HOURS:
        return duty.shift in ("night", "whole")
    begin, end = duty.shift.split("-")
    return end <= begin or begin < "05:00"


def classes_of(duty: Duty, kind: DayKind) -> tuple[str, ...]:
    """Which of CLASSES a duty counts for; a holiday that falls on a weekend is a holiday."""
    found = ("night",) if is_night(duty) else ()
    if kind.kind == HOLIDAY:
        return (*found, "holiday")
    return found if kind.works else (*found, "weekend")


def weight_of(classes: Iterable[str], norm: DutyNorm) -> int:
    """The weight of one duty: 1, or the weekend's or holiday's, and a night's above that."""
    told = set(classes)
    day = norm.holiday_weight if "holiday" in told else norm.weekend_weight if "weekend" in told else 1
    return day + (norm.night_weight - 1 if "night" in told else 0)


@dataclass(slots=True)
class _Sum:
    duties: int = 0
    seconds: int = 0
    weight: int = 0
    counts: list[int] = field(default_factory=lambda: [0, 0, 0])
    due: list[float] = field(default_factory=lambda: [0.0] * 4)

    def carry(self, duty: Duty, classes: tuple[str, ...], weight: int) -> None:
        """One duty more."""
        self.duties += 1
        self.seconds += duty.end - duty.start
        self.weight += weight
        for name in classes:
            self.counts[CLASSES.index(name)] += 1


def fairness(
    duties: Sequence[Duty],
    kinds: Mapping[str, DayKind],
    norm: DutyNorm,
    pools: Mapping[tuple[str, str], Sequence[str]],
    away: Mapping[str, Sequence[tuple[str, str]]],
) -> tuple[Fairness, ...]:
    """What everybody on these duties or in a pool carried against their share, by account.

    ``pools``: the accounts by post and shift; ``away``: first and last ISO day of granted leaves by account.
    A duty of a post without a pool is shared by those who were ever on that post.
    """
    since = _since(duties)
    grouped = _pools(duties, pools)
    sums: dict[str, _Sum] = {person: _Sum() for pool in pools.values() for person in pool}
    shared: dict[tuple[str, ...], list[float]] = {}
    known: dict[tuple[str, str, DayKind], tuple[tuple[str, ...], int]] = {}
    for duty in duties:
        kind = kinds[duty.day]
        counted = known.get((duty.post, duty.shift, kind))
        if counted is None:
            classes = classes_of(duty, kind)
            counted = known[duty.post, duty.shift, kind] = (classes, weight_of(classes, norm))
        for person in duty.people:
            sums.setdefault(person, _Sum()).carry(duty, *counted)
        sharing = tuple(
            person
            for person in grouped[duty.post, duty.shift]
            if since.get(person, duty.day) <= duty.day and not _away(away.get(person, ()), duty.day)
        )
        owed = shared.setdefault(sharing or duty.people, [0.0] * 4)
        owed[0] += counted[1] * len(duty.people)
        for name in counted[0]:
            owed[1 + CLASSES.index(name)] += len(duty.people)
    for people, amounts in shared.items():
        for person in people:
            due = sums.setdefault(person, _Sum()).due
            for place, amount in enumerate(amounts):
                due[place] += amount / len(people)
    return tuple(_told(person, one) for person, one in sorted(sums.items()))


def _since(duties: Iterable[Duty]) -> dict[str, str]:
    """The ISO day from which each person is counted: that of the first duty."""
    found: dict[str, str] = {}
    for duty in duties:
        for person in duty.people:
            found[person] = min(found.get(person, duty.day), duty.day)
    return found


def _pools(
    duties: Iterable[Duty], pools: Mapping[tuple[str, str], Sequence[str]]
) -> dict[tuple[str, str], tuple[str, ...]]:
    """Who shares each post: its pool and whoever was ever on it."""
    found = {column: dict.fromkeys(pool) for column, pool in pools.items()}
    for duty in duties:
        found.setdefault((duty.post, duty.shift), {}).update(dict.fromkeys(duty.people))
    return {column: tuple(sorted(pool)) for column, pool in found.items()}


def _away(spans: Sequence[tuple[str, str]], day: str) -> bool:
    return any(first <= day <= last for first, last in spans)


def _told(person: str, one: _Sum) -> Fairness:
    balances = {name: one.counts[place] - one.due[1 + place] for place, name in enumerate(CLASSES)}
    nights, weekends, holidays = one.counts
    hours = one.seconds / HOUR
    return Fairness(person, one.duties, hours, nights, weekends, holidays, one.weight, one.due[0], balances)


def years_before(day: date, years: int) -> date:
    """The same day so many years earlier; 28 February for a leap day."""
    return day.replace(year=day.year - years, day=min(day.day, 28) if day.month == 2 else day.day)
