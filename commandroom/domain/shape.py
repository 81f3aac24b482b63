"""Outlines of grids: polygons as plain tuples and as WKB text, point in polygon, box, area, middle."""

import itertools
import struct
from collections.abc import Sequence
from math import cos, pi, radians, sin

from commandroom.domain.datum import LonLat
from commandroom.domain.errors import Refused

Ring = tuple[LonLat, ...]
"""Closed: the first place stands again at the end. Degrees in WGS-84."""
Polygon = tuple[Ring, ...]
"""The outer ring, then the holes."""
Shape = tuple[Polygon, ...]
"""Every piece of an outline; () for a grid without one."""
Box = tuple[float, float, float, float]
"""West, south, east, north."""

DIGITS = 8
"""Decimals kept of a degree: a millimetre, so that neighbours keep the same corners."""

_EARTH = 6371007.1809
"""Radius of the sphere with the Earth's area, metres."""
_POLYGON, _MULTI = 3, 6


def to_wkb(shape: Shape) -> str:
    """The outline as the hexadecimal text of a little-endian 2-D WKB MultiPolygon; "" for none.

    This text is what a grid holds, what the journal writes and what the store keeps: shapely reads ten
    thousand of them in one call, and they are equal exactly when the rounded corners are.
    """
    if not shape:
        return ""
    parts = [struct.pack("<BII", 1, _MULTI, len(shape))]
    for polygon in shape:
        parts.append(struct.pack("<BII", 1, _POLYGON, len(polygon)))
        for ring in polygon:
            flat = [round(value, DIGITS) + 0.0 for place in ring for value in place]
            parts.append(struct.pack(f"<I{len(flat)}d", len(ring), *flat))
    return b"".join(parts).hex()


def from_wkb(text: str) -> Shape:
    """The outline of :func:`to_wkb`'s text. Raises Refused("shape.unreadable") for any other text."""
    if not text:
        return ()
    try:
        data = bytes.fromhex(text)
        shape, end = _multi(data)
    except (ValueError, struct.error) as wrong:
        raise Refused("shape.unreadable", reason=str(wrong)) from wrong
    if end != len(data):
        raise Refused("shape.unreadable", reason="trailing bytes")
    return shape


def _multi(data: bytes) -> tuple[Shape, int]:
    at, count = _head(data, 0, _MULTI)
    polygons: list[Polygon] = []
    for _ in range(count):
        at, rings = _head(data, at, _POLYGON)
        found: list[Ring] = []
        for _ in range(rings):
            (corners,) = struct.unpack_from("<I", data, at)
            if corners > (len(data) - at) // 16:
                raise ValueError("ring longer than the text")
            flat = struct.unpack_from(f"<{2 * corners}d", data, at + 4)
            at += 4 + 16 * corners
            found.append(tuple(zip(flat[::2], flat[1::2], strict=True)))
        polygons.append(tuple(found))
    return tuple(polygons), at


def _head(data: bytes, at: int, kind: int) -> tuple[int, int]:
    order, found, count = struct.unpack_from("<BII", data, at)
    if order != 1 or found != kind:
        raise ValueError("not a little-endian 2-D polygon")
    return at + 9, int(count)


def box_of(shape: Shape) -> Box | None:
    """The smallest box around an outline; None for none."""
    places = [place for polygon in shape for ring in polygon[:1] for place in ring]
    if not places:
        return None
    return (
        min(lon for lon, _ in places),
        min(lat for _, lat in places),
        max(lon for lon, _ in places),
        max(lat for _, lat in places),
    )


def contains(shape: Shape, lon: float, lat: float) -> bool:
    """True when a place lies inside an outline and in none of its holes (even-odd rule)."""
    return any(sum(_crossings(ring, lon, lat) for ring in polygon) % 2 for polygon in shape)


def _crossings(ring: Ring, lon: float, lat: float) -> int:
    return sum(
        1
        for (x1, y1), (x2, y2) in itertools.pairwise(ring)
        if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1
    )


def _ring_area_m2(ring: Ring) -> float:
    total = 0.0
    for (x1, y1), (x2, y2) in itertools.pairwise(ring):
        total += radians(x2 - x1) * (sin(radians(y1)) + sin(radians(y2)))
    return abs(total) * _EARTH * _EARTH / 2.0


def area_km2(shape: Shape) -> float:
    """The area of an outline in square kilometres, holes taken off; right to about 0.3 % (spherical Earth)."""
    outer = sum(_ring_area_m2(polygon[0]) for polygon in shape if polygon)
    holes = sum(_ring_area_m2(ring) for polygon in shape for ring in polygon[1:])
    return (outer - holes) / 1e6


def middle(shape: Shape) -> LonLat | None:
    """The centre of mass of the outline's outer rings, which may lie outside a bent one; None for none."""
    weight = sum_x = sum_y = 0.0
    for polygon in shape:
        if not polygon or not polygon[0]:
            continue
        x0, y0 = polygon[0][0]
        part, px, py = 0.0, 0.0, 0.0
        for (x1, y1), (x2, y2) in zip(polygon[0], polygon[0][1:], strict=False):
            cross = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
            part += cross
            px += (x1 + x2 - 2 * x0) * cross
            py += (y1 + y2 - 2 * y0) * cross
        if part:
            weight += abs(part)
            sum_x += abs(part) * (x0 + px / (3 * part))
            sum_y += abs(part) * (y0 + py / (3 * part))
    if weight:
        return sum_x / weight, sum_y / weight
    box = box_of(shape)
    return None if box is None else ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)


def metres_between(a: LonLat, b: LonLat) -> float:
    """The distance of two places in metres; right to 0.5 % up to a hundred kilometres."""
    mean = (a[1] + b[1]) / 2 * pi / 180
    east = radians(b[0] - a[0]) * cos(mean)
    north = radians(b[1] - a[1])
    return float(_EARTH * (east * east + north * north) ** 0.5)


def numbering_order(places: Sequence[tuple[str, LonLat]], *, band_m: float = 200.0) -> list[str]:
    """Codes in the order of numbering: from west to east, from north to south (DB6101/T 3185, CJ/T 349).

    ``places`` are (code, middle). Rows of ``band_m`` metres run from north to south; inside a row the numbers
    go from west to east, so that neighbours get neighbouring numbers.
    """
    north = max((lat for _, (_, lat) in places), default=0.0)
    band = band_m / 111_195.0
    keyed = [(int((north - lat) / band), lon, code) for code, (lon, lat) in places]
    return [code for _, _, code in sorted(keyed)]
