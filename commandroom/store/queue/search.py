"""Search: the rows whose text holds a phrase, from stored postings and, for fresh events, from their text."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from commandroom.store.queue import postings, shelf
from commandroom.store.queue.columns import Array
from commandroom.store.queue.fold import fold, mark_of

FRESH = 16_384
"""Texts held in memory because no segment has them yet; reading them all takes about 1 ms."""
CACHE = 24 * 2**20
"""Bytes of postings kept, as stored."""
PHRASES = 4
"""Answers kept: another filter or order over the same phrase costs nothing."""


@dataclass(frozen=True, slots=True)
class Segment:
    """The stored postings of the rows ``first <= row < last``; ``label`` begins their keys."""

    label: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Hits:
    """The mask of the rows that hold a phrase, and how many rows could not be searched yet."""

    mask: NDArray[np.bool_]
    unsearched: int


class Replaced(Exception):  # noqa: N818 - not an error: another program stored newer postings
    """The segments known here are no longer the stored ones; they must be read anew."""


class Search:
    """Knows which rows are indexed as what, and answers phrases; used under the queue's lock."""

    def __init__(self) -> None:
        self.segments: tuple[Segment, ...] = ()
        self.marks: Array = np.zeros(0, "u4")
        self.fresh: dict[int, str] = {}
        self.pending: set[int] = set()
        self.version = 0
        self._postings: OrderedDict[str, tuple[BitMap | None, int]] = OrderedDict()
        self._held = 0
        self._phrases: OrderedDict[tuple[Any, ...], NDArray[np.bool_]] = OrderedDict()

    def reserve(self, size: int) -> None:
        """Make place for rows below ``size``."""
        if size > len(self.marks):
            grown = np.zeros(size + size // 8 + 64, "u4")
            grown[: len(self.marks)] = self.marks
            self.marks = grown

    def take(self, row: int, text: str) -> None:
        """The folded text of a row as it is now."""
        self.reserve(row + 1)
        if self.marks[row] == mark_of(text):
            self.drop(row)
            return
        self.version += 1
        if row in self.fresh or len(self.fresh) < FRESH:
            self.fresh[row] = text
            self.pending.discard(row)
        else:
            self.pending.add(row)

    def drop(self, row: int) -> None:
        """A row is as indexed again, or gone (rows that are gone are left out by the columns)."""
        if self.fresh.pop(row, None) is not None or row in self.pending:
            self.pending.discard(row)
            self.version += 1

    def wait(self, rows: Array) -> None:
        """Rows with a text that nobody has read yet."""
        if len(rows):
            self.reserve(int(rows.max()) + 1)
            self.pending.update(rows.tolist())
            self.version += 1

    def install(self, segment: Segment, marks: Array, replaced: set[str], changed: set[int]) -> None:
        """Take a newly stored segment in; ``changed`` rows were written after its texts were read."""
        kept = tuple(old for old in self.segments if old.label not in replaced)
        self.segments = (*kept, segment)
        self.reserve(segment.last)
        self.marks[segment.first : segment.last] = marks
        for row in [row for row in self.fresh if segment.first <= row < segment.last and row not in changed]:
            if self.marks[row]:
                del self.fresh[row]
        self.pending = {
            row
            for row in self.pending
            if row in changed or not segment.first <= row < segment.last or not self.marks[row]
        }
        self.version += 1
        for key in [key for key in self._postings if key.partition(":")[0] in replaced]:
            self._held -= self._postings.pop(key)[1]

    def find(self, words: str, among: NDArray[np.bool_], reader: Any) -> Hits | None:
        """The rows whose text holds ``words``, right for the rows of ``among`` (a mask of all rows).

        None when there is nothing to search for. Segments without a row of ``among`` are not read.
        Raises Replaced when another program stored newer postings, and what the database raises.
        """
        asked = fold(words)
        if not asked:
            return None
        size = len(among)
        segments = [segment for segment in self.segments if among[segment.first : segment.last].any()]
        key = (asked, size, self.version, *(segment.label for segment in segments))
        if key not in self._phrases:
            self._phrases[key] = self._find(asked, size, segments, reader)
            while len(self._phrases) > PHRASES:
                self._phrases.popitem(last=False)
        self._phrases.move_to_end(key)
        return Hits(self._phrases[key], sum(1 for row in self.pending if row < size and among[row]))

    def _find(self, asked: str, size: int, segments: list[Segment], reader: Any) -> NDArray[np.bool_]:
        mask = np.zeros(size, np.bool_)
        needed = postings.grams(asked)
        bitmaps = self._fetch([f"{s.label}:{gram}" for s in segments for _, gram in needed], reader)
        for segment in segments:
            found = [(offset, bitmaps.get(f"{segment.label}:{gram}")) for offset, gram in needed]
            present = [(offset, bitmap) for offset, bitmap in found if bitmap is not None]
            if len(present) == len(found):
                places = postings.phrase(present)
                postings.light(mask[segment.first : segment.last], places, alone=len(asked) == 1)
        outdated = [*self.fresh, *self.pending]
        if outdated:
            mask[[row for row in outdated if row < size]] = False
        mask[[row for row, text in self.fresh.items() if asked in text and row < size]] = True
        return mask

    def _fetch(self, keys: list[str], reader: Any) -> dict[str, BitMap]:
        found: dict[str, BitMap] = {}
        missing = []
        for key in dict.fromkeys(keys):
            if key in self._postings:
                self._postings.move_to_end(key)
                bitmap = self._postings[key][0]
                if bitmap is not None:
                    found[key] = bitmap
            else:
                missing.append(key)
        if any("\ud800" <= letter <= "\udfff" for key in missing for letter in key[-2:]):
            return {}
        for start in range(0, len(missing), 500):
            self._read(missing[start : start + 500], found, reader)
        if missing and not {f"search/{s.label}" for s in self.segments} <= set(shelf.names(reader, "search")):
            raise Replaced
        while self._held > CACHE and len(self._postings) > len(keys):
            self._held -= self._postings.popitem(last=False)[1][1]
        return found

    def _read(self, keys: list[str], found: dict[str, BitMap], reader: Any) -> None:
        marks = ", ".join("?" * len(keys))
        rows = dict(reader.execute(f"SELECT gram, rows FROM posting WHERE gram IN ({marks})", keys).fetchall())
        for key in keys:
            body = rows.get(key)
            bitmap = None if body is None else BitMap.deserialize(body)
            if bitmap is not None:
                found[key] = bitmap
            size = 100 + (len(body) if body is not None else 0)
            self._postings[key] = (bitmap, size)
            self._held += size
