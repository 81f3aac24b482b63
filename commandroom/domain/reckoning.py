"""Reckon with limits: back to worked time, and down to what is left."""

import math

from commandroom.domain.instant import Instant
from commandroom.domain.workcalendar import WorkCalendar
from commandroom.domain.worktime import Limit, TimeUnit, before, due, minutes


def worked_until(calendar: WorkCalendar, end: Instant) -> Instant:
    """The end of the last worked minute no later than ``end``: a working limit never ends on a day off."""
    minute = minutes(1, TimeUnit.WORK_HOUR)
    return due(calendar, before(calendar, end, minute), minute)


def shortened(limit: Limit, left: float, least: float) -> Limit:
    """A limit with only what is ``left`` of it (seconds, or days for day units), at least the share ``least``.

    Rework gets the remaining time and never less than the profile's share (T22).
    """
    if limit.in_days:
        return Limit(min(limit.amount, max(1, math.ceil(left), math.ceil(limit.amount * least))), limit.unit)
    seconds = min(limit.seconds, max(left, limit.seconds * least, 60))
    return Limit(math.ceil(seconds / 60) / 60, limit.unit)
