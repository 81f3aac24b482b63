"""The figures of the day and its curve: what came in and what was closed, hour by hour."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from commandroom.text import mark, tr
from ui.wall.wall_ink import LABEL, READING, WallInk
from ui.wall.wall_news import TodayNews
from ui.wall.wall_tile import WallTile


class TodayTile(WallTile):
    """Four figures in a row; the two curves count up from midnight."""

    title = mark("今日")

    def __init__(self, ink: WallInk) -> None:
        super().__init__(ink)
        self.news = TodayNews()

    def show_news(self, news: TodayNews) -> None:
        """Other figures."""
        if news != self.news:
            self.news = news
            self.update()

    def draw(self, p: QPainter, box: QRectF) -> None:
        """Figures above, curves below."""
        news = self.news
        told = (
            (tr("今日上报"), news.reported, "information"), (tr("今日办结"), news.closed, "on_time"),
            (tr("待派"), news.waiting, "text"), (tr("在办"), news.still, "text"),
        )  # fmt: skip
        wide = box.width() / len(told)
        for place, (word, count, token) in enumerate(told):
            left = box.left() + place * wide
            line = QRectF(left, box.top(), wide, READING + 50)
            self.ink.line(p, line, str(count), READING + 36, token, bold=True)
            self.ink.line(p, QRectF(left, line.bottom() - 4, wide, LABEL + 16), word, LABEL, "quiet")
        top = box.top() + READING + LABEL + 84
        self._curves(p, QRectF(box.left(), top, box.width(), box.bottom() - top))

    def _curves(self, p: QPainter, box: QRectF) -> None:
        foot = LABEL + 12
        ground = box.adjusted(0, 8, 0, -foot)
        ink, hour = self.ink, self.news.hour
        most = max(1, *(sum(part) for part in self.news.by_hour))
        step = ground.width() / 24
        p.setPen(QPen(ink.color("line"), 3))
        p.drawLine(ground.bottomLeft(), ground.bottomRight())
        for mark_at in (0, 6, 12, 18):
            at = QRectF(ground.left() + mark_at * step, ground.bottom() + 6, 6 * step, foot)
            ink.line(p, at, tr("{hour}时", hour=mark_at), LABEL, "faint")
        styles = (("information", Qt.PenStyle.SolidLine), ("on_time", Qt.PenStyle.DashLine))
        for part, (token, style) in zip(self.news.by_hour, styles, strict=True):
            total = 0
            points = [ground.bottomLeft()]
            for place in range(hour + 1):
                total += part[place]
                points.append(
                    QPointF(ground.left() + (place + 1) * step, ground.bottom() - total / most * ground.height())
                )
            p.setPen(QPen(ink.color(token), 8, style))
            p.setBrush(Qt.BrushStyle.NoBrush)
            p.drawPolyline(QPolygonF(points))
            ink.dot(p, points[-1], 14, token)
