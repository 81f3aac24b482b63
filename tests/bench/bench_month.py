"""The month: event figures out of a million, timeline figures, the paper; DuckDB and LibreOffice beside them."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from commandroom.reports import cohort, figures, month_xlsx, monthly, notice, paper_docx, render, stages
from commandroom.reports.period import Basis, Month
from commandroom.store.engine import connect
from commandroom.store.migrate import migrate
from commandroom.store.queue.live import Queue
from commandroom.store.rows import CLOCK_COLUMNS
from tests.bench import month_rivals
from tests.helpers.many_events import KEY, NOW, build
from tests.helpers.source import REPOSITORY

pytestmark = pytest.mark.bench
SIZES = (1_000_000, 100_000)
MADE = 100_000
EVENTS = 3_000
"""Events of the span that is counted."""
ENTRIES = 5
"""Clocks written for each event of the months that are counted: one for each stage."""

FIRST = "PDF, first"


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
    """A database of our own with clocks, made from the largest one that is there."""
    folder = REPOSITORY / "build/bench"
    folder.mkdir(parents=True, exist_ok=True)
    size = next((one for one in SIZES if (folder / f"queue-{one}.db").is_file()), MADE)
    source, path = folder / f"queue-{size}.db", folder / f"month-{size}.db"
    if not source.is_file():
        build(source, size, size // 33)
    if not path.is_file():
        half = path.with_suffix(".half")
        shutil.copyfile(source, half)
        put_clocks(half)
        half.rename(path)
    return path, size


def put_clocks(path: Path) -> None:
    """Five clocks for every event of the last months, so that the timeline has something to read."""
    connection = connect(path, KEY)
    migrate(connection, path)
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("BEGIN")
    found = connection.execute(
        "SELECT id, reported_at, closed_at FROM event WHERE reported_at >= ?", (Month.of(NOW).moved(-3).start,)
    ).fetchall()
    sql = f"INSERT OR REPLACE INTO clock ({', '.join(CLOCK_COLUMNS)}) VALUES ({', '.join('?' * len(CLOCK_COLUMNS))})"
    connection.executemany(sql, (row for event in found for row in clock_rows(*event)))
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def clock_rows(event: str, reported: int, closed: int) -> list[tuple[Any, ...]]:
    """The clocks of one event."""
    made = []
    for no in range(ENTRIES):
        start = reported + no * 1800
        due, stop = start + 3600, (start + 900 + int(event[-3:], 16)) if closed else 0
        made.append((event, no, f"C{no + 1}", 0, "", start, 1.0, "hour", "", due, due - 600, 0,
                     "stopped" if stop else "running", 0, 0.0, "", stop, 0, 0))  # fmt: skip
    return made


def best(work: Callable[[], Any], times: int = 7) -> float:
    """The least of some runs, in seconds: the machine does other things too."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return min(taken)


def span_events(columns: Any, since: int, until: int) -> tuple[figures.Figure, ...]:
    """Every figure of the table over a span from the columns alone (no clock is read)."""
    found = cohort.of_period(columns, since, until, Basis.REPORTED)
    due = cohort.due_in(columns, since, until)
    return figures.reckon(figures.Basket(found, stages.read(PlainNothing(), found, NOW), due), NOW)


class PlainNothing:
    """A reader without rows: what is left is the columns' own share."""

    def rows(self, sql: str, values: Any = ()) -> list[Any]:
        """None."""
        del sql, values
        return []


def same(ours: tuple[figures.Figure, ...], theirs: dict[str, int]) -> None:
    """Both say the same of the same events."""
    by = {one.code: one for one in ours}
    for name, (code, above) in {
        "reported": ("reported", True), "valid": ("valid", True), "filed": ("filed", True), "closed": ("closed", True),
        "open": ("open", True), "on_time": ("on_time_rate", True), "dispatched": ("dispatch_right", False),
        "never_redispatched": ("dispatch_right", True), "rework": ("rework_rate", True), "due": ("due_rate", False),
        "returned": ("return_rate", True), "merged": ("duplicate_rate", True), "rated": ("satisfied_rate", False),
        "content": ("satisfied_rate", True), "self_closed": ("self_rate", True), "town": ("town_share", True),
        "county": ("county_share", True), "revisited": ("solved_rate", False),
    }.items():  # fmt: skip
        assert theirs[name] == (by[code].numerator if above else by[code].denominator), name


def test_month_bench(tmp_path: Path) -> None:
    """Prints the table; asserts no time."""
    path, size = database()
    month = Month.of(NOW).moved(-1)
    connection = connect(path, KEY, read_only=True)
    lines: list[tuple[str, float, float | None]] = []
    try:
        queue = Queue(connection)
        queue.open(connection)
        begun = time.perf_counter()
        queue.figures(connection)
        lines.append(("columns of all events, first time (no stored blocks)", time.perf_counter() - begun, None))
        lines.append(("the same again (a copy of every column)", best(lambda: queue.figures(connection), 5), None))
        columns, reader = queue.figures(connection), PlainReader(connection)
        since = month_rivals.span_of(columns, month.end, EVENTS)
        of_span = cohort.of_period(columns, since, month.end, Basis.REPORTED)
        counted = best(lambda: span_events(columns, since, month.end))
        lines.append((f"all event figures of {len(of_span):,} events from the columns", counted, 0.05))
        timeline = best(lambda: stages.read(reader, of_span, NOW), 5)
        lines.append((f"timeline figures of {len(of_span):,} events from their clocks", timeline, 0.3))
        rival = month_rivals.duck(columns, tmp_path / "month.duckdb")
        same(span_events(columns, since, month.end), month_rivals.counted(rival, since, month.end))
        theirs = best(lambda: month_rivals.counted(rival, since, month.end))
        lines.append(("DuckDB on its own copy: the same event figures, without rows", theirs, None))
        rival.close()
        whole = best(lambda: monthly.gather(reader, columns, month, Basis.REPORTED, NOW), 2)
        report = monthly.gather(reader, columns, month, Basis.REPORTED, NOW)
        events = report.figure("reported").numerator
        lines.append((f"the whole month ({events:,} events): 3 months, tables, charts", whole, None))
    finally:
        connection.close()
    pages, office, charts = paper(report, tmp_path, lines)
    print(f"\nmonth {month.key}: {len(of_span):,} events of {size:,}; paper of {pages} pages with {charts} charts")
    for words, seconds, goal in lines:
        verdict = "" if goal is None else f"  goal {goal:g} s, {seconds / goal:.2f} of it"
        print(f"  {words:<66} {seconds * 1000:9.1f} ms{verdict}")
    print(f"  event figures: DuckDB takes {theirs / counted:.1f} times as long and gives no rows")
    if office is not None:
        first = next(seconds for words, seconds, _ in lines if words == FIRST)
        print(f"  paper: LibreOffice takes {office / first:.1f} times as long as our first one, same words and tables")
    assert len(of_span) > 0


def paper(
    report: monthly.MonthReport, folder: Path, lines: list[tuple[str, float, float | None]]
) -> tuple[int, float | None, int]:
    """Measure the PDF, first and again, the workbook, and LibreOffice on the same paper; gives pages and charts."""
    begun = time.perf_counter()
    families = render.faces().families("hei")
    lines.append(("looking for fonts, once a run", time.perf_counter() - begun, None))
    document = notice.compose(report, notice.Given(), families)
    begun = time.perf_counter()
    made = render.pdf(document, report.as_of)
    lines.append((FIRST, time.perf_counter() - begun, 2.0))
    warm = best(lambda: render.pdf(notice.compose(report, notice.Given(), families), report.as_of), 3)
    lines.append(("PDF, again", warm, 2.0))
    lines.append(("workbook", best(lambda: month_xlsx.workbook(report), 3), None))
    office = month_rivals.by_libreoffice(paper_docx.docx(document, report.as_of), folder)
    if office is not None:
        lines.append(("LibreOffice headless: the same paper from .docx", office, None))
    pages = sum(made.pdf.count(mark) for mark in (b"/Type /Page\n", b"/Type /Page ", b"/Type/Page/"))
    return pages, office, document.figures
