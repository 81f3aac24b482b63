"""The oracle of working time: it walks a wall calendar minute by minute and shares no code with the sums."""

from datetime import datetime, timedelta, timezone

from commandroom.domain.workcalendar import OfficeHours, WorkCalendar
from commandroom.domain.worktime import Limit

CHINA = timezone(timedelta(hours=8))


def office(calendar: WorkCalendar, day: datetime) -> list[tuple[int, int]]:
    """The office hours of a day in minutes of the day, worked out from the rows and rules one by one."""

    def row(weekday: int) -> OfficeHours | None:
        best: OfficeHours | None = None
        for hours in calendar.hours:
            in_force = hours.valid_from <= day.date() and (hours.valid_to is None or hours.valid_to >= day.date())
            if weekday in hours.weekdays and in_force and (best is None or hours.valid_from > best.valid_from):
                best = hours
        return best

    hours = row(day.weekday())
    verdict = {"am": hours is not None, "pm": hours is not None}
    told = [rule for rule in calendar.days if rule.day == day.date()]
    # whole-day rules first, halves after them, tables by year, the room's own word last
    for table in [*sorted({rule.table for rule in told} - {0}), 0]:
        for rule in [r for r in told if r.table == table and r.part == "day"]:
            verdict = {"am": rule.works, "pm": rule.works}
        for rule in [r for r in told if r.table == table and r.part != "day"]:
            verdict[rule.part] = rule.works
    if any(rule.works for rule in told) and (hours is None or day.weekday() >= 5):
        hours = next((found for weekday in range(7) if (found := row(weekday))), None)
    if hours is None:
        return []
    parts = {"am": (hours.am_start, hours.am_end), "pm": (hours.pm_start, hours.pm_end)}
    return [
        (begin, end) for half in ("am", "pm") for begin, end in [parts[half]]
        if verdict[half] and begin is not None and end is not None
    ]  # fmt: skip


def walk(calendar: WorkCalendar, start: int, limit: Limit) -> int:
    """The end of a limit, by walking: every minute for hours, every day to its end for days."""
    at = datetime.fromtimestamp(start, CHINA)
    if limit.unit.value == "hour":
        return start + _minutes(limit) * 60
    if limit.unit.value == "day":
        day = at.replace(hour=0, minute=0, second=0)
        for _ in range(int(limit.amount) + 1):
            day += timedelta(days=1)
        return int(day.timestamp())
    if limit.unit.value == "work_day":
        return _walk_days(calendar, at, int(limit.amount))
    return _walk_minutes(calendar, at, _minutes(limit))


def _minutes(limit: Limit) -> int:
    return round(limit.amount * 60)


def _walk_days(calendar: WorkCalendar, at: datetime, left: int) -> int:
    day = at.replace(hour=0, minute=0, second=0)
    while True:
        day += timedelta(days=1)
        open_hours = office(calendar, day)
        left -= bool(open_hours)
        if not left:
            minutes = open_hours[-1][1] if calendar.day_ends == "office" else 24 * 60
            return int(day.timestamp()) + minutes * 60


def _walk_minutes(calendar: WorkCalendar, at: datetime, left: int) -> int:
    """Second by second only inside the first minute; every later minute is worked or not as a whole."""
    day = at.replace(hour=0, minute=0, second=0)
    minute, second = at.hour * 60 + at.minute, at.second
    owed = left * 60
    while True:
        hours = office(calendar, day) or [(0, 0)]
        (one, two), (three, four) = hours[0], hours[-1]
        while minute < four:
            if one <= minute < two or three <= minute < four:
                owed -= 60 - second
                if owed <= 0:
                    return int(day.timestamp()) + (minute + 1) * 60 + owed
            second = 0
            minute += 1
        minute = second = 0
        day += timedelta(days=1)
