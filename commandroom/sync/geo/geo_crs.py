"""The coordinate system a file is in: chosen by a person, never guessed; hints when the choice looks wrong."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commandroom.domain import datum
from commandroom.domain.datum import Datum
from commandroom.domain.errors import Refused
from commandroom.sync.geo.datum_arrays import to_wgs84

FARTHEST = 1e9
"""No coordinate of any system on Earth is larger."""
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Crs:
    """A choice: a datum in degrees, or an EPSG number (3° zones of CGCS2000 are 4513–4554)."""

    datum: Datum | None = None
    epsg: int = 0

    def __str__(self) -> str:
        return self.datum.value if self.datum is not None else f"EPSG:{self.epsg}"

    @property
    def degrees(self) -> bool:
        """True when coordinates must be longitudes and latitudes."""
        return self.datum is not None or bool(_transformer(self.epsg).source_crs.is_geographic)


_NAMES = {
    "wgs84": Datum.WGS84,
    "wgs-84": Datum.WGS84,
    "epsg:4326": Datum.WGS84,
    "cgcs2000": Datum.CGCS2000,
    "epsg:4490": Datum.CGCS2000,
    "gcj02": Datum.GCJ02,
    "gcj-02": Datum.GCJ02,
    "bd09": Datum.BD09,
    "bd-09": Datum.BD09,
}


def chosen(text: str) -> Crs:
    """The choice written "wgs84", "cgcs2000", "gcj02", "bd09" or "EPSG:4527".

    Raises Refused: crs.missing (a choice is always asked for), crs.unknown.
    """
    plain = text.strip().lower()
    if not plain:
        raise Refused("crs.missing")
    if plain in _NAMES:
        return Crs(_NAMES[plain])
    digits = plain.removeprefix("epsg:")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 6):
        raise Refused("crs.unknown", crs=text)
    _transformer(int(digits))
    return Crs(None, int(digits))


@cache
def _transformer(epsg: int) -> Any:
    import pyproj

    try:
        return pyproj.Transformer.from_crs(epsg, 4326, always_xy=True)
    except pyproj.exceptions.ProjError as wrong:
        raise Refused("crs.unknown", crs=f"EPSG:{epsg}") from wrong


def transform(points: Floats, crs: Crs) -> Floats:
    """Points (n, 2) x, y in a coordinate system as (n, 2) longitude, latitude in WGS-84; far off is infinite."""
    if crs.datum is not None:
        return to_wgs84(points, crs.datum)
    if not len(points):
        return points.copy()
    lon, lat = _transformer(crs.epsg).transform(points[:, 0], points[:, 1])
    return np.column_stack([lon, lat])


def all_fine(points: Floats, crs: Crs) -> bool:
    """True when :func:`range_fault` finds nothing for any part of the points: asked once for a whole file."""
    if not len(points) or not np.isfinite(points).all() or np.abs(points).max() > FARTHEST:
        return False
    if not crs.degrees:
        return True
    x, y = points[:, 0], points[:, 1]
    swapped = (x >= datum.SOUTH) & (x <= datum.NORTH) & (y >= datum.WEST) & (y <= datum.EAST)
    return not bool(((np.abs(x) > 180) | (np.abs(y) > 90) | swapped).any())


def range_fault(points: Floats, crs: Crs) -> tuple[str, dict[str, Any]] | None:
    """What is wrong with raw coordinates under a choice: (code, facts), or None.

    Codes: geo.not_finite; geo.outside_crs; geo.swapped (latitude first); geo.projected (metres, with the zone
    when its number
    stands in front, else the zones are asked for); geo.range (no place on Earth).
    """
    finite = np.isfinite(points).all(axis=1)
    if not finite.all():
        return "geo.not_finite", {}
    if len(points) and np.abs(points).max() > FARTHEST:
        return "geo.outside_crs", {}
    if not crs.degrees or not len(points):
        return None
    x, y = points[:, 0], points[:, 1]
    bad = (np.abs(x) > 180) | (np.abs(y) > 90)
    if not bad.any():
        return ("geo.swapped", _place(points[0])) if _looks_swapped(x, y) else None
    first = _place(points[int(np.argmax(bad))])
    if _looks_swapped(x, y):
        return "geo.swapped", first
    if np.abs(points).min() > 10_000:
        return "geo.projected", {**first, "epsg": _zone(x)}
    return "geo.range", first


def _place(point: Floats) -> dict[str, Any]:
    return {"x": round(float(point[0]), 6), "y": round(float(point[1]), 6)}


def _looks_swapped(x: Floats, y: Floats) -> bool:
    return bool(((x >= datum.SOUTH) & (x <= datum.NORTH) & (y >= datum.WEST) & (y <= datum.EAST)).all())


def _zone(x: Floats) -> str:
    zone = int(x.mean() // 1_000_000)
    return f"EPSG:{4513 + zone - 25}" if 25 <= zone <= 45 else "EPSG:4534–4554"


def best_datum(points: Floats, inside: Any) -> dict[str, float]:
    """For each datum the share of raw points that fall where they should, once read in that datum.

    ``inside`` takes (n, 2) WGS-84 points and answers n booleans: inside the stated grid, or the town. A jump
    from low under the choice to high under another is the sign of a wrong choice (domain.md §2.10).
    """
    if not len(points):
        return {}
    return {
        name.value: float(np.mean(inside(to_wgs84(points, name)))) for name in (Datum.WGS84, Datum.GCJ02, Datum.BD09)
    }
