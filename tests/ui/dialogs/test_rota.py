"""The rota's form: what is in force is shown, a line is added, named and taken away, a wrong name stays here."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from commandroom.domain.rota import ROTA, Rotation
from commandroom.room import Room
from tests.helpers import rooms
from tests.helpers.small_room import Run, until
from ui.desk import Desk
from ui.dialogs.rota_dialog import RotaPanel
from ui.shell import Shell, Toast
from ui.theme import Theme


@pytest.fixture
def seat(template_room: Path, tmp_path: Path, loop: asyncio.AbstractEventLoop, run: Run[Any]) -> Iterator[Desk]:
    """A desk on the small room, the head signed in."""
    with rooms.copied(template_room, tmp_path / "room", rooms.Clock()) as room:
        room.set_password("head", rooms.PASSWORD)
    made = Desk(lambda: Room.open(tmp_path / "room", rooms.Clock()), loop, poll_ms=30)
    run(made.open())
    run(made.sign_in("head", rooms.PASSWORD))
    yield made
    run(made.close())


def test_a_rota_is_shown_changed_and_kept(seat: Desk, theme: Theme, shell: Shell, qtbot: QtBot, run: Run[Any]) -> None:
    """The usual three lines; a fourth with names, one line less, another weight; read back the same."""
    said: list[Toast] = []
    shell.toast_wanted.connect(said.append)
    panel = RotaPanel(seat, theme, shell)
    qtbot.addWidget(panel)
    assert [(row.post.currentData(), row.shift.currentData()) for row in panel.rows] == [
        ("duty_leader", "whole"), ("dispatcher", "day"), ("dispatcher", "night"),
    ]  # fmt: skip
    panel.drop_line(panel.rows[0])
    panel.add_line()
    row = panel.rows[-1]
    row.shift.setCurrentText("17:30-22:00")
    row.rotation.setCurrentIndex(row.rotation.findData("weekly"))
    row.people.setText("张某、查无此人")
    panel.norms["holiday_weight"].setText("4")

    async def go() -> None:
        panel.submit()
        await until(lambda: panel.refusal != "")
        assert "查无此人" in panel.refusal and not said
        row.people.setText("张某 李某")
        panel.submit()
        await until(lambda: bool(said))

    run(go())
    kept = seat.reader.find("rota", ROTA)
    assert [(line.post, line.shift) for line in kept.lines] == [
        ("dispatcher", "day"), ("dispatcher", "night"), ("standby", "17:30-22:00"),
    ]  # fmt: skip
    assert (kept.lines[-1].people, kept.lines[-1].rotation) == (("h1", "h2"), Rotation.WEEKLY)
    assert kept.norm == {"holiday_weight": 4}
    assert kept.lines[0].roles == ("dispatcher",)
    again = RotaPanel(seat, theme, shell)
    qtbot.addWidget(again)
    assert again.rows[-1].people.text() == "张某、李某"
    assert again.rows[-1].line(again._known) == kept.lines[-1]


def test_a_department_has_its_handler_and_deputy(
    seat: Desk, theme: Theme, shell: Shell, qtbot: QtBot, run: Run[Any]
) -> None:
    """Chosen among its own handlers, kept, shown again; given back to the posts of its people when cleared."""
    said: list[Toast] = []
    shell.toast_wanted.connect(said.append)

    def panel() -> RotaPanel:
        made = RotaPanel(seat, theme, shell)
        qtbot.addWidget(made)
        return made

    first = panel()
    unit, (handler, deputy) = next((unit, row) for unit, row in first.handlers.rows.items() if row[0].count() > 1)
    account = str(handler.itemData(1))
    handler.setCurrentIndex(1)
    first.submit()
    run(until(lambda: len(said) == 1))
    assert seat.reader.find("rota", ROTA).handlers == {unit: (account, "")}
    again = panel()
    assert (again.handlers.rows[unit][0].currentData(), again.handlers.rows[unit][1].currentData()) == (account, "")
    again.handlers.rows[unit][0].setCurrentIndex(0)
    again.submit()
    run(until(lambda: len(said) == 2))
    assert seat.reader.find("rota", ROTA).handlers == {}
    del deputy
