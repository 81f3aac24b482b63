"""Tests of adopting a calendar: only running clocks move, each to where it is computed, and the list says so."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commandroom.actions import calendar, define, dispatch, handle, intake, triage
from commandroom.domain import worktime
from commandroom.domain.catalog import Item, to_facts
from commandroom.domain.clocks import Running
from commandroom.domain.errors import Refused
from commandroom.domain.instant import at
from commandroom.domain.limits import read_stages
from commandroom.domain.workcalendar import DayRule
from commandroom.domain.worktime import Limit, TimeUnit
from commandroom.first_start import found_room
from commandroom.room import Room
from commandroom.store.work import Work
from tests.helpers.clock import MovableClock

MONDAY = at(2026, 11, 2, 9, 0)
GRID = "320412003001001"


class Stage:
    """A room at a movable moment, with cases at several steps."""

    def __init__(self, folder: Path) -> None:
        self.clock = MovableClock(MONDAY)
        found_room(
            folder, self.clock.now, name="室", code="320412003", profile="L", admin="admin", password="Abcdef-12345"
        )
        self.room = Room.open(folder, self.clock.now)
        self.room.do(self._furnish)
        self.events = [self._case(step) for step in range(5)]

    @staticmethod
    def _furnish(work: Work) -> None:
        define.define(work, "unit", "cg", {"name": "城管"})
        define.define_person(work, "d1", name="王", roles=["dispatcher"])
        define.define_person(work, "h1", name="张", roles=["handler"], unit="cg")
        define.define(work, "grid", GRID, {"name": "第一网格", "parent": "320412003001"})
        item = Item("CG001", "暴露垃圾", "city_management", "C", 3, "cg", limits=read_stages("5工作日"))
        define.define(work, "item", item.key, to_facts(item))

    def _case(self, step: int) -> str:
        """A case: reported, asked back (held), filed, dispatched, finished."""
        self.clock.forward(600)
        ident: str = self.room.do(intake.report, actor="d1", title=f"第{step}件垃圾", place="路", grid=GRID).result
        if step == 1:
            self.room.do(triage.request_info, ident, "缺照片", actor="d1")
        if step >= 2:
            self.room.do(triage.file, ident, "CG001", actor="d1")
        if step >= 3:
            self.room.do(dispatch.dispatch, ident, "cg", actor="d1")
        if step >= 4:
            self.room.do(handle.accept, ident, actor="h1")
            self.room.do(handle.finish, ident, "清走了", actor="h1")
        return ident

    def clocks(self) -> dict[tuple[str, str, int, str], Any]:
        """Every clock of every case by its name."""
        reader = self.room.reader()
        found = {
            (event, clock.kind, clock.order, clock.stage): clock
            for event in self.events
            for clock in getattr(reader.event(event), "clocks", ())
        }
        reader.close()
        return found


@pytest.fixture
def stage(tmp_path: Path) -> Any:
    """A furnished room, closed afterwards."""
    made = Stage(tmp_path / "room")
    yield made
    made.room.close()


def with_days(work: Work, days: tuple[DayRule, ...]) -> Any:
    """The calendar in force with local days off and on."""
    return replace(work.calendar(), version=calendar.next_version(work), days=(*work.calendar().days, *days))


def test_a_day_off_moves_what_runs_over_it_and_nothing_else(stage: Stage) -> None:
    """Preview and adoption name the same clocks; held and stopped ones stay; the journal keeps before and after."""
    holiday = (DayRule(date(2026, 11, 4), "本地停工", works=False),)
    before = stage.clocks()
    seen = stage.room.do(lambda work: calendar.preview(work, with_days(work, holiday))).result
    assert stage.clocks() == before
    done = stage.room.do(lambda work: calendar.adopt(work, with_days(work, holiday)), actor="admin").result
    assert done.fresh
    assert done.moves == seen
    assert {(move.kind, move.event) for move in seen} >= {("C4", stage.events[3])}
    after = stage.clocks()
    moved = {(move.event, move.kind, move.order, move.stage): move for move in seen}
    for name, clock in before.items():
        if name in moved:
            assert clock.running == Running.RUNNING
            assert (after[name].due_at, after[name].calendar) == (moved[name].after, done.version)
            assert after[name].due_at > clock.due_at
        else:
            assert after[name] == clock
    reader = stage.room.reader()
    told = [entry for entry in reader.timeline(stage.events[3]) if entry.verb == "recompute"]
    reader.close()
    assert [one["was"] for one in told[0].facts["clocks"]] == [
        move.before for move in seen if move.event == stage.events[3]
    ]
    assert stage.room.prove().ok


def test_adoption_says_how_far_it_is_and_may_be_stopped(stage: Stage) -> None:
    """Progress ends with all of the events that moved; a wish to stop leaves everything as it was."""
    holiday = (DayRule(date(2026, 11, 4), "本地停工", works=False),)
    before, told = stage.clocks(), []
    with pytest.raises(Refused, match="cancelled"):
        stage.room.do(
            lambda work: calendar.adopt(work, with_days(work, holiday), cancelled=lambda: True), actor="admin"
        )
    assert stage.clocks() == before
    done = stage.room.do(
        lambda work: calendar.adopt(work, with_days(work, holiday), progress=lambda *far: told.append(far)),
        actor="admin",
    ).result
    events = len({move.event for move in done.moves})
    assert (told[0], told[-1]) == ((0, events), (events, events))


def test_the_same_calendar_changes_nothing(stage: Stage) -> None:
    """No version, no entry, no move."""
    done = stage.room.do(lambda work: calendar.adopt(work, work.calendar()), actor="admin").result
    assert (done.fresh, done.moves) == (False, ())


def test_only_the_administrator(stage: Stage) -> None:
    """A dispatcher may look and not adopt."""
    off = (DayRule(date(2026, 11, 4), "停工", works=False),)
    with pytest.raises(Refused, match="not_permitted"):
        stage.room.do(lambda work: calendar.adopt(work, with_days(work, off)), actor="d1")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    off=st.sets(st.integers(0, 20), max_size=6),
    on=st.sets(st.integers(0, 20), max_size=3),
)
def test_any_calendar_leaves_every_running_clock_where_it_is_computed(
    stage: Stage, off: set[int], on: set[int]
) -> None:
    """Invariant 12: after adoption each running limit ends where its calendar says; what is held or at rest stays."""
    first = date(2026, 11, 2)
    days = dict.fromkeys(off, False) | dict.fromkeys(on - off, True)
    rules = tuple(DayRule(first + timedelta(days=n), f"日{n}", works=works) for n, works in sorted(days.items()))
    before = stage.clocks()

    def change(work: Work) -> calendar.Adopted:
        plain = [rule for rule in work.calendar().days if rule.table]
        wanted = replace(work.calendar(), version=calendar.next_version(work), days=(*plain, *rules))
        return calendar.adopt(work, wanted)

    done = stage.room.do(change, actor="admin").result
    reader = stage.room.reader()
    now_in_force = reader.find("calendar", done.version)
    reader.close()
    for name, clock in stage.clocks().items():
        if clock.running != Running.RUNNING or clock.unit == "absolute":
            assert clock == before[name]
            continue
        ends = worktime.due(now_in_force, clock.started_at, Limit(clock.amount, TimeUnit(clock.unit)), clock.pauses)
        assert clock.due_at == (min(ends, clock.cap_at) if clock.cap_at else ends)
        limit = Limit(clock.amount, TimeUnit(clock.unit))
        if clock != before[name] and not clock.cap_at:
            assert clock.warn_at == worktime.when_percent(now_in_force, clock.started_at, limit, 0.8, clock.pauses)
        assert clock.warn_at <= clock.due_at
