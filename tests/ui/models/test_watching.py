"""Tests of the watch in the running window: looks only when due, tells downtime once, says who is on duty."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from commandroom.actions import duty, intake
from commandroom.actions.confirm_clock import confirm_clock
from commandroom.domain.instant import DAY, HOUR
from commandroom.room import Room
from tests.helpers import rooms
from tests.helpers.small_room import Run, until
from ui.desk import Desk
from ui.models.on_duty import OnDuty
from ui.models.watching import Watching
from ui.shell import Shell, Toast


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A furnished room."""
    return rooms.make(tmp_path_factory.mktemp("watching") / "room")


@pytest.fixture
def clock() -> rooms.Clock:
    """09:00 of a Thursday."""
    return rooms.Clock()


@pytest.fixture
def folder(template: Path, tmp_path: Path, clock: rooms.Clock) -> Path:
    """A copy of the room with one case reported."""
    with rooms.copied(template, tmp_path / "room", clock) as room:
        rooms.reported(room)
    return tmp_path / "room"


@pytest.fixture
def seat(folder: Path, clock: rooms.Clock, loop: asyncio.AbstractEventLoop, run: Run[Any]) -> Iterator[Desk]:
    """A desk on that room, not yet open."""
    made = Desk(lambda: Room.open(folder, clock), loop, poll_ms=30)
    yield made
    run(made.close())


def test_the_watch_looks_when_a_clock_is_due_and_not_before(
    seat: Desk, shell: Shell, clock: rooms.Clock, run: Run[Any]
) -> None:
    """One look at the start, none while time passes without anything due, one when the clock ran out."""

    async def go() -> None:
        watching = Watching(seat, shell)
        await seat.open()
        await until(lambda: watching.next > 0)
        due = watching.next
        assert watching.looks == 1
        clock.now = due - 1
        watching._due()
        await asyncio.sleep(0.1)
        assert watching.looks == 1
        clock.now = due + 1
        watching._due()
        await until(lambda: watching.next == 0)
        assert watching.looks == 2
        event = seat.reader.rows("SELECT about FROM journal WHERE verb = 'overdue'")
        assert len(event) == 1

    run(go())


def test_a_new_case_is_awaited_without_asking_the_room(
    seat: Desk, shell: Shell, clock: rooms.Clock, run: Run[Any]
) -> None:
    """After Changes the next look is known by one step in an index; no transaction is opened for it."""

    async def go() -> None:
        watching = Watching(seat, shell)
        await seat.open()
        await until(lambda: watching.next > 0)
        first = watching.next
        clock.pass_(60)
        fields = {"title": "井盖破损", "place": "富民路", "grid": rooms.GRID, "category": "city_management"}
        await seat.do(intake.report, actor="d1", **fields, urgency="urgent")
        await until(lambda: 0 < watching.next < first)
        assert watching.looks == 1

    run(go())


def test_downtime_is_told_once_in_words(seat: Desk, shell: Shell, clock: rooms.Clock, run: Run[Any]) -> None:
    """A day without power: one line, not one alarm for each."""
    said: list[Toast] = []
    shell.toast_wanted.connect(said.append)
    clock.pass_(DAY + 2 * HOUR)

    async def go() -> None:
        watching = Watching(seat, shell)
        await seat.open()
        await until(lambda: bool(said))
        watching.look()
        await until(lambda: watching.looks == 2 and not watching._looking)

    run(go())
    assert len(said) == 1
    assert "停机 26 小时" in said[0].words
    assert "过期 1 件" in said[0].words


def test_who_is_on_duty_is_said_at_the_start_and_when_it_changes(
    seat: Desk, shell: Shell, clock: rooms.Clock, folder: Path, run: Run[Any]
) -> None:
    """Nobody; then another program sets the roster; then the shift ends."""
    said: list[str] = []
    shell.duty_changed.connect(said.append)

    async def go() -> None:
        on_duty = OnDuty(seat, shell)
        await seat.open()
        await until(lambda: said == ["无人值班"])
        with Room.open(folder, clock) as other:
            other.do(duty.set_duty, "2026-11-05", "dispatcher", "day", ["d1"], actor="head")
            other.do(duty.set_duty, "2026-11-05", "dispatcher", "night", ["h1"], actor="head")
        await until(lambda: said[-1] == "值班 王某")
        clock.now = on_duty.turn
        on_duty._look()
        await until(lambda: said[-1] == "值班 张某")

    run(go())


def test_a_clock_that_fell_back_is_marked_at_once(
    seat: Desk, shell: Shell, clock: rooms.Clock, folder: Path, run: Run[Any]
) -> None:
    """It may come back by itself a minute later: what was entered meanwhile still waits for a person's word."""

    async def go() -> None:
        watching = Watching(seat, shell)
        await seat.open()
        await until(lambda: watching.next > 0)
        clock.pass_(-HOUR)
        await until(lambda: seat.trust is not None and seat.trust.standing)
        clock.pass_(HOUR + DAY)
        await asyncio.sleep(0.1)
        assert seat.judged_at() < clock.now
        assert seat.reader.rows("SELECT count(*) FROM journal WHERE verb = 'overdue'")[0][0] == 0
        await seat.do(confirm_clock, actor="head")
        await until(lambda: seat.reader.rows("SELECT count(*) FROM journal WHERE verb = 'overdue'")[0][0] == 1)

    run(go())
