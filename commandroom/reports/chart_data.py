"""What the charts of a month draw: counts with the events behind every bar, line, square and box."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from commandroom.domain.instant import DAY, HOUR, Instant
from commandroom.reports.areas import Areas
from commandroom.reports.breakdown import by_category, category_word
from commandroom.reports.cohort import Cohort, Numbers
from commandroom.reports.period import Basis, Month
from commandroom.reports.stages import SPANS
from commandroom.text import mark, tr

MOMENTS = {Basis.REPORTED: "reported_at", Basis.FILED: "filed_at", Basis.CLOSED: "closed_at"}
"""The moment by which an event stands on a day and in an hour."""
WEEKDAYS = (mark("周一"), mark("周二"), mark("周三"), mark("周四"), mark("周五"), mark("周六"), mark("周日"))
HOURS = 24
_SHIFT = 8 * HOUR
_MONDAY = 3
"""1970-01-01 was a Thursday: three days after Monday."""


@dataclass(frozen=True, slots=True, eq=False)
class Bins:
    """Events in bins: ``counts`` by bin, ``place`` the bin of each of ``rows``; -1 is in none."""

    counts: Numbers
    place: Numbers
    rows: Numbers

    @classmethod
    def of(cls, place: Numbers, rows: Numbers, size: int) -> "Bins":
        """Bins from the place of each event."""
        inside = place[(place >= 0) & (place < size)]
        return cls(np.bincount(inside, minlength=size).astype("i8"), place, rows)

    def behind(self, bin_: int) -> Numbers:
        """The row numbers of the events in a bin, exactly as many as it counts."""
        found: Numbers = self.rows[self.place == bin_]
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Days:
    """One month day by day; ``until``: how many of its days have begun; ``known``: whether the room had events yet."""

    month: Month
    bins: Bins
    until: int
    known: bool

    @property
    def values(self) -> tuple[float | None, ...]:
        """Events of each day; None for days that have not begun, all None for a month before the room's first event."""
        return tuple(
            float(count) if self.known and day < self.until else None for day, count in enumerate(self.bins.counts)
        )


@dataclass(frozen=True, slots=True, eq=False)
class Stack:
    """Villages by categories: ``bins`` counts village x category, row by row; the most events first."""

    names: tuple[str, ...]
    series: tuple[str, ...]
    bins: Bins

    def count(self, name: int, series: int) -> int:
        """Events of a village in a category."""
        return int(self.bins.counts[name * len(self.series) + series])

    def behind(self, name: int, series: int) -> Numbers:
        """The events of a village in a category."""
        return self.bins.behind(name * len(self.series) + series)


@dataclass(frozen=True, slots=True, eq=False)
class Box:
    """How long a stage took, in hours: ends of the whiskers (5 and 95 of 100), quartiles, median; with its events."""

    code: str
    word: str
    low: float
    first: float
    middle: float
    third: float
    high: float
    hours: Numbers
    rows: Numbers

    @property
    def count(self) -> int:
        """How many events have both moments."""
        return len(self.rows)

    def between(self, low: float, high: float) -> Numbers:
        """The events that took from ``low`` to ``high`` hours, both included."""
        found: Numbers = self.rows[(self.hours >= low) & (self.hours <= high)]
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Charts:
    """Everything the charts of a month draw. ``week``: 7 x 24 squares, Monday first, hours at +08:00."""

    days: tuple[Days, Days, Days]
    stack: Stack
    week: Bins
    boxes: tuple[Box, ...]


def moments(cohort: Cohort, basis: Basis) -> Numbers:
    """The moment of each event by a basis; a case without a filing of its own counts when it was reported."""
    found: Numbers = cohort[MOMENTS[basis]].astype("i8")
    if basis == Basis.FILED:
        found = np.where(found > 0, found, cohort["reported_at"].astype("i8"))
    return found


def days(cohort: Cohort, month: Month, basis: Basis, as_of: Instant, *, known: bool = True) -> Days:
    """A month day by day."""
    place = np.clip((moments(cohort, basis) - month.start) // DAY, 0, month.days - 1)
    begun = min(max((as_of - month.start) // DAY + 1, 0), month.days)
    return Days(month, Bins.of(place, cohort.rows, month.days), int(begun), known)


def week(cohort: Cohort, basis: Basis) -> Bins:
    """Hour by weekday."""
    civil = moments(cohort, basis) + _SHIFT
    place = ((civil // DAY + _MONDAY) % 7) * HOURS + civil % DAY // HOUR
    return Bins.of(place, cohort.rows, 7 * HOURS)


def stack(cohort: Cohort, areas: Areas) -> Stack:
    """Villages by categories, the village with the most events first; what lies nowhere comes last."""
    villages, village = areas.by_village(cohort)
    categories, category = by_category(cohort)
    totals = np.bincount(village, minlength=len(villages)) if len(cohort) else np.zeros(len(villages), "i8")
    order = sorted(range(len(villages)), key=lambda spot: (not villages[spot], -int(totals[spot]), villages[spot]))
    rank = np.zeros(max(len(villages), 1), "i8")
    rank[order] = np.arange(len(order))
    place = rank[village] * len(categories) + category
    return Stack(
        tuple(areas.name(villages[spot]) for spot in order), tuple(category_word(code) for code in categories),
        Bins.of(place, cohort.rows, len(villages) * len(categories)),
    )  # fmt: skip


def boxes(cohort: Cohort) -> tuple[Box, ...]:
    """Every stage that some event has gone through."""
    return tuple(box for one in SPANS if (box := _box(cohort, *one)) is not None)


def _box(cohort: Cohort, code: str, word: str, since: str, until: str) -> Box | None:
    begun, ended = cohort[since].astype("i8"), cohort[until].astype("i8")
    both = (begun > 0) & (ended >= begun)
    if until == "closed_at":
        both &= cohort.done
    if not both.any():
        return None
    hours = (ended[both] - begun[both]) / HOUR
    low, first, middle, third, high = (float(one) for one in np.percentile(hours, (5, 25, 50, 75, 95)))
    return Box(code, tr(word), low, first, middle, third, high, hours, cohort.rows[both])


def to_facts(charts: Charts) -> dict[str, Any]:
    """The charts as plain facts, without the events behind."""
    return {
        "days": [{"month": one.month.key, "values": list(one.values)} for one in charts.days],
        "week": charts.week.counts.reshape(7, HOURS).tolist(),
        "stages": [
            {"code": one.code, "count": one.count, "p5": one.low, "p25": one.first, "median": one.middle,
             "p75": one.third, "p95": one.high}
            for one in charts.boxes
        ],
    }  # fmt: skip
