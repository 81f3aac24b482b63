"""The panel that prints and exports the map, on a demonstration room."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from commandroom import demo
from commandroom.domain.instant import at
from commandroom.room import Room
from tests.helpers.small_room import Run, until
from ui.desk import Desk
from ui.dialogs.map_print_dialog import BOARD, WEB, MapPrintPanel
from ui.shell import Shell
from ui.theme import Theme

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
NOW = at(2026, 11, 5, 14, 30)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demonstration room."""
    made = tmp_path_factory.mktemp("demo") / "room"
    demo.build(made, size="small", now="2026-11-05T14:30")
    return made


@pytest.fixture
def seat(folder: Path, loop: asyncio.AbstractEventLoop, run: Run[Any]) -> Iterator[Desk]:
    """A desk with the director signed in."""
    made = Desk(lambda: Room.open(folder, lambda: NOW), loop, poll_ms=50)
    run(made.open())
    run(made.sign_in("zhuren", demo.PASSWORD))
    yield made
    run(made.close())


@pytest.fixture
def panel(seat: Desk, theme: Theme, shell: Shell, qtbot: QtBot) -> MapPrintPanel:
    """The panel."""
    made = MapPrintPanel(seat, theme, shell)
    qtbot.addWidget(made)
    made.resize(520, 900)
    made.show()
    return made


def said(panel: MapPrintPanel) -> str:
    """The refusal shown, "" for none."""
    return panel._refusal.text() if panel._refusal.isVisible() else ""


def test_the_preview_says_the_scale(panel: MapPrintPanel, run: Run[Any]) -> None:
    """A small picture of the sheet and its scale stand in the panel; a scale too large is a sentence."""
    panel.preview()
    run(until(lambda: not panel._picture.pixmap().isNull()))
    assert "1:" in panel._told.text()
    panel.paper.choose("A4")
    panel.level.choose("3")
    panel.scale.choose("5000")
    panel.grid.edit.setText("")
    run(panel._preview())
    assert "放不下" in said(panel) or "5000" in panel._told.text()


def test_a_board_needs_a_grid_and_a_reason_for_telephones(
    panel: MapPrintPanel, seat: Desk, run: Run[Any], tmp_path: Path
) -> None:
    """Without a grid it says so; unmasked telephones need a reason, which is recorded before the file is written."""
    target = tmp_path / "board.pdf"
    panel.kind.choose(BOARD)
    run(panel.save(target))
    assert "公示图" in said(panel)
    village = next(grid for grid in seat.reader.all("grid") if grid.level == "COMMUNITY")
    panel.grid.edit.setText(village.name)
    panel.phones.setChecked(True)
    run(panel.save(target))
    assert said(panel)
    assert not target.exists()
    panel.reason.edit.setText("社区公示栏上墙")
    run(panel.save(target))
    assert target.read_bytes().startswith(b"%PDF")
    seat.reader.forget({"note"})
    assert [note["reason"] for note in seat.reader.all("note") if note.get("what") == "board"] == ["社区公示栏上墙"]


def test_the_map_for_a_browser_is_one_file(panel: MapPrintPanel, run: Run[Any], tmp_path: Path) -> None:
    """Chosen, it is written where it was asked for; into a folder that is not there it is refused in words."""
    panel.kind.choose(WEB)
    run(panel.save(tmp_path / "none" / "map.html"))
    assert said(panel)
    run(panel.save(tmp_path / "map.html"))
    assert "leaflet" in (tmp_path / "map.html").read_text("utf-8").lower()
