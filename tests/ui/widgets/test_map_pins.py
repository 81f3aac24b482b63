"""Pins of a map without a window: gathered into heaps, told apart from the places of those before."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ui.layers import PinLayer
from ui.widgets.map.pins import FEW, PinField, heap_up

PLACES = st.lists(st.tuples(st.floats(119, 119.02), st.floats(31, 31.02)), min_size=1, max_size=40)


def layer(places: list[tuple[float, float]]) -> PinLayer:
    """Pins at these degrees, named by their number."""
    lon, lat = np.array(places).T
    some = np.arange(len(places), dtype=np.int64)
    return PinLayer(tuple(map(str, some)), lon, lat, some % 8, some % 5)


@given(places=PLACES)
def test_the_order_of_pins_is_no_other_place(places: list[tuple[float, float]]) -> None:
    """The same places in any order are the same; one moved, one more or one less are not."""
    field = PinField()
    assert not field.set_layer(layer(places))
    assert field.set_layer(layer(places[::-1]))
    assert not field.set_layer(layer([*places, (119.5, 31.5)]))
    assert not field.set_layer(layer([*places, (119.5, 31.6)]))
    assert not field.set_layer(layer(places))


@given(places=PLACES, scale=st.floats(0.001, 5000))
def test_every_pin_is_in_one_mark(places: list[tuple[float, float]], scale: float) -> None:
    """Marks stand for all pins, each once; members of a heap lie in one square; few far apart stay single."""
    field = PinField()
    field.set_layer(layer(places))
    marks = heap_up(field.points, field.light, scale, 60.0)
    assert marks.count.sum() == len(places)
    groups = [marks.members[at : at + count] for at, count in zip(marks.start, marks.count, strict=True)]
    assert sorted(np.concatenate(groups).tolist()) == list(range(len(places)))
    squares = np.floor(field.points / (60.0 / scale))
    for group in groups:
        assert (squares[group] == squares[group[0]]).all()
    for square in np.unique(squares, axis=0):
        here = np.flatnonzero((squares == square).all(axis=1))
        if len(here) >= FEW:
            assert sum(np.isin(here, group).any() for group in groups) == 1
