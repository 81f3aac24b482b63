"""Buttons of forms and of the bars above a page."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from ui.theme import Theme
from ui.widgets.dressing import iconed


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
