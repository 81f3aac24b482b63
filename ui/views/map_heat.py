"""Heat on the map page: the squares are laid on the map; a click on one opens its events in the queue."""

from PySide6.QtCore import QObject

from ui.layers import HeatLayer
from ui.views.map_view import MapView


def add_heat(view: MapView) -> None:
    """Fit heat to the map page (a part of ui.views.map_parts)."""
    MapHeat(view)


class MapHeat(QObject):
    """Lives as long as the page; heat is chosen where the colours are chosen."""

    def __init__(self, view: MapView) -> None:
        super().__init__(view)
        self._view = view
        view.feed.heatChanged.connect(self._show)
        view.panel.canvas.squareClicked.connect(self._open)
        if view.feed.heat is not None:
            self._show(view.feed.heat.layer)

    def _show(self, layer: HeatLayer) -> None:
        canvas = self._view.panel.canvas
        if layer is not canvas.scene.heat.layer:
            canvas.scene.heat.set_layer(layer)
            canvas.update()

    def _open(self, square: int) -> None:
        heat = self._view.feed.heat
        if heat is None or not 0 <= square < len(heat.layer):
            return
        words, _ = heat.describe(square)
        rows = heat.layer.rows[square].tolist()
        self._view.shell.selection.rowsWanted.emit(rows, f"{heat.title} {words}")
