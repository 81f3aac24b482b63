"""A table of a report as an item model; cells with events behind them say so."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont

from commandroom.reports.tables import Cell, Table
from commandroom.text import tr
from ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_TOP = QModelIndex()
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)


class ReportTable(QAbstractTableModel):
    """Rows of one table, the total last."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._table: Table | None = None
        self._rows: tuple[tuple[Cell, ...], ...] = ()

    @property
    def table(self) -> Table | None:
        """The table that is shown."""
        return self._table

    def show_table(self, table: Table) -> None:
        """Show another table."""
        self.beginResetModel()
        self._table = table
        self._rows = (*table.rows, *((table.total,) if table.total else ()))
        self.endResetModel()

    def cell(self, index: Index) -> Cell | None:
        """The cell at a place."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        return self._rows[index.row()][index.column()]

    def words(self, index: Index) -> str:
        """What a cell stands for: table, row, head and value."""
        cell = self.cell(index)
        if cell is None or self._table is None:
            return ""
        row = self._rows[index.row()]
        named = " ".join(row[place].words for place in self._table.wide if place < len(row)) or tr("合计")
        return f"{self._table.title} {named} {self._table.heads[index.column()]} {cell.words}"

    def rowCount(self, parent: Index = _TOP) -> int:
        """As many as the table has, with its total."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _TOP) -> int:
        """One for each head."""
        return 0 if parent.isValid() or self._table is None else len(self._table.heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The heads; rows have none."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole and self._table is not None:
            return self._table.heads[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words, side, colour (what opens events is in the accent), the whole words on hover."""
        cell = self.cell(index)
        if cell is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.words
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT if isinstance(cell.value, str) else _RIGHT
        if role == Qt.ItemDataRole.ForegroundRole and opens(cell):
            return QColor(self._theme.color("accent"))
        if role == Qt.ItemDataRole.FontRole and self._table is not None and index.row() >= len(self._table.rows):
            font: QFont = self._theme.font("body", bold=True, tabular=True)
            return font
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.words(index)
        return None


def opens(cell: Cell) -> bool:
    """Whether there are events behind a cell."""
    return cell.rows is not None and len(cell.rows) > 0
