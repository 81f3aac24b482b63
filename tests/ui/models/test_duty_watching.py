"""The watch over the duty in the running window: looks when an alarm is due, tells it once, rests otherwise."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from commandroom.actions import duty, roster
from commandroom.domain.cover import shift_span
from commandroom.domain.instant import HOUR
from commandroom.domain.rota import Line
from commandroom.room import Room
from tests.helpers import rooms
from tests.helpers.small_room import Run, until
from ui.desk import Desk
from ui.models.duty_watching import DutyWatching
from ui.shell import Shell, Toast

DAY = "2026-11-12"


@pytest.fixture
def clock() -> rooms.Clock:
    """09:00 of Thursday 5 November."""
    return rooms.Clock()


@pytest.fixture
def seat(
    template_room: Path, tmp_path: Path, clock: rooms.Clock, loop: asyncio.AbstractEventLoop, run: Run[Any]
) -> Iterator[Desk]:
    """A desk on a room with a roster that lacks the 12th, not yet open."""
    with rooms.copied(template_room, tmp_path / "room", clock) as room:
        room.do(roster.set_rota, [Line("dispatcher", "day", people=("d1", "d2"))], actor="head")
        for number in range(4, 25):
            if number != 12:
                room.do(duty.set_duty, f"2026-11-{number:02d}", "dispatcher", "day", ["d1"], actor="head")
    made = Desk(lambda: Room.open(tmp_path / "room", clock), loop, poll_ms=30)
    yield made
    run(made.close())


def test_each_alarm_is_told_when_it_is_due(seat: Desk, shell: Shell, clock: rooms.Clock, run: Run[Any]) -> None:
    """Nothing at the start; at 72 hours one note with who could fill it; filling the gap moves the next look."""
    told: list[Toast] = []
    shell.toast_wanted.connect(told.append)

    async def go() -> None:
        watching = DutyWatching(seat, shell)
        await seat.open()
        start = shift_span(DAY, "day")[0]
        await until(lambda: watching.next == start - 72 * HOUR)
        assert not told
        clock.now = watching.next
        watching._due()
        await until(lambda: watching.next == start - 24 * HOUR)
        assert [toast.words for toast in told] == [
            "2026-11-12 派单调度员（白班）还缺 1 人，72 小时后开始，可以顶班：陈某"
        ]
        looks = watching.looks
        watching._due()
        await asyncio.sleep(0.1)
        assert watching.looks == looks
        await seat.do(duty.set_duty, DAY, "dispatcher", "day", ["d2"], actor="head")
        await until(lambda: watching.next > start)
        assert len(told) == 1

    run(go())
