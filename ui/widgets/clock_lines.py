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
        self._row: ClockRow | None = None
        self.light = LightLabel(theme)
        self.why_button = QPushButton(tr("为什么"))
        self.why_button.setProperty("role", "link")
        self.why_button.setCheckable(True)
        self.why_button.toggled.connect(self._tell)
        self.why = Prose(theme, "", size="small", token="quiet")
        self.why.hide()
        self._word = ElidedLabel(theme, "")
        self._due = label("")
        line.addWidget(sized(self._word, theme, wide=120))
        line.addWidget(self.light)
        line.addStretch(1)
        line.addWidget(self._due)
        line.addWidget(self.why_button)
        column.addLayout(line)
        column.addWidget(self.why)
        self.show_row(row)

    @property
    def word(self) -> str:
        """Which clock it is."""
        return self._word.text()

    def show_row(self, row: ClockRow) -> None:
        """Show a clock as it stands; its explanation is reckoned only while it is open."""
        before, self._row = self._row, row
        if row == before:
            return
        self.light.set_light(row.light, row.left, size="body", bold=row.running)
        self._word.set_text(row.word, "text" if row.running else "quiet")
        self._due.setText(row.due)
        if before is None or before.running != row.running:
            self._due.setProperty("role", "" if row.running else "small")
            self._due.style().polish(self._due)
        if self.why_button.isChecked():
            self.why.set_text("\n".join(row.why))

    def _tell(self, on: bool) -> None:
        if on and self._row is not None:
            self.why.set_text("\n".join(self._row.why))
        self.why.setVisible(on)


class ClockLines(QWidget):
    """Running clocks; those at rest are behind a button."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.rows: tuple[ClockRow, ...] = ()
        self._open: set[str] = set()
        self._old = False
        self._showing = False
        self._lines: list[_ClockLine] = []  # those beyond the count are hidden and used again
        self._count = 0
        self._column = spaced(QVBoxLayout(self), theme, gap=2)
        self._more = QPushButton()
        self._more.setProperty("role", "link")
        self._more.clicked.connect(self._unfold)
        self._column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        self._more.hide()

    @property
    def lines(self) -> tuple[_ClockLine, ...]:
        """The lines shown."""
        return tuple(self._lines[: self._count])

    def set_rows(self, rows: list[ClockRow]) -> None:
        """Show other clocks; an explanation that is open stays open while its words are the same clock's."""
        if self.rows == tuple(rows):
            return
        self.rows = tuple(rows)
        shown = [row for row in self.rows if row.running or self._old or not any(r.running for r in self.rows)]
        for line in self._lines[len(shown) :]:
            line.hide()
        self._count = len(shown)
        for place, row in enumerate(shown):
            if place < len(self._lines):
                line = self._lines[place]
                line.show_row(row)
                line.show()
            else:
                line = _ClockLine(self._theme, row)
                line.why_button.toggled.connect(partial(self._remember, line))
                self._column.insertWidget(place, line)
                self._lines.append(line)
            self._showing = True
            line.why_button.setChecked(row.word in self._open)
            self._showing = False
        hidden = len(self.rows) - len(shown)
        self._more.setText(tr("已停的 {count} 个时限", count=hidden))
        self._more.setVisible(hidden > 0)

    def fold(self) -> None:
        """Another case: nothing is unfolded."""
        self._open.clear()
        self._old = False
        self.rows = ()

    def _remember(self, line: _ClockLine, on: bool) -> None:
        if not self._showing:
            (self._open.add if on else self._open.discard)(line.word)

    def _unfold(self) -> None:
        self._old = True
        rows, self.rows = list(self.rows), ()
        self.set_rows(rows)
