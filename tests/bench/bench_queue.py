"""The queue over a million events: every kind of question, start and memory, against SQL and Qt's SQL models."""

import os
import random
import sqlite3
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from commandroom.domain.clocks import Light
from commandroom.domain.event import OPEN, Source, State
from commandroom.store.engine import connect
from commandroom.store.queue.filter import Filter, Mine, Sort
from commandroom.store.queue.live import Queue
from tests.helpers.many_events import CATEGORIES, KEY, NOW, UNITS, build

pytestmark = pytest.mark.bench
COUNT = int(os.environ.get("COMMANDROOM_BENCH_EVENTS", "1000000"))
"""Smaller for a quick look; the goal of 10 ms is for a million with 30,000 open."""
QUESTIONS = 500
FOLDER = Path(__file__).resolve().parents[2] / "build" / "bench"
TEXT = ("number", "title", "place", "text", "source_no")


def memory() -> float:
    """Resident memory of this process, MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


@pytest.fixture(scope="module")
def path() -> Path:
    """The database, made once."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    found, half = FOLDER / f"queue-{COUNT}.db", FOLDER / f"queue-{COUNT}.half.db"
    if not found.exists():
        for old in FOLDER.glob(half.name + "*"):
            old.unlink()
        build(half, COUNT, COUNT * 3 // 100)
        half.replace(found)
    return found


class Asker:
    """Random questions as a person might put them."""

    def __init__(self, reader: Any, seed: int) -> None:
        self.random = random.Random(seed)
        rows = [self.random.randrange(1, COUNT + 1) for _ in range(2000)]
        marks = ", ".join("?" * len(rows))
        texts = reader.execute(f"SELECT {', '.join(TEXT)} FROM event WHERE row IN ({marks})", rows).fetchall()
        self.texts = [field for fields in texts for field in fields if len(field) >= 6]

    def phrase(self, length: int) -> str:
        """Some neighbouring letters of some event."""
        while True:
            text = self.random.choice(self.texts)
            start = self.random.randrange(len(text) - length + 1)
            if text[start : start + length].strip() == text[start : start + length]:
                return text[start : start + length]

    def some(self) -> str:
        """One to six letters."""
        return self.phrase(self.random.randrange(1, 7))

    def filter(self, *, open_only: bool, text: str = "") -> Filter:
        """One to three conditions."""
        rnd, found = self.random, {}
        conditions: dict[str, Callable[[], Any]] = {
            "states": lambda: frozenset(rnd.sample([state.value for state in State], 3)),
            "lights": lambda: frozenset(rnd.sample([light.value for light in Light], 2)),
            "grid": lambda: rnd.choice(("140406001", "140406007", "140406003005", "140406002004007")),
            "categories": lambda: frozenset(rnd.sample(CATEGORIES, 2)),
            "units": lambda: frozenset(rnd.sample(UNITS, 4)),
            "sources": lambda: frozenset(rnd.sample([source.value for source in Source], 2)),
            "importance": lambda: frozenset(rnd.choice("ABC")),
            "tiers": lambda: frozenset({rnd.randrange(1, 5)}),
            "mine": lambda: Mine(rnd.choice(UNITS), ("140406002",)),
            "no_grid": lambda: True,
            "proposal": lambda: True,
            "since": lambda: NOW - rnd.randrange(90_000_000),
        }
        for name in rnd.sample(sorted(conditions), rnd.randrange(1, 4)):
            found[name] = conditions[name]()
        return Filter(open_only=open_only, text=text, **found)


def where(asked: Filter, now: int) -> tuple[str, list[Any]]:
    """The question as the condition of one SELECT."""
    parts: list[str] = []
    values: list[Any] = []
    sets = [("state", asked.states), ("category", asked.categories), ("unit", asked.units), ("source", asked.sources),
            ("importance", asked.importance), ("tier", asked.tiers)]  # fmt: skip
    sets += [("state", OPEN)] if asked.open_only else []
    for column, chosen in sets:
        if chosen:
            parts.append(f"{column} IN ({', '.join('?' * len(chosen))})")
            values += sorted(map(str, chosen)) if column != "tier" else sorted(chosen)
    lights = {
        "overdue": f"due_at > 0 AND due_at < {now}", "due_soon": f"due_at >= {now} AND warn_at <= {now}",
        "on_time": f"due_at >= {now} AND warn_at > {now}", "paused": "due_at = 0 AND paused",
        "none": "due_at = 0 AND NOT paused",
    }  # fmt: skip
    parts += ["(" + " OR ".join(f"({lights[light]})" for light in asked.lights) + ")"] if asked.lights else []
    if asked.grid:
        parts.append("grid >= ? AND grid < ?")
        values += [asked.grid, asked.grid + ":"]
    if asked.mine:
        parts.append("(unit = ? OR (grid >= '140406002' AND grid < '140406002:'))")
        values.append(asked.mine.unit or "none")
    parts += ["grid = ''"] if asked.no_grid else []
    parts += ["proposal <> ''"] if asked.proposal else []
    parts += [f"reported_at >= {asked.since}"] if asked.since is not None else []
    if asked.text:
        parts.append("(" + " OR ".join(f"instr({field}, ?)" for field in TEXT) + ")")
        values += [asked.text] * len(TEXT)
    return " AND ".join(parts) or "1", values


def spread(name: str, times: list[float]) -> str:
    """One line of the table; milliseconds."""
    ordered = sorted(times)
    parts = [statistics.median(ordered), ordered[int(len(ordered) * 0.95)], ordered[int(len(ordered) * 0.99)]]
    return f"{name:<46}" + "".join(f"{part * 1000:>11.2f}" for part in (*parts, ordered[-1])) + f"{len(ordered):>7}"


def timed(work: Callable[[], Any]) -> float:
    """Seconds of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def prepare(path: Path) -> None:
    """Index and store once, as an idle room does; says what it cost."""
    reader, writer = connect(path, KEY, read_only=True), connect(path, KEY)
    queue = Queue(connect(path, KEY, read_only=True))
    print(f"\nfirst fill, nothing stored or caught up: {timed(lambda: queue.open(reader)):.2f} s")
    for _ in range(4):
        slices, last = [], time.perf_counter()
        for _slice in queue.upkeep(reader, writer):
            slices.append(time.perf_counter() - last)
            last = time.perf_counter()
        if not slices:
            break
        print(f"upkeep: {len(slices)} slices, {sum(slices):.1f} s, longest {max(slices) * 1000:.0f} ms")
    stored = writer.execute("SELECT count(*), coalesce(sum(length(rows)), 0) FROM posting").fetchone()
    print(f"postings: {stored[0]:,} rows, {stored[1] / 1e6:.0f} MB; file {path.stat().st_size / 1e6:.0f} MB")


def test_questions(path: Path) -> None:
    """The table of store.md, measured in one run."""
    prepare(path)
    before = memory()
    reader, own = connect(path, KEY, read_only=True, cache_kb=4000), connect(path, KEY, read_only=True, cache_kb=4000)
    queue = Queue(own)
    start = timed(lambda: queue.open(reader))
    first = timed(lambda: queue.ask(Filter(open_only=True), Sort.NEAREST, NOW))
    print(f"start to a usable queue: {start:.2f} s + first answer {first * 1000:.1f} ms")
    print(f"{'ms':<46}{'p50':>11}{'p95':>11}{'p99':>11}{'max':>11}{'n':>7}")
    asker = Asker(reader, 3)
    sorts = [Sort.NEAREST, Sort.NEWEST, Sort.OLDEST, Sort.CLOSED, Sort.NUMBER]
    print(f"number order, read once: {timed(lambda: queue.ask(Filter(), Sort.NUMBER, NOW)) * 1000:.0f} ms, "
          f"closed order: {timed(lambda: queue.ask(Filter(), Sort.CLOSED, NOW)) * 1000:.0f} ms")  # fmt: skip
    everything: list[float] = []

    def ask(asked: Filter, sort: Sort) -> float:
        return timed(lambda: queue.ask(asked, sort, NOW).ids(0, 60))

    kinds: dict[str, Callable[[], Filter]] = {
        "open, filters": lambda: asker.filter(open_only=True),
        "all, filters": lambda: asker.filter(open_only=False),
        "open, filters, 1-6 letters": lambda: asker.filter(open_only=True, text=asker.some()),
        "all, filters, 1-6 letters": lambda: asker.filter(open_only=False, text=asker.some()),
    }
    kinds |= {
        f"all, {length} letter{'s' * (length > 1)} alone": lambda length=length: Filter(text=asker.phrase(length))
        for length in range(1, 7)
    }
    for name, make in kinds.items():
        times = [ask(make(), asker.random.choice(sorts)) for _ in range(QUESTIONS)]
        everything += times
        print(spread(name, times))
    print(spread("every question above", everything))
    typed: list[float] = []
    for _ in range(QUESTIONS // 5):
        words = asker.phrase(6)
        typed += [ask(Filter(text=words[: end + 1]), Sort.NEAREST) for end in range(6)]
    print(spread("all, typed letter by letter", typed))
    answer = queue.ask(Filter(), Sort.NEAREST, NOW)
    jumps = [asker.random.randrange(answer.count) for _ in range(QUESTIONS)]
    print(f"first jump far down: {timed(lambda: answer.ids(COUNT // 2, 60)) * 1000:.1f} ms")
    print(spread("jump: 60 row numbers of all", [timed(lambda at=at: answer.ids(at, 60)) for at in jumps]))
    drawn = [timed(lambda at=at: queue.rows(reader, answer.ids(at, 60))) for at in jumps]
    print(spread("jump and fetch 60 drawn rows", drawn))
    print(spread("place of a row", [timed(lambda at=at: answer.position(at)) for at in jumps]))
    print(spread("tabs", [timed(lambda: queue.tabs(NOW, Mine("U01", ("140406002",)))) for _ in range(QUESTIONS)]))
    print(spread("pressure", [timed(lambda: queue.pressure(NOW)) for _ in range(QUESTIONS)]))
    print(f"memory of columns, orders and postings: {memory() - before:.0f} MB; this process {memory():.0f} MB")
    loaded, again = timed(lambda: queue.figures(reader)), timed(lambda: queue.figures(reader))
    print(f"figures: load {loaded:.2f} s, again {again:.3f} s")


def test_the_best_single_sql(path: Path) -> None:
    """The rival: count and first page in SQL over an unencrypted copy with good indexes, and Qt's models."""
    plain = FOLDER / f"plain-{COUNT}.db"
    source = connect(path, KEY, read_only=True)
    if not plain.exists():
        half = plain.with_suffix(".half")
        half.unlink(missing_ok=True)
        copy = sqlite3.connect(half)
        columns = "row, state, category, unit, source, importance, tier, due_at, warn_at, paused, grid, proposal, " \
                  "reported_at, closed_at, " + ", ".join(TEXT)  # fmt: skip
        copy.execute(f"CREATE TABLE event ({columns.replace('row,', 'row INTEGER PRIMARY KEY,', 1)})")
        marks = ", ".join("?" * len(columns.split(",")))
        copy.executemany(f"INSERT INTO event VALUES ({marks})", source.execute(f"SELECT {columns} FROM event"))
        for index in ("state, due_at", "reported_at", "grid, reported_at", "category, reported_at", "unit, reported_at",
                      "source, reported_at", "number", "closed_at"):  # fmt: skip
            copy.execute(f"CREATE INDEX \"{index}\" ON event ({index})")
        copy.execute("ANALYZE")
        copy.commit()
        copy.close()
        half.replace(plain)
    rival = sqlite3.connect(plain)
    rival.execute("PRAGMA cache_size = -200000")
    assert rival.execute("SELECT count(*) FROM event").fetchone()[0] == COUNT
    asker = Asker(source, 3)
    print(f"\n{'one SQL, count and 60 rows, ms':<46}{'p50':>11}{'p95':>11}{'p99':>11}{'max':>11}{'n':>7}")
    for name, open_only, text, number in (
        ("SQL: open, filters", True, False, 60), ("SQL: all, filters", False, False, 30),
        ("SQL: open, filters, 1-6 letters", True, True, 30), ("SQL: all, filters, 1-6 letters", False, True, 20),
    ):  # fmt: skip
        times = []
        for _ in range(number):
            words = asker.phrase(asker.random.randrange(1, 7)) if text else ""
            condition, values = where(asker.filter(open_only=open_only, text=words), NOW)
            order = asker.random.choice(("due_at", "reported_at DESC", "number", "closed_at DESC"))

            def both(condition: str = condition, values: list[Any] = values, order: str = order) -> None:
                rival.execute(f"SELECT count(*) FROM event WHERE {condition}", values).fetchone()
                rival.execute(f"SELECT * FROM event WHERE {condition} ORDER BY {order} LIMIT 60", values).fetchall()

            times.append(timed(both))
        print(spread(name, times))
    rival.close()
    _qt_models(plain)


def _qt_models(plain: Path) -> None:
    sql = pytest.importorskip("PySide6.QtSql")
    core = pytest.importorskip("PySide6.QtCore")
    core.QCoreApplication.instance() or core.QCoreApplication([])
    base = sql.QSqlDatabase.addDatabase("QSQLITE", "bench")
    base.setDatabaseName(str(plain))
    if not base.open():
        pytest.skip("Qt has no SQLite driver here")
    is_open = "state IN (" + ", ".join(f"'{state}'" for state in sorted(OPEN)) + ")"

    def through(model: Any) -> None:
        while model.canFetchMore():
            model.fetchMore()

    def table() -> None:
        model = sql.QSqlTableModel(None, base)
        model.setTable("event")
        model.setFilter(is_open)
        model.setSort(model.fieldIndex("due_at"), core.Qt.SortOrder.AscendingOrder)
        model.select()
        through(model)

    def query(text: str) -> None:
        model = sql.QSqlQueryModel()
        model.setQuery(text, base)
        through(model)

    print(spread("QSqlTableModel: open by due_at, to the end", [timed(table) for _ in range(5)]))
    for name, text in (
        ("QSqlQueryModel: open by due_at, to the end", f"SELECT * FROM event WHERE {is_open} ORDER BY due_at"),
        (
            "QSqlQueryModel: all with a word, to the end",
            "SELECT * FROM event WHERE instr(text, '井盖') ORDER BY reported_at",
        ),
    ):
        print(spread(name, [timed(lambda text=text: query(text)) for _ in range(5)]))
    base.close()
