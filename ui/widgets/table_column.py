"""The tables of a month, one at a time; a cell in the accent colour opens the events behind it."""

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHeaderView, QTableView, QVBoxLayout, QWidget

from commandroom.reports.tables import Table
from commandroom.text import tr
from ui.theme import Theme
from ui.widgets.dressing import spaced
from ui.widgets.report_table import ReportTable, opens
from ui.widgets.text_labels import Prose


class TableColumn(QWidget):
    """A choice of tables above one of them; arrows move, Enter or a click opens a cell."""

    opened = Signal(object, str)
    """Row numbers and words of the cell whose events are wanted."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tables: tuple[Table, ...] = ()
        self.choice = QComboBox()
        self.choice.setAccessibleName(tr("选表"))
        self.model = ReportTable(theme, self)
        self.view = QTableView()
        self.view.setModel(self.model)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setWordWrap(False)
        self.view.verticalHeader().hide()
        self.view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.view.installEventFilter(self)
        self.note = Prose(theme, size="small", token="quiet")
        rows = spaced(QVBoxLayout(self), theme, (16, 0, 16, 0), 8)
        rows.addWidget(self.choice)
        rows.addWidget(self.view, 1)
        rows.addWidget(self.note)
        self.choice.currentIndexChanged.connect(self._turn)
        self.view.clicked.connect(self._open)
        theme.changed.connect(self._measure)
        self._measure()

    def _measure(self) -> None:
        self.view.verticalHeader().setDefaultSectionSize(self._theme.px(30))

    def show_tables(self, tables: tuple[Table, ...]) -> None:
        """The tables of another month; the one that was open stays open."""
        open_ = self._tables[self.choice.currentIndex()].code if self._tables else tables[0].code
        self._tables = tables
        self.choice.blockSignals(True)
        self.choice.clear()
        for table in tables:
            self.choice.addItem(table.title)
        self.choice.setCurrentIndex(next((n for n, one in enumerate(tables) if one.code == open_), 0))
        self.choice.blockSignals(False)
        self._turn(self.choice.currentIndex())

    def _turn(self, place: int) -> None:
        if 0 <= place < len(self._tables):
            table = self._tables[place]
            self.model.show_table(table)
            self.note.set_text(table.note if table.rows else tr("本期没有可列入此表的事件。"))
            if self.model.rowCount():
                self.view.setCurrentIndex(self.model.index(0, 0))

    def _open(self, index: QModelIndex) -> None:
        cell = self.model.cell(index)
        if cell is not None and opens(cell):
            self.opened.emit(cell.rows, self.model.words(index))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter opens the cell the keyboard stands on."""
        if (
            watched is self.view and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        ):  # fmt: skip
            self._open(self.view.currentIndex())
            return True
        return super().eventFilter(watched, event)
