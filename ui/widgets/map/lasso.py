"""The tool that chooses by a line drawn round things."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPolygonF

from commandroom.text import tr
from ui.widgets.map.area import close_area, paint_area, paint_words
from ui.widgets.map.projection import Window
from ui.widgets.map.surface import MapSurface
from ui.widgets.map.tools import MapTool, Touch

STEP = 3.0
"""Pixels between two points that are kept of the line."""


class LassoTool(MapTool):
    """Press, draw round, let go: what lies inside is chosen. Shift adds; Alt means grids."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, canvas: MapSurface) -> None:
        self._canvas = canvas
        self._line: list[tuple[float, float]] = []
        self._last = QPointF()

    def end(self) -> None:
        """Forget the half drawn line."""
        self._line = []

    def press(self, touch: Touch) -> bool:
        """The line begins."""
        self._line, self._last = [touch.units], touch.point
        return True

    def move(self, touch: Touch, *, held: bool) -> bool:
        """The line goes on."""
        if not held or not self._line:
            return False
        way = touch.point - self._last
        if abs(way.x()) + abs(way.y()) >= STEP:
            self._line.append(touch.units)
            self._last = touch.point
        return True

    def release(self, touch: Touch) -> bool:
        """The line closes itself: choose what lies inside."""
        line, self._line = [*self._line, touch.units], []
        if len(line) >= 4:
            close_area(self._canvas, np.array(line), touch.modifiers)
        return True

    def key(self, event: QKeyEvent) -> bool:
        """Esc lets go of a half drawn line; the next one lays the tool down."""
        if event.key() != Qt.Key.Key_Escape or not self._line:
            return False
        self._line = []
        return True

    def paint(self, painter: QPainter, window: Window) -> None:
        """The line so far, closed as letting go would close it."""
        if not self._line:
            return
        palette = self._canvas.scene.palette
        paint_area(painter, palette, QPolygonF([QPointF(*window.to_pixels(*point)) for point in self._line]))
        inside = QRectF(0, 0, window.width, window.height)
        paint_words(painter, palette, tr("圈住后松手"), self._last, inside)
