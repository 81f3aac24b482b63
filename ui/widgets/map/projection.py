"""Web mercator: degrees to flat units and back, and the window that looks at them."""

import math
from dataclasses import dataclass, replace

import numpy as np

from ui.layers import Floats

WORLD = 256.0 * 2**18
"""Units round the earth: one unit is one pixel at zoom 18, about 0.6 m at the equator."""
EARTH = 40_075_016.686
"""Metres round the equator (WGS-84)."""
MAX_LAT = 85.0511287798
MIN_ZOOM, MAX_ZOOM = 2.0, 21.0

Box = tuple[float, float, float, float]
"""left, top, right, bottom in units; y grows southwards."""


def to_units(lonlat: Floats) -> Floats:
    """(n, 2) degrees WGS-84 -> (n, 2) units."""
    lat = np.radians(np.clip(lonlat[:, 1], -MAX_LAT, MAX_LAT))
    return np.column_stack(
        (
            (lonlat[:, 0] + 180.0) * (WORLD / 360.0),
            (0.5 - np.arcsinh(np.tan(lat)) / (2 * math.pi)) * WORLD,
        )
    )


def point_units(lon: float, lat: float) -> tuple[float, float]:
    """One point in degrees -> units."""
    x, y = to_units(np.array([[lon, lat]]))[0]
    return float(x), float(y)


def to_degrees(x: float, y: float) -> tuple[float, float]:
    """Units -> lon, lat in degrees."""
    return x / WORLD * 360.0 - 180.0, math.degrees(math.atan(math.sinh((0.5 - y / WORLD) * 2 * math.pi)))


def metres_per_unit(y: float) -> float:
    """Metres on the ground that one unit spans at this height of the map."""
    return EARTH / WORLD * math.cos(math.radians(to_degrees(0.0, y)[1]))


@dataclass(frozen=True, slots=True)
class Window:
    """What is looked at: the middle in units, the zoom (web mercator, any fraction), the size in pixels."""

    x: float
    y: float
    zoom: float
    width: int
    height: int

    @property
    def scale(self) -> float:
        """Pixels per unit."""
        return float(2.0 ** (self.zoom - 18.0))

    @property
    def left(self) -> int:
        """Whole pixels between the edge of the world and the left edge of the window."""
        return round(self.x * self.scale - self.width / 2)

    @property
    def top(self) -> int:
        """Whole pixels between the top of the world and the top of the window."""
        return round(self.y * self.scale - self.height / 2)

    def to_pixels(self, x: float, y: float) -> tuple[float, float]:
        """Units -> pixels of the window."""
        return x * self.scale - self.left, y * self.scale - self.top

    def to_units(self, px: float, py: float) -> tuple[float, float]:
        """Pixels of the window -> units."""
        return (px + self.left) / self.scale, (py + self.top) / self.scale

    def box(self, margin: float = 0.0) -> Box:
        """What is seen, in units, with so many pixels more on each side."""
        left, top = self.to_units(-margin, -margin)
        right, bottom = self.to_units(self.width + margin, self.height + margin)
        return left, top, right, bottom

    def panned(self, dx: float, dy: float) -> "Window":
        """The map pushed by so many pixels (a hand moving right shows what lies left)."""
        return self.at(self.x - dx / self.scale, self.y - dy / self.scale)

    def at(self, x: float, y: float) -> "Window":
        """The same window over another middle; never beyond the world."""
        return replace(self, x=min(max(x, 0.0), WORLD), y=min(max(y, 0.0), WORLD))

    def zoomed(self, steps: float, px: float, py: float) -> "Window":
        """Nearer (steps > 0) or farther, with the point under this pixel staying where it is."""
        zoom = min(max(self.zoom + steps, MIN_ZOOM), MAX_ZOOM)
        x, y = self.to_units(px, py)
        scale = 2.0 ** (zoom - 18.0)
        moved = replace(self, zoom=zoom)
        return moved.at(x + (self.width / 2 - px) / scale, y + (self.height / 2 - py) / scale)

    def fitted(self, box: Box, padding: float, foot: float = 0.0) -> "Window":
        """The nearest view that holds the whole box with so many pixels free on each side, more at the foot."""
        wide = max(self.width - 2 * padding, 16.0) / max(box[2] - box[0], 1e-6)
        high = max(self.height - 2 * padding - foot, 16.0) / max(box[3] - box[1], 1e-6)
        zoom = min(max(18.0 + math.log2(min(wide, high)), MIN_ZOOM), MAX_ZOOM - 2.0)
        down = foot / 2 / 2.0 ** (zoom - 18.0)
        return replace(self, zoom=zoom).at((box[0] + box[2]) / 2, (box[1] + box[3]) / 2 + down)


def scale_bar(window: Window, longest: int) -> tuple[int, int]:
    """A round length in metres (1, 2 or 5 times a power of ten) and its pixels, at most ``longest``."""
    metre = window.scale / metres_per_unit(window.y)
    most = longest / metre
    power = 10.0 ** math.floor(math.log10(most))
    metres = next(step * power for step in (5.0, 2.0, 1.0) if step * power <= most)
    return max(round(metres), 1), round(metres * metre)
