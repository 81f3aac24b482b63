"""What lies inside an area drawn on a map: pins, or grids where no pin is meant; and how the area looks."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from ui.layers import Floats
from ui.widgets.map.palette import MapPalette
from ui.widgets.map.scene import MapScene
from ui.widgets.map.surface import MapSurface

GRIDS_KEY = Qt.KeyboardModifier.AltModifier
"""Held while an area is closed: grids are meant, not events."""


def pins_inside(scene: MapScene, ring: Floats) -> tuple[str, ...]:
    """Ids of the pins inside a ring of points (n, 2, units); none while the pins are off."""
    if not scene.pins_shown or not len(scene.pins.points) or len(ring) < 3:
        return ()
    rows = np.flatnonzero(_inside(ring, scene.pins.points))
    return tuple(scene.pins.ids[row] for row in rows.tolist())


def grids_inside(scene: MapScene, ring: Floats) -> tuple[str, ...]:
    """Codes of the grids of the deepest drawn level whose middle lies inside a ring (n, 2, units)."""
    depths, shapes = scene.raster.depths, scene.shapes
    if not depths or len(ring) < 3:
        return ()
    low, high = ring.min(axis=0), ring.max(axis=0)
    rows = shapes.touching((float(low[0]), float(low[1]), float(high[0]), float(high[1])), (depths[-1],))
    shapes.find_middles(rows)
    if not len(rows):
        return ()
    middles = np.array([shapes.middle(row) for row in rows.tolist()])
    return tuple(shapes.layer.codes[row] for row in rows[_inside(ring, middles)].tolist())


def _inside(ring: Floats, points: Floats) -> "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]":
    """Which points lie inside a ring; a ring that crosses itself holds what its turns hold together."""
    import shapely

    area = shapely.make_valid(shapely.Polygon(ring))
    shapely.prepare(area)
    return np.asarray(shapely.intersects_xy(area, points[:, 0], points[:, 1]), np.bool_)


def close_area(canvas: MapSurface, ring: Floats, modifiers: Qt.KeyboardModifier) -> None:
    """An area was drawn: choose its pins; its grids when Alt is held or no pin lies in it."""
    adds = bool(modifiers & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier))
    pins = () if modifiers & GRIDS_KEY else pins_inside(canvas.scene, ring)
    grids = () if pins else grids_inside(canvas.scene, ring)
    canvas.areaChosen.emit(pins, grids, adds)


def paint_area(painter: QPainter, palette: MapPalette, outline: QPolygonF) -> None:
    """An area being drawn: a light veil in the accent colour, a broken line round it."""
    veil = QColor(palette.accent)
    veil.setAlpha(40)
    painter.setBrush(veil)
    for colour, style in ((palette.card, Qt.PenStyle.SolidLine), (palette.accent, Qt.PenStyle.DashLine)):
        pen = QPen(colour, (3.0 if style == Qt.PenStyle.SolidLine else 1.5) * palette.scale, style)
        painter.setPen(pen)
        painter.drawPolygon(outline)
        painter.setBrush(Qt.BrushStyle.NoBrush)


def paint_words(painter: QPainter, palette: MapPalette, words: str, at: QPointF, inside: QRectF) -> None:
    """A few words on a small card beside a place, kept wholly inside a rectangle."""
    painter.setFont(palette.medium)
    metrics = painter.fontMetrics()
    edge = 6 * palette.scale
    lines = words.split("\n")
    wide = max(metrics.horizontalAdvance(line) for line in lines) + 2 * edge
    high = metrics.height() * len(lines) + edge
    gap = 14 * palette.scale
    x = min(max(at.x() + gap, inside.left()), inside.right() - wide)
    y = min(max(at.y() + gap, inside.top()), inside.bottom() - high)
    painter.setPen(QPen(palette.card_line, 1))
    painter.setBrush(palette.card)
    painter.drawRoundedRect(QRectF(x, y, wide, high), edge / 2, edge / 2)
    painter.setPen(palette.text)
    for at_line, line in enumerate(lines):
        painter.drawText(QPointF(x + edge, y + edge / 2 + metrics.ascent() + at_line * metrics.height()), line)
