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


class Walk:
    """Rows in the order they are shown: the first of many at once, all of them when somebody looks further."""

    def __init__(self, ordered: NDArray[np.int32], mask: NDArray[np.bool_] | None, count: int) -> None:
        self._ordered = ordered
        self._mask = mask
        self._count = count
        self._backwards = False

    def backwards(self) -> "Walk":
        """The same rows, the last first."""
        turned = Walk(self._ordered, self._mask, self._count)
        turned._backwards = not self._backwards
        return turned

    def __len__(self) -> int:
        return self._count

    def piece(self, start: int, stop: int) -> list[int]:
        """The rows at the places ``start <= place < stop``."""
        if self._mask is not None:
            first = self._ordered[-FEW:] if self._backwards else self._ordered[:FEW]
            first = first[self._mask.take(first)]
            if stop <= len(first):
                return self._cut(first, start, stop)
        return self._cut(self._rows(), start, stop)

    def place(self, row: int) -> int | None:
        """The place of a row, None when it is not among them."""
        found = np.flatnonzero(self._rows() == row)
        if not len(found):
            return None
        return self._count - 1 - int(found[0]) if self._backwards else int(found[0])

    def _cut(self, rows: NDArray[np.int32], start: int, stop: int) -> list[int]:
        cut = rows[::-1][start:stop] if self._backwards else rows[start:stop]
        found: list[int] = cut.tolist()
        return found

    def _rows(self) -> NDArray[np.int32]:
        mask = self._mask
        if mask is not None:
            self._ordered = self._ordered.take(np.flatnonzero(mask.take(self._ordered)))
            self._mask = None
        return self._ordered


class SortedRows:
    """All rows in order of one 32-bit column; rows whose key changed are put right when next asked for."""

    def __init__(self) -> None:
        self._rows: NDArray[np.int32] | None = None
        self._moved: set[int] = set()

    def touch(self, rows: list[int]) -> None:
        """The keys of these rows may have changed, or the rows are new."""
        if self._rows is not None:
            self._moved.update(rows)

    def arrange(self, mask: NDArray[np.bool_], keys: Array, found: int) -> Walk:
        """The rows of a mask (``found`` of them) in order of (key, row)."""
        if found <= FEW:
            rows = np.flatnonzero(mask)
            return Walk(by_key(rows, keys[rows]), None, found)
        return Walk(self.all(keys), mask, found)

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
