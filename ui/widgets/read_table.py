"""A quiet table to read: filled at once, its columns as wide as what they hold."""

from collections.abc import Iterable, Sequence

from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from ui.theme import Theme
from ui.widgets.dressing import sized

SHOWN = 500
"""Lines of a list; the rest stands in the error workbook and in the answer of the command."""


def table(theme: Theme, headers: Sequence[str], lines: int) -> QTableWidget:
    """A quiet table to read, so many lines high."""
    made = QTableWidget(0, len(headers))
    made.setHorizontalHeaderLabels(list(headers))
    made.verticalHeader().hide()
    made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    made.setWordWrap(False)
    made.setTabKeyNavigation(False)
    sized(made, theme, high=lines * 30 + 34)
    return made


def fill(made: QTableWidget, rows: Iterable[Sequence[str]]) -> None:
    """Show rows; every cell tells its whole text on hover."""
    listed = list(rows)[:SHOWN]
    made.setRowCount(len(listed))
    for line, row in enumerate(listed):
        for column, words in enumerate(row[: made.columnCount()]):
            shown = " ".join(words.split())
            cell = QTableWidgetItem(shown if len(shown) <= 120 else f"{shown[:119]}…")
            cell.setToolTip(words[:2000])
            made.setItem(line, column, cell)


def snug(made: QTableWidget, theme: Theme, widest: int) -> None:
    """Columns as wide as what they hold, none wider than so many pixels at scale 1.0; lines of a theme's height."""
    made.resizeColumnsToContents()
    for column in range(made.columnCount()):
        made.setColumnWidth(column, min(made.columnWidth(column) + theme.px("s"), theme.px(widest)))
    for line in range(made.rowCount()):
        made.setRowHeight(line, theme.px(28))


def headed(made: QTableWidget) -> QTableWidget:
    """The last column takes what is left."""
    made.horizontalHeader().setSectionResizeMode(made.columnCount() - 1, QHeaderView.ResizeMode.Stretch)
    return made
