"""Random working calendars, made from a number so that the sums of each are built once."""

import random
from datetime import date, timedelta
from functools import cache

from commandroom.domain.workcalendar import ORDINARY_HOURS, DayEnds, DayPart, DayRule, OfficeHours, WorkCalendar

FIRST = date(2025, 1, 1)
SPAN = 500
"""Days over which the seasons and rules of a random calendar are strewn."""


def ordinary(*rules: DayRule, years: tuple[int, ...] = (2026,), day_ends: DayEnds = "midnight") -> WorkCalendar:
    """Monday to Friday with some rules."""
    return WorkCalendar("t", (ORDINARY_HOURS,), rules, years, day_ends)


@cache
def made(seed: int) -> WorkCalendar:
    """A calendar with random week, seasons, half days, holidays, make-up days and local closures."""
    dice = random.Random(seed)
    week = tuple(sorted(dice.sample(range(7), dice.choice([1, 4, 5, 5, 5, 6, 7]))))
    hours = [_hours(dice, date(1990, 1, 1), None, week)]
    for _ in range(dice.randrange(3)):
        begin = FIRST + timedelta(days=dice.randrange(SPAN))
        days = tuple(sorted(dice.sample(range(7), dice.randrange(1, 7))))
        hours.append(_hours(dice, begin, begin + timedelta(days=dice.randrange(120)), days))
    rules: dict[tuple[date, int, str], DayRule] = {}
    for _ in range(dice.randrange(40)):
        day, works = FIRST + timedelta(days=dice.randrange(SPAN)), dice.random() < 0.3
        for extra in range(1 if works else dice.randrange(1, 10)):
            part: DayPart = dice.choice(("day", "day", "day", "am", "pm"))
            rule = DayRule(day + timedelta(days=extra), "节", works, part, dice.choice([0, 2025, 2026]))
            rules[rule.day, rule.table, rule.part] = rule
    begins = [row.valid_from for row in hours]
    hours = [row for place, row in enumerate(hours) if row.valid_from not in begins[:place]]
    ends: DayEnds = dice.choice(("midnight", "office"))
    return WorkCalendar(f"r{seed}", tuple(hours), tuple(rules.values()), (2025,), ends)


def _hours(dice: random.Random, begin: date, end: date | None, days: tuple[int, ...]) -> OfficeHours:
    first, second = dice.randrange(0, 600), dice.randrange(660, 780)
    third, fourth = dice.randrange(780, 900), dice.randrange(960, 1441)
    whole = dice.random() < 0.8
    morning = whole or dice.random() < 0.5
    afternoon = whole or not morning
    return OfficeHours(begin, end, days, first if morning else None, second if morning else None,
                       third if afternoon else None, fourth if afternoon else None)  # fmt: skip
