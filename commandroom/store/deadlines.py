"""Many deadlines at once: numpy over the prefix sums of a calendar, equal to worktime one by one."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from commandroom.domain.day_table import OFFSET, DayTable, start_of
from commandroom.domain.instant import DAY, MINUTE
from commandroom.domain.workcalendar import WorkCalendar
from commandroom.domain.worktime import TimeUnit

UNITS: tuple[TimeUnit, ...] = (TimeUnit.WORK_HOUR, TimeUnit.WORK_DAY, TimeUnit.HOUR, TimeUnit.DAY)
"""Units by their number in an array of units."""
UNIT_NUMBER: dict[TimeUnit, int] = {unit: number for number, unit in enumerate(UNITS)}

_EVENING = 1 / DAY
"""As worktime has it: what is left of a workday between the close of the office and the end of the day."""

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.integer[Any]]


class _Sums:
    """The sums of a table as arrays."""

    __slots__ = ("day_end", "first", "nth", "part_end", "part_sum", "parts", "work_day", "worked")

    def __init__(self, table: DayTable) -> None:
        self.first = table.first
        self.parts: Ints = np.array(table.parts, dtype=np.int64).T.copy()
        self.worked: Ints = np.array(table.worked, dtype=np.int64)
        self.nth: Ints = np.array(table.nth, dtype=np.int64)
        self.part_sum: Ints = np.array(table.part_sum, dtype=np.int64)
        self.part_end: Ints = np.array(table.part_end, dtype=np.int64)
        self.day_end: Ints = np.array(table.day_end, dtype=np.int64)
        self.work_day: Ints = np.array(table.work_day, dtype=np.int64)

    def work_until(self, starts: Ints) -> Ints:
        place, second = _day_and_second(starts)
        place -= self.first
        am_from, am_to, pm_from, pm_to = (part[place] for part in self.parts)
        work: Ints = self.worked[place]
        work += np.clip(second, am_from, am_to) - am_from
        work += np.clip(second, pm_from, pm_to) - pm_from
        return work

    def work_reached(self, totals: Ints) -> Ints:
        place = np.searchsorted(self.part_sum, totals)
        ends: Ints = self.part_end[place] - (self.part_sum[place] - totals)
        return ends

    def days_until(self, ends: Ints) -> Floats:
        place = (ends + OFFSET) // DAY - self.first
        done = self.nth[place]
        before = self.worked[place]
        work = self.worked[place + 1] - before
        share = np.minimum((self.work_until(ends) - before) / np.maximum(work, 1), 1 - _EVENING)
        share[ends >= self.day_end[np.minimum(done, len(self.day_end) - 1)]] = 1.0
        share[work == 0] = 0.0
        days: Floats = done + share
        return days


@lru_cache(maxsize=4)
def _sums(table: DayTable) -> _Sums:
    return _Sums(table)


def _day_and_second(starts: Ints) -> tuple[Ints, Ints]:
    clock = starts + OFFSET
    place = clock // DAY
    return place, clock - place * DAY


def due(calendar: WorkCalendar, starts: Ints, amounts: Floats, units: Numbers) -> Ints:
    """Ends of many limits: arrays of equal length of instants, amounts and unit numbers (see UNITS).

    Clocks that were held are not for here: compute those few by ``worktime.due`` with their pauses.
    Raises ValueError for arrays of unequal length or an unknown unit number.
    """
    if not len(starts) == len(amounts) == len(units):
        raise ValueError("arrays of unequal length")
    ends = np.empty(len(starts), dtype=np.int64)
    done = 0
    for number, rule in enumerate(_RULES):
        chosen = np.flatnonzero(units == number)
        if len(chosen):
            ends[chosen] = rule(calendar, starts[chosen], amounts[chosen])
            done += len(chosen)
    if done < len(starts):
        raise ValueError("an unknown unit")
    return ends


def _work_hours(calendar: WorkCalendar, starts: Ints, amounts: Floats) -> Ints:
    table = calendar.span(int(starts.min()), int(starts.max()))
    wanted = _sums(table).work_until(starts) + _seconds(amounts)
    most = int(wanted.max())
    while most > table.worked[-1]:
        table = calendar.later(table)
    return _sums(table).work_reached(wanted)


def _work_days(calendar: WorkCalendar, starts: Ints, amounts: Floats) -> Ints:
    table = calendar.span(int(starts.min()), int(starts.max()))
    day, _ = _day_and_second(starts)
    place = _sums(table).nth[day - table.first + 1] + amounts.astype(np.int64) - 1
    most = int(place.max())
    while most >= len(table.day_end):
        table = calendar.later(table)
    ends: Ints = _sums(table).day_end[place]
    return ends


def _hours(_calendar: WorkCalendar, starts: Ints, amounts: Floats) -> Ints:
    return starts + _seconds(amounts)


def _days(_calendar: WorkCalendar, starts: Ints, amounts: Floats) -> Ints:
    day, _ = _day_and_second(starts)
    ends: Ints = (day + 1 + amounts.astype(np.int64)) * DAY - OFFSET
    return ends


def _seconds(amounts: Floats) -> Ints:
    """Whole minutes, rounded as Limit.seconds rounds them, in seconds."""
    seconds: Ints = np.rint(amounts * 60).astype(np.int64) * MINUTE
    return seconds


_RULES: tuple[Callable[[WorkCalendar, Ints, Floats], Ints], ...] = (_work_hours, _work_days, _hours, _days)


def turns(calendar: WorkCalendar, ends: Ints, amounts: Floats, units: Numbers, share: float) -> Ints:
    """When so much (above 0, at most 1) of many limits is used: as worktime.when_percent, from their ends.

    ``ends`` are those of :func:`due`, never cut by a cap; held clocks are not for here.
    Raises ValueError for a share out of bounds and for arrays of unequal length.
    """
    if not 0 < share <= 1:
        raise ValueError(f"no share of a limit: {share}")
    if not len(ends) == len(amounts) == len(units):
        raise ValueError("arrays of unequal length")
    whole = np.where(units == UNIT_NUMBER[TimeUnit.DAY], amounts * DAY, np.rint(amounts * 60) * MINUTE)
    ahead: Ints = np.floor(whole * (1 - share) + 1e-6).astype(np.int64)
    moments: Ints = ends - ahead
    hours = np.flatnonzero(units == UNIT_NUMBER[TimeUnit.WORK_HOUR])
    if len(hours):
        moments[hours] = _hours_back(calendar, ends[hours], ahead[hours])
    days = np.flatnonzero(units == UNIT_NUMBER[TimeUnit.WORK_DAY])
    if len(days):
        moments[days] = _days_back(calendar, ends[days], amounts[days] * (1 - share))
    return moments


def _hours_back(calendar: WorkCalendar, ends: Ints, ahead: Ints) -> Ints:
    table = calendar.span(int(ends.min()), int(ends.max()))
    while int((totals := _sums(table).work_until(ends) - ahead).min()) <= 0:
        table = calendar.span(start_of(table.first - 366), int(ends.max()))
    return _sums(table).work_reached(totals)


def _days_back(calendar: WorkCalendar, ends: Ints, ahead: Floats) -> Ints:
    table = calendar.span(int(ends.min()), int(ends.max()))
    while float((position := np.round(_sums(table).days_until(ends) - ahead, 9)).min()) <= 0:
        table = calendar.span(start_of(table.first - 366), int(ends.max()))
    sums = _sums(table)
    place = position.astype(np.int64)
    part = position - place
    inner = np.minimum(place, len(sums.work_day) - 1)
    day = sums.work_day[inner] - sums.first
    before = sums.worked[day]
    wanted = np.maximum(1, np.ceil(part * (sums.worked[day + 1] - before) - 1e-6)).astype(np.int64)
    moments = sums.work_reached(before + wanted)
    moments = np.where(part > 1 - _EVENING, sums.day_end[inner], moments)
    found: Ints = np.where(part == 0, sums.day_end[place - 1], moments)
    return found


def moved(old: WorkCalendar, new: WorkCalendar, starts: Ints, amounts: Floats, units: Numbers) -> npt.NDArray[np.intp]:
    """The places of the limits that end at another moment by the new calendar than by the old."""
    return np.flatnonzero(due(old, starts, amounts, units) != due(new, starts, amounts, units))
