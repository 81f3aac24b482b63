"""The room at a moment of its past: read once for a span, then walked, played and left again."""

from functools import partial
from time import monotonic
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer, Signal

from commandroom.domain.errors import Refused
from commandroom.domain.instant import DAY, Instant
from commandroom.store.queue.past import Moment, Past, read_past
from commandroom.store.queue.past_grids import grid_turns
from ui.desk import Desk, Job
from ui.models.map_layers import GridShape
from ui.models.map_read import grids_at

SPEEDS: tuple[int, ...] = (1, 10, 60, 300, 600)
"""Seconds of the past in one second."""
SPAN = 31 * DAY
"""How much of the past is read at once: a month, with its first and last day."""
FRAME_MS = 16


class Replay(QObject):
    """Which moment is looked at. ``active`` from :meth:`begin` to :meth:`leave`; the desk records nothing then.

    The arrays of a span are read beside the room and thrown away when the past is left.
    """

    activeChanged = Signal(bool)
    spanChanged = Signal()
    moved = Signal(object)
    """Instant: another moment is looked at."""
    shown = Signal(object)
    """Moment: other events, or other lights."""
    gridsChanged = Signal(object)
    """tuple[GridShape, ...]: the grids of the moment are others."""
    playing = Signal(bool)
    reading = Signal(bool)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.active = False
        self.at: Instant = 0
        self.first: Instant = 0
        """The first instant of the journal's events."""
        self.past: Past | None = None
        self.moment: Moment | None = None
        self.speed = SPEEDS[-1]
        self._turns: tuple[Instant, ...] = ()
        self._epoch = -1
        self._base = (0.0, 0)
        self._job: Job | None = None
        self._clock = QTimer(self)
        self._clock.setTimerType(Qt.TimerType.PreciseTimer)
        self._clock.setInterval(FRAME_MS)
        self._clock.timeout.connect(self._tick)

    # -- in and out ------------------------------------------------------------------------------

    def begin(self, at: Instant | None = None) -> None:
        """Look at the past: at an instant, or a day back."""
        if not self.active:
            self.active = self._desk.in_past = True
            self.activeChanged.emit(True)
        self.go(at if at is not None else self._desk.now() - DAY)

    def leave(self) -> None:
        """Back to now; what was read is thrown away."""
        if not self.active:
            return
        self.pause()
        if self._job is not None:
            self._job.cancel()
        self.active = self._desk.in_past = False
        self.past = self.moment = None
        self._epoch = -1
        self.activeChanged.emit(False)

    @property
    def now(self) -> Instant:
        """The present instant."""
        return self._desk.now()

    @property
    def is_playing(self) -> bool:
        """Whether the moment moves by itself."""
        return self._clock.isActive()

    @property
    def is_reading(self) -> bool:
        """Whether a span is being read."""
        return self._job is not None

    # -- moving ----------------------------------------------------------------------------------

    def go(self, at: Instant) -> None:
        """Look at an instant; not before the journal began and not after now."""
        self._base = (monotonic(), at)
        self._to(at)

    def step(self, ways: int) -> None:
        """To the next instant at which something was written (+1) or the one before (-1)."""
        self.pause()
        if self.past is None:
            return
        turn = self.past.turn_after(self.at) if ways > 0 else self.past.turn_before(self.at)
        if turn is not None:
            self.go(turn)
        elif ways > 0:
            self.go(min(self.past.until, self.now))
        else:
            self.go(self.past.since)

    def play(self, speed: int) -> None:
        """Let the moment move, so many times as fast as it was."""
        if self.at >= self.now:
            return
        self.speed = speed
        self._base = (monotonic(), self.at)
        if not self._clock.isActive():
            self._clock.start()
            self.playing.emit(True)

    def pause(self) -> None:
        """Let the moment stand."""
        if self._clock.isActive():
            self._clock.stop()
            self.playing.emit(False)

    def _tick(self) -> None:
        began, since = self._base
        at = since + int((monotonic() - began) * self.speed)
        if self.is_reading:
            self._base = (monotonic(), self.at)  # wait for the next span
            return
        if at >= self.now:
            self.pause()
        if at != self.at:
            self._to(at)

    def _to(self, at: Instant) -> None:
        at = max(min(at, self.now), self.first)
        if at != self.at:
            self.at = at
            self.moved.emit(at)
        past = self.past
        if past is None or not past.since <= at <= past.until:
            self._read()
            return
        self._show(past.moment(at))

    def _show(self, moment: Moment) -> None:
        before = self.moment
        self.moment = moment
        epoch = int(np.searchsorted(self._turns, moment.at, "right"))
        if epoch != self._epoch:
            self._epoch = epoch
            self._desk.start(self._read_grids(epoch, moment.at), self)
        if (
            before is None
            or not np.array_equal(before.stays, moment.stays)
            or not np.array_equal(before.light, moment.light)
        ):
            self.shown.emit(moment)

    # -- reading ---------------------------------------------------------------------------------

    def _read(self) -> None:
        if self._job is None:
            self._job = Job(self)
            self.reading.emit(True)
            self._desk.start(self._read_span(self._job), self)

    async def _read_span(self, job: Job) -> None:
        now = self.now
        since = now - SPAN if self.at > now - SPAN else self.at - DAY
        until = min(since + SPAN, now)
        try:
            first, past, turns = await self._desk.ask(partial(_gather, since=since, until=until), job=job)
        finally:
            self._job = None
            job.deleteLater()
            self.reading.emit(False)
        if not self.active:
            return
        if first is None:
            self.leave()
            raise Refused("past.no_journal")
        self.first, self.past, self._turns, self._epoch, self.moment = first, past, turns, -1, None
        self.spanChanged.emit()
        self.go(self.at)

    async def _read_grids(self, epoch: int, at: Instant) -> None:
        grids: tuple[GridShape, ...] = await self._desk.ask(grids_at, at)
        if self.active and epoch == self._epoch:
            self.gridsChanged.emit(grids)


def _gather(
    reader: Any, *, since: Instant, until: Instant, job: Job
) -> tuple[Instant | None, Past, tuple[Instant, ...]]:
    """On the reader's thread: the first instant of the events' journal, and a span of it."""
    first = reader.begun("event")
    since = max(since, first or 0)

    def going(done: int, total: int) -> None:
        job.check()
        job.report(done, total)

    return first, read_past(reader, since, until, going), grid_turns(reader, since, until)
