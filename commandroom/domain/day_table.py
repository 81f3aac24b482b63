"""Working seconds and workdays summed day by day, so that a deadline is one search in a sorted list."""

from bisect import bisect_left

from commandroom.domain.instant import DAY, HOUR, Instant

OFFSET = 8 * HOUR
Parts = tuple[int, int, int, int]
"""Office hours of one day in seconds of the day: morning from, to, afternoon from, to; equal when closed."""


def day_of(at: Instant) -> int:
    """The civil day (+08:00) of an instant, as days since 1970-01-01."""
    return (at + OFFSET) // DAY


def start_of(day: int) -> Instant:
    """00:00 (+08:00) of a civil day."""
    return day * DAY - OFFSET


class DayTable:
    """Prefix sums over the days ``first`` … ``first + len(parts) - 1`` of one calendar version.

    ``worked[i]`` is the number of working seconds, ``nth[i]`` the number of workdays before day ``first + i``.
    ``part_sum[k]`` is the number of working seconds up to the end ``part_end[k]`` of the k-th morning or
    afternoon; ``work_day[k]`` is the k-th workday and ``day_end[k]`` the instant at which it ends.
    """

    __slots__ = ("closes_at_office", "day_end", "first", "nth", "part_end", "part_sum", "parts", "work_day", "worked")

    def __init__(self, first: int, parts: list[Parts], *, closes_at_office: bool) -> None:
        self.first = first
        self.parts = parts
        self.closes_at_office = closes_at_office
        self.worked = [0]
        self.nth = [0]
        self.part_sum: list[int] = []
        self.part_end: list[Instant] = []
        self.work_day: list[int] = []
        self.day_end: list[Instant] = []
        total, midnight = 0, start_of(first)
        for day, (am_from, am_to, pm_from, pm_to) in enumerate(parts, first):
            if am_to > am_from:
                total += am_to - am_from
                self.part_sum.append(total)
                self.part_end.append(midnight + am_to)
            if pm_to > pm_from:
                total += pm_to - pm_from
                self.part_sum.append(total)
                self.part_end.append(midnight + pm_to)
            if total > self.worked[-1]:
                self.work_day.append(day)
                self.day_end.append(self.part_end[-1] if closes_at_office else midnight + DAY)
            self.worked.append(total)
            self.nth.append(len(self.work_day))
            midnight += DAY

    @property
    def last(self) -> int:
        """The last day of the table."""
        return self.first + len(self.parts) - 1

    def work_until(self, at: Instant) -> int:
        """Working seconds from the first day of the table until an instant within it."""
        clock = at + OFFSET
        place = clock // DAY - self.first
        second = clock % DAY
        am_from, am_to, pm_from, pm_to = self.parts[place]
        work = self.worked[place]
        if second > am_from:
            work += (am_to if second > am_to else second) - am_from
        if second > pm_from:
            work += (pm_to if second > pm_to else second) - pm_from
        return work

    def work_reached(self, total: int) -> Instant:
        """The first instant at which ``total`` (1 … all) working seconds have passed: within or ending a part."""
        place = bisect_left(self.part_sum, total)
        return self.part_end[place] - (self.part_sum[place] - total)

    def day_work(self, day: int) -> int:
        """Working seconds of one day."""
        place = day - self.first
        return self.worked[place + 1] - self.worked[place]
