"""What a map's hand may rely on: the signals, the scene, and the two ways to move the view."""

from collections.abc import Iterable

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QWidget

from ui.widgets.map_projection import Window
from ui.widgets.map_scene import MapScene


class MapSurface(QWidget):
    """A widget with a map on it."""

    gridClicked = Signal(str)
    """Code of the grid under a click, "" when the click fell outside every grid."""
    pinClicked = Signal(str)
    hovered = Signal(str, str, QPoint)
    """Kind ("pin", "heap", "grid" or ""), id (of a heap: its count), place in the widget."""
    viewTouched = Signal()
    lockChanged = Signal(bool)
    drawn = Signal()
    """All there was to draw is drawn."""

    window_now: Window
    scene: MapScene

    def touch(self, window: Window) -> None:
        """A hand moved the view."""
        raise NotImplementedError

    def fit(self, codes: Iterable[str] | None = None) -> None:
        """On request: show these grids (all without codes)."""
        raise NotImplementedError
