"""The grids of a layer ready to draw and to ask: paths, boxes, sizes, names' places, what lies under a point."""

from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QByteArray, QDataStream
from PySide6.QtGui import QPainterPath

from ui.layers import Floats, GridLayer, Ints
from ui.widgets.map.projection import Box, point_units, to_units

if TYPE_CHECKING:
    from shapely import STRtree

_ELEMENT = np.dtype([("kind", ">i4"), ("x", ">f8"), ("y", ">f8")])
_TAIL = np.array([0, 0], ">i4").tobytes()
"""After its elements a streamed path says where the last subpath starts and that holes are odd-even."""
SHOWN_FROM = 15.0
"""Pixels across that a typical grid of a level needs before its level is drawn."""


class GridShapes:
    """One layer's geometry in map units; paths and the search tree are made when first needed."""

    def __init__(self, layer: GridLayer) -> None:
        self.layer = layer
        self.levels = layer.levels
        self.points = to_units(layer.coords)
        self.first = layer.rings[layer.parts[layer.grids]] if len(layer) else np.zeros(1, np.int64)
        self.row = {code: row for row, code in enumerate(layer.codes)}
        self._paths: list[QPainterPath | None] = [None] * len(layer)
        self._elements = np.zeros(len(self.points), _ELEMENT)
        self._elements["kind"] = 1
        self._elements["kind"][layer.rings[:-1]] = 0
        self._elements["x"], self._elements["y"] = self.points[:, 0], self.points[:, 1]
        self.boxes = self._boxes()
        sides = self.boxes[:, 2:] - self.boxes[:, :2]
        self.size = np.sqrt(sides[:, 0] * sides[:, 1])
        self.depths: tuple[int, ...] = tuple(int(level) for level in np.unique(layer.levels))
        self._typical = {depth: float(np.median(self.size[layer.levels == depth])) for depth in self.depths}
        self._tree: STRtree | None = None
        self._polygons: Any = None
        self._middles: dict[int, tuple[float, float]] = {}
        self._children: dict[int, Ints] | None = None

    def _boxes(self) -> Floats:
        """(n, 4) left, top, right, bottom; a grid with no points has an empty box far away."""
        boxes = np.full((len(self.layer), 4), -1.0)
        held = np.flatnonzero(np.diff(self.first) > 0)
        if len(held):
            at = self.first[held]
            boxes[held, :2] = np.minimum.reduceat(self.points, at)
            boxes[held, 2:] = np.maximum.reduceat(self.points, at)
        return boxes

    def path(self, row: int) -> QPainterPath:
        """The outline of a grid in units, holes included (odd-even)."""
        path = self._paths[row]
        if path is None:
            elements = self._elements[self.first[row] : self.first[row + 1]]
            path = QPainterPath()
            if len(elements):
                streamed = np.array([len(elements)], ">i4").tobytes() + elements.tobytes() + _TAIL
                QDataStream(QByteArray(streamed)) >> path
            self._paths[row] = path
        return path

    def border(self, row: int, box: Box) -> QPainterPath:
        """The outline of a grid, or of a grid larger than the box only its lines near the box (units).

        A town's border is long and is drawn on every image it crosses; stroking it whole each time costs more
        than all fills together.
        """
        wide = self.boxes[row, 2] - self.boxes[row, 0] + self.boxes[row, 3] - self.boxes[row, 1]
        if wide < (box[2] - box[0] + box[3] - box[1]) / 3:
            return self.path(row)
        elements = self._elements[self.first[row] : self.first[row + 1]]
        points = self.points[self.first[row] : self.first[row + 1]]
        left, top = points[:, 0] < box[0], points[:, 1] < box[1]
        right, bottom = points[:, 0] > box[2], points[:, 1] > box[3]
        away = np.zeros(len(points), bool)
        for side in (left, top, right, bottom):
            away[1:] |= side[1:] & side[:-1]
        drawn = ~away & (elements["kind"] == 1)
        kept = drawn.copy()
        kept[:-1] |= drawn[1:]
        path = QPainterPath()
        if kept.any():
            runs = elements[kept]
            runs["kind"] = drawn[kept]
            streamed = np.array([len(runs)], ">i4").tobytes() + runs.tobytes() + _TAIL
            QDataStream(QByteArray(streamed)) >> path
        return path

    def shown(self, scale: float, hidden: frozenset[int] = frozenset()) -> tuple[int, ...]:
        """The levels to draw at so many pixels per unit: the top always, a deeper one when it is big enough."""
        wanted = [depth for depth in self.depths if depth not in hidden]
        return tuple(
            depth
            for place, depth in enumerate(wanted)
            if place == 0 or self._typical[depth] * scale >= SHOWN_FROM
        )

    def touching(self, box: Box, depths: tuple[int, ...]) -> Ints:
        """Rows of these levels whose box meets this box, upper levels first."""
        boxes = self.boxes
        near = (boxes[:, 0] <= box[2]) & (boxes[:, 2] >= box[0])
        near &= (boxes[:, 1] <= box[3]) & (boxes[:, 3] >= box[1])
        rows = np.flatnonzero(near & np.isin(self.levels, depths))
        return rows[np.argsort(self.levels[rows], kind="stable")]

    def extent(self, rows: Ints | None = None) -> Box | None:
        """The box round these grids (all without rows); None when there are none."""
        boxes = self.boxes if rows is None else self.boxes[rows]
        boxes = boxes[boxes[:, 2] > 0]
        if not len(boxes):
            return None
        low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])

    def below(self, row: int) -> Ints:
        """Rows of the grids directly under this one."""
        if self._children is None:
            order = np.argsort(self.layer.parents, kind="stable")
            parents, starts = np.unique(self.layer.parents[order], return_index=True)
            split = np.split(order, starts[1:])
            self._children = dict(zip((int(parent) for parent in parents), split, strict=True))
        return self._children.get(row, np.zeros(0, np.int64))

    def prepare(self) -> None:
        """Build the search tree now (about 50 ms for 10,000 grids) instead of at the first click."""
        if self._tree is None:
            import shapely

            layer = self.layer
            offsets = (layer.rings, layer.parts, layer.grids)
            kind = shapely.GeometryType.MULTIPOLYGON
            self._polygons = shapely.from_ragged_array(kind, self.points, offsets)
            self._tree = shapely.STRtree(self._polygons)
            self._tree.query(shapely.Point(0.0, 0.0))  # it is built at its first question

    @property
    def prepared(self) -> bool:
        """Whether the search tree is built."""
        return self._tree is not None

    def under(self, x: float, y: float, depths: tuple[int, ...]) -> int:
        """Row of the deepest drawn grid that holds this point (units), -1 for none; holes hold nothing."""
        if not len(self.layer):
            return -1
        from shapely import Point

        self.prepare()
        assert self._tree is not None
        rows = self._tree.query(Point(x, y), predicate="intersects")
        rows = rows[np.isin(self.levels[rows], depths)]
        return int(rows[np.argmax(self.levels[rows])]) if len(rows) else -1

    def find_middles(self, rows: Ints) -> None:
        """Find the middles of many grids in one sweep; one by one they would hold the window up."""
        wanted = [row for row in rows.tolist() if row not in self._middles]
        if not wanted:
            return
        import shapely

        self.prepare()
        polygons = self._polygons[np.array(wanted, np.int64)]
        centres = shapely.centroid(polygons)
        outside = ~shapely.is_empty(polygons) & ~shapely.intersects(polygons, centres)
        centres[outside] = shapely.point_on_surface(polygons[outside])
        x, y = shapely.get_x(centres), shapely.get_y(centres)
        found = zip(np.nan_to_num(x, nan=-1.0).tolist(), np.nan_to_num(y, nan=-1.0).tolist(), strict=True)
        self._middles.update(zip(wanted, found, strict=True))

    def middle(self, row: int) -> tuple[float, float]:
        """A point (units) well inside the grid, where its name is written; -1, -1 without an outline."""
        if row not in self._middles:
            self.find_middles(np.array([row], np.int64))
        return self._middles[row]

    def holds(self, row: int, x: float, y: float) -> bool:
        """Whether a place (units) lies in this grid."""
        import shapely

        self.prepare()
        return bool(shapely.intersects_xy(self._polygons[row], x, y))

    def at(self, lon: float, lat: float, depths: tuple[int, ...]) -> str:
        """Code of the deepest grid of these levels at a place in degrees, "" for none."""
        row = self.under(*point_units(lon, lat), depths)
        return self.layer.codes[row] if row >= 0 else ""
