"""A named line of a form: what is proposed stands beside its name with the reason, what is wrong stands below."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from ui.theme import Theme
from ui.widgets.dressing import label, repolish, sized, spaced
from ui.widgets.text_labels import ElidedLabel, Prose

Find = Callable[[str], list[tuple[str, str]]]
"""What was typed -> (value, words) that fit, best first."""
MOST = 10


class Entry(QWidget):
    """One named field. A proposal fills it only while nobody typed in it; whatever was typed stays."""

    changed = Signal()

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme, self.name = theme, name
        self.typed = False
        self.reason = ""
        self._why = ElidedLabel(theme, size="small", token="information", align=Qt.AlignmentFlag.AlignRight)
        self._trouble = Prose(theme, size="small", token="overdue")
        self._trouble.hide()
        self.column = spaced(QVBoxLayout(self), theme, gap=3)
        head = spaced(QHBoxLayout(), theme, gap=8)
        self._above = label(name, "label")
        head.addWidget(self._above)
        head.addWidget(self._why, 1)
        self.column.addLayout(head)

    def rename(self, name: str) -> None:
        """Ask for something else."""
        self.name = name
        self._above.setText(name)
        self.first().setAccessibleName(name)

    def hold(self, field: QWidget) -> None:
        """The field itself, under its name."""
        self.first().setAccessibleName(self.name)
        self.column.addWidget(field)
        self.column.addWidget(self._trouble)

    @property
    def value(self) -> str:
        """What stands in it."""
        raise NotImplementedError

    def put(self, value: str, words: str) -> None:
        """Let something stand in it, without a word about who did."""
        raise NotImplementedError

    def first(self) -> QWidget:
        """What takes the keyboard."""
        raise NotImplementedError

    def give(self, value: str, words: str = "") -> None:
        """Known from before (a draft): as good as typed."""
        self.put(value, words or value)
        self.typed = bool(value)
        self.explain("")

    def propose(self, value: str, words: str, reason: str) -> None:
        """Fill it in when nobody typed here."""
        if not self.typed:
            self.put(value, words)
            self.explain(reason)
            self.set_trouble("")

    def withdraw(self) -> None:
        """Take a proposal back that no longer stands; what was typed stays."""
        if not self.typed and self.reason:
            self.put("", "")
            self.explain("")

    def explain(self, reason: str) -> None:
        """Say why this was proposed."""
        self.reason = reason
        self._why.set_text(reason)

    def set_trouble(self, words: str) -> None:
        """Say below what is wrong; "" when nothing is."""
        self._trouble.set_text(words)
        self._trouble.setVisible(bool(words))
        self.first().setProperty("trouble", bool(words))
        repolish(self.first())

    @property
    def trouble(self) -> str:
        """What is wrong now."""
        return "" if self._trouble.isHidden() else self._trouble.text()

    def _by_hand(self) -> None:
        self.typed = True
        self.explain("")
        self.set_trouble("")
        self.changed.emit()


class LineEntry(Entry):
    """One line of words."""

    def __init__(self, theme: Theme, name: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(theme, name, parent)
        self.edit = QLineEdit()
        self.edit.setPlaceholderText(hint)
        self.edit.textEdited.connect(self._by_hand)
        self.hold(self.edit)

    @property
    def value(self) -> str:
        """The words without blanks at the ends."""
        return self.edit.text().strip()

    def put(self, value: str, words: str) -> None:
        """Show words."""
        del value
        self.edit.setText(words)
        self.edit.setCursorPosition(0)

    def first(self) -> QWidget:
        """The line."""
        return self.edit


class TextEntry(Entry):
    """Some lines of words; Tab leaves it."""

    def __init__(self, theme: Theme, name: str, hint: str = "", lines: int = 3, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, parent)
        self._quiet = False
        self.edit = QPlainTextEdit()
        held = sized(QWidget(), theme, high=lines * 23 + 16)  # a style sheet's least height would win over the field's
        inside = QVBoxLayout(held)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.edit)
        self.edit.setPlaceholderText(hint)
        self.edit.setTabChangesFocus(True)
        self.edit.textChanged.connect(self._edited)
        self.hold(held)

    @property
    def value(self) -> str:
        """The words as they stand."""
        return self.edit.toPlainText().strip()

    def put(self, value: str, words: str) -> None:
        """Show words."""
        self._quiet = True
        self.edit.setPlainText(value or words)
        self._quiet = False

    def first(self) -> QWidget:
        """The words."""
        return self.edit

    def _edited(self) -> None:
        if not self._quiet:
            self._by_hand()


class ChoiceEntry(Entry):
    """One of a few, in a drop-down."""

    def __init__(
        self, theme: Theme, name: str, options: list[tuple[str, str]], chosen: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, name, parent)
        self.box = QComboBox()
        self.box.setMinimumContentsLength(4)
        for value, word in options:
            self.box.addItem(word, value)
        self._first = chosen
        self.put(chosen, "")
        self.box.activated.connect(self._by_hand)
        self.hold(self.box)

    @property
    def value(self) -> str:
        """What is chosen."""
        return str(self.box.currentData() or "")

    def put(self, value: str, words: str) -> None:
        """Choose; what is not among them chooses what stood there first."""
        del words
        place = self.box.findData(value)
        self.box.setCurrentIndex(place if place >= 0 else max(self.box.findData(self._first), 0))

    def offer(self, options: list[tuple[str, str]]) -> None:
        """Other options; what is chosen stays when it is among them."""
        chosen = self.value
        self.box.clear()
        for value, word in options:
            self.box.addItem(word, value)
        self.put(chosen, "")

    def first(self) -> QWidget:
        """The box."""
        return self.box


class PickEntry(Entry):
    """One of many, found by typing its name, its pinyin initials or its code."""

    def __init__(self, theme: Theme, name: str, find: Find, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(theme, name, parent)
        self._find = find
        self._value = ""
        self._offered: dict[str, str] = {}
        self.edit = QLineEdit()
        self.edit.setPlaceholderText(hint)
        self._words = QStringListModel(self)
        self._list = QCompleter(self._words, self)
        self._list.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._list.setMaxVisibleItems(MOST)
        self.edit.setCompleter(self._list)
        self.edit.textEdited.connect(self._search)
        self.edit.editingFinished.connect(self._settle)
        self.edit.installEventFilter(self)
        self._list.activated.connect(self._take)
        self.hold(self.edit)

    @property
    def value(self) -> str:
        """The code of what is chosen; "" when nothing is."""
        return self._value

    @property
    def unknown(self) -> str:
        """What was typed and means nothing; "" when all is well."""
        words = self.edit.text().strip()
        return words if words and not self._value else ""

    def put(self, value: str, words: str) -> None:
        """Choose one by its code, with the words that stand for it."""
        self._value = value
        self.edit.setText(words if value else "")
        self.edit.setCursorPosition(0)

    def first(self) -> QWidget:
        """The line to type in."""
        return self.edit

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The whole word is marked when one comes to it, so that typing replaces it."""
        if event.type() == QEvent.Type.FocusIn:
            self.edit.selectAll()
        return super().eventFilter(watched, event)

    def _search(self, typed: str) -> None:
        found = self._find(typed)[:MOST] if typed.strip() else []
        self._offered = {words: value for value, words in found}
        self._words.setStringList(list(self._offered))
        self._value = ""
        self._by_hand()

    def _take(self, words: str) -> None:
        if words in self._offered:
            self.put(self._offered[words], words)
            self._by_hand()

    def _settle(self) -> None:
        """Left with something typed: the best fit is meant."""
        popup = self._list.popup()
        if self._value or not self.edit.text().strip() or (popup is not None and popup.isVisible()):
            return
        found = self._find(self.edit.text())
        if found:
            self.put(*found[0])
            self._by_hand()
