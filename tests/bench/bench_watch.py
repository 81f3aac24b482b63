"""The watch with 50,000 open events and four clocks each; a new holiday table over all 200,000 deadlines."""

import gc
import random
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from commandroom.actions import calendar as calendars
from commandroom.actions import watch
from commandroom.domain import worktime
from commandroom.domain.instant import DAY, at
from commandroom.domain.workcalendar import DayRule, WorkCalendar, civil_day, day_number
from commandroom.domain.worktime import Limit, TimeUnit
from commandroom.room import Room
from commandroom.store import deadlines, engine
from commandroom.store.queue.pressure import Board
from commandroom.store.queue.running import read_all, read_nearest
from commandroom.store.rows import CLOCK_COLUMNS
from tests.bench.bench_worktime import day_walk
from tests.helpers import rooms
from tests.helpers.many_events import events, put_events

EVENTS, CLOCKS = 50_000, 4
NOW = at(2026, 11, 5, 9, 0)
SOME = 100
KINDS = ("C3", "C4", "C5", "C8")
Line = tuple[str, float, str]


def timed(work: Callable[[], object], times: int = 5) -> float:
    """The median of some runs, in seconds of processor time: the machine may be busy with other things."""
    runs = []
    for _ in range(times):
        begin = time.process_time()
        work()
        runs.append(time.process_time() - begin)
    return sorted(runs)[times // 2]


def fill(room: Room, seed: int = 1) -> list[tuple[Any, ...]]:
    """Open events and their clocks written straight into the tables; gives (start, amount, unit, due) of each."""
    import numpy as np

    dice = random.Random(seed)
    reader = room.reader()
    version = reader.setting("calendar")
    calendar = reader.find("calendar", version)
    reader.close()
    count = EVENTS * CLOCKS
    starts = np.array([NOW - dice.randrange(5 * DAY) for _ in range(count)], dtype=np.int64)
    units = np.array([dice.choice([0, 0, 1, 1, 2, 3]) for _ in range(count)])
    amounts = np.array(
        [float(dice.randrange(200, 300) if unit in (0, 2) else dice.randrange(30, 80)) for unit in units]
    )
    ends = deadlines.due(calendar, starts, amounts, units).tolist()
    words = [unit.value for unit in deadlines.UNITS]
    blank: dict[str, Any] = dict.fromkeys(CLOCK_COLUMNS, 0) | {"stage": "", "pauses": "", "left": 0.0}
    made = []
    for place, (start, amount, unit, due) in enumerate(zip(starts.tolist(), amounts, units, ends, strict=True)):
        event, no = divmod(place, CLOCKS)
        row = blank | {
            "event": f"{event + 1:032x}", "no": no, "kind": KINDS[no], "started_at": start, "amount": float(amount),
            "unit": words[unit], "calendar": version, "due_at": due, "warn_at": start + (due - start) * 4 // 5,
            "running": "running", "next_look": due,
        }  # fmt: skip
        made.append(tuple(row[name] for name in CLOCK_COLUMNS))
    raw = engine.connect(room.path, engine.read_key(room.folder))
    raw.execute("PRAGMA foreign_keys = OFF")
    raw.execute("BEGIN")
    rows = [list(row) for row in events(EVENTS, EVENTS)]
    for row in rows:
        row[3] = "handling"
    put_events(raw, [tuple(row) for row in rows])
    marks = ", ".join("?" * len(CLOCK_COLUMNS))
    raw.executemany(f"INSERT INTO clock ({', '.join(CLOCK_COLUMNS)}) VALUES ({marks})", made)
    raw.execute("COMMIT")
    raw.close()
    return list(zip(starts.tolist(), amounts.tolist(), units.tolist(), ends, strict=True))


def ticks(room: Room) -> list[Line]:
    """What looking costs."""
    reader = room.reader()
    first = watch.next_look(reader)
    assert first > NOW
    ask = timed(lambda: [watch.next_look(reader) for _ in range(1000)]) / 1000
    look = timed(lambda: [room.do(watch.look) for _ in range(50)]) / 50
    scan = timed(
        lambda: reader.rows("SELECT min(due_at) FROM clock WHERE running || '' = 'running' AND due_at + 0 < ?", (NOW,))
    )
    board = timed(lambda: Board().load(read_all(reader)), 1)
    nearest = timed(lambda: Board().load(read_nearest(reader, 240)), 3)
    reader.close()
    return [
        ("watch tick, nothing due: the next look by the index", ask, "goal 0.1 ms"),
        ("the same as a whole transaction of the room", look, ""),
        ("a scan of every clock instead", scan, ""),
        ("the pressure board filled anew (200,000 running clocks)", board, ""),
        ("its first screen, before the rest is read", nearest, "goal 100 ms"),
    ]


def some_due(room: Room, clock: rooms.Clock) -> list[Line]:
    """A look when a hundred clocks ran out: entries, rows, commit."""
    reader = room.reader()
    ends = [row[0] for row in reader.rows("SELECT due_at FROM clock ORDER BY due_at LIMIT ?", (SOME,))]
    reader.close()
    _journal_for(room)
    clock.now = ends[-1] + 1
    begin = time.process_time()
    found = room.do(watch.look).result
    spent = time.process_time() - begin
    assert len(found.lapses) >= SOME
    assert room.do(watch.look).result.lapses == ()
    return [(f"watch tick, {len(found.lapses)} clocks ran out, recorded and committed", spent, "")]


def _journal_for(room: Room) -> None:
    """Rows written straight into tables need nothing of the journal: the events stand as they are."""
    assert room.counted() == (EVENTS, EVENTS)


def bare_list(room: Room, new: WorkCalendar) -> list[tuple[str, int, int]]:
    """Event, end before and end after of every running clock that moves; warnings are not computed."""
    import numpy as np

    reader = room.reader()
    rows = reader.rows("SELECT event, started_at, amount, unit, due_at FROM clock WHERE running = 'running'")
    reader.close()
    number = {unit.value: place for place, unit in enumerate(deadlines.UNITS)}
    before = np.array([row[4] for row in rows])
    after = deadlines.due(
        new, np.array([row[1] for row in rows]), np.array([row[2] for row in rows]),
        np.array([number[row[3]] for row in rows]),
    )  # fmt: skip
    return [(rows[place][0], int(before[place]), int(after[place])) for place in np.flatnonzero(before != after)]


def warned(new: WorkCalendar, limits: list[tuple[Any, ...]]) -> list[tuple[int, int, int]]:
    """Place, new end and new warning of the limits that move, from rows in memory."""
    import numpy as np

    starts, amounts, units, before = (np.array(column) for column in zip(*limits, strict=True))
    after = deadlines.due(new, starts, amounts, units)
    moved = np.flatnonzero(after != before)
    warns = deadlines.turns(new, after[moved], amounts[moved], units[moved], 0.8)
    return list(zip(moved.tolist(), after[moved].tolist(), warns.tolist(), strict=True))


def recomputed(room: Room, limits: list[tuple[Any, ...]]) -> list[Line]:
    """A holiday table that takes a week of working days away in the months these clocks end in."""
    reader = room.reader()
    current = reader.find("calendar", reader.setting("calendar"))
    reader.close()
    first = day_number(date(2026, 12, 14))
    table = [rule for rule in current.days if rule.table == 2026]
    closed = [DayRule(civil_day(first + n), "停工", works=False, table=2026) for n in range(1)]
    new = current.with_table("new", 2026, [*table, *closed])
    moves = bare_list(room, new)
    bare = timed(lambda: bare_list(room, new), 1)
    work = [(s, Limit(a, deadlines.UNITS[u]), d) for s, a, u, d in limits if u in (0, 1)]
    few = current.with_table("few", 2026, [*table, DayRule(date(2027, 2, 1), "停工", works=False, table=2026)])
    some, all_moved = (list(room.do(calendars.preview, one).result) for one in (few, new))
    assert [(move.event, move.before, move.after) for move in all_moved] == sorted(moves, key=lambda one: one[1])
    for move in all_moved[:: max(len(all_moved) // 500, 1)]:
        assert move.warn < move.after
    del all_moved[:]
    gc.collect()
    gc.freeze()  # what this bench holds is not what a room holds
    listed = timed(lambda: room.do(calendars.preview, few), 1)
    asked = timed(lambda: room.do(calendars.preview, new), 1)
    assert len(moves) == sum(worktime.due(new, s, limit) != d for s, limit, d in work)
    sample = work[:20]
    assert [day_walk(new, s, limit) for s, limit, _ in sample] == [worktime.due(new, s, li) for s, li, _ in sample]
    walk = timed(lambda: [day_walk(new, s, limit) for s, limit, _ in sample], 1) / len(sample) * len(limits)
    single = timed(lambda: [worktime.due(new, s, limit) for s, limit, _ in work], 1) / len(work) * len(limits)
    reckoned = timed(lambda: warned(new, limits), 3)
    return [
        ("the 200,000 ends, what moved and its warnings by numpy, reading aside", reckoned, "goal 500 ms"),
        (f"new holiday table: read, recompute, list the {len(moves):,} that move", bare, "goal 500 ms"),
        (f"calendar.preview, with names and new warnings, {len(moves):,} move", asked, "goal 500 ms"),
        (f"calendar.preview, with names and new warnings, {len(some):,} move", listed, ""),
        ("one by one by worktime.due, reading aside", single, ""),
        (f"naive day walk (from {len(sample):,})", walk, ""),
    ]


def main(folder: Path) -> None:
    """Print the table."""
    assert deadlines.UNITS[0] == TimeUnit.WORK_HOUR
    clock = rooms.Clock(NOW)
    with rooms.copied(rooms.make(folder / "template"), folder / "room", clock) as room:
        limits = fill(room)
        lines = [*ticks(room), *recomputed(room, limits), *some_due(room, clock)]
    least = lines[0][1]
    head = f"\n{EVENTS:,} open events, {EVENTS * CLOCKS:,} running clocks"
    print(head.ljust(74), "ms of processor", "ratio", "goal", sep="\t")
    for name, seconds, goal in lines:
        print(name.ljust(72), f"{seconds * 1e3:,.3f}", f"{seconds / least:,.0f}", goal, sep="\t")


@pytest.mark.bench
def test_bench_watch(tmp_path: Path) -> None:
    """The table, with the answers compared."""
    main(tmp_path)
