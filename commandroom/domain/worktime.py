"""Deadlines in working hours, workdays, hours and days: due, remaining, pauses, the light (domain.md §2.11)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from commandroom.domain.day_table import OFFSET, DayTable, day_of, start_of
from commandroom.domain.errors import Refused
from commandroom.domain.instant import DAY, MINUTE, Instant
from commandroom.domain.workcalendar import WorkCalendar

# A 工作日 or 自然日 limit does not count the day it starts on and ends with the n-th day after it (as Civil Code
# art. 201 and 203 have it), at 24:00 or, for workdays, at the close of the office where the calendar says so.
# A pause cuts its time out. For day units the day on which the clock goes on takes the place of the day on
# which it was held, so that holding and resuming within one day changes nothing.

Pauses = Sequence[tuple[Instant, Instant | None]]
"""When a clock was held and when it went on; None while it is held."""

_EVENING = 1 / DAY
"""What is left of a workday, in days, between the close of the office and the end of the day."""


class TimeUnit(StrEnum):
    """The four units of a limit: 工作时, 工作日, 自然小时, 自然日."""

    WORK_HOUR = "work_hour"
    WORK_DAY = "work_day"
    HOUR = "hour"
    DAY = "day"
    NATURAL_HOUR = "hour"
    NATURAL_DAY = "day"


MOST: dict[TimeUnit, int] = {
    TimeUnit.WORK_HOUR: 10_000,
    TimeUnit.WORK_DAY: 3_650,
    TimeUnit.HOUR: 87_600,
    TimeUnit.DAY: 3_650,
}
"""No limit is longer: about ten years."""


@dataclass(frozen=True, slots=True)
class Limit:
    """An amount of one unit: hours in whole minutes, days whole.

    Raises Refused("limit.amount") for what is not above zero or longer than ten years,
    Refused("limit.not_minutes") and Refused("limit.not_days") for broken minutes and days.
    """

    amount: float
    unit: TimeUnit

    def __post_init__(self) -> None:
        if not (math.isfinite(self.amount) and 0 < self.amount <= MOST[self.unit]):
            raise Refused("limit.amount", amount=self.amount, most=MOST[self.unit])
        if self.in_days:
            if self.amount != int(self.amount):
                raise Refused("limit.not_days", amount=self.amount)
        elif abs(self.amount * 60 - round(self.amount * 60)) > 1e-6 or round(self.amount * 60) == 0:
            raise Refused("limit.not_minutes", amount=self.amount)

    @property
    def in_days(self) -> bool:
        """Whether whole days are counted."""
        return self.unit is TimeUnit.WORK_DAY or self.unit is TimeUnit.DAY

    @property
    def seconds(self) -> int:
        """The seconds of a limit in hours."""
        return round(self.amount * 60) * MINUTE

    def plus(self, other: "Limit") -> "Limit":
        """The limit after an extension; Refused("limit.other_unit") unless both have one unit."""
        if other.unit is not self.unit:
            raise Refused("limit.other_unit", unit=self.unit.value, other=other.unit.value)
        return Limit(self.amount + other.amount, self.unit)


def minutes(amount: int, unit: TimeUnit) -> Limit:
    """A limit of so many minutes of a unit in hours."""
    return Limit(amount / 60, unit)


def due(calendar: WorkCalendar, start: Instant, limit: Limit, pauses: Pauses = ()) -> Instant:
    """When a limit that starts then has run out.

    Pauses must have ended (ValueError otherwise); one that began after the end changes nothing.
    For 工作时 the end is never outside office hours: it is the last moment of a working minute.
    """
    end = _unpaused(calendar, start, limit)
    return _held(calendar, start, limit.unit, end, pauses) if pauses else end


def _unpaused(calendar: WorkCalendar, start: Instant, limit: Limit) -> Instant:
    unit = limit.unit
    if unit is TimeUnit.HOUR:
        return start + limit.seconds
    if unit is TimeUnit.DAY:
        return start_of(day_of(start) + 1 + int(limit.amount))
    table = calendar.table(start)
    if unit is TimeUnit.WORK_HOUR:
        return _after_work(calendar, table, table.work_until(start) + limit.seconds)
    place = table.nth[(start + OFFSET) // DAY - table.first + 1] + int(limit.amount) - 1
    return _day_end(calendar, table, place)


def _after_work(calendar: WorkCalendar, table: DayTable, total: int) -> Instant:
    while total > table.worked[-1]:
        table = calendar.later(table)
    return table.work_reached(total)


def _day_end(calendar: WorkCalendar, table: DayTable, place: int) -> Instant:
    while place >= len(table.day_end):
        table = calendar.later(table)
    return table.day_end[place]


def settled(pauses: Pauses, start: Instant) -> list[tuple[Instant, Instant | None]]:
    """Pauses in order, without overlap, none before the start, none empty."""
    merged: list[tuple[Instant, Instant | None]] = []
    for begin, end in sorted(pauses, key=lambda pause: pause[0]):
        begin = max(begin, start)
        if end is not None and end <= begin:
            continue
        if merged and (merged[-1][1] is None or begin <= merged[-1][1]):
            first, last = merged[-1]
            merged[-1] = (first, None if last is None or end is None else max(last, end))
        else:
            merged.append((begin, end))
    return merged


def _held(calendar: WorkCalendar, start: Instant, unit: TimeUnit, end: Instant, pauses: Pauses) -> Instant:
    for held, resumed in settled(pauses, start):
        if held >= end:
            break
        if resumed is None:
            raise ValueError("a clock that is held has no end yet")
        end = resume_due(calendar, resumed, _between(calendar, unit, held, end), unit)
    return end


def _between(calendar: WorkCalendar, unit: TimeUnit, now: Instant, end: Instant) -> float:
    """From one instant to another in seconds (units in hours) or days; negative when the end is past."""
    if unit is TimeUnit.HOUR:
        return end - now
    if unit is TimeUnit.DAY:
        return (end - now) / DAY
    table = calendar.span(min(now, end), max(now, end))
    if unit is TimeUnit.WORK_HOUR:
        return table.work_until(end) - table.work_until(now)
    return _days_until(table, end) - _days_until(table, now)


def _days_until(table: DayTable, at: Instant) -> float:
    """Workdays from the first of the table until an instant; the day in hand by its share of office hours."""
    place = day_of(at) - table.first
    done = table.nth[place]
    work = table.worked[place + 1] - table.worked[place]
    if not work:
        return done
    if at >= table.day_end[done]:
        return done + 1
    return done + min((table.work_until(at) - table.worked[place]) / work, 1 - _EVENING)


def resume_due(calendar: WorkCalendar, resumed: Instant, left: float, unit: TimeUnit) -> Instant:
    """The end of a clock that goes on with what was ``left`` when it was held.

    ``left`` is what :func:`remaining` said then: seconds for 工作时 and hours, days for 工作日 and days
    (a broken day is the day it was held on; the first day from ``resumed`` takes its place). A clock held
    when nothing was left ends at once.
    """
    if left <= 0:
        return resumed
    if unit is TimeUnit.HOUR:
        return resumed + round(left)
    days = math.ceil(left - 1e-9)
    if unit is TimeUnit.DAY:
        return start_of(day_of(resumed) + days)
    table = calendar.table(resumed)
    if unit is TimeUnit.WORK_HOUR:
        return _after_work(calendar, table, table.work_until(resumed) + round(left))
    place = day_of(resumed) - table.first
    passed = table.nth[place]
    if passed < len(table.day_end) and table.day_end[passed] <= resumed:
        passed += 1
    return _day_end(calendar, table, passed + days - 1)


def _as_of(now: Instant, start: Instant, pauses: Pauses) -> tuple[Instant, list[tuple[Instant, Instant | None]]]:
    """The moment at which a clock stands (a held clock stands where it was held) and the pauses behind it."""
    behind: list[tuple[Instant, Instant | None]] = []
    for held, resumed in settled(pauses, start):
        if held > now:
            break
        if resumed is None or resumed > now:
            return held, behind
        behind.append((held, resumed))
    return now, behind


def remaining(calendar: WorkCalendar, start: Instant, limit: Limit, now: Instant, pauses: Pauses = ()) -> float:
    """What is left at ``now``: seconds for 工作时 and hours, days for 工作日 and days; negative when late.

    The rest of the day the clock started on counts too, so day units may show a little more than the limit.
    A clock that is held shows what was left when it was held.
    """
    seen, behind = _as_of(max(now, start), start, pauses)
    return _between(calendar, limit.unit, seen, due(calendar, start, limit, behind))


def percent(calendar: WorkCalendar, start: Instant, limit: Limit, now: Instant, pauses: Pauses = ()) -> float:
    """The used share of a limit (0 … 1, above 1 when late) in the clock's own unit; a light is red after due."""
    whole = limit.amount if limit.in_days else limit.seconds
    return max(0.0, 1 - remaining(calendar, start, limit, now, pauses) / whole)


def when_percent(
    calendar: WorkCalendar, start: Instant, limit: Limit, share: float, pauses: Pauses = ()
) -> Instant:
    """The first instant at which ``share`` (above 0, at most 1) of a limit is used: when the light turns."""
    if not 0 < share <= 1:
        raise ValueError(f"no share of a limit: {share}")
    end = _unpaused(calendar, start, limit)
    moment = _turns(calendar, limit, end, share)
    for held, resumed in settled(pauses, start):
        if held >= moment:
            break
        if resumed is None:
            raise ValueError("a clock that is held has no end yet")
        end = _held(calendar, start, limit.unit, end, [(held, resumed)])
        moment = max(resumed, _turns(calendar, limit, end, share))
    return moment


def _turns(calendar: WorkCalendar, limit: Limit, end: Instant, share: float) -> Instant:
    """The first instant at which only 1 - share of the limit lies before its end."""
    if limit.unit is TimeUnit.HOUR:
        return end - math.floor(limit.seconds * (1 - share) + 1e-6)
    if limit.unit is TimeUnit.DAY:
        return end - math.floor(limit.amount * DAY * (1 - share) + 1e-6)
    table = calendar.table(end)
    if limit.unit is TimeUnit.WORK_HOUR:
        ahead = math.floor(limit.seconds * (1 - share) + 1e-6)
        table = _reaching_back(calendar, table, end, ahead)
        return table.work_reached(table.work_until(end) - ahead)
    return _turns_in_days(calendar, table, end, limit.amount * (1 - share))


def _turns_in_days(calendar: WorkCalendar, table: DayTable, end: Instant, ahead: float) -> Instant:
    while (position := round(_days_until(table, end) - ahead, 9)) <= 0:
        table = calendar.span(start_of(table.first - 366), end)
    place, part = int(position), position - int(position)
    if part == 0:
        return table.day_end[place - 1]
    day = table.work_day[place]
    work = table.day_work(day)
    if part > 1 - _EVENING:
        return table.day_end[place]
    return table.work_reached(table.worked[day - table.first] + max(1, math.ceil(part * work - 1e-6)))


def _reaching_back(calendar: WorkCalendar, table: DayTable, end: Instant, work: int) -> DayTable:
    """A table with more than ``work`` working seconds before ``end``."""
    while table.work_until(end) <= work:
        table = calendar.span(start_of(table.first - 366), end)
    return table


def worked(calendar: WorkCalendar, start: Instant, end: Instant) -> int:
    """Working seconds between two instants; 0 when the end is not after the start."""
    if end <= start:
        return 0
    table = calendar.span(start, end)
    return table.work_until(end) - table.work_until(start)


def before(calendar: WorkCalendar, end: Instant, limit: Limit) -> Instant:
    """The last moment that leaves a whole limit before ``end``: an outside deadline less the time for the reply.

    For days it is the end of the day before the last n (work)days up to the day of ``end``.
    """
    if limit.unit is TimeUnit.HOUR:
        return end - limit.seconds
    if limit.unit is TimeUnit.DAY:
        return start_of(day_of(end - 1) + 1 - int(limit.amount))
    table = calendar.table(end)
    if limit.unit is TimeUnit.WORK_HOUR:
        table = _reaching_back(calendar, table, end, limit.seconds)
        return table.work_reached(table.work_until(end) - limit.seconds)
    table = calendar.span(end - DAY, end)
    while (place := table.nth[day_of(end - 1) - table.first + 1] - int(limit.amount) - 1) < 0:
        table = calendar.span(start_of(table.first - 366), end)
    return table.day_end[place]
