"""The grids of the demonstration tile their town exactly at every level, with legal codes."""

import random
from collections import defaultdict
from functools import cache

import pytest
import shapely

from commandroom.domain.norms import norm_warnings
from commandroom.domain.place_tree import GridTree, grid_fault
from commandroom.domain.places import Grid, GridKind, Level
from commandroom.profiles import profile
from commandroom.store.code_schemes import schemes
from commandroom.sync.demo_town.grids import GridsPlan, numeral, plan, real_villages
from commandroom.sync.demo_town.partition import shares
from commandroom.sync.demo_town.size import COUNTY, SMALL, TOWN, Size

SPECIAL = [("轨道交通产业园", "园区"), ("新城商业广场片区", "商圈市场"), ("潞横物流园区", "企事业单位")]


@cache
def made(size: Size, seed: int) -> GridsPlan:
    """The grids of a size and seed."""
    return plan(size, random.Random(seed), SPECIAL[: size.exclusive])


def outlines(grids: tuple[Grid, ...]) -> dict[str, shapely.Geometry]:
    """The outline of each grid."""
    return dict(zip([grid.code for grid in grids], shapely.from_wkb([grid.geometry for grid in grids]), strict=True))


@pytest.mark.parametrize(("size", "seed"), [(TOWN, 1), (TOWN, 2), (SMALL, 3), (SMALL, 4)])
def test_children_tile_their_parent_exactly(size: Size, seed: int) -> None:
    """At each level the children joined are the parent, point for point, and share no area."""
    town = made(size, seed)
    shape = outlines(town.grids)
    children: defaultdict[str, list[str]] = defaultdict(list)
    for grid in town.grids:
        assert shape[grid.code].is_valid, grid.code
        assert len(shapely.get_parts(shape[grid.code])) == 1, grid.code
        children[grid.parent].append(grid.code)
    for parent, codes in children.items():
        parts = [shape[code] for code in codes]
        if parent:
            assert shapely.union_all(parts).symmetric_difference(shape[parent]).area == 0, parent
        for place, part in enumerate(parts):
            touching = shapely.STRtree(parts).query(part, predicate="overlaps")
            assert not [other for other in touching if part.intersection(parts[other]).area > 1e-18 and other != place]


def test_town_has_the_shape_of_l() -> None:
    """Six real villages, 42 base grids, about 170 micro grids, three exclusive ones, 16 to 17 square kilometres."""
    town = made(TOWN, 1)
    kinds = [(grid.level, grid.kind) for grid in town.grids]
    assert kinds.count((Level.TOWN, GridKind.BASIC)) == 1
    assert kinds.count((Level.COMMUNITY, GridKind.BASIC)) == 6
    assert kinds.count((Level.BASE, GridKind.BASIC)) == 42
    assert kinds.count((Level.BASE, GridKind.EXCLUSIVE)) == 3
    assert 160 <= kinds.count((Level.MICRO, GridKind.BASIC)) <= 180
    assert {village.code for village in town.villages} == {village.code for village in real_villages()}
    assert 16 < (town.grids[0].area_km2 or 0) < 17.5
    assert 30_000 < (town.grids[0].people or 0) < 50_000


@pytest.mark.parametrize(("size", "seed"), [(TOWN, 1), (SMALL, 3)])
def test_codes_and_parents_are_legal(size: Size, seed: int) -> None:
    """The tree takes every grid in the order given, under the default code scheme."""
    scheme = schemes()["STAT12_SEQ3"]
    known: list[Grid] = []
    for grid in made(size, seed).grids:
        assert grid_fault(GridTree(known), grid, scheme) is None, grid.code
        known.append(grid)


def test_most_base_grids_meet_the_norm_and_some_do_not() -> None:
    """A real town is mostly near the norm of L2, with a few grids that are not."""
    norms = profile("L").norms
    bases = [grid for grid in made(TOWN, 1).grids if grid.level is Level.BASE and grid.kind is GridKind.BASIC]
    off = [grid for grid in bases if norm_warnings(grid, norms)]
    assert 0 <= len(off) <= len(bases) // 4


def test_counts_add_up() -> None:
    """Households and people of a grid are those of the grids in it."""
    town = made(TOWN, 2)
    for grid in town.grids:
        below = [other for other in town.grids if other.parent == grid.code]
        if below:
            assert grid.households == sum(other.households or 0 for other in below), grid.code
            assert grid.people == sum(other.people or 0 for other in below), grid.code


def test_sites_lie_in_their_grids() -> None:
    """Each cell's middle lies in the grid it is said to lie in."""
    town = made(TOWN, 2)
    shape = outlines(town.grids)
    for cell in town.cells:
        assert shape[cell.grid].contains(shapely.Point(cell.site)), cell.grid


def test_county_has_ten_thousand_grids_that_tile() -> None:
    """The size of Y: 2,039 base and 8,611 micro grids, valid, without gap or overlap."""
    county = made(COUNTY, 11)
    micros = shapely.from_wkb([grid.geometry for grid in county.of(Level.MICRO)])
    assert len(micros) == 8611
    assert len(county.of(Level.BASE)) == 2039
    assert shapely.is_valid(micros).all()
    whole = shapely.union_all(micros)
    assert shapely.area(micros).sum() == pytest.approx(whole.area, rel=1e-12)
    towns = shapely.union_all(shapely.from_wkb([grid.geometry for grid in county.of(Level.TOWN)]))
    assert whole.symmetric_difference(towns).area == 0


def test_same_seed_same_grids() -> None:
    """The same seed gives the same grids, another seed others."""
    assert made(SMALL, 12) == plan(SMALL, random.Random(12))
    assert made(SMALL, 12) != made(SMALL, 13)


def test_shares_keep_total_and_bounds() -> None:
    """Nobody gets nothing, nobody more than they can hold, and the sum is right."""
    assert shares([10, 1, 30], 12) == [3, 1, 8]
    assert shares([1, 1, 1], 3) == [1, 1, 1]
    assert sum(shares([7, 9, 2, 40], 45)) == 45


@pytest.mark.parametrize(("number", "word"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (34, "三十四")])
def test_numerals(number: int, word: str) -> None:
    """Grids are numbered as Chinese writes it."""
    assert numeral(number) == word
