"""Pins of a map: shape by category, colour and sign by light; heaped into counted circles where dense."""

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from ui.layers import CATEGORIES, URGENCY, Floats, Ints, PinLayer, no_pins
from ui.widgets.map.palette import MapPalette
from ui.widgets.map.projection import Box, to_units

SIZE = 24
"""Pixels across one pin at scale 1.0."""
CELL = 60
"""Pixels across the squares that heap pins."""
FEW = 4
"""So many pins in one square become a heap in any case; fewer only when they cover each other."""
FAN_FROM = 19.0
"""From this zoom on a heap opens as a fan, below it by zooming in."""
_CORNERS = {2: 3, 3: 4, 4: 6, 5: 3, 7: 10}
"""Corners of the categories drawn as polygons: triangle, diamond, hexagon, triangle on its head, star."""


def shape(category: int, radius: float) -> QPainterPath:
    """Outline of a category's shape round (0, 0)."""
    path, kind = QPainterPath(), category % CATEGORIES
    if kind == 0:
        path.addEllipse(QPointF(0, 0), radius * 0.92, radius * 0.92)
    elif kind == 1:
        side = radius * 1.66
        path.addRoundedRect(QRectF(-side / 2, -side / 2, side, side), radius / 4, radius / 4)
    elif kind == 6:
        arm = radius * 0.46
        path.setFillRule(Qt.FillRule.WindingFill)
        path.addRect(QRectF(-radius, -arm, radius * 2, arm * 2))
        path.addRect(QRectF(-arm, -radius, arm * 2, radius * 2))
        path = path.simplified()
    else:
        corners, points = _CORNERS[kind], []
        for corner in range(corners):
            far = radius * (0.62 if kind == 7 and corner % 2 else 1.18 if corners == 3 else 1.08)
            turn = 2 * math.pi * corner / corners + (math.pi / 2 if kind == 5 else -math.pi / 2)
            points.append(QPointF(far * math.cos(turn), far * math.sin(turn)))
        path.addPolygon(QPolygonF(points))
        path.closeSubpath()
    return path


def paint_sign(painter: QPainter, light: int, colour: QColor, side: float) -> None:
    """The sign of a light round (0, 0): dot, triangle, square, two bars, ring (screens.md)."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    half = side / 2
    if light == 0:
        painter.drawEllipse(QPointF(0, 0), half * 0.8, half * 0.8)
    elif light == 1:
        painter.drawPolygon(QPolygonF([QPointF(0, -half), QPointF(half, half * 0.8), QPointF(-half, half * 0.8)]))
    elif light == 2:
        painter.drawRect(QRectF(-half * 0.75, -half * 0.75, half * 1.5, half * 1.5))
    elif light == 3:
        painter.drawRect(QRectF(-half * 0.8, -half * 0.8, half * 0.55, half * 1.6))
        painter.drawRect(QRectF(half * 0.25, -half * 0.8, half * 0.55, half * 1.6))
    else:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, max(side / 5, 1.0)))
        painter.drawEllipse(QPointF(0, 0), half * 0.7, half * 0.7)


class PinLook:
    """Pictures of pins and heaps, made once for a palette and a screen."""

    def __init__(self, palette: MapPalette, ratio: float) -> None:
        self.palette = palette
        self.ratio = ratio
        self.size = SIZE * palette.scale * (1.2 if palette.wall else 1.0)
        self._kept: dict[tuple[int, ...], QPixmap] = {}

    def _blank(self, side: float) -> QPixmap:
        pixels = math.ceil(side * self.ratio)
        picture = QPixmap(pixels, pixels)
        picture.fill(Qt.GlobalColor.transparent)
        picture.setDevicePixelRatio(self.ratio)
        return picture

    def pin(self, category: int, light: int) -> QPixmap:
        """One pin, its middle in the middle of the picture."""
        key = (category, light)
        picture = self._kept.get(key)
        if picture is None:
            side = self.size + 4
            picture = self._kept[key] = self._blank(side)
            with QPainter(picture) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.translate(side / 2, side / 2)
                outline = shape(category, self.size * 0.44)
                painter.setPen(QPen(self.palette.card, max(self.size / 8, 1.5)))
                painter.setBrush(self.palette.lights[light])
                painter.drawPath(outline)
                paint_sign(painter, light, self.palette.card, self.size * (0.28 if category in (2, 5, 6, 7) else 0.34))
        return picture

    def halo(self, count: int) -> QPixmap:
        """What lies under a chosen pin, or under a heap of so many that holds one."""
        across = self._across(count) if count > 1 else self.size
        key = (-2, round(across))
        picture = self._kept.get(key)
        if picture is None:
            side = across + self.size * 0.8
            picture = self._kept[key] = self._blank(side)
            veil = QColor(self.palette.card)
            veil.setAlpha(225)
            with QPainter(picture) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                edge = max(self.size / 8, 2.0)
                painter.setPen(QPen(self.palette.accent, edge))
                painter.setBrush(veil)
                painter.drawEllipse(QRectF(edge, edge, side - 2 * edge, side - 2 * edge))
        return picture

    def _across(self, count: int) -> float:
        """Pixels across a heap of so many."""
        return self.size * (1.5 if count < 10 else 1.75 if count < 100 else 2.1)

    def heap(self, count: int, light: int) -> QPixmap:
        """A circle with a number; its rim has the colour of the loudest light in it."""
        shown = count if count < 1000 else 999
        key = (-1, shown, light)
        picture = self._kept.get(key)
        if picture is None:
            across = self._across(count)
            side = across + 4
            picture = self._kept[key] = self._blank(side)
            rim = max(self.size / 6, 2.0)
            with QPainter(picture) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                box = QRectF(2 + rim / 2, 2 + rim / 2, across - rim, across - rim)
                painter.setPen(QPen(self.palette.lights[light], rim))
                painter.setBrush(self.palette.card)
                painter.drawEllipse(box)
                painter.setFont(self.palette.bold if self.palette.wall else self.palette.small)
                painter.setPen(self.palette.text)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(count) if count < 1000 else "999+")
        return picture


@dataclass(slots=True)
class Marks:
    """What is drawn at one scale: places in units, how many pins each stands for, its loudest light.

    ``first`` is the row of a pin (the only one when count is 1), ``members`` the rows sorted by mark,
    mark ``m`` holding ``members[start[m]:start[m] + count[m]]``.
    """

    x: Floats
    y: Floats
    count: Ints
    light: Ints
    first: Ints
    start: Ints
    members: Ints


def heap_up(points: Floats, light: Ints, scale: float, cell: float) -> Marks:
    """Gather points (units) by squares of ``cell`` pixels at ``scale`` pixels per unit."""
    none = np.zeros(0, np.int64)
    if not len(points):
        return Marks(np.zeros(0), np.zeros(0), none, none, none, none, none)
    side = cell / scale
    squares = np.floor(points / side).astype(np.int64)
    low = squares.min(axis=0)
    across = int(squares[:, 0].max() - low[0]) + 1
    number = (squares[:, 1] - low[1]) * across + (squares[:, 0] - low[0])
    order = np.argsort(number, kind="stable")
    start = np.concatenate(([0], np.flatnonzero(np.diff(number[order])) + 1))
    count = np.diff(np.append(start, len(points)))
    placed = points[order]
    spread = np.zeros(len(start))
    for column in np.ascontiguousarray(placed.T):
        np.maximum(spread, np.maximum.reduceat(column, start) - np.minimum.reduceat(column, start), out=spread)
    heaped = (count >= FEW) | ((count > 1) & (spread < side / 6))
    single = ~np.repeat(heaped, count)
    corner = squares[order[start[heaped]]] * side
    middle = np.add.reduceat(placed, start)[heaped] / count[heaped, None]
    middle = np.clip(middle, corner + side * 0.33, corner + side * 0.67)
    loud = np.array(URGENCY)[light[order]]
    loudest = np.argsort(URGENCY)[np.maximum.reduceat(loud, start)[heaped]]
    alone = np.flatnonzero(single)
    return Marks(
        x=np.concatenate((placed[alone, 0], middle[:, 0])),
        y=np.concatenate((placed[alone, 1], middle[:, 1])),
        count=np.concatenate((np.ones(len(alone), np.int64), count[heaped])),
        light=np.concatenate((light[order][alone], loudest)),
        first=np.concatenate((order[alone], order[start[heaped]])),
        start=np.concatenate((alone, start[heaped])),
        members=order,
    )


def _same_places(before: Floats, after: Floats) -> bool:
    """Whether points stand on the very places of others, whatever their order."""
    if len(before) != len(after):
        return False
    if np.array_equal(before, after):
        return True
    sums = np.sort(before.sum(axis=1)), np.sort(after.sum(axis=1))
    return np.array_equal(*sums) and np.array_equal(_sorted(before), _sorted(after))


def _sorted(points: Floats) -> Floats:
    return points[np.lexsort((points[:, 1], points[:, 0]))]


class PinField:
    """The pins of a map: where they are, how they heap at the present zoom, which one is hit."""

    def __init__(self) -> None:
        self.points: Floats = np.zeros((0, 2))
        self._chosen: Ints = np.zeros(0, np.int64)
        self.set_layer(no_pins())

    def set_layer(self, layer: PinLayer) -> bool:
        """Other pins; True when they stand on the very places of those before."""
        before = self.points
        self.ids = layer.ids
        self.row = dict(zip(layer.ids, range(len(layer.ids)), strict=True))
        self.points = to_units(np.column_stack((layer.lon, layer.lat)))
        self.category = np.asarray(layer.category, np.int64).copy()
        self.light = np.asarray(layer.light, np.int64).copy()
        self._marks: Marks | None = None
        self._scale = 0.0
        self.fan: dict[int, tuple[float, float]] = {}
        self._many: frozenset[str] | None = None
        return _same_places(before, self.points)

    def move(self, moved: PinLayer) -> int:
        """Give known pins a new place, category and light; how many were known."""
        known = [at for at, pin in enumerate(moved.ids) if pin in self.row]
        rows = np.array([self.row[moved.ids[at]] for at in known], np.int64)
        self.points[rows] = to_units(np.column_stack((moved.lon[known], moved.lat[known])))
        self.category[rows], self.light[rows] = moved.category[known], moved.light[known]
        self._marks = None
        self.fan = {}
        return len(known)

    def marks(self, scale: float, cell: float) -> Marks:
        """What to draw at this scale; kept until pins or scale change."""
        if self._marks is None or self._scale != scale:
            self._marks, self._scale = heap_up(self.points, self.light, scale, cell), scale
            self.fan = {}
        return self._marks

    def chosen(self, many: frozenset[str]) -> Ints | None:
        """1 for every pin among these ids, 0 for the others; None when none is here."""
        if self._many != many:
            self._many = many
            rows = [self.row[pin] for pin in many if pin in self.row]
            self._chosen = np.zeros(len(self.ids), np.int64)
            self._chosen[rows] = 1
        return self._chosen if self._chosen.any() else None

    def members(self, mark: int) -> Ints:
        """Rows of the pins a mark stands for."""
        assert self._marks is not None
        start = self._marks.start[mark]
        return self._marks.members[start : start + self._marks.count[mark]]

    def spread_fan(self, mark: int) -> None:
        """Open a heap in place: its pins (at most 24) on a circle, offsets in pin sizes."""
        rows = self.members(mark)[:24]
        around = max(len(rows) * 1.25 / (2 * math.pi), 1.3)
        self.fan = {
            int(row): (
                around * math.sin(2 * math.pi * at / len(rows)),
                -around * math.cos(2 * math.pi * at / len(rows)),
            )
            for at, row in enumerate(rows)
        }

    def place(self, row: int) -> tuple[float, float]:
        """Where a pin stands, in units."""
        return float(self.points[row, 0]), float(self.points[row, 1])

    def extent(self, rows: Ints) -> Box:
        """Box round these pins in units."""
        low, high = self.points[rows].min(axis=0), self.points[rows].max(axis=0)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])
