"""Outlines without any library."""

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from commandroom.domain import shape
from commandroom.domain.errors import Refused

SQUARE: shape.Shape = ((((120.0, 31.0), (120.01, 31.0), (120.01, 31.01), (120.0, 31.01), (120.0, 31.0)),),)
HOLE: shape.Ring = (
    (120.004, 31.004),
    (120.004, 31.006),
    (120.006, 31.006),
    (120.006, 31.004),
    (120.004, 31.004),
)
RING: shape.Shape = ((SQUARE[0][0], HOLE),)
places = st.tuples(st.floats(119.99, 120.02), st.floats(30.99, 31.02))


@given(st.lists(st.lists(st.lists(places, min_size=4, max_size=6), min_size=1, max_size=3), max_size=3))
def test_text_round_trip(pieces: list[list[list[tuple[float, float]]]]):
    """Any outline comes back from its text, rounded to a millimetre."""
    rounded = tuple(tuple(tuple((round(x, 8), round(y, 8)) for x, y in ring) for ring in piece) for piece in pieces)
    assert shape.from_wkb(shape.to_wkb(rounded)) == rounded


def test_text_is_what_the_geometry_library_reads():
    """The text is plain WKB: shapely reads it and writes it back the same."""
    found = shapely.from_wkb(shape.to_wkb(RING))
    assert found.geom_type == "MultiPolygon"
    assert shapely.to_wkb(found, hex=True, byte_order=1).lower() == shape.to_wkb(RING)


@pytest.mark.parametrize(
    "text", ["zz", "01", "0106000000010000000103000000010000000f000000", shape.to_wkb(SQUARE) + "00"]
)
def test_broken_text_is_refused(text: str):
    """Text that is no outline is refused, also when it promises more corners than it has."""
    with pytest.raises(Refused, match="unreadable"):
        shape.from_wkb(text)


@given(places)
def test_point_in_polygon_agrees_with_the_library(place: tuple[float, float]):
    """Inside and outside are told as shapely tells them, off the border itself."""
    outline = shapely.from_wkb(shape.to_wkb(RING))
    point = shapely.Point(place)
    if outline.boundary.distance(point) > 1e-9:
        assert shape.contains(RING, *place) == outline.contains(point)


def test_area_and_middle():
    """A square of 0.01 degrees at 31° north is 1.059 km²; the hole takes its share; the middle is the middle."""
    assert shape.area_km2(SQUARE) == pytest.approx(1.0593, rel=0.004)
    assert shape.area_km2(RING) == pytest.approx(shape.area_km2(SQUARE) * 0.96, rel=1e-4)
    middle = shape.middle(SQUARE)
    assert middle == pytest.approx((120.005, 31.005))
    assert shape.middle(()) is None
    assert shape.box_of(SQUARE) == (120.0, 31.0, 120.01, 31.01)


def test_numbering_runs_from_north_west():
    """Numbers go from west to east inside a band, bands from north to south."""
    places = [("se", (1.0, 0.0)), ("nw", (0.0, 1.0)), ("ne", (1.0, 1.0001)), ("sw", (0.0, 0.0))]
    assert shape.numbering_order(places) == ["nw", "ne", "sw", "se"]
    assert shape.numbering_order([]) == []
