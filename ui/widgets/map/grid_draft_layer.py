"""A draft of grids drawn over the map: new and moved outlines, ended ones struck through, gaps and overlaps."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from ui.layers import Floats
from ui.widgets.map.palette import MapPalette
from ui.widgets.map.projection import Window, to_units
from ui.widgets.map.surface import MapSurface


@dataclass(frozen=True, slots=True, eq=False)
class DraftShape:
    """One outline as it is drawn: rings in degrees, "new", "moved", "gone", "picked", "overlap", "gap" or "outside"."""

    kind: str
    name: str
    rings: tuple[Floats, ...]
    filled: bool = True


class GridDraftLayer:
    """Lies among the drawings of a map while a plan is open."""

    def __init__(self, canvas: MapSurface) -> None:
        self._canvas = canvas
        self._shapes: list[tuple[DraftShape, QPainterPath, QRectF]] = []

    def set_shapes(self, shapes: tuple[DraftShape, ...]) -> None:
        """Show these, in this order."""
        self._shapes = []
        for shape in shapes:
            path = QPainterPath()
            path.setFillRule(Qt.FillRule.OddEvenFill)
            for ring in shape.rings:
                points = to_units(np.asarray(ring, np.float64)[:, :2])
                path.addPolygon(QPolygonF([QPointF(x, y) for x, y in points.tolist()]))
            self._shapes.append((shape, path, path.boundingRect()))
        self._canvas.update()

    def box(self) -> tuple[float, float, float, float] | None:
        """All of it, in units; None when there is nothing."""
        boxes = [box for _, _, box in self._shapes]
        if not boxes:
            return None
        return (
            min(box.left() for box in boxes), min(box.top() for box in boxes),
            max(box.right() for box in boxes), max(box.bottom() for box in boxes),
        )  # fmt: skip

    def paint(self, painter: QPainter, window: Window) -> None:
        """What lies in sight."""
        left, top, right, bottom = window.box(20.0)
        sight = QRectF(left, top, right - left, bottom - top)
        palette = self._canvas.scene.palette
        shown = [one for one in self._shapes if one[2].intersects(sight)]
        painter.save()
        painter.translate(-window.left, -window.top)
        painter.scale(window.scale, window.scale)
        for shape, path, _ in shown:
            pen, brush = _look(shape, palette)
            if shape.filled and shape.kind in ("new", "moved"):
                painter.fillPath(path, palette.land)
            painter.setPen(pen)
            painter.setBrush(brush if shape.filled else Qt.BrushStyle.NoBrush)
            painter.drawPath(path)
        painter.restore()
        painter.setFont(palette.small)
        metrics = QFontMetricsF(palette.small)
        for shape, _, box in shown:
            if shape.filled and shape.kind == "new":
                _write(painter, window, palette, metrics, shape.name, box)


def _look(shape: DraftShape, palette: MapPalette) -> tuple[QPen, QBrush]:
    overdue, soon = palette.lights[2], palette.lights[1]
    colours = {"gone": palette.quiet, "overlap": overdue, "outside": overdue, "gap": soon, "picked": palette.text}
    colour = colours.get(shape.kind, palette.accent)
    pen = QPen(colour, (3.0 if shape.kind == "new" or not shape.filled else 2.0) * palette.scale)
    pen.setCosmetic(True)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if shape.kind == "gone":
        pen.setStyle(Qt.PenStyle.DashLine)
        return pen, QBrush(Qt.BrushStyle.NoBrush)
    veil = QColor(colour)
    veil.setAlpha(70 if shape.kind == "new" else 36 if shape.kind == "moved" else 150)
    return pen, QBrush(veil)


def _write(
    painter: QPainter, window: Window, palette: MapPalette, metrics: QFontMetricsF, name: str, box: QRectF
) -> None:
    """A name under the middle of its outline (the middle is the old name's), when there is room."""
    wide = metrics.horizontalAdvance(name)
    if wide > box.width() * window.scale or metrics.height() > box.height() * window.scale:
        return
    x, y = window.to_pixels(box.center().x(), box.center().y())
    painter.setPen(palette.text)
    painter.drawText(QPointF(x - wide / 2, y + metrics.height() * 1.4), name)
