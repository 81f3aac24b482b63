"""Tests of the register panel on a real room: proposals, drafts that survive, duplicates, reporting by key."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from commandroom.domain.people import Person
from commandroom.room import Room
from tests.helpers import rooms
from tests.helpers.small_room import Run, until
from ui.desk import Desk
from ui.dialogs.drafts import bring_back
from ui.dialogs.register_dialog import RegisterPanel
from ui.shell import Shell, Toast
from ui.theme import Theme
from ui.widgets.panel import PanelHost

NOTE = "昨晚8点富民路口有人占道经营，我是张建国，电话13812345678"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A founded room with people, grids and items."""
    return rooms.make(tmp_path / "room")


@pytest.fixture
def seat(folder: Path, loop: asyncio.AbstractEventLoop, run: Run[Any]) -> Iterator[Desk]:
    """A desk with dispatcher d1 signed in."""
    clock = rooms.Clock()
    made = Desk(lambda: Room.open(folder, clock), loop, poll_ms=50)
    run(made.open())
    run(made.sign_in("d1", rooms.PASSWORD))
    yield made
    run(made.close())


@pytest.fixture
def host(theme: Theme, shell: Shell, qtbot: QtBot) -> PanelHost:
    """The window's right edge, shown."""
    over = QWidget()
    qtbot.addWidget(over)
    over.resize(1366, 700)
    made = PanelHost(theme, over)
    shell.panel_wanted.connect(made.open)
    shell.panel_parked.connect(made.keep)
    over.show()
    return made


def write(panel: RegisterPanel, name: str, words: str) -> None:
    """Type into a line as a person does."""
    edit: Any = panel.form.fields[name].first()
    edit.setText(words)
    edit.textEdited.emit(words)


def signed_in(desk: Desk) -> Person:
    """Who sits here."""
    assert desk.person is not None
    return desk.person


def count(desk: Desk, state: str) -> int:
    """How many events stand in a state."""
    return int(desk.reader.rows("SELECT count(*) FROM event WHERE state = ?", (state,))[0][0])


def test_a_note_fills_the_form_and_never_what_was_typed(
    seat: Desk, theme: Theme, shell: Shell, host: PanelHost, run: Run[Any]
) -> None:
    """Proposals carry their reason; a field somebody typed in is left alone; a better note corrects the rest."""
    panel = RegisterPanel(seat, theme, shell)
    host.open(panel)
    write(panel, "reporter", "李女士")
    panel.note.edit.setPlainText(NOTE)
    run(until(lambda: panel.form.value("phone") == "13812345678"))
    assert panel.form.value("reporter") == "李女士"
    assert panel.form.value("title") == "富民路口有人占道经营"
    assert panel.form.value("occurred_at") == "2026-11-04 20:00"
    assert panel.form.value("text") == NOTE
    assert "昨晚8点" in panel.form.fields["occurred_at"].reason
    panel.note.edit.setPlainText("富民路口有人占道经营，电话13900000000")
    run(until(lambda: panel.form.value("phone") == "13900000000"))
    assert panel.form.value("occurred_at") == ""


def test_reported_by_key(
    seat: Desk, theme: Theme, shell: Shell, host: PanelHost, run: Run[Any], qtbot: QtBot
) -> None:
    """Ctrl+Enter reports: the number is said, the selection goes there, the panel is gone."""
    said: list[Toast] = []
    shell.toast_wanted.connect(said.append)
    panel = RegisterPanel(seat, theme, shell)
    host.open(panel)
    panel.note.edit.setPlainText(NOTE)
    run(until(lambda: panel.form.value("phone") != ""))
    qtbot.keyClick(  # type: ignore[no-untyped-call] # pytest-qt has no types here
        panel.note.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier
    )
    run(until(lambda: host.panel is None))
    event = seat.reader.event(shell.selection.event_id)
    assert (event.state, event.phone, event.reporter) == ("reported", "13812345678", "张建国")
    assert event.number in said[-1].words
    assert count(seat, "draft") == 0


def test_wrong_input_is_said_at_its_field(
    seat: Desk, theme: Theme, shell: Shell, host: PanelHost, run: Run[Any]
) -> None:
    """No title, no place, a telephone that is none, a time to come, a grid nobody knows: each at its field."""
    panel = RegisterPanel(seat, theme, shell)
    host.open(panel)
    panel.submit()
    assert panel.form.fields["title"].trouble
    write(panel, "title", "路灯不亮")
    panel.submit()
    assert panel.form.fields["place"].trouble
    write(panel, "place", "富民路")
    for name, bad in (("phone", "12"), ("occurred_at", "2099-01-01 08:00"), ("external_due_at", "2020-01-01"),
                      ("grid", "没有这个网格")):  # fmt: skip
        write(panel, name, bad)
        panel.submit()
        assert panel.form.fields[name].trouble, name
        write(panel, name, "")
    assert count(seat, "reported") == 0
    panel.submit()
    run(until(lambda: host.panel is None))
    assert count(seat, "reported") == 1


def test_a_second_call_parks_the_first_and_it_survives(
    seat: Desk, theme: Theme, shell: Shell, host: PanelHost, run: Run[Any]
) -> None:
    """The form put aside is a draft in the journal; in a window opened anew it comes back with all its words."""
    first = RegisterPanel(seat, theme, shell)
    host.open(first)
    write(first, "title", "第一通电话")
    write(first, "place", "富民路")
    second = RegisterPanel(seat, theme, shell)
    host.open(second)
    run(until(lambda: bool(first.draft)))
    assert host.drafts == (first,)
    assert count(seat, "draft") == 1
    host.open(first)
    assert first.form.value("title") == "第一通电话"
    write(first, "reporter", "王先生")
    host.park()
    run(until(lambda: seat.reader.event(first.draft).reporter == "王先生"))
    assert run(bring_back(seat, theme, shell, signed_in(seat))) == []
    draft = first.draft
    host.discard(first)
    run(until(lambda: first.gone))
    (again,) = run(bring_back(seat, theme, shell, signed_in(seat)))
    assert again.draft == draft
    assert (again.form.value("title"), again.form.value("reporter")) == ("第一通电话", "王先生")
    assert "第一通电话" in again.summary()
    host.open(again)
    again.submit()
    run(until(lambda: host.panel is None))
    event = seat.reader.event(draft)
    assert (event.state, event.title) == ("reported", "第一通电话")


def test_discarded_on_purpose_is_gone_from_the_journal_too(
    seat: Desk, theme: Theme, shell: Shell, host: PanelHost, run: Run[Any]
) -> None:
    """Twice 弃置: the draft is void and no chip comes back."""
    panel = RegisterPanel(seat, theme, shell)
    host.open(panel)
    write(panel, "title", "打错了")
    panel.keep()
    run(until(lambda: bool(panel.draft)))
    draft = panel.draft
    host._discard_pressed()
    host._discard_pressed()
    run(until(lambda: seat.reader.event(draft).state == "voided"))
    assert run(bring_back(seat, theme, shell, signed_in(seat))) == []


def test_reported_while_the_draft_is_still_on_its_way(
    seat: Desk, theme: Theme, shell: Shell, host: PanelHost, run: Run[Any]
) -> None:
    """Kept and reported in one breath is one case, and no draft stays behind."""
    panel = RegisterPanel(seat, theme, shell)
    host.open(panel)
    write(panel, "title", "路灯不亮")
    write(panel, "place", "富民路")
    panel.keep()
    panel.submit()
    run(until(lambda: host.panel is None))
    assert (count(seat, "reported"), count(seat, "draft")) == (1, 0)


def test_discarded_while_the_draft_is_still_on_its_way(
    seat: Desk, theme: Theme, shell: Shell, host: PanelHost, run: Run[Any]
) -> None:
    """The draft that was being kept is void as soon as it is there."""
    panel = RegisterPanel(seat, theme, shell)
    host.open(panel)
    write(panel, "title", "打错了")
    panel.keep()
    host._discard_pressed()
    host._discard_pressed()
    run(until(lambda: count(seat, "voided") == 1))
    assert count(seat, "draft") == 0


def test_a_duplicate_is_offered_and_merged_by_key(
    seat: Desk, theme: Theme, shell: Shell, host: PanelHost, run: Run[Any]
) -> None:
    """The second caller about the same thing: the hint says why, Alt+1 reports and merges, both are kept."""
    for phone in ("13812345678", "13900000000"):
        panel = RegisterPanel(seat, theme, shell)
        host.open(panel)
        write(panel, "title", "阳光花园12幢北门垃圾没人收")
        write(panel, "place", "阳光花园12幢北门")
        write(panel, "phone", phone)
        if phone.startswith("138"):
            panel.submit()
            run(until(lambda: host.panel is None))
    run(until(lambda: bool(panel.hints.hints)))
    hint = panel.hints.hints[0]
    assert "同一地点" in hint.words
    panel.hints.press(1)
    run(until(lambda: host.panel is None))
    assert (count(seat, "reported"), count(seat, "merged")) == (1, 1)
    assert shell.selection.event_id == hint.id
