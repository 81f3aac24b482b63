"""The line that says what happened, with undo where the journal allows it."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from commandroom.text import tr
from ui.shell import Toast
from ui.theme import Theme
from ui.widgets.dressing import iconed, repolish, sized, spaced
from ui.widgets.text_labels import Prose

LINGER_MS = {"done": 6000, "information": 6000, "refused": 12000, "trouble": 0}
"""How long a line stays; 0 until it is closed. It stays while the pointer is on it."""


class ToastLine(QFrame):
    """One line over the lower edge; a newer result replaces the older."""

    def __init__(self, theme: Theme, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self._theme = theme
        self._toast: Toast | None = None
        self._taken = 0
        self.setObjectName("toast")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._words = Prose(theme)
        self._undo = QPushButton(tr("撤回 Ctrl+Z"))
        self._undo.setProperty("role", "link")
        self._undo.clicked.connect(self.undo)
        self._close = QPushButton()
        self._close.setProperty("role", "plain")
        self._close.setAccessibleName(tr("关闭"))
        self._close.setToolTip(tr("关闭"))
        iconed(sized(self._close, theme, wide=32), theme, "close")
        self._close.clicked.connect(self.hide)
        self._row = row = spaced(QHBoxLayout(self), theme, (16, 8, 8, 8), 8)
        row.addWidget(self._words, 1)
        row.addWidget(self._undo, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        over.installEventFilter(self)
        theme.changed.connect(self.place)
        self.hide()

    @property
    def toast(self) -> Toast | None:
        """What is said now."""
        return None if self.isHidden() else self._toast

    def say(self, toast: Toast) -> None:
        """Show one result."""
        self._toast = toast
        self._words.set_text(toast.words)
        self._undo.setVisible(toast.undo is not None)
        self.setProperty("kind", toast.kind)
        repolish(self)
        self.show()
        self.place()
        self.raise_()
        self._wait()

    def undo(self) -> bool:
        """Take back what the line speaks of; False when there is nothing to take back."""
        toast = self.toast
        if toast is None or toast.undo is None:
            return False
        self.hide()
        toast.undo()
        return True

    def enterEvent(self, event: QEnterEvent) -> None:
        """Do not vanish under the pointer."""
        self._timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Count again."""
        self._wait()
        super().leaveEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of what lies below."""
        if event.type() == QEvent.Type.Resize:
            self.place()
        return super().eventFilter(watched, event)

    def _wait(self) -> None:
        linger = LINGER_MS[self._toast.kind] if self._toast is not None else 0
        if linger:
            self._timer.start(linger)
        else:
            self._timer.stop()

    def make_room(self, taken: int) -> None:
        """Keep clear of a panel that takes so many pixels of the right edge."""
        self._taken = taken
        self.place()

    def place(self) -> None:
        """Above the buttons at the lower edge, in the middle of what is free."""
        over = self._over
        free = over.width() - self._taken
        wide = min(self._theme.px(640), free - self._theme.px(32))
        margins = self._row.contentsMargins()
        buttons = self._close.width() + (self._undo.sizeHint().width() if not self._undo.isHidden() else 0)
        inner = wide - margins.left() - margins.right() - buttons - self._theme.px(16)
        high = max(self._words.heightForWidth(inner), self._theme.px("target"))
        high += margins.top() + margins.bottom()
        self.setGeometry((free - wide) // 2, over.height() - high - self._theme.px(72), wide, high)
