"""One row of the queue as a picture: sign and time left, title over place, state and unit over number."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPixmap, QStaticText

from commandroom.reports.queue_words import RowWords
from commandroom.text import tr
from ui.theme import Theme
from ui.widgets.light import LIGHTS, paint_sign

_KEPT = 1500
"""So many words that come again are kept shaped: states, clocks, times left."""
_MORE = "…"


class _Pen:
    """Writes single lines in one font: widths summed from single signs, words that come again shaped once."""

    def __init__(self, font: QFont) -> None:
        self.font = font
        self._metrics = QFontMetricsF(font)
        self._wide: dict[str, float] = {}
        self._shaped: dict[str, QStaticText | None] = {}
        self._high, self._rise = self._metrics.height(), self._metrics.ascent()

    def width(self, words: str) -> float:
        """Pixels of a line; Chinese is not kerned, so the sum over its signs is the width."""
        try:
            return sum(map(self._wide.__getitem__, words))
        except KeyError:
            for sign in words:
                if sign not in self._wide:
                    self._wide[sign] = self._metrics.horizontalAdvance(sign)
            return sum(map(self._wide.__getitem__, words))

    def fitted(self, words: str, width: float) -> str:
        """The words, with an ellipsis in place of what does not fit."""
        if self.width(words) <= width:
            return words
        left = width - self.width(_MORE)
        for place, sign in enumerate(words):
            left -= self._wide[sign]
            if left < 0:
                return words[:place].rstrip() + _MORE
        return words

    def write(self, p: QPainter, words: str, left: float, band: tuple[float, float]) -> None:
        """A line in the middle of a band (top and height); the painter has this font."""
        p.drawText(QPointF(left, band[0] + (band[1] - self._high) / 2 + self._rise), words)

    def write_again(self, p: QPainter, words: str, left: float, band: tuple[float, float]) -> None:
        """The same for words that many rows have: shaped for good when they come the second time."""
        if words not in self._shaped:
            if len(self._shaped) >= _KEPT:
                self._shaped.clear()
            self._shaped[words] = None
            self.write(p, words, left, band)
            return
        shaped = self._shaped[words]
        if shaped is None:
            shaped = self._shaped[words] = QStaticText(words)
            shaped.setTextFormat(Qt.TextFormat.PlainText)
            shaped.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
            shaped.prepare(font=self.font)
        p.drawStaticText(QPointF(left, band[0] + (band[1] - self._high) / 2), shaped)


class RowPainter:
    """Draws rows at one width in one theme; made anew when either changes."""

    def __init__(self, theme: Theme, width: int, ratio: float) -> None:
        self.theme, self.width, self.ratio = theme, width, ratio
        self.height = theme.px("row")
        self._blanks: dict[tuple[str, str], QPixmap] = {}
        self._title = _Pen(theme.font("body", bold=True, tabular=True))
        self._small = _Pen(theme.font("small", tabular=True))
        px = theme.px
        self._time_left = px(16) + px(12) + px(8)
        self._text_left = self._time_left + px(104)
        self._tail = px(176) if width >= px(600) else px(140)
        self._tail_left = width - px(16) - self._tail
        line = self.height / 2
        self._upper, self._lower = (px(5), line - px(4)), (line + px(1), line - px(6))
        self._size = QSize(round(width * ratio), round(self.height * ratio))
        side = px("sign")
        self._sign = QRectF(px(16), self._upper[0], side, self._upper[1])
        self._line = QRectF(px(16), self.height - 1, width - px(16), 1)
        self._time_room = self._text_left - px(4) - self._time_left
        self._text_end, self._right = self._tail_left - px(12), width - px(16)

    def draw(self, words: RowWords, ground: str) -> QPixmap:
        """The row on a ground (a colour's token); font by font, because changing it costs."""
        color, title, small = self.theme.color, self._title, self._small
        made = QPixmap(self._blank(ground, words.light))
        with QPainter(made) as p:
            left = self._mark(p, tr("急"), self._text_left) if words.urgent else self._text_left
            p.setFont(title.font)
            p.setPen(color(LIGHTS[words.light].token))
            title.write_again(p, title.fitted(words.time, self._time_room), self._time_left, self._upper)
            p.setPen(color("text"))
            title.write(p, title.fitted(words.title, self._text_end - left), left, self._upper)
            p.setFont(small.font)
            state = small.fitted(words.state, self._tail)
            small.write_again(p, state, self._right - small.width(state), self._upper)
            p.setPen(color("quiet"))
            small.write_again(p, small.fitted(words.clock, self._time_room), self._time_left, self._lower)
            small.write(p, small.fitted(words.place, self._text_end - self._text_left), self._text_left, self._lower)
            p.setPen(color("faint"))
            number = small.fitted(words.number, self._tail)
            small.write(p, number, self._right - small.width(number), self._lower)
        return made

    def _blank(self, ground: str, light: str) -> QPixmap:
        """A row without words: ground, sign, line below; made once for each."""
        found = self._blanks.get((ground, light))
        if found is None:
            found = self._blanks[(ground, light)] = QPixmap(self._size)
            found.setDevicePixelRatio(self.ratio)
            found.fill(self.theme.color(ground))
            with QPainter(found) as p:
                paint_sign(p, self._sign, light, self.theme)
                p.fillRect(self._line, self.theme.color("line"))
        return found

    def _mark(self, p: QPainter, word: str, left: float) -> float:
        """A word in the colour of what is late, in a box; gives where the text goes on."""
        side = self.theme.px(18)
        box = QRectF(left, self._upper[0] + (self._upper[1] - side) / 2, side, side)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.setPen(self.theme.color("overdue"))
        p.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), self.theme.px(3), self.theme.px(3))
        p.setFont(self._small.font)
        p.drawText(box, int(Qt.AlignmentFlag.AlignCenter), word)
        return box.right() + self.theme.px(6)
