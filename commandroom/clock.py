"""The one clock of a room: the computer's, or one moved by hand; it notices when time runs backwards."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from commandroom.domain.instant import Instant
from commandroom.domain.timekeeping import TOLERANCE, doubt

Clock = Callable[[], Instant]
"""Gives the present instant."""


def computer() -> Instant:
    """The computer's clock."""
    return int(time.time())


@dataclass(frozen=True, slots=True)
class Trust:
    """Whether the clock can be believed: ``behind`` seconds before what the journal has already seen.

    ``last`` is the newest instant that was believed: verdicts stand still at it while the clock is not sound.
    ``standing``: it was doubted, and nobody has confirmed it since.
    """

    sound: bool
    behind: int
    now: Instant
    last: Instant
    standing: bool = False


class ClockWatch:
    """Compares the clock with the journal and with the time that passed since the last look."""

    def __init__(self, clock: Clock, passed: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._passed = passed
        self._seen = clock()
        self._mark = passed()

    def look(self, last: Instant) -> Trust:
        """How the clock stands against the newest entry and against its own last reading."""
        now, mark = self._clock(), self._passed()
        expected = self._seen + int(mark - self._mark)
        behind = max(last - now, expected - now if self._clock is computer else 0, 0)
        believed = behind <= TOLERANCE and not doubt(now, last)
        if believed and now >= self._seen:
            self._seen, self._mark = now, mark
        return Trust(believed, behind, now, max(last, self._seen))

    def believe(self) -> None:
        """A person confirmed the present reading: it counts from here."""
        self._seen, self._mark = self._clock(), self._passed()
