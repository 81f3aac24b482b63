"""The month page: figures and paper of a real room, months by key, rows behind a figure, files."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from commandroom import demo
from commandroom.domain.changes import Changes
from commandroom.domain.closed_month import ClosedMonth
from commandroom.domain.errors import Unavailable
from commandroom.domain.instant import at
from commandroom.reports import closing, render
from commandroom.reports.period import Basis, Month
from commandroom.room import Room
from tests.helpers.small_room import Run, until
from ui.desk import Desk
from ui.dialogs.printing import saved
from ui.shell import Shell
from ui.theme import Theme
from ui.views.month_view import MonthView

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
NOW = at(2026, 11, 5, 14, 30)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demonstration room as of 2026-11-05 14:30."""
    made = tmp_path_factory.mktemp("demo") / "room"
    demo.build(made, size="small", now="2026-11-05T14:30")
    return made


@pytest.fixture
def real_desk(folder: Path, loop: asyncio.AbstractEventLoop, run: Run[Any]) -> Iterator[Desk]:
    """A desk on that room."""
    made = Desk(lambda: Room.open(folder, lambda: NOW), loop, poll_ms=10_000)
    run(made.open())
    yield made
    run(made.close())


@pytest.fixture
def page(real_desk: Desk, theme: Theme, shell: Shell, qtbot: QtBot, run: Run[Any]) -> MonthView:
    """The page, entered and complete."""
    made = MonthView(real_desk, theme, shell)
    qtbot.addWidget(made)
    made.resize(1294, 690)
    made.show()
    made.enter()
    assert not made.ready()
    run(until(made.ready))
    return made


def darkest(image: QImage) -> int:
    """The darkest of some sampled points of a page."""
    return min(
        image.pixelColor(x, y).lightness() for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)
    )


def test_the_last_whole_month_is_shown(page: MonthView) -> None:
    """October in November: all figures with formula and counts, every page drawn with ink on it."""
    assert page.month == Month(2026, 10)
    assert page.note is None or page.note.kind is None
    report = page.feed.report
    assert report is not None
    assert [line.code for line in page.list.lines] == [one.code for one in report.figures]
    rate = next(line for line in page.list.lines if line.code == "closing_rate")
    assert report.figure("closing_rate").fraction in rate.counts
    assert len(page.paper.pages) > 3
    for image in page.paper.pages:
        assert image is not None
        assert darkest(image) < 128


def test_months_turn_by_key_and_stop_at_the_present(page: MonthView, qtbot: QtBot, run: Run[Any]) -> None:
    """Right goes to November, and no further; left comes back; 3 counts by closing."""
    qtbot.keyClick(page.list, Qt.Key.Key_Right)
    assert page.month == Month(2026, 11)
    qtbot.keyClick(page.list, Qt.Key.Key_Right)
    assert page.month == Month(2026, 11)
    run(until(page.ready))
    assert "未完" in page._title.text()
    qtbot.keyClick(page.list, Qt.Key.Key_Left)
    qtbot.keyClick(page.list, Qt.Key.Key_3)
    run(until(page.ready))
    report = page.feed.report
    assert report is not None
    assert (report.month, report.basis) == (Month(2026, 10), Basis.CLOSED)
    assert "按办结时间" in page.figures._basis.text()


def test_what_was_asked_last_wins(page: MonthView, run: Run[Any]) -> None:
    """Turning fast never leaves an older month's figures or pages on the page."""
    for step in (-1, -1, 1, 1, -1):
        page.turn(step)
    run(until(page.ready))
    report = page.feed.report
    assert report is not None
    assert report.month == page.month == Month(2026, 9)


def test_a_figure_opens_its_rows(page: MonthView, qtbot: QtBot, run: Run[Any]) -> None:
    """Enter on a figure asks the queue for exactly the events behind it; none behind it says so."""
    asked: list[tuple[list[int], str]] = []
    said: list[Any] = []
    page.shell.selection.rowsWanted.connect(lambda rows, words: asked.append((rows, words)))
    page.shell.toast_wanted.connect(said.append)
    report = page.feed.report
    assert report is not None
    place = [line.code for line in page.list.lines].index("closed")
    for _ in range(place):
        qtbot.keyClick(page.list, Qt.Key.Key_Down)
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    assert asked == [(report.figure("closed").rows.tolist(), "2026年10月办结数")]
    page.feed.choose(Month(2020, 1), Basis.REPORTED)
    run(until(page.ready))
    page.open_rows("closed")
    assert len(asked) == 1
    assert len(said) == 1


def test_files_are_those_that_are_shown(page: MonthView, run: Run[Any], tmp_path: Path) -> None:
    """The exported PDF is the previewed one, byte for byte; the workbook is written; what fails is said."""
    run(saved(page.shell, tmp_path / "m.pdf", page.feed.save_pdf))
    run(saved(page.shell, tmp_path / "m.xlsx", page.feed.save_xlsx))
    assert page.feed.printed is not None
    assert (tmp_path / "m.pdf").read_bytes() == page.feed.printed.pdf
    assert (tmp_path / "m.xlsx").read_bytes().startswith(b"PK")
    with pytest.raises(Unavailable, match=r"report\.cannot_write"):
        run(saved(page.shell, tmp_path / "none" / "m.pdf", page.feed.save_pdf))


def test_without_fonts_the_figures_stand(page: MonthView, run: Run[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """No Chinese font: the paper says why it is not there, the figures are."""

    def none() -> Any:
        raise Unavailable("report.no_font", wanted="仿宋")

    monkeypatch.setattr(render, "faces", none)
    page.go_now()
    run(until(page.ready))
    assert page.list.lines
    assert "中文字体" in page.side.fonts.text()
    assert not page.side.pdf.isEnabled()
    assert page.side.xlsx.isEnabled()


def test_a_signed_paper_that_is_lost_is_not_made_anew(
    page: MonthView, run: Run[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its document is not in the table any more: the figures stand, paper, Word and tables say why they do not."""

    def lost(reader: Any, closed: Any, name: str) -> bytes:
        raise Unavailable("document.missing", sha256="ab" * 32)

    signed = ClosedMonth(
        "2026-10", "1号", "李主任", "zhuren", NOW, Basis.REPORTED.value, NOW, "1", 1, "00" * 32, "11" * 32,
        {closing.PAPER: "ab" * 32},
    )  # fmt: skip
    monkeypatch.setattr(closing, "closed", lambda reader, month: signed)
    monkeypatch.setattr(closing, "paper", lost)
    page.go_now()
    page.feed.choose(Month(2026, 10), Basis.REPORTED)
    run(until(page.ready))
    assert page.list.lines
    assert page.feed.printed is None
    for save, name in ((page.feed.save_docx, "m.docx"), (page.feed.save_xlsx, "m.xlsx")):
        with pytest.raises(Unavailable, match=r"document\.missing"):
            run(saved(page.shell, tmp_path / name, save))
        assert not (tmp_path / name).exists()


def test_changes_are_counted_before_long(page: MonthView) -> None:
    """What was recorded makes the page count again after a pause; what does not concern it does not."""
    page.take(Changes(frozenset({("duty", "x")}), 1))
    assert not page.feed._timer.isActive()
    page.take(Changes(frozenset({("event", "x")}), 1))
    assert page.feed._timer.isActive()
    page.feed._timer.stop()
