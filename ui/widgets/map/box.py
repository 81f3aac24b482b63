"""The tool that chooses by a box pulled over the map."""

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPolygonF

from commandroom.text import tr
from ui.layers import Floats
from ui.widgets.map.area import close_area, paint_area, paint_words, pins_inside
from ui.widgets.map.projection import Window
from ui.widgets.map.surface import MapSurface
from ui.widgets.map.tools import MapTool, Touch

LEAST = 4.0
"""Pixels a box must measure; less was a slip of the hand."""


class BoxTool(MapTool):
    """Press, pull, let go: what lies inside is chosen. Shift adds; Alt means grids."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, canvas: MapSurface) -> None:
        self._canvas = canvas
        self._start: tuple[float, float] | None = None
        self._now = Touch(0.0, 0.0, canvas.window_now)

    def end(self) -> None:
        """Forget the half pulled box."""
        self._start = None

    def press(self, touch: Touch) -> bool:
        """The first corner; it stays on its place of the map."""
        self._start, self._now = touch.units, touch
        return True

    def move(self, touch: Touch, *, held: bool) -> bool:
        """The other corner."""
        self._now = touch
        return held and self._start is not None

    def release(self, touch: Touch) -> bool:
        """Choose what lies inside."""
        self._now = touch
        rect, ring = self._rect(touch.window), self._ring()
        self._start = None
        if rect.width() >= LEAST and rect.height() >= LEAST:
            close_area(self._canvas, ring, touch.modifiers)
        return True

    def key(self, event: QKeyEvent) -> bool:
        """Esc lets go of a half pulled box; the next one lays the tool down."""
        if event.key() != Qt.Key.Key_Escape or self._start is None:
            return False
        self._start = None
        return True

    def _ring(self) -> Floats:
        (left, top), (right, bottom) = self._start or (0.0, 0.0), self._now.units
        return np.array([(left, top), (right, top), (right, bottom), (left, bottom)])

    def _rect(self, window: Window) -> QRectF:
        if self._start is None:
            return QRectF()
        px, py = window.to_pixels(*self._start)
        return QRectF(px, py, self._now.px - px, self._now.py - py).normalized()

    def paint(self, painter: QPainter, window: Window) -> None:
        """The box and how many cases it holds."""
        if self._start is None:
            return
        scene = self._canvas.scene
        paint_area(painter, scene.palette, QPolygonF(self._rect(window)))
        count = len(pins_inside(scene, self._ring()))
        words = tr("框内 {count} 件", count=count) if count else tr("框内没有事件，松手选网格")
        paint_words(painter, scene.palette, words, self._now.point, QRectF(0, 0, window.width, window.height))
