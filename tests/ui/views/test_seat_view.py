"""Tests of the seat by keys: drawn up, handed over, taken item by item; the log; and the roster's steps."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from commandroom.actions import duty, duty_log, handover
from commandroom.domain.handover import Handover, Stage
from commandroom.domain.instant import MINUTE, at
from commandroom.room import Room
from tests.helpers import rooms
from tests.helpers.small_room import Run, until
from ui.desk import Desk
from ui.dialogs.duty_dialog import DutyPanel
from ui.dialogs.duty_form import DutyForm
from ui.dialogs.duty_print_dialog import DutyPrintPanel
from ui.dialogs.roster_dialog import RosterPanel
from ui.shell import Shell, Toast
from ui.theme import Theme
from ui.views.duty_view import DutyView

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the platform without a screen says so for every window
DAY, NEXT = "2026-11-05", "2026-11-06"
BEFORE_TURN = at(2026, 11, 5, 17, 20)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A room whose day seat is d1's and whose night is head2's."""
    folder = rooms.make(tmp_path_factory.mktemp("seat") / "empty")
    with rooms.copied(folder, folder.parent / "room", rooms.Clock()) as room:
        room.do(duty.set_duty, DAY, "dispatcher", "day", ["d1"], actor="head")
        room.do(duty.set_duty, DAY, "dispatcher", "night", ["head2"], actor="head")
        room.do(duty.set_duty, DAY, "duty_leader", "whole", ["leader"], actor="head")
        room.do(duty_log.see_equipment, "录音电话", actor="d1")
        room.do(duty_log.see_equipment, "对讲机", "trouble", "电池鼓包", actor="d1")
        for person in ("head", "head2"):
            room.set_password(person, rooms.PASSWORD)
    return folder.parent / "room"


@pytest.fixture
def clock() -> rooms.Clock:
    """Ten minutes before the shifts turn."""
    return rooms.Clock(BEFORE_TURN)


@pytest.fixture
def folder(template: Path, tmp_path: Path, clock: rooms.Clock) -> Path:
    """A copy of it."""
    rooms.copied(template, tmp_path / "room", clock, seed=11).close()
    return tmp_path / "room"


@pytest.fixture
def seat(folder: Path, clock: rooms.Clock, loop: asyncio.AbstractEventLoop, run: Run[Any]) -> Iterator[Desk]:
    """A desk on it, d1 signed in."""
    made = Desk(lambda: Room.open(folder, clock), loop, poll_ms=30)
    run(made.open())
    run(made.sign_in("d1", rooms.PASSWORD))
    yield made
    run(made.close())


@pytest.fixture
def panels(shell: Shell) -> list[Any]:
    """The panels that were asked for."""
    found: list[Any] = []
    shell.panel_wanted.connect(found.append)
    return found


@pytest.fixture
def said(shell: Shell) -> list[Toast]:
    """What was said."""
    found: list[Toast] = []
    shell.toast_wanted.connect(found.append)
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


def running(view: DutyView) -> Handover:
    """The handover the seat shows."""
    assert view.seat.shown is not None
    assert view.seat.shown.handover is not None
    return view.seat.shown.handover


def test_the_seat_is_handed_over_by_keys(
    view: DutyView, seat: Desk, qtbot: QtBot, panels: list[Any], run: Run[Any], clock: rooms.Clock
) -> None:
    """J, R, H and Ctrl+Enter hand over; the one who comes takes each item by the space bar and signs by H."""
    qtbot.keyClick(view.table, Qt.Key.Key_J)
    items = view.seat.items
    qtbot.keyClick(items, Qt.Key.Key_R)
    run(until(lambda: items.rowCount() == 2))
    assert not view.seat.buttons["accept"].isVisible()
    qtbot.keyClick(items, Qt.Key.Key_H)
    (panel,) = panels
    assert isinstance(panel, DutyForm)
    qtbot.addWidget(panel)
    panel.submit()
    run(until(lambda: running(view).stage is Stage.HANDED))
    qtbot.keyClick(items, Qt.Key.Key_Space)  # whoever handed over cannot take
    run(seat.sign_in("head2", rooms.PASSWORD))
    view.load()
    run(until(lambda: view.ready() and view.seat.buttons["accept"].isVisible()))
    assert len(running(view).open_items) == 2
    qtbot.keyClick(items, Qt.Key.Key_Space)
    run(until(lambda: view.ready() and len(running(view).open_items) == 1))
    assert items.item(0, 3).text().startswith("✓ 副主任")
    assert items.currentRow() == 1
    qtbot.keyClick(items, Qt.Key.Key_Space)
    run(until(lambda: view.ready() and not running(view).open_items))
    qtbot.keyClick(items, Qt.Key.Key_H)
    run(until(lambda: view.seat.shown is not None and view.seat.shown.handover is None))
    before = view.seat.shown.before if view.seat.shown is not None else None
    assert before is not None
    assert (before.taken_by, before.taken_at) == ("head2", clock.now)


def test_a_late_handover_is_red(view: DutyView, folder: Path, run: Run[Any], clock: rooms.Clock) -> None:
    """What is not taken within the limit is told on the page."""
    with Room.open(folder, clock) as room:
        found = room.do(handover.draw_up, actor="d1").result
        room.do(handover.hand_over, found.id, actor="d1")
    clock.pass_(31 * MINUTE)
    view.load()
    run(until(lambda: view.ready() and "已过时限" in view.seat.state.accessibleName()))


def test_lines_promises_and_equipment_from_the_page(
    view: DutyView, qtbot: QtBot, panels: list[Any], run: Run[Any]
) -> None:
    """L, P, K and E each open one form; what was written stands in the log; a wrong time stays beside the form."""
    view.show_leaf("seat")
    for key, field, words in (
        (Qt.Key.Key_L, "words", "书记检查"), (Qt.Key.Key_P, "words", "回电告知"), (Qt.Key.Key_E, "name", "大屏"),
    ):  # fmt: skip
        qtbot.keyClick(view.seat.items, key)
        panel = panels[-1]
        qtbot.addWidget(panel)
        getattr(panel, field).put(words, words)
        if key == Qt.Key.Key_P:
            panel.due.put("", "晚饭后")
            panel.submit()
            run(until(lambda form=panel: "读不懂" in form.refusal))
            panel.due.put("", "18:30")
        panel.submit()
        run(until(lambda words=words: words in everything(view)))
    qtbot.keyClick(view.seat.items, Qt.Key.Key_K)
    qtbot.addWidget(panels[-1])
    panels[-1].outcome.put("", "已回电")
    panels[-1].submit()
    run(until(lambda: view.seat.promises.item(0, 3).text() == "已回电"))


def everything(view: DutyView) -> str:
    """What stands in the tables of the log, and the names of the equipment."""
    found = [one.name for one in view.desk.reader.all("equipment")]
    for table in (view.seat.log, view.seat.promises):
        for row in range(table.rowCount()):
            found += [cell.text() for column in range(table.columnCount()) if (cell := table.item(row, column))]
    return "\n".join(found)


def test_signing_on_and_off(view: DutyView, qtbot: QtBot, said: list[Toast], run: Run[Any]) -> None:
    """I and O record when one really came and went."""
    view.show_leaf("seat")
    for key, word in ((Qt.Key.Key_I, "已签到"), (Qt.Key.Key_O, "已签退")):
        qtbot.keyClick(view.seat.items, key)
        run(until(lambda word=word: any(one.words.startswith(word) for one in said)))
    (there,) = view.desk.reader.all("attendance")
    assert (there.person, there.came_at, there.went_at) == ("d1", BEFORE_TURN, BEFORE_TURN)


def test_one_key_fills_a_gap_with_who_fits_best(
    view: DutyView, seat: Desk, qtbot: QtBot, said: list[Toast], run: Run[Any]
) -> None:
    """F on the hatched cell; undo empties it again."""
    run(seat.sign_in("head", rooms.PASSWORD))
    board = view.steps.board
    assert board is not None
    place = board.month.columns.index(("dispatcher", "day"))
    view.table.go(NEXT, place)
    best = board.gap_of(NEXT, "dispatcher", "day")
    assert best is not None
    assert best.fitting
    qtbot.keyClick(view.table, Qt.Key.Key_F)
    run(until(lambda: bool(said)))
    held = view.desk.reader.find("duty", f"{NEXT}/dispatcher/day")
    assert held.people == (best.fitting[0].person,)
    assert said[-1].undo is not None
    said[-1].undo()
    run(until(lambda: view.desk.reader.find("duty", f"{NEXT}/dispatcher/day").people == ()))


def test_a_published_month_wants_reasons_and_shows_changes(
    view: DutyView, seat: Desk, qtbot: QtBot, panels: list[Any], run: Run[Any]
) -> None:
    """U publishes; the panel of a cell asks why; the change is marked with who was published."""
    run(seat.sign_in("head", rooms.PASSWORD))
    qtbot.keyClick(view.table, Qt.Key.Key_U)
    run(until(lambda: view.steps.published))
    view.steps.edit(DAY, 1)
    panel = panels[-1]
    assert isinstance(panel, DutyPanel)
    qtbot.addWidget(panel)
    panel.remove("d1")
    panel.add("d2")
    panel.submit()
    run(until(lambda: panel._refusal.text() != ""))
    panel.reason.put("", "生病")
    panel.submit()
    run(until(lambda: view.table.changed.get((DAY, "dispatcher", "day")) == "王某"))
    assert view.grab().width() == 1300


def test_leave_is_asked_for_and_granted_beside_the_roster(
    view: DutyView, seat: Desk, qtbot: QtBot, panels: list[Any], run: Run[Any]
) -> None:
    """Q asks; the head's button grants; the dispatcher has no such button."""
    qtbot.keyClick(view.table, Qt.Key.Key_Q)
    qtbot.addWidget(panels[-1])
    panels[-1].submit()
    run(until(lambda: view.ready() and view.side.deals.waiting == 1))
    assert "批准" not in [button.text() for button in view.side.deals.findChildren(QPushButton)]
    run(seat.sign_in("head", rooms.PASSWORD))
    view.load()
    run(until(lambda: view.ready() and any(one.text() == "批准" for one in buttons(view))))
    next(one for one in buttons(view) if one.text() == "批准").click()
    run(until(lambda: view.ready() and view.side.deals.waiting == 0))
    assert [one.state.value for one in seat.reader.all("leave")] == ["granted"]


def buttons(view: DutyView) -> list[QPushButton]:
    """The buttons beside the roster that can be seen."""
    return [one for one in view.side.deals.findChildren(QPushButton) if not one.isHidden()]


def test_a_month_is_made_beside_the_window(
    view: DutyView, seat: Desk, qtbot: QtBot, panels: list[Any], run: Run[Any]
) -> None:
    """G shows what would be made; nothing is written before Ctrl+Enter."""
    run(seat.sign_in("head", rooms.PASSWORD))
    view.turn(1)
    run(until(view.ready))
    qtbot.keyClick(view.table, Qt.Key.Key_G)
    panel = panels[-1]
    assert isinstance(panel, RosterPanel)
    qtbot.addWidget(panel)
    run(until(lambda: panel.drafted is not None))
    assert not [one for one in seat.reader.all("duty") if one.day.startswith("2026-12")]
    panel.submit()
    run(until(lambda: any(one.people for one in seat.reader.all("duty") if one.day.startswith("2026-12"))))


def test_files_from_the_page(
    view: DutyView,
    seat: Desk,
    theme: Theme,
    shell: Shell,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    run: Run[Any],
) -> None:
    """A paper, a log, a sheet, a calendar, a print; a reason leaves an entry; a month without duties is refused."""
    run(seat.sign_in("head", rooms.PASSWORD))
    for what, begins in (("a4", b"%PDF"), ("log", b"%PDF"), ("xlsx", b"PK"), ("ics", b"BEGIN:VCALENDAR")):
        panel = DutyPrintPanel(seat, theme, shell, "2026-11", DAY, what)
        qtbot.addWidget(panel)
        target = tmp_path / f"{what}.out{'.' + what if what in ('xlsx', 'ics') else ''}"
        panel.reason.put("", "张贴" if what == "a4" else "")
        panel.show()
        panel.write(target)
        run(until(target.exists))
        assert target.read_bytes().startswith(begins)
    noted = seat.reader.rows("SELECT facts FROM journal WHERE kind = 'note' ORDER BY pos DESC LIMIT 1")[0][0]
    assert "张贴" in noted
    printed: list[tuple[bytes, int, str]] = []
    paper = DutyPrintPanel(seat, theme, shell, "2026-11", DAY, "a3")
    qtbot.addWidget(paper)
    monkeypatch.setattr(paper.printing, "ask", lambda *asked: printed.append(asked))
    paper.print()
    run(until(lambda: bool(printed)))
    assert printed[0][0].startswith(b"%PDF")
    assert printed[0][1:] == (1, "值班表-2026-11-A3")
    empty = DutyPrintPanel(seat, theme, shell, "2027-03", DAY)
    qtbot.addWidget(empty)
    empty.write(tmp_path / "none.pdf")
    run(until(lambda: "还没有排班" in empty._refusal.text()))
    assert not (tmp_path / "none.pdf").exists()


def test_the_seat_turns_days(view: DutyView, folder: Path, qtbot: QtBot, run: Run[Any], clock: rooms.Clock) -> None:
    """PgUp shows the log of the day before, T today's again."""
    view.show_leaf("seat")
    qtbot.keyClick(view.seat.items, Qt.Key.Key_PageUp)
    view.turn(-1)
    run(until(lambda: view.seat.shown is not None and view.seat.shown.day.day < DAY))
    view.go_today()
    run(until(lambda: view.seat.shown is not None and view.seat.shown.day.day == DAY))


