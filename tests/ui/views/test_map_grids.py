"""Editing grids on the map page of a real room: by the mouse, by keys, with problems and figures, to approval."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shapely
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from commandroom.actions import grid_edits, grid_plans
from commandroom.domain.grid_plan import PlanState
from commandroom.room import Room
from tests.helpers.desk_stage import NOW, copied
from tests.helpers.rooms import Clock
from tests.helpers.small_room import Run, until
from ui.desk import Desk
from ui.models.map_read import EventTeller, MapReading
from ui.shell import Shell, Toast
from ui.theme import Theme
from ui.views.map_grids import MapGrids
from ui.views.map_view import MapView
from ui.widgets.map.projection import point_units

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
PASSWORD = "Demo-2026-room"


@pytest.fixture
def seat(town: Path, tmp_path: Path, loop: asyncio.AbstractEventLoop, run: Run[Any]) -> Iterator[Desk]:
    """A dispatcher's desk on a copy of the demonstration town."""
    copied(town, tmp_path / "room")
    made = Desk(lambda: Room.open(tmp_path / "room", Clock(NOW)), loop, poll_ms=30)
    run(made.open())
    run(made.sign_in("diaodu1", PASSWORD))
    yield made
    run(made.close())


class Stage:
    """The page with its grids part, and what was said in toasts."""

    def __init__(self, desk: Desk, theme: Theme) -> None:
        self.shell = Shell()
        self.view = MapView(desk, theme, self.shell, MapReading(), EventTeller(desk))
        self.grids = MapGrids(self.view)
        self.toasts: list[Toast] = []
        self.shell.toast_wanted.connect(self.toasts.append)
        desk.changed.connect(self.view.take)

    @property
    def picture(self) -> Any:
        return self.grids.feed.picture

    def pixel(self, lon: float, lat: float) -> QPoint:
        """Where a place is on the canvas."""
        x, y = self.view.panel.canvas.window_now.to_pixels(*point_units(lon, lat))
        return QPoint(round(x), round(y))


@pytest.fixture
def stage(seat: Desk, theme: Theme, run: Run[Any]) -> Iterator[Stage]:
    """The page, read, a fresh plan open."""
    made = Stage(seat, theme)
    made.view.resize(1500, 900)
    made.view.show()
    made.view.enter()
    run(until(lambda: made.view.feed.loaded))
    made.grids.button.setChecked(True)
    made.grids.side.new_name.give("2026 年第二次调整")
    assert made.grids.side.new_name.value
    made.grids.side.planNamed.emit(made.grids.side.new_name.value)
    run(until(lambda: made.picture.plan is not None))
    yield made
    made.view.close()
    delete(made.view)


def lowest(stage: Stage) -> str:
    """A base or micro grid with an outline, the first by code among those with nothing below."""
    parents = {grid.parent for grid in stage.picture.grids.values()}
    return min(code for code, grid in stage.picture.grids.items() if grid.geometry and code not in parents)


def look_at(stage: Stage, code: str) -> Any:
    """Bring a grid into view; its outline."""
    shape = shapely.from_wkb(stage.picture.grids[code].geometry)
    west, south, east, north = shape.bounds
    a, b = point_units(west, north), point_units(east, south)
    stage.view.panel.canvas.fit_to((a[0], a[1], b[0], b[1]))
    return shape


def test_a_line_by_mouse_splits_and_undo_takes_it_back(stage: Stage, qtbot: QtBot, run: Run[Any]) -> None:
    """Click, double click: the grid under the line is cut, listed, drawn; Ctrl+Z's way back and forth."""
    code = lowest(stage)
    shape = look_at(stage, code)
    canvas = stage.view.panel.canvas
    west, _, east, _ = shape.bounds
    y = shape.centroid.y
    canvas.set_tool(stage.grids.tools[2][0])
    beyond = (east - west) * 0.05
    for lon, click in ((west - beyond, qtbot.mouseClick), (east + beyond, qtbot.mouseClick)):
        qtbot.mouseMove(canvas, stage.pixel(lon, y))
        click(canvas, Qt.MouseButton.LeftButton, pos=stage.pixel(lon, y))
    assert "第 2 块" in stage.grids.hand.cut_words(stage.grids.tools[2][0].points)  # type: ignore[attr-defined]
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    run(until(lambda: stage.picture.undoable == "split" or bool(stage.toasts)))
    assert stage.toasts == []
    kinds = [one.kind for one in stage.picture.changes if one.code == code or code in one.lineage]
    assert sorted(kinds) == ["gone", "new", "new"]
    assert stage.grids.side.changes.count() >= 3
    assert stage.view.undo()
    run(until(lambda: stage.picture.redoable == "split"))
    assert stage.picture.changes == ()
    stage.grids.side.buttons["redo"].click()
    run(until(lambda: stage.picture.undoable == "split"))


def test_a_dragged_border_moves_and_says_its_areas(stage: Stage, qtbot: QtBot, run: Run[Any]) -> None:
    """Take hold of a shared border, drag, let go: both neighbours change; the read-out names them meanwhile."""
    code = lowest(stage)
    shape = look_at(stage, code)
    others = {one: shapely.from_wkb(grid.geometry) for one, grid in stage.picture.grids.items()
              if grid.geometry and one != code and grid.parent == stage.picture.grids[code].parent}  # fmt: skip
    common = next(line for line in (shapely.intersection(shape, other) for other in others.values()) if line.length > 0)
    spot = shapely.line_interpolate_point(common, 0.5, normalized=True)
    canvas = stage.view.panel.canvas
    bend = stage.grids.tools[1][0]
    canvas.set_tool(bend)
    start = stage.pixel(spot.x, spot.y)
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start)
    assert bend._held is not None  # type: ignore[attr-defined]
    held = bend._held.degrees  # type: ignore[attr-defined]
    target = start + QPoint(16, 11)
    qtbot.mouseMove(canvas, target)
    assert "亩" in stage.grids.hand.bend_words(held, (held[0] + 1e-5, held[1] + 1e-5))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=target)
    run(until(lambda: stage.picture.undoable == "bend" or bool(stage.toasts)))
    assert stage.toasts == []
    assert len([one for one in stage.picture.changes if one.kind == "moved"]) >= 2
    assert stage.picture.problems == () or stage.picture.worse_m2 < 1.0


def test_merge_figures_submit_and_who_approves(
    stage: Stage, seat: Desk, qtbot: QtBot, run: Run[Any], tmp_path: Path
) -> None:
    """Two picked neighbours merge; figures on both boundaries; the head submits, another approves, the map follows."""
    code = lowest(stage)
    shape = look_at(stage, code)
    grids = stage.picture.grids
    other = next(one for one, grid in grids.items() if one != code and grid.geometry
                 and grid.parent == grids[code].parent and grid.kind == grids[code].kind
                 and shapely.intersection(shape, shapely.from_wkb(grid.geometry)).length > 1e-5)  # fmt: skip
    stage.grids.hand.picked = [code, other]
    assert not stage.grids.side.buttons["submit"].isEnabled()
    stage.grids.side.buttons["merge"].click()
    run(until(lambda: stage.picture.undoable == "merge" or bool(stage.toasts)))
    assert stage.toasts == []
    assert not stage.grids.side.buttons["submit"].isEnabled()  # a dispatcher draws, the head submits
    stage.grids.side.tabs[2].click()
    run(until(lambda: len(stage.grids.side.figures.rows) >= 3))
    run(seat.sign_in("zhuren", PASSWORD))
    stage.grids.feed.load()
    run(until(lambda: stage.grids.side.buttons["submit"].isEnabled()))
    stage.grids.side.buttons["submit"].click()
    run(until(lambda: stage.picture.plan is not None and stage.picture.plan.state is PlanState.ADJUSTED))
    assert not stage.picture.editable
    stage.grids.side.buttons["approve"].click()
    run(until(lambda: any(toast.kind == "refused" for toast in stage.toasts)))
    run(seat.sign_in("admin", PASSWORD))
    stage.grids.side.buttons["approve"].click()
    run(until(lambda: code not in stage.view.feed.layer.codes))
    assert other not in stage.view.feed.layer.codes


def test_without_the_right_there_is_no_button(seat: Desk, theme: Theme, run: Run[Any]) -> None:
    """A handler's map has no plans."""
    made = Stage(seat, theme)
    assert not made.grids.button.isHidden()
    run(seat.sign_in("chengguan", PASSWORD))
    assert made.grids.button.isHidden()
    delete(made.view)


def test_all_grids_are_checked_on_request(stage: Stage, run: Run[Any]) -> None:
    """Gaps and overlaps of the whole town, listed with their areas, drawn, and flown to."""
    assert stage.picture.problems == ()
    stage.grids.side.buttons["check"].click()
    before = stage.picture
    run(until(lambda: stage.picture is not before))
    sizes = [one.area_m2 for one in stage.picture.problems]
    assert sizes == sorted(sizes, reverse=True)
    assert stage.grids.side.problems.count() == len(sizes)
    if sizes:
        stage.grids.side.placeWanted.emit(0)
        assert stage.view.panel.canvas.window_now.zoom == pytest.approx(17.0)


def test_figures_on_a_former_boundary(stage: Stage, seat: Desk, run: Run[Any]) -> None:
    """After an approval the boundary before it can be set beside today's, without any plan open."""
    side, code = stage.grids.side, lowest(stage)
    plan = stage.picture.plan.id
    shape = shapely.from_wkb(stage.picture.grids[code].geometry)
    west, south, east, north = shape.bounds
    middle = (west + east) / 2
    run(seat.do(grid_edits.split, plan, code, [(middle, south - 0.01), (middle, north + 0.01)]))
    run(seat.do(grid_plans.submit, plan, actor="zhuren"))
    run(seat.do(grid_plans.approve, plan, actor="admin"))
    run(until(lambda: stage.picture.plan is None or stage.picture.plan.id != plan))
    side.tabs[2].click()
    run(until(lambda: side.boundary.box.count() > 1))
    assert side.boundary.box.itemText(1).endswith("调整以前")
    side.boundary.box.setCurrentIndex(1)
    side.boundary.changed.emit()
    run(until(lambda: bool(side.figures.rows)))
    gone = [row for row in side.figures.rows if row[1] == "—"]
    made = [row for row in side.figures.rows if row[2] == "—"]
    assert len(gone) == 1
    assert len(made) == 2
    assert int(gone[0][2]) == sum(int(row[1]) for row in made)
    assert "近 365 天" in side.basis.text()
