"""Tests of the import panel on a real room: recognised, tried, taken in, the same again, errors, conflicts."""

import asyncio
import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QTableWidget
from pytestqt.qtbot import QtBot

from commandroom.room import Room
from commandroom.sync.sheets import open_book
from tests.helpers import rooms
from tests.helpers.small_room import Run, until
from ui.desk import Desk
from ui.dialogs.import_dialog import ImportPanel
from ui.shell import Shell
from ui.theme import Theme

HEADERS = ("工单编号", "标题", "诉求内容", "来电时间", "来电人", "联系电话", "事发地址", "经度", "纬度")
GOOD = ("A1", "路灯不亮", "富民路路灯坏了", "2026-03-01 08:00", "张三丰", "13812345678", "富民路1号", "120.0", "31.7")
BAD = ("A2", "井盖破损", "井盖没了", "2026-13-45", "李四", "13912345678", "富民路2号", "", "")


@pytest.fixture
def seat(tmp_path: Path, loop: asyncio.AbstractEventLoop, run: Run[Any]) -> Iterator[Desk]:
    """A desk with dispatcher d1 signed in."""
    folder = rooms.make(tmp_path / "room")
    clock = rooms.Clock()
    made = Desk(lambda: Room.open(folder, clock), loop, poll_ms=50)
    run(made.open())
    run(made.sign_in("d1", rooms.PASSWORD))
    yield made
    run(made.close())


@pytest.fixture
def panel(seat: Desk, theme: Theme, shell: Shell, qtbot: QtBot) -> ImportPanel:
    """An import panel."""
    made = ImportPanel(seat, theme, shell)
    qtbot.addWidget(made)
    made.resize(520, 900)
    return made


def write(path: Path, *rows: tuple[str, ...]) -> Path:
    """A csv of rows under the usual headers."""
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows((HEADERS, *rows))
    return path


def cell(table: QTableWidget, column: int) -> str:
    """What stands in the first line of a table."""
    item = table.item(0, column)
    return "" if item is None else item.text()


def test_tried_then_taken_then_nothing_new(panel: ImportPanel, seat: Desk, tmp_path: Path, run: Run[Any]) -> None:
    """Nothing is written by the trial; then the good row is; the same file again says that nothing changed."""
    file = write(tmp_path / "a.csv", GOOD, BAD)
    panel.set_file(file)
    run(until(lambda: panel.adoption is not None))
    assert panel.counts.counts == {"new": 1, "changed": 0, "same": 0, "conflicting": 0, "wrong": 1}
    assert "12345" in panel.options.kind.reason
    assert seat.reader.rows("SELECT count(*) FROM event")[0][0] == 0
    assert panel.wrong.rowCount() == 1
    assert "2026-13-45" in cell(panel.wrong, 3)
    assert panel.worth_keeping()
    heard: list[object] = []
    seat.changed.connect(heard.append)
    panel.apply()
    run(until(lambda: panel.applied))
    assert seat.reader.rows("SELECT count(*) FROM event")[0][0] == 1
    assert heard
    assert not panel.worth_keeping()
    panel.set_file(file)
    run(until(lambda: panel.adoption is not None and not panel.applied))
    assert panel.counts.counts["same"] == 1
    assert not panel.button.isEnabled()
    panel.set_file(write(tmp_path / "b.csv", GOOD))
    run(until(lambda: panel.adoption is not None and panel.counts.counts["wrong"] == 0))
    assert "没有变化" in panel.says.text()


def test_preview_masks_persons_and_tells_where_points_fall(panel: ImportPanel, tmp_path: Path, run: Run[Any]) -> None:
    """The first rows show no name and no telephone; a point outside every grid is counted as such."""
    panel.set_file(write(tmp_path / "a.csv", GOOD))
    run(until(lambda: panel.adoption is not None))
    shown = [cell(panel.first_rows.rows, column) for column in range(len(HEADERS))]
    assert "张三丰" not in shown
    assert "13812345678" not in shown
    assert "试了 1 个点" in panel.fall.words.text()


def test_errors_leave_as_a_workbook(panel: ImportPanel, tmp_path: Path, run: Run[Any]) -> None:
    """The wrong rows with their reasons, in the layout of the file."""
    panel.set_file(write(tmp_path / "a.csv", GOOD, BAD))
    run(until(lambda: panel.adoption is not None))
    target = tmp_path / "errors.xlsx"
    panel.write_errors(target)
    run(until(target.exists))
    assert "A2" in list(open_book(target).sheets[0].rows())[1]


def test_what_cannot_be_read_is_said(panel: ImportPanel, tmp_path: Path, run: Run[Any]) -> None:
    """A sentence, and nothing to press."""
    bad = tmp_path / "a.csv"
    bad.write_text("x,y\n1,2\n", "utf-8")
    panel.set_file(bad)
    run(until(lambda: "对不上" in panel.says.text()))
    assert not panel.button.isEnabled()


def test_holidays_list_what_would_move_first(panel: ImportPanel, tmp_path: Path, run: Run[Any]) -> None:
    """A table recognised by its ending; a dispatcher sees the counts, and is refused when taking it in."""
    days = ",".join(f'{{"name":"节","date":"2027-01-{day:02d}","isOffDay":true}}' for day in range(1, 12))
    file = tmp_path / "2027.json"
    file.write_text(f'{{"year":2027,"papers":[],"days":[{days}]}}', "utf-8")
    panel.set_file(file)
    assert panel.options.kind.value == "holidays"
    run(until(lambda: panel.adoption is not None))
    assert panel.counts.counts["new"] == 11
    panel.apply()
    run(until(lambda: "权限" in panel.says.text()))


def test_outlines_without_codes_are_numbered_when_asked(
    panel: ImportPanel, seat: Desk, tmp_path: Path, run: Run[Any]
) -> None:
    """Without the switch they wait for codes; with it they get the next free ones under their parent."""
    run(seat.sign_in("admin", rooms.PASSWORD))
    squares = [
        {"type": "Feature", "properties": {"name": f"新{nth}"}, "geometry": {"type": "Polygon", "coordinates": [[
            [120 + nth / 100, 31.7], [120.01 + nth / 100, 31.7], [120.01 + nth / 100, 31.71], [120 + nth / 100, 31.71],
            [120 + nth / 100, 31.7]]]}} for nth in range(2)
    ]  # fmt: skip
    file = tmp_path / "网格.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": squares}), "utf-8")
    panel.options.more.give(rooms.VILLAGE)
    panel.set_file(file)
    run(until(lambda: panel.adoption is not None))
    assert not panel.options.number.isHidden()
    assert panel.counts.counts["wrong"] == 2
    panel.options.number.setChecked(True)
    run(until(lambda: panel.adoption is not None and panel.adoption.outcome.new == 2))
    panel.apply()
    run(until(lambda: panel.applied))
    codes = {grid.code for grid in seat.reader.all("grid") if grid.name.startswith("新")}
    assert codes == {f"{rooms.VILLAGE}002", f"{rooms.VILLAGE}003"}
