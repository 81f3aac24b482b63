"""From grids and events to arrays: nothing lost, nothing reordered, bad outlines do no harm."""

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from ui.layers import LIGHTS
from ui.models.map_layers import (
    EventPoint,
    GridShape,
    grid_layer,
    pin_layer,
)
from ui.widgets.map.projection import Window, point_units, scale_bar, to_degrees

SQUARE = [(119.0, 31.0), (119.1, 31.0), (119.1, 31.1), (119.0, 31.0)]
HOLE = [(119.02, 31.01), (119.03, 31.01), (119.03, 31.02), (119.02, 31.01)]


def test_rings_and_wkb_give_the_same_arrays() -> None:
    """The two ways an outline may come end in one layer."""
    outlines = [[[SQUARE, HOLE]], [[SQUARE], [HOLE]], [[SQUARE]]]
    rings = [GridShape(str(at), str(at), at, "0", outline) for at, outline in enumerate(outlines)]
    packed = [
        GridShape(
            str(at), str(at), at, "0",
            shapely.to_wkb(shapely.MultiPolygon([shapely.Polygon(part[0], part[1:]) for part in outline])),
        )
        for at, outline in enumerate(outlines)
    ]  # fmt: skip
    one, other = grid_layer(rings), grid_layer(packed)
    for name in ("coords", "rings", "parts", "grids", "levels", "parents"):
        assert getattr(one, name).tolist() == getattr(other, name).tolist(), name
    assert one.parents.tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    "outline",
    [(), b"", b"\x01broken", shapely.to_wkb(shapely.Point(1, 2)), shapely.to_wkb(shapely.MultiPolygon())],
)
def test_a_grid_without_an_outline_keeps_its_row(outline: bytes) -> None:
    """Empty, broken and pointlike outlines draw nothing; the grids beside them are whole."""
    shapes = [
        GridShape("a", "a", 0, "", shapely.to_wkb(shapely.Polygon(SQUARE))),
        GridShape("b", "b", 1, "a", outline),
        GridShape("c", "c", 1, "a", shapely.to_wkb(shapely.Polygon(SQUARE, [HOLE]))),
    ]
    layer = grid_layer(shapes)
    assert layer.codes == ("a", "b", "c")
    assert layer.grids.tolist() == [0, 1, 1, 2]
    assert layer.parts.tolist() == [0, 1, 3]


def test_heights_are_dropped() -> None:
    """Outlines with Z are flat on the map."""
    flat = grid_layer([GridShape("a", "a", 0, "", shapely.to_wkb(shapely.Polygon([(*p, 9.0) for p in SQUARE])))])
    assert flat.coords.shape == (4, 2)


def test_events_without_a_place_are_not_pins() -> None:
    """They wait in their own list; unknown category and light fall to the quiet ones."""
    layer = pin_layer(
        [
            EventPoint("a", None, 31.0),
            EventPoint("b", 119.0, 31.0, "environment", "overdue"),
            EventPoint("c", 119.0, 31.0, "no such", "no such"),
        ]
    )
    assert layer.ids == ("b", "c")
    assert layer.category.tolist() == [3, 7]
    assert [LIGHTS[light] for light in layer.light.tolist()] == ["overdue", "none"]


@given(st.floats(-179.9, 179.9), st.floats(-84, 84))
def test_degrees_come_back(lon: float, lat: float) -> None:
    """To units and back is the same place within a centimetre."""
    assert to_degrees(*point_units(lon, lat)) == pytest.approx((lon, lat), abs=1e-7)


@given(st.floats(8, 20), st.floats(-3, 3), st.integers(0, 800), st.integers(0, 600))
def test_zooming_keeps_the_point_under_the_cursor(zoom: float, steps: float, px: int, py: int) -> None:
    """Whatever the zoom and the place, it moves by at most a pixel (whole pixels are kept)."""
    x, y = point_units(119.9, 31.7)
    window = Window(x, y, zoom, 800, 600)
    nearer = window.zoomed(steps, px, py)
    at = nearer.to_pixels(*window.to_units(px, py))
    assert at == pytest.approx((px, py), abs=2.01 * max(1.0, nearer.scale / window.scale))


@given(st.floats(3, 21), st.floats(-70, 70), st.integers(60, 400))
def test_the_scale_bar_is_round_and_short(zoom: float, lat: float, longest: int) -> None:
    """1, 2 or 5 times a power of ten, never longer than asked."""
    metres, pixels = scale_bar(Window(*point_units(119.9, lat), zoom, 800, 600), longest)
    assert pixels <= longest + 1 or metres == 1
    assert str(metres).rstrip("0") in ("1", "2", "5")
