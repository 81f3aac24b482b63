"""What stands inside the frame of a printed map: grids by colour, borders by level, events by sign, names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commandroom.domain.clocks import Light
from commandroom.reports.grid_map_svg import classes, shade
from commandroom.reports.map_names import POINT, Names, Wanted
from commandroom.reports.map_plane import Box, Plane
from commandroom.reports.svg import INK, Sheet
from commandroom.store.map_picture import GridFace

LIGHT_COLOURS: dict[str, str] = {
    Light.GREEN: "#27734a", Light.YELLOW: "#b87a00", Light.RED: "#b3261e", Light.PAUSED: "#5e6a76",
    Light.NONE: "#5e6a76",
}  # fmt: skip
BORDERS = ((1.6, "#2b3036"), (1.0, "#3f464d"), (0.45, "#6b747d"), (0.2, "#9aa2aa"), (0.15, "#b5bcc3"))
"""Width in points and colour of the borders by depth, the town first."""
SIZES = (13.0, 10.0, 7.0, 5.0, 5.0)
"""Type size in points of the names by depth."""
TINT = "#eef3f8"
"""The ground of grids without colours."""
FINE = 0.06
"""Millimetres below which a corner of a border cannot be seen."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One event: degrees WGS-84 and its light."""

    lon: float
    lat: float
    light: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn: the ends of the colour classes, the names behind the numbers, names that found no place.

    ``none``: a grid has nothing; ``unsaid``: of a grid nothing can be said.
    """

    ends: tuple[int, ...]
    none: bool
    unsaid: bool
    keys: tuple[tuple[int, str], ...]
    left_out: int
    dots: int


def outlines(faces: Sequence[GridFace]) -> NDArray[np.object_]:
    """The polygons of grids in degrees; an empty one where there is none."""
    import shapely

    made: NDArray[np.object_] = shapely.force_2d(shapely.from_wkb([face.outline or None for face in faces], "ignore"))
    flat = np.isin(shapely.get_type_id(made), (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON))
    made[~flat] = shapely.Polygon()
    return made


def points(shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    """All corners, degrees (n, 2)."""
    import shapely

    found: NDArray[np.float64] = shapely.get_coordinates(shapes)
    return found


def draw(
    sheet: Sheet,
    plane: Plane,
    faces: Sequence[GridFace],
    shapes: NDArray[np.object_],
    values: Mapping[str, int | None] | None,
    dots: Sequence[Dot],
    keys: int,
) -> Drawn:
    """Draw the grids (each level over the one above) with colours, events and names into the frame.

    ``values``: a number by grid code that colours the deepest level that has any (None: nothing can be said of it),
    none for no colours;
    ``keys``: how many names may become a number.
    """
    import shapely

    there = [at for at in range(len(faces)) if not shapely.is_empty(shapes[at])]
    kept = [faces[at] for at in there]
    flat: NDArray[np.object_] = shapely.simplify(shapely.transform(shapes[there], plane.at), FINE)
    coloured = _coloured(kept)
    given = [values.get(kept[at].code, 0) if values is not None else None for at in coloured]
    ends = classes([value for value in given if value is not None])
    for at, value in zip(coloured, given, strict=True):
        _area(sheet, flat[at], TINT if value is None else shade(value, ends))
    depths = np.array([face.depth for face in kept])
    for depth in sorted(set(depths.tolist()), reverse=True):
        wide, colour = BORDERS[depth]
        for at in np.flatnonzero(depths == depth).tolist():
            _border(sheet, flat[at], colour, wide)
    frame = plane.layout.frame
    signs = _dots(sheet, plane, dots, frame)
    names = Names((frame[0], frame[1], frame[0] + frame[2], frame[1] + frame[3]), keys)
    names.avoid(signs)
    names.place(_wanted(kept, flat))
    for one in names.placed:
        for row, line in enumerate(one.lines):
            size = one.wanted.size
            base = one.y / POINT + (row - (len(one.lines) - 1) / 2) * size * 1.15 + size * 0.36
            sheet.text(one.x / POINT, base, line, size, anchor="middle", bold=one.wanted.bold, halo=True)
    numbered = tuple((one.key, one.wanted.words) for one in names.placed if one.key)
    return Drawn(ends, 0 in given, None in given, numbered, names.left_out, len(signs))


def _coloured(faces: Sequence[GridFace]) -> list[int]:
    """The grids that carry the colour: base grids where there are any, else the deepest level there is."""
    depths = {face.depth for face in faces}
    wanted = 2 if 2 in depths else max(depths, default=0)
    return [at for at, face in enumerate(faces) if face.depth == wanted]


def _rings(shape: Any) -> list[list[list[tuple[float, float]]]]:
    import shapely

    found = []
    for part in shapely.get_parts(shape):
        if not part.is_empty:
            lines = [part.exterior, *part.interiors]
            found.append([[(x / POINT, y / POINT) for x, y in line.coords] for line in lines])
    return found


def _area(sheet: Sheet, shape: Any, fill: str) -> None:
    for rings in _rings(shape):
        sheet.area(rings, fill, "none", 0)


def _border(sheet: Sheet, shape: Any, colour: str, wide: float) -> None:
    for rings in _rings(shape):
        sheet.area(rings, "none", colour, wide)


def _dots(sheet: Sheet, plane: Plane, dots: Sequence[Dot], frame: Box) -> NDArray[np.float64]:
    """Draw the signs that lie in the frame; the boxes they fill, in millimetres."""
    left, top, wide, high = frame
    places = plane.at(np.array([(dot.lon, dot.lat) for dot in dots], np.float64).reshape(-1, 2))
    inside = (places >= (left, top)).all(axis=1) & (places <= (left + wide, top + high)).all(axis=1)
    for at in np.flatnonzero(inside).tolist():
        sign(sheet, places[at, 0] / POINT, places[at, 1] / POINT, dots[at].light)
    return np.hstack([places[inside] - 1.1, places[inside] + 1.1])


def sign(sheet: Sheet, x: float, y: float, light: str) -> None:
    """The sign of a light round a place (points): dot, triangle, square, bars, ring; readable without colour."""
    colour, half = LIGHT_COLOURS[light], 2.6
    edge = "#ffffff"
    if light == Light.GREEN:
        sheet.dot(x, y, half + 0.5, edge)
        sheet.dot(x, y, half - 0.2, colour)
    elif light == Light.YELLOW:
        sheet.area([[(x, y - half - 0.6), (x + half + 0.4, y + half), (x - half - 0.4, y + half)]], colour, edge, 0.6)
    elif light == Light.RED:
        sheet.area([[(x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half)]],
                   colour, edge, 0.6)  # fmt: skip
    elif light == Light.PAUSED:
        for shift in (-half, half * 0.3):
            sheet.box(x + shift, y - half, half * 0.7, half * 2, colour)
    else:
        sheet.dot(x, y, half, colour)
        sheet.dot(x, y, half - 0.9, edge)


def _wanted(faces: Sequence[GridFace], flat: NDArray[np.object_]) -> list[Wanted]:
    """Names by depth, the large first; a grid's name without that of the grid it lies in."""
    import shapely

    middles = shapely.centroid(flat)
    outside = ~shapely.contains(flat, middles)
    middles[outside] = shapely.point_on_surface(flat[outside])
    bounds, area = shapely.bounds(flat), shapely.area(flat)
    above = {face.code: face.name for face in faces}
    depths = {face.depth for face in faces}
    top = min(depths, default=0)
    ordered = sorted(range(len(faces)), key=lambda at: (faces[at].depth, -area[at]))
    found = []
    for at in ordered:
        face = faces[at]
        if face.depth == top and len(depths) > 1:
            continue  # the title says it
        words = face.name or face.code
        words = words.removeprefix(above.get(face.parent, "")) or words
        size, room = SIZES[face.depth], float(bounds[at][2] - bounds[at][0])
        found.append(Wanted(words, middles[at].x, middles[at].y, size, face.depth <= 1, room))
    return found


def north(sheet: Sheet, x: float, y: float, words: str) -> None:
    """An arrow to the north, its tip at a place (points), 30 high."""
    sheet.line(x, y + 30, x, y + 8, INK, 1.4)
    sheet.area([[(x, y), (x - 5, y + 14), (x, y + 10.5)]], INK, INK, 0.4)
    sheet.area([[(x, y), (x + 5, y + 14), (x, y + 10.5)]], "#ffffff", INK, 0.6)
    sheet.text(x + 9, y + 12, words, 10, bold=True)
