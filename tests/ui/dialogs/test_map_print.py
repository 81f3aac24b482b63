"""The panel that prints and exports the map, on a demonstration room."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from commandroom import demo
from commandroom.domain.instant import at
from commandroom.room import Room
from tests.helpers.small_room import Run, until
from ui.desk import Desk
from ui.dialogs.map_print_dialog import BOARD, WEB, MapPrintPanel
from ui.models.live_queue import LiveQueue
from ui.models.month_feed import page_sizes
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


def test_the_map_goes_to_the_printer_at_its_own_size(
    panel: MapPrintPanel, shell: Shell, run: Run[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The dialog opens on the sheet's own paper; on a smaller one the print is whole, and it is said that the
    scale is lost.
    """
    said: list[Any] = []
    shell.toast_wanted.connect(said.append)
    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", staticmethod(lambda: ["one"]))
    run(panel.to_printer())
    dialog = panel.printing.dialog
    assert dialog is not None
    assert dialog.isVisible()
    assert panel.printing.printer is not None
    layout = panel.printing.printer.pageLayout()
    assert layout.pageSize().id() == QPageSize.PageSizeId.A3
    panel.printing.printer.setOutputFileName(str(tmp_path / "accepted.pdf"))
    dialog.accepted.emit(panel.printing.printer)
    run(until(lambda: bool(said)))
    assert "已送打印机" in said[0].words
    assert len(page_sizes((tmp_path / "accepted.pdf").read_bytes())) == 1
    dialog.reject()
    wide, high = page_sizes(panel.printing._pdf)[0]
    assert (layout.orientation() == QPageLayout.Orientation.Landscape) == (wide > high)
    for size, count in ((QPageSize.PageSizeId.A3, 1), (QPageSize.PageSizeId.A4, 2)):
        said.clear()
        printer = QPrinter()
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setResolution(72)
        printer.setFullPage(True)
        printer.setPageLayout(QPageLayout(QPageSize(size), layout.orientation(), QMarginsF(0, 0, 0, 0)))
        printer.setOutputFileName(str(tmp_path / "out.pdf"))
        assert run(panel.printing.run(printer)) == 1
        assert len(said) == count
    assert "比例尺不再准确" in said[1].words


def test_without_a_printer_the_map_is_offered_as_a_file(
    panel: MapPrintPanel, shell: Shell, run: Run[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sentence, and the question where the PDF goes."""
    said: list[Any] = []
    shell.toast_wanted.connect(said.append)
    path = tmp_path / "instead.pdf"
    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", staticmethod(list))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(lambda *_: (str(path), "")))
    run(panel.to_printer())
    run(until(path.exists))
    assert "没有可用的打印机" in said[0].words
    assert panel.printing.dialog is None


def test_a_figure_of_the_month_colours_the_sheet(panel: MapPrintPanel, seat: Desk, run: Run[Any]) -> None:
    """Its month is asked for beside it; until the queue is read a sentence says so, then the preview shows it."""
    assert panel.month.isHidden()
    panel.figure.put("closing_rate", "")
    panel._turn()
    assert not panel.month.isHidden()
    panel.month.put("2026-10", "")
    live = LiveQueue.of(seat)
    if not live.is_open:
        run(panel._preview())
        assert "队列还在读取" in said(panel)
        run(until(lambda: live.is_open))
    run(panel._preview())
    assert said(panel) == ""
    assert not panel._picture.pixmap().isNull()
