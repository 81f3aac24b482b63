"""What runs late, in two figures that are read from the door, and the five most urgent under them."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from commandroom.text import mark, tr
from ui.wall.wall_ink import FIGURE, LABEL, READING, WallInk
from ui.wall.wall_news import PressureNews, Worst
from ui.wall.wall_tile import WallTile

ROW = 166


class PressureTile(WallTile):
    """No person and no title of a case: where, which clock, whose turn."""

    title = mark("督办")

    def __init__(self, ink: WallInk) -> None:
        super().__init__(ink)
        self.news = PressureNews()

    def show_news(self, news: PressureNews) -> None:
        """Other figures."""
        if news != self.news:
            self.news = news
            self.update()

    def draw(self, p: QPainter, box: QRectF) -> None:
        """Figures above, rows below."""
        half = box.width() / 2
        self._figure(p, QRectF(box.left(), box.top(), half, FIGURE), "overdue", tr("超期"), self.news.overdue)
        self._figure(p, QRectF(box.left() + half, box.top(), half, FIGURE), "due_soon", tr("临期"), self.news.soon)
        top = box.top() + FIGURE + 24
        if not self.news.worst:
            self.ink.line(p, QRectF(box.left(), top, box.width(), ROW), tr("没有在走的时限"), READING, "quiet")
        step = min(ROW, (box.bottom() - top) / 5)
        for place, worst in enumerate(self.news.worst):
            self._row(p, QRectF(box.left(), top + place * step, box.width(), step), worst)

    def _figure(self, p: QPainter, box: QRectF, light: str, word: str, count: int) -> None:
        ink = self.ink
        token = ink.light(light) if count else "quiet"
        ink.sign(p, box.left(), box.center().y(), 110, light)
        wide = ink.line(p, box.adjusted(150, 0, 0, 0), str(count), FIGURE, token, bold=True)
        ink.line(p, box.adjusted(150 + wide + 32, 90, 0, 0), word, READING, token)

    def _row(self, p: QPainter, box: QRectF, worst: Worst) -> None:
        ink = self.ink
        token = ink.light(worst.light)
        upper = QRectF(box.left(), box.top(), box.width(), READING + 12)
        ink.sign(p, box.left(), upper.center().y(), 60, worst.light)
        wide = ink.line(p, upper.adjusted(84, 0, 0, 0), worst.left, READING, token, bold=True)
        ink.line(p, upper.adjusted(84 + wide + 48, 0, 0, 0), worst.where, READING)
        below = QRectF(box.left() + 84, upper.bottom() - 6, box.width() - 84, LABEL + 12)
        ink.line(p, below, worst.what, LABEL, "quiet")
