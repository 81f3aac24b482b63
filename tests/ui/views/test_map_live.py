"""The map on a real room: another program's case appears, lights turn by time, one selection with the desk."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from commandroom.actions import intake
from commandroom.demo import build
from commandroom.domain.instant import DAY, Instant, at
from commandroom.room import Room
from commandroom.store.map_picture import read_picture
from tests.helpers.small_room import Run, until
from ui.desk import Desk
from ui.layers import LIGHTS
from ui.models.map_read import EventTeller, MapReading
from ui.shell import Shell
from ui.theme import Theme
from ui.views.map_view import MapView

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
NOW = at(2026, 11, 5, 14, 30)


@dataclass
class Moved:
    """A clock moved by hand."""

    at: Instant = NOW

    def __call__(self) -> Instant:
        return self.at


@pytest.fixture
def clock() -> Moved:
    """The moment the demonstration ends."""
    return Moved()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small demonstration room."""
    build(tmp_path / "room", size="small", now="2026-11-05T14:30")
    return tmp_path / "room"


@pytest.fixture
def seat(folder: Path, clock: Moved, loop: asyncio.AbstractEventLoop, run: Run[Any]) -> Iterator[Desk]:
    """A desk on it."""
    made = Desk(lambda: Room.open(folder, clock), loop, poll_ms=30)
    run(made.open())
    yield made
    run(made.close())


@pytest.fixture
def view(seat: Desk, theme: Theme, qtbot: QtBot, run: Run[Any]) -> MapView:
    """The map page, read and drawn."""
    made = MapView(seat, theme, Shell(), MapReading(), EventTeller(seat))
    seat.changed.connect(made.take)
    qtbot.addWidget(made)
    made.resize(1200, 800)
    made.show()
    made.enter()
    run(until(made.ready))
    return made


def test_another_programs_case_appears_by_itself(
    view: MapView, folder: Path, clock: Moved, run: Run[Any]
) -> None:
    """A case reported elsewhere is a pin, counts in its grids and says what it is; grids are not drawn anew."""
    pins, shapes = view.panel.canvas.scene.pins, view.panel.canvas.scene.shapes
    before, town = len(pins.ids), dict(view.feed.picture.counts)
    lon, lat = view.feed.layer.coords.mean(axis=0).tolist()
    with Room.open(folder, clock) as other:
        made = other.do(
            intake.report, title="路面塌陷 13912345678", category="public_safety", lon=lon, lat=lat, actor="diaodu1"
        ).result
    run(until(lambda: made in pins.row))
    assert len(pins.ids) == before + 1
    root = view.feed.layer.codes[0]
    assert view.feed.picture.counts[root] == town[root] + 1
    assert view.panel.canvas.scene.shapes is shapes
    title, lines = view.feed.describe("pin", made)
    assert title == "路面塌陷 139****5678"
    assert any("公共安全" in line for line in lines)


def test_lights_turn_when_time_passes(view: MapView, clock: Moved, run: Run[Any]) -> None:
    """Nothing is recorded, the clock goes on: the pins show what the clocks say then."""
    before = view.panel.canvas.scene.pins.light.tolist()
    assert view.feed.picture.turn > NOW
    clock.at = NOW + 20 * DAY
    run(until(lambda: view.panel.canvas.scene.pins.light.tolist() != before))
    red = LIGHTS.index("overdue")
    after = view.panel.canvas.scene.pins.light.tolist()
    assert after.count(red) > before.count(red)
    root = view.feed.layer.codes[0]
    assert view.feed.picture.overdue[root] > 0


def test_one_selection_both_ways(view: MapView, seat: Desk, qtbot: QtBot) -> None:
    """Chosen elsewhere it is ringed here; clicked here it is chosen everywhere; a grid likewise."""
    canvas, selection = view.panel.canvas, view.shell.selection
    elsewhere = canvas.scene.pins.ids[0]
    selection.choose_event(elsewhere)
    assert canvas.scene.pin == elsewhere
    marks, window = canvas.scene.marks(canvas.window_now), canvas.window_now
    alone = next(mark for mark in range(len(marks.x)) if marks.count[mark] == 1)
    px, py = window.to_pixels(float(marks.x[alone]), float(marks.y[alone]))
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(round(px), round(py)))
    chosen = canvas.scene.pins.ids[int(marks.first[alone])]
    assert selection.event_id == chosen
    assert seat.reader.event(chosen) is not None
    selection.choose_grid(view.feed.layer.codes[1])
    assert canvas.scene.grid == view.feed.layer.codes[1]


def test_what_the_map_counts_is_what_the_room_counts(view: MapView, seat: Desk) -> None:
    """The picture of the window is the one of the core, at the same moment."""
    picture = read_picture(seat.reader)
    assert view.feed.picture.counts == picture.counts(NOW)[0]
    assert set(view.feed._events) == set(picture.events.ids)
