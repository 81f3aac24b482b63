"""Search, filter and order of the queue, and in words what is shown."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from commandroom.store.queue.filter import SORT_WORDS, Sort
from commandroom.text import tr
from ui.theme import Theme
from ui.widgets.dressing import iconed, sized, spaced
from ui.widgets.text_labels import ElidedLabel

TYPING_MS = 40
"""An answer takes a few milliseconds; so many pass after the last key."""


class SearchLine(QLineEdit):
    """Down and Enter go into the list; Esc empties it."""

    to_list = Signal()
    escaped = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that leave the line."""
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.to_list.emit()
        elif key == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)


class FilterBar(QWidget):
    """One line of tools, and one line of words when something is left out."""

    searched = Signal(str)
    sorted = Signal(str)
    cleared = Signal()
    card_wanted = Signal(bool)
    grid_wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._grid = ""
        self.search = SearchLine()
        self.search.setPlaceholderText(tr("搜标题、地点、内容、编号   /"))
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName(tr("全文搜索"))
        self.search.textChanged.connect(self._typed)
        self.card = iconed(QPushButton(tr("筛选")), theme, "filter")
        self.card.setCheckable(True)
        self.card.setToolTip("Ctrl+F")
        self.card.toggled.connect(self.card_wanted)
        self.sort = sized(QComboBox(), theme, wide=116)
        for kind, word in SORT_WORDS.items():
            self.sort.addItem(tr(word), kind.value)
        self.sort.setAccessibleName(tr("排序"))
        self.sort.activated.connect(self._sorted)
        self.words = ElidedLabel(theme, size="small", token="quiet")
        self.grid = QPushButton()
        self.grid.setProperty("role", "link")
        self.grid.clicked.connect(self._grid_pressed)
        self.grid.hide()
        self.clear = QPushButton(tr("清除 Esc"))
        self.clear.setProperty("role", "link")
        self.clear.clicked.connect(self.cleared)
        column = spaced(QVBoxLayout(self), theme, (16, 8, 16, 6), 4)
        upper = spaced(QHBoxLayout(), theme)
        upper.addWidget(self.search, 1)
        upper.addWidget(self.card)
        upper.addWidget(self.sort)
        lower = spaced(QHBoxLayout(), theme)
        lower.addWidget(self.words, 1)
        lower.addWidget(self.grid)
        lower.addWidget(self.clear)
        column.addLayout(upper)
        column.addLayout(lower)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TYPING_MS)
        self._timer.timeout.connect(self._say)

    def show_filter(self, words: tuple[str, ...], text: str, *, clearable: bool) -> None:
        """Say what is shown; ``text`` stands in the search line."""
        self.words.set_text(tr("显示：{words}", words=" · ".join(words) if words else tr("全部")))
        self.clear.setVisible(clearable)
        if self.search.text() != text and not self._timer.isActive():
            self.search.blockSignals(True)
            self.search.setText(text)
            self.search.blockSignals(False)

    def show_sort(self, sort: Sort) -> None:
        """Which order is kept."""
        self.sort.setCurrentIndex(self.sort.findData(sort.value))

    def offer_grid(self, code: str, name: str) -> None:
        """A grid was chosen on the map: offer to show only it; "" offers nothing."""
        self._grid = code
        self.grid.setText(tr("只看 {name}", name=name))
        self.grid.setVisible(bool(code))

    def begin_search(self, letters: str = "") -> None:
        """Take the keyboard, with what was typed already."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if letters:
            self.search.setText(letters)
        else:
            self.search.selectAll()

    def _typed(self) -> None:
        self._timer.start()

    def _say(self) -> None:
        self.searched.emit(self.search.text())

    def _sorted(self) -> None:
        self.sorted.emit(str(self.sort.currentData()))

    def _grid_pressed(self) -> None:
        self.grid_wanted.emit(self._grid)
