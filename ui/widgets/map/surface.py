"""What hands and tools may rely on: a map's signals, its scene, where it looks and which tool it has."""

from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from commandroom.text import tr
from ui.widgets.map.overlay import EDGE
from ui.widgets.map.palette import MapPalette
from ui.widgets.map.projection import MAX_ZOOM, Box, Window, point_units
from ui.widgets.map.scene import MapScene
from ui.widgets.map.tools import MapTool

CHINA: Box = (50_600_000.0, 23_600_000.0, 58_500_000.0, 30_400_000.0)
"""Where the view stands when there is nothing to show (units)."""


class MapSurface(QWidget):
    """A widget with a map on it. The view locks when a hand touches it and fits again only on request."""

    gridClicked = Signal(str)
    """Code of the grid under a click, "" when the click fell outside every grid."""
    pinClicked = Signal(str)
    squareClicked = Signal(int)
    """Row of the square of heat under a click."""
    hovered = Signal(str, str, QPoint)
    """Kind ("pin", "heap", "grid", "post", "square" or ""), id (of a heap: its count), place in the widget."""
    areaChosen = Signal(object, object, bool)
    """Ids of pins and codes of grids that a tool gathered (two tuples), and whether they add to what was chosen."""
    viewTouched = Signal()
    lockChanged = Signal(bool)
    toolChanged = Signal(object)
    """The MapTool taken up now."""
    drawn = Signal()
    """All there was to draw is drawn."""

    def __init__(self, palette: MapPalette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.window_now = Window(0.0, 0.0, 10.0, self.width(), self.height())
        self.scene = MapScene(palette, self.devicePixelRatioF())
        self.home: MapTool = self.scene.tool
        self._locked = False
        self._goal: Box | None = CHINA
        self._unlock = QPushButton(tr("视图已锁定 · 回到全图 Home"), self)
        self._unlock.setProperty("role", "chip")
        self._unlock.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._unlock.clicked.connect(self._refit)
        self._unlock.hide()

    @abstractmethod
    def look_again(self) -> None:
        """The view or what is in it is another: draw what is missing."""

    # -- the tool --------------------------------------------------------------------------------

    @property
    def tool(self) -> MapTool:
        """What the left button does now."""
        return self.scene.tool

    def set_tool(self, tool: MapTool | None) -> None:
        """Take up a tool, or go back to the hand that pans; the tool before is laid down."""
        taken = tool or self.home
        if taken is self.scene.tool:
            return
        self.scene.tool.end()
        self.scene.tool = taken
        taken.begin()
        self.setCursor(taken.cursor)
        self.hovered.emit("", "", QPoint())
        self.toolChanged.emit(taken)
        self.update()

    # -- where it looks --------------------------------------------------------------------------

    @property
    def view_locked(self) -> bool:
        """Whether a hand has taken the view."""
        return self._locked

    def lock_view(self, locked: bool) -> None:
        """Lock: nothing but a hand or a request moves the view. Unlocking alone does not move it."""
        if locked == self._locked:
            return
        self._locked = locked
        edge = round(EDGE * self.scene.palette.scale)
        self._unlock.adjustSize()
        self._unlock.move(edge, edge)
        self._unlock.setVisible(locked)
        self.lockChanged.emit(locked)

    def fit(self, codes: Iterable[str] | None = None) -> None:
        """On request: show these grids (all without codes) and unlock the view."""
        known = self.scene.shapes.row
        rows = None if codes is None else np.array([known[code] for code in codes if code in known], np.int64)
        box = self.scene.shapes.extent(rows)
        if box is None and rows is None and self.scene.pins.ids:
            box = self.scene.pins.extent(np.arange(len(self.scene.pins.ids)))
        self.lock_view(False)
        self.fit_to(box)

    def fly_to(self, lon: float, lat: float, zoom: float | None = None) -> None:
        """On request: look at this place (degrees WGS-84), at another zoom when given; locks the view."""
        window = self.window_now
        self._goal = None
        self.look(replace(window, zoom=min(zoom or window.zoom, MAX_ZOOM)).at(*point_units(lon, lat)))
        self.lock_view(True)

    def touch(self, window: Window) -> None:
        """A hand moved the view."""
        self._goal = None
        self.look(window)
        self.lock_view(True)
        self.viewTouched.emit()

    def fit_to(self, box: Box | None) -> None:
        """Show this box (units) now and whenever the widget grows, until somebody moves the view."""
        self._goal = box or CHINA
        padding = min(28.0 * self.scene.palette.scale, self.width() / 10, self.height() / 10)
        self.look(self.window_now.fitted(self._goal, padding, self.scene.overlay.foot(self.window_now)))

    def look(self, window: Window) -> None:
        """Look through this window."""
        self.window_now = window
        self.look_again()

    def show_place(self, px: float, py: float) -> None:
        """Unless locked, move the view so far that these pixels come into sight."""
        if self._locked or self.rect().contains(int(px), int(py)):
            return
        edge = min(60, self.width() // 4, self.height() // 4)
        across = min(max(px, edge), self.width() - edge) - px
        down = min(max(py, edge), self.height() - edge) - py
        self._goal = None
        self.look(self.window_now.panned(across, down))

    def resized(self) -> None:
        """Keep the middle; an untouched view keeps what it shows in full."""
        self.window_now = replace(self.window_now, width=self.width(), height=self.height())
        if self._goal is not None and not self._locked:
            self.fit_to(self._goal)
        else:
            self.look_again()

    def _refit(self) -> None:
        self.fit(None)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
