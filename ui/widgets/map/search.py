"""The search line of the map: what fits is offered below, Enter flies to the marked answer, else to the first."""

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QWidget

from commandroom.text import tr

PAUSE_MS = 120
"""Typing that goes on is answered once."""


class Answer(Protocol):
    """One thing the map can fly to."""

    @property
    def words(self) -> str:
        """How it is offered."""


class MapSearch(QLineEdit):
    """Asks ``find`` while somebody types."""

    flown = Signal(object)
    """The answer that was taken."""
    wanted = Signal()
    """The line has the keyboard: what it looks in had better be read."""
    escaped = Signal()

    def __init__(self, find: Callable[[str], Sequence[Answer]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._find = find
        self._answers: Sequence[Answer] = ()
        self._lines = QStringListModel(self)
        self.setPlaceholderText(tr("找网格、事件、人  /"))
        self.setAccessibleName(tr("在地图上找"))
        self.setClearButtonEnabled(True)
        completer = self._completer = QCompleter(self._lines, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(12)
        self._popup = QListView()
        self._popup.setObjectName("commandList")
        completer.setPopup(self._popup)
        self.setCompleter(completer)
        completer.activated.connect(self._picked)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._ask)
        self.textEdited.connect(self._typed)
        self.returnPressed.connect(self._entered)
        self.installEventFilter(self)

    @property
    def answers(self) -> Sequence[Answer]:
        """What is offered now."""
        return self._answers

    def begin(self) -> None:
        """Take the keyboard."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc empties the line and gives the keyboard back."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            self.clear()
            self._popup.hide()
            self.escaped.emit()
            return True
        return super().eventFilter(watched, event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say that somebody will search."""
        super().focusInEvent(event)
        self.wanted.emit()

    def _typed(self) -> None:
        self._timer.start()

    def _ask(self) -> None:
        self._timer.stop()
        words = self.text().strip()
        self._answers = self._find(words) if words else ()
        self._lines.setStringList([answer.words for answer in self._answers])
        if self._answers and self.hasFocus():
            self._completer.complete()
        else:
            self._popup.hide()

    def _entered(self) -> None:
        """Enter without a marked line: the first answer."""
        if self._timer.isActive() or not self._answers:
            self._ask()
        marked = self._popup.currentIndex().row() if self._popup.isVisible() else -1
        if self._answers:
            self._fly(max(marked, 0))

    def _picked(self, words: str) -> None:
        self._fly(next((at for at, answer in enumerate(self._answers) if answer.words == words), -1))

    def _fly(self, place: int) -> None:
        if 0 <= place < len(self._answers):
            self._popup.hide()
            self.flown.emit(self._answers[place])
