"""Gaps and overlaps of outlines: which grids lie on one another, what no grid covers, what sticks out."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from commandroom.domain.errors import Refused
from commandroom.domain.places import Grid
from commandroom.geometry.outlines import areas, square_metres


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two grids that lie on one another: true area in square metres, a place inside it (WGS-84), its outline as WKB."""

    first: str
    second: str
    area_m2: float
    lon: float
    lat: float
    wkb: bytes = field(default=b"", repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Gap:
    """A piece that no grid covers, inside ``parent`` ("": a hole in the whole); square metres and a place."""

    parent: str
    area_m2: float
    lon: float
    lat: float
    wkb: bytes = field(default=b"", repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Outside:
    """What of a grid sticks out of its parent's outline; square metres and a place in it."""

    code: str
    parent: str
    area_m2: float
    lon: float
    lat: float
    wkb: bytes = field(default=b"", repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class CoverageReport:
    """All findings, largest first, and the grids that have no outline at all."""

    overlaps: tuple[Overlap, ...]
    gaps: tuple[Gap, ...]
    outside: tuple[Outside, ...]
    without_outline: tuple[str, ...]

    @property
    def clean(self) -> bool:
        """True when nothing overlaps, nothing is left open and nothing sticks out."""
        return not (self.overlaps or self.gaps or self.outside)


def coverage(
    grids: Sequence[Grid], *, tolerance_m2: float = 1.0, only: Container[str] | None = None
) -> CoverageReport:
    """Compare the outlines of grids in use with their brothers and with their parent (L1: no gap, no overlap).

    Brothers are grids with one parent; where the parent has an outline it is what they must fill, else the
    holes in their own union are the gaps. Findings up to ``tolerance_m2`` are left out; with ``only`` the
    families of other parents are. Raises
    Refused("coverage.bad_outline") for an outline that cannot be read; a crossed one is untangled first.
    """
    living = [grid for grid in grids if not grid.retired]
    shapes = _shapes(living)
    families: dict[str, list[str]] = {}
    for grid in living:
        if grid.code in shapes:
            families.setdefault(grid.parent, []).append(grid.code)
    overlaps: list[Overlap] = []
    gaps: list[Gap] = []
    outside: list[Outside] = []
    for parent, codes in families.items():
        if only is not None and parent not in only:
            continue
        overlaps += _overlaps(codes, shapes, tolerance_m2)
        if parent or len(codes) > 1:
            gaps += _gaps(parent, codes, shapes, tolerance_m2)
        outside += _outside(parent, codes, shapes, tolerance_m2)
    return CoverageReport(
        tuple(sorted(overlaps, key=lambda found: (-found.area_m2, found.first, found.second))),
        tuple(sorted(gaps, key=lambda found: (-found.area_m2, found.parent, found.lon))),
        tuple(sorted(outside, key=lambda found: (-found.area_m2, found.code))),
        tuple(sorted(grid.code for grid in living if grid.code not in shapes)),
    )


def _shapes(grids: Sequence[Grid]) -> Mapping[str, Any]:
    import shapely

    drawn = [grid for grid in grids if grid.geometry]
    try:
        found = shapely.from_wkb([grid.geometry for grid in drawn])
    except shapely.errors.GEOSException as wrong:
        raise Refused("coverage.bad_outline", reason=str(wrong)) from wrong
    good = [
        shape if ok else shapely.make_valid(shape) for shape, ok in zip(found, shapely.is_valid(found), strict=True)
    ]
    return {grid.code: shape for grid, shape in zip(drawn, good, strict=True)}


def _place(shape: Any) -> tuple[float, float]:
    point = shape.representative_point()
    return round(float(point.x), 7), round(float(point.y), 7)


def _pieces(shape: Any, tolerance_m2: float) -> list[tuple[float, float, float, bytes]]:
    """The polygons of a geometry above the tolerance, as (square metres, longitude, latitude, WKB)."""
    import shapely

    polygons = [part for part in shapely.get_parts(shapely.get_parts(shape)) if part.geom_type == "Polygon"]
    sized = zip(areas(polygons), polygons, strict=True)
    return [(round(area, 2), *_place(part), shapely.to_wkb(part)) for area, part in sized if area > tolerance_m2]


def _overlaps(codes: Sequence[str], shapes: Mapping[str, Any], tolerance_m2: float) -> list[Overlap]:
    import numpy as np
    import shapely

    own = np.array([shapes[code] for code in codes], dtype=object)
    tree = shapely.STRtree(own)
    first, second = tree.query(own, predicate="intersects")
    pairs = first < second
    first, second = first[pairs], second[pairs]
    # Neighbours that only share an edge are the usual case and cost least when told apart by relation.
    real = ~shapely.touches(own[first], own[second])
    first, second = first[real], second[real]
    found = []
    for a, b, common in zip(first, second, shapely.intersection(own[first], own[second]), strict=True):
        area = square_metres(common)
        if area > tolerance_m2:
            _, lon, lat, _ = max(_pieces(common, 0.0))
            names = sorted((codes[a], codes[b]))
            found.append(Overlap(names[0], names[1], round(area, 2), lon, lat, shapely.to_wkb(common)))
    return found


def _gaps(parent: str, codes: Sequence[str], shapes: Mapping[str, Any], tolerance_m2: float) -> list[Gap]:
    import shapely

    union = shapely.union_all([shapes[code] for code in codes])
    if parent in shapes:
        left = shapely.difference(shapes[parent], union)
    else:
        rings = [ring for part in shapely.get_parts(union) if part.geom_type == "Polygon" for ring in part.interiors]
        # An island inside a hole is covered, so the union is taken off the hole again.
        left = shapely.difference(shapely.union_all([shapely.polygons(ring) for ring in rings]), union)
    return [Gap(parent, *found) for found in _pieces(left, tolerance_m2)]


def _outside(parent: str, codes: Sequence[str], shapes: Mapping[str, Any], tolerance_m2: float) -> list[Outside]:
    import shapely

    if parent not in shapes:
        return []
    found = []
    for code in codes:
        beyond = shapely.difference(shapes[code], shapes[parent])
        area = square_metres(beyond)
        if area > tolerance_m2:
            _, lon, lat, _ = max(_pieces(beyond, 0.0))
            found.append(Outside(code, parent, round(area, 2), lon, lat, shapely.to_wkb(beyond)))
    return found
