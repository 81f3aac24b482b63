"""A clock that moves only when a test moves it."""

from commandroom.domain.instant import Instant

START = 1_782_878_400
"""2026-07-01 12:00 in +08:00: a Wednesday at noon, in no holiday."""


class MovableClock:
    """Stands still until it is told to move; ``clock.now`` is what a door takes as its clock."""

    def __init__(self, start: int = START) -> None:
        self._at = Instant(start)

    def now(self) -> Instant:
        """Seconds since the Unix epoch, UTC."""
        return self._at

    def forward(self, seconds: int) -> Instant:
        """Move on by seconds and answer the new time; a negative number is a clock that jumped back."""
        self._at = Instant(self._at + seconds)
        return self._at

    def set(self, at: int) -> Instant:
        """Jump to an instant."""
        self._at = Instant(at)
        return self._at
