"""What to look at: a clock in doubt, hours without somebody, what ran out in the last day."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from commandroom.text import mark, tr
from ui.wall.wall_ink import READING, WallInk
from ui.wall.wall_news import Alert
from ui.wall.wall_tile import WallTile

SIZE = READING - 24
"""A line of an alert; its sign and colour are read from six metres, its words from four."""


class AlertsTile(WallTile):
    """One line each, the gravest first."""

    title = mark("提醒")

    def __init__(self, ink: WallInk) -> None:
        super().__init__(ink)
        self.alerts: tuple[Alert, ...] = ()

    def show_news(self, alerts: tuple[Alert, ...]) -> None:
        """Other lines."""
        if alerts != self.alerts:
            self.alerts = alerts
            self.update()

    def draw(self, p: QPainter, box: QRectF) -> None:
        """Sign and words, line by line, as many as fit."""
        step = SIZE + 32
        if not self.alerts:
            line = QRectF(box.left(), box.top(), box.width(), step + 20)
            self.ink.sign(p, line.left(), line.center().y(), 60, "on_time")
            self.ink.line(p, line.adjusted(92, 0, 0, 0), tr("没有需要提醒的"), READING, "on_time")
        for place, alert in enumerate(self.alerts[: int(box.height() // step)]):
            line = QRectF(box.left(), box.top() + place * step, box.width(), step)
            self.ink.sign(p, line.left(), line.center().y(), 54, alert.light)
            self.ink.line(p, line.adjusted(84, 0, 0, 0), alert.words, SIZE, self.ink.light(alert.light))
