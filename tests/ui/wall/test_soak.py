"""Eight hours of the wall, compressed: the room goes on beside it, memory stands still, no frame is blank."""

import asyncio
import gc
import os
import statistics
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from commandroom.actions import dispatch, triage, watch
from commandroom.domain.instant import HOUR
from commandroom.domain.people import SYSTEM
from commandroom.room import Room
from tests.helpers import rooms
from ui.wall.wall_window import WallWindow

pytestmark = [
    pytest.mark.qt_log_ignore("propagateSizeHints"),
    pytest.mark.timeout(7200),
]

LONG = os.environ.get("COMMANDROOM_SOAK") == "long"
STEP = 3 if LONG else 70
"""Seconds of the room's clock in one step; the long form is `make soak`."""
SPAN = 8 * HOUR
WARM = 0.25
"""The share of the run after which memory is watched: caches of glyphs, words and cards have filled by then."""
MOST_DRIFT = 0.05


def resident() -> int:
    """Pages of this process that are in memory."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text("ascii").split()[1])


def blank(picture: QImage) -> bool:
    """Whether a frame has (nearly) nothing in it: three tones or fewer on a raster of points."""
    wide, high = picture.width(), picture.height()
    return len({picture.pixel(x * wide // 48, y * high // 48) for x in range(48) for y in range(48)}) <= 3


class Evening:
    """Another program at work beside the wall: cases come, are filed and dispatched; the watch records."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._count = 0
        self._filed: list[str] = []

    def go_on(self) -> None:
        """One more thing happens."""
        self._count += 1
        if self._count % 3 == 0 and self._filed:
            self._room.do(dispatch.dispatch, self._filed.pop(0), "cg", actor="d1")
        else:
            event = rooms.reported(self._room, title=f"井盖破损{self._count}")
            self._room.do(triage.file, event, "CG001", actor="d1")
            self._filed.append(event)
        self._room.do(watch.look, actor=SYSTEM)


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read from /proc")
def test_eight_hours_leave_no_trace(
    wall: WallWindow, folder: Path, clock: rooms.Clock, loop: asyncio.AbstractEventLoop
) -> None:
    """Every tile in its turn, at 960x540 (the road of painting is that of the large one), thousands of ticks."""
    wall.resize(960, 540)
    steps = SPAN // STEP
    memory: list[int] = []
    blanks: list[int] = []
    turned: set[str] = set()

    async def go(evening: Evening) -> None:
        for step in range(steps):
            clock.pass_(STEP)
            if step % max(steps // 40, 1) == 0:
                evening.go_on()
                wall.feed.look()
                await asyncio.sleep(0.03)
            wall.feed.live._tick()
            wall.feed.board._turn()
            wall.tick()
            turned.add(wall.rotation.current)
            await asyncio.sleep(0)
            if step % (20 if LONG else 12) == 0:
                if blank(wall.grab().toImage()) or any(blank(t.grab().toImage()) for t in wall.tiles.values()):
                    blanks.append(step)
                if step > steps * WARM and step % (200 if LONG else 24) == 0:
                    memory.append(resident())

    with Room.open(folder, clock) as other:
        loop.run_until_complete(go(Evening(other)))
    assert blanks == []
    assert turned == set(wall.rotation.tiles)
    third = max(len(memory) // 3, 1)
    before, after = statistics.median(memory[:third]), statistics.median(memory[-third:])
    drift = (after - before) / before
    megabytes = f"{before * 4 // 1024} -> {after * 4 // 1024} MB"
    sys.stdout.write(f"\nsoak: {steps} steps of {STEP} s, memory {megabytes}, {drift:+.2%}\n")
    assert drift < MOST_DRIFT
