"""Figures one under the other: name and value, under them formula, counts and comparison; one opens its events."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.theme import Theme
from ui.widgets.keyboard_seen import KeyboardSeen

_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft) | int(Qt.TextFlag.TextSingleLine)
_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight) | int(Qt.TextFlag.TextSingleLine)


@dataclass(frozen=True, slots=True)
class FigureLine:
    """What stands of one figure: code, name, value, formula, counts and comparison, how many events behind it."""

    code: str
    name: str
    value: str
    formula: str
    counts: str
    events: int


class FigureList(KeyboardSeen):
    """As high as its figures; arrows move, Enter or a click opens the events behind one."""

    opened = Signal(str)
    """Code of the figure whose events are wanted."""
    pointed = Signal(int, int)
    """Top and bottom of the line the keyboard stands on."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.lines: tuple[FigureLine, ...] = ()
        self.current = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def set_lines(self, lines: tuple[FigureLine, ...]) -> None:
        """Show other figures; the place of the keyboard stays."""
        self.lines = lines
        self.current = min(self.current, max(len(lines) - 1, 0))
        self.updateGeometry()
        self.update()

    @property
    def step(self) -> int:
        """The height of one figure."""
        return self._theme.px(76)

    def sizeHint(self) -> QSize:
        """All figures."""
        return QSize(self._theme.px(300), len(self.lines) * self.step)

    def _move(self, to: int) -> None:
        self.current = min(max(to, 0), len(self.lines) - 1)
        self.pointed.emit(self.current * self.step, (self.current + 1) * self.step)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home, End; Enter opens."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -6, Qt.Key.Key_PageDown: 6}
        key = Qt.Key(event.key())
        if key in steps and self.lines:
            self._move(self.current + steps[key])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and self.lines:
            self._move(0 if key == Qt.Key.Key_Home else len(self.lines) - 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.lines:
            self.opened.emit(self.lines[self.current].code)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click opens the events behind a figure."""
        place = int(event.position().y()) // self.step
        if event.button() == Qt.MouseButton.LeftButton and place < len(self.lines):
            self._move(place)
            self.opened.emit(self.lines[place].code)

    def event(self, event: QEvent) -> bool:
        """The whole formula on hover."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = event.pos().y() // self.step
            words = f"{self.lines[place].formula}\n{self.lines[place].counts}" if place < len(self.lines) else ""
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The lines that are to be seen."""
        shown = event.rect()
        first = shown.top() // self.step
        last = min(shown.bottom() // self.step, len(self.lines) - 1)
        with QPainter(self) as painter:
            for place in range(first, last + 1):
                self._paint(painter, place)

    def _paint(self, painter: QPainter, place: int) -> None:
        theme, line = self._theme, self.lines[place]
        top, gap = place * self.step, theme.px("l")
        box = QRectF(0, top, self.width(), self.step - theme.px("line"))
        if place == self.current and self.hasFocus():
            painter.fillRect(box, theme.color("selection"))
            painter.fillRect(QRectF(0, top, theme.px(3), box.height()), theme.color("accent"))
        painter.fillRect(QRectF(gap, box.bottom(), self.width() - 2 * gap, theme.px("line")), theme.color("line"))
        inner = self.width() - 2.0 * gap
        head = QRectF(gap, top + theme.px(8), inner, theme.px(26))
        value = theme.font("title", bold=True, tabular=True)
        painter.setFont(value)
        painter.setPen(theme.color("text"))
        wide = QFontMetrics(value).horizontalAdvance(line.value) + gap
        painter.drawText(head, _RIGHT, line.value)
        font = theme.font("body", bold=True)
        painter.setFont(font)
        name = QFontMetrics(font).elidedText(line.name, Qt.TextElideMode.ElideRight, int(inner - wide))
        painter.drawText(head, _LEFT, name)
        small = theme.font("small", tabular=True)
        metrics = QFontMetrics(small)
        painter.setFont(small)
        painter.setPen(theme.color("quiet"))
        for row, words in enumerate((line.formula, line.counts)):
            at = QRectF(gap, top + theme.px(34 + 18 * row), inner, theme.px(18))
            painter.drawText(at, _LEFT, metrics.elidedText(words, Qt.TextElideMode.ElideRight, int(inner)))
