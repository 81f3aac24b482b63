"""Tests of a roster with names nobody bears: each is listed with the nearest people; what is chosen is taken."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from commandroom.room import Room
from commandroom.sync.sheet_out import write_table
from tests.helpers import rooms
from tests.helpers.small_room import Run, until
from ui.desk import Desk
from ui.dialogs.import_dialog import ImportPanel
from ui.shell import Shell
from ui.theme import Theme

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the platform without a screen says so for every window


@pytest.fixture
def seat(tmp_path: Path, loop: asyncio.AbstractEventLoop, run: Run[Any]) -> Iterator[Desk]:
    """A desk with the head signed in."""
    folder = rooms.make(tmp_path / "room")
    clock = rooms.Clock()
    with Room.open(folder, clock) as room:
        room.set_password("head", rooms.PASSWORD)
    made = Desk(lambda: Room.open(folder, clock), loop, poll_ms=50)
    run(made.open())
    run(made.sign_in("head", rooms.PASSWORD))
    yield made
    run(made.close())


def test_who_is_meant_is_chosen_and_nothing_is_lost(
    seat: Desk, theme: Theme, shell: Shell, qtbot: QtBot, tmp_path: Path, run: Run[Any]
) -> None:
    """王谋 sounds like 王某 and is offered first; chosen, every duty has the account; 欧阳修 stays by name."""
    path = tmp_path / "值班表.csv"
    write_table(path, ["日期", "值班人员"], [("2026-11-05", "王谋 欧阳修"), ("2026-11-06", "王谋")])
    panel = ImportPanel(seat, theme, shell)
    qtbot.addWidget(panel)
    panel.resize(520, 900)
    panel.show()
    panel.set_file(path, "roster")
    run(until(lambda: panel.adoption is not None))
    assert set(panel.who.boxes) == {"王谋", "欧阳修"}
    box = panel.who.boxes["王谋"]
    assert box.itemData(1) == "d1"
    assert not seat.reader.all("duty")
    box.setCurrentIndex(1)
    box.activated.emit(1)
    run(until(lambda: panel.adoption is not None and len(panel.adoption.unknown) == 1))
    assert panel.who.boxes["王谋"].currentData() == "d1"
    panel.apply()
    run(until(lambda: panel.applied))
    assert [duty.people for duty in seat.reader.all("duty")] == [("d1", "欧阳修"), ("d1",)]


def test_another_file_asks_for_its_own_names(
    seat: Desk, theme: Theme, shell: Shell, qtbot: QtBot, tmp_path: Path, run: Run[Any]
) -> None:
    """What was said about one file is forgotten with it."""
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    write_table(first, ["日期", "值班人员"], [("2026-11-05", "王谋")])
    write_table(second, ["日期", "值班人员"], [("2026-11-06", "司马光")])
    panel = ImportPanel(seat, theme, shell)
    qtbot.addWidget(panel)
    panel.set_file(first, "roster")
    run(until(lambda: panel.adoption is not None))
    panel.set_file(second, "roster")
    run(until(lambda: panel.adoption is not None and set(panel.who.boxes) == {"司马光"}))
    panel.set_file(first, "roster")
    run(until(lambda: panel.adoption is not None and set(panel.who.boxes) == {"王谋"}))


def test_the_real_roster_in_the_panel(
    seat: Desk, theme: Theme, shell: Shell, qtbot: QtBot, shared_data: Path, run: Run[Any]
) -> None:
    """Twenty strangers, a box each; taken in, all sixty days stand there by name."""
    panel = ImportPanel(seat, theme, shell)
    qtbot.addWidget(panel)
    panel.resize(520, 1000)
    panel.show()
    panel.set_file(shared_data / "duty-rosters-zh" / "值班表.xlsx", "roster")
    run(until(lambda: panel.adoption is not None))
    assert len(panel.who.boxes) == 20
    assert panel.grab().width() == 520
    panel.apply()
    run(until(lambda: panel.applied))
    assert len(seat.reader.all("duty")) == 60
