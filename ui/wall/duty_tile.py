"""Who is on duty now, and who comes next."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from commandroom.text import mark, tr
from ui.wall.wall_ink import LABEL, READING, WallInk
from ui.wall.wall_news import DutyNews
from ui.wall.wall_tile import WallTile

NOW_ROWS = 3


class DutyTile(WallTile):
    """Posts at the left, names at the right; no telephone number."""

    title = mark("值班")

    def __init__(self, ink: WallInk) -> None:
        super().__init__(ink)
        self.news = DutyNews()

    def show_news(self, news: DutyNews) -> None:
        """Another shift."""
        if news != self.news:
            self.news = news
            self.update()

    def draw(self, p: QPainter, box: QRectF) -> None:
        """The present posts large, the next shift in one line under them."""
        ink, news = self.ink, self.news
        top, step = box.top(), READING + 40
        if not news.now:
            line = QRectF(box.left(), top, box.width(), step)
            ink.sign(p, line.left(), line.center().y(), 72, "due_soon")
            ink.line(p, line.adjusted(104, 0, 0, 0), tr("无人值班"), READING, "due_soon", bold=True)
        for place, one in enumerate(news.now[:NOW_ROWS]):
            line = QRectF(box.left(), top + place * step, box.width(), step)
            ink.line(p, QRectF(line.left(), line.top(), 460, step), one.post, LABEL + 16, "quiet")
            ink.line(p, line.adjusted(470, 0, 0, 0), one.names, READING, bold=True)
        if news.next:
            left = tr("、").join(tr("{post} {names}", post=one.post, names=one.names) for one in news.next)
            foot = QRectF(box.left(), box.bottom() - 2 * (LABEL + 16), box.width(), LABEL + 16)
            ink.line(p, foot, news.turn, LABEL, "accent", bold=True)
            ink.line(p, foot.translated(0, LABEL + 16), tr("下一班：{who}", who=left), LABEL, "quiet")
