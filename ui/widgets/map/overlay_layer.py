"""A layer of a file over the map: points, lines and areas in one quiet colour, with their labels where they fit."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from ui.layers import Floats, Ints
from ui.widgets.map.projection import Window, to_units
from ui.widgets.map.surface import MapSurface

LABELS_FROM = 14.5
"""Zoom from which labels are written."""
MOST_LABELS = 120
"""Labels written in one frame; a crowd of them says nothing."""


class OverlayDrawing:
    """Lies among the drawings of a map while its layer is on. ``tone`` 0..3 tells layers apart."""

    def __init__(
        self, canvas: MapSurface, kinds: tuple[str, ...], lines: tuple[Floats, ...], labels: tuple[str, ...], tone: int
    ) -> None:
        self._canvas, self._kinds, self._labels, self._tone = canvas, kinds, labels, tone
        places = [to_units(line) for line in lines]
        self._paths = [_path(points) for points in places]
        boxes = [(*points.min(axis=0).tolist(), *points.max(axis=0).tolist()) for points in places]
        self._boxes: Floats = np.array(boxes, np.float64).reshape(-1, 4)

    def _seen(self, window: Window) -> Ints:
        left, top, right, bottom = window.box(24.0)
        boxes = self._boxes
        inside = (boxes[:, 0] <= right) & (boxes[:, 2] >= left) & (boxes[:, 1] <= bottom) & (boxes[:, 3] >= top)
        return np.flatnonzero(inside)

    def _colour(self) -> QColor:
        palette = self._canvas.scene.palette
        return (palette.accent, palette.lights[1], palette.lights[0], palette.text)[self._tone % 4]

    def paint(self, painter: QPainter, window: Window) -> None:
        """What lies in sight: areas and lines in map units, points and labels in pixels."""
        palette = self._canvas.scene.palette
        colour = self._colour()
        rows = self._seen(window).tolist()
        veil = QColor(colour)
        veil.setAlpha(28)
        pen = QPen(colour, 1.6 * palette.scale, Qt.PenStyle.DashDotLine if self._tone % 2 else Qt.PenStyle.SolidLine)
        pen.setCosmetic(True)
        painter.save()
        painter.translate(-window.left, -window.top)
        painter.scale(window.scale, window.scale)
        painter.setPen(pen)
        for row in rows:
            if self._kinds[row] != "point":
                painter.setBrush(veil if self._kinds[row] == "area" else Qt.BrushStyle.NoBrush)
                painter.drawPath(self._paths[row])
        painter.restore()
        painter.setPen(QPen(palette.card, 1.5 * palette.scale))
        painter.setBrush(colour)
        half = 3.5 * palette.scale
        for row in rows:
            if self._kinds[row] == "point":
                x, y = self._middle(row, window)
                painter.drawRect(QRectF(x - half, y - half, 2 * half, 2 * half))
        if window.zoom >= LABELS_FROM:
            self._write(painter, window, rows)

    def _middle(self, row: int, window: Window) -> tuple[float, float]:
        box = self._boxes[row]
        return window.to_pixels(float(box[0] + box[2]) / 2, float(box[1] + box[3]) / 2)

    def _write(self, painter: QPainter, window: Window, rows: list[int]) -> None:
        palette = self._canvas.scene.palette
        painter.setFont(palette.small)
        metrics = QFontMetricsF(palette.small)
        taken: list[QRectF] = []
        for row in rows:
            words = self._labels[row]
            if not words or len(taken) >= MOST_LABELS:
                continue
            x, y = self._middle(row, window)
            wide, high = metrics.horizontalAdvance(words), metrics.height()
            box = QRectF(x + 6 * palette.scale, y - high / 2, wide, high)
            if any(box.intersects(other) for other in taken):
                continue
            taken.append(box)
            painter.setPen(palette.text)
            painter.drawText(QPointF(box.left(), box.top() + metrics.ascent()), words)


def _path(points: Floats) -> QPainterPath:
    path = QPainterPath()
    if len(points) > 1:
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in points.tolist()]))
    return path
