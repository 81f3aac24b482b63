"""The small map of a one-page form: the grid of a case among its neighbours, the case as a pin, as SVG."""

from collections.abc import Iterable, Sequence
from math import cos, radians

from commandroom.domain.shape import Shape
from commandroom.reports.svg import INK, QUIET, Sheet

LEAST = 0.004
"""Degrees of latitude that are shown at least: some 450 m."""
ROUND = 0.35
"""How much of the surroundings is shown on each side, by the size of the grid."""
_HERE, _OTHER, _PIN = "#cfdeec", "#f6f7f8", "#b3261e"


def draw(
    families: Sequence[str], grids: Iterable[tuple[str, str, Shape]], here: str, pin: tuple[float, float] | None,
    size: tuple[float, float],
) -> str:  # fmt: skip
    """``grids``: code, name, outline (WGS-84); ``here``: the code of the case's own; ``size`` in points.

    "" when there is neither an outline of its own nor a position.
    """
    known = [(code, name, shape) for code, name, shape in grids if shape]
    mine = next((shape for code, _, shape in known if code == here), None)
    places = [spot for polygon in mine for spot in polygon[0]] if mine else []
    places += [pin] if pin is not None else []
    if not places:
        return ""
    wide, high = size
    west, east = min(lon for lon, _ in places), max(lon for lon, _ in places)
    south, north = min(lat for _, lat in places), max(lat for _, lat in places)
    squeeze = cos(radians((south + north) / 2))
    span = max((east - west) * squeeze / wide * high, north - south, LEAST) * (1 + 2 * ROUND)
    scale = high / span
    middle = ((west + east) / 2, (south + north) / 2)

    def at(lon: float, lat: float) -> tuple[float, float]:
        return wide / 2 + (lon - middle[0]) * squeeze * scale, high / 2 - (lat - middle[1]) * scale

    sheet = Sheet(wide, high, families)
    sheet.box(0, 0, wide, high, "#ffffff")
    near = [
        (code, name, [[[at(*spot) for spot in ring] for ring in polygon] for polygon in shape])
        for code, name, shape in known
    ]
    near = [one for one in near if _seen(one[2], wide, high)]
    for code, _, polygons in near:
        for rings in polygons:
            sheet.area(_cut(rings, wide, high), _HERE if code == here else _OTHER, QUIET, 0.6)
    taken: list[tuple[float, float]] = []
    for _, name, polygons in sorted(near, key=lambda one: one[0] != here):
        x, y = _middle(polygons, wide, high)
        if all(abs(x - left) > 34 or abs(y - top) > 9 for left, top in taken):
            taken.append((x, y))
            sheet.text(x, y, name, 7, anchor="middle", colour=INK, halo=True)
    if pin is not None:
        sheet.dot(*at(*pin), 4.2, "#ffffff")
        sheet.dot(*at(*pin), 3.0, _PIN)
    sheet.path([(0.3, 0.3), (wide - 0.3, 0.3), (wide - 0.3, high - 0.3), (0.3, high - 0.3), (0.3, 0.3)], QUIET, 0.6)
    return sheet.svg()


Rings = list[list[tuple[float, float]]]


def _seen(polygons: Sequence[Rings], wide: float, high: float) -> bool:
    spots = [spot for rings in polygons for spot in rings[0]]
    xs, ys = [x for x, _ in spots], [y for _, y in spots]
    return min(xs) < wide and max(xs) > 0 and min(ys) < high and max(ys) > 0


def _cut(rings: Rings, wide: float, high: float) -> Rings:
    """The rings inside the picture (Sutherland–Hodgman, one edge after the other)."""
    kept = []
    for ring in rings:
        points = ring
        for axis, limit, above in ((0, 0.0, True), (0, wide, False), (1, 0.0, True), (1, high, False)):
            points = _cut_edge(points, axis, limit, above)
        if len(points) > 2:
            kept.append(points)
    return kept


def _cut_edge(
    points: list[tuple[float, float]], axis: int, limit: float, above: bool
) -> list[tuple[float, float]]:
    found: list[tuple[float, float]] = []
    for one, other in zip(points, [*points[1:], *points[:1]], strict=True):
        inside, then = (one[axis] >= limit) is above, (other[axis] >= limit) is above
        if inside:
            found.append(one)
        if inside is not then:
            part = (limit - one[axis]) / (other[axis] - one[axis])
            found.append((one[0] + (other[0] - one[0]) * part, one[1] + (other[1] - one[1]) * part))
    return found


def _middle(polygons: Sequence[Rings], wide: float, high: float) -> tuple[float, float]:
    """The middle of what is seen of an area, a little inside the picture."""
    spots = [spot for rings in polygons for ring in _cut(rings[:1], wide, high) for spot in ring] or [(0.0, 0.0)]
    x = (min(x for x, _ in spots) + max(x for x, _ in spots)) / 2
    y = (min(y for _, y in spots) + max(y for _, y in spots)) / 2
    return min(max(x, 22.0), wide - 22.0), min(max(y + 2.5, 10.0), high - 5.0)
