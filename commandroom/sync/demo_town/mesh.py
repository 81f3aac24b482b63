"""A mesh of irregular cells that share their borders vertex by vertex, so that any of them join exactly."""

import random
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from math import cos, hypot, pi, sin, sqrt

Point = tuple[float, float]
"""Metres east and north of the middle."""
Vertex = tuple[int, int]
"""Millimetres east and north: exact, so that neighbours have the same border."""
Ring = list[Vertex]

RELAX = 3
SHORT = 0.08
"""Borders shorter than this share of a cell's width are drawn together to one vertex."""
WIGGLE = 0.07
"""How far a border leaves the straight line, as a share of its length."""


@dataclass(frozen=True, slots=True)
class Mesh:
    """Cells by number: counter-clockwise rings of vertices, sites, neighbours, and the bends of each border."""

    rings: list[Ring]
    sites: list[Point]
    neighbours: list[set[int]]
    owner: dict[tuple[Vertex, Vertex], int]
    bends: dict[tuple[Vertex, Vertex], list[Vertex]]

    def outline(self, cells: Collection[int]) -> list[Ring]:
        """The closed rings around a set of cells, bends included; the shell counter-clockwise, holes clockwise."""
        inside = set(cells)
        following: defaultdict[Vertex, list[Vertex]] = defaultdict(list)
        for cell in sorted(inside):
            ring = self.rings[cell]
            for start, end in zip(ring, ring[1:] + ring[:1], strict=True):
                if self.owner.get((end, start), -1) not in inside:
                    following[start].append(end)
        rings: list[Ring] = []
        while following:
            first = min(following)
            rings.append(self._bent(_walk(first, following)))
        return rings

    def _bent(self, corners: Ring) -> Ring:
        ring: Ring = []
        for start, end in zip(corners, corners[1:] + corners[:1], strict=True):
            ring.append(start)
            bends = self.bends.get((min(start, end), max(start, end)), [])
            ring.extend(bends if start < end else reversed(bends))
        return ring


def _walk(first: Vertex, following: defaultdict[Vertex, list[Vertex]]) -> Ring:
    """One ring from a vertex back to it; where two rings touch, it turns back to itself soonest."""
    ring = [first]
    seen = {first}
    while True:
        exits = following[ring[-1]]
        end = next((vertex for vertex in exits if vertex == first), None)
        if end is None:
            end = next((vertex for vertex in exits if vertex not in seen), exits[0])
        exits.remove(end)
        if not exits:
            del following[ring[-1]]
        if end == first:
            return ring
        ring.append(end)
        seen.add(end)


def build(cells: int, area_m2: float, rng: random.Random) -> Mesh:
    """A blob of about so many square metres cut into so many irregular cells, denser toward the middle.

    The outline is no separate line: it is the border toward a belt of cells that are thrown away.
    """
    import numpy as np
    import shapely

    width = sqrt(area_m2 / cells)
    blob = _Blob(area_m2, rng)
    inner = _scatter(cells, blob, width, rng)
    belt = [blob.at(angle, out + rng.uniform(-0.15, 0.15) * width)
            for out in (0.55 * width, 1.6 * width, 2.8 * width) for angle in blob.angles(width)]
    sites = np.array(inner + belt)
    polygons = shapely.voronoi_polygons(shapely.MultiPoint(sites), ordered=True)
    for _ in range(RELAX):
        centres = shapely.get_coordinates(shapely.centroid(shapely.get_parts(polygons)[:cells]))
        sites[:cells] = sites[:cells] * 0.3 + centres * 0.7
        polygons = shapely.voronoi_polygons(shapely.MultiPoint(sites), ordered=True)
    parts = shapely.get_parts(polygons)
    outlines = [shapely.get_coordinates(part)[:-1] for part in shapely.orient_polygons(parts)]
    rings = _joined([[(round(x * 1000), round(y * 1000)) for x, y in line] for line in outlines], width * SHORT)
    return _mesh(rings[:cells], [(float(x), float(y)) for x, y in sites[:cells]], rng)


class _Blob:
    """A round shape with a few slow waves in its outline."""

    def __init__(self, area_m2: float, rng: random.Random) -> None:
        self._waves = [(k, rng.uniform(0.02, 0.11), rng.uniform(0, 2 * pi)) for k in (2, 3, 5)]
        square = 1 + sum(size * size for _, size, _ in self._waves) / 2
        self._radius = sqrt(area_m2 / (pi * square))

    def reach(self, angle: float) -> float:
        """How far the shape goes in a direction, in metres."""
        return self._radius * (1 + sum(size * cos(k * angle + turn) for k, size, turn in self._waves))

    def at(self, angle: float, out: float) -> Point:
        """A point so many metres outside the outline."""
        far = self.reach(angle) + out
        return far * cos(angle), far * sin(angle)

    def angles(self, width: float) -> list[float]:
        """Directions about one cell apart on the outline."""
        count = max(12, round(2 * pi * self._radius / width))
        return [2 * pi * step / count for step in range(count)]

    def middle(self, x: float, y: float) -> float:
        """0 in the middle, 1 on the outline."""
        from math import atan2

        return hypot(x, y) / self.reach(atan2(y, x))


def _scatter(count: int, blob: _Blob, width: float, rng: random.Random) -> list[Point]:
    """Points not too near each other, more of them near the middle."""
    reach = max(blob.reach(angle) for angle in blob.angles(width))
    taken: dict[tuple[int, int], list[Point]] = {}
    points: list[Point] = []
    nearest = width * 0.55
    while len(points) < count:
        x, y = rng.uniform(-reach, reach), rng.uniform(-reach, reach)
        far = blob.middle(x, y)
        if far >= 1 or rng.random() > 1.15 - 0.7 * far:
            continue
        column, row = int(x // width), int(y // width)
        close = (
            point for dx in (-1, 0, 1) for dy in (-1, 0, 1) for point in taken.get((column + dx, row + dy), ())
        )
        if any(hypot(x - px, y - py) < nearest for px, py in close):
            nearest *= 0.9995
            continue
        taken.setdefault((column, row), []).append((x, y))
        points.append((x, y))
    return points


def _joined(rings: list[Ring], short_m: float) -> list[Ring]:
    """The rings with the ends of very short borders drawn together."""
    parent: dict[Vertex, Vertex] = {}

    def root(vertex: Vertex) -> Vertex:
        while (above := parent.get(vertex, vertex)) != vertex:
            vertex = above
        return vertex

    limit = short_m * 1000
    degree = Counter(vertex for ring in rings for vertex in ring)
    for ring in rings:
        for start, end in zip(ring, ring[1:] + ring[:1], strict=True):
            low, high = sorted((root(start), root(end)))
            if low != high and hypot(start[0] - end[0], start[1] - end[1]) < limit and degree[low] + degree[high] <= 6:
                parent[high] = low
                degree[low] += degree[high]
    joined = []
    for ring in rings:
        mapped = [root(vertex) for vertex in ring]
        joined.append([v for place, v in enumerate(mapped) if v != mapped[place - 1]])
    return joined


def _mesh(rings: list[Ring], sites: list[Point], rng: random.Random) -> Mesh:
    owner: dict[tuple[Vertex, Vertex], int] = {}
    for cell, ring in enumerate(rings):
        for border in zip(ring, ring[1:] + ring[:1], strict=True):
            owner[border] = cell
    neighbours: list[set[int]] = [set() for _ in rings]
    for (start, end), cell in owner.items():
        other = owner.get((end, start))
        if other is not None:
            neighbours[cell].add(other)
    mesh = Mesh(rings, sites, neighbours, owner, {})
    for start, end in sorted({(min(border), max(border)) for border in owner}):
        mesh.bends[start, end] = _bent(start, end, 2, rng)
    _straighten(mesh, range(len(rings)))
    return mesh


def _bent(start: Vertex, end: Vertex, depth: int, rng: random.Random) -> list[Vertex]:
    """The bends of one border by midpoint displacement; short borders stay straight."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    if depth == 0 or hypot(dx, dy) < 60_000:
        return []
    aside = rng.uniform(-WIGGLE, WIGGLE)
    middle = (round((start[0] + end[0]) / 2 - dy * aside), round((start[1] + end[1]) / 2 + dx * aside))
    return [*_bent(start, middle, depth - 1, rng), middle, *_bent(middle, end, depth - 1, rng)]


def _straighten(mesh: Mesh, cells: Iterable[int]) -> None:
    """Take the bends away from any cell that they make cross itself."""
    import shapely

    for cell in cells:
        if not shapely.Polygon(mesh.outline([cell])[0]).is_valid:
            ring = mesh.rings[cell]
            for start, end in zip(ring, ring[1:] + ring[:1], strict=True):
                mesh.bends[min(start, end), max(start, end)] = []
