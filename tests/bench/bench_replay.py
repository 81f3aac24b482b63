"""Replay of a month at 600 times on the whole map page: 10,650 grids, 5,000 open cases and 3,000 that come and go.

Run by ``make bench`` (or ``python tests/bench/bench_replay.py``); prints a table and asserts no time. Software
rendering into the page's own buffer, as a screen without a graphics card has it.
"""

import asyncio
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
import pytest
import qasync
from PySide6.QtCore import QCoreApplication, QEventLoop, QSize
from PySide6.QtWidgets import QApplication

from commandroom import demo
from commandroom.domain.instant import DAY, HOUR, Instant, at
from commandroom.room import Room
from commandroom.store.queue.past import Past, read_past
from tests.bench.bench_map import SIZES, shares
from tests.helpers.past_month import past_month
from tests.helpers.town_map import town_map, town_pins
from ui.desk import Desk
from ui.models.map_layers import GridShape, MapPicture
from ui.shell import Shell
from ui.theme import Theme
from ui.views.map_replay import MapReplay
from ui.views.map_view import MapView

END = at(2026, 11, 5, 14, 30)
NEW = 3_000
STEP = 20
"""Seconds of the past in one frame at 600 times and 30 frames a second."""
FOLDER = Path(__file__).resolve().parents[2] / "build" / "bench"


def shapes() -> tuple[GridShape, ...]:
    """The large town's grids with their outlines."""
    layer = town_map(40, 2_000, 8_609, corners=26.0)
    made = []
    for row, code in enumerate(layer.codes):
        parts = []
        for part in range(layer.grids[row], layer.grids[row + 1]):
            rings = range(layer.parts[part], layer.parts[part + 1])
            parts.append([layer.coords[layer.rings[ring] : layer.rings[ring + 1]].tolist() for ring in rings])
        above = int(layer.parents[row])
        parent = layer.codes[above] if above >= 0 else ""
        made.append(GridShape(code, layer.names[row], int(layer.levels[row]), parent, parts))
    return tuple(made)


def pump() -> None:
    """One whole turn of the event loop: timers, paints."""
    QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)


def rest(seconds: float) -> None:
    """Let everything run for a while, tasks too."""
    asyncio.get_event_loop().run_until_complete(asyncio.sleep(seconds))


class Page:
    """The map page on a small room, with the picture of the large town in it."""

    def __init__(self, desk: Desk, size: QSize, grids: tuple[GridShape, ...], past: Past) -> None:
        theme = Theme("dark")
        theme.fit(size)
        theme.apply()
        words = ("镇", "村（社区）", "基础网格", "微网格", "")
        self.view = MapView(desk, theme, Shell(), lambda reader, now: MapPicture(grids, (), {}, words))
        self.replay = MapReplay(self.view)
        self.past = past
        self.view.resize(size)
        self.view.show()
        self.view.enter()
        while not self.view.ready():
            rest(0.01)

    def enter(self, moment: Instant) -> None:
        """Into the past, with the arrays that were read."""
        replay = self.replay.replay
        replay.begin(moment)
        while replay.is_reading:
            rest(0.01)
        replay.first, replay.past, replay.moment = self.past.since, self.past, None
        replay.spanChanged.emit()
        replay.go(moment)
        rest(1.0)

    def frames(self, since: Instant, count: int) -> list[float]:
        """Milliseconds of each of so many frames on end: moment, map, queue, slider, banner, all painted."""
        replay, times = self.replay.replay, []
        replay.go(since)
        rest(0.4)
        for step in range(count):
            start = time.perf_counter()
            replay.go(since + (step + 1) * STEP)
            pump()
            times.append((time.perf_counter() - start) * 1000)
        return times

    def play(self, seconds: float) -> tuple[int, int]:
        """Really played at 600 times: pictures shown, and seconds of the past gone by."""
        replay = self.replay.replay
        moved: list[Instant] = []
        replay.moved.connect(moved.append)
        begun = replay.at
        replay.play(600)
        rest(seconds)
        replay.pause()
        replay.moved.disconnect(moved.append)
        return len(moved), replay.at - begun

    def close(self) -> None:
        """Leave the past and the page."""
        self.replay.replay.leave()
        self.view.close()
        self.view.deleteLater()
        rest(0.05)


def room(name: str) -> Path:
    """A demonstration room, made once."""
    folder = FOLDER / f"replay-{name}"
    if not folder.is_dir():
        FOLDER.mkdir(parents=True, exist_ok=True)
        demo.build(folder, size=name, now="2026-11-05T14:30")
    return folder


def reading() -> Iterator[str]:
    """What it costs to fold a month of a real journal."""
    with Room.open(room("town"), lambda: END) as opened:
        reader = opened.reader()
        entries = reader.rows("SELECT count(*) FROM journal WHERE kind = 'event' AND at >= ?", (END - 31 * DAY,))[0][0]
        start = time.perf_counter()
        past = read_past(reader, END - 31 * DAY, END)
        spent = time.perf_counter() - start
        reader.close()
    moments = np.random.default_rng(1).integers(past.since, past.until, 400)
    start = time.perf_counter()
    for moment in moments.tolist():
        past.moment(moment)
    mask = (time.perf_counter() - start) / len(moments) * 1000
    yield (
        f"replay: a month of the demonstration town read in {spent:.2f} s ({entries} entries, {len(past.rows)} stays);"
        f" one moment {mask:.3f} ms"
    )


def table(desk: Desk, size: QSize) -> Iterator[str]:
    """The lines for one size of window."""
    grids, pins = shapes(), town_pins(5_000)
    codes = tuple(shape.code for shape in grids if shape.level == 2)
    past = past_month(pins, codes, NEW, END)
    page = Page(desk, size, grids, past)
    page.enter(END - 20 * DAY)
    still = len(past.moment(END - 20 * DAY))
    yield f"replay {size.width()}x{size.height()}: {len(grids)} grids, {still} cases open, {len(past.turns)} entries"
    times: list[float] = []
    for day in range(30):
        times += page.frames(past.since + day * DAY + 9 * HOUR, 40)
    slow = sum(one > 1000 / 30 for one in times)
    yield f"  frame, {len(times)} over the month       {shares(times)} ms"
    rate = 1000 / float(np.mean(times))
    yield f"  frames a second, from the mean     {rate:8.0f}      over 33 ms: {slow} of {len(times)}"
    page.replay.replay.go(END - 10 * DAY)
    rest(0.5)
    shown, gone = page.play(10.0)
    yield f"  played 10 s at 600x                {shown / 10:8.1f} pictures a second, {gone / 600:.1f} s of it past"
    jumps = []
    for day in range(1, 21):
        start = time.perf_counter()
        page.replay.replay.go(past.since + day * DAY)
        pump()
        jumps.append((time.perf_counter() - start) * 1000)
    yield f"  jump to another day                {shares(jumps)} ms"
    page.close()


def lines(qapp: QApplication, sizes: tuple[QSize, ...] = SIZES) -> Iterator[str]:
    """Every line."""
    yield from reading()
    loop = qasync.QEventLoop(qapp)
    asyncio.set_event_loop(loop)
    desk = Desk(lambda: Room.open(room("small"), lambda: END), loop, poll_ms=60_000)

    loop.run_until_complete(desk.open())
    quits = qapp.quitOnLastWindowClosed()
    qapp.setQuitOnLastWindowClosed(False)
    for size in sizes:
        yield from table(desk, size)
    qapp.setQuitOnLastWindowClosed(quits)
    loop.run_until_complete(desk.close())
    loop.close()
    asyncio.set_event_loop(None)


@pytest.mark.bench
def test_replay_figures(qapp: QApplication, capsys: pytest.CaptureFixture[str]) -> None:
    """Prints the figures of the replay; times are never asserted."""
    with capsys.disabled():
        for line in lines(qapp):
            print(line)


if __name__ == "__main__":
    for text in lines(QApplication([])):
        print(text, flush=True)
