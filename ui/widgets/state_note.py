"""What a page says when it has nothing to show, is loading, is out of date, or cannot."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui import icons
from ui.theme import Theme
from ui.widgets.dressing import middle, sized, spaced
from ui.widgets.text_labels import ElidedLabel, Prose

NoteKind = Literal["empty", "loading", "stale", "error"]
_ICONS: dict[str, tuple[str, str]] = {
    "empty": ("empty", "faint"),
    "loading": ("waiting", "faint"),
    "stale": ("stale", "due_soon"),
    "error": ("trouble", "overdue"),
}


class StateNote(QFrame):
    """Lies over a page (stale: only over its upper edge, the old figures stay readable below)."""

    def __init__(self, theme: Theme, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self._theme = theme
        self._kind: NoteKind = "empty"
        self._act: Callable[[], None] | None = None
        self.setObjectName("ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._sign = QLabel(self)
        self._words = Prose(theme, size="body", token="quiet", centred=True, parent=self)
        sized(self._words, theme, wide=480)
        self._line = ElidedLabel(theme, size="small", token="due_soon", parent=self)
        self._button = QPushButton(self)
        self._button.clicked.connect(self._clicked)
        self._middle = QWidget(self)
        column = spaced(QVBoxLayout(self._middle), theme, gap=12)
        column.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addLayout(middle(self._words))
        self._band = spaced(QHBoxLayout(), theme, (16, 0, 16, 0), 8)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addStretch(2)
        outer.addLayout(middle(self._middle))
        outer.addWidget(self._line)
        outer.addSpacing(16)
        outer.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)
        over.installEventFilter(self)
        theme.changed.connect(self._restyle)
        self.hide()

    @property
    def kind(self) -> NoteKind | None:
        """What is said now; None when nothing."""
        return None if self.isHidden() else self._kind

    def say(self, kind: NoteKind, words: str, button: str = "", act: Callable[[], None] | None = None) -> None:
        """Cover the page (or its edge, when stale) with a sentence and what one can do about it."""
        self._kind, self._act = kind, act
        self._middle.setVisible(kind != "stale")
        self._line.setVisible(kind == "stale")
        self._words.set_text(words)
        self._line.set_text(words)
        self._button.setText(button)
        self._button.setVisible(bool(button) and act is not None)
        self._restyle()
        self.show()
        self.raise_()

    def clear(self) -> None:
        """Uncover the page."""
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the page."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        over = self._over
        self.setGeometry(0, 0, over.width(), self._theme.px(28) if self._kind == "stale" else over.height())

    def _restyle(self) -> None:
        name, token = _ICONS[self._kind]
        drawn = icons.pixmap(name, self._theme.hex(token), self._theme.px(40), self.devicePixelRatio())
        self._sign.setPixmap(drawn)
        self._place()

    def _clicked(self) -> None:
        if self._act is not None:
            self._act()
