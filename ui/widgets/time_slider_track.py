"""The track of the time slider: days, how much was written when, and the moment looked at."""

from datetime import timedelta

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from commandroom.domain.instant import DAY, HOUR, MINUTE, Instant, day_start, local_date, stamp
from commandroom.text import tr
from ui.theme import Theme

HIGH = 44
"""Pixels at scale 1.0."""
BARS = 3
"""Pixels of one bar of what was written, with its gap."""
_MOVES = {
    Qt.Key.Key_Left: -10 * MINUTE, Qt.Key.Key_Right: 10 * MINUTE, Qt.Key.Key_PageUp: -DAY, Qt.Key.Key_PageDown: DAY,
    Qt.Key.Key_Up: -HOUR, Qt.Key.Key_Down: HOUR,
}  # fmt: skip


class TimeTrack(QWidget):
    """A stretch of time from left to right; a press, a drag or a key asks for another moment."""

    sought = Signal(object)
    """Instant."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.since: Instant = 0
        self.until: Instant = 1
        self.at: Instant = 0
        self._turns: NDArray[np.int64] = np.zeros(0, np.int64)
        self._bars: NDArray[np.float64] = np.zeros(0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(tr("时间轴"))
        self.setAccessibleDescription(tr("左右方向键移十分钟，上下移一小时，PageUp 和 PageDown 移一天"))
        theme.changed.connect(self.updateGeometry)

    def set_span(self, since: Instant, until: Instant, turns: NDArray[np.int64]) -> None:
        """The stretch shown, and the instants at which something was written."""
        self.since, self.until, self._turns = since, max(until, since + 1), turns
        self._bars = np.zeros(0)
        self.update()

    def set_at(self, at: Instant) -> None:
        """The moment looked at."""
        before, self.at = self._x(self.at), at
        if abs(self._x(at) - before) >= 0.5 / self.devicePixelRatioF():
            self.update()
        self.setToolTip(stamp(at))

    def sizeHint(self) -> QSize:
        """One line of labels over a line of bars."""
        return QSize(self._theme.px(300), self._theme.px(HIGH))

    def minimumSizeHint(self) -> QSize:
        """As high, less wide."""
        return QSize(self._theme.px(120), self._theme.px(HIGH))

    def _x(self, at: float) -> float:
        edge = self._theme.px(8)
        return edge + (at - self.since) / (self.until - self.since) * (self.width() - 2 * edge)

    def _instant(self, x: float) -> Instant:
        edge = self._theme.px(8)
        share = min(max((x - edge) / max(self.width() - 2 * edge, 1), 0.0), 1.0)
        return self.since + round(share * (self.until - self.since))

    # -- gestures --------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go there."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.sought.emit(self._instant(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the hand."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.sought.emit(self._instant(event.position().x()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ten minutes, an hour, a day; to either end."""
        key = Qt.Key(event.key())
        if key in _MOVES:
            self.sought.emit(min(max(self.at + _MOVES[key], self.since), self.until))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.sought.emit(self.since if key == Qt.Key.Key_Home else self.until)
        else:
            super().keyPressEvent(event)

    # -- painting --------------------------------------------------------------------------------

    def _heights(self) -> NDArray[np.float64]:
        """The share of each bar, 0..1, by the square root so that quiet hours show."""
        count = max(int(self.width() - 2 * self._theme.px(8)) // self._theme.px(BARS), 1)
        if len(self._bars) != count:
            found, _ = np.histogram(self._turns, count, (self.since, self.until))
            self._bars = np.sqrt(found / max(found.max(), 1))
        return self._bars

    def paintEvent(self, event: QPaintEvent) -> None:
        """Days, bars, the line of the moment."""
        del event
        theme, px = self._theme, self._theme.px
        foot, top = self.height() - px(4), px(18)
        with QPainter(self) as p:
            p.setFont(theme.font("small", tabular=True))
            self._days(p, top, foot)
            heights, wide = self._heights(), px(BARS)
            p.setPen(Qt.PenStyle.NoPen)
            reached = self._x(self.at)
            for colour, past in (("accent", True), ("faint", False)):
                p.setBrush(theme.color(colour))
                for place in np.flatnonzero(heights).tolist():
                    left = px(8) + place * wide
                    if (left < reached) is past:
                        high = max(float(heights[place]) * (foot - top - px(2)), 1.0)
                        p.drawRect(QRectF(left, foot - high, max(wide - 1, 1), high))
            p.setBrush(theme.color("line"))
            p.drawRect(QRectF(px(8), foot, self.width() - 2 * px(8), 1))
            p.setBrush(theme.color("due_soon"))
            p.drawRect(QRectF(reached - px(1), top - px(4), px(2), foot - top + px(6)))
            p.setRenderHint(QPainter.RenderHint.Antialiasing)
            p.drawEllipse(QRectF(reached - px(5), top - px(8), px(10), px(10)))
            if self.hasFocus():
                p.setBrush(Qt.BrushStyle.NoBrush)
                p.setPen(theme.color("focus"))
                p.drawRoundedRect(QRectF(0.5, 0.5, self.width() - 1, self.height() - 1), px(4), px(4))

    def _days(self, p: QPainter, top: int, foot: int) -> None:
        theme, px = self._theme, self._theme.px
        day, last = local_date(self.since), local_date(self.until)
        room = p.fontMetrics().horizontalAdvance("00-00") + px(14)
        free = 0.0
        while day <= last:
            x = self._x(day_start(day))
            if x >= px(8):
                p.fillRect(QRectF(x, top, 1, foot - top), theme.color("line"))
                if x >= free and x + room - px(14) <= self.width():
                    p.setPen(theme.color("quiet"))
                    box = QRectF(x + px(3), 0, room, top - px(2))
                    p.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), f"{day:%m-%d}")
                    free = x + room
            day += timedelta(days=1)
