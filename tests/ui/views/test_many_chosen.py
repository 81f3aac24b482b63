"""Many things chosen together on the map or in the queue: one choice, shown in both."""

import numpy as np
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from commandroom.store.queue.filter import Filter
from tests.helpers.desk_stage import Stage

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def row_middle(stage: Stage, place: int) -> QPoint:
    """The middle of a drawn row."""
    queue = stage.queue.list
    return QPoint(200, place * queue.row_height + queue.row_height // 2 - queue.verticalScrollBar().value())


def shown(stage: Stage) -> set[str]:
    """Ids of the events the queue shows."""
    return {row.id for row in stage.table.rows(0, stage.table.count) if row is not None}


def test_rows_chosen_with_shift_and_ctrl_are_ringed_on_the_map(stage: Stage, qtbot: QtBot) -> None:
    """Shift reaches, Ctrl flips one; the map of the page and the shared selection have exactly these."""
    queue, selection = stage.queue.list, stage.window.shell.selection
    qtbot.mouseClick(queue.viewport(), Qt.MouseButton.LeftButton, pos=row_middle(stage, 0))
    qtbot.mouseClick(queue.viewport(), Qt.MouseButton.LeftButton, SHIFT, row_middle(stage, 3))
    four = {row.id for row in stage.table.rows(0, 4) if row is not None}
    assert selection.events == four == queue.marked
    qtbot.mouseClick(queue.viewport(), Qt.MouseButton.LeftButton, CTRL, row_middle(stage, 1))
    second = stage.table.row_at(1)
    assert second is not None
    assert selection.events == four - {second.id}
    assert stage.queue.asked == Filter(open_only=True), "choosing rows filters nothing"
    pins = stage.page.map.canvas.scene.pins
    mask = pins.chosen(stage.page.map.canvas.scene.many)
    assert mask is not None
    ringed = {pins.ids[row] for row in np.flatnonzero(mask).tolist()}
    assert ringed == selection.events & set(pins.ids)
    qtbot.mouseClick(queue.viewport(), Qt.MouseButton.LeftButton, pos=row_middle(stage, 2))
    assert selection.events == frozenset()


def test_shift_and_an_arrow_reach_further_and_esc_ends_it(stage: Stage, qtbot: QtBot) -> None:
    """By keys alone: three rows down, one back up, none any more."""
    queue, selection = stage.queue.list, stage.window.shell.selection
    qtbot.keyClick(queue, Qt.Key.Key_Home)
    for _ in range(3):
        qtbot.keyClick(queue, Qt.Key.Key_Down, SHIFT)
    assert len(selection.events) == 4
    qtbot.keyClick(queue, Qt.Key.Key_Up, SHIFT)
    assert len(selection.events) == 3
    qtbot.keyClick(queue, Qt.Key.Key_Escape)
    assert selection.events == frozenset() == queue.marked


def test_an_area_on_the_map_filters_the_queue_and_esc_gives_it_back(stage: Stage) -> None:
    """What a box gathered is what the queue shows, in words; clearing the filter clears the choice."""
    canvas, selection = stage.page.map.canvas, stage.window.shell.selection
    before = stage.table.count
    gathered = canvas.scene.pins.ids[:5]
    canvas.areaChosen.emit(gathered, (), False)
    assert selection.events == frozenset(gathered)
    assert shown(stage) == set(gathered)
    assert "一起选定的 5 件" in stage.queue.asked.words()
    canvas.areaChosen.emit(gathered[:1], (), True)
    assert shown(stage) == set(gathered[1:]), "what adds one thing that is chosen takes it away"
    stage.queue.escape()
    assert selection.events == frozenset()
    assert stage.table.count == before


def test_grids_chosen_together_filter_by_all_that_lies_below(stage: Stage) -> None:
    """Two grids: only what is open in them; taking the choice back shows everything again."""
    canvas, selection = stage.page.map.canvas, stage.window.shell.selection
    before = stage.table.count
    rows = [row for row in stage.table.rows(0, stage.table.count) if row is not None and row.grid]
    codes = sorted({row.grid for row in rows})[:2]
    canvas.areaChosen.emit((), tuple(codes), False)
    assert shown(stage) == {row.id for row in rows if row.grid in codes}
    assert canvas.scene.raster.chosen.sum() == 2
    selection.choose_many((), (), canvas)
    assert stage.table.count == before
    assert not canvas.scene.raster.chosen.any()
