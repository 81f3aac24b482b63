"""Three months of duty: day seats by dispatchers, nights by cadres, a leader every day."""

from collections.abc import Collection
from datetime import date, timedelta

from commandroom.domain.instant import HOUR, day_start
from commandroom.domain.roster import Duty, duty_id
from commandroom.sync.demo_town.people import DISPATCHERS, LEADERS, Staff

DAY_FROM, DAY_TO = 8.5, 17.5
"""08:30 to 17:30; the night seat holds until 08:30 of the next day."""


def roster(staff: Staff, first: date, days: int, off_days: Collection[date]) -> tuple[Duty, ...]:
    """The duties of so many days.

    Norms of domain.md §5.9: on working days two or three of the three dispatchers hold the day seat, on days
    off one of them does, each night one cadre; nobody holds two seats running, so 11 hours of rest are kept.
    """
    duties: list[Duty] = []
    load = dict.fromkeys(DISPATCHERS, 0)
    for number in range(days):
        day = first + timedelta(days=number)
        seated = _day_seat(day, off_days, load)
        for person in seated:
            load[person] += 1
        duties.append(_duty(day, "dispatcher", "day", seated, DAY_FROM, DAY_TO))
        if staff.nights:
            night = staff.nights[day.toordinal() % len(staff.nights)]
            duties.append(_duty(day, "dispatcher", "night", (night,), DAY_TO, 24 + DAY_FROM))
        leader = LEADERS[day.toordinal() % len(LEADERS)]
        duties.append(_duty(day, "duty_leader", "whole", (leader,), DAY_FROM, 24 + DAY_FROM))
    return tuple(duties)


def _day_seat(day: date, off_days: Collection[date], load: dict[str, int]) -> tuple[str, ...]:
    """All three on Monday, two on other working days, one on days off: 12 or 13 seats a week for three people."""
    least_first = sorted(DISPATCHERS, key=lambda person: (load[person], (day.toordinal() + ord(person[-1])) % 3))
    wanted = 1 if day in off_days else 3 if day.weekday() == 0 else 2
    return tuple(sorted(least_first[:wanted]))


def _duty(day: date, post: str, shift: str, people: tuple[str, ...], start: float, end: float) -> Duty:
    begin = day_start(day)
    return Duty(
        duty_id(day.isoformat(), post, shift), day.isoformat(), post, shift, people,
        begin + round(start * HOUR), begin + round(end * HOUR), source="demo",
    )
