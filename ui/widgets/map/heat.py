"""Squares of heat on the map: one hue in five steps, under names and pins; which square lies under a place."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from ui.layers import Floats, HeatLayer, no_heat
from ui.widgets.map.palette import MapPalette
from ui.widgets.map.projection import Window, to_units

LEAST = 4.0
"""Pixels across a square at least; where the squares are smaller, the hottest lies on top."""
SOLID = 215
"""Opacity of 255: the borders below stay to be seen."""
LARGEST = 96
"""Pixels across a square that is kept as a picture; larger ones are few and filled as they come."""
MARGIN = 128
"""Pixels round the window that are painted ahead; an even number, so that the corner falls on the same pixel."""
MOST_TILES = 120
Place = list[int]
"""Two whole numbers of pixels: x and y, or width and height."""


class HeatField:
    """The squares of one map; empty while it shows no heat."""

    def __init__(self) -> None:
        self.layer = no_heat()
        self._boxes: Floats = np.zeros((0, 4))
        self._sheet = QPixmap()
        self._corner = (0, 0)
        self._key: tuple[float, ...] = ()
        self._tiles: dict[tuple[int, int, int, int, float], QPixmap] = {}

    def set_layer(self, layer: HeatLayer) -> None:
        """Other squares."""
        self.layer = layer
        self._key, self._sheet = (), QPixmap()
        half = layer.side / 2
        head = to_units(np.column_stack((layer.lon - half, layer.lat + half)))
        foot = to_units(np.column_stack((layer.lon + half, layer.lat - half)))
        self._boxes = np.hstack((head, foot))

    def _drawn(self, window: Window) -> Floats:
        """Left, top, right, bottom of every square in pixels of the widget, none smaller than can be seen."""
        boxes = self._boxes * window.scale - np.array([window.left, window.top] * 2)
        small = np.maximum(LEAST - (boxes[:, 2:] - boxes[:, :2]), 0.0) / 2
        return np.hstack((boxes[:, :2] - small, boxes[:, 2:] + small))

    def under(self, window: Window, px: float, py: float) -> int:
        """The square under this pixel, the hottest where several meet; -1 for none."""
        if not len(self.layer):
            return -1
        boxes = self._drawn(window)
        hit = (boxes[:, 0] <= px) & (px < boxes[:, 2]) & (boxes[:, 1] <= py) & (py < boxes[:, 3])
        rows = np.flatnonzero(hit)
        return int(rows[np.argmax(self.layer.step[rows])]) if len(rows) else -1

    def paint(self, painter: QPainter, window: Window, palette: MapPalette) -> None:
        """Lay the squares over the grids: a kept picture that is a little larger than the window and moves with it."""
        if not len(self.layer):
            return
        ratio = painter.device().devicePixelRatio()
        key = (window.scale, window.width, window.height, ratio, *(colour.rgb() for colour in palette.ramp))
        across, down = window.left - self._corner[0], window.top - self._corner[1]
        if key != self._key or not (0 <= across <= 2 * MARGIN and 0 <= down <= 2 * MARGIN):
            wide, high = window.width + 2 * MARGIN, window.height + 2 * MARGIN
            around = replace(window, width=wide, height=high)
            self._sheet = QPixmap(round(wide * ratio), round(high * ratio))
            self._sheet.setDevicePixelRatio(ratio)
            self._sheet.fill(Qt.GlobalColor.transparent)
            with QPainter(self._sheet) as inner:
                self._fill(inner, around, palette, ratio)
            self._key, self._corner = key, (around.left, around.top)
        painter.drawPixmap(self._corner[0] - window.left, self._corner[1] - window.top, self._sheet)

    def _fill(self, painter: QPainter, window: Window, palette: MapPalette, ratio: float) -> None:
        """Every square in sight, step by step, the hottest last."""
        boxes = self._drawn(window)
        seen = (boxes[:, 2] >= 0) & (boxes[:, 0] <= window.width) & (boxes[:, 3] >= 0) & (boxes[:, 1] <= window.height)
        rows = np.flatnonzero(seen)
        rows = rows[np.argsort(self.layer.step[rows], kind="stable")]
        whole = np.rint(boxes[rows]).astype(np.int64)
        sizes = whole[:, 2:] - whole[:, :2]
        places = zip(whole[:, :2].tolist(), sizes.tolist(), self.layer.step[rows].tolist(), strict=True)
        if len(rows) and sizes.max() > LARGEST:
            self._paint_large(painter, places, palette)
            return
        for (x, y), (wide, high), step in places:
            painter.drawPixmap(x, y, self._tile(step, wide, high, palette, ratio))

    @staticmethod
    def _paint_large(painter: QPainter, places: Iterable[tuple[Place, Place, int]], palette: MapPalette) -> None:
        """So near that few are in sight."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(palette.line)
        for (x, y), (wide, high), step in places:
            painter.setBrush(_veiled(palette.ramp[step]))
            painter.drawRect(x, y, wide, high)
        painter.restore()

    def _tile(self, step: int, wide: int, high: int, palette: MapPalette, ratio: float) -> QPixmap:
        """The picture of one square; all of a step are one or two pixels apart in size."""
        key = (palette.ramp[step].rgb(), palette.line.rgb(), wide, high, ratio)
        tile = self._tiles.get(key)
        if tile is None:
            if len(self._tiles) > MOST_TILES:
                self._tiles.clear()
            tile = QPixmap(round(wide * ratio), round(high * ratio))
            tile.setDevicePixelRatio(ratio)
            tile.fill(_veiled(palette.ramp[step]))
            if wide > 2 * LEAST:
                with QPainter(tile) as painter:
                    painter.setPen(palette.line)
                    painter.drawLine(0, 0, wide, 0)
                    painter.drawLine(0, 0, 0, high)
            self._tiles[key] = tile
        return tile


def _veiled(full: QColor) -> QColor:
    colour = QColor(full)
    colour.setAlpha(SOLID)
    return colour
