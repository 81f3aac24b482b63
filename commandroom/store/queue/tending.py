"""Tend one queue when nothing else is to be done: its upkeep, slice by slice, over connections of its own."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from commandroom.store import engine
from commandroom.store.queue.live import Queue

CACHE_KB = 3_000
"""Page cache of each of the queue's connections; the default would be half of the memory it is allowed."""


class Tending:
    """A queue with the connections it reads and stores through; the room's thread alone calls it."""

    def __init__(self, path: Path, key: str) -> None:
        self._path = path
        self._key = key
        self._reader = engine.connect(path, key, read_only=True, cache_kb=CACHE_KB)
        self._answers = engine.connect(path, key, read_only=True, cache_kb=CACHE_KB)
        self._writer: Any = None
        self._slices: Iterator[None] | None = None
        self.queue = Queue(self._answers)
        self.queue.open(self._reader)

    def go_on(self, seconds: float, *, closing: bool = False) -> bool:
        """Go on with the upkeep for about so many seconds; True when nothing is left to do."""
        if self._writer is None:
            self._writer = engine.connect(self._path, self._key, cache_kb=CACHE_KB)
        if closing:
            self._slices = self.queue.upkeep(self._reader, self._writer, closing=True)
        elif self._slices is None:
            self._slices = self.queue.upkeep(self._reader, self._writer)
        until = time.monotonic() + seconds
        for _ in self._slices:
            if time.monotonic() > until:
                return False
        self._slices = None
        return True

    def close(self) -> None:
        """Give the connections back."""
        self._slices = None
        for connection in (self._reader, self._answers, self._writer):
            if connection is not None:
                connection.close()
