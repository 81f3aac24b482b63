"""A made-up town of any size as map layers: seeded Voronoi cells with wavy shared borders, and pins."""

from functools import cache

import numpy as np
import shapely
from numpy.typing import NDArray

from ui.layers import GridLayer, PinLayer

CENTRE = (119.945, 31.725)
"""lon, lat of the middle."""
WIDE, HIGH = 0.16, 0.10
"""Degrees across and up."""
WORDS = ("镇", "村（社区）", "基础网格", "微网格")


def _cells(points: NDArray[np.float64], inside: shapely.Geometry) -> NDArray[np.object_]:
    """One Voronoi cell for each point, cut to the border, in the order of the points."""
    made = shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=inside)
    cells = shapely.get_parts(made)
    cells = cells[shapely.area(shapely.intersection(cells, inside)) > 0]
    cut = shapely.intersection(cells, inside)
    tree = shapely.STRtree(cut)
    at = tree.query_nearest(shapely.points(points), all_matches=False)
    return np.asarray(cut[at[1]], dtype=np.object_)


def _wavy(cells: NDArray[np.object_], step: float, seed: int) -> NDArray[np.object_]:
    """Borders with more corners, moved by a smooth field, so that neighbours still share them."""
    fine = shapely.segmentize(cells, step)
    rng = np.random.default_rng(seed)
    waves = rng.uniform(-1, 1, (6, 4))

    def bend(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        moved = xy.copy()
        for a, b, c, d in waves:
            turn = (xy[:, 0] * a + xy[:, 1] * b) * 900 + c * 6
            moved[:, 0] += np.sin(turn) * step * 0.30 * d
            moved[:, 1] += np.cos(turn) * step * 0.30 * c
        return moved

    return np.asarray(shapely.transform(fine, bend), dtype=np.object_)


@cache
def town_map(villages: int = 6, base: int = 42, micro: int = 170, seed: int = 7, corners: float = 40.0) -> GridLayer:
    """Town, villages, base and micro grids as one layer; a deeper grid belongs to the one its middle lies in."""
    rng = np.random.default_rng(seed)
    turn = np.linspace(0, 2 * np.pi, 90)[:-1]
    far = 0.42 + 0.05 * np.sin(3 * turn) + 0.03 * np.cos(7 * turn + 1)
    edge = np.column_stack((CENTRE[0] + WIDE * far * np.cos(turn), CENTRE[1] + HIGH * far * np.sin(turn)))
    town = shapely.Polygon(edge)

    def spots(count: int) -> NDArray[np.float64]:
        many = np.column_stack(
            (
                rng.uniform(CENTRE[0] - WIDE / 2, CENTRE[0] + WIDE / 2, count * 4 + 50),
                rng.uniform(CENTRE[1] - HIGH / 2, CENTRE[1] + HIGH / 2, count * 4 + 50),
            )
        )
        return many[shapely.contains_xy(town, many[:, 0], many[:, 1])][:count]

    centres = [spots(count) for count in (villages, base, micro)]
    size = [np.sqrt(WIDE * HIGH * 0.55 / count) for count in (villages, base, micro)]
    # each level is cut from the one above, so that borders are shared through all levels
    geometries: list[shapely.Geometry] = [town]
    levels, parents, names, codes = [0], [-1], ["潞城街道"], ["320412003"]
    above = [0]
    for depth, points in enumerate(centres, start=1):
        made: list[int] = []
        owner = shapely.STRtree([geometries[at] for at in above]).query_nearest(
            shapely.points(points), all_matches=False
        )[1]
        for nth, parent in enumerate(above):
            mine = points[owner == nth]
            cells = [geometries[parent]] if len(mine) < 2 else list(_cells(mine, geometries[parent]))
            for number, cell in enumerate(cells, start=1):
                made.append(len(geometries))
                geometries.append(cell)
                levels.append(depth)
                parents.append(parent)
                suffix = ("", "社区", "网格", "微网格")[depth]
                title = "东西南北中富民城河庙桥"[nth % 11] if depth == 1 else ""
                names.append(f"{title or names[parent]}{'第' if depth > 1 else ''}{number}{suffix}")
                codes.append(f"{codes[parent]}{number:03d}")
        above = made
    step = float(size[-1]) / corners * 4
    shaped = _wavy(np.array(geometries, dtype=object), step, seed)
    _, coords, (rings, parts, grids) = shapely.to_ragged_array(
        shapely.multipolygons(
            shapely.get_parts(shaped), indices=np.repeat(np.arange(len(shaped)), shapely.get_num_geometries(shaped))
        )
    )
    return GridLayer(
        tuple(codes), tuple(names), np.array(levels), np.array(parents), np.asarray(coords, np.float64),
        np.asarray(rings, np.int64), np.asarray(parts, np.int64), np.asarray(grids, np.int64), WORDS,
    )  # fmt: skip


def town_pins(count: int = 300, seed: int = 3) -> PinLayer:
    """Events in knots, as towns have them."""
    rng = np.random.default_rng(seed)
    knots = rng.normal(CENTRE, (WIDE / 9, HIGH / 9), (max(count // 25, 4), 2))
    places = knots[rng.integers(0, len(knots), count)] + rng.normal(0, (WIDE / 40, HIGH / 40), (count, 2))
    light = rng.choice(5, count, p=(0.62, 0.16, 0.1, 0.08, 0.04))
    return PinLayer(
        tuple(f"{at:032x}" for at in range(count)), places[:, 0], places[:, 1], rng.integers(0, 8, count), light
    )
