"""The command line: search the room, or type a command and see it before Enter."""

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from commandroom.text import tr
from ui.shell import Command, Shell


class CommandLine(QLineEdit):
    """Ctrl+K. A word of a command offers the command; anything else searches; Esc gives the keyboard back."""

    left = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        self._words = QStringListModel(self)
        self.setProperty("role", "command")
        self.setPlaceholderText(tr("命令 / 搜索  Ctrl+K"))
        self.setAccessibleName(tr("命令与搜索"))
        self.setClearButtonEnabled(True)
        completer = QCompleter(self._words, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.activated.connect(self._chosen)
        self.setCompleter(completer)
        self.returnPressed.connect(self._entered)
        self.installEventFilter(self)

    def offer(self) -> None:
        """Take the keyboard; what can be typed is what the shell knows now."""
        self._words.setStringList([command.words for command in self._shell.commands])
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc empties the line and leaves it."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            self._give_back()
            return True
        return super().eventFilter(watched, event)

    def _command(self, words: str) -> Command | None:
        return next((command for command in self._shell.commands if command.words == words.strip()), None)

    def _chosen(self, words: str) -> None:
        command = self._command(words)
        if command is not None:
            self._give_back()
            command.run()

    def _entered(self) -> None:
        words = self.text()
        if self._command(words) is not None:
            self._chosen(words)
        elif words.strip():
            self._shell.searched.emit(words.strip())

    def _give_back(self) -> None:
        searched = bool(self.text())
        self.clear()
        if searched:
            self._shell.searched.emit("")
        self.left.emit()
