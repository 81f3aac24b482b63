"""Keep what the queue holds true: filled at start, caught up from the journal, stored when idle."""

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import numpy as np

from commandroom.store.queue import indexer, shelf
from commandroom.store.queue.columns import BLOCK, LIVE, Columns
from commandroom.store.queue.figures import read_block
from commandroom.store.queue.fold import FIELDS, fold_event
from commandroom.store.queue.held import SLICE, Held, select
from commandroom.store.queue.search import FRESH, Search, Segment

MERGE = 4096
"""Texts without postings, or amended since, that make it worth while to index their block anew."""
SAVE = 512
"""Changes that make it worth while to store columns before closing."""


def load(held: Held, reader: Any) -> None:
    """Fill the memory; whatever piece is missing or wrongly stamped is read from the events instead."""
    with held.lock:
        held.empty()
        now = low = shelf.head(reader)
        last = reader.execute("SELECT max(row) FROM event").fetchone()[0] or 0
        live = Columns("live", LIVE)
        live.reserve(last + 1)
        for block in range(-(-(last + 1) // BLOCK)):
            piece = shelf.fetch(reader, f"live/{block:06d}")
            if piece is not None and live.unpack(block, piece.body):
                low = min(low, piece.head)
            else:
                read_block(live, block, reader)
                held.must_store("live", block)
        held.live = live
        low = min(low, load_search(held, reader))
        held.head = low
        catch_up(held, reader, ())
        held.head = max(held.head, now)
        held.reported.all(held.live["reported_at"])


def load_search(held: Held, reader: Any) -> int:
    """Know the stored segments; the journal position from which on amended texts must be looked for.

    Texts that were fresh before stay so unless a new segment holds them.
    """
    old, search = held.search, Search()
    search.reserve(held.live.size)
    search.version = old.version + 1
    low, heads = shelf.head(reader), dict[str, int]()
    for name in shelf.names(reader, "search"):
        piece = shelf.fetch(reader, name)
        found = None if piece is None else indexer.unpack(piece)
        if piece is not None and found is not None:
            segment, marks = found
            search.segments = (*search.segments, segment)
            search.reserve(segment.last)
            search.marks[segment.first : segment.last] = marks
            heads[segment.label] = piece.head
    low = min(heads.values(), default=low)
    amended: set[int] = set()
    piece = shelf.fetch(reader, "fresh")
    if piece is not None:
        known = json.loads(piece.body)
        low = min([piece.head, *(head for label, head in heads.items() if label not in known["segments"])])
        amended.update(known["rows"])
    size = held.live.size
    before = old.marks[: min(size, len(old.marks))]
    amended.update(np.flatnonzero((before != search.marks[: len(before)]) & (before != 0)).tolist())
    amended.update(old.fresh, old.pending)
    unknown = np.flatnonzero((held.live["state"] != 0) & (search.marks[:size] == 0))
    held.search = search
    search.wait(unknown[FRESH:])
    _read_texts(held, reader, sorted(amended.union(unknown[:FRESH].tolist())))
    return low


def _read_texts(held: Held, reader: Any, rows: list[int]) -> None:
    for start in range(0, len(rows), SLICE):
        part = rows[start : start + SLICE]
        marks = ", ".join("?" * len(part))
        found = reader.execute(f"SELECT row, {', '.join(FIELDS)} FROM event WHERE row IN ({marks})", part)
        texts = [(row, fold_event(tuple(fields))) for row, *fields in found.fetchall()]
        with held.lock:
            for row, text in texts:
                held.search.take(row, text)


def catch_up(held: Held, reader: Any, ids: Iterable[str]) -> None:
    """Read events again: those named, and those the journal speaks of after what is known."""
    head = shelf.head(reader)
    wanted = list({*ids, *shelf.touched(reader, held.head, head)})
    gone: list[str] = []
    for start in range(0, len(wanted), SLICE):
        part = wanted[start : start + SLICE]
        records = select(reader, "id", part)
        held.apply(records)
        if len(records) < len(part):
            gone = part
        with held.lock:
            held.numbers.place([record[0] for record in records], reader)
    if gone:
        _sweep(held, reader)
    held.head = max(held.head, head)


def _sweep(held: Held, reader: Any) -> None:
    """Take away rows whose events are no more: a first step was undone."""
    there = np.fromiter((row[0] for row in reader.execute("SELECT row FROM event")), "i8")
    with held.lock:
        present = held.live["state"] != 0
        present[there[there < len(present)]] = False
        held.remove(np.flatnonzero(present))


def upkeep(held: Held, reader: Any, writer: Any, *, closing: bool) -> Iterator[None]:
    """One round of what is to be done when idle; yields between slices."""
    if not closing:
        yield from _index(held, reader, writer)
        yield from indexer.clear_away(reader, writer)
        with held.lock:
            held.reported.all(held.live["reported_at"])
    yield from _store(held, reader, writer, least=1 if closing else SAVE)


def _index(held: Held, reader: Any, writer: Any) -> Iterator[None]:
    """Write the postings of the blocks in which many texts have none."""
    with held.lock:
        waiting = np.fromiter((*held.search.fresh, *held.search.pending), "i8")
        pending = bool(held.search.pending)
    counts = np.bincount(waiting // BLOCK) if len(waiting) else waiting
    least = 1 if pending else MERGE
    for block in sorted((b for b in range(len(counts)) if counts[b] >= least), key=lambda b: -counts[b]):
        changed: set[int] = set()
        with held.lock:
            held.watchers.append(changed)
            first, last = block * BLOCK, min((block + 1) * BLOCK, held.live.size)
            replaced = {s.label for s in held.search.segments if s.first < last and first < s.last}
            head = held.head
        try:
            segment = Segment(indexer.next_label(reader), first, last)
            marks = yield from indexer.build(segment, reader, writer)
            with held.lock:
                indexer.show(segment, marks, replaced, head, reader, writer)
                held.search.install(segment, marks, replaced, changed)
                left = changed.union(row for row in held.search.pending if first <= row < last)
                _read_texts(held, reader, sorted(left))
        finally:
            with held.lock:
                held.watchers = [watcher for watcher in held.watchers if watcher is not changed]
        yield
    with held.lock:
        left = set(islice(held.search.pending, FRESH))
    _read_texts(held, reader, sorted(left))


def _store(held: Held, reader: Any, writer: Any, *, least: int) -> Iterator[None]:
    """Store the blocks that changed, and which texts were amended, each stamped with what it has seen."""
    if not held.worth_storing(least):
        return
    with held.lock:
        head = held.head
        marks = held.search.marks
        amended = sorted(row for row in (*held.search.fresh, *held.search.pending) if marks[row])
        body = json.dumps({"segments": [segment.label for segment in held.search.segments], "rows": amended})
    shelf.write(writer, [shelf.put(reader, "fresh", head, body.encode())])
    yield
    for name in ("live", "times"):
        for block in sorted(held.unsaved[name]):
            with held.lock:
                columns = held.live if name == "live" else held.times
                head, packed = held.head, b""
                if columns is not None and block < columns.blocks:
                    packed = columns.pack(block)
                held.unsaved[name].discard(block)
            if packed:
                shelf.write(writer, [shelf.put(reader, f"{name}/{block:06d}", head, packed)])
                yield
    held.stored()
