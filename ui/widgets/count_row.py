"""Five figures in a row, each over its word; a figure that asks for attention has its colour and sign."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from commandroom.text import mark, tr
from ui.theme import Theme
from ui.widgets.dressing import spaced
from ui.widgets.text_labels import ElidedLabel

WORDS = (
    ("new", mark("新增"), "", "text"),
    ("changed", mark("变化"), "", "text"),
    ("same", mark("相同"), "", "quiet"),
    ("conflicting", mark("冲突"), "▲ ", "due_soon"),
    ("wrong", mark("错误"), "■ ", "overdue"),
)
"""Name, word, sign and token of each figure when it is not 0."""


class CountRow(QWidget):
    """new, changed, same, conflicting, wrong."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.counts: dict[str, int] = {}
        self._row = spaced(QHBoxLayout(self), theme, (0, 4, 0, 4), 8)

    def show_counts(self, counts: dict[str, int]) -> None:
        """Show these."""
        self.counts = counts
        while (item := self._row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for name, word, sign, token in WORDS:
            count = counts.get(name, 0)
            cell = QWidget()
            column = spaced(QVBoxLayout(cell), self._theme, gap=0)
            figure = f"{sign if count else ''}{count:,}"
            token = token if count else "faint"
            column.addWidget(ElidedLabel(self._theme, figure, size="page", token=token, bold=True))
            column.addWidget(ElidedLabel(self._theme, tr(word), size="small", token="quiet"))
            self._row.addWidget(cell, 1)
