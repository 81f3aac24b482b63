"""The map of the wall: the same canvas as on the desk, without a hand; it stays while the others take turns."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from commandroom.text import mark
from ui.layers import MapLegend
from ui.models.map_feed import MapFeed
from ui.theme import Theme
from ui.wall.wall_ink import WallInk
from ui.wall.wall_tile import HEAD, WallTile
from ui.widgets.map.canvas import MapCanvas
from ui.widgets.map.palette import MapPalette

EDGE = 24
_VEIL = 165


class MapTile(WallTile):
    """Title and age above, the canvas below; greyed by a veil over it."""

    title = mark("网格图")

    def __init__(self, ink: WallInk, feed: MapFeed) -> None:
        super().__init__(ink)
        self._theme = Theme("wall", 1.0)
        self.canvas = MapCanvas(MapPalette.of(self._theme), self)
        self.canvas.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.canvas.setMouseTracking(False)
        self._veil = _Veil(ink, self)
        feed.gridsChanged.connect(self.canvas.set_grids)
        feed.coloursChanged.connect(self.canvas.recolour)
        feed.legendsChanged.connect(self._explain)
        feed.pinsChanged.connect(self.canvas.set_pins)

    def fit(self, unit: float) -> None:
        """Type and pins of the map follow the screen: 48 of the measure for its labels."""
        if unit * 2 != self._theme.scale:
            self._theme = Theme("wall", unit * 2)
            self.canvas.set_palette(MapPalette.of(self._theme))
        super().fit(unit)
        self._place()

    def grow_old(self, seconds: int) -> None:
        """Greyed with the others."""
        super().grow_old(seconds)
        self._veil.setVisible(bool(self.age_words))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The canvas fills what the head leaves."""
        super().resizeEvent(event)
        self._place()

    def _explain(self, legends: Mapping[int, MapLegend]) -> None:
        """Colours and lights; the shapes of categories would cover what they explain."""
        self.canvas.set_legends({level: replace(legend, categories=()) for level, legend in legends.items()})

    def _place(self) -> None:
        top, edge = round((HEAD + 20) * self.unit), round(EDGE * self.unit)
        wide, high = max(self.width() - 2 * edge, 1), max(self.height() - top - edge, 1)
        for part in (self.canvas, self._veil):
            part.setGeometry(edge, top, wide, high)

    def draw(self, p: QPainter, box: QRectF) -> None:
        """The canvas paints itself."""


class _Veil(QWidget):
    def __init__(self, ink: WallInk, parent: QWidget) -> None:
        super().__init__(parent)
        self._ink = ink
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A grey over what is old."""
        with QPainter(self) as p:
            colour = self._ink.color("ground")
            p.setOpacity(_VEIL / 255)
            p.fillRect(self.rect(), colour)
