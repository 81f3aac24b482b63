"""Postings: for every pair of neighbouring letters, at which place of which event it stands, as bitmaps."""

from array import array
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from pyroaring import BitMap

from commandroom.store.queue.columns import BLOCK, Array

ROW_BITS = 17
ROWS = BLOCK
ROW = ROWS - 1
LONGEST = 1 << (32 - ROW_BITS)
"""Letters of an event's text that fit; a longer text is not indexed but searched as it is."""
assert 1 << ROW_BITS == ROWS


def grams(words: str) -> list[tuple[int, str]]:
    """What to look up for a phrase: (offset, gram); one letter alone, else pairs that cover it."""
    if len(words) == 1:
        return [(0, words)]
    offsets = list(range(0, len(words) - 1, 2))
    if len(words) % 2:
        offsets.append(len(words) - 2)
    return [(offset, words[offset : offset + 2]) for offset in offsets]


def phrase(found: Sequence[tuple[int, BitMap]]) -> BitMap:
    """Where a phrase begins, from the places of its grams (place << ROW_BITS | row); exact."""
    first, *others = sorted(found, key=_length)
    places = _moved(first[1], -first[0])
    for offset, bitmap in others:
        if not places:
            break
        places = places & _moved(bitmap, -offset)
    return places


def _length(found: tuple[int, BitMap]) -> int:
    return len(found[1])


def _moved(bitmap: BitMap, places: int) -> BitMap:
    return bitmap.shift(places << ROW_BITS) if places else bitmap


def rows_of(places: BitMap) -> Array:
    """The rows of places inside a segment; a row may come more than once."""
    found: Array = np.frombuffer(places.to_array(), "u4") & np.uint32(ROW)
    return found


def light(mask: Array, places: BitMap, *, alone: bool) -> None:
    """Set the rows of places in the mask of a segment; ``alone``: of a single letter, which has no places."""
    if alone and len(places) > len(mask) // 2:
        mask[:] = True
        rows, value = rows_of(places.flip(0, len(mask))), False
    else:
        rows, value = rows_of(places), True
    mask[rows if len(mask) == ROWS else rows[rows < len(mask)]] = value


def index(texts: Sequence[tuple[int, str]]) -> Iterator[tuple[str, BitMap]]:
    """The postings of some texts, (row inside the segment, folded text): pairs with places, single letters.

    Letters of different fields are no neighbours: the fields are parted by a line break. A gram may come
    more than once.
    """
    kept = [(row, text) for row, text in texts if 0 < len(text) < LONGEST]
    if not kept:
        return
    letters: Array = np.frombuffer("".join(text + "\n" for _, text in kept).encode("utf-32-le"), "<u4")
    lengths = np.array([len(text) + 1 for _, text in kept])
    starts = np.repeat(np.cumsum(lengths) - lengths, lengths)
    rows = np.repeat(np.array([row for row, _ in kept], "u4"), lengths)
    places = (np.arange(len(letters), dtype="u4") - starts.astype("u4")) << np.uint32(ROW_BITS)
    alphabet = np.unique(letters)
    if len(alphabet) > 0xFFFF:
        half = len(kept) // 2
        yield from index(kept[:half])
        yield from index(kept[half:])
        return
    numbers = np.zeros(int(alphabet[-1]) + 1, "u4")
    numbers[alphabet] = np.arange(len(alphabet))
    coded = numbers.take(letters)
    end = letters == ord("\n")
    pairs = np.flatnonzero(~(end[:-1] | end[1:]))
    width = len(alphabet)
    for key, values in _groups(
        coded[pairs].astype("u8") * np.uint64(width) + coded[pairs + 1], places[pairs] | rows[pairs]
    ):
        yield chr(int(alphabet[key // width])) + chr(int(alphabet[key % width])), BitMap(array("I", values.tobytes()))
    alone = np.flatnonzero(~end)
    for key, values in _groups(coded[alone].astype("u8"), rows[alone]):
        yield chr(int(alphabet[key])), BitMap(array("I", values.tobytes()))


def _groups(keys: Array, values: Array) -> Iterator[tuple[int, Any]]:
    """Values by key, each group sorted and without doubles."""
    if not len(keys):
        return
    packed = (keys << np.uint64(32)) | values
    packed.sort()
    packed = packed[np.flatnonzero(np.concatenate(([True], packed[1:] != packed[:-1])))]
    heads = (packed >> np.uint64(32)).astype("u4")
    bounds = np.flatnonzero(np.concatenate(([True], heads[1:] != heads[:-1], [True]))).tolist()
    lows = packed.astype("u4")
    for start, stop in pairwise(bounds):
        yield int(heads[start]), lows[start:stop]
