"""Widgets side by side that go on in the next line when a line is full."""

from typing import Self

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme


class FlowBox(QWidget):
    """As high as its lines; takes its widgets in order."""

    def __init__(self, theme: Theme, gap: int = 8, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._gap = theme, gap
        self._items: list[QWidget] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self._place)

    def in_column(self) -> Self:
        """Stand above and below others: the height is that of the lines at the width there is, never less.

        A fixed height would be that of the width before, and cut off a line until the next layout.
        """
        policy = self.sizePolicy()
        policy.setVerticalPolicy(QSizePolicy.Policy.Minimum)
        self.setSizePolicy(policy)
        return self

    @property
    def items(self) -> tuple[QWidget, ...]:
        """What stands in it."""
        return tuple(self._items)

    def add(self, widget: QWidget) -> None:
        """One more at the end."""
        widget.setParent(self)
        widget.show()
        self._items.append(widget)
        self._place()

    def show_only(self, widgets: list[QWidget]) -> None:
        """These, in this order; those that stood here before and are not wanted now are hidden and kept."""
        for widget in self._items:
            if widget not in widgets:
                widget.hide()
        self._items = list(widgets)
        for widget in widgets:
            if widget.parent() is not self:
                widget.setParent(self)
            widget.show()
        self._place()

    def clear(self) -> None:
        """Nothing stands in it."""
        for widget in self._items:
            widget.hide()
            widget.deleteLater()
        self._items = []
        self._place()

    def heightForWidth(self, width: int) -> int:
        """The height of the lines at a width."""
        return self._lay(width, move=False)

    def sizeHint(self) -> QSize:
        """All in one line, as high as at the present width."""
        gap = self._theme.px(self._gap)
        wide = sum(widget.sizeHint().width() + gap for widget in self._shown())
        return QSize(wide, self._lay(self.width() or wide, move=False))

    def minimumSizeHint(self) -> QSize:
        """The widest of its widgets."""
        wide = max((widget.sizeHint().width() for widget in self._shown()), default=0)
        return QSize(wide, self._lay(max(self.width(), wide), move=False))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other line breaks."""
        super().resizeEvent(event)
        self._place()

    def event(self, event: QEvent) -> bool:
        """A widget wants another size."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._place()
        return super().event(event)

    def _shown(self) -> list[QWidget]:
        return [widget for widget in self._items if not widget.isHidden()]

    def _place(self) -> None:
        self._lay(self.width(), move=True)
        self.updateGeometry()

    def _lay(self, width: int, *, move: bool) -> int:
        gap = self._theme.px(self._gap)
        left = top = line = 0
        for widget in self._shown():
            size = widget.sizeHint()
            wide = min(size.width(), max(width, 1)) if width else size.width()
            if left and left + wide > width:
                left, top, line = 0, top + line + gap, 0
            if move:
                widget.setGeometry(left, top, wide, size.height())
            left += wide + gap
            line = max(line, size.height())
        return top + line
