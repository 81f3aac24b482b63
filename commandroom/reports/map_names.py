"""Names on a printed map: the important first, each where it hits no other; else a number for the key."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commandroom.reports.svg import measure

LINE = 1.15
"""Height of a line of text, in sizes."""
EDGE = 0.4
"""Millimetres kept free round a name."""
POINT = 25.4 / 72
"""Millimetres of a typographic point."""
_SHIFTS = ((0.0, 0.0), (0.0, -0.8), (0.0, 0.8), (0.0, -1.6), (0.0, 1.6))
"""Where else a name may stand, in lines."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A name to be placed: its words, the middle of its place in millimetres, size in points, weight."""

    words: str
    x: float
    y: float
    size: float
    bold: bool = False
    room: float = 0.0
    """Width of the place in millimetres; a name wider than it is broken in two."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A name as it stands: its lines, the middle, and the box it fills (left, top, right, bottom; millimetres).

    ``key``: the number printed in its place, 0 when the name itself is.
    """

    wanted: Wanted
    lines: tuple[str, ...]
    x: float
    y: float
    box: tuple[float, float, float, float]
    key: int = 0


class Names:
    """Places names one after the other inside a frame (left, top, right, bottom)."""

    def __init__(self, frame: tuple[float, float, float, float], keys: int) -> None:
        self._frame, self._keys = frame, keys
        self._boxes: NDArray[np.float64] = np.zeros((256, 4))
        self._soft: NDArray[np.float64] = np.zeros((0, 4))
        self._count = 0
        self.placed: list[Placed] = []
        self.left_out = 0
        """Names for which there was no place and no number."""

    def block(self, box: tuple[float, float, float, float]) -> None:
        """No other name may stand here."""
        if self._count == len(self._boxes):
            self._boxes = np.vstack([self._boxes, np.zeros_like(self._boxes)])
        self._boxes[self._count] = box
        self._count += 1

    def avoid(self, boxes: NDArray[np.float64]) -> None:
        """Names stand here only when there is no other place (signs of events)."""
        self._soft = boxes

    def place(self, names: Sequence[Wanted]) -> None:
        """Place all of them, in this order; then number those that found no place while there are numbers."""
        waiting = [name for name in names if not self._put(name, self._broken(name))]
        keys = sum(one.key > 0 for one in self.placed)
        for name in sorted(waiting, key=lambda one: (round(one.y / 8), one.x)):
            if keys >= self._keys or not self._put(name, ((str(keys + 1),),), keys + 1):
                self.left_out += 1
            else:
                keys += 1

    @staticmethod
    def _broken(name: Wanted) -> tuple[tuple[str, ...], ...]:
        whole, half = (name.words,), -(-len(name.words) // 2)
        wide = measure(name.words, name.size) * POINT
        if len(name.words) < 4:
            return (whole,)
        broken = (name.words[:half], name.words[half:])
        return (broken, whole) if name.room and wide > name.room else (whole, broken)

    def _put(self, name: Wanted, ways: Sequence[tuple[str, ...]], key: int = 0) -> bool:
        for open_ground in (True, False) if len(self._soft) else (False,):
            for lines in ways:
                wide = max(measure(line, name.size) for line in lines) * POINT / 2 + EDGE
                high = len(lines) * name.size * LINE * POINT / 2 + EDGE
                for shift_x, shift_y in _SHIFTS:
                    x, y = name.x + shift_x, name.y + shift_y * name.size * LINE * POINT
                    box = (x - wide, y - high, x + wide, y + high)
                    if self._free(box) and not (open_ground and _hits(self._soft, box)):
                        self.block(box)
                        self.placed.append(Placed(name, lines, x, y, box, key))
                        return True
        return False

    def _free(self, box: tuple[float, float, float, float]) -> bool:
        left, top, right, bottom = self._frame
        if box[0] < left or box[1] < top or box[2] > right or box[3] > bottom:
            return False
        return not _hits(self._boxes[: self._count], box)


def _hits(others: NDArray[np.float64], box: tuple[float, float, float, float]) -> bool:
    hit = (others[:, 0] < box[2]) & (others[:, 2] > box[0]) & (others[:, 1] < box[3]) & (others[:, 3] > box[1])
    return bool(hit.any())
