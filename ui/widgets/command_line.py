"""The command line: a command by its words or its pinyin initials, an event by its number, or a search."""

from functools import cache, partial

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QWidget

from commandroom.text import tr
from ui.shell import Command, Shell

MOST = 12
"""Lines offered at once."""


@cache
def initials(words: str) -> str:
    """The first letters of the pinyin of Chinese signs, Latin letters and digits as they are: 备份 is bf."""
    from pypinyin import Style, lazy_pinyin

    letters = "".join(lazy_pinyin(words, style=Style.FIRST_LETTER, errors="default"))
    return "".join(sign for sign in letters.lower() if sign.isalnum())


def fits(command: Command, words: str) -> bool:
    """Whether a command is meant by what was typed so far."""
    typed = words.strip().lower()
    if not typed or typed in command.words.lower():
        return True
    return typed.isascii() and typed.isalpha() and typed in initials(command.words)


class CommandLine(QLineEdit):
    """Ctrl+K. What fits is offered below; Enter takes the marked line, else the first; Esc gives the keyboard back."""

    left = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        self._offered: list[Command] = []
        self._search: Command | None = None
        self._lines = QStringListModel(self)
        self.setProperty("role", "command")
        self.setPlaceholderText(tr("命令 / 搜索  Ctrl+K"))
        self.setAccessibleName(tr("命令与搜索"))
        self.setClearButtonEnabled(True)
        completer = self._completer = QCompleter(self._lines, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(MOST)
        completer.activated.connect(self._chosen)
        self._popup = QListView()
        self._popup.setObjectName("commandList")
        completer.setPopup(self._popup)
        self.setCompleter(completer)
        self.textEdited.connect(self._typed)
        self.returnPressed.connect(self._entered)
        self.installEventFilter(self)

    def offer(self) -> None:
        """Take the keyboard; show every command there is."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()
        self._typed(self.text())
        self._completer.complete()

    def offered(self, words: str) -> list[Command]:
        """What fits: events first, then commands, last the search."""
        words = words.strip()
        found = [command for find in self._shell.finders for command in find(words)] if words else []
        found += [command for command in self._shell.commands if fits(command, words)][:MOST]
        if words:
            self._search = Command(tr("搜索“{words}”", words=words), partial(self._shell.searched.emit, words))
            found.append(self._search)
        return found

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc empties the line and leaves it."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            self._give_back()
            return True
        return super().eventFilter(watched, event)

    def _typed(self, words: str) -> None:
        self._offered = self.offered(words)
        self._lines.setStringList([_line(command) for command in self._offered])

    def _chosen(self, line: str) -> None:
        command = next((command for command in self._offered if _line(command) == line), None)
        if command is not None:
            self._run(command)

    def _entered(self) -> None:
        """Enter without a marked line: the exact command or the event; other words are searched."""
        words = self.text().strip()
        if not words or self._popup.currentIndex().isValid():
            return
        found = [command for find in self._shell.finders for command in find(words)]
        found += [command for command in self._shell.commands if command.words == words]
        if not found and words.isascii() and words.isalpha():
            found = [command for command in self._shell.commands if initials(command.words) == words.lower()]
        if found:
            self._run(found[0])
        else:
            self._popup.hide()
            self._shell.searched.emit(words)

    def _run(self, command: Command) -> None:
        self._popup.hide()
        if command is not self._search:
            self._give_back()
        command.run()

    def _give_back(self) -> None:
        searched = bool(self.text())
        self.clear()
        self._popup.hide()
        if searched:
            self._shell.searched.emit("")
        self.left.emit()


def _line(command: Command) -> str:
    return f"{command.words}    {command.key}" if command.key else command.words
