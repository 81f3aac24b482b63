"""Which grid a place lies in."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from commandroom.domain import shape
from commandroom.domain.errors import Refused
from commandroom.domain.places import Grid, Level, defined
from commandroom.store.locate import GridIndex, Located, Method
from commandroom.sync.geo.geo_fields import FieldMap
from commandroom.sync.geo.geo_import import propose_grids

LON, LAT, STEP = 120.0, 31.0, 0.001


def box(code: str, parent: str, level: Level, west: float, south: float, size: float) -> Grid:
    x, y, step = LON + west * STEP, LAT + south * STEP, size * STEP
    ring = ((x, y), (x + step, y), (x + step, y + step), (x, y + step), (x, y))
    return Grid(code, parent=parent, level=level, geometry=shape.to_wkb(((ring,),)))


GRIDS = [
    box("T", "", Level.TOWN, 0, 0, 10),
    box("V", "T", Level.COMMUNITY, 0, 0, 5),
    box("B1", "V", Level.BASE, 0, 0, 2),
    box("B2", "V", Level.BASE, 2, 0, 2),
    box("M", "B1", Level.MICRO, 0, 0, 1),
    Grid("bare", parent="V"),
]
places = st.tuples(st.floats(119.995, 120.015), st.floats(30.995, 31.015))


@pytest.mark.parametrize(
    ("x", "y", "code"),
    [(0.5, 0.5, "M"), (1.5, 0.5, "B1"), (3, 1, "B2"), (4.5, 4.5, "V"), (9, 9, "T"), (2, 1, "B1"), (1, 0.5, "M")],
)
def test_the_deepest_grid_wins(x: float, y: float, code: str):
    """A place goes to the deepest grid that holds it; on a border to the deeper, then to the smaller code."""
    assert GridIndex(GRIDS).locate(LON + x * STEP, LAT + y * STEP) == Located(code, Method.POLYGON)


def test_just_outside_and_far_outside():
    """Ten metres off goes to the nearest grid and says so; a hundred metres off waits for a person."""
    index = GridIndex(GRIDS, tolerance_m=30)
    near = index.locate(LON - 0.0001, LAT + 0.5 * STEP)
    assert (near.code, near.method) == ("M", Method.NEAREST)
    assert near.metres == pytest.approx(9.5, abs=0.2)
    assert index.locate(LON - 0.001, LAT + 0.5 * STEP) == Located(None, Method.MANUAL)
    assert GridIndex(GRIDS, tolerance_m=0).locate(LON - 0.0001, LAT).method is Method.MANUAL


@pytest.mark.parametrize("place", [(200.0, 31.0), (float("nan"), 31.0), (120.0, float("inf")), (0.0, 90.0)])
def test_impossible_places(place: tuple[float, float]):
    """A place that is none waits for a person and breaks nothing, alone or among others."""
    index = GridIndex(GRIDS)
    assert index.locate(*place).method is Method.MANUAL
    assert index.locate_many([place, (LON + 0.0005, LAT + 0.0005)])[0].method is Method.MANUAL
    assert index.locate_many([place, (LON + 0.0005, LAT + 0.0005)])[1].code == "M"


@given(st.lists(places, max_size=40))
def test_many_at_once_gives_the_same_answers(many: list[tuple[float, float]]):
    """The sweep over many places answers as the single questions do."""
    index = GridIndex(GRIDS)
    assert index.locate_many(many) == [index.locate(*place) for place in many]


@given(places)
def test_agrees_with_plain_geometry(place: tuple[float, float]):
    """The answer is the deepest of the grids that hold the place by the plain rule, off every border."""
    point = shapely.Point(place)
    drawn = [grid for grid in GRIDS if grid.geometry]
    if any(shapely.from_wkb(grid.geometry).boundary.distance(point) < 1e-9 for grid in drawn):
        return
    holding = [grid.code for grid in drawn if shape.contains(shape.from_wkb(grid.geometry), *place)]
    found = GridIndex(GRIDS, tolerance_m=0).locate(*place)
    assert found.code == (holding[-1] if holding else None)


def test_grids_change():
    """A redrawn grid, a retired one and a new one count from the next question on."""
    index = GridIndex(GRIDS)
    middle = (LON + 0.5 * STEP, LAT + 0.5 * STEP)
    assert index.locate(*middle).code == "M"
    index.put([replace(GRIDS[4], valid_to="2026-01-01")])
    assert index.locate(*middle).code == "B1"
    index.put([box("N", "B1", Level.MICRO, 0, 0, 1)])
    assert index.locate(*middle).code == "N"
    index.put([box("N", "B1", Level.MICRO, 1, 1, 1)])
    assert index.locate(*middle).code == "B1"
    assert len(index) == 5


def test_a_broken_outline_changes_nothing():
    """An outline that cannot be read is refused and the index answers as before."""
    index = GridIndex(GRIDS)
    with pytest.raises(Refused, match="unreadable"):
        index.put([Grid("x", parent="V", geometry="00ff")])
    assert index.locate(LON + 0.0005, LAT + 0.0005).code == "M"


def test_no_grids_at_all():
    """A room without outlines leaves every place to a person."""
    index = GridIndex([])
    assert index.locate(LON, LAT).method is Method.MANUAL
    assert index.locate_many([]) == []
    assert index.locate_many([(LON, LAT)]) == [Located(None, Method.MANUAL)]


def test_stated_grids():
    """Points are told inside or outside the grid that their file states."""
    index = GridIndex(GRIDS)
    inside = (LON + 0.0005, LAT + 0.0005)
    assert index.inside([inside, inside, inside], ["M", "B2", "nowhere"]) == [True, False, False]


def test_a_real_township(shared_data: Path):
    """A place inside each of 437 real areas is found in that area, in one sweep."""
    found = propose_grids(
        shared_data / "township-grid-polygons-kiang" / "10007060_base.geojson",
        crs="wgs84",
        fields=FieldMap(code="CODEBASE"),
    ).grids
    grids = [defined(None, grid.code, grid.facts()) for grid in found]
    points = [shapely.from_wkb(grid.geometry).representative_point() for grid in grids]
    answers = GridIndex(grids).locate_many(np.array([(point.x, point.y) for point in points]))
    assert [answer.code for answer in answers] == [grid.code for grid in grids]
