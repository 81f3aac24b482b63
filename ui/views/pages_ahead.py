"""Makes the pages that nobody has seen yet, a piece at a time, while nobody touches anything."""

import time
from collections.abc import Callable, Iterator

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from ui.views.import_steps import import_steps
from ui.views.page_stack import PageStack

PAUSE_MS = 20
"""Between two turns: keys, reads and pictures of the page in sight come first."""
SLICE = 0.008
"""Seconds of small pieces in one turn."""
QUIET = 0.4
"""Seconds since the last key or move of the pointer before anything is made."""
_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel, QEvent.Type.TouchBegin, QEvent.Type.TabletMove,
    }
)  # fmt: skip


class PagesAhead(QObject):
    """Begins when the first page is complete, so that the start of the program waits for nothing of this.

    A page is ready for its first visit when its modules are imported, its widgets made, dressed and laid out. It
    reads nothing from the room before somebody comes.
    """

    def __init__(
        self, stack: PageStack, clock: Callable[[], float] = time.monotonic, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._stack, self._clock = stack, clock
        self._touched = clock()
        self._watched: QObject | None = None
        self._pieces: Iterator[None] = self._all()
        self._timer = QTimer(self)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.turn)
        self._timer.start()

    @property
    def done(self) -> bool:
        """Whether every page is made."""
        return not self._timer.isActive()

    def turn(self) -> None:
        """Do some small pieces, or one large one; nothing while the page in sight has work or a hand moves."""
        page = self._stack.page
        if page is None or not page.isVisible() or not page.ready():
            return
        self._watch()
        if self._clock() - self._touched < QUIET:
            return
        until = time.perf_counter() + SLICE
        for _ in self._pieces:
            if time.perf_counter() >= until:
                return
        self._timer.stop()
        if self._watched is not None and isValid(self._watched):
            self._watched.removeEventFilter(self)

    def _watch(self) -> None:
        handle = self._stack.window().windowHandle()
        if self._watched is None and handle is not None:
            handle.installEventFilter(self)
            self._watched = handle

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Somebody works: wait."""
        if event.type() in _TOUCHES:
            self._touched = self._clock()
        return super().eventFilter(watched, event)

    def _all(self) -> Iterator[None]:
        for entry in self._stack.entries:
            for _ in () if self._stack.has(entry.name) else import_steps(entry.make):
                yield
            page = self._stack.make_ahead(entry.name)
            if page is None:
                continue
            yield
            for part in page.findChildren(QWidget):
                if isValid(part):
                    part.ensurePolished()
                yield
            page.resize(self._stack.size())
            yield
            yield from page.ahead()
