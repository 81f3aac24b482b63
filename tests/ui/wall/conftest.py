"""A room with open cases and the wall on it; its seconds are those of the room's movable clock."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from shiboken6 import delete

from commandroom.actions import duty
from commandroom.domain.instant import MINUTE
from commandroom.room import Room
from tests.helpers import rooms
from tests.helpers.small_room import Run, until
from ui.desk import Desk
from ui.wall.wall_state import MonitorState
from ui.wall.wall_window import WallWindow


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six cases, some dispatched; somebody on duty by day."""
    folder = rooms.make(tmp_path_factory.mktemp("wall") / "empty")
    clock = rooms.Clock()
    with rooms.copied(folder, folder.parent / "room", clock) as room:
        for number in range(6):
            event = rooms.reported(room, title=f"李建国反映占道经营{number}", reporter="李建国", phone="13812345678")
            rooms.walk(room, event, "filed" if number < 3 else "dispatched")
            clock.pass_(MINUTE)
        room.do(duty.set_duty, "2026-11-05", "dispatcher", "day", ["d1"], actor="head")
    return folder.parent / "room"


@pytest.fixture
def clock() -> rooms.Clock:
    """Ten past nine."""
    return rooms.Clock(rooms.NOW + 10 * MINUTE)


@pytest.fixture
def folder(template: Path, tmp_path: Path, clock: rooms.Clock) -> Path:
    """A copy of that room."""
    rooms.copied(template, tmp_path / "room", clock).close()
    return tmp_path / "room"


@pytest.fixture
def seat(folder: Path, clock: rooms.Clock, loop: asyncio.AbstractEventLoop, run: Run[Any]) -> Iterator[Desk]:
    """A desk on it."""
    made = Desk(lambda: Room.open(folder, clock), loop, poll_ms=20)
    run(made.open())
    yield made
    run(made.close())


@pytest.fixture
def wall(seat: Desk, clock: rooms.Clock, run: Run[Any]) -> Iterator[WallWindow]:
    """The wall at 1920x1080, every tile fed."""
    made = WallWindow(seat, MonitorState(), clock)
    made.resize(1920, 1080)
    made.show()
    run(until(made.ready))
    yield made
    made.close()
    delete(made)
