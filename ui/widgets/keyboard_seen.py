"""A painted widget that shows whether the keyboard is with it."""

from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget


class KeyboardSeen(QWidget):
    """Painted anew whenever the keyboard comes or goes."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard stands."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keyboard went elsewhere."""
        super().focusOutEvent(event)
        self.update()
