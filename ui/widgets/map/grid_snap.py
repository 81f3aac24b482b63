"""Where a hand that edits grids means: the corner or the border near the pointer, found among all edges."""

from dataclasses import dataclass

import numpy as np

from ui.layers import Floats, Ints
from ui.widgets.map.projection import Window, to_degrees, to_units

REACH = 10
"""Pixels at scale 1.0 within which a hand is taken to mean a corner; a border within two thirds of it."""


@dataclass(frozen=True, slots=True)
class Snapped:
    """What was meant: ``kind`` "corner", "border" or "", the place in units and in degrees WGS-84."""

    kind: str
    units: tuple[float, float]
    degrees: tuple[float, float]


class EdgeField:
    """Every straight piece of every outline; what is in sight is picked out once for each view."""

    def __init__(self) -> None:
        self.set_edges(np.zeros((0, 4)))

    def set_edges(self, edges: Floats) -> None:
        """Other outlines: (n, 4) lon, lat, lon, lat in degrees."""
        self._degrees = edges
        self._a, self._b = to_units(edges[:, :2]), to_units(edges[:, 2:])
        self._low, self._high = np.minimum(self._a, self._b), np.maximum(self._a, self._b)
        self._window: Window | None = None
        self._seen = np.arange(len(edges))

    def near(self, x: float, y: float, reach: float) -> list[int]:
        """Rows of the edges whose box lies within so many units of a place, among those in sight."""
        return self._inside(self._seen, (x - reach, y - reach, x + reach, y + reach)).tolist()  # type: ignore[no-any-return]

    def _inside(self, rows: Ints, box: tuple[float, float, float, float]) -> Ints:
        low, high = self._low[rows], self._high[rows]
        inside = (low[:, 0] <= box[2]) & (high[:, 0] >= box[0]) & (low[:, 1] <= box[3]) & (high[:, 1] >= box[1])
        return rows[inside]

    def look(self, window: Window) -> None:
        """Only what lies in this window is meant from now on; asked once for each view, not for each move."""
        if window != self._window:
            self._window = window
            self._seen = self._inside(np.arange(len(self._low)), window.box(40.0))

    def at(self, place: tuple[float, float]) -> list[tuple[float, float]]:
        """The far ends (degrees) of the edges that have a corner at a place, or whose border runs through it."""
        x, y = (float(value) for value in to_units(np.array([place]))[0])
        ends: list[tuple[float, float]] = []
        for row in self.near(x, y, 0.5):
            a, b, spot = self._a[row], self._b[row], np.array([x, y])
            way = b - a
            long = float(way @ way)
            t = min(max(float((spot - a) @ way) / long, 0.0), 1.0) if long else 0.0
            if float(np.hypot(*(a + t * way - spot))) > 0.2:
                continue
            both = ((self._degrees[row, 0], self._degrees[row, 1]), (self._degrees[row, 2], self._degrees[row, 3]))
            ends += [(float(lon), float(lat)) for lon, lat in both]
        return [end for end in dict.fromkeys(ends) if abs(end[0] - place[0]) + abs(end[1] - place[1]) > 1e-6]

    def snap(self, window: Window, px: float, py: float, scale: float) -> Snapped:
        """The corner near these pixels, else the border, else the place itself."""
        self.look(window)
        x, y = window.to_units(px, py)
        reach = REACH * scale / window.scale
        rows = self.near(x, y, reach)
        here = Snapped("", (x, y), to_degrees(x, y))
        if not rows:
            return here
        a, b = self._a[rows], self._b[rows]
        spot = np.array([x, y])
        ends = np.vstack([a, b])
        far = np.hypot(*(ends - spot).T)
        best = int(far.argmin())
        if far[best] <= reach:
            row, end = rows[best % len(rows)], 2 * (best // len(rows))
            place = self._degrees[row, end : end + 2]
            return Snapped("corner", (float(ends[best, 0]), float(ends[best, 1])), (float(place[0]), float(place[1])))
        way = b - a
        along = np.clip(((spot - a) * way).sum(axis=1) / np.maximum((way * way).sum(axis=1), 1e-12), 0.0, 1.0)
        on = a + way * along[:, None]
        far = np.hypot(*(on - spot).T)
        best = int(far.argmin())
        if far[best] > reach * 2 / 3:
            return here
        t, ends4 = float(along[best]), self._degrees[rows[best]]
        lonlat = ends4[:2] + (ends4[2:] - ends4[:2]) * t
        return Snapped("border", (float(on[best, 0]), float(on[best, 1])), (float(lonlat[0]), float(lonlat[1])))
