"""A small line that shows the room answering: one stroke for each look at the journal."""

from collections import deque

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from commandroom.text import tr
from ui.theme import Theme

STROKES = 12
SLOW = 0.5
"""Seconds; an answer this late is drawn at full height."""


class Heartbeat(QWidget):
    """The last answers of the room: short strokes are quick answers, a gap with ■ is none."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._beats: deque[float] = deque(maxlen=STROKES)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("心跳"))
        theme.changed.connect(self.updateGeometry)

    @property
    def alive(self) -> bool:
        """Whether the room answered the last time."""
        return bool(self._beats) and self._beats[-1] >= 0

    def beat(self, seconds: float) -> None:
        """One answer, after so many seconds; negative when there was none."""
        was = self.alive
        self._beats.append(seconds)
        if was != self.alive or not self.toolTip():
            self.setToolTip(tr("指挥室应答正常") if self.alive else tr("指挥室没有应答，画面可能不是最新的"))
        self.update()

    def sizeHint(self) -> QSize:
        """Twelve strokes."""
        return QSize(self._theme.px(4) * STROKES, self._theme.px(18))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The strokes, the newest at the right."""
        step, high = self.width() / STROKES, self.height()
        with QPainter(self) as p:
            p.setPen(Qt.PenStyle.NoPen)
            for place, seconds in enumerate(self._beats, STROKES - len(self._beats)):
                lost = seconds < 0
                p.setBrush(self._theme.color("overdue" if lost else "on_time"))
                tall = high if lost else high * (0.2 + 0.8 * min(seconds / SLOW, 1.0))
                p.drawRect(QRectF(place * step, high - tall, max(step * 0.5, 1.0), tall))
