"""Squares of heat: seen where they are, pointed at, the hottest on top where they are small."""

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.layers import HeatLayer
from ui.theme import Theme
from ui.widgets.map.heat import LEAST, HeatField
from ui.widgets.map.palette import MapPalette
from ui.widgets.map.projection import Window, point_units

LON, LAT, SIDE = 119.4205, 31.9505, 0.001


@pytest.fixture
def field(qapp: QApplication) -> HeatField:
    """Two neighbours: a cold square, and a hot one east of it."""
    del qapp  # a picture needs it
    made = HeatField()
    lon, lat = np.array([LON, LON + SIDE]), np.array([LAT, LAT])
    made.set_layer(HeatLayer(lon, lat, np.array([0, 4]), (np.array([7]), np.array([8, 9])), SIDE))
    return made


def window(zoom: float) -> Window:
    """Looks at the cold square."""
    return Window(*point_units(LON, LAT), zoom, 800, 600)


def test_the_square_under_a_place(field: HeatField) -> None:
    """Inside, beside and beyond; at a far zoom the hottest of those that meet."""
    near = window(17.0)
    assert field.under(near, 400, 300) == 0
    east, _ = near.to_pixels(*point_units(LON + SIDE, LAT))
    assert field.under(near, east, 300) == 1
    assert field.under(near, 10, 10) == -1
    far = window(8.0)
    assert field.under(far, 400, 300) == 1
    assert field.under(far, 400 + 3 * LEAST, 300) == -1
    assert HeatField().under(near, 400, 300) == -1


@pytest.mark.parametrize("zoom", [8.0, 12.0, 17.0])
def test_what_is_painted_is_what_is_pointed_at(field: HeatField, zoom: float, theme: Theme, qtbot: QtBot) -> None:
    """Every pixel that has the hue of a step lies in a square, and each middle is painted."""
    del qtbot
    picture = QImage(800, 600, QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(0)
    with QPainter(picture) as painter:
        field.paint(painter, window(zoom), MapPalette.of(theme))
    assert picture.pixelColor(400, 300).alpha() > 0
    painted = [(x, y) for x in range(0, 800, 3) for y in range(0, 600, 3) if picture.pixelColor(x, y).alpha() > 0]
    edge = 1.0
    assert all(
        any(
            field.under(window(zoom), x + across, y + down) >= 0
            for across in (-edge, 0, edge)
            for down in (-edge, 0, edge)
        )
        for x, y in painted
    )


def test_a_pulled_map_shows_the_same_squares(field: HeatField, theme: Theme, qtbot: QtBot) -> None:
    """The kept picture moved by some pixels, or painted anew beyond its margin, is what a fresh one would be."""
    del qtbot
    looked = window(16.0)
    for step in (0, 3, 60, 300):
        looked = looked.panned(step, -step)
        fresh = HeatField()
        fresh.set_layer(field.layer)
        pictures = []
        for one in (field, fresh):
            picture = QImage(800, 600, QImage.Format.Format_ARGB32_Premultiplied)
            picture.fill(0)
            with QPainter(picture) as painter:
                one.paint(painter, looked, MapPalette.of(theme))
            pictures.append(picture)
        assert pictures[0] == pictures[1]
