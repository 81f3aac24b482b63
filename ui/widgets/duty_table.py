"""A month of duty as a table: days down, posts across, days off shaded, what is lacking hatched with its reason."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from commandroom.domain.day_kinds import MAKE_UP, WORK
from commandroom.reports.duty_month import DayRow, DutyMonth, column_words
from commandroom.text import tr
from ui.theme import Theme
from ui.widgets.duty_paint import DAY_WIDE, LEFT, NAME_WIDE, DutyPaint, short

Place = tuple[str, str, str]
"""Day, post and shift of a cell."""
REASON_WIDE = 200
ROW_LEAST, HEAD = 28, 36


class DutyTable(QAbstractScrollArea):
    """Draws one month; a cell is current, Enter edits it, Delete clears it."""

    edited = Signal(str, int)
    """Day and column of the cell that is to be changed."""
    cleared = Signal(str, int)
    moved = Signal(str, int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._paint = DutyPaint(theme)
        self.month: DutyMonth | None = None
        self.today = ""
        self.changed: Mapping[Place, str] = {}
        self._at = (0, 0)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        theme.changed.connect(self._restyle)

    # -- what is shown -----------------------------------------------------------------------------

    def show_month(self, month: DutyMonth, today: str, changed: Mapping[Place, str] | None = None) -> None:
        """Show a month; the current cell stays where it is in the same month, else it is today's or the first.

        ``changed``: who was published on the cells that were changed since.
        """
        self.changed = changed or {}
        other = self.month is None or self.month.month != month.month
        self.month, self.today = month, today
        if other:
            days = [row.day for row in month.rows]
            self._at = (days.index(today) if today in days else 0, 0)
        self._at = (min(self._at[0], len(month.rows) - 1), min(self._at[1], len(month.columns) - 1))
        self._measure()
        if other:
            self._reveal()
        self.viewport().update()

    @property
    def current(self) -> tuple[str, int]:
        """Day and column of the current cell."""
        assert self.month is not None
        return self.month.rows[self._at[0]].day, self._at[1]

    def go(self, day: str, column: int) -> None:
        """Make a cell of this month current."""
        if self.month is None:
            return
        rows = [row.day for row in self.month.rows]
        if day in rows:
            self._go(rows.index(day), column)

    def _go(self, row: int, column: int) -> None:
        month = self.month
        if month is None:
            return
        self._at = (min(max(row, 0), len(month.rows) - 1), min(max(column, 0), len(month.columns) - 1))
        self._reveal()
        self.viewport().update()
        self.moved.emit(*self.current)

    # -- measures ----------------------------------------------------------------------------------

    @property
    def _high(self) -> int:
        rows = len(self.month.rows) if self.month is not None else 31
        room = self.viewport().height() - self._theme.px(HEAD)
        return min(max(self._theme.px(ROW_LEAST), room // rows), self._theme.px(44))

    def _lefts(self) -> list[float]:
        """The left edges of the columns of posts and of the reasons, and the right edge."""
        assert self.month is not None
        theme = self._theme
        left = theme.px(DAY_WIDE) + theme.px(NAME_WIDE)
        reason = theme.px(REASON_WIDE)
        room = max(self.viewport().width() - left - reason, theme.px(120))
        count = len(self.month.columns)
        edges = [left + room * number / count for number in range(count + 1)]
        return [*edges, float(max(self.viewport().width(), round(edges[-1]) + reason))]

    def _box(self, row: int, column: int) -> QRectF:
        edges = self._lefts()
        top = self._theme.px(HEAD) + row * self._high - self.verticalScrollBar().value()
        return QRectF(edges[column], top, edges[column + 1] - edges[column], self._high)

    def _measure(self) -> None:
        if self.month is not None:
            bar = self.verticalScrollBar()
            room = self.viewport().height() - self._theme.px(HEAD)
            bar.setSingleStep(self._high)
            bar.setPageStep(room)
            bar.setRange(0, max(0, len(self.month.rows) * self._high - room))

    def _reveal(self) -> None:
        bar = self.verticalScrollBar()
        top = self._at[0] * self._high
        room = self.viewport().height() - self._theme.px(HEAD)
        if top < bar.value():
            bar.setValue(top)
        elif top + self._high > bar.value() + room:
            bar.setValue(top + self._high - room)

    def _restyle(self) -> None:
        self._measure()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The rows share the height."""
        super().resizeEvent(event)
        self._measure()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Other days come into sight; the head stays."""
        del dx, dy
        self.viewport().update()

    # -- hands -------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move, Enter edits, Delete clears."""
        row, column = self._at
        key = Qt.Key(event.key())
        steps = {
            Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Home: (-99, 0), Qt.Key.Key_End: (99, 0),
        }  # fmt: skip
        if self.month is None or key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            event.ignore()  # other months: the page's own keys
        elif key in steps:
            self._go(row + steps[key][0], column + steps[key][1])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.edited.emit(*self.current)
        elif key == Qt.Key.Key_Delete:
            self.cleared.emit(*self.current)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click makes a cell current."""
        found = self._cell_at(event.position().toPoint())
        if found is not None:
            self._go(*found)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A second click edits it."""
        if self._cell_at(event.position().toPoint()) is not None:
            self.edited.emit(*self.current)

    def _cell_at(self, at: QPoint) -> tuple[int, int] | None:
        if self.month is None or at.y() < self._theme.px(HEAD):
            return None
        row = (at.y() - self._theme.px(HEAD) + self.verticalScrollBar().value()) // self._high
        edges = self._lefts()
        columns = [number for number in range(len(self.month.columns)) if edges[number] <= at.x() < edges[number + 1]]
        return (row, columns[0]) if columns and 0 <= row < len(self.month.rows) else None

    def viewportEvent(self, event: QEvent) -> bool:
        """The whole of a cell on hover."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self.month is not None:
            found = self._cell_at(event.pos())
            words = ""
            if found is not None:
                row = self.month.rows[found[0]]
                cell, was = row.cells[found[1]], self._was(row, found[1])
                before = tr("发布时：{names}", names=was or tr("空缺")) if was is not None else ""
                words = "\n".join(part for part in (tr("、").join(cell.names), before, cell.note, cell.gap) if part)
            QToolTip.showText(event.globalPos(), words, self.viewport())
            return True
        return super().viewportEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The current cell says where the keyboard is."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keyboard is elsewhere."""
        super().focusOutEvent(event)
        self.viewport().update()

    # -- paint -------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Days in sight, then the head over them."""
        with QPainter(self.viewport()) as p:
            p.fillRect(self.viewport().rect(), self._theme.color("raised"))
            if self.month is None:
                return
            for number, row in enumerate(self.month.rows):
                if self._box(number, 0).intersects(QRectF(self.viewport().rect())):
                    self._paint_row(p, number, row)
            self._paint_current(p)
            self._paint_head(p)

    def _paint_head(self, p: QPainter) -> None:
        assert self.month is not None
        theme, edges = self._theme, self._lefts()
        high, pad = theme.px(HEAD), theme.px("s")
        p.fillRect(QRectF(0, 0, self.viewport().width(), high), theme.color("ground"))
        p.setPen(theme.color("line"))
        p.drawLine(0, high - 1, self.viewport().width(), high - 1)
        p.setFont(theme.font("small", bold=True))
        p.setPen(theme.color("quiet"))
        p.drawText(QRectF(theme.px("m"), 0, theme.px(DAY_WIDE), high), LEFT, tr("日期"))
        for number, column in enumerate(self.month.columns):
            box = QRectF(edges[number] + pad, 0, edges[number + 1] - edges[number] - 2 * pad, high)
            p.drawText(box, LEFT, short(p, column_words(column), box.width()))
        p.drawText(QRectF(edges[-2] + pad, 0, theme.px(REASON_WIDE), high), LEFT, tr("缺口与原因"))

    def _paint_row(self, p: QPainter, number: int, row: DayRow) -> None:
        theme = self._theme
        edges = self._lefts()
        top = self._box(number, 0).top()
        whole = QRectF(0, top, self.viewport().width(), self._high)
        if row.kind.kind not in (WORK, MAKE_UP):
            p.fillRect(whole, theme.color("sunken"))
        if row.day == self.today:
            p.fillRect(whole, theme.color("selection"))
            p.fillRect(QRectF(0, top, theme.px(4), self._high), theme.color("accent"))
        self._paint.day(p, row, QRectF(0, top, self.viewport().width(), self._high), row.day == self.today)
        for column, cell in enumerate(row.cells):
            self._paint.cell(p, self._box(number, column), cell, changed=self._was(row, column) is not None)
        if row.gaps:
            pad = theme.px("s")
            box = QRectF(edges[-2] + pad, top, edges[-1] - edges[-2] - 2 * pad, self._high)
            p.setFont(theme.font("small"))
            p.setPen(theme.color("overdue"))
            p.drawText(box, LEFT, short(p, tr("；").join(row.gaps), box.width()))
        p.setPen(theme.color("line"))
        p.drawLine(0, int(whole.bottom()), self.viewport().width(), int(whole.bottom()))

    def _was(self, row: DayRow, column: int) -> str | None:
        """Who was published on a cell that was changed since; None for one that stands as it was."""
        assert self.month is not None
        return self.changed.get((row.day, *self.month.columns[column]))

    def _paint_current(self, p: QPainter) -> None:
        box = self._box(*self._at)
        edge = self._theme.px(2)
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.setPen(QPen(self._theme.color("focus" if self.hasFocus() else "faint"), edge if self.hasFocus() else 1))
        p.drawRect(box.adjusted(edge / 2, edge / 2, -edge / 2, -edge / 2))
