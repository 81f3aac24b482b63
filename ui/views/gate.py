"""What sign-in, lock and first start have in common: one calm card, fields with their trouble below."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QVBoxLayout, QWidget

from commandroom.text import tr
from ui.theme import Theme
from ui.widgets.dressing import label, middle, repolish, sized, spaced
from ui.widgets.text_labels import Prose


class Field(QWidget):
    """A line to fill in: its name above, what is wrong with it below."""

    def __init__(self, theme: Theme, name: str, hint: str = "", edit: QLineEdit | None = None) -> None:
        super().__init__()
        self.edit = edit or QLineEdit()
        self.edit.setPlaceholderText(hint)
        self.edit.setAccessibleName(name)
        self._trouble = Prose(theme, size="small", token="overdue")
        self._trouble.hide()
        column = spaced(QVBoxLayout(self), theme, gap=4)
        above = label(name, "label")
        above.setBuddy(self.edit)
        column.addWidget(above)
        column.addWidget(self.edit)
        column.addWidget(self._trouble)
        self.edit.textEdited.connect(self.clear_trouble)

    def text(self) -> str:
        """What stands in the line, without blanks at the ends."""
        return self.edit.text().strip()

    def set_trouble(self, words: str) -> None:
        """Say below what is wrong; "" when nothing is."""
        self._trouble.set_text(words)
        self._trouble.setVisible(bool(words))
        self.edit.setProperty("trouble", bool(words))
        repolish(self.edit)

    def trouble(self) -> str:
        """What is wrong now."""
        return "" if self._trouble.isHidden() else self._trouble.text()

    def clear_trouble(self) -> None:
        """It is being corrected."""
        if not self._trouble.isHidden():
            self.set_trouble("")


class PasswordEdit(QLineEdit):
    """A line for a password; tells when the letters come out as capitals without Shift."""

    def __init__(self) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.caps = QLabel(tr("大写锁定已打开"))
        self.caps.setProperty("role", "warning")
        self.caps.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt has no portable way to ask for Caps Lock; a letter typed against Shift shows it."""
        typed = event.text()
        if typed.isalpha() and typed.isascii():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.caps.setVisible(typed.isupper() != shift)
        elif event.key() == Qt.Key.Key_CapsLock and self.caps.isVisible():
            self.caps.hide()
        super().keyPressEvent(event)


class Gate(QWidget):
    """A page with one card in its middle, used before anybody is signed in."""

    def __init__(self, theme: Theme, wide: int | str = "card", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setObjectName("ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        card = QFrame()
        card.setProperty("role", "card")
        sized(card, theme, wide=wide)
        self.column = spaced(QVBoxLayout(card), theme, (32, 28, 32, 28), 12)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addLayout(middle(card))
        outer.addStretch(3)
