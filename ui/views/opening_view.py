"""Shown while the room opens, and when it cannot be opened: what is wrong, and one more try."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from commandroom.text import tr
from ui.theme import Theme
from ui.views.gate import Gate
from ui.widgets.dressing import label
from ui.widgets.text_labels import Prose


class OpeningView(Gate):
    """Emits ``again`` when a person has seen to what was wrong."""

    again = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, wide=560, parent=parent)
        self._title = label(tr("正在打开指挥室…"), "title")
        self._words = Prose(theme, token="quiet")
        self._button = QPushButton(tr("再试一次"))
        self._button.setProperty("role", "primary")
        self._button.clicked.connect(self._pressed)
        self.column.addWidget(self._title)
        self.column.addWidget(self._words)
        self.column.addWidget(self._button)
        self.wait()

    def wait(self) -> None:
        """The room is being opened."""
        self._title.setText(tr("正在打开指挥室…"))
        self._words.hide()
        self._button.hide()

    def say(self, words: str) -> None:
        """It could not be opened."""
        self._title.setText(tr("指挥室打不开"))
        self._words.set_text(words)
        self._words.show()
        self._button.show()
        self._button.setFocus()

    def said(self) -> str:
        """What is said now, "" while the room opens."""
        return "" if self._words.isHidden() else self._words.text()

    def _pressed(self) -> None:
        self.wait()
        self.again.emit()
