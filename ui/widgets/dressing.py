"""Keep gaps, sizes and icons of widgets in step with the theme."""

from typing import TypeVar

from PySide6.QtCore import QObject, QSize
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QLayout, QToolButton, QWidget

from ui import icons
from ui.theme import Theme

L = TypeVar("L", bound=QLayout)
W = TypeVar("W", bound=QWidget)
B = TypeVar("B", bound=QAbstractButton)


class _Spacing(QObject):
    def __init__(self, layout: QLayout, theme: Theme, margins: tuple[int, int, int, int], gap: int) -> None:
        super().__init__(layout)
        self._layout, self._theme, self._margins, self._gap = layout, theme, margins, gap
        theme.changed.connect(self.apply)
        self.apply()

    def apply(self) -> None:
        self._layout.setContentsMargins(*(self._theme.px(side) for side in self._margins))
        self._layout.setSpacing(self._theme.px(self._gap))


class _Size(QObject):
    def __init__(self, widget: QWidget, theme: Theme, wide: int | str, high: int | str, at_most: bool) -> None:
        super().__init__(widget)
        self._widget, self._theme, self._wide, self._high = widget, theme, wide, high
        self._at_most = at_most
        theme.changed.connect(self.apply)
        self.apply()

    def apply(self) -> None:
        if self._wide:
            width = self._theme.px(self._wide)
            self._widget.setMaximumWidth(width)
            if not self._at_most:
                self._widget.setMinimumWidth(width)
        if self._high:
            height = self._theme.px(self._high)
            self._widget.setMaximumHeight(height)
            if not self._at_most:
                self._widget.setMinimumHeight(height)


class _Icon(QObject):
    def __init__(self, button: QAbstractButton, theme: Theme, name: str, tokens: tuple[str, str]) -> None:
        super().__init__(button)
        self._button, self._theme, self._name, self._tokens = button, theme, name, tokens
        theme.changed.connect(self.apply)
        self.apply()

    def apply(self) -> None:
        measure = "rail_icon" if self._button.property("role") == "rail" else "icon"
        side = self._theme.px(measure)
        off, on = (self._theme.hex(token) for token in self._tokens)
        ratio = self._button.devicePixelRatio()
        self._button.setIcon(icons.icon(self._name, off, side, on=on, ratio=ratio))
        self._button.setIconSize(QSize(side, side))


def spaced(layout: L, theme: Theme, margins: tuple[int, int, int, int] = (0, 0, 0, 0), gap: int = 8) -> L:
    """Give a layout margins and a gap in pixels at scale 1.0 that follow the theme's scale."""
    _Spacing(layout, theme, margins, gap)
    return layout


def sized(widget: W, theme: Theme, wide: int | str = 0, high: int | str = 0, *, at_most: bool = False) -> W:
    """Fix a widget's width and height (pixels at scale 1.0 or a measure's name); 0 leaves it free."""
    _Size(widget, theme, wide, high, at_most)
    return widget


def middle(widget: QWidget) -> QHBoxLayout:
    """A row with the widget in its middle, as high as its text needs at its own width."""
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(widget)
    row.addStretch(1)
    return row


def iconed(button: B, theme: Theme, name: str, token: str = "quiet", on: str = "accent") -> B:
    """Give a button one of the program's icons in the colour of a token, ``on`` when it is checked."""
    _Icon(button, theme, name, (token, on))
    return button


def label(words: str = "", role: str = "", parent: QWidget | None = None) -> QLabel:
    """A label in one of the roles of base.qss: small, title, page, figure, quiet, label, trouble, key."""
    made = QLabel(words, parent)
    if role:
        made.setProperty("role", role)
    return made


def tool(words: str, role: str = "plain", hover: str = "", parent: QWidget | None = None) -> QToolButton:
    """A tool button in one of the roles of base.qss."""
    made = QToolButton(parent)
    made.setText(words)
    made.setProperty("role", role)
    if hover:
        made.setToolTip(hover)
    made.setAccessibleName(words or hover)
    return made


def repolish(widget: QWidget) -> None:
    """Let the style sheet see a changed property."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()
