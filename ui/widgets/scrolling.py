"""A column that scrolls down and never sideways."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget


def scrolled(inner: QWidget, *, keys: bool = True, bar: bool = False) -> QScrollArea:
    """An area without a frame round a widget; ``keys``: it takes the keyboard; ``bar``: its bar is always there."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    if bar:
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
    if not keys:
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inner)
    return area


def at_the_top(widget: QWidget) -> QWidget:
    """A widget that keeps its height at the upper end of the room there is."""
    inner = QWidget()
    holder = QVBoxLayout(inner)
    holder.setContentsMargins(0, 0, 0, 0)
    holder.addWidget(widget)
    holder.addStretch(1)
    return inner
