"""Under the figures: what the chosen one counts, each of its numbers a door to its events."""

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from commandroom.reports.figures import Figure
from commandroom.text import tr
from ui.theme import Theme
from ui.widgets.dressing import label, spaced
from ui.widgets.flow_box import FlowBox


class FigureFoot(QWidget):
    """Its name, then numerator, denominator, the month before, last year, and the sheet of its events."""

    opened = Signal(object, str)
    """Row numbers and words of the number whose events are wanted."""
    wanted = Signal()
    """The events of the figure are wanted as a file."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.figure: Figure | None = None
        self.doors: dict[str, QPushButton] = {}
        self._rows: dict[str, tuple[Any, str]] = {}
        self.setObjectName("panelHead")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        rows = spaced(QVBoxLayout(self), theme, (16, 8, 16, 8), 4)
        self._name = label("", "label")
        rows.addWidget(self._name)
        self._flow = FlowBox(theme, 4)
        for key in ("above", "below", "before", "year_ago"):
            door = QPushButton()
            door.setProperty("role", "chip")
            door.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            door.clicked.connect(partial(self._open, key))
            self.doors[key] = door
        self.file = QPushButton(tr("明细存为表格  D"))
        self.file.setProperty("role", "chip")
        self.file.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.file.clicked.connect(self._want)
        rows.addWidget(self._flow)

    def show_figure(self, one: Figure, month: str) -> None:
        """Speak of another figure; ``month`` in words."""
        self.figure = one
        name = tr(one.name)
        self._name.setText(f"{name}　{one.words}")
        below = one.of_rows if one.is_ratio else None
        own = tr("分子 {count}", count=one.numerator) if one.is_ratio else tr("本期 {value}", value=one.words)
        said: dict[str, tuple[str, Any]] = {
            "above": (own, one.rows),
            "below": (tr("分母 {count}", count=one.denominator), below),
            "before": (tr("上月 {value}", value=one.written(one.before)), one.before_rows),
            "year_ago": (tr("去年同月 {value}", value=one.written(one.year_ago)), one.year_ago_rows),
        }
        for key, (words, rows) in said.items():
            self.doors[key].setText(words)
            self.doors[key].setEnabled(rows is not None and len(rows) > 0)
            self._rows[key] = (rows, tr("{month}{figure} {words}", month=month, figure=name, words=words))
        self.file.setEnabled(len(one.rows) > 0)
        shown = [door for key, door in self.doors.items() if key != "below" or one.is_ratio]
        self._flow.show_only([*shown, self.file])

    def _open(self, key: str, checked: bool = False) -> None:
        del checked
        rows, words = self._rows[key]
        if rows is not None and len(rows):
            self.opened.emit(rows, words)

    def _want(self, checked: bool = False) -> None:
        del checked
        self.wanted.emit()
