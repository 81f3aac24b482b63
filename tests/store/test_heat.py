"""The heat of a span: every placed event in exactly one square, the hottest square in the last step."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from commandroom.store import heat
from commandroom.store.heat import CELL

PLACES = st.lists(
    st.one_of(
        st.just((np.nan, np.nan)),
        st.tuples(st.floats(-180, 180, allow_nan=False), st.floats(-90, 90, allow_nan=False)),
        st.tuples(st.sampled_from((119.4201, 119.4209, 119.4211)), st.sampled_from((31.9501, 31.9511))),
    ),
    max_size=40,
)


@given(places=PLACES)
def test_every_placed_event_is_in_its_square(places: list[tuple[float, float]]) -> None:
    """Each once, within half a square of its middle; those without a position in none; the fullest first."""
    rows = np.arange(10, 10 + len(places))
    lon, lat = (np.array([place[at] for place in places], "f8") for at in (0, 1))
    spots = heat.squares(rows, lon, lat)
    held = [row for spot in spots for row in spot.rows.tolist()]
    assert sorted(held) == rows[~np.isnan(lon)].tolist()
    for spot in spots:
        assert (np.abs(lon[spot.rows - 10] - spot.lon) <= CELL * 0.501).all()
        assert (np.abs(lat[spot.rows - 10] - spot.lat) <= CELL * 0.501).all()
    counts = [spot.count for spot in spots]
    assert counts == sorted(counts, reverse=True)
    assert len({(round(spot.lon / CELL * 2), round(spot.lat / CELL * 2)) for spot in spots}) == len(spots)


@given(counts=st.lists(st.integers(1, 100_000), min_size=1, max_size=50))
def test_five_steps_hold_every_count(counts: list[int]) -> None:
    """At most five ascending ends, the last is the largest count; a larger count never has a lower step."""
    last = heat.ends(counts)
    assert 1 <= len(last) <= 5
    assert list(last) == sorted(set(last))
    assert last[-1] == max(counts)
    steps = [heat.step(count, last) for count in sorted(counts)]
    assert steps == sorted(steps)
    assert steps[0] >= 0
    assert steps[-1] == 4
    assert all(count <= last[step - 5 + len(last)] for count, step in zip(sorted(counts), steps, strict=True))


def test_nothing_has_no_steps() -> None:
    """A month without a placed event."""
    assert heat.squares(np.zeros(0, "i8"), np.zeros(0), np.zeros(0)) == ()
    assert heat.ends([]) == ()
