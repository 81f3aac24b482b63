"""Where queue, event and map stand: three columns, or two and one over the other, or beside an open panel."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from ui.selection import Selection
from ui.theme import Theme
from ui.views.event_view import EventView

NARROW = 1500
"""Below so many pixels (at scale 1.0) the event slides over the map."""
_SHARES = {"wide": (40, 32, 28), "narrow": (45, 55, 55), "panel": (48, 52, 0)}


class DeskColumns(QWidget):
    """Three columns with a splitter; in a narrow window an open panel has the case beside it."""

    def __init__(
        self, theme: Theme, selection: Selection, queue: QWidget, event: EventView, over: QWidget,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._theme, self._selection = theme, selection
        self.queue, self.event_panel, self.map = queue, event, over
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(1)
        for part in (queue, event, over):
            self.split.addWidget(part)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.split)
        self._taken = 0
        self._shape: tuple[str, int, int] = ("", 0, 0)
        self._map_shown = False
        event.closed.connect(self.show_map)
        selection.eventChanged.connect(self._chosen)
        theme.changed.connect(self.arrange)

    @property
    def narrow(self) -> bool:
        """Whether event and map share a place."""
        return self.width() < self._theme.px(NARROW)

    def make_room(self, taken: int) -> None:
        """A panel takes so many pixels of the right edge; 0 for none."""
        self._taken = taken
        self.arrange()

    def show_map(self) -> None:
        """In a narrow window: the map instead of the event, and back."""
        self._map_shown = not self._map_shown
        self.arrange()

    def _chosen(self, ident: str, by: object) -> None:
        del by
        self._map_shown = self._map_shown and not ident
        self.arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another shape, perhaps."""
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Show what has room; the widths are set anew only when the shape changed."""
        narrow = self.narrow
        self._row.setContentsMargins(0, 0, self._taken, 0)
        if self._taken:
            shape, event, over = "panel", True, False
        elif narrow:
            event = bool(self._selection.event_id) and not self._map_shown
            shape, over = "narrow", not event
        else:
            shape, event, over = "wide", True, True
        self.event_panel.away.setVisible(narrow and not self._taken)
        self.queue.setVisible(not (narrow and self._taken))
        self.event_panel.setVisible(event)
        self.map.setVisible(over)
        wanted = (shape, self.width(), self._taken)
        if wanted != self._shape:
            self._shape = wanted
            free = self.width() - self._taken
            self.split.setSizes([free * share // 100 for share in _SHARES[shape]])
