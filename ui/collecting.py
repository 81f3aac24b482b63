"""Garbage is collected on the window's thread only, between two events: Qt's objects die where they live."""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, QTimer

_LOOK_MS = 250
FULL_SECONDS = 120.0
"""Everything is looked through at most this often; the young objects far more often."""


@contextmanager
def held_back() -> Iterator[None]:
    """Python collects nothing by itself in here, on whatever thread it happened to be; the rest at the end.

    The room's and the reader's threads make garbage too. A collection that began there would free widgets
    and timers on the wrong thread, which Qt does not survive.
    """
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.collect()
        if before:
            gc.enable()


class Collector(QObject):
    """Collects by a timer of the thread it lives on, as much as Python would: young ones often, all rarely."""

    def __init__(self, parent: QObject | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self._clock = clock
        self._full = clock()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(_LOOK_MS)

    def look(self) -> int | None:
        """Collect what is due; the generation collected, None when nothing was."""
        due = [count > most for count, most in zip(gc.get_count(), gc.get_threshold(), strict=True)]
        if due[2] and self._clock() - self._full >= FULL_SECONDS:
            gc.collect(2)
            self._full = self._clock()
            return 2
        if due[1]:
            gc.collect(1)
            return 1
        if due[0]:
            gc.collect(0)
            return 0
        return None
