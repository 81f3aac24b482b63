"""The band over the tiles: the room, the date, the clock, and a word when the room does not answer."""

from datetime import datetime

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from commandroom.reports.duty_month import WEEKDAYS
from commandroom.text import tr
from ui.wall.wall_ink import READING, WallInk
from ui.wall.wall_tile import WallTile

HIGH = 150
_CLOCK_WIDE = 560


class WallBand(WallTile):
    """Painted again in full when a word changes, and only at the clock every second."""

    def __init__(self, ink: WallInk, parent: QWidget | None = None) -> None:
        super().__init__(ink, parent)
        self.name = ""
        self.day = ""
        self.time = ""

    def tick(self, now: datetime, name: str) -> None:
        """Another second, and at midnight another day."""
        weekday = tr(WEEKDAYS[now.weekday()])
        day = tr("{month}月{day}日 周{weekday}", month=now.month, day=now.day, weekday=weekday)
        if (day, name) != (self.day, self.name):
            self.day, self.name = day, name
            self.update()
        words = f"{now:%H:%M:%S}"
        if words != self.time:
            self.time = words
            wide = round(_CLOCK_WIDE * self.unit)
            self.update(self.width() - wide, 0, wide, self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Name at the left, day and clock at the right."""
        with QPainter(self) as p:
            p.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
            p.scale(self.unit, self.unit)
            box = self.box()
            p.fillRect(box, self.ink.color("ground"))
            inner = box.adjusted(40, 0, -40, 0)
            clock = QRectF(inner.right() - _CLOCK_WIDE + 60, inner.top(), _CLOCK_WIDE - 60, inner.height())
            self.ink.line(p, clock, self.time, READING + 8, bold=True, right=True)
            left = inner.adjusted(0, 0, -_CLOCK_WIDE - 700, 0)
            self.ink.line(p, left, self.name, READING - 16, bold=True)
            day = QRectF(left.right(), inner.top(), 680, inner.height())
            if self.age_words:
                self.ink.line(p, day, tr("已断开 · {age}", age=self.age_words), 64, "due_soon", bold=True, right=True)
            else:
                self.ink.line(p, day, self.day, 72, "quiet", right=True)
