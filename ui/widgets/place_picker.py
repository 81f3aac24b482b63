"""A small map on which one place is chosen: by a click, or with the keys and Enter for its middle."""

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ui.layers import GridLayer, PinLayer
from ui.theme import Theme
from ui.widgets.dressing import sized
from ui.widgets.map.canvas import MapCanvas
from ui.widgets.map.palette import MapPalette
from ui.widgets.map.projection import to_degrees


class PlacePicker(QWidget):
    """Shows grids and the place chosen; a drag moves the map, a click chooses."""

    picked = Signal(float, float)
    """WGS-84 lon, lat in degrees."""

    def __init__(self, theme: Theme, high: int = 220, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pressed: QPointF | None = None
        self.canvas = MapCanvas(MapPalette.of(theme), self)
        sized(self, theme, high=high)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.canvas)
        self.canvas.installEventFilter(self)
        theme.changed.connect(self._redress)

    def show_grids(self, layer: GridLayer) -> None:
        """The room's grids."""
        self.canvas.set_grids(layer)

    def show_place(self, pins: PinLayer) -> None:
        """The place that is chosen now."""
        self.canvas.set_pins(pins)
        if len(pins):
            self.canvas.select_pin(pins.ids[0])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A click that was no drag, or Enter, chooses; the map's own hand goes on with the rest."""
        if isinstance(event, QMouseEvent) and event.button() == Qt.MouseButton.LeftButton:
            if event.type() == QEvent.Type.MouseButtonPress:
                self._pressed = event.position()
            elif event.type() == QEvent.Type.MouseButtonRelease and self._pressed is not None:
                way = event.position() - self._pressed
                self._pressed = None
                if abs(way.x()) + abs(way.y()) < QApplication.startDragDistance():
                    self._pick(event.position().x(), event.position().y())
        elif (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        ):
            self._pick(self.canvas.width() / 2, self.canvas.height() / 2)
            return True
        return super().eventFilter(watched, event)

    def _pick(self, px: float, py: float) -> None:
        lon, lat = to_degrees(*self.canvas.window_now.to_units(px, py))
        self.picked.emit(round(lon, 6), round(lat, 6))

    def _redress(self) -> None:
        self.canvas.set_palette(MapPalette.of(self._theme))
