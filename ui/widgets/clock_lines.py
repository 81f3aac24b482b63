"""Clocks of a case, one under the other: sign, what it waits for, time left, end, and why on demand."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from commandroom.reports.clock_rows import ClockRow
from commandroom.text import tr
from ui.theme import Theme
from ui.widgets.dressing import label, sized, spaced
from ui.widgets.light import LightLabel
from ui.widgets.text_labels import ElidedLabel, Prose


class _ClockLine(QWidget):
    def __init__(self, theme: Theme, row: ClockRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = spaced(QVBoxLayout(self), theme, gap=2)
        line = spaced(QHBoxLayout(), theme, gap=8)
        self.light = LightLabel(theme)
        self.light.set_light(row.light, row.left, size="body", bold=row.running)
        self.why_button = QPushButton(tr("为什么"))
        self.why_button.setProperty("role", "link")
        self.why_button.setCheckable(True)
        self.why_button.toggled.connect(self._tell)
        self.why = Prose(theme, "\n".join(row.why), size="small", token="quiet")
        self.why.hide()
        line.addWidget(sized(ElidedLabel(theme, row.word, token="text" if row.running else "quiet"), theme, wide=120))
        line.addWidget(self.light)
        line.addStretch(1)
        line.addWidget(label(row.due, "" if row.running else "small"))
        line.addWidget(self.why_button)
        column.addLayout(line)
        column.addWidget(self.why)

    def _tell(self, on: bool) -> None:
        self.why.setVisible(on)


class ClockLines(QWidget):
    """Running clocks; those at rest are behind a button."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.rows: tuple[ClockRow, ...] = ()
        self._open: set[str] = set()
        self._old = False
        self._lines: list[_ClockLine] = []
        self._column = spaced(QVBoxLayout(self), theme, gap=2)
        self._more = QPushButton()
        self._more.setProperty("role", "link")
        self._more.clicked.connect(self._unfold)
        self._column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        self._more.hide()

    @property
    def lines(self) -> tuple[_ClockLine, ...]:
        """The lines shown."""
        return tuple(self._lines)

    def set_rows(self, rows: list[ClockRow]) -> None:
        """Show other clocks; an explanation that is open stays open while its words are the same clock's."""
        if self.rows == tuple(rows):
            return
        self.rows = tuple(rows)
        for line in self._lines:
            line.hide()
            line.deleteLater()
        self._lines = []
        shown = [row for row in self.rows if row.running or self._old or not any(r.running for r in self.rows)]
        for place, row in enumerate(shown):
            line = _ClockLine(self._theme, row)
            line.why_button.setChecked(row.word in self._open)
            line.why_button.toggled.connect(partial(self._remember, row.word))
            self._column.insertWidget(place, line)
            self._lines.append(line)
        hidden = len(self.rows) - len(shown)
        self._more.setText(tr("已停的 {count} 个时限", count=hidden))
        self._more.setVisible(hidden > 0)

    def fold(self) -> None:
        """Another case: nothing is unfolded."""
        self._open.clear()
        self._old = False
        self.rows = ()

    def _remember(self, word: str, on: bool) -> None:
        (self._open.add if on else self._open.discard)(word)

    def _unfold(self) -> None:
        self._old = True
        rows, self.rows = list(self.rows), ()
        self.set_rows(rows)
