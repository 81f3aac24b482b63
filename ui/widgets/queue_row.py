"""One row of the queue as a picture: sign and time left, title over place, state and unit over number."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPixmap

from commandroom.domain.clocks import Light
from commandroom.domain.instant import MINUTE, Instant, local
from commandroom.domain.masking import mask_text
from commandroom.span_text import time_left
from commandroom.store.queue.filter import SOURCE_WORDS, STATE_WORDS
from commandroom.store.queue.rows import QueueRow
from commandroom.text import tr
from ui.models.clock_rows import CLOCK_WORDS
from ui.models.names import Names
from ui.theme import Theme
from ui.widgets.light import LIGHTS, paint_sign

_STATES = {state.value: word for state, word in STATE_WORDS.items()}
_SOURCES = {source.value: word for source, word in SOURCE_WORDS.items()}
KEPT = 500
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


def state_word(state: str) -> str:
    """The word of a state."""
    return tr(_STATES.get(state, state))


def source_word(source: str) -> str:
    """The word of a source."""
    return tr(_SOURCES.get(source, source))


@dataclass(frozen=True, slots=True)
class RowWords:
    """All that a row says; two equal ones are the same picture."""

    light: str
    time: str
    clock: str
    title: str
    place: str
    state: str
    number: str
    urgent: bool


def words_of(row: QueueRow, now: Instant, names: Names) -> RowWords:
    """What a row says at a moment; personal data in its texts is masked."""
    light = row.light(now).value
    if row.due_at:
        time = time_left(row.due_at - now)
        clock = f"{tr(LIGHTS[light].word)} · {tr(CLOCK_WORDS.get(row.due_kind, row.due_kind))}"
    elif light == Light.PAUSED:
        time, clock = tr("暂停"), tr("计时暂停")
    elif row.closed_at:
        time, clock = f"{local(row.closed_at):%m-%d %H:%M}", tr("办结")
    else:
        time, clock = f"{local(row.reported_at):%m-%d %H:%M}", tr(LIGHTS["none"].word)
    where = [mask_text(row.place), names.grid(row.grid) if row.grid else tr("不在网格内"), source_word(row.source)]
    state = state_word(row.state)
    if row.proposal:
        state = tr("待确认 · {state}", state=state)
    if row.rework:
        state = tr("{state} · 返工{times}", state=state, times=row.rework)
    if row.unit:
        state = f"{state} · {names.unit(row.unit)}"
    return RowWords(
        light, time, clock, mask_text(row.title), " · ".join(filter(None, where)), state,
        short_number(row.number), row.urgency in ("urgent", "critical"),
    )  # fmt: skip


def _widest(words: str) -> float:
    """At most so many ems: a Chinese sign is one, a digit or Latin letter of the screen fonts 0.7 on average."""
    return len(words) if len(words.encode()) > 1.5 * len(words) else 0.7 * len(words)


class WordCache:
    """What rows say, kept for the minute in which it was worked out."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._minute = 0
        self._known: dict[int, tuple[QueueRow, RowWords]] = {}

    def words(self, row: QueueRow, now: Instant) -> RowWords:
        """What a row says now."""
        minute = now // MINUTE
        if minute != self._minute or len(self._known) > KEPT:
            self._known.clear()
            self._minute = minute
        found = self._known.get(row.row)
        if found is None or found[0] is not row:
            found = self._known[row.row] = (row, words_of(row, now, self._names))
        return found[1]

    def clear(self) -> None:
        """Names may have changed."""
        self._known.clear()


def short_number(number: str) -> str:
    """The number without the room's own area code, which every row would repeat."""
    head, dash, tail = number.partition("-")
    return tail if dash and head.isdigit() and len(head) in (9, 12) else number


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
