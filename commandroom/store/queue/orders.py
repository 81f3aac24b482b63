"""Orders: rows sorted by a column, kept sorted while single rows move."""

import numpy as np
from numpy.typing import NDArray

from commandroom.store.queue.columns import Array

FEW = 60_000
"""Up to here sorting what was found is cheaper than walking everything in order."""
_SHIFT = np.uint64(32)
_ROW = np.uint64(0xFFFFFFFF)


def by_key(rows: Array, keys: Array) -> NDArray[np.int32]:
    """Rows in order of (key, row); 32-bit keys."""
    packed = (keys.astype("u8") << _SHIFT) | rows.astype("u8")
    packed.sort()
    rows_in_order: NDArray[np.int32] = (packed & _ROW).astype("i4")
    return rows_in_order


class SortedRows:
    """All rows in order of one 32-bit column; rows whose key changed are put right when next asked for."""

    def __init__(self) -> None:
        self._rows: NDArray[np.int32] | None = None
        self._moved: set[int] = set()

    def touch(self, rows: list[int]) -> None:
        """The keys of these rows may have changed, or the rows are new."""
        if self._rows is not None:
            self._moved.update(rows)

    def arrange(self, mask: NDArray[np.bool_], keys: Array, found: int) -> NDArray[np.int32]:
        """The rows of a mask (``found`` of them) in order of (key, row)."""
        if found <= FEW:
            rows = np.flatnonzero(mask)
            return by_key(rows, keys[rows])
        ordered = self.all(keys)
        return ordered.take(np.flatnonzero(mask.take(ordered)))

    def all(self, keys: Array) -> NDArray[np.int32]:
        """Every row in order of (key, row)."""
        if self._rows is None or len(self._moved) > FEW:
            self._rows = by_key(np.arange(len(keys)), keys)
        elif self._moved:
            self._rows = self._repaired(self._rows, keys)
        self._moved.clear()
        return self._rows

    def _repaired(self, rows: NDArray[np.int32], keys: Array) -> NDArray[np.int32]:
        moved = np.fromiter(self._moved, "i8", len(self._moved))
        still = np.ones(len(keys), np.bool_)
        still[moved] = False
        kept = rows.take(np.flatnonzero(still.take(rows)))
        moved = by_key(moved, keys[moved])
        packed = (keys.take(kept).astype("u8") << _SHIFT) | kept.astype("u8")
        places = packed.searchsorted((keys.take(moved).astype("u8") << _SHIFT) | moved.astype("u8"))
        return np.insert(kept, places, moved)
