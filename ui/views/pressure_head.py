"""The head of the pressure page: what waits, what is late, what is shown only, the two keys that open more."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from commandroom.store.queue.pressure import LaneCount
from commandroom.text import tr
from ui.theme import Theme
from ui.widgets.dressing import label, spaced
from ui.widgets.light import LightLabel


class PressureHead(QWidget):
    """Counts with their signs at the left, what can be opened at the right."""

    released = Signal()
    """Show everything again."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("panelHead")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = spaced(QHBoxLayout(self), theme, (16, 8, 16, 8), 16)
        row.addWidget(label(tr("督办"), "title"))
        self._late, self._soon, self._undispatched = (LightLabel(theme) for _ in range(3))
        for light in (self._undispatched, self._late, self._soon):
            row.addWidget(light)
        self.filter = QPushButton()
        self.filter.setProperty("role", "chip")
        self.filter.clicked.connect(self._release)
        self.filter.hide()
        row.addWidget(self.filter)
        row.addStretch(1)
        self.month = self._opener(tr("本月超期  M"))
        self.why = self._opener(tr("为什么 W"))
        row.addWidget(self.month)
        row.addWidget(self.why)

    def _opener(self, words: str) -> QPushButton:
        button = QPushButton(words)
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return button

    def _release(self) -> None:
        self.released.emit()

    def tell(self, waiting: LaneCount, late: int, soon: int, *, whole: bool) -> None:
        """What waits for dispatch, clocks that are late and nearly so; ``whole``: all of them are counted."""
        some = "" if whole else tr("（还在数）")
        self._undispatched.set_light(
            "overdue" if waiting.overdue else "due_soon" if waiting.soon else "on_time",
            tr("待派 {count} 件", count=waiting.running) + some, size="body", bold=bool(waiting.overdue),
        )  # fmt: skip
        self._late.set_light("overdue", tr("超期 {count} 项时限", count=late), size="body", bold=True)
        self._soon.set_light("due_soon", tr("临期 {count} 项", count=soon), size="body")

    def narrowed(self, name: str) -> None:
        """Only one unit, grid, person or source is shown; "" shows all."""
        self.filter.setText(tr("只看 {name}  ✕ Esc", name=name))
        self.filter.setVisible(bool(name))
