"""F1: every key that works here, on one sheet."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeySequence, QMouseEvent, QShortcut
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from commandroom.text import tr
from ui.theme import Theme
from ui.widgets.dressing import label, spaced

Keys = list[tuple[str, str]]
"""(key, what it does) in the order to show."""


class KeyHelp(QFrame):
    """Lies over the window until Esc, F1 or a click."""

    def __init__(self, theme: Theme, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self._theme = theme
        self.setProperty("role", "scrim")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._card: QFrame | None = None
        self._outer = QVBoxLayout(self)
        for key in ("Esc", "F1"):
            away = QShortcut(QKeySequence(key), self)
            away.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            away.activated.connect(self.hide)
        over.installEventFilter(self)
        self.hide()

    def explain(self, groups: list[tuple[str, Keys]]) -> None:
        """Show these groups of keys, side by side."""
        if self._card is not None:
            self._outer.removeWidget(self._card)
            self._card.deleteLater()
        self._card = QFrame()
        self._card.setProperty("role", "card")
        column = spaced(QVBoxLayout(self._card), self._theme, (24, 20, 24, 24), 16)
        column.addWidget(label(tr("按键"), "title"))
        row = spaced(QHBoxLayout(), self._theme, gap=40)
        for title, keys in groups:
            if keys:
                row.addWidget(self._group(title, keys), 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        column.addWidget(label(tr("Esc 关闭"), "faint"))
        self._outer.addWidget(self._card, 0, Qt.AlignmentFlag.AlignCenter)
        self.setGeometry(self._over.rect())
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside the card closes it."""
        if self._card is None or not self._card.geometry().contains(event.position().toPoint()):
            self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the window."""
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._over.rect())
        return super().eventFilter(watched, event)

    def _group(self, title: str, keys: Keys) -> QWidget:
        box = QWidget()
        grid = spaced(QGridLayout(box), self._theme, gap=8)
        grid.addWidget(label(title, "quiet"), 0, 0, 1, 2)
        for line, (key, words) in enumerate(keys, 1):
            grid.addWidget(label(key, "key"), line, 0, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(label(words), line, 1)
        grid.setColumnStretch(1, 1)
        return box
