"""Buttons of forms and of the bars above a page."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui.theme import Theme
from ui.widgets.dressing import iconed, label, spaced


def form_button(words: str, role: str, press: Callable[..., Any]) -> QPushButton:
    """A button of a form: Enter in a field does not press it."""
    button = QPushButton(words)
    button.setAutoDefault(False)
    if role:
        button.setProperty("role", role)
    button.clicked.connect(press)
    return button


def bar_button(theme: Theme, words: str, icon: str, act: Callable[..., Any], hover: str = "") -> QPushButton:
    """A button above a page: it does not take the keyboard, and is off until there is something to do."""
    button = iconed(QPushButton(words), theme, icon)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    button.setEnabled(False)
    button.setToolTip(hover)
    button.clicked.connect(act)
    return button


def submit_foot(
    form: QWidget, column: QVBoxLayout, theme: Theme, words: str, hint: str, submit: Callable[[], Any]
) -> QPushButton:
    """The foot of a form in a panel: its one button, what the keys do, and Ctrl+Enter from anywhere in the form."""
    row = spaced(QHBoxLayout(), theme)
    button = QPushButton(words)
    button.setProperty("role", "primary")
    button.clicked.connect(submit)
    row.addWidget(button)
    row.addWidget(label(hint, "small"))
    row.addStretch(1)
    column.addLayout(row)
    column.addStretch(1)
    for key in ("Ctrl+Return", "Ctrl+Enter"):
        shortcut = QShortcut(QKeySequence(key), form)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(submit)
    return button
