"""The queue as a list painted by itself: cached rows, kept selection and place, keys, a calm flash on change."""

import time
from collections import OrderedDict
from typing import Any, Protocol

from PySide6.QtCore import QEvent, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from commandroom.domain.instant import Instant
from commandroom.reports.queue_words import RowWords, WordCache
from commandroom.store.queue.answer import Answer
from commandroom.store.queue.filter import Name
from commandroom.store.queue.rows import QueueRow
from ui.theme import Theme
from ui.widgets.queue_row import RowPainter

FLASH_S = 1.6
"""How long a changed row glows, fading."""
SCREENS = 3
"""Pictures are kept for so many screens of rows."""
_MOVES = {
    Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -10**9, Qt.Key.Key_PageDown: 10**9,
}  # fmt: skip


class Rows(Protocol):
    """What is drawn: ui.models.event_table.EventTable."""

    @property
    def answered(self) -> Any:
        """Signal: another answer."""

    @property
    def touched(self) -> Any:
        """Signal: a set of row numbers to draw again; an empty one when only the time went on."""

    @property
    def answer(self) -> Answer | None:
        """The answer shown."""

    @property
    def count(self) -> int:
        """How many rows there are."""

    def rows(self, start: int, count: int) -> list[QueueRow | None]:
        """The rows at some places."""

    def row_at(self, place: int) -> QueueRow | None:
        """The row at a place."""

    def place_of(self, ident: str) -> int | None:
        """Where an event stands."""

    def now(self) -> Instant:
        """The present instant."""


class QueueTable(QAbstractScrollArea):
    """Draws the rows of a table; the current row is an event's id and stays when rows come and go."""

    chosen = Signal(str)
    """Id of the event that was chosen here by click or key."""
    entered = Signal()
    """Enter, or a double click: go on with the chosen event."""
    typed = Signal(str)
    """Something was typed while the list had the keyboard."""

    def __init__(self, theme: Theme, table: Rows, name: Name, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._table, self._words = theme, table, WordCache(name)
        self._current = ""
        self.marked: frozenset[str] = frozenset()
        """Ids of the events chosen together (ui.widgets.queue_marks)."""
        self._place = 0
        self._hover = -1
        self._painter: RowPainter | None = None
        self._pictures: OrderedDict[tuple[RowWords, str], QPixmap] = OrderedDict()
        self._flashing: dict[int, float] = {}
        self._anchor: tuple[int, int] | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)  # letters are keys here
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._flash_timer = QTimer(self)
        self._flash_timer.setInterval(66)
        self._flash_timer.timeout.connect(self._fade)
        table.answered.connect(self._answered)
        table.touched.connect(self._touched)
        theme.changed.connect(self._restyle)

    # -- what is shown -----------------------------------------------------------------------------------

    @property
    def current(self) -> str:
        """Id of the chosen event."""
        return self._current

    @property
    def row_height(self) -> int:
        """Pixels of a row."""
        return self._theme.px("row")

    def visible_rows(self) -> range:
        """Places drawn now, the partly visible ones too."""
        top = self.verticalScrollBar().value()
        high = self.row_height
        return range(top // high, min(-(-(top + self.viewport().height()) // high), self._table.count))

    def choose(self, ident: str, *, show: bool = True) -> None:
        """Choose an event from outside; scroll to it when it is in the list."""
        self._current = ident
        place = self._table.place_of(ident) if ident else None
        if place is not None:
            self._place = place
            if show:
                self._scroll_to(place)
        self.viewport().update()

    def choose_place(self, place: int) -> None:
        """Choose the row at a place, as a click does."""
        count = self._table.count
        if not count:
            return
        place = min(max(place, 0), count - 1)
        row = self._table.row_at(place)
        self._place = place
        self._scroll_to(place)
        if row is not None and row.id != self._current:
            self._current = row.id
            self.chosen.emit(row.id)
        self.viewport().update()

    def to_top(self) -> None:
        """Back to the first row."""
        self._anchor = None
        self.verticalScrollBar().setValue(0)

    def _scroll_to(self, place: int) -> None:
        bar, high = self.verticalScrollBar(), self.row_height
        top = place * high
        if top < bar.value():
            bar.setValue(top)
        elif top + high > bar.value() + self.viewport().height():
            bar.setValue(top + high - self.viewport().height())

    # -- what happens below ------------------------------------------------------------------------------

    def _answered(self) -> None:
        """Another answer: keep what is under the eye where it is."""
        table, bar = self._table, self.verticalScrollBar()
        shift: int | None = None
        before = bar.value()
        if self._current:
            place = table.place_of(self._current)
            if place is not None:
                on_screen = before <= self._place * self.row_height < before + self.viewport().height()
                if on_screen and before > 0:
                    shift = (place - self._place) * self.row_height
                self._place = place
        if shift is None and before > 0 and self._anchor is not None and table.answer is not None:
            place = table.answer.position(self._anchor[0])
            shift = None if place is None else (place - self._anchor[1]) * self.row_height
        self._measure()
        if shift:
            bar.setValue(before + shift)
        self.viewport().update()

    def _touched(self, numbers: object) -> None:
        if isinstance(numbers, set) and numbers:
            until = time.monotonic() + FLASH_S
            self._flashing.update(dict.fromkeys(numbers, until))
            self._flash_timer.start()
        self._words.clear()
        self.viewport().update()

    def _fade(self) -> None:
        now = time.monotonic()
        fading = set(self._flashing)
        self._flashing = {number: until for number, until in self._flashing.items() if until > now}
        if not self._flashing:
            self._flash_timer.stop()
        self._draw_flashing(fading)

    def _draw_flashing(self, numbers: set[int]) -> None:
        """Only the rows that glow; the others stand as they are."""
        places, high, top = self.visible_rows(), self.row_height, self.verticalScrollBar().value()
        for place, row in zip(places, self._table.rows(places.start, len(places)), strict=False):
            if row is not None and row.row in numbers:
                self.viewport().update(0, place * high - top, self.viewport().width(), high)

    def _restyle(self) -> None:
        self._painter = None
        self._measure()
        self.viewport().update()

    def _measure(self) -> None:
        bar, high = self.verticalScrollBar(), self.row_height
        view = self.viewport().height()
        bar.setRange(0, max(self._table.count * high - view, 0))
        bar.setPageStep(max(view // high * high, high))
        bar.setSingleStep(high)

    # -- painting ----------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows that are seen, from their pictures."""
        view = self.viewport()
        ratio = view.devicePixelRatioF()
        if self._painter is None or self._painter.width != view.width() or self._painter.ratio != ratio:
            self._painter = RowPainter(self._theme, view.width(), ratio)
            self._pictures.clear()
        high, top = self.row_height, self.verticalScrollBar().value()
        places = self.visible_rows()
        rows = self._table.rows(places.start, len(places))
        self._anchor = (rows[0].row, places.start) if rows and rows[0] is not None else None
        now, seen = self._table.now(), time.monotonic()
        dirty = event.rect()
        with QPainter(view) as p:
            bottom = 0
            for place, row in zip(places, rows, strict=False):
                box = QRect(0, place * high - top, view.width(), high)
                bottom = box.bottom() + 1
                if not box.intersects(dirty):
                    continue
                ground = self._ground(place, row.id if row is not None else "")
                if row is None:
                    p.fillRect(box, self._theme.color(ground))
                    continue
                p.drawPixmap(box.topLeft(), self._picture(self._words.words(row, now), ground))
                if row.id == self._current or row.id in self.marked:
                    p.fillRect(0, box.top(), self._theme.px(3), high, self._theme.color("accent"))
                if row.row in self._flashing:
                    _glow(p, box, self._theme.color("accent"), (self._flashing[row.row] - seen) / FLASH_S)
            p.fillRect(0, bottom, view.width(), max(view.height() - bottom, 0), self._theme.color("raised"))
            if self.hasFocus():
                p.setPen(self._theme.color("focus"))
                p.drawRect(view.rect().adjusted(0, 0, -1, -1))

    def _ground(self, place: int, ident: str) -> str:
        if ident and (ident == self._current or ident in self.marked):
            return "selection"
        return "hover" if place == self._hover else "raised"

    def _picture(self, words: RowWords, ground: str) -> QPixmap:
        key = (words, ground)
        found = self._pictures.get(key)
        if found is None:
            assert self._painter is not None
            found = self._pictures[key] = self._painter.draw(words, ground)
            while len(self._pictures) > SCREENS * (self.viewport().height() // self.row_height + 2):
                self._pictures.popitem(last=False)
        else:
            self._pictures.move_to_end(key)
        return found

    # -- hands -------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up, down, page, home, end; Enter goes on; anything else typed is handed on."""
        key = Qt.Key(event.key())
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in _MOVES and not held:
            page = max(self.viewport().height() // self.row_height - 1, 1)
            step = max(min(_MOVES[key], page), -page)
            first = not self._current
            self.choose_place(self.visible_rows().start if first and abs(step) == 1 else self._place + step)
        elif key == Qt.Key.Key_Home:
            self.choose_place(0)
        elif key == Qt.Key.Key_End:
            self.choose_place(self._table.count - 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not held:
            self.entered.emit()
        elif event.text() and event.text().isprintable() and not held & ~Qt.KeyboardModifier.ShiftModifier:
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses."""
        place = self._at(event)
        if 0 <= place < self._table.count:
            self.choose_place(place)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click goes on."""
        if 0 <= self._at(event) < self._table.count:
            self.entered.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The row under the pointer is a little lighter."""
        place = self._at(event)
        if place != self._hover:
            self._hover = place
            self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        """The pointer left; what does not fit is said on hover."""
        if event.type() == QEvent.Type.Leave and self._hover >= 0:
            self._hover = -1
            self.viewport().update()
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            row = self._table.row_at((event.y() + self.verticalScrollBar().value()) // self.row_height)
            words = self._words.words(row, self._table.now()) if row is not None else None
            said = "" if words is None or row is None else f"{words.title}\n{words.place}\n{words.state}\n{row.number}"
            QToolTip.showText(event.globalPos(), said, self.viewport())
            return True
        return super().viewportEvent(event)

    def _at(self, event: QMouseEvent) -> int:
        return (int(event.position().y()) + self.verticalScrollBar().value()) // self.row_height

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other rows fit."""
        super().resizeEvent(event)
        self._measure()

    def sizeHint(self) -> QSize:
        """Twenty rows."""
        return QSize(self._theme.px(720), self.row_height * 20)


def _glow(p: QPainter, box: QRect, accent: QColor, share: float) -> None:
    colour = QColor(accent)
    colour.setAlphaF(max(min(share, 1.0), 0.0) * 0.22)
    p.fillRect(box, colour)
