"""The month as data: figures, tables, trends and the map, gathered once for screen, paper and sheet."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from commandroom.domain import shape
from commandroom.domain.instant import MINUTE, Instant
from commandroom.domain.places import Grid, Level
from commandroom.reports import breakdown, chart_data, figures, hot_places, lists, rankings, stages
from commandroom.reports.areas import Areas
from commandroom.reports.cohort import due_in, of_period
from commandroom.reports.figures import RULE, Basket, Figure, counted_words
from commandroom.reports.grid_map_svg import MapGrid
from commandroom.reports.period import Basis, Month
from commandroom.reports.tables import Table
from commandroom.store.heat import Spot
from commandroom.store.queue.figures import Figures
from commandroom.text import tr

TREND = 12
"""Months of the trend."""


class Reading(stages.Rows, Protocol):
    """The part of a reader that the month uses."""

    def all(self, kind: str) -> tuple[Any, ...]:
        """The values of a kind of reference data."""

    def find(self, kind: str, ident: str) -> Any:
        """One value, retired ones too."""

    def setting(self, name: str, default: Any = None) -> Any:
        """One setting of the room."""


@dataclass(frozen=True, slots=True)
class Trend:
    """Counts along time; None before the room had its first event."""

    labels: tuple[str, ...]
    reported: tuple[float | None, ...]
    closed: tuple[float | None, ...]


@dataclass(frozen=True, slots=True, eq=False)
class MonthReport:
    """One month of one room by one basis as it stood at ``as_of`` (whole minutes)."""

    month: Month
    basis: Basis
    as_of: Instant
    room: str
    place: str
    unfinished: bool
    before_known: bool
    year_ago_known: bool
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...]
    trend: Trend
    daily: tuple[float | None, ...]
    grids: tuple[MapGrid, ...]
    grid_counts: Mapping[str, int]
    villages: Mapping[str, str]
    spans: tuple[stages.Span, ...]
    charts: chart_data.Charts
    heat: tuple[Spot, ...]

    def figure(self, code: str) -> Figure:
        """A figure by its code."""
        return next(one for one in self.figures if one.code == code)

    def table(self, code: str) -> Table:
        """A table by its code."""
        return next(one for one in self.tables if one.code == code)

    @property
    def empty(self) -> bool:
        """Whether the month has no event at all."""
        return self.figure("reported").numerator == 0

    @property
    def basis_words(self) -> str:
        """The basis, the cut-off and the rule, as they are printed under the figures."""
        return counted_words(self.basis, self.as_of)

    def to_facts(self) -> dict[str, Any]:
        """The month as plain facts for scripts."""
        return {
            "month": self.month.key, "basis": self.basis.value, "as_of": self.as_of, "rule": RULE,
            "room": self.room, "unfinished": self.unfinished,
            "figures": [one.to_facts() for one in self.figures],
            "tables": [one.to_facts() for one in self.tables],
            "spans": [
                {"code": one.code, "count": one.count, "mean_hours": one.mean, "median_hours": one.median}
                for one in self.spans
            ],
            "trend": {"months": list(self.trend.labels), "reported": list(self.trend.reported),
                      "closed": list(self.trend.closed)},
            "daily": list(self.daily), "charts": chart_data.to_facts(self.charts),
            "heat": [[spot.lon, spot.lat, spot.count] for spot in self.heat],
        }  # fmt: skip


def gather(
    reader: Reading, columns: Figures, month: Month, basis: Basis, now: Instant, instead: stages.Instead | None = None
) -> MonthReport:
    """The month from the queue's columns and a few indexed reads; ``instead``: see :func:`stages.read`.

    Raises Refused("report.future_month"). The month before and the same month last year are counted to the
    same day when the month still runs, and say nothing when the room had no event yet.
    """
    month.require_begun(now)
    as_of = now - now % MINUTE
    basket = _basket(reader, columns, month.start, month.end, basis, as_of, instead)
    first = _first(columns)
    elapsed = min(as_of + MINUTE, month.end) - month.start
    whole = not month.unfinished(now)
    then, daily = [], [chart_data.days(basket.cohort, month, basis, as_of)]
    for earlier in (month.moved(-1), month.moved(-12)):
        until = earlier.end if whole else min(earlier.end, earlier.start + elapsed)
        known = first is not None and first < until
        other = _basket(reader, columns, earlier.start, until, basis, as_of)
        then.append({one.code: one for one in figures.reckon(other, as_of)} if known else {})
        daily.append(chart_data.days(other.cohort, earlier, basis, until - 1, known=known))
    found = tuple(
        figures.compared(one, then[0].get(one.code), then[1].get(one.code)) for one in figures.reckon(basket, as_of)
    )
    areas, places = Areas.of(_grids(reader, columns)), hot_places.read(reader, basket.cohort)
    return MonthReport(
        month, basis, as_of, str(reader.setting("name", "")), str(reader.setting("place", "")), not whole,
        bool(then[0]), bool(then[1]), found, _tables(reader, basket, areas, places, as_of),
        _trend(columns, month, first), daily[0].values, _map(areas), rankings.grid_counts(basket.cohort, areas),
        {code: areas.name(code) for code in areas.villages}, stages.spans(basket.cohort),
        chart_data.Charts(
            (daily[0], daily[1], daily[2]), chart_data.stack(basket.cohort, areas),
            chart_data.week(basket.cohort, basis), chart_data.boxes(basket.cohort),
        ),
        hot_places.heat(basket.cohort, places),
    )  # fmt: skip


def _basket(
    reader: Reading, columns: Figures, since: Instant, until: Instant, basis: Basis, as_of: Instant,
    instead: stages.Instead | None = None,
) -> Basket:  # fmt: skip
    cohort = of_period(columns, since, until, basis)
    due = due_in(columns, since, min(until, as_of))
    return Basket(cohort, stages.read(reader, cohort, as_of, instead), due)


def _first(columns: Figures) -> Instant | None:
    reported = columns.numbers["reported_at"]
    known = reported[reported > 0]
    return int(known.min()) if len(known) else None


def _grids(reader: Reading, columns: Figures) -> list[Grid]:
    """The grids in use, and those that events still name, with what stands above them."""
    found: dict[str, Grid] = {grid.code: grid for grid in reader.all("grid")}
    waiting = [code for code in columns.texts.get("grid", ()) if code and code not in found]
    while waiting:
        grid = reader.find("grid", waiting.pop())
        if grid is not None and grid.code not in found:
            found[grid.code] = grid
            if grid.parent and grid.parent not in found:
                waiting.append(grid.parent)
    return list(found.values())


def _tables(
    reader: Reading, basket: Basket, areas: Areas, places: hot_places.Places, as_of: Instant
) -> tuple[Table, ...]:
    units = {unit.id: unit.short or unit.name or unit.id for unit in reader.all("unit")}
    units |= {
        code: (unit.short or unit.name or code)
        for code in basket.cohort.texts["unit"]
        if code and code not in units and (unit := reader.find("unit", code)) is not None
    }
    items = {item.code: item.name for item in reader.all("item")}
    cohort = basket.cohort
    return (
        breakdown.cross(cohort, areas), breakdown.sources(cohort), breakdown.categories(cohort),
        breakdown.tiers(cohort), breakdown.stages(basket), rankings.villages(cohort, areas),
        rankings.units(basket, units), rankings.hot_grids(cohort, areas), hot_places.table(cohort, places),
        rankings.items(cohort, items),
        breakdown.satisfaction(cohort), lists.duplicates(cohort, reader),
        lists.late_open(basket, reader, units, as_of), lists.late_done(basket, reader, units, as_of),
    )  # fmt: skip


def _trend(columns: Figures, month: Month, first: Instant | None) -> Trend:
    """Events reported and events closed in each of the last twelve months, by their own moments."""
    months = [month.moved(step) for step in range(1 - TREND, 1)]
    if first is not None:
        months = [one for one in months if one.end > first] or months[-1:]
    edges = [*(one.start for one in months), months[-1].end]
    reported = _per_edge(columns.numbers["reported_at"], edges, None)
    state = columns.numbers["state"]
    done = [code for code, text in enumerate(columns.texts.get("state", ())) if text in ("closed", "archived")]
    draft = [code for code, text in enumerate(columns.texts.get("state", ())) if text == "draft"]
    closed = _per_edge(columns.numbers["closed_at"], edges, (state, done))
    drafts = _per_edge(columns.numbers["reported_at"], edges, (state, draft))
    labels = tuple(
        tr("{year}年{month}月", year=one.year, month=one.month)
        if place == 0 or one.month == 1
        else tr("{month}月", month=one.month)
        for place, one in enumerate(months)
    )
    return Trend(labels, tuple(float(a - b) for a, b in zip(reported, drafts, strict=True)), tuple(map(float, closed)))


def _per_edge(column: Any, edges: list[int], only: tuple[Any, list[int]] | None) -> list[int]:
    inside = np.flatnonzero((column >= edges[0]) & (column < edges[-1]))
    if only is not None:
        inside = inside[np.isin(only[0][inside], only[1])]
    counts: list[int] = np.histogram(column[inside].astype("i8"), bins=edges)[0].tolist()
    return counts


def _map(areas: Areas) -> tuple[MapGrid, ...]:
    """The outlines of the base grids; of the villages where no base grid has one."""
    for level in (Level.BASE, Level.COMMUNITY):
        found = [grid for grid in areas.tree if grid.level is level and grid.geometry and not grid.retired]
        if found:
            return tuple(
                MapGrid(grid.code, areas.name(grid.code), areas.village_of(grid.code), shape.from_wkb(grid.geometry))
                for grid in sorted(found, key=lambda grid: grid.code)
            )
    return ()
