"""A limit that starts, pauses, stops and explains itself (domain.md §5.3)."""

from dataclasses import dataclass
from enum import StrEnum

from commandroom.domain.evolve import evolve
from commandroom.domain.instant import Instant

NEVER = 0
"""An instant that is not set."""


class ClockKind(StrEnum):
    """The clocks of a case; C9–C12 belong to steps that come later."""

    INTAKE = "C1"
    SOURCE = "C1b"
    DISPATCH = "C2"
    ACCEPT = "C3"
    HANDLE = "C4"
    CHECK = "C5"
    CLOSE = "C6"
    REVISIT = "C7"
    TOTAL = "C8"


class Running(StrEnum):
    """Whether a clock counts."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


class Light(StrEnum):
    """How a clock stands: sign, colour and word on every screen."""

    GREEN = "on_time"
    YELLOW = "due_soon"
    RED = "overdue"
    PAUSED = "paused"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Clock:
    """One running limit of an event (``order`` 0) or of one of its orders (``order`` 1…n).

    ``due_at`` is absolute and effective (already cut to ``cap_at``); ``amount``, ``unit`` and ``calendar``
    are the facts it was computed from, so that it can be explained and computed again. ``left`` is what
    remained, in seconds or days of the clock's own unit, when it was paused. ``warn_at`` is the moment it
    turns yellow. ``noted`` is true once its lateness stands in the journal.
    """

    kind: str
    order: int
    stage: str
    started_at: Instant
    amount: float
    unit: str
    calendar: str
    due_at: Instant
    warn_at: Instant
    cap_at: Instant = NEVER
    running: str = Running.RUNNING.value
    paused_at: Instant = NEVER
    left: float = 0.0
    pauses: tuple[tuple[Instant, Instant], ...] = ()
    stopped_at: Instant = NEVER
    noted: bool = False

    @property
    def next_look(self) -> Instant:
        """When the watch must look at it next; NEVER when there is nothing to wait for."""
        return self.due_at if self.running == Running.RUNNING and not self.noted else NEVER

    def light(self, now: Instant) -> Light:
        """Green, yellow from 80 % (profile), red when late; a stopped clock keeps its last verdict."""
        if self.running == Running.PAUSED:
            return Light.PAUSED
        seen = self.stopped_at if self.running == Running.STOPPED else now
        if seen > self.due_at:
            return Light.RED
        if self.running == Running.STOPPED:
            return Light.GREEN
        return Light.YELLOW if seen >= self.warn_at else Light.GREEN

    def stop(self, now: Instant) -> "Clock":
        """The clock at rest."""
        return evolve(self, {"running": Running.STOPPED.value, "stopped_at": now, "paused_at": NEVER})

    def pause(self, now: Instant, left: float) -> "Clock":
        """The clock held, with what is left of its limit."""
        return evolve(self, {"running": Running.PAUSED.value, "paused_at": now, "left": left})

    def resume(self, now: Instant, due_at: Instant, warn_at: Instant) -> "Clock":
        """The clock counting again toward a new end; one that was late already stays noted with its old end."""
        return evolve(
            self,
            {
                "running": Running.RUNNING.value, "paused_at": NEVER, "left": 0.0, "due_at": due_at,
                "warn_at": warn_at, "pauses": (*self.pauses, (self.paused_at, max(self.paused_at, now))),
                "noted": self.noted and due_at == self.due_at,
            },
        )  # fmt: skip


def light_of(due_at: Instant, warn_at: Instant, *, paused: bool, now: Instant) -> Light:
    """The light of a case from its nearest running clock (as Clock.light), PAUSED when all are held."""
    if not due_at:
        return Light.PAUSED if paused else Light.NONE
    if now > due_at:
        return Light.RED
    return Light.YELLOW if now >= warn_at else Light.GREEN
