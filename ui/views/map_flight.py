"""Search on the map: asks the finder and flies to the answer that was taken."""

from PySide6.QtCore import QObject

from commandroom.text import tr
from ui.desk import Desk
from ui.layers import GridLayer
from ui.models.map_find import Found, MapFinder
from ui.models.map_posts import MapPosts
from ui.shell import Shell
from ui.widgets.map.canvas import MapCanvas

NEAR = 17.0
"""At least this zoom where a search flies to one event."""


class MapFlight(QObject):
    """Finds in the grids that were shown last, flies one canvas, chooses in the shared selection."""

    def __init__(self, desk: Desk, shell: Shell, posts: MapPosts, parent: QObject) -> None:
        super().__init__(parent)
        self._shell = shell
        self._finder = MapFinder(desk, shell, posts)
        self._layer: GridLayer | None = None

    def look_in(self, layer: GridLayer) -> None:
        """The grids that are shown now."""
        self._layer = layer

    def find(self, words: str) -> list[Found]:
        """The answers, best first."""
        return self._finder(words, self._layer) if self._layer is not None else []

    def fly(self, canvas: MapCanvas, found: Found) -> None:
        """Go where an answer lies and choose it; the view stays there until somebody asks for the whole."""
        selection = self._shell.selection
        if found.kind == "grid":
            selection.choose_grid(found.ident, self)
            canvas.fit([found.ident])
            canvas.lock_view(True)
        else:
            selection.choose_event(found.ident, self)
            if found.place is None:
                self._shell.toast(tr("{words} 没有登记位置，图上找不到", words=found.words), "information")
            else:
                canvas.fly_to(*found.place, zoom=max(canvas.window_now.zoom, NEAR))
        canvas.setFocus()
