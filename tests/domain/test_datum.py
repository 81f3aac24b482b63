"""The datums of Chinese maps."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commandroom.domain import datum
from commandroom.domain.datum import Datum, LonLat

BEIJING = (116.404, 39.915)
inland = st.tuples(st.floats(73.7, 135.0), st.floats(3.9, 53.5))


@pytest.mark.parametrize(
    ("convert", "expected"),
    [
        (datum.wgs84_to_gcj02, (116.41024449916938, 39.91640428150164)),
        (datum.gcj02_to_bd09, (116.41036949371029, 39.92133699351021)),
        (datum.bd09_to_gcj02, (116.39762729119315, 39.90865673957631)),
        (datum.gcj02_to_wgs84, (116.39775575457485, 39.913596235609404)),
    ],
)
def test_published_vectors(convert: Callable[[float, float], LonLat], expected: LonLat):
    """The vectors of domain.md §2.10 come out to the last digits a double holds."""
    assert convert(*BEIJING) == pytest.approx(expected, abs=3e-14)


@given(inland, st.sampled_from(list(Datum)))
def test_round_trip(place: LonLat, of: Datum):
    """To any datum and back ends within a millimetre of where it began (1e-8 degrees)."""
    there = datum.from_wgs84(*place, of)
    back = datum.to_wgs84(*there, of)
    assert back == pytest.approx(place, abs=1e-9)


@given(st.floats(-180, 180), st.floats(-90, 90), st.sampled_from(list(Datum)))
def test_nothing_is_shifted_far_from_china(lon: float, lat: float, of: Datum):
    """A place a degree or more outside the box of China is returned as it is, both ways."""
    if 72 <= lon <= 137 and 2 <= lat <= 55:
        return
    assert datum.from_wgs84(lon, lat, of) == (lon, lat)
    assert datum.to_wgs84(lon, lat, of) == (lon, lat)


@pytest.mark.parametrize(
    ("place", "metres"),
    [((121.55, 29.81), 494), ((117.86, 36.5), 516), ((120.05, 31.77), 508)],
)
def test_offset_at_the_seeds_is_half_a_kilometre(place: LonLat, metres: float):
    """The offset at three of the founding places is what domain.md §2.10 measured, within 15 m."""
    from math import cos, hypot, radians

    lon, lat = datum.wgs84_to_gcj02(*place)
    east = (lon - place[0]) * 111_320 * cos(radians(place[1]))
    north = (lat - place[1]) * 110_950
    assert hypot(east, north) == pytest.approx(metres, abs=15)


def test_closed_form_of_bd09_is_near_the_exact_inverse():
    """The closed form in general use and the exact inverse agree to ten centimetres."""
    assert datum.bd09_to_gcj02(*BEIJING) == pytest.approx(datum.bd09_to_gcj02_exact(*BEIJING), abs=1e-6)
