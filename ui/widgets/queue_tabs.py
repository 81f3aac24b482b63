"""Tabs over the queue with their counts."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from commandroom.store.queue.live import Tabs
from commandroom.text import mark, tr
from ui.theme import Theme
from ui.widgets.dressing import spaced

TABS: tuple[tuple[str, str], ...] = (
    ("intake", mark("待受理")), ("undispatched", mark("待派")), ("due_soon", mark("临期")),
    ("overdue", mark("超期")), ("mine", mark("我的")), ("open", mark("在办")), ("total", mark("全部")),
)  # fmt: skip
"""Name (a field of Tabs) and word of each tab; Alt+1 … Alt+7 turn to them."""


class QueueTabs(QWidget):
    """One of the tabs is down, or none when the filter is nobody's."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        self.buttons: dict[str, QPushButton] = {}
        row = spaced(QHBoxLayout(self), theme, (8, 4, 8, 0), 0)
        for place, (name, word) in enumerate(TABS, 1):
            button = QPushButton(tr(word))
            button.setProperty("role", "tab")
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setToolTip(f"Alt+{place}")
            button.clicked.connect(partial(self.chosen.emit, name))
            self._group.addButton(button)
            self.buttons[name] = button
            row.addWidget(button)
        row.addStretch(1)

    def count(self, tabs: Tabs, *, mine: bool) -> None:
        """Show the counts; "mine" only to who has something of their own."""
        for name, word in TABS:
            button = self.buttons[name]
            button.setText(f"{tr(word)} {getattr(tabs, name):,}")
            button.setVisible(name != "mine" or mine)

    def point_at(self, name: str) -> None:
        """Which tab the filter is; "" for none."""
        for known, button in self.buttons.items():
            button.setChecked(known == name)
