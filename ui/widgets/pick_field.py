"""Pick one of many by typing: name, pinyin initials or code; the best fit is chosen already, Enter takes it."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from ui.theme import Theme
from ui.widgets.dressing import sized
from ui.widgets.fields import Field


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to pick: its value, its name, and a few words beside it."""

    value: str
    word: str
    beside: str = ""


Search = Callable[[str], list[Option]]
"""What was typed -> the fitting options, best first; "" -> the ones to offer at once."""


class PickField(Field):
    """A line to type in over the few that fit."""

    picked = Signal(str)
    """Another one is chosen now ("" for none)."""

    def __init__(
        self, theme: Theme, title: str, search: Search, *, hint: str = "", lines: int = 5,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(theme, title, parent)
        self._search = search
        self._touched = False
        self._value = ""
        self.edit = QLineEdit()
        self.edit.setPlaceholderText(hint)
        self.edit.setAccessibleName(title)
        self.list = sized(QListWidget(), theme, high=lines * 32 + 4)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setProperty("role", "pick")
        self.column.addWidget(self.edit)
        self.column.addWidget(self.list)
        self.edit.textEdited.connect(self._typed)
        self.edit.returnPressed.connect(self.confirmed)
        self.edit.installEventFilter(self)
        self.list.currentRowChanged.connect(self._moved)
        self.list.itemClicked.connect(self._clicked)
        self.refresh()

    @property
    def value(self) -> str:
        """What is chosen."""
        return self._value

    @property
    def word(self) -> str:
        """The name of what is chosen."""
        item = self.list.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole + 1)) if self.list.count() else ""

    def refresh(self, chosen: str = "") -> None:
        """Ask for the options again; ``chosen`` is chosen when it is among them."""
        options = self._search(self.edit.text())
        wanted = chosen or ("" if self.edit.text() else self._value)
        self.list.blockSignals(True)
        self.list.clear()
        row = 0
        for place, option in enumerate(options):
            item = QListWidgetItem(f"{option.word}    {option.beside}" if option.beside else option.word)
            item.setData(Qt.ItemDataRole.UserRole, option.value)
            item.setData(Qt.ItemDataRole.UserRole + 1, option.word)
            item.setToolTip(item.text())
            item.setSizeHint(QSize(0, self.theme.px("target")))
            self.list.addItem(item)
            row = place if option.value == wanted else row
        self.list.setCurrentRow(row if options else -1)
        self.list.blockSignals(False)
        self._moved(self.list.currentRow())

    def touched(self) -> bool:
        """Whether somebody typed or clicked."""
        return self._touched

    def first(self) -> QWidget:
        """The line to type in."""
        return self.edit

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and down go through the list while one types."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
            if step is not None and self.list.count():
                self._touched = True
                row = min(max(self.list.currentRow() + step, 0), self.list.count() - 1)
                self.list.setCurrentRow(row)
                return True
        return super().eventFilter(watched, event)

    def _typed(self, words: str) -> None:
        self._touched = self._touched or bool(words)
        self.refresh()

    def _moved(self, row: int) -> None:
        item = self.list.item(row) if row >= 0 else None
        value = str(item.data(Qt.ItemDataRole.UserRole)) if item is not None else ""
        if value != self._value:
            self._value = value
            self.picked.emit(value)
            self.changed.emit()

    def _clicked(self, item: QListWidgetItem) -> None:
        del item
        self._touched = True
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
