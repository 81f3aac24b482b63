"""Which of a place's tiles is shown: each for so many seconds, going on where it stood before."""

from collections.abc import Sequence


class Rotation:
    """Turns when its time is over; the map and the clocks are in no rotation."""

    def __init__(self, tiles: Sequence[str], seconds: int, begin: str = "") -> None:
        if not tiles or seconds < 1:
            raise ValueError("a rotation of nothing")
        self.tiles = tuple(tiles)
        self.seconds = seconds
        self._place = self.tiles.index(begin) if begin in self.tiles else 0
        self._since: float | None = None

    @property
    def current(self) -> str:
        """The tile shown now."""
        return self.tiles[self._place]

    @property
    def place(self) -> int:
        """Its place in the round."""
        return self._place

    def look(self, passed: float) -> bool:
        """Turn when the time of the tile is over (seconds of a clock that never jumps); True when it turned."""
        if self._since is None or passed < self._since:
            self._since = passed
        turns = int((passed - self._since) // self.seconds)
        if turns:
            self._since += turns * self.seconds
            self._place = (self._place + turns) % len(self.tiles)
        return bool(turns % len(self.tiles))
