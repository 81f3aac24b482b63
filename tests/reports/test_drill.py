"""From any number to its rows: as many as the number says, on every screen and in the file it is written to."""

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from commandroom import demo
from commandroom.domain.instant import DAY, at, local
from commandroom.reports import chart_data
from commandroom.reports.chart_data import HOURS
from commandroom.reports.figures import TABLE
from commandroom.reports.monthly import MonthReport, gather
from commandroom.reports.period import Basis, Month
from commandroom.room import Room
from commandroom.store.queue.filter import Filter, Sort
from commandroom.store.reader import Reader
from commandroom.sync.outbox import export_events
from tests.helpers.month_rows import RowsReader, columns
from tests.reports.test_figures import EVENTS

NOW = at(2026, 11, 5, 14, 30)
MONTH = Month(2026, 10)
TIMES = frozenset({"rework_rate", "return_rate"})
"""Figures that count how often, not how many: behind them stand the events it happened to."""

NOT_COUNTED = frozenset({"返工", "退单", "序号"})
"""Heads under which stands how often something happened, or which case a line is."""


def numbers(report: MonthReport) -> list[tuple[str, int, Any]]:
    """Every number of a month that says how many events: what it is, the number, the rows behind it."""
    found: list[tuple[str, int, Any]] = []
    for one in report.figures:
        if one.code not in TIMES:
            found.append((f"{one.code} above", one.numerator, one.rows))
        if one.denominator is not None:
            found.append((f"{one.code} below", one.denominator, one.of_rows))
        for name, value, rows in (("before", one.before, one.before_rows), ("ago", one.year_ago, one.year_ago_rows)):
            assert (value is None) or rows is not None
            if value is not None and not one.is_ratio:
                found.append((f"{one.code} {name}", round(value), rows))
    for table in report.tables:
        for place, cells in enumerate((*table.rows, table.total)):
            for head, cell in zip(table.heads, cells, strict=False):
                if cell.kind == "count" and cell.rows is not None and head not in NOT_COUNTED:
                    assert isinstance(cell.value, int | float)
                    found.append((f"{table.code}/{place}/{head}", round(cell.value), cell.rows))
    charts = report.charts
    for days in charts.days:
        found += [
            (f"{days.month.key}-{day + 1}", int(value), days.bins.behind(day))
            for day, value in enumerate(days.values)
            if value is not None
        ]
    for village in range(len(charts.stack.names)):
        found += [
            (f"stack {village} {series}", charts.stack.count(village, series), charts.stack.behind(village, series))
            for series in range(len(charts.stack.series))
        ]
    week = charts.week
    found += [(f"week {place}", int(count), week.behind(place)) for place, count in enumerate(week.counts)]
    found += [(f"box {one.code}", one.count, one.between(0, np.inf)) for one in charts.boxes]
    found += [(f"heat {spot.lon} {spot.lat}", spot.count, spot.rows) for spot in report.heat]
    return found


@settings(max_examples=60)
@given(events=EVENTS)
def test_behind_every_number_stand_as_many_rows(events: list[dict[str, Any]]) -> None:
    """Figures with both their counts and their comparisons, cells, days, squares, pieces and boxes; no row twice."""
    for basis in Basis:
        report = gather(RowsReader(events), columns(events), MONTH, basis, NOW)
        for what, number, rows in numbers(report):
            assert number == len(rows), what
            assert len(set(rows.tolist())) == len(rows), what


@settings(max_examples=60)
@given(events=EVENTS)
def test_the_parts_of_a_chart_are_the_whole(events: list[dict[str, Any]]) -> None:
    """Days, hours and pieces each add up to the number reported, and every event stands where its moment says."""
    report = gather(RowsReader(events), columns(events), MONTH, Basis.REPORTED, NOW)
    whole = report.figure("reported")
    charts = report.charts
    for bins in (charts.days[0].bins, charts.week, charts.stack.bins):
        assert int(bins.counts.sum()) == whole.numerator
        assert sorted(bins.rows.tolist()) == sorted(whole.rows.tolist())
    by_row = {one["row"]: one for one in events}
    for place in np.flatnonzero(charts.week.counts).tolist():
        for row in charts.week.behind(place).tolist():
            when = local(by_row[row]["reported_at"])
            assert (when.weekday(), when.hour) == divmod(place, HOURS)
    for day in range(MONTH.days):
        for row in charts.days[0].bins.behind(day).tolist():
            assert (by_row[row]["reported_at"] - MONTH.start) // DAY == day
    for box in charts.boxes:
        assert box.low <= box.first <= box.middle <= box.third <= box.high
        parts = (box.between(0, box.first), box.between(box.first, box.third), box.between(box.third, np.inf))
        assert set(np.concatenate(parts).tolist()) == set(box.rows.tolist())


def test_a_month_without_events_is_whole() -> None:
    """No event at all, in the month or in the room: every number is 0 or a dash, nothing fails."""
    nothing: list[dict[str, Any]] = []
    for basis in Basis:
        report = gather(RowsReader(nothing), columns(nothing), MONTH, basis, NOW)
        assert report.empty
        assert [one.words for one in report.figures] == ["—" if below else "0" for *_, below in TABLE]
        assert all(number == 0 == len(rows) for _, number, rows in numbers(report))
        assert report.charts.boxes == ()
        assert report.heat == ()
        assert chart_data.to_facts(report.charts)["days"][1]["values"] == [None] * 30


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A room's reader and queue over a small demonstration town."""
    folder = tmp_path_factory.mktemp("demo") / "room"
    demo.build(folder, size="small", now="2026-11-05T14:30")
    with Room.open(folder, lambda: NOW) as room:
        found = room.reader()
        yield found, room.queue()
        found.close()


def test_the_screen_and_the_file_have_as_many_rows_as_the_number(
    reader: tuple[Reader, Any], tmp_path: Path
) -> None:
    """Every number of a real month, opened in the queue and written to a sheet: the same count three times."""
    found, queue = reader
    report = gather(found, queue.figures(found.raw), MONTH, Basis.REPORTED, NOW)
    every = [(what, number, rows) for what, number, rows in numbers(report) if number]
    assert len(every) > 150
    written: dict[tuple[int, ...], int] = {}
    for what, number, rows in every:
        shown = queue.ask(Filter(rows=frozenset(rows.tolist()), named=what), Sort.NEWEST, NOW)
        assert shown.count == number, what
        key = tuple(sorted(rows.tolist()))
        if key not in written:
            path = tmp_path / f"{len(written)}.csv"
            written[key] = export_events(path, found, rows.tolist())
            with path.open(encoding="utf-8-sig", newline="") as file:
                assert len(list(csv.reader(file))) == written[key] + 1
        assert written[key] == number, what
