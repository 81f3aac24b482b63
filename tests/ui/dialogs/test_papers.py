"""Papers in the window: preview of each, words kept and shown, the return's sums, the calendar, printing."""

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from commandroom import demo
from commandroom.domain.instant import at
from commandroom.domain.report_period import ReportPeriod
from commandroom.reports import given, issues, papers
from commandroom.room import Room
from tests.helpers.small_room import Run, until
from ui.desk import Desk
from ui.dialogs.dispute_dialog import DisputePanel
from ui.dialogs.due_dialog import DuePanel
from ui.dialogs.paper_dialog import PaperPanel, Wanted
from ui.dialogs.paper_text_dialog import PaperTextPanel
from ui.dialogs.papers_dialog import PapersPanel
from ui.dialogs.printing import Printing
from ui.models.live_queue import LiveQueue
from ui.shell import Shell
from ui.theme import Theme
from ui.widgets.fields import LineField

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
NOW = at(2026, 11, 5, 14, 30)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demonstration room as of 2026-11-05 14:30."""
    folder = tmp_path_factory.mktemp("demo") / "room"
    demo.build(folder, size="small", now="2026-11-05T14:30")
    return folder


@pytest.fixture
def desk(made: Path, tmp_path: Path, loop: asyncio.AbstractEventLoop, run: Run[Any]) -> Iterator[Desk]:
    """A desk on a copy of it, the dispatcher signed in, the queue open."""
    folder = tmp_path / "room"
    shutil.copytree(made, folder)
    found = Desk(lambda: Room.open(folder, lambda: NOW), loop, poll_ms=10_000)
    run(found.open())
    run(found.sign_in("diaodu1", "Demo-2026-room"))
    live = LiveQueue.of(found)
    live.open()
    run(until(lambda: live.is_open))
    yield found
    run(found.close())


def shown(qtbot: QtBot, panel: QWidget) -> None:
    """Put a panel on the screen."""
    qtbot.addWidget(panel)
    panel.resize(520, 900)
    panel.show()


@pytest.mark.parametrize("paper", sorted(papers.PAPERS))
def test_every_paper_has_a_preview(
    desk: Desk, theme: Theme, shell: Shell, qtbot: QtBot, run: Run[Any], paper: str
) -> None:
    """Pages are drawn; the return whose sums are wrong says so and shows a draft when asked."""
    panel = PaperPanel(desk, theme, shell, Wanted(paper, papers.usual(paper, NOW)))
    shown(qtbot, panel)
    run(until(lambda: panel.feed.whole))
    if paper == "dispute":
        assert not panel.trouble.isHidden()
        panel.anyway.click()
        run(until(lambda: panel.feed.whole))
    assert panel.strip.pages
    assert all(image is not None for image in panel.strip.pages)


def test_periods_turn_and_stop_at_the_present(
    desk: Desk, theme: Theme, shell: Shell, qtbot: QtBot, run: Run[Any]
) -> None:
    """← an earlier week, → not past the one that runs."""
    panel = PaperPanel(desk, theme, shell, Wanted("weekly", papers.usual("weekly", NOW)))
    shown(qtbot, panel)
    panel.turn(-1)
    panel.turn(1)
    panel.turn(1)
    panel.turn(1)
    run(until(lambda: panel.feed.whole))
    assert panel.wanted.period == ReportPeriod.of("week", NOW)
    assert "2026年第45周" in panel.title


def test_a_slip_of_a_case_is_one_page(desk: Desk, theme: Theme, shell: Shell, qtbot: QtBot, run: Run[Any]) -> None:
    """The event panel's key shows it."""
    event = desk.reader.rows("SELECT id FROM event WHERE finished_at > 0 LIMIT 1")[0][0]
    panel = PaperPanel(desk, theme, shell, Wanted("slip", event=event, number="7"))
    shown(qtbot, panel)
    run(until(lambda: panel.feed.whole))
    assert len(panel.strip.pages) == 1


def test_words_and_cases_are_kept(desk: Desk, theme: Theme, shell: Shell, qtbot: QtBot, run: Run[Any]) -> None:
    """What is written and picked stands in the journal, and is told in the notice; nothing written leaves no entry."""
    period = ReportPeriod.read("month", "2026-10")
    panel = PaperTextPanel(desk, theme, shell, "monthly", period)
    shown(qtbot, panel)
    assert not panel.worth_keeping()
    number, ident = desk.reader.rows("SELECT number, id FROM event WHERE finished_at > 0 ORDER BY row LIMIT 1")[0]
    panel.words["problems"].edit.setPlainText("路灯修得慢。")  # type: ignore[union-attr]
    panel.pick.edit.setText(number)
    panel.pick.refresh()
    panel._take()
    assert panel.chosen == [ident]
    panel.red.setChecked(True)
    assert panel.worth_keeping()
    done: list[bool] = []
    panel.done.connect(lambda: done.append(True))
    panel.submit()
    run(until(lambda: bool(done)))
    found = given.read(desk.reader, "monthly", "2026-10")
    assert found.problems == "路灯修得慢。"
    assert found.mark.endswith("文件")
    assert found.cases.startswith("案例一：")


def test_the_return_is_approved_only_when_it_adds_up(
    desk: Desk, theme: Theme, shell: Shell, qtbot: QtBot, run: Run[Any]
) -> None:
    """The fault stands beside the table until the last number is right; then it can be kept for the quarter."""
    period = ReportPeriod.read("month", "2026-10")
    panel = DisputePanel(desk, theme, shell, period)
    shown(qtbot, panel)
    run(until(lambda: panel.used is not None))
    assert "不等于总排查数" in panel.faults.text()
    assert not panel.approve.isEnabled()
    numbers = panel.numbers()
    assert numbers is not None
    row = panel.form.codes().index("p1")
    for column, level in enumerate(("town", "village")):
        panel.table.item(row, column).setText("abc")
        assert not panel.save.isEnabled()
        panel.table.item(row, column).setText(str(numbers["found"][level]))
    assert panel.approve.isEnabled()
    done: list[bool] = []
    panel.done.connect(lambda: done.append(True))
    panel.approve_all()
    run(until(lambda: bool(done)))
    assert desk.reader.find("paper", "dispute:2026-10")["kept"]["p1"]["town"] == numbers["found"]["town"]


def test_the_calendar_marks_what_went(desk: Desk, theme: Theme, shell: Shell, qtbot: QtBot, run: Run[Any]) -> None:
    """A line a paper; marked as sent it says when, and can be taken back."""
    panel = PapersPanel(desk, theme, shell)
    shown(qtbot, panel)
    run(until(lambda: bool(panel.dues)))

    def due() -> Any:
        return next(one for one in panel.dues if one.submission.id == "monthly" and one.period.key == "2026-10")

    panel.mark(due())
    run(until(lambda: bool(due().sent)))
    assert due().by == "diaodu1"
    panel.mark(due())
    run(until(lambda: not due().sent))


def test_a_bulletin_asks_for_its_issue(desk: Desk, theme: Theme, shell: Shell, qtbot: QtBot, run: Run[Any]) -> None:
    """Its name, issue and editor instead of a red head; the issue written stands for this period only."""
    period = ReportPeriod.read("month", "2026-10")
    panel = PaperTextPanel(desk, theme, shell, "brief", period)
    shown(qtbot, panel)
    assert panel.red.isHidden()
    issue, editor = panel.words["issue"], panel.words["signer"]
    assert isinstance(issue, LineField) and isinstance(editor, LineField)
    issue.edit.setText("第10期（总第34期）")
    editor.edit.setText("潞城街道综治中心")
    panel.submit()
    run(until(lambda: given.kept(desk.reader, "brief", period.key).issue == "第10期（总第34期）"))
    later = given.kept(desk.reader, "brief", "2026-11")
    assert (later.issue, later.signer) == ("", "潞城街道综治中心")
    assert issues.words(desk.reader, "brief", period.moved(1)) == "第11期（总第35期）"


def test_the_calendar_is_changed_in_the_window(
    desk: Desk, theme: Theme, shell: Shell, qtbot: QtBot, run: Run[Any]
) -> None:
    """Another day by a form; a new line; a wrong day stays beside the form; a line that is off is gone."""
    run(desk.sign_in("zhuren", "Demo-2026-room"))
    panel = PapersPanel(desk, theme, shell)
    shown(qtbot, panel)
    run(until(lambda: bool(panel.dues)))
    monthly = next(due.submission for due in panel.dues if due.submission.id == "monthly")
    form = DuePanel(desk, theme, shell, monthly)
    shown(qtbot, form)
    form.day.put("", "31")
    form.submit()
    run(until(lambda: bool(form.refusal)))
    form.day.put("", "8")
    form.submit()
    run(until(lambda: any(due.due == at(2026, 11, 9, 17, 0) for due in panel.dues)))
    more = DuePanel(desk, theme, shell, None)
    shown(qtbot, more)
    more.name.put("", "走访覆盖表")
    more.submit()
    run(until(lambda: any(due.submission.name == "走访覆盖表" for due in panel.dues)))
    again = DuePanel(desk, theme, shell, None)
    shown(qtbot, again)
    again.name.put("", "走访覆盖表")
    again.submit()
    run(until(lambda: "走访覆盖表" in again.refusal))
    last = DuePanel(desk, theme, shell, next(one.submission for one in panel.dues if one.submission.id == "weekly"))
    shown(qtbot, last)
    last.state.put("off", "")
    last.submit()
    run(until(lambda: all(due.submission.id != "weekly" for due in panel.dues)))


def test_the_tables_of_a_paper_are_saved(
    desk: Desk, theme: Theme, shell: Shell, qtbot: QtBot, run: Run[Any], tmp_path: Path
) -> None:
    """A workbook beside the PDF and the Word file."""
    panel = PaperPanel(desk, theme, shell, Wanted("brief", ReportPeriod.read("month", "2026-10")))
    shown(qtbot, panel)
    run(until(lambda: panel.feed.whole))
    run(panel.feed.save_xlsx(tmp_path / "a.xlsx"))
    assert (tmp_path / "a.xlsx").read_bytes().startswith(b"PK")


def test_pages_go_to_the_printer(desk: Desk, shell: Shell, qtbot: QtBot, run: Run[Any], tmp_path: Path) -> None:
    """The chosen pages only, one sheet each: a printer that writes a file stands for the machine."""
    from commandroom.reports import render
    from commandroom.reports.paper import Document

    document = Document("monthly", ("试印",), "", "室", "2026年11月5日")
    document.text("国" * 28 * 22 * 3)
    window = QWidget()
    qtbot.addWidget(window)
    printing = Printing(desk, shell, window)
    printing._pdf, printing._pages = render.pdf(document, NOW).pdf, 4
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setResolution(72)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    printer.setFromTo(2, 3)
    assert run(printing.run(printer)) == 2
    from ui.models.month_feed import draw_page

    assert draw_page((tmp_path / "out.pdf").read_bytes(), 0, 100)[1] == 2


def test_without_a_printer_a_file_is_offered(
    desk: Desk, shell: Shell, qtbot: QtBot, run: Run[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sentence, and the question where the PDF goes; nothing blocks."""
    said: list[Any] = []
    shell.toast_wanted.connect(said.append)
    path = tmp_path / "instead.pdf"
    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", staticmethod(list))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(lambda *_: (str(path), "")))
    window = QWidget()
    qtbot.addWidget(window)
    printing = Printing(desk, shell, window)
    printing.ask(b"%PDF-1.7 x", 1, "通报")
    run(until(path.exists))
    run(until(lambda: len(said) == 2))
    assert "没有可用的打印机" in said[0].words
    assert printing.dialog is None
    assert path.read_bytes() == b"%PDF-1.7 x"
