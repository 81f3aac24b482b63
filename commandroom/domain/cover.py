"""Who holds the seat now and next, where a roster has holes, and how its load is shared (domain.md §5.9)."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from commandroom.domain.instant import DAY, HOUR, MINUTE, Instant, day_start, local
from commandroom.domain.profile import DutyNorm
from commandroom.domain.roster import POSTS, Duty

WEEK_HOURS = 168
SHIFT_HOURS: Mapping[str, tuple[int, int]] = {
    "day": (510, 1050),
    "night": (1050, 1440 + 510),
    "whole": (510, 1440 + 510),
}
"""From and to in minutes after the day's 00:00: handover at 08:30 is common (domain.md §3.7)."""
SEAT = "dispatcher"
LEADER = "duty_leader"
_SPAN = re.compile(r"(\d{2}):(\d{2})-(\d{2}):(\d{2})")

Works = Callable[[str], bool]
"""Whether an ISO day is a working day by the calendar."""


def shift_span(day: str, shift: str) -> tuple[Instant, Instant]:
    """Begin and end of a shift of an ISO day; a shift is one of SHIFT_HOURS or ``14:00-16:00``.

    An end not after its begin is of the next day. Raises ValueError for any other shift and for no day.
    """
    begin = day_start(date.fromisoformat(day))
    if shift in SHIFT_HOURS:
        first, last = SHIFT_HOURS[shift]
    else:
        found = _SPAN.fullmatch(shift)
        if found is None:
            raise ValueError(shift)
        hours = [int(part) for part in found.groups()]
        first, last = hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]
        if max(first, last) > 1440 or max(hours[1], hours[3]) > 59:
            raise ValueError(shift)
        last += 0 if last > first else 1440
    return begin + first * MINUTE, begin + last * MINUTE


def shift_of(start: Instant, end: Instant) -> tuple[str, str]:
    """The ISO day and the shift that begin and end at these instants."""
    when = local(start)
    day = when.date().isoformat()
    begin = day_start(when.date())
    for shift, (first, last) in SHIFT_HOURS.items():
        if (start - begin, end - begin) == (first * MINUTE, last * MINUTE):
            return day, shift
    return day, f"{when:%H:%M}-{local(end):%H:%M}"


def held(duties: Iterable[Duty]) -> list[Duty]:
    """The duties that somebody holds, in order of begin, post and id."""
    places = {post: number for number, post in enumerate(POSTS)}
    return sorted(
        (duty for duty in duties if duty.people and not duty.retired),
        key=lambda duty: (duty.start, places.get(duty.post, len(places)), duty.id),
    )


def on_now(duties: Iterable[Duty], now: Instant) -> tuple[Duty, ...]:
    """The duties being held at a moment, in order of their posts."""
    places = {post: number for number, post in enumerate(POSTS)}
    return tuple(
        sorted((duty for duty in held(duties) if duty.covers(now)), key=lambda duty: places.get(duty.post, len(places)))
    )


def on_next(duties: Iterable[Duty], now: Instant) -> tuple[Duty, ...]:
    """The duties that begin together the next time any begins; () when none does."""
    later = [duty for duty in held(duties) if duty.start > now]
    return tuple(duty for duty in later if duty.start == later[0].start)


def next_turn(duties: Iterable[Duty], now: Instant) -> Instant:
    """When somebody comes on or goes off duty next; 0 when that is not known."""
    edges = [edge for duty in held(duties) for edge in (duty.start, duty.end) if edge > now]
    return min(edges, default=0)


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about a roster that departs from the norms: a sentence code and its facts; it blocks nothing."""

    code: str
    post: str = ""
    shift: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


def gaps(duties: Sequence[Duty], day: str, norm: DutyNorm, *, works: bool) -> tuple[Remark, ...]:
    """What a day's roster lacks: a held seat around the clock, enough seats on a working day, one leader.

    A day begins and ends with the handover (08:30). ``duties`` may hold other days too.
    """
    begin, end = shift_span(day, "whole")
    around = [duty for duty in held(duties) if duty.start < end and duty.end > begin]
    if not around:
        return (Remark("cover.nobody", facts={"day": day}),)
    seats = [duty for duty in around if duty.post in (SEAT, "on_duty")]
    found = [
        Remark("cover.no_seat", SEAT, _part(begin, first), {"begin": f"{local(first):%H:%M}", "end": _until(last)})
        for first, last in holes(seats, begin, end, norm.seat_least)
    ]
    day_begin, day_end = shift_span(day, "day")
    seated = {person for duty in seats if duty.start <= day_begin and duty.end >= day_end for person in duty.people}
    if works and norm.seat_least <= len(seated) < norm.day_seat_least:
        facts = {"count": len(seated), "least": norm.day_seat_least}
        found.append(Remark("cover.few_seats", SEAT, "day", facts))
    leaders = {person for duty in around if duty.post == LEADER and duty.day == day for person in duty.people}
    if len(leaders) < norm.leaders_a_day:
        found.append(Remark("cover.no_leader", LEADER, "whole", {"least": norm.leaders_a_day}))
    elif len(leaders) > norm.leaders_a_day:
        facts = {"count": len(leaders), "most": norm.leaders_a_day}
        found.append(Remark("cover.many_leaders", LEADER, "whole", facts))
    return tuple(found)


def _part(begin: Instant, first: Instant) -> str:
    return "day" if first - begin < 9 * HOUR else "night"


def _until(at: Instant) -> str:
    return f"{local(at):%H:%M}"


def holes(duties: Iterable[Duty], begin: Instant, end: Instant, least: int = 1) -> list[tuple[Instant, Instant]]:
    """The stretches between two instants in which fewer than ``least`` different people are on duty."""
    mine = [duty for duty in duties if duty.start < end and duty.end > begin]
    edges = sorted({begin, end, *(edge for duty in mine for edge in (duty.start, duty.end) if begin < edge < end)})
    found: list[tuple[Instant, Instant]] = []
    for first, last in pairwise(edges):
        if len({person for duty in mine if duty.covers(first) for person in duty.people}) < least:
            if found and found[-1][1] == first:
                found[-1] = (found[-1][0], last)
            else:
                found.append((first, last))
    return found


def by_person(duties: Iterable[Duty]) -> dict[str, list[Duty]]:
    """The duties of each person, in order of begin."""
    found: dict[str, list[Duty]] = {}
    for duty in held(duties):
        for person in dict.fromkeys(duty.people):
            found.setdefault(person, []).append(duty)
    return found


def double_booked(duties: Iterable[Duty]) -> list[tuple[str, Duty, Duty]]:
    """People who hold two posts at one time, with the two duties."""
    found = []
    for person, mine in by_person(duties).items():
        for place, first in enumerate(mine):
            found += [(person, first, other) for other in mine[place + 1 :] if other.start < first.end]
    return found


def short_rest(duties: Iterable[Duty], hours: int) -> list[tuple[str, Duty, Duty]]:
    """People who rest fewer than so many hours between two duties, with the two duties.

    Two duties without any pause between them are one long one.
    """
    return [
        (person, first, other)
        for person, mine in by_person(duty for duty in duties if duty.post != LEADER).items()
        for first, other in pairwise(mine)
        if 0 < other.start - first.end < hours * HOUR
    ]


@dataclass(frozen=True, slots=True)
class Tally:
    """What one person carried in a period; ``weight`` counts a weekend duty and a holiday duty more."""

    person: str
    duties: int
    hours: float
    nights: int
    weekends: int
    holidays: int
    weight: int


def tallies(duties: Iterable[Duty], norm: DutyNorm, works: Works, holiday: Works) -> tuple[Tally, ...]:
    """The load of each person, the heaviest first; a leader on call is counted like everybody.

    ``works``: is this ISO day worked; ``holiday``: is it a statutory holiday. A holiday on a weekend is a holiday.
    """
    found = []
    for person, mine in by_person(duties).items():
        holidays = sum(holiday(duty.day) for duty in mine)
        weekends = sum(not works(duty.day) and not holiday(duty.day) for duty in mine)
        plain = len(mine) - holidays - weekends
        weight = plain + weekends * norm.weekend_weight + holidays * norm.holiday_weight
        nights = sum(duty.shift == "night" or (duty.shift == "whole" and duty.post != LEADER) for duty in mine)
        hours = sum(duty.end - duty.start for duty in mine) / HOUR
        found.append(Tally(person, len(mine), hours, nights, weekends, holidays, weight))
    return tuple(sorted(found, key=lambda tally: (-tally.weight, -tally.hours, tally.person)))


def week_hours(duties: Iterable[Duty], person: str, begin: Instant, end: Instant) -> float:
    """The hours a week that a person is on the seat, on average between two instants; a leader on call is not."""
    if end <= begin:
        raise ValueError("a period without length")
    mine = [duty for duty in held(duties) if person in duty.people and duty.post != LEADER]
    worked = sum(max(0, min(duty.end, end) - max(duty.start, begin)) for duty in mine)
    return worked / HOUR / ((end - begin) / (7 * DAY))


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """What it takes to hold one seat around the clock: hours a head and week, and how many heads it would need."""

    people: int
    each: float
    most: int
    needed: int

    @property
    def enough(self) -> bool:
        """Whether so many people can do it within the weekly hours."""
        return self.people >= self.needed


def around_the_clock(people: int, norm: DutyNorm) -> Arithmetic:
    """168 hours shared by so many people against the weekly average of labour law (44 h, domain.md §5.9)."""
    hours = WEEK_HOURS * norm.seat_least
    needed = -(-hours // norm.week_hours)
    return Arithmetic(people, hours / people if people else float("inf"), norm.week_hours, needed)


def remarks(duties: Sequence[Duty], norm: DutyNorm, near: Iterable[Duty] = ()) -> tuple[Remark, ...]:
    """What about these duties departs from the norms for people: two posts at once, too little rest.

    ``near`` are duties around them that count too; only what concerns one of ``duties`` is told.
    """
    mine = {duty.id for duty in duties}
    every = list({duty.id: duty for duty in (*near, *duties)}.values())
    found = [
        Remark("cover.double", first.post, first.shift, {"person": person, **_both(first, other)})
        for person, first, other in double_booked(every)
        if {first.id, other.id} & mine
    ]
    for person, first, other in short_rest(every, norm.rest_hours):
        if {first.id, other.id} & mine:
            facts = {"person": person, "hours": round((other.start - first.end) / HOUR, 1), "least": norm.rest_hours}
            found.append(Remark("cover.rest", other.post, other.shift, facts | _both(first, other)))
    return tuple(found)


def _both(first: Duty, other: Duty) -> dict[str, str]:
    return {"first_day": first.day, "first_post": first.post, "day": other.day, "post": other.post}


def month_days(month: str) -> tuple[str, ...]:
    """The ISO days of a month ``2026-11``; ValueError for what is no month."""
    first = date.fromisoformat(f"{month}-01")
    days = []
    while first.isoformat().startswith(month):
        days.append(first.isoformat())
        first += timedelta(days=1)
    return tuple(days)


def month_after(month: str, step: int) -> str:
    """The month so many months later (negative: earlier)."""
    year, number = int(month[:4]), int(month[5:])
    year, number = divmod(year * 12 + number - 1 + step, 12)
    return f"{year:04d}-{number + 1:02d}"
