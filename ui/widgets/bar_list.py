"""Bars one under the other: a name, what is late and what is nearly late, both as length and as figures."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from commandroom.text import tr
from ui.theme import Theme
from ui.widgets.keyboard_seen import KeyboardSeen
from ui.widgets.light import paint_sign

_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft) | int(Qt.TextFlag.TextSingleLine)
_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: the code it stands for, its name, how many are late, how many nearly."""

    code: str
    name: str
    overdue: int
    soon: int


class BarList(KeyboardSeen):
    """Bars, the longest first as they are given; one of them may be chosen, and chosen again to let go."""

    chosen = Signal(object)
    """The code of the chosen bar, None when it was let go."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.bars: tuple[Bar, ...] = ()
        self.current: str | None = None
        self._pointed = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def set_bars(self, bars: tuple[Bar, ...]) -> None:
        """Show other bars; painted again only where one differs."""
        if bars == self.bars:
            return
        before, self.bars = self.bars, bars
        if len(before) != len(bars) or max(map(_size, before), default=0) != max(map(_size, bars), default=0):
            self.updateGeometry()
            self.update()
            return
        for place, (old, new) in enumerate(zip(before, bars, strict=True)):
            if old != new:
                self.update(self._box(place).toRect())

    def release(self) -> None:
        """No bar is chosen any more."""
        if self.current is not None:
            self.current = None
            self.update()
            self.chosen.emit(None)

    @property
    def step(self) -> int:
        """The height of one bar with its name."""
        return self._theme.px(44)

    def sizeHint(self) -> QSize:
        """All bars."""
        return QSize(self._theme.px(220), max(1, len(self.bars)) * self.step)

    def _box(self, place: int) -> QRectF:
        return QRectF(0, place * self.step, self.width(), self.step)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses a bar or lets it go."""
        place = int(event.position().y()) // self.step
        if place < len(self.bars):
            self._pointed = place
            self._choose(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down point, Enter or Space chooses."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self.bars:
            step = -1 if key == Qt.Key.Key_Up else 1
            self._pointed = min(max(self._pointed + step, 0), len(self.bars) - 1)
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.bars:
            self._choose(min(self._pointed, len(self.bars) - 1))
        else:
            super().keyPressEvent(event)

    def _choose(self, place: int) -> None:
        code = self.bars[place].code
        self.current = None if code == self.current else code
        self.update()
        self.chosen.emit(self.current)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The bars that the damaged part touches."""
        longest = max(map(_size, self.bars), default=1)
        with QPainter(self) as p:
            p.setRenderHint(QPainter.RenderHint.Antialiasing)
            for place, bar in enumerate(self.bars):
                box = self._box(place)
                if box.intersects(QRectF(event.rect())):
                    self._paint(p, box, bar, longest, place)

    def _paint(self, p: QPainter, box: QRectF, bar: Bar, longest: int, place: int) -> None:
        theme = self._theme
        edge, pad = theme.px(1), theme.px("s")
        pointed = self.hasFocus() and place == self._pointed
        if bar.code == self.current or pointed:
            p.setPen(QPen(theme.color("focus"), edge) if pointed else Qt.PenStyle.NoPen)
            p.setBrush(theme.color("selection") if bar.code == self.current else Qt.BrushStyle.NoBrush)
            p.drawRoundedRect(box.adjusted(edge, edge, -edge, -edge), theme.px(4), theme.px(4))
        upper = QRectF(box.left() + pad, box.top() + theme.px(3), box.width() - 2 * pad, theme.px(24))
        right = self._figure(p, "due_soon", bar.soon, upper.right(), upper) if bar.soon else upper.right()
        right = self._figure(p, "overdue", bar.overdue, right, upper) if bar.overdue else right
        font = theme.font("body")
        p.setFont(font)
        p.setPen(theme.color("text"))
        wide = right - upper.left() - pad
        words = QFontMetrics(font).elidedText(bar.name, Qt.TextElideMode.ElideRight, int(wide))
        p.drawText(QRectF(upper.left(), upper.top(), wide, upper.height()), _LEFT, words)
        line = QRectF(upper.left(), upper.bottom() + theme.px(2), upper.width(), theme.px(6))
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(theme.color("sunken"))
        p.drawRoundedRect(line, theme.px(3), theme.px(3))
        left = line.left()
        for count, token in ((bar.overdue, "overdue"), (bar.soon, "due_soon")):
            if count:
                part = max(line.width() * count / max(longest, 1), theme.px(3))
                p.setBrush(theme.color(token))
                p.drawRoundedRect(QRectF(left, line.top(), part, line.height()), theme.px(3), theme.px(3))
                left += part + edge

    def _figure(self, p: QPainter, light: str, count: int, right: float, line: QRectF) -> float:
        theme = self._theme
        font = theme.font("body", bold=light == "overdue", tabular=True)
        wide = QFontMetrics(font).horizontalAdvance(str(count)) + 2
        p.setFont(font)
        p.setPen(theme.color(light))
        p.drawText(QRectF(right - wide, line.top(), wide, line.height()), _RIGHT, str(count))
        side = theme.px(10)
        left = right - wide - side - theme.px(3)
        paint_sign(p, QRectF(left, line.top() + (line.height() - side) / 2, side, side), light, theme)
        return left - theme.px("s")


def _size(bar: Bar) -> int:
    return bar.overdue + bar.soon


def ranked(overdue: dict[str, int], soon: dict[str, int], names: dict[str, str]) -> tuple[Bar, ...]:
    """Bars by what is late, then by what is nearly late, then by name; "" is what nobody has yet."""
    codes = {code for counts in (overdue, soon) for code, count in counts.items() if count}
    bars = [Bar(code, names.get(code) or code or tr("未定"), overdue.get(code, 0), soon.get(code, 0)) for code in codes]
    return tuple(sorted(bars, key=lambda bar: (-bar.overdue, -bar.soon, bar.name)))
