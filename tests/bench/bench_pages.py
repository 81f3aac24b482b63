"""Turning to each page of the window, from the key to the painted page: the first visit and the later ones.

Run by ``make bench`` (or ``python tests/bench/bench_pages.py``); prints a table and asserts no time.
Beside the time on the clock stands the processor's own, which a busy machine does not stretch.
"""

import asyncio
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
import pytest
import qasync
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from commandroom import demo
from commandroom.domain.instant import at
from commandroom.room import Room
from tests.helpers.clock import MovableClock
from ui import collecting
from ui.desk import Desk
from ui.main_window import MainWindow
from ui.models.live_queue import LiveQueue
from ui.models.pressure_feed import PressureFeed
from ui.pages import ACTIONS, PAGES
from ui.shell import Shell
from ui.theme import Theme
from ui.views.pages_ahead import PagesAhead

FOLDER = Path(__file__).resolve().parents[2] / "build" / "bench" / "pages"
SIZES = (QSize(1920, 1080), QSize(3840, 2160))
NAMES = [entry.name for entry in PAGES]
ROUNDS = 8
MS = 1000.0
GOAL = 100.0


@dataclass
class Turns:
    """Milliseconds of turning to one page: on the clock and of the processor, the first visit ahead."""

    clock: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)


async def complete(window: MainWindow) -> None:
    """Until the page shown is complete, and a breath more."""
    page = window.page
    assert page is not None
    end = time.perf_counter() + 30
    while not page.ready() and time.perf_counter() < end:
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.05)


async def visits(window: MainWindow) -> dict[str, Turns]:
    """Turn to every page in the order of the rail, again and again."""
    found = {name: Turns() for name in NAMES}
    for turn in range(ROUNDS + 1):
        for name in NAMES:
            if not turn and name == NAMES[0]:
                continue  # the first page is the start of the program: bench_start
            clock, work = time.perf_counter(), time.process_time()
            window.stack.turn_to(name)
            window.repaint()
            found[name].clock.append((time.perf_counter() - clock) * MS)
            found[name].work.append((time.process_time() - work) * MS)
            await complete(window)
    return found


async def ahead(window: MainWindow) -> str:
    """Let the pages be made ahead; how long it took and the longest turn of the loop meanwhile."""
    making = PagesAhead(window.stack, parent=window)
    start, turns, works = time.perf_counter(), [0.0], [0.0]
    while not making.done:
        before, work = time.perf_counter(), time.process_time()
        making.turn()
        turns.append((time.perf_counter() - before) * MS)
        works.append((time.process_time() - work) * MS)
        await asyncio.sleep(0.02)
    whole = time.perf_counter() - start
    return (
        f"  made ahead in {whole:.1f} s, {len(turns)} turns: p95 {np.percentile(works, 95):.0f} ms,"
        f" longest {max(works):.0f} ms of work ({max(turns):.0f} ms on the clock)"
    )


async def measured(loop: asyncio.AbstractEventLoop, size: QSize, *, made_ahead: bool) -> list[str]:
    """The lines of the table for one size of window."""
    clock = MovableClock(at(2026, 11, 5, 14, 30))
    theme = Theme("light")
    theme.apply()
    desk = Desk(lambda: Room.open(FOLDER, clock=clock.now), loop, poll_ms=60_000)
    window = MainWindow(desk, theme, Shell(), PAGES, ACTIONS, clock.now)
    LiveQueue.of(desk).opened.connect(PressureFeed.of(desk).load)  # as ui.app does
    await desk.open()
    await desk.sign_in("zhuren", demo.PASSWORD)
    window.resize(size)
    window.show()
    window.enter()
    await complete(window)
    how = "made ahead" if made_ahead else "made at the first visit"
    lines = [f"pages at {size.width()}x{size.height()}, {how} (goal {GOAL:.0f} ms)"]
    if made_ahead:
        lines.append(await ahead(window))
    lines += told(await visits(window))
    window.close()
    window.deleteLater()
    await asyncio.sleep(0.05)
    await desk.close()
    return lines


def told(found: dict[str, Turns]) -> Iterator[str]:
    """A line for each page."""
    for name, turns in found.items():
        first = len(turns.clock) > ROUNDS
        later, work = turns.clock[first:], turns.work[first:]
        words = f"first {turns.clock[0]:6.0f} (work {turns.work[0]:4.0f})" if first else f"{'':24}"
        yield (
            f"  {name:10} {words}   later p50 {np.percentile(later, 50):6.0f}  p95 {np.percentile(later, 95):6.0f}"
            f"  max {max(later):6.0f} ms  (work p50 {np.percentile(work, 50):4.0f}  max {max(work):4.0f})"
        )


def table(application: QApplication, size: QSize, *, made_ahead: bool) -> list[str]:
    """One size, in a loop of its own."""
    if not FOLDER.is_dir():
        FOLDER.parent.mkdir(parents=True, exist_ok=True)
        demo.build(FOLDER, size="town", now="2026-11-05T14:30")
    application.setQuitOnLastWindowClosed(False)
    loop = qasync.QEventLoop(application)
    asyncio.set_event_loop(loop)
    try:
        with collecting.held_back():
            lines: list[str] = loop.run_until_complete(measured(loop, size, made_ahead=made_ahead))
            return lines
    finally:
        loop.close()
        asyncio.set_event_loop(None)


@pytest.mark.bench
@pytest.mark.parametrize("size", SIZES, ids=["1080p", "4K"])
def test_page_figures(size: QSize, qapp: QApplication, capsys: pytest.CaptureFixture[str]) -> None:
    """Prints what turning to each page takes; times are never asserted."""
    with capsys.disabled():
        print("\n" + "\n".join(table(qapp, size, made_ahead=True)))


if __name__ == "__main__":
    running = QApplication([])
    which = [int(word) for word in sys.argv[1:] if word.isdigit()] or [1080, 2160]
    for wanted in (size for size in SIZES if size.height() in which):
        print("\n".join(table(running, wanted, made_ahead="cold" not in sys.argv)), flush=True)
