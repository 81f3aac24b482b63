"""Tests of the desk: one thread for the room, refusals and bugs to their doors, changes to the screens."""

import asyncio
import threading
import weakref
from typing import Any

import pytest
from PySide6.QtCore import QObject
from shiboken6 import delete

from commandroom.domain.changes import Changes
from commandroom.domain.errors import Refused, Unavailable
from tests.helpers.small_room import Run, SmallReader, SmallRoom, until
from ui.desk import Desk, Job


def test_an_action_runs_on_the_rooms_thread(desk: Desk, small_room: SmallRoom, run: Run[Any]) -> None:
    """The result comes back to whoever waits; the room is touched by its own thread only."""
    done = run(desk.do(lambda number: number + 1, 41))
    assert done.result == 42
    assert small_room.threads == {"room_0"}
    assert threading.current_thread().name not in small_room.threads


def test_changes_are_announced_before_the_action_returns(desk: Desk, run: Run[Any]) -> None:
    """A screen that redraws after the action finds the news already delivered."""
    heard: list[Changes] = []
    desk.changed.connect(heard.append)
    run(desk.do(lambda: None))
    assert [changes.of("event") for changes in heard] == [frozenset({"e1"})]


def test_actions_keep_their_order(desk: Desk, run: Run[Any]) -> None:
    """Two actions begun one after the other are recorded in that order."""
    seen: list[int] = []

    async def both() -> None:
        first = desk.start(desk.do(seen.append, 1))
        second = desk.start(desk.do(seen.append, 2))
        await asyncio.gather(first, second)

    run(both())
    assert seen == [1, 2]


def test_a_refusal_reaches_whoever_waits(desk: Desk, run: Run[Any]) -> None:
    """A dialog can show it beside the field; nothing else is said."""
    heard: list[object] = []
    desk.failed.connect(heard.append)

    def refuse() -> None:
        raise Refused("who.not_permitted", person="王", word="派单")

    with pytest.raises(Refused, match="not_permitted"):
        run(desk.do(refuse))
    assert heard == []


def test_a_refusal_nobody_waits_for_is_said(desk: Desk, run: Run[Any]) -> None:
    """A task begun by a button tells the window."""
    heard: list[Any] = []
    desk.failed.connect(heard.append)

    def refuse() -> None:
        raise Refused("who.unknown_person", person="x")

    async def go() -> None:
        desk.start(desk.do(refuse))
        await until(lambda: bool(heard))

    run(go())
    assert [error.code for error in heard] == ["who.unknown_person"]


def test_a_bug_goes_to_the_crash_handler(desk: Desk, run: Run[Any]) -> None:
    """Anything that is no RoomError reaches broken, with its road."""
    heard: list[BaseException] = []
    desk.broken.connect(heard.append)

    async def go() -> None:
        desk.start(desk.do(lambda: 1 // 0))
        await until(lambda: bool(heard))

    run(go())
    assert isinstance(heard[0], ZeroDivisionError)
    assert heard[0].__traceback__ is not None


def test_another_programs_entries_appear_by_themselves(desk: Desk, small_room: SmallRoom, run: Run[Any]) -> None:
    """What was recorded elsewhere is announced at the next look, and reference data is read again."""
    heard: list[Changes] = []
    desk.changed.connect(heard.append)
    reader: SmallReader = desk.reader
    news = Changes(frozenset({("event", "far"), ("unit", "cg")}), 9)

    async def go() -> None:
        small_room.elsewhere.append(news)
        await until(lambda: bool(heard))

    run(go())
    assert heard == [news]
    assert reader.forgotten == {"unit"}


def test_a_room_that_does_not_answer_is_said_once(desk: Desk, small_room: SmallRoom, run: Run[Any]) -> None:
    """The heartbeat shows it at every look; the sentence comes once, and again only after it was well."""
    said: list[Any] = []
    beats: list[float] = []
    desk.failed.connect(said.append)
    desk.beat.connect(beats.append)

    async def go() -> None:
        small_room.fault = Unavailable("store.cannot_open", file="x")
        await until(lambda: sum(beat < 0 for beat in beats) >= 3)
        small_room.fault = None
        beats.clear()
        await until(lambda: any(beat >= 0 for beat in beats))

    run(go())
    assert len(said) == 1


def test_a_bug_in_looking_stops_the_looking(desk: Desk, small_room: SmallRoom, run: Run[Any]) -> None:
    """One report, not three in a second."""
    heard: list[BaseException] = []
    desk.broken.connect(heard.append)

    async def go() -> None:
        small_room.fault = KeyError("gone")
        await until(lambda: bool(heard))
        looks = small_room.looks
        await asyncio.sleep(0.05)
        assert small_room.looks == looks

    run(go())
    assert len(heard) == 1


def test_a_long_job_tells_and_stops(desk: Desk, run: Run[Any]) -> None:
    """Progress arrives while it runs; a cancelled task asks the job to stop, and it does."""
    job = Job()
    told: list[tuple[int, int, str]] = []
    job.progressed.connect(lambda done, total, words: told.append((done, total, words)))
    busy: list[str] = []
    desk.busy.connect(busy.append)
    ended = threading.Event()

    def count(_room: object, *, job: Job) -> None:
        step = 0
        while job.report(step, 100, "第一张表"):
            step += 1
            ended.wait(0.001)
        ended.set()

    async def go() -> None:
        task = desk.start(desk.run(count, words="正在导入", job=job))
        await until(lambda: len(told) > 3)
        task.cancel()
        await until(ended.is_set)

    run(go())
    assert told[0] == (0, 100, "第一张表")
    assert busy == ["正在导入", ""]


def test_reading_does_not_wait_for_writing(desk: Desk, run: Run[Any]) -> None:
    """A long read has its own thread and its own reader, so that a key press is recorded meanwhile."""
    release = threading.Event()

    def slow(reader: SmallReader) -> str:
        release.wait(4)
        return reader.thread

    async def go() -> str:
        reading = desk.start(desk.ask(slow))
        done = await desk.do(lambda: "saved")
        assert done.result == "saved"
        assert not reading.done()
        release.set()
        return await reading

    assert run(go()).startswith("reader")


def test_what_was_recorded_is_announced_though_the_page_went_away(desk: Desk, run: Run[Any]) -> None:
    """Cancelling whoever waits does not take back the entry, so the screens must hear of it."""
    heard: list[Changes] = []
    desk.changed.connect(heard.append)
    begun, release = threading.Event(), threading.Event()

    def act() -> None:
        begun.set()
        release.wait(4)

    async def go() -> None:
        task = desk.start(desk.do(act))
        await until(begun.is_set)
        task.cancel()
        await asyncio.sleep(0)
        release.set()
        await until(lambda: bool(heard))

    run(go())
    assert len(heard) == 1


def test_a_task_ends_quietly_with_the_page_it_fills(desk: Desk, run: Run[Any]) -> None:
    """What would go on to touch a widget that is gone is cancelled; a page still there is served."""
    broken: list[BaseException] = []
    desk.broken.connect(broken.append)
    told: list[str] = []
    gone, there = QObject(), QObject()

    async def fill(page: QObject, name: str) -> None:
        await desk.ask(lambda reader: reader)
        page.setObjectName(name)
        told.append(name)

    async def scene() -> None:
        ended = desk.start(fill(gone, "gone"), gone)
        served = desk.start(fill(there, "there"), there)
        delete(gone)
        await served
        await until(ended.done)
        assert ended.cancelled()

    run(scene())
    delete(there)  # the task that ended no longer follows it
    assert told == ["there"]
    assert broken == []


def test_the_actor_is_who_signed_in(desk: Desk, small_room: SmallRoom, run: Run[Any]) -> None:
    """Actions carry the account; after signing out they carry none."""
    run(desk.sign_in("wang", "Lucheng-2026"))
    run(desk.do(lambda: None))
    desk.sign_out()
    run(desk.do(lambda: None))
    assert small_room.actors == ["wang", ""]


class Page(QObject):
    """Something of the window that asks for a long reckoning and goes before it is done."""

    def __init__(self, go_on: threading.Event) -> None:
        super().__init__()
        self._go_on = go_on

    def reckon(self) -> None:
        self._go_on.wait(10)


def test_a_page_that_went_dies_on_the_windows_thread(desk: Desk, run: Run[Any]) -> None:
    """The far thread never holds the last of a page: Qt does not survive that."""
    go_on, died = threading.Event(), list[str]()

    async def leave() -> None:
        page = Page(go_on)
        weakref.finalize(page, lambda: died.append(threading.current_thread().name))
        asked = desk.start(desk.work(page.reckon))
        del page
        await asyncio.sleep(0.05)
        asked.cancel()
        await asyncio.wait([asked])
        del asked
        assert not died
        go_on.set()
        await until(lambda: bool(died))

    run(leave())
    assert died == [threading.main_thread().name]


def test_nothing_begins_while_the_room_closes(
    small_room: SmallRoom, loop: asyncio.AbstractEventLoop, run: Run[Any]
) -> None:
    """A timer that fires while a long read holds the closing up starts nothing: no read after the last, no bug told."""
    desk = Desk(lambda: small_room, loop, poll_ms=10)
    run(desk.open())
    broken: list[BaseException] = []
    desk.broken.connect(broken.append)
    held, read = threading.Event(), list[str]()
    desk.start(desk.ask(lambda _reader: held.wait(20)))

    async def late() -> None:
        read.append("too late")
        await desk.ask(lambda _reader: read.append("far too late"))

    async def go() -> None:
        await asyncio.sleep(0.02)
        closing = loop.create_task(desk.close())
        await asyncio.sleep(0.02)
        begun = desk.start(late())
        held.set()
        await closing
        assert begun.cancelled()

    run(go())
    assert small_room.closed
    assert read == []
    assert broken == []


def test_a_job_outlives_the_panel_that_began_it(desk: Desk, run: Run[Any]) -> None:
    """The panel goes while its job runs: the thread may go on reporting, and nothing of Qt is touched from there."""
    panel, going, gone, done = QObject(), threading.Event(), threading.Event(), list[bool]()
    job = Job(panel)
    told: list[int] = []
    threads: set[str] = set()

    def hear(step: int, total: int, words: str) -> None:
        del total, words
        told.append(step)
        threads.add(threading.current_thread().name)

    job.progressed.connect(hear)

    def read(_reader: SmallReader, *, job: Job) -> None:
        job.report(1, 2)
        going.set()
        gone.wait(20)
        done.append(job.report(2, 2))

    async def go() -> None:
        task = desk.start(desk.ask(read, job=job), panel)
        await until(lambda: going.is_set() and bool(told))
        delete(panel)
        gone.set()
        await asyncio.wait({task})
        await until(lambda: bool(done))
        await asyncio.sleep(0.01)

    run(go())
    assert told == [1]
    assert threads == {threading.current_thread().name}
