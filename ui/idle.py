"""Notices that nobody has touched keyboard or mouse for a while."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

IDLE_MINUTES = 10
"""Lock after so many unless the room's setting lock_minutes says otherwise (reliability.md F27)."""
_LOOK_MS = 5000
_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel,
        QEvent.Type.TouchBegin, QEvent.Type.TabletMove, QEvent.Type.ShortcutOverride,
    }
)  # fmt: skip


class IdleWatch(QObject):
    """Emits ``idle`` once when the time is over; the next touch begins a new count.

    It watches one object: the QWindow of the main window receives every key and every move of the pointer
    before the widgets do. (A filter over the whole application would be asked about every event there is.)
    ``seconds`` is asked at every look how long nobody must touch anything; 0 never locks (a wall screen).
    """

    idle = Signal()

    def __init__(
        self,
        watched: QObject,
        seconds: Callable[[], float],
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._seconds = seconds
        self._clock = clock
        self._touched = clock()
        self._said = False
        watched.installEventFilter(self)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(_LOOK_MS)

    def look(self) -> None:
        """Whether the time is over; also after the machine slept, since the clock ran on."""
        if self._said:
            return
        seconds = self._seconds()
        if seconds and self._clock() - self._touched >= seconds:
            self._said = True
            self.idle.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Every touch counts, whoever receives it; a touch after the time is over finds the lock first."""
        if event.type() in _TOUCHES:
            self.look()
            self._touched = self._clock()
            self._said = False
        return super().eventFilter(watched, event)
