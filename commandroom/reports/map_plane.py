"""Degrees to millimetres of paper: north up, true to a round scale, the sheet turned the way that shows most."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commandroom.domain.errors import Refused

SHEETS: dict[str, tuple[float, float]] = {"A4": (210.0, 297.0), "A3": (297.0, 420.0)}
"""Paper: short and long side in millimetres (GB/T 148)."""
SCALES = (
    500, 1_000, 1_500, 2_000, 2_500, 4_000, 5_000, 7_500, 10_000, 12_500, 15_000, 20_000, 25_000, 30_000, 40_000,
    50_000, 60_000, 75_000, 100_000, 125_000, 150_000, 200_000, 250_000, 300_000, 400_000, 500_000, 1_000_000,
)  # fmt: skip
"""Denominators a map may have."""
MARGIN, HEAD, GAP = 10.0, 16.0, 4.0
"""White edge, head with the title, space between the parts; millimetres."""
SIDE, FOOT = {"A4": 50.0, "A3": 62.0}, {"A4": 44.0, "A3": 48.0}
"""Width of the legend beside a lying map; its height below a standing one."""
INSET = 4.0
"""Between the frame and what is mapped."""
Box = tuple[float, float, float, float]
"""Left, top, width, height in millimetres."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A sheet: its size, the frame of the map and the place of the legend, millimetres from the left upper corner."""

    paper: str
    wide: float
    high: float
    frame: Box
    legend: Box

    @classmethod
    def of(cls, paper: str, *, lying: bool) -> "Layout":
        """The parts of a sheet. Raises Refused("print.paper") for paper that is not known."""
        if paper not in SHEETS:
            raise Refused("print.paper", paper=paper, known="、".join(SHEETS))
        short, long = SHEETS[paper]
        top = MARGIN + HEAD
        if lying:
            side, high = SIDE[paper], short - top - MARGIN
            left = long - MARGIN - side
            return cls(paper, long, short, (MARGIN, top, left - GAP - MARGIN, high), (left, top, side, high))
        foot = FOOT[paper]
        high = long - top - MARGIN - foot - GAP
        wide = short - 2 * MARGIN
        return cls(paper, short, long, (MARGIN, top, wide, high), (MARGIN, top + high + GAP, wide, foot))


def both(paper: str) -> tuple[Layout, Layout]:
    """The sheet lying and standing."""
    return Layout.of(paper, lying=True), Layout.of(paper, lying=False)


@dataclass(frozen=True, slots=True)
class Plane:
    """A place on earth on a sheet of paper: ``scale`` metres on the ground are one metre on paper."""

    layout: Layout
    scale: int
    lon: float
    lat: float
    middle: tuple[float, float]
    """Metres of the local projection in the middle of the frame."""
    _project: Any

    def at(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Degrees (n, 2) to millimetres (n, 2) from the left upper corner of the sheet."""
        east, north = self._project.transform(points[:, 0], points[:, 1])
        left, top, wide, high = self.layout.frame
        x = left + wide / 2 + (np.asarray(east) - self.middle[0]) * 1000 / self.scale
        y = top + high / 2 - (np.asarray(north) - self.middle[1]) * 1000 / self.scale
        return np.column_stack([x, y])

    def millimetres(self, metres: float) -> float:
        """How long a distance on the ground is on paper."""
        return metres * 1000 / self.scale


def plane(points: NDArray[np.float64], layouts: Sequence[Layout], scale: int | None = None) -> Plane:
    """The sheet and scale that show these places (degrees) largest; north is up, so the sheet turns, not the map.

    ``scale``: the denominator wanted instead of the largest that fits. Raises Refused("print.scale_too_large")
    when they do not fit at it, Refused("print.nothing_to_show") without places.
    """
    import pyproj

    if not len(points):
        raise Refused("print.nothing_to_show")
    west, south = points.min(axis=0)
    east, north = points.max(axis=0)
    lon, lat = float(west + east) / 2, float(south + north) / 2
    local = f"+proj=tmerc +lat_0={lat:.6f} +lon_0={lon:.6f} +k=1 +ellps=WGS84 +units=m"
    project = pyproj.Transformer.from_crs("EPSG:4326", local, always_xy=True)
    x, y = (np.asarray(axis) for axis in project.transform(points[:, 0], points[:, 1]))
    size = (float(np.ptp(x)), float(np.ptp(y)))
    middle = (float(x.max() + x.min()) / 2, float(y.max() + y.min()) / 2)
    layout = min(layouts, key=lambda one: _least(size, one))
    wanted = _round(_least(size, layout), SCALES) if scale is None else scale
    if scale is not None and _least(size, layout) > scale:
        least = _round(_least(size, layout), SCALES)
        raise Refused("print.scale_too_large", scale=scale, least=least, paper=layout.paper)
    return Plane(layout, wanted, lon, lat, middle, project)


def _least(size: tuple[float, float], layout: Layout) -> float:
    """The smallest denominator at which so many metres fit into the frame."""
    _, _, wide, high = layout.frame
    return max(size[0] * 1000 / (wide - 2 * INSET), size[1] * 1000 / (high - 2 * INSET), 1.0)


def _round(least: float, scales: Sequence[int]) -> int:
    return next((scale for scale in scales if scale >= least), -(-int(least) // 500_000) * 500_000 + 500_000)


def bar(scale: int, room: float) -> int:
    """The length in metres of a scale bar that fills most of so many millimetres: 1, 2 or 5 times a power of ten."""
    metres = room * scale / 1000
    power = 10 ** int(np.log10(metres))
    return int(next(part * power for part in (5, 2, 1) if part * power <= metres))
