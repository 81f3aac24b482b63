"""A lane of cards, the nearest first: only what is in sight is read and only what changed is painted."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from commandroom.text import tr
from ui.theme import Theme
from ui.widgets.light import LIGHTS, paint_sign

_LINE = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft) | int(Qt.TextFlag.TextSingleLine)
_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)


@dataclass(frozen=True, slots=True)
class Face:
    """What a card shows: its light, the time left, title, unit and grid, what the room does next by itself.

    ``used`` is the used part of the limit in working time, in thousandths; ``event`` is who it is.
    """

    light: str
    left: str
    title: str
    under: str
    number: str
    event: str
    ahead: str = ""
    used: int = 0


Faces = Callable[[int, int], list[Face | None]]
"""The faces of the cards from a place on, so many."""


@dataclass(frozen=True, slots=True)
class LaneHeading:
    """The head of a lane: its word, its clock, how many run, are late, are nearly late, are held."""

    word: str
    code: str
    running: int
    overdue: int
    soon: int
    paused: int


class LaneHead(QWidget):
    """Two lines over a lane: what it waits for and how many; the late and nearly late ones with their signs."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.heading = LaneHeading("", "", 0, 0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def set_heading(self, heading: LaneHeading) -> None:
        """Show other counts; painted again only when one differs."""
        if heading != self.heading:
            self.heading = heading
            self.setAccessibleName(f"{heading.word} {heading.running}")
            self.setToolTip(
                tr("{word}（{code}）：在走 {running}，超期 {overdue}，临期 {soon}，暂停 {paused}",
                   word=heading.word, code=heading.code, running=heading.running, overdue=heading.overdue,
                   soon=heading.soon, paused=heading.paused)
            )  # fmt: skip
            self.update()

    def sizeHint(self) -> QSize:
        """Two lines."""
        return QSize(self._theme.px(160), self._theme.px(60))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Word and count above, signs and counts below."""
        theme, told = self._theme, self.heading
        pad, half = theme.px("s"), self.height() / 2
        with QPainter(self) as p:
            font = theme.font("title", bold=True)
            p.setFont(font)
            p.setPen(theme.color("text"))
            p.drawText(QRectF(pad, 0, self.width() - 2 * pad, half), _LINE, told.word)
            across = QFontMetrics(font).horizontalAdvance(told.word) + pad + theme.px("xs")
            p.setFont(theme.font("small"))
            p.setPen(theme.color("faint"))
            p.drawText(QRectF(across, 0, self.width() - across - pad, half), _LINE, told.code)
            p.setFont(theme.font("title", tabular=True))
            p.setPen(theme.color("quiet"))
            p.drawText(QRectF(pad, 0, self.width() - 2 * pad, half), _RIGHT, str(told.running))
            left = float(pad)
            for light, count in (("overdue", told.overdue), ("due_soon", told.soon), ("paused", told.paused)):
                if count:
                    left = self._count(p, light, count, left, half)
            if not (told.overdue or told.soon or told.paused):
                p.setFont(theme.font("small"))
                p.setPen(theme.color("faint"))
                words = tr("都未到期") if told.running else tr("没有在走的")
                p.drawText(QRectF(pad, half, self.width() - 2 * pad, half - theme.px("xs")), _LINE, words)

    def _count(self, p: QPainter, light: str, count: int, left: float, half: float) -> float:
        theme = self._theme
        font = theme.font("small", bold=light == "overdue", tabular=True)
        side = theme.px(10)
        high = half - theme.px("xs")
        paint_sign(p, QRectF(left, half + (high - side) / 2, side, side), light, theme)
        p.setFont(font)
        p.setPen(theme.color(LIGHTS[light].token))
        wide = QFontMetrics(font).horizontalAdvance(str(count)) + 2
        left += side + theme.px("xs")
        p.drawText(QRectF(left, half, wide, high), _LINE, str(count))
        return left + wide + theme.px("s")


class LaneCards(QAbstractScrollArea):
    """The cards of one lane. The current one has a frame and, with the keyboard here, the colour of focus."""

    chosen = Signal(int)
    """A card was clicked."""
    opened = Signal(int)
    """A card was clicked twice."""

    def __init__(self, theme: Theme, faces: Faces, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._faces = theme, faces
        self._count = 0
        self._seen: dict[int, Face | None] = {}
        self.current = -1
        self.lit = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        theme.changed.connect(self._restyle)

    @property
    def count(self) -> int:
        """How many cards there are."""
        return self._count

    @property
    def step(self) -> int:
        """From the top of one card to the top of the next, in pixels."""
        return self._theme.px(114)

    def show_cards(self, count: int) -> None:
        """So many cards now: read those in sight again and paint the ones that differ."""
        if count != self._count:
            self._count = count
            self._measure()
        first, last = self._in_sight()
        fresh = self._faces(first, last - first)
        seen = {first + place: face for place, face in enumerate(fresh)}
        for place in range(first, last + 1):
            before, after = self._seen.get(place), seen.get(place)
            if before == after:
                continue
            same = before is not None and after is not None and replace(before, used=after.used) == after
            box = self._box(place)
            self.viewport().update(self._track(QRectF(box)).toAlignedRect() if same else box)
        self._seen = seen

    def face(self, place: int) -> Face | None:
        """The face of a card, in sight or not."""
        return self._seen[place] if place in self._seen else (self._faces(place, 1) or [None])[0]

    def make_current(self, place: int, *, lit: bool) -> None:
        """Which card is current (-1 none), and whether the keyboard is in this lane; it is scrolled into sight."""
        self.point_at(place, lit=lit)
        if place < 0:
            return
        bar = self.verticalScrollBar()
        top = place * self.step
        if top < bar.value():
            bar.setValue(top)
        elif top + self.step > bar.value() + self.viewport().height():
            bar.setValue(top + self.step - self.viewport().height())

    def point_at(self, place: int, *, lit: bool) -> None:
        """Which card is current, wherever it stands; painted only when that is another or lit otherwise."""
        if (place, lit) != (self.current, self.lit):
            for other in {self.current, place}:
                self.viewport().update(self._box(other))
            self.current, self.lit = place, lit

    def page(self) -> int:
        """How many cards fit in sight."""
        return max(1, self.viewport().height() // self.step)

    def _in_sight(self) -> tuple[int, int]:
        top = self.verticalScrollBar().value()
        return top // self.step, min(self._count, (top + self.viewport().height()) // self.step + 1)

    def _box(self, place: int) -> QRect:
        gap = self._theme.px("s")
        top = place * self.step - self.verticalScrollBar().value()
        return QRect(0, top, self.viewport().width() - self._theme.px(2), self.step - gap)

    def _track(self, box: QRectF) -> QRectF:
        """Where the bar of a card runs."""
        theme = self._theme
        left = theme.px(13)
        return QRectF(box.left() + left, box.bottom() - theme.px(8), box.width() - left - theme.px("s"), theme.px(3))

    def _measure(self) -> None:
        bar = self.verticalScrollBar()
        bar.setSingleStep(self.step // 3)
        bar.setPageStep(self.viewport().height())
        bar.setRange(0, max(0, self._count * self.step - self.viewport().height()))

    def _restyle(self) -> None:
        self._measure()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or fewer cards in sight."""
        super().resizeEvent(event)
        self._measure()
        self.show_cards(self._count)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Other cards come into sight."""
        super().scrollContentsBy(dx, dy)
        self.show_cards(self._count)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses."""
        place = self._place_at(event.position().toPoint())
        if place >= 0:
            self.chosen.emit(place)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A second click goes on to the desk."""
        place = self._place_at(event.position().toPoint())
        if place >= 0:
            self.opened.emit(place)

    def viewportEvent(self, event: QEvent) -> bool:
        """The whole of a card on hover."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self._place_at(event.pos())
            face = self.face(place) if place >= 0 else None
            words = f"{face.left}\n{face.title}\n{face.under}\n{face.ahead}\n{face.number}" if face is not None else ""
            QToolTip.showText(event.globalPos(), words, self.viewport())
            return True
        return super().viewportEvent(event)

    def _place_at(self, at: QPoint) -> int:
        place = (at.y() + self.verticalScrollBar().value()) // self.step
        return place if 0 <= place < self._count else -1

    def paintEvent(self, event: QPaintEvent) -> None:
        """The cards that the damaged part touches."""
        with QPainter(self.viewport()) as p:
            p.setRenderHint(QPainter.RenderHint.Antialiasing)
            for place, face in self._seen.items():
                box = self._box(place)
                if face is not None and box.intersects(event.rect()):
                    self._paint(p, QRectF(box), face, place)

    def _paint(self, p: QPainter, box: QRectF, face: Face, place: int) -> None:
        theme = self._theme
        current = place == self.current
        style = LIGHTS[face.light]
        edge = theme.px(1)
        frame = box.adjusted(edge, edge, -edge, -edge)
        p.setBrush(theme.color("selection" if current else "raised"))
        p.setPen(QPen(theme.color("accent" if current and self.lit else "line"), edge * (2 if current else 1)))
        p.drawRoundedRect(frame, theme.px("radius"), theme.px("radius"))
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(theme.color(style.token))
        bar = theme.px(3)
        p.drawRoundedRect(QRectF(frame.left(), frame.top() + bar * 2, bar, frame.height() - bar * 4), bar / 2, bar / 2)
        left, right = frame.left() + theme.px(12), frame.right() - theme.px("s")
        top = frame.top() + theme.px(5)
        high = theme.px(27)
        sign = theme.px("sign")
        paint_sign(p, QRectF(left, top + (high - sign) / 2, sign, sign), face.light, theme)
        told = (left + sign + theme.px(6), right)
        self._line(p, "title", style.token, face.left, told, top, high, bold=True)
        top += high
        high = theme.px(23)
        self._line(p, "body", "text", face.title, (left, right), top, high)
        top += high
        high = theme.px(20)
        self._line(p, "small", "quiet", face.under, (left, right), top, high)
        self._line(p, "small", "faint", face.ahead, (left, right), top + high, high)
        track = self._track(box)
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(theme.color("sunken"))
        p.drawRoundedRect(track, track.height() / 2, track.height() / 2)
        track.setWidth(max(track.height(), track.width() * min(face.used, 1000) / 1000))
        p.setBrush(theme.color(style.token))
        p.drawRoundedRect(track, track.height() / 2, track.height() / 2)

    def _line(
        self, p: QPainter, size: str, token: str, words: str, across: tuple[float, float], top: float, high: float,
        *, bold: bool = False,
    ) -> None:  # fmt: skip
        font = self._theme.font(size, bold=bold, tabular=True)
        p.setFont(font)
        p.setPen(self._theme.color(token))
        wide = across[1] - across[0]
        side = Qt.TextElideMode.ElideRight
        p.drawText(QRectF(across[0], top, wide, high), _LINE, QFontMetrics(font).elidedText(words, side, int(wide)))


class Lane(QWidget):
    """Head and cards of one kind of clock."""

    def __init__(self, theme: Theme, faces: Faces, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.head = LaneHead(theme)
        self.cards = LaneCards(theme, faces)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.cards, 1)
