"""Datum conversion of whole arrays."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commandroom.domain import datum
from commandroom.domain.datum import Datum, LonLat
from commandroom.sync.geo import datum_arrays

anywhere = st.tuples(st.floats(-180, 180), st.floats(-90, 90))
inland = st.tuples(st.floats(73.7, 135.0), st.floats(3.9, 53.5))


@given(st.lists(st.one_of(anywhere, inland), max_size=30), st.sampled_from(list(Datum)))
def test_same_as_one_by_one(places: list[LonLat], of: Datum):
    """An array converts to the same places as the points one by one."""
    found = datum_arrays.to_wgs84(np.array(places, dtype=float).reshape(-1, 2), of)
    expected = [datum.to_wgs84(lon, lat, of) for lon, lat in places]
    assert found.tolist() == [pytest.approx(place, abs=1e-11) for place in expected]


def test_input_is_left_alone():
    """The caller's array is not written to, and not-a-number survives."""
    points = np.array([[116.404, 39.915], [np.nan, 1.0]])
    kept = points.copy()
    found = datum_arrays.to_wgs84(points, Datum.BD09)
    assert np.array_equal(points, kept, equal_nan=True)
    assert np.isnan(found[1, 0])
