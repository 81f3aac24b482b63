"""The queue beside the map as it stood at the moment looked at."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from commandroom.store.queue.filter import Name
from commandroom.text import tr
from ui.theme import Theme
from ui.widgets.dressing import label, sized, spaced
from ui.widgets.queue_table import QueueTable, Rows

WIDE = 460
"""Pixels at scale 1.0."""


class PastQueue(QWidget):
    """A head that says what it is, and the rows."""

    def __init__(self, theme: Theme, rows: Rows, name: Name, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pastQueue")
        sized(self, theme, WIDE)
        column = spaced(QVBoxLayout(self), theme, (3, 0, 0, 0), 0)
        head = QWidget(self)
        head.setObjectName("panelHead")
        lines = spaced(QVBoxLayout(head), theme, (12, 8, 12, 8), 2)
        lines.addWidget(label(tr("当时的队列"), "title"))
        self._counts = label("", "small")
        lines.addWidget(self._counts)
        column.addWidget(head)
        self.list = QueueTable(theme, rows, name)
        column.addWidget(self.list, 1)

    def show_counts(self, still: int, late: int, soon: int) -> None:
        """How many were open, overdue, nearly due."""
        self._counts.setText(tr("未结 {count} 件 · 超期 {late} 件 · 临期 {soon} 件", count=still, late=late, soon=soon))
