"""The panel of certificates: who holds one is seen, changed, recorded; without the right it is refused in words."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from commandroom import demo
from commandroom.domain.instant import at
from commandroom.domain.people import LAW
from commandroom.room import Room
from tests.helpers.small_room import Run
from ui.desk import Desk
from ui.dialogs.certificates_dialog import CertificatesPanel
from ui.shell import Shell
from ui.theme import Theme

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
NOW = at(2026, 11, 5, 14, 30)


@pytest.fixture
def seat(tmp_path: Path, loop: asyncio.AbstractEventLoop, run: Run[Any]) -> Iterator[Desk]:
    """A small demonstration room; nobody signed in yet."""
    demo.build(tmp_path / "room", size="small", now="2026-11-05T14:30")
    made = Desk(lambda: Room.open(tmp_path / "room", lambda: NOW), loop, poll_ms=50)
    run(made.open())
    yield made
    run(made.close())


def shown(seat: Desk, theme: Theme, shell: Shell, qtbot: QtBot) -> CertificatesPanel:
    """The panel."""
    made = CertificatesPanel(seat, theme, shell)
    qtbot.addWidget(made)
    made.resize(480, 700)
    made.show()
    return made


def test_a_tick_is_a_step(seat: Desk, theme: Theme, shell: Shell, qtbot: QtBot, run: Run[Any]) -> None:
    """Holders come first, ticked; one taken and one given are recorded, nobody else is touched."""
    run(seat.sign_in("admin", demo.PASSWORD))
    panel = shown(seat, theme, shell, qtbot)
    holders = [one.id for one in seat.reader.all("person") if one.active and LAW in one.certificates]
    first, last = panel.list.item(0), panel.list.item(panel.list.count() - 1)
    assert first.checkState() == Qt.CheckState.Checked
    assert last.checkState() == Qt.CheckState.Unchecked
    assert not panel.worth_keeping()
    first.setCheckState(Qt.CheckState.Unchecked)
    last.setCheckState(Qt.CheckState.Checked)
    assert panel.worth_keeping()
    taken, given = (str(item.data(Qt.ItemDataRole.UserRole)) for item in (first, last))
    run(panel.record())
    seat.reader.forget({"person"})
    now = {one.id for one in seat.reader.all("person") if one.active and LAW in one.certificates}
    assert now == {*holders, given} - {taken}
    assert not panel.worth_keeping()
    panel.search.setText("没有这个人")
    assert first.isHidden()


def test_without_the_right_it_says_so(seat: Desk, theme: Theme, shell: Shell, qtbot: QtBot, run: Run[Any]) -> None:
    """A dispatcher is refused in a sentence, and the tick is still there to be seen."""
    run(seat.sign_in("diaodu1", demo.PASSWORD))
    panel = shown(seat, theme, shell, qtbot)
    panel.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    run(panel.record())
    assert panel._refusal.isVisible()
    assert panel.worth_keeping()
