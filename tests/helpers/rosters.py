"""Pictures of offices for the roster engine: 40 people and 6 posts, or as few as a test wants."""

import random
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from commandroom import profiles
from commandroom.domain.leave import Leave, LeaveState
from commandroom.domain.people import Person
from commandroom.domain.roster import Duty
from commandroom.domain.rota import Line, Rota, Rotation
from commandroom.domain.workcalendar import DayRule, OfficeHours, WorkCalendar
from commandroom.rostering.picture import Picture

OCTOBER = "2026-10"


def calendar() -> WorkCalendar:
    """Monday to Friday, the first week of October 2026 off, one Saturday made up."""
    hours = OfficeHours(date(2020, 1, 1), None, (0, 1, 2, 3, 4), 510, 720, 840, 1050)
    days = [DayRule(date(2026, 10, day), "国庆节", works=False, table=2026) for day in range(1, 8)]
    return WorkCalendar("t", (hours,), (*days, DayRule(date(2026, 10, 10), "国庆节", works=True, table=2026)), (2026,))


def person(account: str, *roles: str) -> Person:
    """Somebody with these roles."""
    return Person(account, account, roles or ("dispatcher",))


def names(letter: str, count: int) -> tuple[str, ...]:
    """``a00``, ``a01``, …"""
    return tuple(f"{letter}{number:02d}" for number in range(count))


def leave(account: str, first: str, last: str) -> Leave:
    """A granted leave."""
    return Leave(f"{account}/{first}", account, first, last, state=LeaveState.GRANTED)


def picture(
    people: Iterable[Person], lines: Sequence[Line], *, month: str = OCTOBER, duties: Iterable[Duty] = (),
    leaves: Iterable[Leave] = (),
) -> Picture:  # fmt: skip
    """A picture of a month by profile L's norms."""
    first = date.fromisoformat(f"{month}-01")
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return Picture(
        first.isoformat(), last.isoformat(), tuple(sorted(duties, key=lambda duty: (duty.start, duty.id))),
        {one.id: one for one in people}, tuple(leaves), Rota(tuple(lines)), profiles.profile("L").duty, calendar(),
    )  # fmt: skip


def office(seed: int = 1, cadres: int = 20, away: float = 0.4) -> Picture:
    """An office of 40 people (fewer with fewer cadres) and 6 posts in October 2026, some of them on leave."""
    rng = random.Random(seed)
    dispatchers, leaders = names("d", 4), names("l", 6)
    night, handlers = names("c", cadres), names("h", 10)
    lines = (
        Line("duty_leader", "whole", rotation=Rotation.ROUND, people=leaders),
        Line("duty_commander", "day", people=(*dispatchers[:2], *night[:8])),
        Line("dispatcher", "day", 2, 1, people=dispatchers),
        Line("dispatcher", "night", people=night),
        Line("handler", "day", 2, 1, people=(*handlers, *night[:5])),
        Line("standby", "17:30-22:00", 2, 2, rotation=Rotation.WEEKLY, people=(*night[5:], *handlers)),
    )
    everybody = sorted({*dispatchers, *leaders, *night, *handlers})
    leaves = []
    for account in everybody:
        if rng.random() < away:
            begin = date(2026, 10, 1) + timedelta(days=rng.randrange(28))
            until = begin + timedelta(days=rng.choice((0, 1, 2, 4)))
            leaves.append(leave(account, begin.isoformat(), until.isoformat()))
    return picture([person(account) for account in everybody], lines, leaves=leaves)
