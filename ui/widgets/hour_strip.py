"""The coming hours in one line: the darker the more falls due; a mark over an hour that lacks somebody."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.theme import Theme
from ui.widgets.keyboard_seen import KeyboardSeen
from ui.widgets.light import paint_sign

STEPS = (1, 2, 4, 8, 16)
"""From how many cases on an hour has the first to the fifth tone."""
_MIDDLE = int(Qt.AlignmentFlag.AlignCenter)
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft) | int(Qt.TextFlag.TextSingleLine)


@dataclass(frozen=True, slots=True)
class HourMark:
    """One hour: how many cases, whether somebody is lacking, its sentence; ``day`` stands over the first of a day."""

    count: int
    lacking: bool
    words: str
    hour: int
    day: str = ""


class HourStrip(KeyboardSeen):
    """Cells side by side; arrows and the pointer move the current one, whose sentence is told."""

    pointed = Signal(int)
    """The hour that is current now."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.marks: tuple[HourMark, ...] = ()
        self.current = 0
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def set_marks(self, marks: tuple[HourMark, ...]) -> None:
        """Show other hours; only the cells that differ are painted again."""
        if marks == self.marks:
            return
        before, self.marks = self.marks, marks
        if len(before) != len(marks) or [one.hour for one in before] != [one.hour for one in marks]:
            self.update()
            return
        for place, (old, new) in enumerate(zip(before, marks, strict=True)):
            if old != new:
                self.update(self._box(place).toAlignedRect().adjusted(0, -self._theme.px(12), 0, 0))

    def point_at(self, place: int) -> None:
        """Make an hour current."""
        place = min(max(place, 0), len(self.marks) - 1)
        if place != self.current and place >= 0:
            self.current = place
            self.update()
            self.pointed.emit(place)

    def sizeHint(self) -> QSize:
        """Days, marks, cells."""
        return QSize(self._theme.px(600), self._theme.px(52))

    def _box(self, place: int) -> QRectF:
        wide = self.width() / max(len(self.marks), 1)
        top = self._theme.px(30)
        return QRectF(place * wide, top, wide, self.height() - top)

    def _place_at(self, x: float) -> int:
        return int(x * len(self.marks) / max(self.width(), 1))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The hour below the pointer is told."""
        self.point_at(self._place_at(event.position().x()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right an hour, up and down a day."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -24, Qt.Key.Key_Down: 24}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.point_at(self.current + step)

    def event(self, event: QEvent) -> bool:
        """The sentence of an hour on hover."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self.marks:
            place = min(max(self._place_at(event.pos().x()), 0), len(self.marks) - 1)
            QToolTip.showText(event.globalPos(), self.marks[place].words, self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The cells that the damaged part touches, each with its day and mark over it."""
        damaged = QRectF(event.rect())
        with QPainter(self) as p:
            p.setRenderHint(QPainter.RenderHint.Antialiasing)
            for place, mark in enumerate(self.marks):
                box = self._box(place)
                if mark.day:
                    self._day(p, box, mark.day)
                if box.adjusted(0, -self._theme.px(14), 0, 0).intersects(damaged):
                    self._cell(p, box, mark, place)

    def _day(self, p: QPainter, box: QRectF, words: str) -> None:
        p.setPen(self._theme.color("line"))
        p.drawLine(QPointF(box.left(), 0), QPointF(box.left(), self.height()))
        p.setPen(self._theme.color("quiet"))
        p.setFont(self._theme.font("small"))
        pad = self._theme.px("xs")
        p.drawText(QRectF(box.left() + pad, 0, self._theme.px(160), self._theme.px(18)), _LEFT, words)

    def _cell(self, p: QPainter, box: QRectF, mark: HourMark, place: int) -> None:
        theme = self._theme
        tone = sum(mark.count >= least for least in STEPS)
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(theme.color(f"step_{tone}" if tone else "sunken"))
        inner = box.adjusted(0.5, 0, -0.5, 0)
        p.drawRect(inner)
        if mark.lacking:
            side = min(theme.px(10), box.width())
            paint_sign(p, QRectF(box.center().x() - side / 2, box.top() - side - 1, side, side), "due_soon", theme)
        font = theme.font("small", tabular=True)
        words = str(mark.count) if mark.count else ""
        if words and QFontMetrics(font).horizontalAdvance(words) <= box.width():
            p.setFont(font)
            p.setPen(theme.color("on_accent" if tone >= 4 else "text"))
            p.drawText(inner, _MIDDLE, words)
        if place == self.current:
            p.setBrush(Qt.BrushStyle.NoBrush)
            p.setPen(QPen(theme.color("focus" if self.hasFocus() else "quiet"), theme.px(2 if self.hasFocus() else 1)))
            p.drawRect(inner.adjusted(1, 1, -1, -1))
