"""Write the postings of a block of events, slice by slice, shown only when all of them stand."""

import json
from collections.abc import Generator, Iterator
from typing import Any

import numpy as np
from pyroaring import BitMap

from commandroom.store.queue import postings, shelf
from commandroom.store.queue.columns import Array
from commandroom.store.queue.fold import FIELDS, fold_event, mark_of
from commandroom.store.queue.search import Segment

TEXTS = 4096
"""Events read and cut into pairs at a time."""
BYTES = 1 << 20
"""Postings written in one transaction."""
_READ = f"SELECT row, {', '.join(FIELDS)} FROM event WHERE row >= ? AND row < ?"
_PUT = "INSERT OR REPLACE INTO posting (gram, rows) VALUES (?, ?)"
_LABELLED = "SELECT gram FROM posting WHERE gram >= ? AND gram < ? LIMIT 2000"


def next_label(reader: Any) -> str:
    """A label no segment has, nor any half-written one."""
    used = [name.partition("/")[2] for name in shelf.names(reader, "search")]
    newest = reader.execute("SELECT max(gram) FROM posting").fetchone()[0]
    used += [newest.partition(":")[0]] if newest is not None else []
    return f"{max(map(int, used), default=0) + 1:06d}"


def build(segment: Segment, reader: Any, writer: Any) -> Generator[None, None, Array]:
    """Read the texts of a segment and write its postings; gives the marks of what was indexed.

    Nothing refers to the postings until :func:`show`; stopped halfway they are cleared away later.
    """
    marks: Array = np.zeros(segment.last - segment.first, "u4")
    bitmaps: dict[str, BitMap] = {}
    for start in range(segment.first, segment.last, TEXTS):
        texts = []
        stop = min(start + TEXTS, segment.last)
        for row, *fields in reader.execute(_READ, (start, stop)).fetchall():
            text = fold_event(tuple(fields))
            if len(text) < postings.LONGEST:
                texts.append((row - segment.first, text))
                marks[row - segment.first] = mark_of(text)
        yield
        for gram, bitmap in postings.index(texts):
            if gram in bitmaps:
                bitmaps[gram] |= bitmap
            else:
                bitmaps[gram] = bitmap
        yield
    batch: list[tuple[str, bytes]] = []
    size = 0
    for gram in sorted(bitmaps):
        bitmap = bitmaps.pop(gram)
        bitmap.run_optimize()
        batch.append((f"{segment.label}:{gram}", bitmap.serialize()))
        size += len(batch[-1][1]) + 50
        if size > BYTES:
            shelf.write(writer, [(_PUT, batch)])
            batch, size = [], 0
            yield
    shelf.write(writer, [(_PUT, batch)])
    return marks


def show(segment: Segment, marks: Array, replaced: set[str], head: int, reader: Any, writer: Any) -> None:
    """Make a finished segment the one that counts, in one small transaction; ``head`` is from before it."""
    words = json.dumps([segment.first, segment.last]).encode()
    body = len(words).to_bytes(4, "little") + words + marks.astype("<u4").tobytes()
    statements = [shelf.put(reader, f"search/{segment.label}", head, body)]
    if replaced:
        statements.append((shelf.TAKE_AWAY, [(f"search/{label}",) for label in sorted(replaced)]))
    shelf.write(writer, statements)


def unpack(piece: shelf.Piece) -> tuple[Segment, Array] | None:
    """The segment of a stored piece, and its marks; None when its length is not what it says."""
    length = int.from_bytes(piece.body[:4], "little")
    first, last = json.loads(piece.body[4 : 4 + length])
    marks: Array = np.frombuffer(piece.body, "<u4", -1, 4 + length)
    if len(marks) != last - first:
        return None
    return Segment(piece.name.partition("/")[2], first, last), marks


def clear_away(reader: Any, writer: Any) -> Iterator[None]:
    """Delete postings that no segment speaks of: replaced ones, and those of a build that was stopped."""
    stored, sound = shelf.names(reader, "search"), shelf.sound(reader, "search")
    if len(sound) < len(stored):
        shelf.write(writer, [(shelf.TAKE_AWAY, [(name,) for name in stored if name not in sound])])
    shown = {name.partition("/")[2] for name in sound}
    after = ""
    while True:
        row = reader.execute("SELECT gram FROM posting WHERE gram > ? LIMIT 1", (after,)).fetchone()
        if row is None:
            return
        label = row[0].partition(":")[0]
        after = f"{label};"
        if label in shown:
            continue
        while found := reader.execute(_LABELLED, (f"{label}:", after)).fetchall():
            shelf.write(writer, [("DELETE FROM posting WHERE gram = ?", found)])
            yield
