"""Tests of the duty page on a real room: the month, who is on, filling a cell by initials, another program's change."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from commandroom.actions import define, duty
from commandroom.room import Room
from tests.helpers import rooms
from tests.helpers.small_room import Run, until
from ui.desk import Desk
from ui.dialogs.duty_dialog import DutyPanel
from ui.dialogs.phone_book_dialog import PhoneBookPanel
from ui.shell import Shell, Toast
from ui.theme import Theme
from ui.views.duty_view import DutyView

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the platform without a screen says so for every window
DAY = "2026-11-05"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A room with today's day seat filled and a telephone."""
    folder = rooms.make(tmp_path_factory.mktemp("duty") / "empty")
    with rooms.copied(folder, folder.parent / "room", rooms.Clock()) as room:
        room.do(duty.set_duty, DAY, "dispatcher", "day", ["d1", "d2"], actor="head")
        room.do(define.define_person, "d1", phone="13812345678", actor="admin")
        room.set_password("head", rooms.PASSWORD)
    return folder.parent / "room"


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    rooms.copied(template, tmp_path / "room", rooms.Clock()).close()
    return tmp_path / "room"


@pytest.fixture
def seat(folder: Path, loop: asyncio.AbstractEventLoop, run: Run[Any]) -> Iterator[Desk]:
    """A desk on it, the head signed in."""
    made = Desk(lambda: Room.open(folder, rooms.Clock()), loop, poll_ms=30)
    run(made.open())
    run(made.sign_in("head", rooms.PASSWORD))
    yield made
    run(made.close())


@pytest.fixture
def panels(shell: Shell) -> list[Any]:
    """The panels that were asked for."""
    found: list[Any] = []
    shell.panel_wanted.connect(found.append)
    return found


@pytest.fixture
def view(seat: Desk, theme: Theme, shell: Shell, qtbot: QtBot, run: Run[Any]) -> DutyView:
    """The page, shown and complete."""
    made = DutyView(seat, theme, shell)
    qtbot.addWidget(made)
    seat.changed.connect(made.take)
    made.resize(1300, 800)
    made.show()
    made.enter()
    run(until(made.ready))
    return made


def names(view: DutyView, day: str = DAY) -> list[tuple[str, ...]]:
    """The names of a day's cells as they are shown."""
    assert view.table.month is not None
    return [cell.names for row in view.table.month.rows if row.day == day for cell in row.cells]


def test_the_month_of_today_with_its_gaps(view: DutyView) -> None:
    """Today is current; what is lacking is told; days off are what the calendar says."""
    month = view.table.month
    assert month is not None
    assert (month.month, view.table.current) == ("2026-11", (DAY, 0))
    assert names(view) == [(), ("王某", "陈某"), ()]
    assert [row.kind.kind for row in month.rows[4:8]] == ["work", "work", "weekend", "weekend"]
    assert month.rows[4].cells[2].gap.startswith("17:30 至 08:30")
    assert view._gaps.accessibleName() == f"{month.gap_days} 天有缺口"
    assert view.grab().width() == 1300


def test_keys_turn_months_and_come_back(view: DutyView, qtbot: QtBot, run: Run[Any]) -> None:
    """Page down, page up twice: October has its holiday; T is today again."""
    down, up = Qt.Key.Key_PageDown, Qt.Key.Key_PageUp
    for key, month in ((down, "2026-12"), (up, "2026-11"), (up, "2026-10")):
        qtbot.keyClick(view.table, key)
        run(until(view.ready))
        assert view.table.month is not None
        assert view.table.month.month == month
    assert view.table.month.rows[0].kind.name == "国庆节"
    qtbot.keyClick(view.table, Qt.Key.Key_T)
    run(until(view.ready))
    assert view.table.current[0] == DAY


def test_a_cell_is_filled_by_initials(
    view: DutyView, qtbot: QtBot, panels: list[Any], shell: Shell, run: Run[Any]
) -> None:
    """Enter, two letters, Enter, Enter: the person stands there, the journal has it, undo takes it back."""
    said: list[Toast] = []
    shell.toast_wanted.connect(said.append)
    qtbot.keyClick(view.table, Qt.Key.Key_Right)
    qtbot.keyClick(view.table, Qt.Key.Key_Right)
    qtbot.keyClick(view.table, Qt.Key.Key_Return)
    (panel,) = panels
    assert isinstance(panel, DutyPanel)
    qtbot.addWidget(panel)
    edit = panel.first_field()
    assert isinstance(edit, QLineEdit)
    qtbot.keyClicks(edit, "zm")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert panel.people == ["h1"]
    qtbot.keyClick(edit, Qt.Key.Key_Backspace)
    assert panel.people == []
    qtbot.keyClicks(edit, "zm")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    run(until(lambda: names(view)[2] == ("张某",)))
    entry = view.desk.reader.timeline(f"{DAY}/dispatcher/night", "duty")[-1]
    assert (entry.actor, entry.facts["people"]) == ("head", ["h1"])
    assert said[-1].undo is not None
    said[-1].undo()
    run(until(lambda: names(view)[2] == ()))


def test_what_departs_from_the_norms_is_told_and_stands(
    view: DutyView, qtbot: QtBot, panels: list[Any], shell: Shell, run: Run[Any]
) -> None:
    """Somebody on two posts at once: a line of warning, and the duty is there."""
    said: list[Toast] = []
    shell.toast_wanted.connect(said.append)
    qtbot.keyClick(view.table, Qt.Key.Key_Return)
    (panel,) = panels
    qtbot.addWidget(panel)
    panel.people.append("d1")
    panel.submit()
    run(until(lambda: names(view)[0] == ("王某",)))
    assert said[-1].kind == "information"
    assert "王某" in said[-1].words
    assert "时间重叠" in said[-1].words


def test_delete_clears_and_can_be_undone(view: DutyView, qtbot: QtBot, shell: Shell, run: Run[Any]) -> None:
    """The cell is empty and hatched; undo puts the same people back."""
    said: list[Toast] = []
    shell.toast_wanted.connect(said.append)
    qtbot.keyClick(view.table, Qt.Key.Key_Right)
    qtbot.keyClick(view.table, Qt.Key.Key_Delete)
    run(until(lambda: names(view)[1] == () and bool(said)))
    assert said[-1].undo is not None
    said[-1].undo()
    run(until(lambda: names(view)[1] == ("王某", "陈某")))


def test_another_programs_roster_appears_by_itself(view: DutyView, folder: Path, run: Run[Any]) -> None:
    """Within a look of the desk."""

    async def go() -> None:
        with Room.open(folder, rooms.Clock()) as other:
            other.do(duty.set_duty, DAY, "duty_leader", "whole", ["leader"], actor="head")
        await until(lambda: names(view)[0] == ("带班",))

    run(go())


def test_telephones_are_masked_until_there_is_a_reason(
    view: DutyView, qtbot: QtBot, panels: list[Any], run: Run[Any]
) -> None:
    """Masked; without a reason refused; with one an entry, the number, and masked again when the page is left."""
    shown = {row[0]: row[2] for row in view.side.phones.rows}
    assert shown["王某"] == "138****5678"
    view.side._reveal.click()
    (panel,) = panels
    assert isinstance(panel, PhoneBookPanel)
    qtbot.addWidget(panel)
    panel.submit()
    run(until(lambda: panel._refusal.text() != ""))
    assert view.side.phones.rows[0][2] != "13812345678"
    panel.reason.setText("夜间叫人")
    panel.submit()
    run(until(lambda: "13812345678" in [row[2] for row in view.side.phones.rows]))
    noted = view.desk.reader.rows("SELECT facts FROM journal WHERE kind = 'note' ORDER BY pos DESC LIMIT 1")[0][0]
    assert "夜间叫人" in noted
    assert "13812345678" not in noted
    view.leave()
    assert "13812345678" not in [row[2] for row in view.side.phones.rows]
