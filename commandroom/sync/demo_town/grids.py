"""The grids of the demonstration: town, villages, base, exclusive and micro, nested and tiling exactly."""

import csv
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import cos, radians

from commandroom import resources
from commandroom.domain.codes import next_micro_code
from commandroom.domain.datum import LonLat, gcj02_to_wgs84
from commandroom.domain.places import Grid, GridKind, Level, VillageType
from commandroom.domain.shape import to_wkb
from commandroom.sync.demo_town import mesh as meshes
from commandroom.sync.demo_town.mesh import Mesh, Vertex
from commandroom.sync.demo_town.partition import shares, split
from commandroom.sync.demo_town.size import Size

CENTRE = gcj02_to_wgs84(120.049475, 31.768578)
"""潞城街道, as the division list gives it (GCJ-02), in WGS-84."""
METRES = 111_320.0
"""One degree of latitude."""
DIGITS = 7
"""About a centimetre."""
SINCE = "2025-01-01"
"""From when the grids are in use."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the mesh with the innermost grid it lies in, for placing things."""

    grid: str
    base: str
    village: str
    site: LonLat
    corners: tuple[LonLat, ...]


@dataclass(frozen=True, slots=True)
class Village:
    """A village or community of the town."""

    code: str
    name: str
    short: str
    urban: bool


@dataclass(frozen=True, slots=True)
class GridsPlan:
    """All grids, parents before children, and the cells beneath them."""

    grids: tuple[Grid, ...]
    cells: tuple[Cell, ...]
    villages: tuple[Village, ...]

    def of(self, level: Level) -> tuple[Grid, ...]:
        """The grids of one level."""
        return tuple(grid for grid in self.grids if grid.level is level)


@cache
def real_villages() -> tuple[Village, ...]:
    """The community and five villages of 潞城街道."""
    with resources.find("demo/villages.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Village(row["code"], row["name"], row["short"], row["urban"] == "1") for row in csv.DictReader(file)
        )


def plan(size: Size, rng: random.Random, exclusive: Sequence[tuple[str, str]] = ()) -> GridsPlan:
    """The grids of a size; ``exclusive`` are the names and classes of the exclusive grids."""
    count = size.micros + round(size.exclusive * size.micros / size.bases)
    mesh = meshes.build(count, size.area_km2 * 1e6, rng)
    layout = _Layout(mesh, size, rng)
    towns = split(mesh, range(count), size.towns, rng)
    cut: list[tuple[int, list[int]]] = []
    for number, (town, parts) in enumerate(
        zip(towns, shares([len(town) for town in towns], size.villages), strict=True)
    ):
        layout.town(number, town)
        cut.extend((number, village) for village in split(mesh, town, parts, rng))
    villages = layout.villages(cut)
    groups: list[tuple[Village, list[int]]] = []
    parts_of = shares([len(cells) for _, cells in cut], size.bases + size.exclusive)
    for (_, cells), parts, village in zip(cut, parts_of, villages, strict=True):
        groups.extend((village, base) for base in split(mesh, cells, parts, rng))
    layout.bases(groups, dict(zip(layout.chosen(groups), exclusive, strict=False)))
    return GridsPlan(tuple(_summed(layout.grids)), tuple(layout.cells), tuple(villages))


def _summed(grids: Sequence[Grid]) -> list[Grid]:
    """Villages and towns with the households, people and firms of what lies in them."""
    total: dict[str, list[int]] = {}
    for grid in reversed(grids):
        if grid.level in (Level.TOWN, Level.COMMUNITY):
            own = total.setdefault(grid.code, [0, 0, 0])
        else:
            own = total[grid.code] = [grid.households or 0, grid.people or 0, grid.entities or 0]
        if grid.level is not Level.MICRO and grid.parent:
            above = total.setdefault(grid.parent, [0, 0, 0])
            total[grid.parent] = [old + new for old, new in zip(above, own, strict=True)]
    return [
        replace(grid, households=total[grid.code][0], people=total[grid.code][1], entities=total[grid.code][2])
        for grid in grids
    ]


def numeral(number: int) -> str:
    """A number below 100 as Chinese writes it: 一, 十, 十二, 三十."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    return (digits[tens] if tens > 1 else "") + ("十" if tens else "") + (digits[ones] if ones or not tens else "")


class _Layout:
    """The grids while they are being laid out."""

    def __init__(self, mesh: Mesh, size: Size, rng: random.Random) -> None:
        self.mesh, self.size, self.rng = mesh, size, rng
        self.grids: list[Grid] = []
        self.cells: list[Cell] = []
        self._places: dict[Vertex, LonLat] = {}
        self._east = METRES * cos(radians(CENTRE[1]))

    def _place(self, vertex: Vertex) -> LonLat:
        """The position of a vertex, which many grids ask for."""
        place = self._places.get(vertex)
        if place is None:
            place = self._places[vertex] = self._lonlat(*vertex)
        return place

    def _lonlat(self, east_mm: float, north_mm: float) -> LonLat:
        return (
            round(CENTRE[0] + east_mm / 1000 / self._east, DIGITS),
            round(CENTRE[1] + north_mm / 1000 / METRES, DIGITS),
        )

    def _add(
        self, code: str, name: str, level: Level, parent: str, cells: Sequence[int], *, urban: bool,
        counts: tuple[int, int, int] = (0, 0, 0), exclusive_class: str = "",
    ) -> None:
        """Add a grid over a set of cells with its households, people and firms."""
        rings = sorted(self.mesh.outline(cells), key=lambda ring: -abs(_twice_area(ring)))
        polygon = tuple(tuple(self._place(vertex) for vertex in (*ring, ring[0])) for ring in rings)
        area = abs(_twice_area(rings[0])) - sum(abs(_twice_area(hole)) for hole in rings[1:])
        self.grids.append(Grid(
            code, name, parent, level, GridKind.EXCLUSIVE if exclusive_class else GridKind.BASIC, exclusive_class,
            households=counts[0], people=counts[1], entities=counts[2], area_km2=round(area / 2e12, 4),
            geometry=to_wkb((polygon,)), valid_from=SINCE,
            village_type=VillageType.URBAN if urban else VillageType.RURAL,
        ))

    def _middle(self, cells: Sequence[int]) -> tuple[float, float]:
        sites = [self.mesh.sites[cell] for cell in cells]
        return sum(x for x, _ in sites) / len(sites), sum(y for _, y in sites) / len(sites)

    def town_code(self, number: int) -> str:
        """The code of a town: the real one, or one of a county that does not exist."""
        return "320412003" if self.size.towns == 1 else f"320499{number + 1:03d}"

    def town(self, number: int, cells: Sequence[int]) -> None:
        """Add a town."""
        name = "潞城街道" if self.size.towns == 1 else f"示范第{number + 1}街道"
        self._add(self.town_code(number), name, Level.TOWN, "", cells, urban=True)

    def villages(self, cut: Sequence[tuple[int, list[int]]]) -> list[Village]:
        """Name and add the villages: the community lies nearest the middle, the others go from west to east."""
        middles = [self._middle(cells) for _, cells in cut]
        known = list(real_villages())
        if self.size.towns == 1 and len(cut) == len(known):
            centre = min(range(len(cut)), key=lambda i: middles[i][0] ** 2 + middles[i][1] ** 2)
            rest = sorted((i for i in range(len(cut)) if i != centre), key=lambda i: middles[i])
            places = {centre: known[0], **dict(zip(rest, known[1:], strict=True))}
            named = [places[i] for i in range(len(cut))]
        elif self.size.towns == 1 and len(cut) == 1:
            named = [known[1]]
        else:
            named, counts = [], [0] * self.size.towns
            for town, _ in cut:
                counts[town] += 1
                code, short = f"{self.town_code(town)}{199 + counts[town]}", f"示范{town + 1}-{counts[town]}村"
                named.append(Village(code, f"{short}村委会", short, urban=False))
        for village, (town, cells) in zip(named, cut, strict=True):
            self._add(
                village.code, village.short, Level.COMMUNITY, self.town_code(town), cells, urban=village.urban
            )
        return named

    def chosen(self, groups: Sequence[tuple[Village, list[int]]]) -> list[int]:
        """Which groups become exclusive grids: the ones farthest out that keep every village two base grids."""
        order = sorted(range(len(groups)), key=lambda i: -sum(part**2 for part in self._middle(groups[i][1])))
        taken: list[int] = []
        villages: set[str] = set()
        for i in order:
            if len(taken) < self.size.exclusive and groups[i][0].code not in villages:
                taken.append(i)
                villages.add(groups[i][0].code)
        return taken

    def bases(self, groups: Sequence[tuple[Village, list[int]]], special: dict[int, tuple[str, str]]) -> None:
        """Add base and exclusive grids, numbered in each village from north to south and west to east."""
        band = (self.size.area_km2 * 1e6 / len(groups)) ** 0.5
        order = sorted(
            range(len(groups)),
            key=lambda i: (groups[i][0].code, -round(self._middle(groups[i][1])[1] / band),
                           self._middle(groups[i][1])[0]),
        )
        counts: dict[str, int] = {}
        for i in order:
            village, cells = groups[i]
            counts[village.code] = number = counts.get(village.code, 0) + 1
            code = f"{village.code}{number:03d}"
            if i in special:
                self._exclusive(code, village, cells, number, special[i])
            else:
                self._base(code, village, cells, number)

    def _exclusive(
        self, code: str, village: Village, cells: Sequence[int], number: int, special: tuple[str, str]
    ) -> None:
        name, kind = special
        counts = (self.rng.randint(0, 20), self.rng.randint(200, 900), self.rng.randint(25, 60))
        self._add(
            code, f"第{numeral(number)}网格（专属·{name}）", Level.BASE, village.code, cells, urban=village.urban,
            counts=counts, exclusive_class=kind,
        )
        for cell in cells:
            self._cell(cell, code, code, village)

    def _base(self, code: str, village: Village, cells: Sequence[int], number: int) -> None:
        """A base grid and its micro grids; about one in fifteen is well off the norm, as in real towns."""
        about = 500 if village.urban else 300
        factor = self.rng.gauss(1.0, 0.09) if self.rng.random() > 0.07 else self.rng.choice((0.6, 1.45))
        weights = [self.rng.uniform(0.7, 1.3) for _ in cells]
        share = about * factor / sum(weights)
        households = [max(8, round(weight * share)) for weight in weights]
        persons = [round(count * self.rng.uniform(2.6, 3.2)) for count in households]
        entities = [self.rng.randint(2, 14) for _ in cells]
        self._add(
            code, f"第{numeral(number)}网格", Level.BASE, village.code, cells, urban=village.urban,
            counts=(sum(households), sum(persons), sum(entities)),
        )
        ordered = sorted(
            zip(cells, households, persons, entities, strict=True), key=lambda one: self.mesh.sites[one[0]]
        )
        used: set[str] = set()
        for place, (cell, count, people, firms) in enumerate(ordered, 1):
            micro = next_micro_code(code, used)
            used.add(micro)
            self._add(
                micro, f"第{numeral(number)}网格{place:02d}微网格", Level.MICRO, code, [cell], urban=village.urban,
                counts=(count, people, firms),
            )
            self._cell(cell, micro, code, village)

    def _cell(self, cell: int, grid: str, base: str, village: Village) -> None:
        x, y = self.mesh.sites[cell]
        corners = tuple(self._place(vertex) for vertex in self.mesh.rings[cell])
        self.cells.append(Cell(grid, base, village.code, self._lonlat(x * 1000, y * 1000), corners))


def _twice_area(ring: Sequence[Vertex]) -> int:
    return sum(
        ax * by - bx * ay for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True)
    )
