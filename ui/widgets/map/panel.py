"""A map with its hover card, tied to the shared selection and to the theme: small on the desk, large on its page."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from commandroom.text import tr
from ui.layers import GridLayer, PinLayer, no_pins
from ui.selection import Selection
from ui.theme import Theme
from ui.widgets.dressing import label, spaced
from ui.widgets.map.canvas import MapCanvas
from ui.widgets.map.palette import MapPalette

Describe = Callable[[str, str], tuple[str, tuple[str, ...]]]
"""Kind ("pin", "grid") and id -> title and lines of the hover card, in words."""


Sift = Callable[[PinLayer, str], PinLayer]
"""What is to be shown of all pins; the one with this id in any case."""


def _all(layer: PinLayer, keep: str) -> PinLayer:
    del keep
    return layer


def _nothing(kind: str, ident: str) -> tuple[str, tuple[str, ...]]:
    del kind, ident
    return "", ()


class HoverCard(QFrame):
    """A card beside the cursor; it never takes the mouse."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._ground = parent
        self.setProperty("role", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        rows = spaced(QVBoxLayout(self), theme, (12, 8, 12, 8), 2)
        self._title = label()
        self._lines = label(role="small")
        for part in (self._title, self._lines):
            part.setTextFormat(Qt.TextFormat.PlainText)
            rows.addWidget(part)
        self.hide()

    def tell(self, title: str, lines: tuple[str, ...], at: QPoint, gap: int) -> None:
        """Show beside a place of the parent, always wholly inside it; nothing to say hides the card."""
        if not title and not lines:
            self.hide()
            return
        self._title.setText(title)
        self._lines.setText("\n".join(lines))
        self._lines.setVisible(bool(lines))
        self.adjustSize()
        space = self._ground.size()
        right, down = at.x() + gap, at.y() + gap
        x = right if right + self.width() <= space.width() else at.x() - gap - self.width()
        y = down if down + self.height() <= space.height() else at.y() - gap - self.height()
        self.move(max(x, 0), max(y, 0))
        self.show()
        self.raise_()


class MapPanel(QWidget):
    """One map of the window: what is chosen here is chosen everywhere, and the other way round."""

    def __init__(self, theme: Theme, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._selection = theme, selection
        self.describe: Describe = _nothing
        self.sift: Sift = _all
        self._pins = no_pins()
        self.canvas = MapCanvas(MapPalette.of(theme), self)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.canvas)
        self.card = HoverCard(theme, self.canvas)
        theme.changed.connect(self._redress)
        self.canvas.pinClicked.connect(self._choose_event)
        self.canvas.gridClicked.connect(self._choose_grid)
        self.canvas.hovered.connect(self._hover)
        self.canvas.areaChosen.connect(self._choose_many)
        selection.manyChanged.connect(self._many_chosen)
        selection.eventChanged.connect(self._event_chosen)
        selection.gridChanged.connect(self._grid_chosen)
        self.canvas.select_pin(selection.event_id)
        self.canvas.select_grid(selection.grid_code)
        self.canvas.choose(selection.events, selection.grids)

    def show_grids(self, layer: GridLayer) -> None:
        """Other grids."""
        self.canvas.set_grids(layer)
        self.canvas.choose(self._selection.events, self._selection.grids)

    def show_colours(self, classes: dict[str, int]) -> None:
        """Other colours of grids."""
        self.canvas.recolour(classes)

    def show_events(self, layer: PinLayer) -> None:
        """Other pins."""
        self._pins = layer
        self.show_sifted()

    def show_sifted(self) -> None:
        """What is to be shown is chosen anew."""
        self.canvas.set_pins(self.sift(self._pins, self._selection.event_id or ""))

    @property
    def left_out(self) -> int:
        """How many pins are not to be shown."""
        return len(self._pins) - len(self.canvas.scene.pins.ids)

    def _redress(self) -> None:
        self.canvas.set_palette(MapPalette.of(self._theme))

    def _choose_event(self, event: str) -> None:
        self._selection.choose_event(event, self)

    def _choose_grid(self, code: str) -> None:
        self._selection.choose_grid(code, self)

    def _choose_many(self, events: tuple[str, ...], grids: tuple[str, ...], adds: bool) -> None:
        """What a tool gathered; what adds one thing that is chosen already takes it away."""
        old, new = (self._selection.events, self._selection.grids), (frozenset(events), frozenset(grids))
        if adds and len(events) + len(grids) == 1:
            new = old[0] ^ new[0], old[1] ^ new[1]
        elif adds:
            new = old[0] | new[0], old[1] | new[1]
        self._selection.choose_many(*new, self)

    def _many_chosen(self, events: frozenset[str], grids: frozenset[str], by: object) -> None:
        del by
        self.canvas.choose(events, grids)

    def _event_chosen(self, event: str, by: object) -> None:
        del by
        if event and self.left_out and event not in self.canvas.scene.pins.row:
            self.show_sifted()
        self.canvas.select_pin(event)

    def _grid_chosen(self, code: str, by: object) -> None:
        del by
        self.canvas.select_grid(code)

    def _hover(self, kind: str, ident: str, at: QPoint) -> None:
        if kind == "heap":
            said: tuple[str, tuple[str, ...]] = tr("这里有 {count} 件", count=ident), (tr("点击展开"),)
        elif kind == "crowd":
            said = tr("这里有 {count} 个岗位", count=ident), (tr("点击靠近看"),)
        else:
            said = self.describe(kind, ident) if kind else ("", ())
        self.card.tell(*said, at, self._theme.px(16))
