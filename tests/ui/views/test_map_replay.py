"""The past on the map page: entered, walked, played and left; nothing is recorded in it."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from commandroom.actions import intake, watch
from commandroom.demo import build
from commandroom.domain.errors import Refused
from commandroom.domain.instant import DAY, HOUR, Instant, at
from commandroom.domain.people import SYSTEM
from commandroom.room import Room
from commandroom.store.queue.past import LIGHTS as PAST_LIGHTS
from commandroom.store.queue.past import read_past
from tests.helpers.small_room import Run, until
from ui.desk import Desk
from ui.layers import LIGHTS
from ui.models.live_queue import LiveQueue
from ui.models.map_layers import CATEGORY_ORDER
from ui.models.map_read import EventTeller, MapReading
from ui.shell import Shell
from ui.theme import Theme
from ui.views.map_replay import MapReplay
from ui.views.map_view import MapView
from ui.widgets.map.measure import MeasureTool

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
NOW = at(2026, 11, 5, 14, 30)


@dataclass
class Moved:
    """A clock moved by hand."""

    at: Instant = NOW

    def __call__(self) -> Instant:
        return self.at


@pytest.fixture(scope="module")
def small_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demonstration room; these tests record nothing in it that another would see."""
    folder = tmp_path_factory.mktemp("demo") / "room"
    build(folder, size="small", now="2026-11-05T14:30")
    return folder


@pytest.fixture
def clock() -> Moved:
    """The moment the demonstration ends."""
    return Moved()


@pytest.fixture
def seat(small_demo: Path, clock: Moved, loop: asyncio.AbstractEventLoop, run: Run[Any]) -> Iterator[Desk]:
    """A desk on it."""
    made = Desk(lambda: Room.open(small_demo, clock), loop, poll_ms=30)
    run(made.open())
    yield made
    run(made.close())


@pytest.fixture
def view(seat: Desk, theme: Theme, qtbot: QtBot, run: Run[Any]) -> MapView:
    """The map page, read and drawn."""
    made = MapView(seat, theme, Shell(), MapReading(), EventTeller(seat))
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.enter()
    run(until(made.ready))
    return made


@pytest.fixture
def past(view: MapView) -> MapReplay:
    """The past fitted to it."""
    return MapReplay(view)


def enter(past: MapReplay, moment: Instant, run: Run[Any]) -> None:
    """Look at a moment, and wait until it is read."""
    past.replay.begin(moment)
    run(until(lambda: past.replay.past is not None and not past.replay.is_reading))


def test_the_picture_is_that_of_the_journal(
    past: MapReplay, view: MapView, seat: Desk, run: Run[Any]
) -> None:
    """Pins, lights, queue and counts of a moment are those of the journal folded up to it."""
    enter(past, NOW - 5 * DAY, run)
    told = read_past(seat.reader, NOW - 6 * DAY, NOW)
    for moment in (NOW - 5 * DAY, NOW - 3 * DAY - HOUR, NOW - HOUR):
        past.replay.go(moment)
        expected = told.moment(moment)
        rows = {told.rows[stay].id: light for stay, light in zip(expected.stays, expected.light, strict=True)}
        placed = {told.rows[stay].id for stay in expected.stays if told.rows[stay].lon is not None}
        pins = view.panel.canvas.scene.pins
        assert set(pins.ids) == placed
        assert [rows[ident] for ident in pins.ids] == pins.light.tolist()
        assert past.table.count == len(expected)
        assert past.table.row_at(0) is not None
        root = view.feed.layer.codes[0]
        assert view.feed.picture.counts[root] + view.feed.picture.counts.get("", 0) == len(expected)


def test_lights_and_categories_have_the_numbers_of_the_map() -> None:
    """The arrays of the past are handed to the map as they are."""
    from commandroom.store.queue.past import CATEGORIES

    assert tuple(light.value for light in PAST_LIGHTS) == LIGHTS
    assert {category: place for place, category in enumerate(CATEGORIES)} == CATEGORY_ORDER


def test_nothing_is_recorded_in_the_past(past: MapReplay, seat: Desk, run: Run[Any]) -> None:
    """A person's step is refused with the way out; the watch goes on; back in the present the desk records again."""
    enter(past, NOW - DAY, run)
    with pytest.raises(Refused, match=r"past\.nothing_recorded"):
        run(seat.do(intake.report, title="路面塌陷", actor="diaodu1"))
    with pytest.raises(Refused, match=r"past\.nothing_recorded"):
        run(seat.run(lambda room: room.do(intake.report, title="路面塌陷", actor="diaodu1")))
    run(seat.do(watch.look, actor=SYSTEM))
    past.replay.leave()
    with pytest.raises(Refused) as refused:
        run(seat.do(intake.report, title="", actor="nobody"))
    assert refused.value.code != "past.nothing_recorded"


def test_it_shows_unmistakably_and_one_key_goes_back(
    past: MapReplay, view: MapView, qtbot: QtBot, run: Run[Any]
) -> None:
    """Banner, queue and slider stand while the past is shown; Esc takes them away and the map is the present's."""
    live = set(view.panel.canvas.scene.pins.ids)
    enter(past, NOW - 10 * DAY, run)
    assert past.banner.isVisible()
    assert past.queue.isVisible()
    assert past.slider.isVisible()
    assert set(view.panel.canvas.scene.pins.ids) != live
    qtbot.keyClick(view.panel.canvas, Qt.Key.Key_Escape)
    assert not past.replay.active
    assert not past.banner.isVisible()
    run(until(lambda: set(view.panel.canvas.scene.pins.ids) == live))


def test_escape_lays_down_the_tool_first(past: MapReplay, view: MapView, qtbot: QtBot, run: Run[Any]) -> None:
    """In the past Esc takes back the half measured way, then the tool, then leaves; wherever the keyboard is."""
    enter(past, NOW - 10 * DAY, run)
    canvas = view.panel.canvas
    for keyboard in (canvas, past.queue.list):
        keyboard.setFocus()
        canvas.set_tool(MeasureTool(canvas, area=False))
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=canvas.rect().center())
        keyboard.setFocus()
        qtbot.keyClick(keyboard, Qt.Key.Key_Escape)
        assert canvas.tool is not canvas.home
        qtbot.keyClick(keyboard, Qt.Key.Key_Escape)
        assert canvas.tool is canvas.home
        assert past.replay.active
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert not past.replay.active


def test_leaving_the_page_or_a_telephone_goes_back(past: MapReplay, view: MapView, run: Run[Any]) -> None:
    """Another page, the rail's actions and locking never leave the past standing behind them."""
    for go in (view.leave, view.shell.to_present, view.desk.signed_out.emit):
        enter(past, NOW - DAY, run)
        go()
        assert not past.replay.active
        assert not view.desk.in_past


def test_the_present_does_not_break_into_the_past(
    past: MapReplay, view: MapView, clock: Moved, run: Run[Any]
) -> None:
    """While the past is shown, a light that turns now does not put the present's pins on the map."""
    enter(past, NOW - 10 * DAY, run)
    before = view.panel.canvas.scene.pins.ids
    clock.at = NOW + 20 * DAY
    view.feed.load()
    run(asyncio.sleep(0.2))
    assert view.panel.canvas.scene.pins.ids == before


def test_it_plays_and_stops_at_now(past: MapReplay, run: Run[Any]) -> None:
    """At 600 times a few frames pass minutes; at the present it stops by itself."""
    enter(past, NOW - HOUR, run)
    past.slider.toggle()
    run(until(lambda: past.replay.at > NOW - HOUR + 60))
    past.slider.toggle()
    assert not past.replay.is_playing
    past.replay.go(NOW - 30)
    past.replay.play(600)
    run(until(lambda: not past.replay.is_playing))
    assert past.replay.at == NOW


def test_steps_walk_the_entries(past: MapReplay, run: Run[Any]) -> None:
    """Forward and back go from entry to entry, and stand between."""
    enter(past, NOW - 3 * DAY, run)
    told = past.replay.past
    assert told is not None
    past.replay.step(1)
    first = past.replay.at
    assert first in told.turns
    past.replay.step(1)
    assert past.replay.at > first
    past.replay.step(-1)
    assert past.replay.at == first


def test_a_date_far_back_is_read_when_it_is_asked_for(past: MapReplay, run: Run[Any]) -> None:
    """Outside the span another one is read; before the journal began there is only its beginning."""
    enter(past, NOW - DAY, run)
    past.replay.go(NOW - 4000 * DAY)
    run(until(lambda: not past.replay.is_reading))
    assert past.replay.at == past.replay.first
    assert past.replay.past is not None
    assert past.replay.past.since <= past.replay.at <= past.replay.past.until


def test_the_present_is_not_shown_as_the_past(past: MapReplay, view: MapView, seat: Desk, run: Run[Any]) -> None:
    """People and a month's figure leave with the present, with a word, and come back with it."""
    said: list[Any] = []
    view.shell.toast_wanted.connect(said.append)
    live = LiveQueue.of(seat)
    live.open()
    run(until(lambda: live.is_open))
    view.layers.posts.click()
    view.head.shade.choose("closing_rate", "2026-10")
    run(until(view.ready))
    canvas = view.panel.canvas
    assert canvas.scene.posts.shown
    titles = {legend.title for legend in canvas.scene.legends.values()}
    assert titles == {"2026年10月 办结率"}
    enter(past, NOW - 2 * DAY, run)
    assert not canvas.scene.posts.shown
    assert "回放时没有" in view.layers.posts.text()
    assert {legend.title for legend in canvas.scene.legends.values()} == {"未结事件"}
    assert "月度指标" in said[0].words
    view.head.shade.choose("on_time_rate", "2026-10")
    run(until(view.ready))
    assert {legend.title for legend in canvas.scene.legends.values()} == {"未结事件"}
    view.head.shade.choose("now_overdue")
    assert {legend.title for legend in canvas.scene.legends.values()} == {"超期事件"}
    view.head.shade.choose("on_time_rate", "2026-10")
    past.replay.leave()
    run(until(view.ready))
    assert canvas.scene.posts.shown
    assert {legend.title for legend in canvas.scene.legends.values()} == {"2026年10月 按期办结率"}
