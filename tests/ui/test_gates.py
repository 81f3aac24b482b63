"""Tests of what stands before the work: first start, Caps Lock, idle, a room that cannot be opened."""

from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from commandroom.domain.errors import Refused
from commandroom.profiles import CODES
from tests.helpers.small_room import Run, SmallRoom, until
from ui.desk import Desk
from ui.idle import IdleWatch
from ui.theme import Theme
from ui.views.first_start_view import PROFILES, FirstStartView, Founding, code_trouble, password_trouble
from ui.views.gate import PasswordEdit
from ui.views.opening_view import OpeningView
from ui.widgets.state_note import StateNote


@pytest.mark.parametrize(
    ("code", "right"),
    [
        ("320412003", True),
        ("320412003000", True),
        ("330212005", True),
        ("360881403", True),
        ("", False),
        ("320412", False),
        ("3204120031", False),
        ("320412000", False),
        ("320412000000", False),
        ("320412003201", False),
        ("990412003", False),
        ("32041200x", False),
    ],
)
def test_a_code_is_that_of_a_town(code: str, right: bool) -> None:
    """Nine digits, or twelve with the bureau's zeros; not a county, not a village, not an unknown province."""
    assert (code_trouble(code) == "") is right


@pytest.mark.parametrize(
    ("password", "right"),
    [
        ("Lucheng-2026", True),
        ("lucheng2026!", True),
        ("Lucheng2026x", True),
        ("Lc-2026ab", False),
        ("lucheng-room", False),
        ("20262026202", False),
        ("Admin-2026-x", False),
    ],
)
def test_a_password_is_strong(password: str, right: bool) -> None:
    """Ten characters of three classes, without the account's name."""
    assert (password_trouble(password, "admin") == "") is right


def test_the_profiles_are_those_of_the_core() -> None:
    """Every founding document can be chosen."""
    assert sorted(letter for letter, _, _ in PROFILES) == sorted(CODES)


def hosted(qtbot: QtBot, view: QWidget) -> QWidget:
    """Show a view where it lives: inside a window."""
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(1366, 768)
    view.setParent(host)
    view.setGeometry(host.rect())
    host.show()
    view.show()
    return host


def fill(view: FirstStartView) -> None:
    """Right values in every line."""
    view.name.edit.setText("潞城街道综合信息指挥室")
    view.code.edit.setText("320412003")
    view.account.edit.setText("admin")
    view.password.edit.setText("Lucheng-2026")
    view.again.edit.setText("Lucheng-2026")
    view.choose_profile("B")


def test_first_start_says_what_is_wrong_where(desk: Desk, theme: Theme, qtbot: QtBot) -> None:
    """Nothing is created while a line is wrong; each wrong line has its sentence, the keyboard goes to the first."""
    made: list[Founding] = []
    view = FirstStartView(desk, theme, lambda wanted: made.append(wanted) or SmallRoom())
    _host = hosted(qtbot, view)
    fill(view)
    view.code.edit.setText("320412")
    view.again.edit.setText("Lucheng-2027")
    view.submit()
    assert made == []
    assert "6 位" in view.code.trouble()
    assert view.again.trouble() != ""
    assert (view.name.trouble(), view.password.trouble()) == ("", "")


def test_first_start_creates_what_was_entered(desk: Desk, theme: Theme, qtbot: QtBot, run: Run[Any]) -> None:
    """On the room's own thread, once, though the button is pressed twice."""
    made: list[Founding] = []
    accounts: list[str] = []
    view = FirstStartView(desk, theme, lambda wanted: made.append(wanted) or desk.room)
    view.made.connect(accounts.append)
    _host = hosted(qtbot, view)
    fill(view)
    view.submit()
    view.submit()
    run(until(lambda: bool(accounts)))
    assert made == [Founding("潞城街道综合信息指挥室", "320412003", "B", "admin", "Lucheng-2026")]
    assert accounts == ["admin"]
    assert view.password.edit.text() == ""


def test_first_start_shows_what_the_room_refused(desk: Desk, theme: Theme, qtbot: QtBot, run: Run[Any]) -> None:
    """The form stays filled and can be sent again."""

    def refuse(_wanted: Founding) -> SmallRoom:
        raise Refused("room.exists", folder="/x")

    view = FirstStartView(desk, theme, refuse)
    _host = hosted(qtbot, view)
    fill(view)
    view.submit()
    run(until(lambda: view._trouble.isVisible()))
    assert "/x" in view._trouble.text()
    assert view.button.isEnabled()
    assert view.name.text() != ""


def test_caps_lock_is_noticed(theme: Theme, qtbot: QtBot) -> None:
    """A capital without Shift, or a small letter with it, shows the hint; a right one takes it away."""
    edit = PasswordEdit()
    qtbot.addWidget(edit)
    qtbot.addWidget(edit.caps)
    for text, held, hint in (("A", False, True), ("a", False, False), ("a", True, True), ("A", True, False)):
        modifier = Qt.KeyboardModifier.ShiftModifier if held else Qt.KeyboardModifier.NoModifier
        edit.keyPressEvent(QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, modifier, text))
        assert edit.caps.isHidden() is not hint


def test_nobody_at_the_desk_for_ten_minutes(qtbot: QtBot) -> None:
    """Said once; a key begins a new count; 0 never locks."""
    clock = [0.0]
    heard: list[float] = []
    widget = QWidget()
    qtbot.addWidget(widget)
    limit = [600.0]
    watch = IdleWatch(widget, lambda: limit[0], lambda: clock[0])
    watch.idle.connect(lambda: heard.append(clock[0]))
    widget.show()
    for now in (599.0, 600.0, 700.0):
        clock[0] = now
        watch.look()
    assert heard == [600.0]
    qtbot.keyClick(widget, Qt.Key.Key_A)
    clock[0] = 1299.0
    watch.look()
    assert heard == [600.0]
    clock[0] = 1300.0
    watch.look()
    assert heard == [600.0, 1300.0]
    limit[0] = 0.0
    qtbot.keyClick(widget, Qt.Key.Key_A)
    clock[0] = 9999.0
    watch.look()
    assert len(heard) == 2


def test_the_first_touch_after_the_time_finds_the_lock(qtbot: QtBot) -> None:
    """A machine that slept for an hour does not show the last screen to whoever wakes it."""
    clock = [0.0]
    heard: list[float] = []
    widget = QWidget()
    qtbot.addWidget(widget)
    watch = IdleWatch(widget, lambda: 600.0, lambda: clock[0])
    watch.idle.connect(lambda: heard.append(clock[0]))
    widget.show()
    clock[0] = 3600.0
    qtbot.keyClick(widget, Qt.Key.Key_A)
    assert heard == [3600.0]


def test_a_room_that_cannot_be_opened_can_be_tried_again(theme: Theme, qtbot: QtBot) -> None:
    """The sentence stays until the button is pressed."""
    view = OpeningView(theme)
    _host = hosted(qtbot, view)
    assert view.said() == ""
    view.say("数据库文件已损坏。")
    assert view.said() == "数据库文件已损坏。"
    with qtbot.waitSignal(view.again, timeout=1000):
        qtbot.mouseClick(view._button, Qt.MouseButton.LeftButton)
    assert view.said() == ""


def test_stale_leaves_the_old_figures_readable(theme: Theme, qtbot: QtBot) -> None:
    """Empty and error cover the page, stale only its upper edge; the button does what it says."""
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(800, 600)
    page.show()
    note = StateNote(theme, page)
    pressed: list[str] = []
    note.say("empty", "这里还没有事件。", "登记 F2", lambda: pressed.append("F2"))
    assert note.geometry() == page.rect()
    qtbot.mouseClick(note._button, Qt.MouseButton.LeftButton)
    assert pressed == ["F2"]
    note.say("stale", "画面停在 14:02。")
    assert note.height() < 40
    note.clear()
    assert note.kind is None
