"""What the grids are coloured by: a picker for the figure, and one for the month when it is a figure of a month."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from commandroom.text import tr
from ui.theme import Theme
from ui.widgets.dressing import label, sized, spaced

Choice = tuple[str, str]
"""Code and word."""


class MapShadePicker(QWidget):
    """Two lists in a row; the second one only while it matters."""

    picked = Signal(str, str)
    """Code of the shade, key of the month ("" for one that is of now)."""

    def __init__(
        self, theme: Theme, now: Sequence[Choice], figures: Sequence[Choice], months: Sequence[Choice]
    ) -> None:
        super().__init__()
        self._now = {code for code, _ in now}
        row = spaced(QHBoxLayout(self), theme, gap=8)
        row.addWidget(label(tr("着色 C"), "label"))
        self.figure = sized(QComboBox(), theme, wide=168)
        self.figure.setAccessibleName(tr("网格按什么着色"))
        self.figure.setMaxVisibleItems(30)
        for code, word in now:
            self.figure.addItem(word, code)
        self.figure.insertSeparator(self.figure.count())
        for code, word in figures:
            self.figure.addItem(tr("月：{name}", name=word), code)
        self.month = sized(QComboBox(), theme, wide=120)
        self.month.setAccessibleName(tr("哪个月"))
        self.show_months(months)
        self.month.hide()
        for box in (self.figure, self.month):
            box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(box)
            box.activated.connect(self._picked)

    def show_months(self, months: Sequence[Choice]) -> None:
        """The months there are to choose from, the likeliest first."""
        kept = str(self.month.currentData() or "")
        self.month.clear()
        for key, word in months:
            self.month.addItem(word, key)
        self.month.setCurrentIndex(max(self.month.findData(kept), 0))

    def choose(self, code: str, month: str = "") -> None:
        """Pick from outside."""
        self.figure.setCurrentIndex(max(self.figure.findData(code), 0))
        if month:
            self.month.setCurrentIndex(max(self.month.findData(month), 0))
        self._picked()

    def open(self) -> None:
        """Show the list, by its key."""
        self.figure.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.figure.showPopup()

    def _picked(self, at: int = 0) -> None:
        del at
        code = str(self.figure.currentData())
        self.month.setVisible(code not in self._now)
        self.picked.emit(code, "" if code in self._now else str(self.month.currentData()))
