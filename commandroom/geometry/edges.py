"""Shared edges: outlines given each other's corners, taken apart into single edges and put together again exactly."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commandroom.domain.datum import LonLat
from commandroom.domain.shape import DIGITS

NEAR = 5e-7
"""Degrees (about five centimetres): corners and borders nearer than this are meant to be one."""

Shapes = Mapping[str, Any]
"""Code of a grid -> its outline (Polygon or MultiPolygon) in degrees WGS-84."""
Edge = tuple[LonLat, LonLat]
"""One straight piece of a border, its smaller end first."""


def rounded(places: Iterable[LonLat]) -> list[LonLat]:
    """Places as grids keep them: a millimetre of a degree (commandroom.domain.shape)."""
    return [(round(lon, DIGITS) + 0.0, round(lat, DIGITS) + 0.0) for lon, lat in places]


def rings_of(shape: Any) -> list[list[LonLat]]:
    """Every ring of an outline, outer lines and holes, each closed."""
    import shapely

    polygons = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon" and not part.is_empty]
    return [[(x, y) for x, y in ring.coords] for part in polygons for ring in (part.exterior, *part.interiors)]


def edges_of(shape: Any) -> set[Edge]:
    """The straight pieces of an outline, without direction."""
    return {
        (a, b) if a < b else (b, a) for ring in rings_of(shape) for a, b in itertools.pairwise(ring) if a != b
    }


def line_edges(line: Sequence[LonLat]) -> list[Edge]:
    """The straight pieces of a line, without direction."""
    return [(a, b) if a < b else (b, a) for a, b in itertools.pairwise(line) if a != b]


def faces(edges: Iterable[Edge]) -> list[Any]:
    """The areas that edges enclose; every corner of theirs is one of the edges' ends, to the last digit."""
    import shapely

    pieces = [edge for edge in edges if edge[0] != edge[1]]
    if not pieces:
        return []
    return list(shapely.get_parts(shapely.polygonize(shapely.linestrings(np.array(sorted(set(pieces)))))))


def assembled(found: Sequence[Any]) -> Any:
    """Faces that share edges as one outline: what they share falls away, every other corner stays."""
    import shapely

    if len(found) == 1:
        return found[0]
    return exchanged(shapely.Polygon(), found)


def exchanged(shape: Any, pieces: Sequence[Any]) -> Any:
    """An outline with pieces taken off where they lie in it and put on where they lie beside it.

    Outline and pieces have each other's corners (:func:`noded`); each edge that two of them share falls away, so
    nothing is reckoned and no corner moves.
    """
    import shapely

    edges = edges_of(shape)
    for piece in pieces:
        edges ^= edges_of(piece)
    kept = []
    for face in faces(edges):
        inside = face.representative_point()
        times = int(shape.intersects(inside)) + sum(int(piece.intersects(inside)) for piece in pieces)
        if times % 2:
            kept.append(face)
    if len(kept) > 1:
        return shapely.multipolygons(kept) if shapely.is_valid(shapely.multipolygons(kept)) else shapely.union_all(kept)
    return kept[0] if kept else shapely.Polygon()


def noded(shapes: Shapes, focus: Any, extra: Sequence[LonLat] = ()) -> dict[str, Any]:
    """The outlines, each with the corners that the others (and ``extra``) have on its border near ``focus``.

    Corners of two outlines that lie within NEAR of each other become the one that came first in ``extra``, then
    in order of place. Only what lies within NEAR of ``focus`` is looked at, so a far neighbour stays as it is.
    """
    import shapely

    if not shapes:
        return {}
    codes = [code for code, shape in shapes.items() if shapely.dwithin(shape, focus, 2 * NEAR)]
    corners = _corners([shapes[code] for code in codes], focus, extra)
    if not len(corners):
        return dict(shapes)
    tree = shapely.STRtree(shapely.points(corners))
    first = _one_for_near(corners, tree)
    return {**shapes, **{code: _with_corners(shapes[code], corners, tree, first) for code in codes}}


def _corners(shapes: Sequence[Any], focus: Any, extra: Sequence[LonLat]) -> NDArray[np.float64]:
    import shapely

    own = np.unique(shapely.get_coordinates(shapes), axis=0) if shapes else np.empty((0, 2))
    near = own[shapely.dwithin(shapely.points(own), focus, 2 * NEAR)] if len(own) else own
    return np.vstack([np.array(list(dict.fromkeys(extra)), dtype=np.float64).reshape(-1, 2), near])


def _one_for_near(corners: NDArray[np.float64], tree: Any) -> NDArray[np.int64]:
    """For each corner the row of the one that stands for it."""
    first = np.arange(len(corners))
    pairs = tree.query(tree.geometries, predicate="dwithin", distance=NEAR)
    for a, b in sorted(zip(*pairs.tolist(), strict=True)):
        if a < b and first[b] == b:
            first[b] = first[a]
    return first


def _with_corners(shape: Any, corners: NDArray[np.float64], tree: Any, first: NDArray[np.int64]) -> Any:
    import shapely

    polygons = []
    for part in shapely.get_parts(shape):
        rings = [_ring(list(ring.coords), corners, tree, first) for ring in (part.exterior, *part.interiors)]
        if len(rings[0]) >= 4:
            polygons.append(shapely.Polygon(rings[0], [ring for ring in rings[1:] if len(ring) >= 4]))
    return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)


def _ring(ring: list[LonLat], corners: NDArray[np.float64], tree: Any, first: NDArray[np.int64]) -> list[LonLat]:
    import shapely

    moved = _standing(ring, corners, tree, first)
    if len(moved) < 4:
        return moved
    ends = np.array(moved)
    lines = shapely.linestrings(np.stack([ends[:-1], ends[1:]], axis=1))
    which, hits = tree.query(lines, predicate="dwithin", distance=NEAR)
    more: dict[int, set[LonLat]] = {}
    for at, hit in zip(which.tolist(), first[hits].tolist(), strict=True):
        place = (float(corners[hit, 0]), float(corners[hit, 1]))
        if place not in (moved[at], moved[at + 1]) and _between(moved[at], moved[at + 1], place):
            more.setdefault(at, set()).add(place)
    made: list[LonLat] = []
    for at, place in enumerate(moved[:-1]):
        made.append(place)
        made += sorted(more.get(at, ()), key=partial(_along, place, moved[at + 1]))
    return [*made, made[0]]


def _standing(
    ring: list[LonLat], corners: NDArray[np.float64], tree: Any, first: NDArray[np.int64]
) -> list[LonLat]:
    """The ring's corners, each as the one that stands for it; those away from the focus as they are."""
    import shapely

    places = [(float(x), float(y)) for x, y in ring]
    which, hits = tree.query(shapely.points(np.array(places)), predicate="dwithin", distance=NEAR / 1000)
    for at, hit in sorted(zip(which.tolist(), hits.tolist(), strict=True), reverse=True):
        row = int(first[hit])
        places[at] = (float(corners[row, 0]), float(corners[row, 1]))
    return [place for at, place in enumerate(places) if at == 0 or place != places[at - 1]]


def _along(a: LonLat, b: LonLat, place: LonLat) -> float:
    """How far along a to b a place lies, 0 to 1."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    return ((place[0] - a[0]) * dx + (place[1] - a[1]) * dy) / (dx * dx + dy * dy)


def _between(a: LonLat, b: LonLat, place: LonLat) -> bool:
    return 0.0 < _along(a, b, place) < 1.0


def crossings(line: Sequence[LonLat], shapes: Iterable[Any]) -> list[LonLat]:
    """Where a line meets borders, and its own corners that lie on one; rounded, in no order."""
    import shapely

    path = shapely.linestrings(np.array(line))
    found: list[LonLat] = []
    for shape in shapes:
        border = shapely.boundary(shape)
        met = shapely.get_coordinates(shapely.intersection(path, border))
        found += [(float(x), float(y)) for x, y in met]
        on = shapely.dwithin(shapely.points(np.array(line)), border, NEAR)
        found += [place for place, hit in zip(line, on.tolist(), strict=True) if hit]
    return list(dict.fromkeys(rounded(found)))


def threaded(line: Sequence[LonLat], places: Iterable[LonLat]) -> list[LonLat]:
    """A line through more places that lie on it, each put in where it passes; a corner near one becomes it."""
    known = list(dict.fromkeys(places))
    path = [next((one for one in known if _close(one, place)), place) for place in line]
    made: list[LonLat] = [path[0]]
    for a, b in itertools.pairwise(path):
        if a == b:
            continue
        on = [one for one in known if one not in (a, b) and _between(a, b, one) and _off(a, b, one) <= NEAR]
        made += [*sorted(on, key=partial(_along, a, b)), b]
    return made


def _close(a: LonLat, b: LonLat) -> bool:
    return abs(a[0] - b[0]) <= NEAR and abs(a[1] - b[1]) <= NEAR


def _off(a: LonLat, b: LonLat, place: LonLat) -> float:
    """The distance of a place from the straight line through a and b, in degrees."""
    t = _along(a, b, place)
    x, y = a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])
    return float(((place[0] - x) ** 2 + (place[1] - y) ** 2) ** 0.5)
