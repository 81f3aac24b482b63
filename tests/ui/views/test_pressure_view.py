"""Tests of the pressure page on a real room: lanes, keys, selection, another program's work, time passing."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from commandroom.actions import define, dispatch, duty, triage, watch
from commandroom.actions.confirm_clock import confirm_clock
from commandroom.domain.instant import DAY, HOUR, MINUTE
from commandroom.domain.people import SYSTEM
from commandroom.room import Room
from tests.helpers import rooms
from tests.helpers.small_room import Run, until
from ui.desk import Desk
from ui.shell import Shell
from ui.theme import Theme
from ui.views.pressure_view import PressureView

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the platform without a screen says so for every window


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A room with three filed cases and two dispatched ones."""
    folder = rooms.make(tmp_path_factory.mktemp("pressure") / "empty")
    clock = rooms.Clock()
    with rooms.copied(folder, folder.parent / "room", clock) as room:
        for number in range(5):
            event = rooms.reported(room, title=f"占道经营{number}")
            rooms.walk(room, event, "filed" if number < 3 else "dispatched")
            clock.pass_(MINUTE)
    return folder.parent / "room"


@pytest.fixture
def clock() -> rooms.Clock:
    """Ten past nine."""
    return rooms.Clock(rooms.NOW + 10 * MINUTE)


@pytest.fixture
def folder(template: Path, tmp_path: Path, clock: rooms.Clock) -> Path:
    """A copy of that room."""
    rooms.copied(template, tmp_path / "room", clock).close()
    return tmp_path / "room"


@pytest.fixture
def seat(folder: Path, clock: rooms.Clock, loop: asyncio.AbstractEventLoop, run: Run[Any]) -> Iterator[Desk]:
    """A desk on it."""
    made = Desk(lambda: Room.open(folder, clock), loop, poll_ms=30)
    run(made.open())
    yield made
    run(made.close())


@pytest.fixture
def view(seat: Desk, theme: Theme, shell: Shell, qtbot: QtBot, run: Run[Any]) -> PressureView:
    """The page, shown and complete."""
    made = PressureView(seat, theme, shell)
    qtbot.addWidget(made)
    seat.changed.connect(made.take)
    made.resize(1400, 800)
    made.show()
    made.enter()
    run(until(made.ready))
    return made


def titles(view: PressureView, kind: str) -> list[str]:
    """The titles of a lane's cards in order."""
    cards = view.board.lanes[kind].cards
    return [face.title for place in range(cards.count) if (face := cards.face(place)) is not None]


def test_lanes_show_the_nearest_first(view: PressureView) -> None:
    """Three wait for dispatch, two for signature and handling; lanes without clocks are not there."""
    assert titles(view, "C2") == ["占道经营0", "占道经营1", "占道经营2"]
    assert titles(view, "C3") == ["占道经营3", "占道经营4"]
    shown = [kind for kind, lane in view.board.lanes.items() if lane.isVisible()]
    assert shown == ["C2", "C3", "C4"]
    assert view.board.current == ("C2", 0)


def test_keys_move_and_choose(view: PressureView, qtbot: QtBot, shell: Shell) -> None:
    """Down and right move, Enter chooses the event for every page; a click does the same."""
    qtbot.keyClick(view.board, Qt.Key.Key_Down)
    assert view.board.current == ("C2", 1)
    qtbot.keyClick(view.board, Qt.Key.Key_Right)
    assert view.board.current == ("C3", 1)
    qtbot.keyClick(view.board, Qt.Key.Key_Return)
    assert shell.selection.event_id == view.lane("C3")[1].event
    cards = view.board.lanes["C2"].cards
    qtbot.mouseClick(cards.viewport(), Qt.MouseButton.LeftButton, pos=cards._box(2).center())
    assert shell.selection.event_id == view.lane("C2")[2].event


def test_another_programs_dispatch_moves_the_card_by_itself(
    view: PressureView, folder: Path, clock: rooms.Clock, run: Run[Any]
) -> None:
    """It leaves 派单 and comes to 签收 and 处置 without a key; the current card becomes the next one."""
    first = view.lane("C2")[0].event

    async def go() -> None:
        with Room.open(folder, clock) as other:
            other.do(dispatch.dispatch, first, "cg", actor="d1")
        await until(lambda: len(view.lane("C3")) == 3)

    run(go())
    assert titles(view, "C2") == ["占道经营1", "占道经营2"]
    assert "占道经营0" in titles(view, "C3")
    assert view.board.current == ("C2", 0)
    assert view._current == view.lane("C2")[0]


def test_the_current_card_stays_the_same_clock(
    view: PressureView, folder: Path, clock: rooms.Clock, qtbot: QtBot, run: Run[Any]
) -> None:
    """A nearer one comes above it: the place changes, the card does not."""
    qtbot.keyClick(view.board, Qt.Key.Key_End)
    chosen = view._current

    async def go() -> None:
        with Room.open(folder, clock) as other:
            event = rooms.reported(other, title="燃气异味", urgency="urgent")
            other.do(triage.file, event, "CG001", actor="d1")
        await until(lambda: len(view.lane("C2")) == 4)

    run(go())
    assert titles(view, "C2")[0] == "燃气异味"
    assert (view._current, view.board.current) == (chosen, ("C2", 3))


def test_time_alone_repaints_only_what_changed(
    view: PressureView, clock: rooms.Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a minute gone nothing is painted; after an hour the cards of 派单 are late and say so."""
    cards = view.board.lanes["C2"].cards
    painted: list[object] = []
    monkeypatch.setattr(cards.viewport(), "update", lambda *rect: painted.append(rect), raising=False)
    view._show_moved(frozenset())
    assert painted == []
    clock.pass_(HOUR)
    view._show_moved(frozenset())
    assert len(painted) == 3
    assert {face.light for place in range(3) if (face := cards.face(place)) is not None} == {"overdue"}
    assert view.board.lanes["C2"].head.heading.overdue == 3


def test_why_tells_the_sum(view: PressureView, qtbot: QtBot) -> None:
    """W opens the lines a clerk can check; it follows the current card."""
    qtbot.keyClick(view, Qt.Key.Key_W)
    assert "占道经营0" in view.why.title.text()
    assert "工作时间 30 分钟" in view.why.lines.text()
    qtbot.keyClick(view.board, Qt.Key.Key_Right)
    assert "占道经营3" in view.why.title.text()


def test_bars_gather_by_unit_and_narrow_the_lanes(view: PressureView, clock: rooms.Clock, qtbot: QtBot) -> None:
    """After two days all is late: bars by unit and grid agree with the queue; one bar shows only its own cards."""
    clock.pass_(2 * DAY)
    view._show_moved(frozenset())
    assert [(bar.name, bar.overdue) for bar in view.bars.bars] == [("未派单", 3), ("城管中队", 2)]
    view.bars.setFocus()
    qtbot.keyClick(view.bars, Qt.Key.Key_Down)
    qtbot.keyClick(view.bars, Qt.Key.Key_Return)
    assert (len(view.lane("C2")), len(view.lane("C4"))) == (0, 2)
    assert view.head.filter.isVisible()
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert len(view.lane("C2")) == 3
    qtbot.keyClick(view, Qt.Key.Key_G)
    assert [(bar.name, bar.overdue) for bar in view.bars.bars] == [("富民村第一网格", 5)]


def test_a_room_that_does_not_answer_is_told(view: PressureView) -> None:
    """Old figures stay readable under the sentence; it goes when the reason goes."""
    view.desk.beat.emit(-1.0)
    assert view.note is not None
    assert view.note.kind == "stale"
    view.desk.beat.emit(0.01)
    assert view.note.kind is None


def test_a_clock_that_lies_freezes_lights_until_the_head_confirms(
    view: PressureView, folder: Path, clock: rooms.Clock, run: Run[Any]
) -> None:
    """Years ahead: every card keeps its light, nothing is recorded, the card says why; then the head presses."""
    seen = clock.now

    async def go() -> None:
        clock.pass_(3 * 366 * DAY)
        await until(lambda: not view.notices.doubt.isHidden())
        assert view.feed.now() == seen
        assert view.board.lanes["C2"].head.heading.overdue == 0
        assert view.notices.doubt.answer.isHidden()  # nobody is signed in who may
        await view.desk.do(confirm_clock, actor="head")
        await until(view.notices.doubt.isHidden)

    run(go())
    assert view.feed.now() == clock.now
    assert view.board.lanes["C2"].head.heading.overdue == 3


def test_one_card_tells_a_downtime_and_goes_when_it_was_read(
    view: PressureView, clock: rooms.Clock, qtbot: QtBot, run: Run[Any]
) -> None:
    """Five cases ran out over two days: one card with every alarm judged, a list below M, and Z takes it away."""

    async def go() -> None:
        clock.pass_(2 * DAY)
        await view.desk.do(watch.look, actor=SYSTEM)
        await until(lambda: not view.notices.caught_up.isHidden())
        card = view.notices.caught_up
        assert "到期 5 件" in card.words.text()
        assert "过时 7 项" in card.words.text()
        qtbot.keyClick(view, Qt.Key.Key_M)
        assert view.breaches.isVisible()
        assert not view.board.isVisible()
        assert {row[-1].partition("，")[0] for row in view.breaches.table.rows} <= {"补报", "过时"}
        view.desk._person = view.desk.reader.find("person", "d1")
        qtbot.keyClick(view, Qt.Key.Key_Z)
        await until(card.isHidden)

    run(go())
    assert view.head.month.text().startswith("本月超期")


def test_the_hours_ahead_say_who_is_lacking(
    view: PressureView, folder: Path, clock: rooms.Clock, run: Run[Any]
) -> None:
    """The roster comes from another program: nobody, then somebody without a certificate, then one with it."""
    words = view.hours.sentence

    async def go() -> None:
        assert "周四 09:00 到期 3 件，无人值班" in words.text()
        with Room.open(folder, clock) as other:
            other.do(define.define_person, "d2", certificates=["law"], actor="admin")
            other.do(duty.set_duty, "2026-11-05", "dispatcher", "day", ["d1"], actor="head")
            await until(lambda: "09:00 到期 3 件，值班无执法证人员（值班 王某）" in words.text())
            other.do(duty.set_duty, "2026-11-05", "dispatcher", "day", ["d1", "d2"], actor="head")
            await until(lambda: "09:00 到期 3 件，值班 王某、陈某" in view.hours.strip.marks[0].words)

    run(go())
    assert sum(mark.count for mark in view.hours.strip.marks) >= 5


def test_bars_by_person_and_source(view: PressureView, clock: rooms.Clock, qtbot: QtBot) -> None:
    """Nobody has signed an order; all came from one source; the lanes follow a bar."""
    clock.pass_(2 * DAY)
    view._show_moved(frozenset())
    qtbot.keyClick(view, Qt.Key.Key_P)
    assert [(bar.name, bar.overdue) for bar in view.bars.bars] == [("还没有人签收", 5)]
    qtbot.keyClick(view, Qt.Key.Key_S)
    assert [bar.overdue for bar in view.bars.bars] == [5]
    assert view.bars.bars[0].name != "other"


def test_a_bar_moves_without_its_card(view: PressureView, clock: rooms.Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """When only the used part of the limit has grown, a strip a few pixels high is painted, nothing else."""
    cards = view.board.lanes["C4"].cards
    before = cards.face(0)
    assert before is not None
    painted: list[Any] = []
    monkeypatch.setattr(cards.viewport(), "update", painted.append, raising=False)
    clock.pass_(MINUTE)
    view._show_moved(frozenset())
    after = cards.face(0)
    assert after is not None
    assert after.used > before.used
    assert painted
    same = replace(before, used=after.used) == after
    assert all(rect.height() < 10 for rect in painted) == same


def test_a_card_says_what_the_room_does_next(view: PressureView) -> None:
    """The warning comes first, with its time; the used part of the limit is told as a bar."""
    face = view.board.lanes["C4"].cards.face(0)
    assert face is not None
    assert face.ahead.endswith("转临期")
    assert 0 <= face.used < 500


def test_an_empty_room_says_so(
    tmp_path: Path, theme: Theme, shell: Shell, loop: asyncio.AbstractEventLoop, qtbot: QtBot, run: Run[Any]
) -> None:
    """A sentence instead of empty lanes."""
    folder = rooms.make(tmp_path / "new")
    desk = Desk(lambda: Room.open(folder, rooms.Clock()), loop)
    run(desk.open())
    view = PressureView(desk, theme, shell)
    qtbot.addWidget(view)
    view.enter()
    assert view.note is not None
    assert view.note.kind == "loading"
    run(until(view.ready))
    assert view.note.kind == "empty"
    run(desk.close())
