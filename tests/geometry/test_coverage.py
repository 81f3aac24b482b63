"""Gaps and overlaps."""

from dataclasses import replace
from pathlib import Path

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from commandroom.domain import shape
from commandroom.domain.places import Grid, Level, defined
from commandroom.geometry.coverage import coverage
from commandroom.geometry.outlines import as_wkb, square_metres
from commandroom.sync.geo.geo_fields import FieldMap
from commandroom.sync.geo.geo_import import propose_grids

LON, LAT, STEP = 120.0, 31.0, 0.001


def square(code: str, column: float, row: float, *, wide: float = 1.0, parent: str = "P") -> Grid:
    box = shapely.box(LON + column * STEP, LAT + row * STEP, LON + (column + wide) * STEP, LAT + (row + 1) * STEP)
    return Grid(code, parent=parent, geometry=as_wkb([box])[0])


def board(size: int) -> list[Grid]:
    return [square(f"{column}-{row}", column, row) for column in range(size) for row in range(size)]


def parent_of(size: int) -> Grid:
    whole = shapely.box(LON, LAT, LON + size * STEP, LAT + size * STEP)
    return Grid("P", level=Level.COMMUNITY, geometry=as_wkb([whole])[0])


def test_a_clean_board_is_clean():
    """Squares that fill their parent have neither gap nor overlap."""
    assert coverage([parent_of(4), *board(4)]).clean


@given(st.integers(0, 15))
def test_a_missing_square_is_the_gap(which: int):
    """Take any square away and its place and true area are reported, nothing else."""
    grids = board(4)
    gone = grids.pop(which)
    report = coverage([parent_of(4), *grids])
    (gap,) = report.gaps
    assert gap.area_m2 == pytest.approx(shape.area_km2(shape.from_wkb(gone.geometry)) * 1e6, rel=0.005)
    assert shape.contains(shape.from_wkb(gone.geometry), gap.lon, gap.lat)
    assert report.overlaps == report.outside == ()


def test_without_an_outline_of_the_parent_only_holes_are_gaps():
    """When the parent has no outline a missing corner cannot be known, a missing middle can."""
    grids = board(3)
    assert coverage(grids[1:]).gaps == ()
    middle = [grid for grid in grids if grid.code != "1-1"]
    (gap,) = coverage(middle).gaps
    assert gap.area_m2 == pytest.approx(10_600, rel=0.01)


def test_overlap_outside_and_tolerance():
    """A square that is too wide overlaps its neighbour; at the rim it sticks out; small ones may be let pass."""
    inner = [parent_of(2), square("a", 0, 0, wide=1.1), square("b", 1, 0), square("c", 0, 1), square("d", 1, 1)]
    (overlap,) = coverage(inner).overlaps
    assert (overlap.first, overlap.second) == ("a", "b")
    assert overlap.area_m2 == pytest.approx(1_060, rel=0.01)
    assert coverage(inner, tolerance_m2=2_000).clean
    rim = [parent_of(2), square("a", 0, 0), square("b", 1, 0, wide=1.1), square("c", 0, 1), square("d", 1, 1)]
    (beyond,) = coverage(rim).outside
    assert (beyond.code, beyond.parent) == ("b", "P")


def test_only_brothers_in_use_count():
    """A grid over its own child, a retired grid and grids of other parents are no overlaps."""
    grids = [parent_of(1), square("a", 0, 0), replace(square("old", 0, 0), valid_to="2026-01-01")]
    assert coverage([*grids, Grid("bare", parent="P")]).without_outline == ("bare",)
    assert coverage(grids).clean


def test_crossed_outlines_do_not_stop_the_report():
    """An outline that crosses itself, from an older file, is untangled for the comparison."""
    tie = shapely.Polygon([(LON, LAT), (LON + STEP, LAT + STEP), (LON + STEP, LAT), (LON, LAT + STEP)])
    report = coverage([Grid("t", parent="P", geometry=as_wkb([tie])[0]), square("a", 0, 0)])
    assert [(found.first, found.second) for found in report.overlaps] == [("a", "t")]


def test_true_area_against_a_national_projection():
    """The area is true: it agrees with the Albers equal-area projection for China to a millionth."""
    import pyproj

    piece = shapely.box(120.0, 31.0, 120.2, 31.2).segmentize(0.001)
    albers = pyproj.Transformer.from_crs(4326, "+proj=aea +lat_1=25 +lat_2=47 +lon_0=105 +datum=WGS84", always_xy=True)
    flat = shapely.transform(piece, lambda x, y: albers.transform(x, y), interleaved=False)
    assert square_metres(piece) == pytest.approx(flat.area, rel=1e-6)


def test_a_real_township(shared_data: Path):
    """The published partition is clean in both directions; one area removed is found as the gap it leaves."""
    folder = shared_data / "township-grid-polygons-kiang"
    base = propose_grids(
        folder / "10007060_base.geojson", crs="wgs84", fields=FieldMap(code="CODEBASE", parent="CODE2")
    ).grids
    upper = propose_grids(
        folder / "10007060_code2.geojson",
        crs="wgs84",
        fields=FieldMap(code="CODE2", default_level=Level.COMMUNITY),
    ).grids
    grids = [defined(None, found.code, found.facts()) for found in (*base, *upper)]
    assert coverage(grids).clean
    gone = base[100]
    (gap,) = coverage([grid for grid in grids if grid.code != gone.code]).gaps
    assert gap.parent == gone.parent
    assert gap.area_m2 == pytest.approx(gone.area_km2 * 1e6, abs=2)
