"""How fast the queue is drawn, beside a QTableView and a QSqlTableModel, and one dispatch from key to picture."""

import asyncio
import os
import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
import qasync
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableView

from commandroom import demo
from commandroom.actions import dispatch, intake, triage
from commandroom.domain.instant import Instant, at
from commandroom.store.engine import connect
from commandroom.store.queue.answer import Answer
from commandroom.store.queue.filter import Filter, Sort
from commandroom.store.queue.live import Queue
from commandroom.store.queue.rows import QueueRow
from tests.helpers import many_events
from tests.helpers.clock import MovableClock
from tests.helpers.desk_stage import staged
from ui.theme import Theme
from ui.widgets.queue_table import QueueTable

pytestmark = pytest.mark.bench
FOLDER = Path(__file__).resolve().parents[2] / "build" / "bench"
TURNS = int(os.environ.get("BENCH_TURNS", "60"))
COLUMNS = ("number", "state", "due_at", "title", "place", "grid", "unit", "source")


class BenchRows(QObject):
    """The rows of a queue without a room around it."""

    answered = Signal()
    touched = Signal(object)

    def __init__(self, queue: Queue, reader: Any, now: Instant) -> None:
        super().__init__()
        self.queue, self.reader, self._now = queue, reader, now
        self._answer: Answer | None = None
        self._rows: dict[int, QueueRow] = {}

    @property
    def answer(self) -> Answer | None:
        return self._answer

    @property
    def count(self) -> int:
        return 0 if self._answer is None else self._answer.count

    def now(self) -> Instant:
        return self._now

    def ask(self, asked: Filter, sort: Sort) -> None:
        self._answer = self.queue.ask(asked, sort, self._now)
        self.answered.emit()

    def rows(self, start: int, count: int) -> list[QueueRow | None]:
        if self._answer is None:
            return []
        wanted = self._answer.ids(start, count)
        missing = [number for number in wanted if number not in self._rows]
        if len(self._rows) > 2000:
            self._rows.clear()
            missing = wanted
        self._rows.update({row.row: row for row in self.queue.rows(self.reader, missing)})
        return [self._rows.get(number) for number in wanted]

    def row_at(self, place: int) -> QueueRow | None:
        return self.rows(place, 1)[0]

    def place_of(self, ident: str) -> int | None:
        del ident
        return None


class BenchModel(QAbstractTableModel):
    """The same rows for a QTableView with the standard delegate."""

    def __init__(self, table: BenchRows) -> None:
        super().__init__()
        self.table = table

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # type: ignore[override]  # noqa: B008
        del parent
        return self.table.count

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # type: ignore[override]  # noqa: B008
        del parent
        return len(COLUMNS)

    def data(self, index: QModelIndex, role: int = 0) -> Any:  # type: ignore[override]
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        row = self.table.row_at(index.row())
        return "" if row is None else str(getattr(row, COLUMNS[index.column()]))


def timed(act: Callable[[], None], turns: int = TURNS) -> tuple[float, float]:
    """p50 and p95 in milliseconds of processor time of this thread."""
    spent = []
    for _ in range(turns):
        begun = time.thread_time()
        act()
        spent.append((time.thread_time() - begun) * 1000)
    spent.sort()
    return statistics.median(spent), spent[int(len(spent) * 0.95)]


def painted(view: Any, bar: Any) -> dict[str, tuple[float, float]]:
    """Jump anywhere, and scroll by a line."""
    rnd = random.Random(5)

    def jump() -> None:
        bar.setValue(rnd.randrange(max(bar.maximum(), 1)))
        view.viewport().repaint()

    def scroll() -> None:
        bar.setValue(bar.value() + bar.singleStep())
        view.viewport().repaint()

    return {"jump": timed(jump), "line scroll": timed(scroll)}


def measure_paint(theme: Theme, folder: Path) -> None:
    """The table of painting."""
    path = FOLDER / "queue-1000000.db"
    if not path.is_file():
        print("no queue-1000000.db (bench_queue.py makes it): measured at 100,000 events")
        path = FOLDER / "queue-100000.db"
    if not path.is_file():
        FOLDER.mkdir(parents=True, exist_ok=True)
        many_events.build(path, 100_000, 3_000)
    reader = connect(path, many_events.KEY, read_only=True)
    queue = Queue(connect(path, many_events.KEY, read_only=True))
    begun = time.perf_counter()
    queue.open(reader)
    table = BenchRows(queue, reader, many_events.NOW)
    ours = QueueTable(theme, table, lambda kind, code: code)
    ours.resize(740, 950)
    ours.show()
    QTest.qWaitForWindowExposed(ours)
    table.ask(Filter(), Sort.NEAREST)
    print(f"{table.count:,} events, queue open in {time.perf_counter() - begun:.2f} s")
    found = {f"painted by ourselves: {name}": value for name, value in
             painted(ours, ours.verticalScrollBar()).items()}  # fmt: skip
    words = iter([many_events._WHAT[place % len(many_events._WHAT)][: 1 + place % 4] for place in range(10_000)])

    def search() -> None:
        table.ask(Filter(open_only=True, text=next(words)), Sort.NEAREST)
        ours.viewport().repaint()

    found["painted by ourselves: search to painted"] = timed(search)
    table.ask(Filter(), Sort.NEAREST)
    view = QTableView()
    view.setModel(BenchModel(table))
    view.resize(740, 950)
    view.show()
    QTest.qWaitForWindowExposed(view)
    found |= {f"QTableView, standard delegate: {name}": value for name, value in
              painted(view, view.verticalScrollBar()).items()}  # fmt: skip
    found |= sql_model(path, folder)
    for name, (p50, p95) in found.items():
        print(f"{name:48s} p50 {p50:7.2f} ms   p95 {p95:7.2f} ms")


def sql_model(path: Path, folder: Path) -> dict[str, tuple[float, float]]:
    """A QSqlTableModel over a plain copy of some of the rows, all of them fetched before."""
    import sqlite3

    from PySide6.QtSql import QSqlDatabase, QSqlTableModel

    plain = folder / "plain.db"
    reader = connect(path, many_events.KEY, read_only=True)
    rows = reader.execute(f"SELECT {', '.join(COLUMNS)} FROM event LIMIT 50000").fetchall()
    with sqlite3.connect(plain) as copy:
        copy.execute(f"CREATE TABLE event ({', '.join(COLUMNS)})")
        copy.executemany(f"INSERT INTO event VALUES ({', '.join('?' * len(COLUMNS))})", rows)
    base = QSqlDatabase.addDatabase("QSQLITE", "bench")
    base.setDatabaseName(str(plain))
    if not base.open():
        return {}
    model = QSqlTableModel(None, base)
    model.setTable("event")
    model.select()
    while model.canFetchMore():
        model.fetchMore()
    view = QTableView()
    view.setModel(model)
    view.resize(740, 950)
    view.show()
    QTest.qWaitForWindowExposed(view)
    return {f"QSqlTableModel, 50,000 rows: {name}": value for name, value in
            painted(view, view.verticalScrollBar()).items()}  # fmt: skip


async def measure_dispatch(theme: Theme, loop: asyncio.AbstractEventLoop, folder: Path) -> None:
    """One dispatch of a demonstration room: from the key that sends it to the row drawn anew; a case each time."""
    demo.build(folder, size="small", now="2026-11-05T14:30")
    stage = await staged(folder, MovableClock(at(2026, 11, 5, 14, 30)), theme, loop)
    stage.queue.turn_to("open")
    spent, worked, drawn = [], [], []
    for turn in range(TURNS):
        done = await stage.desk.do(
            intake.report, title=f"第{turn}处暴露垃圾", place="学府路", category="city_management",
            lon=120.053745, lat=31.774202,
        )  # fmt: skip
        await stage.desk.do(triage.file, done.result, "0302")
        stage.choose(done.result)
        stage.window.repaint()
        await asyncio.sleep(0.05)
        begun, own, ours = time.perf_counter(), time.process_time(), time.thread_time()
        await stage.desk.do(dispatch.dispatch, done.result, "chengguan")
        stage.queue.list.viewport().repaint()
        stage.case.repaint()
        spent.append((time.perf_counter() - begun) * 1000)
        worked.append((time.process_time() - own) * 1000)
        drawn.append((time.thread_time() - ours) * 1000)
        assert stage.case.event_now is not None and stage.case.event_now.state == "dispatched"
    for word, times in (("wall", spent), ("processor", worked), ("processor, the window's thread", drawn)):
        times.sort()
        print(f"{'dispatch saved and redrawn: ' + word:60s} p50 {statistics.median(times):7.2f} ms   "
              f"p95 {times[int(len(times) * 0.95)]:7.2f} ms   p99 {times[int(len(times) * 0.99)]:7.2f} ms")  # fmt: skip
    await stage.desk.close()
    stage.window.close()


def test_desk_figures(qapp: QApplication, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Prints how fast the desk is drawn; times are never asserted."""
    theme = Theme("light")
    theme.apply()
    qapp.setQuitOnLastWindowClosed(False)
    loop = qasync.QEventLoop(qapp)
    asyncio.set_event_loop(loop)
    with capsys.disabled():
        print()
        measure_paint(theme, tmp_path)
        loop.run_until_complete(measure_dispatch(theme, loop, tmp_path / "room"))
    loop.close()
