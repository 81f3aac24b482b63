"""Named places of the demonstration: roads, estates, schools, markets, bridges, each inside its grid."""

import random
import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from commandroom import resources
from commandroom.domain.datum import LonLat
from commandroom.sync.demo_town.grids import Cell, GridsPlan

KINDS = (("estates", 1), ("hamlets", 1), ("schools", 1), ("markets", 1), ("bridges", 1), ("parks", 1),
         ("works", 1), ("shops", 1), ("stations", 1))
ROAD_POINTS = 6
"""A road is known by so many points along it."""
NEAR = 0.45
"""How far from the middle of its cell toward a corner a place may lie."""


@dataclass(frozen=True, slots=True)
class Place:
    """A named place: where it is (WGS-84), the innermost grid and the base grid around it."""

    name: str
    kind: str
    at: LonLat
    grid: str
    base: str
    corners: tuple[LonLat, ...]


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(resources.find("demo/places.toml").read_text("utf-8"))


@cache
def place_words() -> Mapping[str, Sequence[str]]:
    """The lists of words of resources/demo/places.toml."""
    return {name: words for name, words in _table().items() if name != "where"}


@cache
def kinds_of(item: str) -> Sequence[str]:
    """The kinds of places in which an item happens; by default where people live."""
    return tuple(_table()["where"].get(item, ("estates", "estates", "hamlets")))


def gazetteer(grids: GridsPlan, rng: random.Random) -> tuple[Place, ...]:
    """The named places of a town; in a county the same names come again in every town."""
    words = place_words()
    by_town: defaultdict[str, list[Cell]] = defaultdict(list)
    for cell in grids.cells:
        by_town[cell.village[:9]].append(cell)
    places: list[Place] = []
    for town in sorted(by_town):
        cells = by_town[town]
        shuffled = rng.sample(cells, len(cells))
        turn = 0
        for kind, count in KINDS:
            for name in words[kind]:
                for _ in range(count):
                    places.append(_place(name, kind, shuffled[turn % len(shuffled)], rng))
                    turn += 1
        for name in words["roads"]:
            places.extend(_place(name, "roads", cell, rng) for cell in _along(cells, rng))
    return tuple(places)


def _along(cells: Sequence[Cell], rng: random.Random) -> list[Cell]:
    """The cells along a straight line through the town, from one edge to another."""
    start, end = rng.choice(cells).site, rng.choice(cells).site
    found: list[Cell] = []
    for step in range(ROAD_POINTS):
        share = step / (ROAD_POINTS - 1)
        x, y = start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share
        nearest = min(cells, key=lambda cell: (cell.site[0] - x) ** 2 + (cell.site[1] - y) ** 2)
        if nearest not in found:
            found.append(nearest)
    return found


def _place(name: str, kind: str, cell: Cell, rng: random.Random) -> Place:
    return Place(name, kind, near(cell.site, cell.corners, NEAR, rng), cell.grid, cell.base, cell.corners)


def near(middle: LonLat, corners: Sequence[LonLat], most: float, rng: random.Random) -> LonLat:
    """A point around a place, at most such a share of the way to the corners of its cell: it stays inside."""
    one = int(rng.random() * len(corners))
    (x1, y1), (x2, y2) = corners[one], corners[one - 1]
    out, turn = rng.random() ** 0.5 * most, rng.random()
    x, y = x1 + (x2 - x1) * turn, y1 + (y2 - y1) * turn
    return round(middle[0] + (x - middle[0]) * out, 6), round(middle[1] + (y - middle[1]) * out, 6)
