"""Says over the map how much is chosen together, and what can be done with it."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from commandroom.text import tr
from ui.selection import Selection
from ui.theme import Theme
from ui.widgets.dressing import label, spaced


class MapChoiceBar(QFrame):
    """At the head of the map, only while something is chosen."""

    queue_wanted = Signal()
    clear_wanted = Signal()

    def __init__(self, theme: Theme, selection: Selection, over: QWidget) -> None:
        super().__init__(over)
        self._theme, self._over = theme, over
        self.setProperty("role", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = spaced(QHBoxLayout(self), theme, (12, 6, 12, 6), 8)
        self.words = label()
        row.addWidget(self.words)
        queue = QPushButton(tr("在队列中看  Q"))
        queue.clicked.connect(self.queue_wanted)
        clear = QPushButton(tr("不选了  Esc"))
        clear.setProperty("role", "plain")
        clear.clicked.connect(self.clear_wanted)
        for button in (queue, clear):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            row.addWidget(button)
        over.installEventFilter(self)
        theme.changed.connect(self._place)
        selection.manyChanged.connect(self.tell)
        self.hide()
        self.tell(selection.events, selection.grids)

    def tell(self, events: frozenset[str], grids: frozenset[str], by: object = None) -> None:
        """How much is chosen now."""
        del by
        said = [tr("{count} 件", count=f"{len(events):,}")] if events else []
        said += [tr("{count} 个网格", count=f"{len(grids):,}")] if grids else []
        self.words.setText(tr("已选 {what}", what=tr("、").join(said)))
        self.setVisible(bool(said))
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the map."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        self.adjustSize()
        self.move((self._over.width() - self.width()) // 2, self._theme.px(12))
        self.raise_()
