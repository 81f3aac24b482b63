"""Tests of likely duplicates: found by place, caller, words and time, with reasons, and never far-fetched."""

from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from commandroom.actions import define, intake, triage
from commandroom.actions.repeat import report_into
from commandroom.domain.instant import at
from commandroom.first_start import found_room
from commandroom.reports.similar import Advice, Similar, Sought, similar
from commandroom.room import Room
from commandroom.store.engine import connect
from commandroom.store.migrate import migrate
from commandroom.store.rows import EVENT_COLUMNS
from commandroom.store.work import Work
from tests.helpers import many_events
from tests.helpers.clock import MovableClock

NOON = at(2026, 11, 5, 12, 0)
GRID = "320412003001001"


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """A room with one open case reported at noon; the clock stands forty minutes later."""
    clock = MovableClock(NOON)
    found_room(
        tmp_path / "r", clock.now, name="室", code="320412003", profile="L", admin="admin", password="Abcdef-12345"
    )
    made = Room.open(tmp_path / "r", clock.now)

    def furnish(work: Work) -> None:
        define.define_person(work, "d1", name="王", roles=["dispatcher"])
        define.define(work, "grid", GRID, {"name": "第一网格", "parent": "320412003001"})

    made.do(furnish)
    fields = {"place": "阳光花园12幢北门", "grid": GRID, "lon": 120.0, "lat": 31.7, "category": "city_management"}
    made.do(intake.report, actor="d1", title="阳光花园12幢北门垃圾三天没人收", phone="13812345678", **fields)
    clock.forward(40 * 60)
    yield made
    made.close()


def ask(room: Room, **known: Any) -> list[Similar]:
    """The hints for what is known."""
    reader = room.reader()
    found = similar(reader.raw, Sought(**known), NOON + 40 * 60)
    reader.close()
    return found


def test_near_recent_same_kind_same_caller(room: Room) -> None:
    """120 metres off, forty minutes later, the same kind, the same telephone: said in these words."""
    known = {"lon": 120.00127, "lat": 31.7, "category": "city_management", "at": NOON + 2400}
    (hint,) = ask(room, title="垃圾没人收", phone="13812345678", **known)
    assert hint.words == "120 米、40分前、同类、同一来电"
    assert hint.advice == Advice.REPEAT


def test_another_caller_at_the_same_place(room: Room) -> None:
    """Without a position the place tells; another telephone means: merge."""
    (hint,) = ask(room, title="门口垃圾很臭", place="阳光花园12幢北门", category="city_management", phone="13900000000")
    assert hint.advice == Advice.MERGE
    assert "同一地点" in hint.reasons


def test_what_is_far_or_different_is_no_hint(room: Room) -> None:
    """Another end of the town, another kind; or nothing known at all."""
    assert ask(room, title="路灯不亮", lon=120.05, lat=31.75, category="city_management") == []
    assert ask(room, title="路灯不亮了请来看", category="public_safety", grid=GRID) == []
    assert ask(room) == []


def test_a_repeated_call_keeps_both_callers(room: Room) -> None:
    """Reported and merged in one step; the master stays open, the child keeps its own caller."""
    (hint,) = ask(room, title="垃圾没人收", place="阳光花园12幢北门", category="city_management")
    fields = {"title": "又来问垃圾", "place": "阳光花园", "reporter": "李四", "phone": "13900000000"}
    child = room.do(report_into, hint.id, actor="d1", **fields).result
    reader = room.reader()
    event, master = reader.event(child), reader.event(hint.id)
    reader.close()
    assert event is not None and master is not None
    assert (event.state, event.merged_into, event.phone) == ("merged", hint.id, "13900000000")
    assert (master.absorbed, master.phone) == ((child,), "13812345678")
    assert ask(room, title="垃圾没人收", place="阳光花园", ident=hint.id) == []
    assert room.prove().ok


def test_a_merged_case_is_not_offered(room: Room) -> None:
    """Only open and lately closed cases are."""
    other = room.do(intake.report, actor="d1", title="垃圾", place="阳光花园12幢北门", grid=GRID).result
    (master,) = (one.id for one in ask(room, title="垃圾没人收", place="阳光花园12幢北门") if one.id != other)
    room.do(triage.merge, other, master, actor="d1")
    assert other not in {one.id for one in ask(room, title="垃圾没人收", place="阳光花园12幢北门")}


def test_many_events_are_answered_at_once(tmp_path: Path) -> None:
    """Sixty thousand cases of two months: at most five hints, in less than a quarter of a second even when busy."""
    path = tmp_path / "room.db"
    raw = connect(path, many_events.KEY)
    migrate(raw, path)
    raw.execute("BEGIN IMMEDIATE")
    marks = ", ".join("?" * len(EVENT_COLUMNS))
    raw.executemany(
        f"INSERT INTO event ({', '.join(EVENT_COLUMNS)}) VALUES ({marks})", many_events.events(60_000, 2_000)
    )
    raw.execute("COMMIT")
    row = raw.execute("SELECT title, place, phone, category, grid, reported_at FROM event ORDER BY row DESC").fetchone()
    sought = Sought(row[0], "", row[1], row[2], row[3], "", row[4], None, None, row[5] + 600)
    similar(raw, sought, many_events.NOW)
    began = perf_counter()
    found = similar(raw, sought, many_events.NOW)
    taken = perf_counter() - began
    raw.close()
    assert 0 < len(found) <= 5
    assert found == sorted(found, key=lambda one: (-one.score, one.number))
    assert taken < 0.25
