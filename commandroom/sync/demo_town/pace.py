"""How fast people work: delays in the clock's own time, mostly in time and sometimes late."""

import random
from dataclasses import dataclass
from math import exp

from commandroom.domain import worktime
from commandroom.domain.instant import DAY, HOUR, MINUTE, Instant
from commandroom.domain.limits import StagedLimit
from commandroom.domain.workcalendar import WorkCalendar
from commandroom.domain.worktime import Limit, TimeUnit

DAY_HOURS = 7.5
"""Office hours of an ordinary workday."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Delays drawn from one source of chance over one calendar."""

    calendar: WorkCalendar
    rng: random.Random

    def draw(self, median: float, spread: float) -> float:
        """A positive number around a median; log-normal, so that a few are much longer."""
        return median * exp(self.rng.gauss(0, spread))

    def minutes(self, start: Instant, median: float, spread: float = 0.6) -> Instant:
        """So many ordinary minutes later."""
        return start + max(20, int(self.draw(median, spread) * MINUTE))

    def office(self, start: Instant, median: float, spread: float = 0.6) -> Instant:
        """So many office minutes later."""
        amount = max(1, round(self.draw(median, spread)))
        end = worktime.due(self.calendar, start, worktime.minutes(amount, TimeUnit.WORK_HOUR))
        return end - int(self.rng.random() * 50)

    def within(self, start: Instant, limits: tuple[StagedLimit, ...], share: float) -> Instant:
        """When a share of the longest stage is used: 1 is just in time, more is late."""
        limit = max((stage.limit for stage in limits), key=rough)
        if limit.unit is TimeUnit.HOUR:
            return start + max(MINUTE, int(limit.amount * HOUR * share))
        if limit.unit is TimeUnit.DAY:
            return start + max(MINUTE, int(limit.amount * DAY * share))
        hours = limit.amount * (DAY_HOURS if limit.unit is TimeUnit.WORK_DAY else 1) * share
        return worktime.due(
            self.calendar, start, worktime.minutes(max(1, round(hours * 60)), TimeUnit.WORK_HOUR)
        ) - int(self.rng.random() * 50)


def rough(limit: Limit) -> float:
    """About how many hours a limit is, for comparing stages of different units."""
    return limit.amount * {
        TimeUnit.HOUR: 1.0, TimeUnit.DAY: 24.0, TimeUnit.WORK_HOUR: 3.0, TimeUnit.WORK_DAY: 34.0,
    }[limit.unit]
