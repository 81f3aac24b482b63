"""Several rows of the queue chosen together: Ctrl and Shift with click or arrow, Ctrl+A for all."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent

from ui.widgets.queue_table import QueueTable, Rows

MOST = 5_000
"""So many rows are chosen together at most: as many as a map shows of open cases."""
_SHIFT, _CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class QueueMarks(QObject):
    """Listens to one list and keeps which rows are chosen together; a plain click or arrow ends it."""

    changed = Signal(object)
    """Ids of the events chosen together now (a frozenset)."""

    def __init__(self, shown: QueueTable, table: Rows) -> None:
        super().__init__(shown)
        self._list, self._table = shown, table
        self._from = -1
        self._to = -1
        shown.installEventFilter(self)
        shown.viewport().installEventFilter(self)
        shown.chosen.connect(self._one)

    @property
    def ids(self) -> frozenset[str]:
        """What is chosen together."""
        return self._list.marked

    def show(self, ids: frozenset[str]) -> None:
        """What was chosen elsewhere."""
        self._from = self._to = -1
        self._paint(ids)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's own word; True when the rows were chosen here."""
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonPress:
            return watched is self._list.viewport() and self._mouse(event)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return watched is self._list and self._key(event)
        return False

    def _mouse(self, event: QMouseEvent) -> bool:
        held = event.modifiers() & (_SHIFT | _CTRL)
        place = (int(event.position().y()) + self._list.verticalScrollBar().value()) // self._list.row_height
        if not held or event.button() != Qt.MouseButton.LeftButton or not 0 <= place < self._table.count:
            return False
        if held & _SHIFT:
            self._reach(place)
        else:
            self._flip(place)
        return True

    def _key(self, event: QKeyEvent) -> bool:
        key, held = Qt.Key(event.key()), event.modifiers() & (_SHIFT | _CTRL)
        if key == Qt.Key.Key_A and held == _CTRL:
            self._say(self._between(0, min(self._table.count, MOST) - 1))
        elif key in _STEPS and held == _SHIFT and self._table.count:
            start = self._to if self._to >= 0 else self._here()
            self._reach(min(max(start + _STEPS[key], 0), self._table.count - 1))
        elif key == Qt.Key.Key_Escape and self.ids:
            self._say(frozenset())
        else:
            return False
        return True

    def _here(self) -> int:
        """Where the chosen event stands; the first row in sight without one."""
        place = self._table.place_of(self._list.current) if self._list.current else None
        return place if place is not None else self._list.visible_rows().start

    def _reach(self, place: int) -> None:
        """Everything from the first row of this choice to here."""
        if self._from < 0:
            self._from = self._here()
        self._to = place
        low, high = sorted((self._from, place))
        self._say(self._between(low, min(high, low + MOST - 1)))

    def _flip(self, place: int) -> None:
        """The row too, or no more; the chosen event belongs to the first such choice."""
        row = self._table.row_at(place)
        if row is None:
            return
        before = self.ids or (frozenset({self._list.current}) if self._list.current else frozenset())
        self._from = self._to = place
        self._say(before ^ {row.id})

    def _between(self, low: int, high: int) -> frozenset[str]:
        rows = self._table.rows(low, high - low + 1) if high >= low else []
        return frozenset(row.id for row in rows if row is not None)

    def _one(self, ident: str) -> None:
        """A plain choice of one row ends the choice of many."""
        del ident
        if self.ids:
            self._say(frozenset())

    def _say(self, ids: frozenset[str]) -> None:
        if ids != self.ids:
            self._paint(ids)
            self.changed.emit(ids)
        if not ids:
            self._from = self._to = -1

    def _paint(self, ids: frozenset[str]) -> None:
        self._list.marked = ids
        self._list.viewport().update()
