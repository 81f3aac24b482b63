"""The queue answers exactly what plain SQL answers, whatever happened before."""

import json
import random
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commandroom.domain.changes import Changes
from commandroom.domain.clocks import Light
from commandroom.domain.event import OPEN, Source, State
from commandroom.store.engine import connect
from commandroom.store.queue.filter import Filter, Mine, Sort
from commandroom.store.queue.fold import FIELDS, SEPARATOR, fold, fold_event
from commandroom.store.queue.live import Queue
from commandroom.store.rows import EVENT_COLUMNS
from tests.helpers.many_events import CATEGORIES, KEY, NOW, UNITS, build, events, put_entry, put_events

COUNT = 1500
KNOWN = lru_cache(100_000)(fold)


def has(words: str, *fields: str) -> bool:
    """Whether one of the fields of an event holds the folded words; for SQL."""
    return any(words in KNOWN(field) for field in fields)


PHRASES = (
    "井盖", "盖", "污水外溢", "路", "1", "2026", "0007", "ａ1-2026", "A1-20", "dh2", "小区门口，", "。 来电",
    "商户1", "无人看护", "不存在的词", "😀", "楼2单元，路灯不亮", "\ud800", "网格员巡查", "\u200b",
)  # fmt: skip
"""From one letter up; full width, case, an emoji, half of one, and what crosses two fields."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database of some hundred events."""
    build(tmp_path / "room.db", COUNT, 200)
    return tmp_path / "room.db"


@pytest.fixture
def reader(path: Path) -> Iterator[Any]:
    """A read-only connection that can fold text as the search does."""
    connection = connect(path, KEY, read_only=True)
    connection.create_function("has", 6, has)
    yield connection
    connection.close()


@pytest.fixture
def writer(path: Path) -> Iterator[Any]:
    """A connection that may write."""
    connection = connect(path, KEY)
    yield connection
    connection.close()


@pytest.fixture
def queue(path: Path, reader: Any) -> Iterator[Queue]:
    """The queue of the database, open."""
    own = connect(path, KEY, read_only=True)
    found = Queue(own)
    found.open(reader)
    yield found
    own.close()


def _in(column: str, values: Any) -> tuple[str, list[Any]]:
    return f"{column} IN ({', '.join('?' * len(values))})", list(values)


_IS_OPEN = _in("state", sorted(OPEN))
_LIGHTS = {
    Light.RED: "due_at <> 0 AND due_at < :now",
    Light.YELLOW: "due_at <> 0 AND due_at >= :now AND warn_at <= :now",
    Light.GREEN: "due_at <> 0 AND due_at >= :now AND warn_at > :now",
    Light.PAUSED: "due_at = 0 AND paused <> 0",
    Light.NONE: "due_at = 0 AND paused = 0",
}


def oracle(reader: Any, asked: Filter, sort: Sort, now: int) -> list[int]:
    """The same question in plain SQL."""
    parts = [_IS_OPEN] if asked.open_only else []
    for column, values in (
        ("state", asked.states), ("category", asked.categories), ("unit", asked.units), ("source", asked.sources),
        ("importance", asked.importance), ("tier", asked.tiers), ("grid", asked.grids),
    ):  # fmt: skip
        parts += [_in(column, sorted(values))] if values else []
    lights = [f"({_LIGHTS[Light(light)]})".replace(":now", str(now)) for light in sorted(asked.lights)]
    parts += [(f"({' OR '.join(lights)})", [])] if lights else []
    parts += [("substr(grid, 1, length(?)) = ?", [asked.grid] * 2)] if asked.grid else []
    if asked.mine:
        grids = [grid for grid in asked.mine.grids if grid]
        mine = ["unit = ?"] * bool(asked.mine.unit) + ["substr(grid, 1, length(?)) = ?"] * len(grids)
        values = [asked.mine.unit] * bool(asked.mine.unit) + [g for grid in grids for g in (grid, grid)]
        parts.append((f"({' OR '.join(mine) or '0'})", values))
    parts += [("grid = ''", [])] if asked.no_grid else []
    parts += [("proposal <> ''", [])] if asked.proposal else []
    parts += [("reported_at >= ?", [asked.since])] if asked.since is not None else []
    parts += [("reported_at < ?", [asked.until])] if asked.until is not None else []
    words = fold(asked.text)
    if any("\ud800" <= letter < "\ue000" for letter in words):
        parts.append(("0", []))
    elif words:
        parts.append((f"has(?, {', '.join(FIELDS)})", [words]))
    is_open = _IS_OPEN[0].replace("?", "'{}'").format(*_IS_OPEN[1])
    order = {
        Sort.NEAREST: f"NOT ({is_open}), CASE WHEN {is_open} AND due_at <> 0 THEN 0 ELSE 1 END, "
                      f"CASE WHEN {is_open} AND due_at <> 0 THEN due_at ELSE -reported_at END, "
                      f"CASE WHEN {is_open} AND due_at <> 0 THEN row ELSE -row END",
        Sort.NEWEST: "reported_at DESC, row DESC", Sort.OLDEST: "reported_at, row", Sort.NUMBER: "number, row",
        Sort.CLOSED: "closed_at DESC, row DESC",
    }[sort]  # fmt: skip
    where = " AND ".join(f"({part})" for part, _ in parts) or "1"
    values = [value for _, given_values in parts for value in given_values]
    return [row[0] for row in reader.execute(f"SELECT row FROM event WHERE {where} ORDER BY {order}", values)]


def same(queue: Queue, reader: Any, asked: Filter, sort: Sort, now: int = NOW) -> list[int]:
    """Hold one answer of the queue against SQL, from every side."""
    expected = oracle(reader, asked, sort, now)
    answer = queue.ask(asked, sort, now)
    assert answer.exact
    assert answer.count == len(expected)
    assert list(answer.all()) == expected
    for place in {0, len(expected) // 2, len(expected) - 1} - ({-1} if not expected else set()):
        if expected:
            assert answer.position(expected[place]) == place
            assert answer.ids(place, 7) == expected[place : place + 7]
    assert answer.position(10**6) is None
    return expected


_sets = st.frozensets
FILTERS = st.builds(
    Filter,
    open_only=st.booleans(),
    states=st.just(frozenset[str]()) | _sets(st.sampled_from([state.value for state in State]), max_size=8),
    lights=st.just(frozenset[str]()) | _sets(st.sampled_from([light.value for light in Light]), max_size=3),
    grid=st.sampled_from(("", "", "", "140406001", "140406002003", "14", "15")),
    grids=st.just(frozenset[str]()) | _sets(st.sampled_from(("140406001001001", "140406001002003", "", "x"))),
    categories=st.just(frozenset[str]()) | _sets(st.sampled_from((*CATEGORIES, "99")), max_size=6),
    units=st.just(frozenset[str]()) | _sets(st.sampled_from(UNITS), max_size=9),
    sources=st.just(frozenset[str]()) | _sets(st.sampled_from([source.value for source in Source]), max_size=5),
    importance=st.just(frozenset[str]()) | _sets(st.sampled_from("ABC")),
    tiers=st.just(frozenset[int]()) | _sets(st.integers(0, 5)),
    mine=st.none() | st.builds(Mine, st.sampled_from(("", "U01")), st.sampled_from(((), ("140406001",), ("1404", "")))),
    no_grid=st.sampled_from((False, False, False, True)),
    proposal=st.sampled_from((False, False, False, True)),
    since=st.none() | st.integers(NOW - 90_000_000, NOW),
    until=st.none() | st.integers(NOW - 90_000_000, NOW),
    text=st.just("") | st.sampled_from(PHRASES),
)
"""Filters of which most leave something."""


def _one_of(filters: Filter, keep: list[str]) -> Filter:
    return Filter(**{name: getattr(filters, name) for name in keep})


FEW = st.builds(_one_of, FILTERS, st.lists(st.sampled_from(list(Filter.__slots__)), max_size=3))


def idle(queue: Queue, reader: Any, writer: Any) -> None:
    """All upkeep there is."""
    for _ in queue.upkeep(reader, writer):
        pass


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Index, store and merge in so small portions that some hundred events need many of each."""
    from commandroom.store.queue import columns, figures, held, indexer, keeper, orders, postings, search

    for module in (columns, figures, keeper, postings, held):
        if hasattr(module, "BLOCK"):
            monkeypatch.setattr(module, "BLOCK", 512)
    monkeypatch.setattr(keeper, "MERGE", 40)
    monkeypatch.setattr(keeper, "SAVE", 3)
    monkeypatch.setattr(keeper, "FRESH", 100)
    monkeypatch.setattr(search, "FRESH", 100)
    monkeypatch.setattr(search, "CACHE", 3000)
    monkeypatch.setattr(indexer, "TEXTS", 100)
    monkeypatch.setattr(indexer, "BYTES", 20_000)
    monkeypatch.setattr(orders, "FEW", 50)
    monkeypatch.setattr(held, "SLICE", 64)


class Town:
    """Something happens in the database, and the queue is told."""

    def __init__(self, path: Path, seed: int) -> None:
        self.random = random.Random(seed)
        self.writer = connect(path, KEY)
        self.spare = list(events(COUNT + 400, 300, seed + 7))[COUNT:]

    def change(self, count: int) -> Changes:
        """Write some events anew, add some, take one away, as one transaction."""
        place = {name: at for at, name in enumerate(EVENT_COLUMNS)}
        touched = set()
        self.writer.execute("BEGIN IMMEDIATE")
        for _ in range(count):
            kind = self.random.choice(("step", "text", "new", "gone", "number"))
            rows = self.writer.execute(
                f"SELECT {', '.join(EVENT_COLUMNS)} FROM event ORDER BY row LIMIT 1 OFFSET ?",
                (self.random.randrange(self.writer.execute("SELECT count(*) FROM event").fetchone()[0]),),
            ).fetchall()
            event = list(rows[0])
            if kind == "new" and self.spare:
                event = list(self.spare.pop())
                event[0] = 1 + self.writer.execute("SELECT max(row) FROM event").fetchone()[0]
            elif kind == "gone":
                newest = self.writer.execute("SELECT row, id FROM event ORDER BY row DESC LIMIT 1").fetchone()
                self.writer.execute("DELETE FROM event WHERE row = ?", (newest[0],))
                event[1] = newest[1]
            elif kind == "text":
                event[place["text"]] = self.random.choice((*PHRASES[:6], event[place["title"]], "Ａ" * 40_000))
            elif kind == "number":
                event[place["number"]] = f"140406003-A{self.random.randrange(4)}-2026{self.random.randrange(10**5)}"
            else:
                event[place["state"]] = self.random.choice(tuple(State)).value
                event[place["due_at"]] = self.random.choice((0, NOW + self.random.randrange(-9999, 9999)))
                event[place["closed_at"]] = self.random.choice((0, NOW - self.random.randrange(9999)))
            if kind != "gone":
                put_events(self.writer, [tuple(event)])
            put_entry(self.writer, event[1])
            touched.add(("event", event[1]))
        self.writer.execute("COMMIT")
        return Changes(frozenset(touched), 0)


@settings(max_examples=60)
@given(asked=FEW, sort=st.sampled_from(Sort), now=st.integers(NOW - 250_000, NOW + 650_000))
def test_every_answer_is_that_of_sql(shared_queue: tuple[Queue, Any], asked: Filter, sort: Sort, now: int) -> None:
    """Any filter, order and phrase: the same rows in the same order, count and places."""
    same(*shared_queue, asked, sort, now)


@pytest.fixture(scope="module", params=["texts in memory", "texts in postings"])
def shared_queue(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Queue, Any]]:
    """A queue that no test changes, with and without stored postings."""
    from commandroom.store.queue import keeper

    path = tmp_path_factory.mktemp("queue") / "room.db"
    build(path, COUNT, 200)
    reader, writer, own = connect(path, KEY, read_only=True), connect(path, KEY), connect(path, KEY, read_only=True)
    reader.create_function("has", 6, has)
    queue = Queue(own)
    queue.open(reader)
    if request.param == "texts in postings":
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(keeper, "MERGE", 1)
            idle(queue, reader, writer)
        assert not queue._held.search.fresh
        assert queue._held.search.segments
    yield queue, reader
    for connection in (reader, writer, own):
        connection.close()


@pytest.mark.parametrize("phrase", PHRASES)
def test_phrases(shared_queue: tuple[Queue, Any], phrase: str) -> None:
    """Every phrase alone, in open cases and in all."""
    for open_only in (False, True):
        same(*shared_queue, Filter(text=phrase, open_only=open_only), Sort.NEWEST)


def test_every_phrase_of_some_events_finds_them(shared_queue: tuple[Queue, Any]) -> None:
    """One to six neighbouring letters of any event, cut anywhere inside a field."""
    queue, reader = shared_queue
    rnd = random.Random(5)
    texts = reader.execute(f"SELECT {', '.join(FIELDS)} FROM event WHERE row % 50 = 0").fetchall()
    for fields in texts:
        field = fold(rnd.choice([field for field in fields if field]))
        start, length = rnd.randrange(len(field)), rnd.randrange(1, 7)
        if field[start : start + length].strip():
            assert same(queue, reader, Filter(text=field[start : start + length]), Sort.OLDEST)


@pytest.mark.usefixtures("small_steps")
@pytest.mark.parametrize("seed", range(3))
def test_a_random_week(path: Path, queue: Queue, reader: Any, writer: Any, seed: int) -> None:
    """Changes, idle work left in the middle, and starting again: no answer is ever wrong."""
    town, rnd = Town(path, seed), random.Random(seed)
    sorts = list(Sort)
    upkeep = queue.upkeep(reader, writer)
    for step in range(30):
        queue.take(town.change(rnd.choice((1, 1, 2, 9))), reader)
        for _ in range(rnd.randrange(30)):
            if next(upkeep, "done") == "done":
                upkeep = queue.upkeep(reader, writer, closing=rnd.random() < 0.2)
        if rnd.random() < 0.1:
            queue.open(reader)
            upkeep = queue.upkeep(reader, writer)
        asked = Filter(text=rnd.choice(("", *PHRASES[:6])), open_only=rnd.random() < 0.4)
        answer = queue.ask(asked, sorts[step % len(sorts)], NOW)
        expected = oracle(reader, asked, sorts[step % len(sorts)], NOW)
        if answer.exact or not asked.text:
            assert list(answer.all()) == expected
        else:
            assert set(answer.all()) <= set(expected)
            assert len(expected) - answer.count <= answer.unsearched
    idle(queue, reader, writer)
    for phrase in PHRASES[:8]:
        same(queue, reader, Filter(text=phrase), Sort.NEAREST)
    assert queue._held.search.segments
    town.writer.close()


@pytest.mark.usefixtures("small_steps")
def test_stored_and_opened_again(path: Path, queue: Queue, reader: Any, writer: Any) -> None:
    """What was stored is used, not read from the events again, and caught up from the journal."""
    idle(queue, reader, writer)
    stored = dict(writer.execute("SELECT name, head FROM snapshot").fetchall())
    assert {"live/000000", "live/000001", "live/000002", "fresh"} <= set(stored)
    town = Town(path, 9)
    town.change(12)
    statements: list[str] = []
    reader.set_trace_callback(statements.append)
    queue.open(reader)
    reader.set_trace_callback(None)
    assert not [words for words in statements if "row >=" in words]
    for sort in Sort:
        same(queue, reader, Filter(), sort)
    for phrase in PHRASES[:6]:
        same(queue, reader, Filter(text=phrase), Sort.NEWEST)
    town.writer.close()


@pytest.mark.usefixtures("small_steps")
def test_a_stamp_of_another_journal_is_not_believed(path: Path, queue: Queue, reader: Any, writer: Any) -> None:
    """Projections of a journal that is not this one are made again from the events, and cleared away."""
    idle(queue, reader, writer)
    writer.execute("UPDATE snapshot SET stamp = 'of another journal'")
    writer.execute("UPDATE event SET state = 'filed', text = '换过的话' WHERE row <= 300")
    queue.open(reader)
    assert queue._held.search.segments == ()
    same(queue, reader, Filter(states=frozenset({"filed"})), Sort.NEAREST)
    idle(queue, reader, writer)
    assert queue.ask(Filter(text="换过的话"), Sort.NEWEST, NOW).count == 300
    labels = {gram[:6] for (gram,) in writer.execute("SELECT gram FROM posting")}
    assert labels == {segment.label for segment in queue._held.search.segments}


@pytest.mark.usefixtures("small_steps")
@pytest.mark.parametrize("slices", [1, 15, 40, 61, 64])
def test_the_power_fails_between_two_slices(path: Path, queue: Queue, reader: Any, writer: Any, slices: int) -> None:
    """Whatever of the projections was written, the next start answers right."""
    town = Town(path, slices)
    queue.take(town.change(30), reader)
    for _ in zip(range(slices), queue.upkeep(reader, writer), strict=False):
        pass
    town.change(5)
    queue.open(reader)
    for sort in (Sort.NEAREST, Sort.NUMBER):
        assert list(queue.ask(Filter(), sort, NOW).all()) == oracle(reader, Filter(), sort, NOW)
    for phrase in PHRASES[:8]:
        answer = queue.ask(Filter(text=phrase), Sort.NEWEST, NOW)
        expected = oracle(reader, Filter(text=phrase), Sort.NEWEST, NOW)
        assert list(answer.all()) == expected if answer.exact else set(answer.all()) <= set(expected)
    idle(queue, reader, writer)
    for phrase in PHRASES[:8]:
        same(queue, reader, Filter(text=phrase), Sort.NEWEST)
    town.writer.close()


@pytest.mark.usefixtures("small_steps")
def test_two_programs_on_one_room(path: Path, queue: Queue, reader: Any, writer: Any) -> None:
    """Another program replaces and deletes postings; this one notices when it needs one."""
    idle(queue, reader, writer)
    own = connect(path, KEY, read_only=True)
    other, town = Queue(own), Town(path, 3)
    other.open(reader)
    other.take(town.change(400), reader)
    idle(other, reader, writer)
    before = {segment.label for segment in queue._held.search.segments}
    assert before != {segment.label for segment in other._held.search.segments}
    queue.take(Changes(), reader)
    for phrase in PHRASES[:8]:
        same(queue, reader, Filter(text=phrase), Sort.NEWEST)
    own.close()
    town.writer.close()


def test_a_change_is_seen_at_once_and_costs_one_read(path: Path, queue: Queue, reader: Any) -> None:
    """After take() the selection is found at its new place; the old answer stays as it was."""
    before = queue.ask(Filter(open_only=True), Sort.NEAREST, NOW)
    row = before.ids(10, 1)[0]
    with_writer = connect(path, KEY)
    with_writer.execute("UPDATE event SET due_at = 1 WHERE row = ?", (row,))
    put_entry(with_writer, f"{row:032x}")
    queue.take(Changes(frozenset({("event", f"{row:032x}")}), 0), reader)
    after = queue.ask(Filter(open_only=True), Sort.NEAREST, NOW)
    assert (before.position(row), after.position(row)) == (10, 0)
    assert after.version > before.version
    assert queue.find(reader, f"{row:032x}") == row
    assert queue.find(reader, "no such event") is None
    with_writer.close()


def test_tabs_and_pressure_are_what_sql_counts(queue: Queue, reader: Any) -> None:
    """The counts over the queue, late cases by unit and by grid."""
    tabs = queue.tabs(NOW, Mine("U01", ("140406001",)))

    def counted(asked: Filter) -> int:
        return len(oracle(reader, asked, Sort.NEWEST, NOW))

    assert tabs.intake == counted(Filter(states=frozenset({"reported"}))) > 0
    assert tabs.undispatched == counted(Filter(states=frozenset({"filed"}))) > 0
    assert tabs.due_soon == counted(Filter(open_only=True, lights=frozenset({Light.YELLOW})))
    assert tabs.overdue == counted(Filter(open_only=True, lights=frozenset({Light.RED}))) > 0
    assert tabs.mine == counted(Filter(open_only=True, mine=Mine("U01", ("140406001",)))) > 0
    assert tabs.open == counted(Filter(open_only=True))
    assert tabs.total == COUNT
    is_open, states = _IS_OPEN
    for name, found in (
        ("unit", queue.pressure(NOW).overdue_by_unit), ("grid", queue.pressure(NOW).overdue_by_grid),
    ):  # fmt: skip
        sql = f"SELECT {name}, count(*) FROM event WHERE {is_open} AND due_at <> 0 AND due_at < ? GROUP BY 1"
        assert found == dict(reader.execute(sql, (*states, NOW)).fetchall())


@pytest.mark.usefixtures("small_steps")
def test_figures_are_the_columns_of_the_table(path: Path, queue: Queue, reader: Any, writer: Any) -> None:
    """Counting by bincount gives what GROUP BY gives, also after changes and from stored blocks."""
    town = Town(path, 11)
    for turn in range(3):
        queue.take(town.change(20), reader)
        figures = queue.figures(reader)
        month = figures.between("filed_at", NOW - 30_000_000, NOW - 3_000_000)
        sql = "SELECT category, count(*) FROM event WHERE filed_at >= ? AND filed_at < ? GROUP BY category"
        assert figures.count("category", month) == dict(
            reader.execute(sql, (NOW - 30_000_000, NOW - 3_000_000)).fetchall()
        )
        closed = reader.execute("SELECT sum(closed_at) FROM event").fetchone()[0]
        assert int(figures.numbers["closed_at"].sum()) == closed
        if turn == 1:
            idle(queue, reader, writer)
            queue.open(reader)
    town.writer.close()


def test_rows_come_in_the_order_asked_and_without_persons(queue: Queue, reader: Any) -> None:
    """The drawn rows, by row number; who is gone is left out."""
    rows = queue.rows(reader, [7, 3, 10**6, 5])
    assert [row.row for row in rows] == [7, 3, 5]
    assert [row.id for row in rows] == [f"{n:032x}" for n in (7, 3, 5)]
    assert not {"reporter", "phone"} & set(type(rows[0]).__slots__)


def test_persons_are_found_only_by_the_exact_number(queue: Queue, reader: Any) -> None:
    """A telephone is no search text; the exact search finds it."""
    from commandroom.store.queue.rows import exactly

    phone, number = reader.execute("SELECT phone, number FROM event WHERE row = 77").fetchone()
    assert queue.ask(Filter(text=phone), Sort.NEWEST, NOW).count == 0
    assert queue.ask(Filter(text="王某"), Sort.NEWEST, NOW).count == 0
    assert 77 in exactly(reader, f" {phone} ")
    assert 77 in exactly(reader, number)
    assert exactly(reader, "") == []


def test_naughty_strings_are_stored_and_found(tmp_path: Path, shared_data: Path) -> None:
    """Every naughty string in a text is found by itself and by its pieces, as SQL finds it."""
    from commandroom.store.queue import keeper

    naughty = json.loads((shared_data / "naughty-strings" / "blns.json").read_text("utf-8"))
    naughty = [text for text in naughty if fold(text)]
    place = EVENT_COLUMNS.index("text")
    rows = [(*row[:place], naughty[at], *row[place + 1 :]) for at, row in enumerate(events(len(naughty), 9, 3))]
    path = tmp_path / "naughty.db"
    build(path, 5, 1)
    reader, writer, own = connect(path, KEY, read_only=True), connect(path, KEY), connect(path, KEY, read_only=True)
    reader.create_function("has", 6, has)
    put_events(writer, rows)
    queue = Queue(own)
    queue.open(reader)
    for turn in range(2):
        for at, text in enumerate(naughty, 1):
            for piece in (text, text[-1]) if turn else (text[:3],):
                if fold(piece):
                    found = same(queue, reader, Filter(text=piece), Sort.OLDEST)
                    assert at in found or fold(piece) not in fold(text)
        if not turn:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(keeper, "MERGE", 1)
                idle(queue, reader, writer)
    for connection in (reader, writer, own):
        connection.close()


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    """A query and a text are folded apart and must meet."""
    assert fold(fold(text)) == fold(text)
    assert SEPARATOR not in fold(text)
    assert fold(text.upper()) == fold(text.upper().lower()) or not text.isascii()
    assert fold_event((text, text)).count(SEPARATOR) == 1


def test_a_filter_says_what_it_shows() -> None:
    """The words of the filter row."""
    asked = Filter(
        open_only=True, states=frozenset({"filed"}), grid="140406001", units=frozenset({"cg", ""}),
        lights=frozenset({"overdue"}), text=" 井盖 ", since=NOW, tiers=frozenset({3}),
    )  # fmt: skip
    words = asked.words(lambda kind, code: {"cg": "城管所", "140406001": "富民社区"}.get(code, code))
    assert words == (
        "未办结", "待派单", "超期", "富民社区及下级网格", "未定、城管所", "第3层级", "2026-11-01 起上报", "含“井盖”",
    )  # fmt: skip
    assert Filter().words() == ()
    assert not Filter()
    assert asked


def test_rows_taken_literally(reader: Any) -> None:
    """The events behind a figure: exactly those rows, with every other condition, and only rows that exist."""
    queue = Queue(reader)
    queue.open(reader)
    rows = frozenset({3, 5, 700, 1499, 0, 10**7})
    answer = queue.ask(Filter(rows=rows, named="办结数"), Sort.OLDEST, NOW)
    assert set(answer.ids(0, 100)) == {3, 5, 700, 1499}
    both = queue.ask(Filter(rows=rows, open_only=True), Sort.NEAREST, NOW)
    still = {row for (row,) in reader.execute(
        f"SELECT row FROM event WHERE row IN (3, 5, 700, 1499) AND state IN ({','.join('?' * len(OPEN))})", tuple(OPEN)
    )}  # fmt: skip
    assert set(both.ids(0, 100)) == still
    assert Filter(rows=rows, named="办结数").words() == ("办结数",)
