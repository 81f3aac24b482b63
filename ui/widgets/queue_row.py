"""One row of the queue as a picture: sign and time left, title over place, state and unit over number."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPixmap

from commandroom.reports.queue_words import RowWords
from commandroom.text import tr
from ui.theme import Theme
from ui.widgets.light import LIGHTS, paint_sign

_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


def _widest(words: str) -> float:
    """At most so many ems: a Chinese sign is one, a digit or Latin letter of the screen fonts 0.7 on average."""
    return len(words) if len(words.encode()) > 1.5 * len(words) else 0.7 * len(words)


class RowPainter:
    """Draws rows at one width in one theme; made anew when either changes."""

    def __init__(self, theme: Theme, width: int, ratio: float) -> None:
        self.theme, self.width, self.ratio = theme, width, ratio
        self.height = theme.px("row")
        self._title = theme.font("body", bold=True, tabular=True)
        self._body = theme.font("body", tabular=True)
        self._small = theme.font("small", tabular=True)
        self._metrics = {id(font): QFontMetricsF(font) for font in (self._title, self._body, self._small)}
        px = theme.px
        self._time_left = px(16) + px(12) + px(8)
        self._text_left = self._time_left + px(104)
        self._tail = px(176) if width >= px(600) else px(140)
        self._tail_left = width - px(16) - self._tail
        line = self.height / 2
        self._upper, self._lower = (px(5), line - px(4)), (line + px(1), line - px(6))

    def draw(self, words: RowWords, ground: str) -> QPixmap:
        """The row on a ground (a colour's token)."""
        theme, px = self.theme, self.theme.px
        made = QPixmap(QSize(round(self.width * self.ratio), round(self.height * self.ratio)))
        made.setDevicePixelRatio(self.ratio)
        made.fill(theme.color(ground))
        with QPainter(made) as p:
            light = LIGHTS[words.light]
            side = px("sign")
            paint_sign(p, QRectF(px(16), self._upper[0], side, self._upper[1]), words.light, theme)
            self._text(p, self._title, light.token, words.time, self._time_left, self._text_left - px(4), self._upper)
            self._text(p, self._small, "quiet", words.clock, self._time_left, self._text_left - px(4), self._lower)
            left: float = self._text_left
            if words.urgent:
                left = self._mark(p, tr("急"), left)
            self._text(p, self._title, "text", words.title, left, self._tail_left - px(12), self._upper)
            self._text(p, self._small, "quiet", words.place, self._text_left, self._tail_left - px(12), self._lower)
            right = self.width - px(16)
            self._text(p, self._small, "text", words.state, self._tail_left, right, self._upper, _RIGHT)
            self._text(p, self._small, "faint", words.number, self._tail_left, right, self._lower, _RIGHT)
            p.fillRect(QRectF(px(16), self.height - 1, self.width - px(16), 1), theme.color("line"))
        return made

    def _mark(self, p: QPainter, word: str, left: float) -> float:
        """A word in the colour of what is late, in a box; gives where the text goes on."""
        side = self.theme.px(18)
        box = QRectF(left, self._upper[0] + (self._upper[1] - side) / 2, side, side)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.setPen(self.theme.color("overdue"))
        p.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), self.theme.px(3), self.theme.px(3))
        p.setFont(self._small)
        p.drawText(box, int(Qt.AlignmentFlag.AlignCenter), word)
        return box.right() + self.theme.px(6)

    def _text(
        self, p: QPainter, font: QFont, token: str, words: str, left: float, right: float,
        band: tuple[float, float], align: int = _LEFT,
    ) -> None:  # fmt: skip
        if not words:
            return
        width = right - left
        if _widest(words) * font.pixelSize() > width:
            words = self._metrics[id(font)].elidedText(words, Qt.TextElideMode.ElideRight, width)
        p.setFont(font)
        p.setPen(self.theme.color(token))
        p.drawText(QRectF(left, band[0], width, band[1]), align | int(Qt.TextFlag.TextSingleLine), words)
