"""Garbage of the window's process: held back, then collected by the timer on the window's thread."""

import gc
import threading
import weakref

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from ui.collecting import FULL_SECONDS, Collector, held_back


class Knot:
    """Something that only the collector frees."""

    def __init__(self) -> None:
        self.me = self


def test_another_thread_frees_nothing(qapp: QApplication) -> None:
    """Garbage made of widgets waits while other threads allocate; the window's own thread frees it."""
    del qapp
    with held_back():
        knot = Knot()
        knot.timer = QObject()  # type: ignore[attr-defined]
        seen = weakref.ref(knot)
        del knot

        def busy() -> None:
            for _ in range(20_000):
                Knot()

        worker = threading.Thread(target=busy)
        worker.start()
        worker.join()
        assert seen() is not None
    assert seen() is None


def test_what_was_there_before_is_restored() -> None:
    """Inside another holding back nothing is switched on too early."""
    before = gc.isenabled()
    with held_back():
        with held_back():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled() == before


def test_young_ones_are_collected_when_there_are_many(qapp: QApplication) -> None:
    """The collector does what Python would have done by itself."""
    with held_back():
        collector = Collector(qapp)
        gc.collect()
        assert collector.look() is None
        seen = [weakref.ref(Knot()) for _ in range(2_000)]
        assert collector.look() == 0
        assert not any(one() for one in seen)
        collector.setParent(None)


def test_everything_is_looked_through_rarely(qapp: QApplication) -> None:
    """However much is made, a full look waits for its time."""
    now = [0.0]
    with held_back():
        collector = Collector(qapp, lambda: now[0])
        found = []
        for _ in range(400):
            made = [Knot() for _ in range(1_000)]
            found.append(collector.look())
            del made
        assert 1 in found and 2 not in found
        now[0] = FULL_SECONDS
        for _ in range(3):
            made = [Knot() for _ in range(1_000)]
            found.append(collector.look())
            del made
        assert found.count(2) == 1
        collector.setParent(None)
