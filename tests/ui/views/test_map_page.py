"""The map page on a real room: colours by any figure, people, search that flies, states in words, keys."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from commandroom.actions import define
from commandroom.domain.errors import Unavailable
from commandroom.room import Room
from tests.helpers.clock import MovableClock
from tests.helpers.desk_stage import NOW, PASSWORD, copied
from tests.helpers.small_room import Run, until
from ui.desk import Desk
from ui.models.live_queue import LiveQueue
from ui.models.map_read import EventTeller, MapReading
from ui.models.map_shader import MapShader
from ui.shell import Shell, Toast
from ui.theme import Theme
from ui.views.map_view import MapView
from ui.widgets.map.measure import MeasureTool

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
CTRL = Qt.KeyboardModifier.ControlModifier


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
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.enter()
    run(until(made.ready))
    return made


def test_every_shade_colours_the_map(view: MapView, run: Run[Any]) -> None:
    """Each of the picker's entries gives classes and a legend with its own title; none is refused."""
    said: list[object] = []
    view.shader.failed.connect(said.append)
    legends = view.panel.canvas.scene.legends
    for code, word in view.shader.usual():
        view.head.shade.choose(code)
        run(until(view.ready))
        legends = view.panel.canvas.scene.legends
        assert {legend.title for legend in legends.values()} == {word}
    for code, word in MapShader.figures():
        view.head.shade.choose(code, "2026-10")
        run(until(view.ready))
        legends = view.panel.canvas.scene.legends
        assert {legend.title for legend in legends.values()} == {f"2026年10月 {word}"}
        assert (view.panel.canvas.scene.raster.classes >= 0).any() or legends[2].without
    assert said == []
    assert not view.head.shade.month.isHidden()
    view.head.shade.choose("now_open")
    assert view.head.shade.month.isHidden()


def test_the_hover_card_says_the_figure_of_the_colour(view: MapView, run: Run[Any]) -> None:
    """What a grid is coloured by stands on its card, as the month says it."""
    view.head.shade.choose("closing_rate", "2026-10")
    run(until(view.ready))
    root = view.feed.layer.codes[0]
    _, lines = view.feed.describe("grid", root)
    places = view.shader._places
    assert places is not None
    figure = places.find("closing_rate")
    assert figure is not None and figure.value is not None
    parents = {grid.code: grid.parent for grid in view.feed.picture.grids}
    value = places.values("closing_rate", parents)[root]
    assert value is not None
    assert f"2026年10月 办结率：{value * 100:.1f}%" in lines


def test_a_month_to_come_is_refused_and_the_colours_stay(view: MapView, run: Run[Any]) -> None:
    """The reason is a sentence in the result line; the legend is that of before."""
    said: list[Toast] = []
    view.shell.toast_wanted.connect(said.append)
    before = view.panel.canvas.scene.legends
    view.shader.choose("reported", "2027-03")
    run(until(lambda: bool(said)))
    assert said[0].kind == "refused"
    assert "2027年3月" in said[0].words
    assert view.panel.canvas.scene.legends == before


def test_people_stand_on_their_grids(view: MapView, seat: Desk, run: Run[Any], qtbot: QtBot) -> None:
    """Switched on they are read and drawn; the card names them and no telephone; switched off they are gone."""
    canvas = view.panel.canvas
    assert canvas.scene.posts.layer.grids == ()
    view.layers.posts.click()
    run(until(lambda: view.ready() and bool(canvas.scene.posts.layer.grids)))
    person = next(one for one in seat.reader.all("person") if "gridworker" in one.roles and one.grids)
    title, lines = view._describe("post", person.grids[0])
    assert title == "网格员"
    assert any(line.startswith(person.name) for line in lines)
    assert not any(one.phone and one.phone in line for one in seat.reader.all("person") for line in lines)
    marks = canvas.scene.posts.marks(canvas.window_now, canvas.scene.shapes, canvas.scene.palette)
    alone = next(mark for mark in range(len(marks.x)) if marks.count[mark] == 1)
    view.layers.pins.click()
    px, py = canvas.window_now.to_pixels(float(marks.x[alone]), float(marks.y[alone]))
    hit = canvas.scene.hit(canvas.window_now, px, py + 18 * canvas.scene.palette.scale)
    assert hit.kind == "post"
    view.layers.posts.click()
    assert canvas.scene.hit(canvas.window_now, px, py + 18 * canvas.scene.palette.scale).kind == "grid"


def test_a_new_grid_worker_appears(view: MapView, seat: Desk, run: Run[Any]) -> None:
    """Whoever is put on a grid while the layer is on stands there at once."""
    view.layers.posts.click()
    run(until(lambda: bool(view.panel.canvas.scene.posts.layer.grids)))
    taken = set(view.panel.canvas.scene.posts.layer.grids)
    free = next(grid.code for grid in view.feed.picture.grids if grid.code not in taken and grid.level == 3)
    facts = {"name": "赵新", "roles": ["gridworker"], "grids": [free]}
    run(seat.do(define.define, "person", "xinren", facts, actor="admin"))
    run(until(lambda: free in view.panel.canvas.scene.posts.layer.grids))
    assert view._describe("post", free)[1][0].startswith("赵新")


def test_search_flies_to_grids_events_and_people(view: MapView, seat: Desk, run: Run[Any], qtbot: QtBot) -> None:
    """By name, by pinyin, by an event's number, by words of a case, by a person: the map goes there and locks."""
    canvas, selection, line = view.panel.canvas, view.shell.selection, view.head.search
    village = next(grid for grid in view.feed.picture.grids if grid.level == 1)
    assert view.search(village.name)
    assert selection.grid_code == village.code
    assert canvas.view_locked
    event = next(seat.reader.event(ident) for ident in canvas.scene.pins.ids)
    assert view.search(event.number)
    assert selection.event_id == event.id
    px, py = canvas.window_now.to_pixels(*canvas.scene.pins.place(canvas.scene.pins.row[event.id]))
    assert (px, py) == pytest.approx((canvas.width() / 2, canvas.height() / 2), abs=1.5)
    found = [answer.ident for answer in view.flight.find(event.title) if answer.kind == "event"]
    assert event.id in found
    qtbot.keyClick(canvas, "/")
    line.begin()
    view.posts.want()
    run(until(lambda: view.posts.settled))
    person = next(one for one in seat.reader.all("person") if "gridworker" in one.roles and one.grids)
    answers = view.flight.find(person.name)
    assert any(answer.ident in person.grids for answer in answers)
    line.setText(village.name)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert selection.grid_code == village.code
    assert not view.search("没有这样的东西")


def test_a_choice_is_counted_shown_in_the_queue_and_given_up_by_esc(view: MapView, qtbot: QtBot) -> None:
    """The bar says how much; Q goes to the queue; Esc lays the tool down first, then gives the choice up."""
    canvas, selection = view.panel.canvas, view.shell.selection
    wanted: list[str] = []
    view.shell.page_wanted.connect(wanted.append)
    assert view.choice.isHidden()
    canvas.areaChosen.emit(canvas.scene.pins.ids[:3], (), False)
    assert view.choice.words.text() == "已选 3 件"
    assert not view.choice.isHidden()
    canvas.setFocus()
    qtbot.keyClick(canvas, "Q")
    assert wanted == ["desk"]
    qtbot.keyClick(canvas, "M")
    assert isinstance(canvas.tool, MeasureTool)
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.tool is canvas.home
    assert len(selection.events) == 3
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert selection.events == frozenset()
    assert view.choice.isHidden()


def test_ctrl_click_adds_and_takes_away(view: MapView, qtbot: QtBot) -> None:
    """A whole heap at one click, one pin more, the pin away again; the one event stays what it was."""
    canvas, selection = view.panel.canvas, view.shell.selection
    while canvas.scene.marks(canvas.window_now).count.max() == 1:
        canvas.touch(canvas.window_now.zoomed(-0.25, canvas.width() / 2, canvas.height() / 2))
    marks, window = canvas.scene.marks(canvas.window_now), canvas.window_now

    def spot(mark: int) -> QPoint:
        px, py = window.to_pixels(float(marks.x[mark]), float(marks.y[mark]))
        return QPoint(round(px), round(py))

    heap = int(marks.count.argmax())
    inside = {canvas.scene.pins.ids[row] for row in canvas.scene.pins.members(heap).tolist()}
    assert len(inside) > 1
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, CTRL, spot(heap))
    assert selection.events == inside
    alone = next(mark for mark in range(len(marks.x)) if marks.count[mark] == 1)
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, CTRL, spot(alone))
    assert len(selection.events) == len(inside) + 1
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, CTRL, spot(alone))
    assert selection.events == inside
    assert selection.event_id == ""


def test_a_map_that_cannot_be_read_says_so_and_is_read_again(
    seat: Desk, theme: Theme, qtbot: QtBot, run: Run[Any]
) -> None:
    """At first an error with a button; later only a line over what is still true; then nothing."""
    broken = [True]
    reading = MapReading()

    def read(reader: Any, now: int) -> Any:
        if broken[0]:
            raise Unavailable("tiles.unreadable", file="room.db", why="I/O")
        return reading(reader, now)

    view = MapView(seat, theme, Shell(), read, EventTeller(seat))
    qtbot.addWidget(view)
    view.resize(1200, 700)
    view.show()
    view.enter()
    run(until(lambda: view.note is not None and view.note.kind == "error"))
    assert view.note is not None
    broken[0] = False
    view.note._button.click()
    run(until(view.ready))
    assert view.note.kind is None
    broken[0] = True
    view.feed.load()
    run(until(lambda: view.note is not None and view.note.kind == "stale"))
    assert "14:30" in view.note._line.text()
    assert view.panel.canvas.scene.shapes.layer.codes


def test_every_key_on_the_page_is_in_the_help(view: MapView) -> None:
    """Tools, search, colours, layers, queue."""
    told = {key for key, _ in view.keys()}  # noqa: SIM118  (a page is no dict)
    assert {"B", "L", "M", "A", "/", "C", "T", "Q", "Home", "Tab"} <= told


def test_only_some_events_are_shown(view: MapView, run: Run[Any]) -> None:
    """Pressed pills narrow by light and by category, the head says how many are hidden; nothing pressed is all."""
    canvas, only = view.panel.canvas, view.layers.only
    everything, pins = view.panel._pins, canvas.scene.pins
    assert not only.narrows
    assert len(pins.ids) == len(everything) > 3
    light = int(everything.light[0])
    only.lights.pills[light].click()
    wanted = [pin for pin, shown in zip(everything.ids, everything.light == light, strict=True) if shown]
    assert list(pins.ids) == wanted
    assert f"隐去 {len(everything) - len(wanted)} 件" in view.head.layers.text()
    category = int(everything.category[0])
    only.categories.pills[category].click()
    both = (everything.light == light) & (everything.category == category)
    assert len(pins.ids) == both.sum() >= 1
    view.feed.load()
    run(until(lambda: len(canvas.scene.pins.ids) == both.sum()))
    hidden = next(pin for pin in everything.ids if pin not in pins.ids)
    view.shell.selection.choose_event(hidden, view)
    assert hidden in canvas.scene.pins.row
    only.clear()
    assert canvas.scene.pins.ids == everything.ids
    assert "隐去" not in view.head.layers.text()


def test_the_card_of_layers_is_as_high_as_its_lines(view: MapView, theme: Theme) -> None:
    """Every pill lies wholly in the card, also when its letters are large."""
    view.head.layers.setChecked(True)
    for zoom in (1.0, 1.5):
        theme.set_zoom(zoom)
        view.layers.place()
        view.grab()
        for part in view.layers.findChildren(QPushButton):
            corner = part.mapTo(view.layers, QPoint(part.width(), part.height()))
            assert corner.y() <= view.layers.height()
            assert corner.x() <= view.layers.width()
            box = part.parentWidget()
            assert part.geometry().bottom() < box.height()
    theme.set_zoom(1.0)
