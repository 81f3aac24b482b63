"""Fields of the panels: words, one of a few, ticks; each says whether it was touched."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QLineEdit, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from commandroom.domain.errors import Refused
from commandroom.text import tr
from ui.theme import Theme
from ui.widgets.dressing import label, sized, spaced
from ui.widgets.flow_box import FlowBox


class _Words(QPlainTextEdit):
    """Enter hands on; Shift+Enter makes a new line; Tab goes to the next field."""

    confirmed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is the answer, not a line."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.confirmed.emit()
        else:
            super().keyPressEvent(event)


class Field(QWidget):
    """A label over something to fill in."""

    changed = Signal()
    confirmed = Signal()
    """Enter was pressed in it."""

    def __init__(self, theme: Theme, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme, self.title = theme, title
        self.column = spaced(QVBoxLayout(self), theme, gap=4)
        if title:
            self.column.addWidget(label(title, "label"))

    def touched(self) -> bool:
        """Whether something was entered that must not be lost."""
        return False

    def first(self) -> QWidget:
        """What takes the keyboard."""
        return self


class WordsField(Field):
    """Free words, two to six lines."""

    def __init__(
        self, theme: Theme, title: str, *, hint: str = "", lines: int = 3, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, title, parent)
        self._given = ""
        self.edit = sized(_Words(), theme, high=lines * 23 + 16)
        self.edit.setPlaceholderText(hint)
        self.edit.setTabChangesFocus(True)
        self.edit.setAccessibleName(title)
        self.edit.textChanged.connect(self.changed)
        self.edit.confirmed.connect(self.confirmed)
        self.column.addWidget(self.edit)

    @property
    def text(self) -> str:
        """What was written."""
        return self.edit.toPlainText().strip()

    def set_text(self, words: str) -> None:
        """Begin with these words; they count as untouched."""
        self._given = words
        self.edit.setPlainText(words)

    def needed(self) -> str:
        """What was written; Refused("desk.no_words") when nothing was."""
        if not self.text:
            raise Refused("desk.no_words", field=self.title)
        return self.text

    def touched(self) -> bool:
        """Whether other words stand there than were given."""
        return self.text != self._given.strip()

    def first(self) -> QWidget:
        """The words."""
        return self.edit


class LineField(Field):
    """One line of words."""

    def __init__(
        self, theme: Theme, title: str, *, hint: str = "", words: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, title, parent)
        self._given = words
        self.edit = QLineEdit(words)
        self.edit.setPlaceholderText(hint)
        self.edit.setAccessibleName(title)
        self.edit.textChanged.connect(self.changed)
        self.edit.returnPressed.connect(self.confirmed)
        self.column.addWidget(self.edit)

    @property
    def text(self) -> str:
        """What was written."""
        return self.edit.text().strip()

    def needed(self) -> str:
        """What was written; Refused("desk.no_words") when nothing was."""
        if not self.text:
            raise Refused("desk.no_words", field=self.title)
        return self.text

    def touched(self) -> bool:
        """Whether other words stand there than were given."""
        return self.text != self._given.strip()

    def first(self) -> QWidget:
        """The line."""
        return self.edit


class ToggleField(Field):
    """Any of a few, as buttons that stay down."""

    def __init__(self, theme: Theme, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, title, parent)
        self._buttons: dict[str, QPushButton] = {}
        self._flow = FlowBox(theme)
        self.column.addWidget(self._flow)

    @property
    def values(self) -> tuple[str, ...]:
        """What is down."""
        return tuple(value for value, button in self._buttons.items() if button.isChecked())

    def offer(self, value: str, word: str, *, on: bool = False) -> None:
        """One more button, or the one there is put down."""
        if value not in self._buttons:
            button = QPushButton(word)
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.toggled.connect(self.changed)
            self._buttons[value] = button
            self._flow.add(button)
        if on:
            self._buttons[value].setChecked(True)

    def touched(self) -> bool:
        """Whether something is down."""
        return bool(self.values)


class ChoiceField(Field):
    """One of a few, as buttons side by side; arrow keys go from one to the next."""

    def __init__(
        self, theme: Theme, title: str, options: list[tuple[str, str]], chosen: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, title, parent)
        self._given = chosen
        self._buttons: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        self._flow = FlowBox(theme)
        for value, word in options:
            button = QPushButton(word)
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setChecked(value == chosen)
            button.toggled.connect(self.changed)
            self._group.addButton(button)
            self._buttons[value] = button
            self._flow.add(button)
        self.column.addWidget(self._flow)

    @property
    def value(self) -> str:
        """What was chosen, "" when nothing."""
        return next((value for value, button in self._buttons.items() if button.isChecked()), "")

    def choose(self, value: str) -> None:
        """Choose one."""
        if value in self._buttons:
            self._buttons[value].setChecked(True)

    def needed(self) -> str:
        """What was chosen; Refused("desk.no_choice") when nothing was."""
        if not self.value:
            raise Refused("desk.no_choice", field=self.title)
        return self.value

    def touched(self) -> bool:
        """Whether another one was chosen."""
        return self.value != self._given

    def first(self) -> QWidget:
        """The chosen button, or the first."""
        return next((b for b in self._buttons.values() if b.isChecked()), next(iter(self._buttons.values())))


class TickField(Field):
    """Standards that must be ticked, each in one line."""

    def __init__(self, theme: Theme, title: str, lines: tuple[str, ...] = (), parent: QWidget | None = None) -> None:
        super().__init__(theme, title, parent)
        self.boxes: list[QCheckBox] = []
        self.all = QPushButton(tr("全部符合  Enter"))
        self.all.setAutoDefault(False)
        self.all.setProperty("role", "link")
        self.all.clicked.connect(self._tick_all)
        self.column.addWidget(self.all, 0, Qt.AlignmentFlag.AlignLeft)
        self.set_lines(lines)

    def set_lines(self, lines: tuple[str, ...]) -> None:
        """Other standards; nothing is ticked."""
        for box in self.boxes:
            box.hide()
            box.deleteLater()
        self.boxes = []
        for line in lines:
            box = QCheckBox(line)
            box.toggled.connect(self.changed)
            self.column.insertWidget(self.column.count() - 1, box)
            self.boxes.append(box)
        if not lines:
            self.hide()
        elif self.parentWidget() is not None:  # a widget without a parent would show as a window
            self.show()

    def needed(self) -> None:
        """Refused("desk.unticked") unless every one is ticked."""
        left = [box.text() for box in self.boxes if not box.isChecked()]
        if left:
            self.all.setFocus(Qt.FocusReason.OtherFocusReason)
            raise Refused("desk.unticked", title=self.title, count=len(left), first=left[0])

    def touched(self) -> bool:
        """Whether something was ticked."""
        return any(box.isChecked() for box in self.boxes)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter on the button, or on a box when all are ticked, goes on."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.all.hasFocus():
                self._tick_all()
            self.confirmed.emit()
        else:
            super().keyPressEvent(event)

    def _tick_all(self) -> None:
        for box in self.boxes:
            box.setChecked(True)

    def first(self) -> QWidget:
        """The first box."""
        return self.boxes[0] if self.boxes else self
