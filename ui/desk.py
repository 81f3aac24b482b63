"""The room on its own thread; results and changes come back as signals."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from commandroom.clock import Clock, Trust
from commandroom.domain.changes import Changes
from commandroom.domain.errors import Refused, RoomError
from commandroom.domain.instant import Instant
from commandroom.domain.people import SYSTEM, Person
from ui.doings import Cancelled, Doings
from ui.far_reader import FarReader, ReaderLike

__all__ = ["Cancelled", "Desk", "Job", "ReaderLike", "RoomLike"]

T = TypeVar("T")
POLL_MS = 400
"""How often another program's entries are looked for."""


class RoomLike(Protocol):
    """The part of commandroom.room.Room that the desk drives."""

    @property
    def clock(self) -> Clock:
        """Gives the present instant."""

    def do(self, action: Callable[..., Any], /, *args: Any, actor: str, **kwargs: Any) -> Any:
        """One action in one transaction; a Done with ``.result`` and ``.changes``."""

    def catch_up(self) -> Changes:
        """What other programs recorded since the last look."""

    def sign_in(self, name: str, password: str) -> Person:
        """Who this is; Refused when the password is wrong or one must wait."""

    def trust(self) -> Trust:
        """Whether the computer's clock can be believed."""

    def reader(self) -> "ReaderLike":
        """A read-only look for one other thread."""

    def close(self) -> None:
        """Let go of the files."""


class Job(QObject):
    """One long job: its progress comes back as a signal, and it can be asked to stop.

    Hand :meth:`report` and :attr:`cancelled` (or :meth:`check`) to the core; both work on any thread, and after
    the panel that began the job is gone: the other thread never touches what belongs to Qt.
    """

    progressed = Signal(int, int, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stop = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def cancel(self) -> None:
        """Ask the job to stop at its next step."""
        self._stop.set()

    def cancelled(self) -> bool:
        """Whether it was asked to stop."""
        return self._stop.is_set()

    def check(self) -> None:
        """Raise Cancelled when the job was asked to stop."""
        if self._stop.is_set():
            raise Cancelled

    def report(self, done: int, total: int, words: str = "") -> bool:
        """Say how far the job is; False when it was asked to stop."""
        if self._loop is None:
            self._tell(done, total, words)
        elif not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._tell, done, total, words)
        return not self._stop.is_set()

    def begin(self, loop: asyncio.AbstractEventLoop) -> None:
        """From here on :meth:`report` is called by another thread; it is told on this loop's."""
        self._loop = loop

    def _tell(self, done: int, total: int, words: str) -> None:
        if isValid(self):
            self.progressed.emit(done, total, words)


class Desk(QObject):
    """Drives one room: actions on the room's thread, reads beside it, what happened as signals.

    Everything public is called on the window's thread. Refusals and faults (RoomError) are raised to whoever
    awaits; in a task begun by :meth:`start` they go to :attr:`failed`, and anything else to :attr:`broken`.
    """

    changed = Signal(object)
    """Changes: something was recorded, here or by another program."""
    failed = Signal(object)
    """RoomError nobody waited for."""
    broken = Signal(object)
    """Any other exception: a bug."""
    signed_in = Signal(object)
    signed_out = Signal()
    opened = Signal(object)
    busy = Signal(str)
    """Words of the job that holds the room now, "" when it is free."""
    clock_told = Signal(object)
    """Trust: whether the computer's clock can be believed; said when it changes."""
    visitors_changed = Signal(bool)
    """Whether strangers stand in the room: free words, titles and reporters are covered on every page."""
    beat = Signal(float)
    """Seconds the last look for entries took; negative when the room did not answer."""

    def __init__(
        self,
        room_factory: Callable[[], RoomLike],
        loop: asyncio.AbstractEventLoop,
        *,
        poll_ms: int = POLL_MS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._factory = room_factory
        self._loop = loop
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="room")
        self._far = FarReader()
        self._doings = Doings(loop, self.failed.emit, self.broken.emit)
        self._room: RoomLike | None = None
        self._reader: Any = None
        self._person: Person | None = None
        self._looking = False
        self._closed = False
        self._lost = False
        self._trust: tuple[bool, int, bool] | None = None
        self._believed: Instant | None = None
        self.visitors = False
        """Whether strangers stand in the room."""
        self.trust: Trust | None = None
        """What was last said about the computer's clock; None before the first look."""
        self.in_past = False
        """Whether the window shows another time than now: a person records nothing meanwhile."""
        self._timer = QTimer(self)
        self._timer.setInterval(poll_ms)
        self._timer.timeout.connect(self._look)

    @property
    def room(self) -> RoomLike:
        """The open room. Only its own thread may use it: go through do, run and ask."""
        assert self._room is not None, "the room is not open yet"
        return self._room

    @property
    def reader(self) -> Any:
        """The window's own Reader, for the short reads of the rows being drawn (a few ms each)."""
        if self._reader is None:
            self._reader = self.room.reader()
        return self._reader

    def now(self) -> Instant:
        """The present instant by the room's own clock."""
        return self.room.clock()

    def judged_at(self) -> Instant:
        """The instant that lights and breaches go by: now, or the last one believed while the clock is in doubt."""
        return self.now() if self._believed is None else self._believed

    def toggle_visitors(self) -> None:
        """Strangers came into the room, or left it."""
        self.visitors = not self.visitors
        self.visitors_changed.emit(self.visitors)

    @property
    def is_open(self) -> bool:
        """Whether the room is open."""
        return self._room is not None

    @property
    def person(self) -> Person | None:
        """Who is signed in."""
        return self._person

    @property
    def actor(self) -> str:
        """The account that acts; "" when nobody is signed in (the room then refuses)."""
        return "" if self._person is None else self._person.id

    async def open(self, factory: Callable[[], RoomLike] | None = None) -> RoomLike:
        """Open the room on its own thread; ``factory`` replaces the one given at first (a room to create)."""
        room = await self._on(self._writer, factory or self._factory)
        self._room = room
        self._timer.start()
        self.opened.emit(room)
        return room

    async def do(self, action: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Run one action as the person signed in; its Done (``.result``, ``.changes``).

        Raises Refused or Unavailable as the action said; Changes are announced before this returns.
        """
        kwargs.setdefault("actor", self.actor)
        if self.in_past and kwargs["actor"] != SYSTEM:
            raise Refused("past.nothing_recorded")
        recording = self._doings.keep(self._record(partial(self.room.do, action, *args, **kwargs)))
        try:
            return await asyncio.shield(recording)
        except asyncio.CancelledError:  # the page went away; what was recorded is still announced
            recording.add_done_callback(self._doings.tell)
            raise

    async def run(
        self, act: Callable[..., T], /, *args: Any, words: str = "", job: Job | None = None, upkeep: bool = False
    ) -> T:
        """Run ``act(room, *args)`` on the room's own thread: imports, backups, what writes many times.

        With a Job the call is ``act(room, *args, job=job)``; cancelling the awaiting task cancels the job.
        ``upkeep``: it records nothing, and goes on while the window shows the past.
        """
        if self.in_past and not upkeep:
            raise Refused("past.nothing_recorded")
        return await self._long(self._writer, act, args, words, job)

    async def ask(self, read: Callable[..., T], /, *args: Any, words: str = "", job: Job | None = None) -> T:
        """Run ``read(reader, *args)`` on the reader's thread: reports, exports, long reads, figures."""
        return await self._long(self._far.pool, partial(self._far.with_reader, read), args, words, job)

    async def work(self, reckon: Callable[..., T], /, *args: Any) -> T:
        """Run ``reckon(*args)``, which needs no room, on the reader's thread."""
        return await self._on(self._far.pool, partial(reckon, *args))

    async def sign_in(self, name: str, password: str) -> Person:
        """Sign in; raises Refused("who.wrong_password"), Refused("who.wait", seconds=...)."""
        person: Person = await self._on(self._writer, partial(self.room.sign_in, name, password))
        self._person = person
        self.signed_in.emit(person)
        return person

    def sign_out(self) -> None:
        """Nobody is at the desk any more; the room stays open and the clocks run."""
        self._person = None
        self.signed_out.emit()

    def start(self, doing: Coroutine[Any, Any, T], owner: QObject | None = None) -> "asyncio.Task[T]":
        """Begin a task and keep it; what it raises reaches failed or broken. Cancel the task to stop it.

        What only fills a page or a panel names it as ``owner``: it ends quietly when that goes. What records
        something has no owner, it comes to its end.
        """
        return self._doings.start(doing, owner)

    async def close(self) -> None:
        """Stop looking, end the tasks, close the room and its threads; before the loop is closed, always."""
        if self._closed:
            return
        self._closed = True
        self._timer.stop()
        await self._doings.end()
        if self._reader is not None:
            self._reader.close()
            self._reader = None
        await self._on(self._far.pool, self._far.close)
        room, self._room = self._room, None
        if room is not None:
            await self._on(self._writer, room.close)
        self._writer.shutdown(wait=True)
        self._far.pool.shutdown(wait=True)

    async def _long(
        self,
        pool: ThreadPoolExecutor,
        act: Callable[..., T],
        args: tuple[Any, ...],
        words: str,
        job: Job | None,
    ) -> T:
        call = partial(act, self.room, *args) if job is None else partial(act, self.room, *args, job=job)
        if job is not None:
            job.begin(self._loop)
        if words:
            self.busy.emit(words)
        try:
            return await self._on(pool, call)
        except asyncio.CancelledError:
            if job is not None:
                job.cancel()
            raise
        finally:
            if words:
                self.busy.emit("")

    async def _on(self, pool: ThreadPoolExecutor, call: Callable[[], T]) -> T:
        held = [call]  # the thread holds this list only: a page must not die on it with the call it made
        future = pool.submit(_first, held)
        future.add_done_callback(partial(_let_go, self._loop, held))
        return await asyncio.wrap_future(future, loop=self._loop)

    async def _record(self, call: Callable[[], Any]) -> Any:
        done = await self._on(self._writer, call)
        self._announce(done.changes)
        return done

    def tell(self, changes: Changes) -> None:
        """Announce what a work begun by :meth:`run` recorded."""
        self._announce(changes)

    def _announce(self, changes: Changes) -> None:
        if not changes:
            return
        kinds = changes.kinds() - {"event"}
        if kinds and self._room is not None:
            if self._reader is not None:
                self._reader.forget(kinds)
            self._far.forget(kinds)
        self.changed.emit(changes)

    def _look(self) -> None:
        if self._room is None or self._looking:
            return
        self._looking = True
        self.start(self._catch_up())

    async def _catch_up(self) -> None:
        began = self._loop.time()
        try:
            changes, trust = await self._on(self._writer, partial(_look_at, self.room))
        except RoomError:
            self.beat.emit(-1.0)
            if not self._lost:  # said once, not at every look
                self._lost = True
                raise
            return
        except Exception:
            self._timer.stop()  # a bug would come back at every look
            self.beat.emit(-1.0)
            raise
        finally:
            self._looking = False
        self._lost = False
        self.beat.emit(self._loop.time() - began)
        self._announce(changes)
        self._believed, self.trust = None if trust.sound else trust.last, trust
        if self._trust != (trust.sound, trust.behind // 60, trust.standing):
            self._trust = (trust.sound, trust.behind // 60, trust.standing)
            self.clock_told.emit(trust)


def _first(held: list[Callable[[], T]]) -> T:
    return held[0]()


def _let_go(loop: asyncio.AbstractEventLoop, held: list[Callable[[], Any]], _done: "Future[Any]") -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(held.clear)


def _look_at(room: RoomLike) -> tuple[Changes, Trust]:
    return room.catch_up(), room.trust()
