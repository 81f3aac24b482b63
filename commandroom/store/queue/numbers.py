"""Where each event's number stands among all numbers, as a 32-bit key with gaps for new ones."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commandroom.store.queue.orders import SortedRows

_TOP = 2**32 - 1
_STEP = 16
"""How far behind its predecessor a new number is put: the next numbers of the same day come after it."""
MANY = 256


class NumberKeys:
    """Read when first asked for; later numbers find their place by their neighbours in the database."""

    def __init__(self) -> None:
        self.keys: NDArray[np.uint32] | None = None
        self.order = SortedRows()

    def load(self, reader: Any, size: int) -> NDArray[np.uint32]:
        """The keys of all rows below ``size`` in order of (number, row); 0.5 s for a million, once."""
        if self.keys is None or len(self.keys) < size:
            rows = reader.execute("SELECT row FROM event ORDER BY number, row")
            self.keys = np.zeros(size + size // 8 + 64, "u4")
            placed = np.fromiter((row[0] for row in rows), "i8")
            placed = placed[placed < len(self.keys)]
            gap = (_TOP - 1) // (len(placed) + len(placed) // 8 + 2)
            self.keys[placed] = np.arange(1, len(placed) + 1, dtype="u8") * gap
            self.order = SortedRows()
        return self.keys[:size]

    def place(self, rows: Iterable[int], reader: Any) -> None:
        """Put rows where their numbers now belong; forgets the keys when there is no room left."""
        waiting = set(rows)
        if self.keys is None:
            return
        if len(waiting) > MANY or max(waiting, default=0) >= len(self.keys):
            self.keys = None
            return
        marks = ", ".join("?" * len(waiting))
        known = reader.execute(
            f"SELECT number, row FROM event WHERE row IN ({marks}) ORDER BY number, row", tuple(waiting)
        ).fetchall()
        for number, row in known:
            waiting.discard(row)
            if not self._put(number, row, waiting, reader):
                self.keys = None
                return

    def _put(self, number: str, row: int, waiting: set[int], reader: Any) -> bool:
        assert self.keys is not None
        before = self._neighbour(number, row, waiting, reader, "<", "DESC")
        after = self._neighbour(number, row, waiting, reader, ">", "ASC")
        if max(before or 0, after or 0) >= len(self.keys):
            return False
        low = int(self.keys[before]) if before is not None else 0
        high = int(self.keys[after]) if after is not None else _TOP
        if low < int(self.keys[row]) < high:
            return True
        key = low + min(_STEP, (high - low) // 2)
        self.keys[row] = key
        self.order.touch([row])
        return low < key < high

    @staticmethod
    def _neighbour(
        number: str, row: int, waiting: set[int], reader: Any, side: str, direction: str
    ) -> int | None:
        for condition, values in (
            (f"number = ? AND row {side} ?", (number, row)), (f"number {side} ?", (number,)),
        ):
            found = reader.execute(
                f"SELECT row FROM event WHERE {condition} ORDER BY number {direction}, row {direction} LIMIT ?",
                (*values, len(waiting) + 1),
            )
            for (other,) in found.fetchall():
                if other not in waiting:
                    return int(other)
        return None
