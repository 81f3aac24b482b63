"""The one clock of a room: the computer's, or one moved by hand; it notices when time runs backwards."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from commandroom.domain.instant import Instant

Clock = Callable[[], Instant]
"""Gives the present instant."""

TOLERANCE = 120
"""Seconds by which two readings may disagree before the clock is not trusted."""


def computer() -> Instant:
    """The computer's clock."""
    return int(time.time())


@dataclass(frozen=True, slots=True)
class Trust:
    """Whether the clock can be believed: ``behind`` seconds before what the journal has already seen."""

    sound: bool
    behind: int
    now: Instant
    last: Instant


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
        if now >= self._seen:
            self._seen, self._mark = now, mark
        return Trust(behind <= TOLERANCE, behind, now, max(last, self._seen))
