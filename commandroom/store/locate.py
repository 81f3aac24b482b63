"""Which grid a place lies in: the deepest one that contains it, by index, one place or a hundred thousand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import cos, radians
from typing import Any

from commandroom.domain.datum import LonLat
from commandroom.domain.errors import Refused
from commandroom.domain.place_tree import GridTree
from commandroom.domain.places import Grid
from commandroom.domain.shape import metres_between


class Method(StrEnum):
    """How a place was put into its grid; the third waits for a person in its own list."""

    POLYGON = "polygon"
    NEAREST = "nearest within tolerance"
    MANUAL = "MANUAL_REQUIRED"


@dataclass(frozen=True, slots=True)
class Located:
    """The answer for one place: code (None: in no grid), method, and metres to the grid (0 inside)."""

    code: str | None
    method: Method
    metres: float = 0.0


_NOWHERE = Located(None, Method.MANUAL)


class GridIndex:
    """Outlines of the grids in use, by depth, deepest first; changed grid by grid, never out of date.

    ``tolerance_m``: a place up to this far outside every grid goes to the nearest deepest one (a point on the
    far side of a road); further out, and 0, is left to a person.
    """

    def __init__(self, grids: Iterable[Grid], *, tolerance_m: float = 30.0) -> None:
        self._tolerance_m = tolerance_m
        self._grids: dict[str, Grid] = {}
        self._shapes: dict[str, Any] = {}
        self._layers: list[tuple[list[str], Any]] | None = None
        self.put(grids)

    def __len__(self) -> int:
        return len(self._shapes)

    def put(self, grids: Iterable[Grid]) -> None:
        """Take in new and changed grids; a retired one, or one that lost its outline, is taken out.

        Raises Refused("shape.unreadable") naming the grid; nothing is changed then.
        """
        import shapely

        given = {grid.code: grid for grid in grids}
        fresh = [
            grid
            for grid in given.values()
            if grid.geometry
            and not grid.retired
            and not (grid.code in self._shapes and self._grids[grid.code].geometry == grid.geometry)
        ]
        try:
            shapes = shapely.from_wkb([grid.geometry for grid in fresh])
        except (shapely.errors.GEOSException, ValueError, TypeError) as wrong:
            raise Refused("shape.unreadable", reason=str(wrong)) from wrong
        gone = [code for code, grid in given.items() if grid.retired or not grid.geometry]
        self._grids.update(given)
        self._shapes.update(zip((grid.code for grid in fresh), shapes, strict=True))
        for code in gone:
            self._shapes.pop(code, None)
        self._layers = None

    def locate(self, lon: float, lat: float) -> Located:
        """The deepest grid that contains a WGS-84 place; on a border the smaller code; else the nearest."""
        import shapely

        if not (-180.0 <= lon <= 180.0 and -90.0 <= lat <= 90.0):
            return _NOWHERE
        point = shapely.points(lon, lat)
        for codes, tree in self._by_depth():
            hits = tree.query(point, predicate="intersects")
            if len(hits):
                return Located(codes[int(hits.min())], Method.POLYGON)
        return self._nearest((lon, lat), point)

    def locate_many(self, places: Any) -> list[Located]:
        """The same answers as :meth:`locate` for an (n, 2) array or a list of (lon, lat), in one sweep."""
        import numpy as np
        import shapely

        points = np.asarray(places, dtype=np.float64).reshape(-1, 2)
        found: list[Located] = [_NOWHERE] * len(points)
        good = (np.abs(points[:, 0]) <= 180.0) & (np.abs(points[:, 1]) <= 90.0)
        waiting = np.flatnonzero(good)
        shapes = np.empty(len(points), dtype=object)
        shapes[waiting] = shapely.points(points[waiting])
        for codes, tree in self._by_depth():
            if not len(waiting):
                break
            which, grid = tree.query(shapes[waiting], predicate="intersects")
            smallest = np.full(len(waiting), len(codes))
            np.minimum.at(smallest, which, grid)
            inside = smallest < len(codes)
            answers = [Located(code, Method.POLYGON) for code in codes]
            for at, hit in zip(waiting[inside].tolist(), smallest[inside].tolist(), strict=True):
                found[at] = answers[hit]
            waiting = waiting[~inside]
        for at in self._within_reach(points, shapes, waiting):
            found[at] = self._nearest((float(points[at, 0]), float(points[at, 1])), shapes[at])
        return found

    def _within_reach(self, points: Any, shapes: Any, waiting: Any) -> list[int]:
        """Those of the waiting places that lie so near some grid that it is worth measuring."""
        import numpy as np

        if self._tolerance_m <= 0 or not len(waiting):
            return []
        lats = np.minimum(np.abs(points[waiting, 1]), 89.0)
        reach = self._tolerance_m / 111_000.0 / np.cos(np.radians(lats))
        near: set[int] = set()
        for _, tree in self._by_depth():
            which, _ = tree.query(shapes[waiting], predicate="dwithin", distance=reach)
            near.update(waiting[which].tolist())
        return sorted(near)

    def near(self, box: tuple[float, float, float, float]) -> dict[str, Any]:
        """The outlines (shapely) by code that a box of degrees (west, south, east, north) touches."""
        import shapely

        window = shapely.box(*box)
        found: dict[str, Any] = {}
        for codes, tree in self._by_depth():
            found.update((codes[row], tree.geometries[row]) for row in tree.query(window).tolist())
        return found

    def inside(self, places: Any, codes: Sequence[str]) -> list[bool]:
        """For each place whether it lies in its stated grid; a code without outline answers False."""
        import numpy as np
        import shapely

        points = np.asarray(places, dtype=np.float64).reshape(-1, 2)
        shapes = np.array([self._shapes.get(code) for code in codes], dtype=object)
        return [bool(hit) for hit in shapely.intersects_xy(shapes, points[:, 0], points[:, 1])]

    def _nearest(self, place: LonLat, point: Any) -> Located:
        import shapely

        if self._tolerance_m <= 0 or abs(place[1]) > 89.0:
            return _NOWHERE
        reach = self._tolerance_m / 111_000.0
        wide = reach / cos(radians(place[1]))
        window = shapely.box(place[0] - wide, place[1] - reach, place[0] + wide, place[1] + reach)
        for codes, tree in self._by_depth():
            near: list[tuple[float, str]] = []
            for hit in tree.query(window, predicate="intersects"):
                line = shapely.get_coordinates(shapely.shortest_line(point, tree.geometries[hit]))
                metres = metres_between(place, (float(line[-1, 0]), float(line[-1, 1])))
                if metres <= self._tolerance_m:
                    near.append((metres, codes[int(hit)]))
            if near:
                metres, code = min(near)
                return Located(code, Method.NEAREST, round(metres, 1))
        return _NOWHERE

    def _by_depth(self) -> list[tuple[list[str], Any]]:
        if self._layers is None:
            self._layers = self._built()
        return self._layers

    def _built(self) -> list[tuple[list[str], Any]]:
        import shapely

        tree = GridTree(self._grids.values())
        by_depth: dict[int, list[str]] = {}
        for code in sorted(self._shapes):
            by_depth.setdefault(tree.depth(code), []).append(code)
        return [
            (codes, shapely.STRtree([self._shapes[code] for code in codes]))
            for _, codes in sorted(by_depth.items(), reverse=True)
        ]
