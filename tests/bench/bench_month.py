"""The month: its figures out of a million events, its timeline, its paper; the same counts by SQL beside them."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from commandroom.reports import cohort, figures, month_xlsx, monthly, notice, render, stages
from commandroom.reports.period import Basis, Month
from commandroom.store.engine import connect
from commandroom.store.queue.live import Queue
from tests.helpers.many_events import KEY, NOW, build
from tests.helpers.source import REPOSITORY

pytestmark = pytest.mark.bench
SIZES = (1_000_000, 100_000)
MADE = 100_000


class PlainReader:
    """The reads of a report on a bare connection; no reference data."""

    def __init__(self, connection: Any) -> None:
        self.raw = connection

    def rows(self, sql: str, values: Any = ()) -> list[Any]:
        """The rows of a SELECT."""
        found: list[Any] = self.raw.execute(sql, tuple(values)).fetchall()
        return found

    def all(self, kind: str) -> tuple[Any, ...]:
        """None."""
        del kind
        return ()

    def find(self, kind: str, ident: str) -> Any:
        """None."""
        del kind, ident

    def setting(self, name: str, default: Any = None) -> Any:
        """The name and place of the room."""
        return {"name": "指挥室", "place": "潞城街道"}.get(name, default)


def database() -> tuple[Path, int]:
    """The largest database of events that is there; a smaller one is made when none is."""
    for size in SIZES:
        path = REPOSITORY / f"build/bench/queue-{size}.db"
        if path.is_file():
            return path, size
    path = REPOSITORY / f"build/bench/queue-{MADE}.db"
    path.parent.mkdir(parents=True, exist_ok=True)
    build(path, MADE, MADE // 33)
    return path, MADE


def best(work: Callable[[], Any], times: int = 7) -> float:
    """The least of some runs, in seconds: the machine does other things too."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return min(taken)


def month_events(columns: Any, month: Month, now: int) -> tuple[figures.Figure, ...]:
    """Every figure of the table of a month from the columns alone (no clock is read)."""
    found = cohort.of_period(columns, month.start, month.end, Basis.REPORTED)
    due = cohort.due_in(columns, month.start, month.end)
    return figures.reckon(figures.Basket(found, stages.read(PlainNothing(), found, now), due), now)


class PlainNothing:
    """A reader without rows: what is left is the columns' own share."""

    def rows(self, sql: str, values: Any = ()) -> list[Any]:
        """None."""
        del sql, values
        return []


def test_month_bench() -> None:
    """Prints the table; asserts no time."""
    path, size = database()
    month = Month.of(NOW).moved(-1)
    connection = connect(path, KEY, read_only=True)
    try:
        queue = Queue(connection)
        queue.open(connection)
        begun = time.perf_counter()
        queue.figures(connection)
        first = time.perf_counter() - begun
        again = best(lambda: queue.figures(connection), 5)
        columns, reader = queue.figures(connection), PlainReader(connection)
        counted = best(lambda: month_events(columns, month, NOW))
        of_month = cohort.of_period(columns, month.start, month.end, Basis.REPORTED)
        timeline = best(lambda: stages.read(reader, of_month, NOW), 5)
        by_sql = best(lambda: sql_figures(reader, month), 3)
        report = monthly.gather(reader, columns, month, Basis.REPORTED, NOW)
        whole = best(lambda: monthly.gather(reader, columns, month, Basis.REPORTED, NOW), 3)
    finally:
        connection.close()
    begun = time.perf_counter()
    families = render.faces().families("hei")
    fonts = time.perf_counter() - begun
    document = notice.compose(report, notice.Given(), families)
    begun = time.perf_counter()
    made = render.pdf(document, report.as_of)
    cold = time.perf_counter() - begun
    warm = best(lambda: render.pdf(notice.compose(report, notice.Given(), families), report.as_of), 3)
    sheet = best(lambda: month_xlsx.workbook(report), 3)
    pages = made.pdf.count(b"/Type /Page\n") or made.pdf.count(b"/Type /Page ") or made.pdf.count(b"/Type/Page/")
    print(f"\nmonth {month.key}: {len(of_month)} events of {size:,}; {document.figures} charts, {pages} pages")
    for words, seconds, goal in (
        ("columns of all events into figures, first time", first, None),
        ("the same again (a copy of every column)", again, None),
        ("all event figures of the month from the columns", counted, 0.05),
        ("stages of the month from the clocks (SQL, by row)", timeline, 0.3),
        ("the whole report: figures x3 months, 13 tables, trend", whole, None),
        ("a part of the same figures by SQL alone", by_sql, None),
        ("looking for fonts, once a run", fonts, None),
        ("PDF, first", cold, 2.0), ("PDF, again", warm, 2.0), ("workbook", sheet, None),
    ):  # fmt: skip
        verdict = "" if goal is None else f"  goal {goal:g} s, {seconds / goal:.2f} of it"
        print(f"  {words:<58} {seconds * 1000:9.1f} ms{verdict}")
    print(f"  SQL alone against the columns: {by_sql / counted:.1f} times as long")
    assert report.figure("reported").numerator == len(of_month) > 0


def sql_figures(reader: PlainReader, month: Month) -> list[Any]:
    """Counts by state, category and lateness of a month and of what fell due in it, by index."""
    span = (month.start, month.end)
    return reader.rows(
        "SELECT state, category, late, tier, count(*), sum(rework), sum(returns), sum(redispatches > 0) FROM event"
        " WHERE reported_at >= ? AND reported_at < ? GROUP BY state, category, late, tier", span,
    ) + reader.rows("SELECT count(*) FROM event WHERE handle_due_at >= ? AND handle_due_at < ?", span)  # fmt: skip
