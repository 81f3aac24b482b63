"""Panels put away while the room still answers: what they recorded is said, and nothing touches what is gone."""

import asyncio
import gc
import shutil
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtPrintSupport import QPrinterInfo
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QVBoxLayout, QWidget
from shiboken6 import delete

from commandroom import demo
from commandroom.domain.errors import Refused
from commandroom.domain.instant import at
from commandroom.domain.report_period import ReportPeriod
from commandroom.reports.duty_month import Cell
from commandroom.reports.period import Basis, Month
from commandroom.room import Room
from tests.helpers.small_room import Run, until
from ui.desk import Desk
from ui.dialogs.close_month_dialog import CloseMonthPanel
from ui.dialogs.dispute_dialog import DisputePanel
from ui.dialogs.duty_dialog import DutyPanel
from ui.dialogs.duty_print_dialog import DutyPrintPanel
from ui.dialogs.import_dialog import ImportPanel
from ui.dialogs.map_print_dialog import MapPrintPanel
from ui.dialogs.paper_text_dialog import PaperTextPanel
from ui.dialogs.papers_dialog import PapersPanel
from ui.dialogs.phone_book_dialog import PhoneBookPanel
from ui.dialogs.printing import Printing
from ui.models.live_queue import LiveQueue
from ui.shell import Shell, Toast
from ui.theme import Theme
from ui.widgets.panel import Panel, PanelHost

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
NOW = at(2026, 11, 5, 14, 30)
MONTH = ReportPeriod.read("month", "2026-10")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demonstration room as of 2026-11-05 14:30."""
    folder = tmp_path_factory.mktemp("demo") / "room"
    demo.build(folder, size="small", now="2026-11-05T14:30")
    return folder


@pytest.fixture
def desk(made: Path, tmp_path: Path, loop: asyncio.AbstractEventLoop, run: Run[Any]) -> Iterator[Desk]:
    """A desk on a copy of it, the head signed in, the queue open; a bug in a task fails the test."""
    folder = tmp_path / "room"
    shutil.copytree(made, folder)
    found = Desk(lambda: Room.open(folder, lambda: NOW), loop, poll_ms=10_000)
    broken: list[BaseException] = []
    found.broken.connect(broken.append)
    run(found.open())
    run(found.sign_in("zhuren", "Demo-2026-room"))
    live = LiveQueue.of(found)
    live.open()
    run(until(lambda: live.is_open))
    yield found
    run(found.close())
    assert broken == []


def _words(desk: Desk, theme: Theme, shell: Shell) -> tuple[Panel, Callable[[], None]]:
    panel = PaperTextPanel(desk, theme, shell, "monthly", MONTH)
    panel.words["problems"].edit.setPlainText("窨井盖破损集中。")
    return panel, panel.submit


def _dispute(desk: Desk, theme: Theme, shell: Shell) -> tuple[Panel, Callable[[], None]]:
    panel = DisputePanel(desk, theme, shell, MONTH)

    def act() -> None:
        item = panel.table.item(0, 0)
        assert item is not None
        item.setText("3")
        panel.submit()

    return panel, act


def _duty(desk: Desk, theme: Theme, shell: Shell) -> tuple[Panel, Callable[[], None]]:
    panel = DutyPanel(desk, theme, shell, "2026-11-20", ("dispatcher", "day"), Cell((), ()))
    panel.people.append("diaodu1")
    return panel, panel.submit


def _papers(desk: Desk, theme: Theme, shell: Shell) -> tuple[Panel, Callable[[], None]]:
    panel = PapersPanel(desk, theme, shell)
    return panel, lambda: panel.mark(panel.dues[0])


def _closing(desk: Desk, theme: Theme, shell: Shell) -> tuple[Panel, Callable[[], None]]:
    first = Month.read(desk.reader.rows("SELECT strftime('%Y-%m', min(reported_at), 'unixepoch') FROM event")[0][0])
    panel = CloseMonthPanel(desk, theme, shell, first, Basis.REPORTED)
    panel.number.edit.setText("1号")
    return panel, panel.submit


async def _refuse(*_given: Any, **_more: Any) -> Any:
    await asyncio.sleep(0.01)
    raise Refused("past.nothing_recorded")


PANELS = [_words, _dispute, _duty, _papers, _closing]


@pytest.mark.parametrize("refused", [False, True], ids=["recorded", "refused"])
@pytest.mark.parametrize("make", PANELS)
def test_a_panel_put_away_while_it_records(
    desk: Desk, theme: Theme, shell: Shell, run: Run[Any], make: Any, refused: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Esc the moment after Enter: the answer comes as a line of the window, and no dead widget is asked anything."""
    said: list[Toast] = []
    shell.toast_wanted.connect(said.append)
    panel, act = make(desk, theme, shell)
    panel.show()
    run(until(lambda: getattr(panel, "used", True) is not None and getattr(panel, "dues", True) != ()))
    if refused:
        monkeypatch.setattr(desk, "do", _refuse)
    act()
    run(asyncio.sleep(0))  # it is on its way
    delete(panel)
    run(until(lambda: bool(said) or (make is _papers and not refused)))
    if said:
        assert (said[-1].kind == "refused") == refused


def test_the_telephone_book_is_not_shown_to_nobody(desk: Desk, theme: Theme, run: Run[Any]) -> None:
    """Put away before the entry stood: the numbers stay covered; pressed twice, one entry is made."""
    shown: list[int] = []
    panel = PhoneBookPanel(desk, theme, 7, lambda: shown.append(1))
    panel.reason.setText("夜间叫人到岗")
    panel.submit()
    run(asyncio.sleep(0))
    delete(panel)
    other = PhoneBookPanel(desk, theme, 7, lambda: shown.append(2))
    other.reason.setText("夜间叫人到岗")
    other.submit()
    other.submit()
    run(until(lambda: bool(shown)))
    run(asyncio.sleep(0.05))
    assert shown == [2]
    delete(other)


def test_what_had_the_keyboard_before_a_panel_may_be_gone(theme: Theme) -> None:
    """A line that was rebuilt while a panel was open does not take the keyboard back, and nothing breaks."""
    over = QWidget()
    column = QVBoxLayout(over)
    line = QLineEdit()
    column.addWidget(line)
    host = PanelHost(theme, over)
    over.show()
    over.activateWindow()
    line.setFocus()
    host.open(Panel())
    host._focus_before = line
    delete(line)
    host.put_away()
    assert host.panel is None
    delete(over)


def _map_print(desk: Desk, theme: Theme, shell: Shell) -> tuple[Panel, Callable[[], None]]:
    panel = MapPrintPanel(desk, theme, shell)
    return panel, panel._ask_where


def _duty_print(desk: Desk, theme: Theme, shell: Shell) -> tuple[Panel, Callable[[], None]]:
    panel = DutyPrintPanel(desk, theme, shell, "2026-11", "2026-11-05")
    return panel, panel.choose


def _import(desk: Desk, theme: Theme, shell: Shell) -> tuple[Panel, Callable[[], None]]:
    panel = ImportPanel(desk, theme, shell)
    return panel, panel.choose


@pytest.mark.parametrize("make", [_map_print, _duty_print, _import])
def test_a_panel_may_go_while_its_file_dialog_waits(
    desk: Desk, theme: Theme, shell: Shell, run: Run[Any], tmp_path: Path, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The dialog belongs to the window, so that Qt does not delete it in its own loop; its answer finds nobody."""
    over = QWidget()
    host = PanelHost(theme, over)
    over.show()
    panel, ask = make(desk, theme, shell)
    host.open(panel)
    asked: list[QWidget] = []

    def dialog(parent: QWidget, *_rest: Any) -> tuple[str, str]:
        asked.append(parent)
        host.put_away()
        delete(panel)
        return str(tmp_path / "file.pdf"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(dialog))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", staticmethod(dialog))
    ask()
    run(asyncio.sleep(0.05))
    assert asked == [over]
    assert not (tmp_path / "file.pdf").exists()
    delete(over)


def test_a_question_in_a_task_lets_the_other_tasks_go_on(
    desk: Desk, shell: Shell, run: Run[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a printer a file dialog is opened: outside of the task that asked, or no other task could come on."""
    inside: list[Any] = []

    def dialog(*_rest: Any) -> tuple[str, str]:
        inside.append(asyncio.current_task(asyncio.get_event_loop_policy().get_event_loop()))
        return "", ""

    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", staticmethod(list))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(dialog))
    window = QWidget()
    printing = Printing(desk, shell, window)

    async def ask() -> None:
        printing.ask(b"%PDF-1.7 x", 1, "x")

    run(ask())
    run(until(lambda: bool(inside)))
    assert inside == [None]
    delete(window)


def test_a_task_of_what_is_gone_never_begins(desk: Desk, run: Run[Any]) -> None:
    """The owner died before the task was started: it ends quietly."""
    owner, begun = QWidget(), []
    delete(owner)

    async def fill() -> None:
        begun.append(1)

    task = desk.start(fill(), owner)
    run(asyncio.sleep(0.01))
    assert task.cancelled()
    assert begun == []


@pytest.mark.parametrize("make", [*PANELS, _map_print, _duty_print, _import])
def test_a_panel_put_away_leaves_nothing(desk: Desk, theme: Theme, shell: Shell, run: Run[Any], make: Any) -> None:
    """Opened, put away and collected: no widget of it lives on, and nothing that lives longer still holds it."""
    over = QWidget()
    host = PanelHost(theme, over)
    counts: list[int] = []
    held: list[weakref.ref[Panel]] = []
    for _ in range(3):
        panel, _act = make(desk, theme, shell)
        host.open(panel)
        run(asyncio.sleep(0.05))
        held.append(weakref.ref(panel))
        host.put_away()
        del panel, _act
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        run(asyncio.sleep(0.05))
        gc.collect()
        counts.append(len(QApplication.allWidgets()))
    assert counts[1] == counts[2]
    assert [one() for one in held] == [None, None, None]
    delete(over)
