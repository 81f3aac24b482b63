"""The heat of a month on the map page: chosen with the colours, drilled into the queue, hidden in the past."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from commandroom.room import Room
from tests.helpers.clock import MovableClock
from tests.helpers.desk_stage import NOW, PASSWORD, copied
from tests.helpers.small_room import Run, until
from ui.desk import Desk
from ui.layers import HeatLayer
from ui.models.live_queue import LiveQueue
from ui.models.map_read import EventTeller, MapReading
from ui.shell import Shell
from ui.theme import Theme
from ui.views.map_heat import add_heat
from ui.views.map_replay import add_replay
from ui.views.map_view import MapView
from ui.widgets.map.projection import point_units, to_degrees

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def folder(town: Path, tmp_path: Path) -> Path:
    """A copy of the small town."""
    return copied(town, tmp_path / "room")


@pytest.fixture
def seat(folder: Path, loop: asyncio.AbstractEventLoop, run: Run[Any]) -> Iterator[Desk]:
    """A dispatcher at it, with the live queue open."""
    clock = MovableClock(NOW)
    made = Desk(lambda: Room.open(folder, clock=clock.now), loop, poll_ms=30)
    run(made.open())
    run(made.sign_in("diaodu1", PASSWORD))
    live = LiveQueue.of(made)
    live.open()
    run(until(lambda: live.is_open))
    yield made
    run(made.close())


@pytest.fixture
def view(seat: Desk, theme: Theme, qtbot: QtBot, run: Run[Any]) -> MapView:
    """The map page, read and drawn."""
    made = MapView(seat, theme, Shell(), MapReading(), EventTeller(seat))
    seat.changed.connect(made.take)
    add_heat(made)
    add_replay(made)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.enter()
    run(until(made.ready))
    return made


def heated(view: MapView, run: Run[Any]) -> MapView:
    """The heat of October is shown."""
    view.head.shade.choose("heat", "2026-10")
    run(until(view.ready))
    return view


def test_the_heat_stands_for_the_events_of_the_month(view: MapView, run: Run[Any]) -> None:
    """Squares instead of colours of grids, a legend of its steps, and no square more or less than the month has."""
    canvas = heated(view, run).panel.canvas
    layer, places = canvas.scene.heat.layer, view.shader._places
    assert places is not None
    assert len(layer) == len(places.heat) > 0
    figure = places.find("reported")
    assert figure is not None
    held = [row for rows in layer.rows for row in rows.tolist()]
    assert len(set(held)) == len(held)
    assert set(held) <= set(figure.rows.tolist())
    assert (canvas.scene.raster.classes < 0).all()
    legend = next(iter(canvas.scene.legends.values()))
    assert legend.title == "2026年10月 热力"
    assert legend.first + len(legend.steps) == 5
    assert legend.without == "没有事件"
    view.head.shade.choose("now_open")
    assert len(canvas.scene.heat.layer) == 0
    assert (canvas.scene.raster.classes >= 0).any()


def test_a_click_on_a_square_opens_its_events(view: MapView, run: Run[Any]) -> None:
    """As many rows as the card says; a pin that stands on a square is still a pin."""
    canvas = heated(view, run).panel.canvas
    wanted: list[tuple[list[int], str]] = []
    pins: list[str] = []
    view.shell.selection.rowsWanted.connect(lambda rows, words: wanted.append((rows, words)))
    canvas.pinClicked.connect(pins.append)
    layer = canvas.scene.heat.layer
    canvas.show_layers(pins=False)
    canvas.fly_to(float(layer.lon[0]), float(layer.lat[0]), zoom=18.0)
    px, py = canvas.window_now.to_pixels(*point_units(float(layer.lon[0]), float(layer.lat[0])))
    canvas.hand.pointing.click(px, py)
    assert wanted == [
        (layer.rows[0].tolist(), f"2026年10月 热力 约100米见方内 {len(layer.rows[0])} 件")
    ]
    assert view.feed.describe("square", "0")[0] == f"约100米见方内 {len(layer.rows[0])} 件"
    assert view.feed.describe("square", "99999") == ("", ())
    canvas.show_layers(pins=True)
    lon, lat = to_degrees(*canvas.scene.pins.place(0))
    here = HeatLayer(np.array([lon]), np.array([lat]), np.array([4]), (np.array([1]),), 0.001)
    canvas.scene.heat.set_layer(here)
    canvas.fly_to(lon, lat, zoom=21.0)
    px, py = canvas.window_now.to_pixels(*canvas.scene.pins.place(0))
    canvas.hand.pointing.click(px, py)
    assert len(wanted) == 1
    assert canvas.scene.heat.under(canvas.window_now, px, py) == 0
    assert len(pins) == 1


def test_the_past_has_no_heat_and_says_so(view: MapView, run: Run[Any]) -> None:
    """The month of now says nothing of a moment of the past; back in the present the heat is there again."""
    canvas = heated(view, run).panel.canvas
    view.feed.hold(True)
    assert len(canvas.scene.heat.layer) == 0
    assert next(iter(canvas.scene.legends.values())).without == "回放时不显示热力"
    view.feed.hold(False)
    run(until(lambda: len(canvas.scene.heat.layer) > 0))
    assert next(iter(canvas.scene.legends.values())).without == "没有事件"
