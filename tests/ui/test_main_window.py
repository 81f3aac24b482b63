"""Tests of the shell: gates, pages, panels, results, keys, pictures."""

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout
from pytestqt.qtbot import QtBot

from commandroom.clock import Trust
from commandroom.domain.changes import Changes
from commandroom.domain.errors import Refused, Unavailable
from tests.helpers.small_room import Run, SmallRoom, until
from ui import shots
from ui.desk import Desk
from ui.idle import IdleWatch
from ui.main_window import MainWindow
from ui.shell import Command, Shell
from ui.theme import Theme
from ui.views.page import ActionEntry, Page, PageEntry
from ui.widgets.light import LightLabel
from ui.widgets.panel import Panel

NOON = 1782878400
"""2026-07-01 12:00 +08:00."""


class Sheet(Page):
    """A page that notes what it hears."""

    def __init__(self, name: str, desk: Desk, theme: Theme, shell: Shell) -> None:
        super().__init__(desk, theme, shell)
        self.name = name
        self.heard: list[Changes] = []
        self.searched: list[str] = []
        self.complete = True

    def take(self, changes: Changes) -> None:
        self.heard.append(changes)

    def ready(self) -> bool:
        return self.complete

    def search(self, words: str) -> bool:
        self.searched.append(words)
        return self.name == "desk"

    def keys(self) -> list[tuple[str, str]]:
        return [("D", "派单")]


class Form(Panel):
    """A form of one line."""

    title = "登记事件"

    def __init__(self) -> None:
        super().__init__()
        self.line = QLineEdit()
        QVBoxLayout(self).addWidget(self.line)

    def worth_keeping(self) -> bool:
        return bool(self.line.text())

    def summary(self) -> str:
        return f"来电 {self.line.text()}"

    def first_field(self) -> QLineEdit:
        return self.line


@pytest.fixture
def acted() -> list[str]:
    """The actions of the rail that were run."""
    return []


@pytest.fixture
def window(
    desk: Desk, theme: Theme, shell: Shell, qtbot: QtBot, acted: list[str], run: Run[Any]
) -> Iterator[MainWindow]:
    """The window on the small room with two pages and one action, 王建国 signed in."""
    pages = [
        PageEntry(name, word, icon, partial(Sheet, name))
        for name, word, icon in (("desk", "指挥台", "desk"), ("map", "地图", "map"))
    ]
    actions = [ActionEntry("register", "登记", "register", "F2", lambda *_: acted.append("register"))]
    made = MainWindow(desk, theme, shell, pages, actions, lambda: NOON)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.begin("潞城街道综合信息指挥室", "wang")
    made.show()
    qtbot.waitExposed(made)
    run(desk.sign_in("wang", "Lucheng-2026"))
    made.enter()
    yield made
    made.close()


def sheet(window: MainWindow) -> Sheet:
    """The page shown now."""
    page = window.page
    assert isinstance(page, Sheet)
    return page


def key(qtbot: QtBot, window: MainWindow, code: Qt.Key, held: Qt.KeyboardModifier | None = None) -> None:
    """Press a key where the focus is."""
    qtbot.keyClick(window, code, held or Qt.KeyboardModifier.NoModifier)


CTRL = Qt.KeyboardModifier.ControlModifier


def test_nothing_is_shown_before_somebody_signs_in(desk: Desk, theme: Theme, shell: Shell, qtbot: QtBot) -> None:
    """No page is even made, and the keys of the shell do nothing."""
    made = MainWindow(
        desk, theme, shell, [PageEntry("desk", "指挥台", "desk", partial(Sheet, "desk"))], [], lambda: NOON
    )
    qtbot.addWidget(made)
    made.begin("潞城街道")
    made.show()
    key(qtbot, made, Qt.Key.Key_1, CTRL)
    assert made.page is None
    assert not made.working


def test_exactly_the_registered_pages(window: MainWindow, qtbot: QtBot) -> None:
    """The rail has a button for each page and action, Ctrl+n turns to the n-th, a page is made when visited."""
    assert sheet(window).name == "desk"
    assert window.stack.count() == 1
    key(qtbot, window, Qt.Key.Key_2, CTRL)
    assert sheet(window).name == "map"
    assert window.stack.count() == 2


def test_a_hidden_page_hears_later(window: MainWindow, desk: Desk) -> None:
    """The shown page hears at once; the other hears everything it missed as one, when it is shown."""
    window.stack.turn_to("map")
    map_page = sheet(window)
    window.stack.turn_to("desk")
    for ident in ("e1", "e2"):
        desk.changed.emit(Changes(frozenset({("event", ident)}), 1))
    assert len(sheet(window).heard) == 2
    assert map_page.heard == []
    window.stack.turn_to("map")
    assert [changes.of("event") for changes in map_page.heard] == [{"e1", "e2"}]


def test_locking_hides_everything_and_keeps_the_form(
    window: MainWindow, desk: Desk, shell: Shell, qtbot: QtBot, run: Run[Any]
) -> None:
    """Ctrl+L shows the lock at once; after the right password the half-filled form is as it was."""
    form = Form()
    shell.open_panel(form)
    form.line.insert("路面积水")
    key(qtbot, window, Qt.Key.Key_L, CTRL)
    assert not window.work.isVisible()
    assert not form.isVisible()
    assert desk.person is None
    view = window.lock_view
    view.password.edit.setText("wrong")
    view.submit()
    run(until(lambda: bool(view.password.trouble())))
    assert not window.working
    view.password.edit.setText("Lucheng-2026")
    view.submit()
    run(until(lambda: window.working))
    assert form.isVisible()
    assert form.line.text() == "路面积水"
    assert view.password.edit.text() == ""


def test_a_second_call_never_destroys_the_first_form(window: MainWindow, shell: Shell, qtbot: QtBot) -> None:
    """The first form parks as a chip; the chip brings it back as it was."""
    first, second = Form(), Form()
    shell.open_panel(first)
    qtbot.keyClicks(first.line, "14:21")
    shell.open_panel(second)
    assert window.panels.drafts == (first,)
    qtbot.keyClicks(second.line, "14:29")
    window.bottom.draft_pressed.emit(first)
    assert window.panels.panel is first
    assert first.line.text() == "14:21"
    assert window.panels.drafts == (second,)


def test_escape_parks_and_never_discards(window: MainWindow, shell: Shell, qtbot: QtBot) -> None:
    """A form with something in it becomes a draft on Esc; an untouched one leaves nothing behind."""
    form = Form()
    shell.open_panel(form)
    qtbot.keyClicks(form.line, "x")
    key(qtbot, window, Qt.Key.Key_Escape)
    qtbot.keyClick(form.line, Qt.Key.Key_Escape)
    assert window.panels.drafts == (form,)
    assert not window.panels.isVisible()
    key(qtbot, window, Qt.Key.Key_J, CTRL)
    assert window.panels.panel is form
    form.line.clear()
    window.panels.park()
    assert window.panels.drafts == ()


def test_an_answered_panel_is_gone(window: MainWindow, shell: Shell) -> None:
    """``done`` closes the panel and leaves no draft."""
    form = Form()
    shell.open_panel(form)
    form.line.setText("x")
    form.done.emit()
    assert window.panels.panel is None
    assert window.panels.drafts == ()


def test_a_result_can_be_taken_back(window: MainWindow, shell: Shell, qtbot: QtBot) -> None:
    """Ctrl+Z undoes what the line speaks of, once."""
    undone: list[str] = []
    shell.toast("已派单给城管所", undo=lambda: undone.append("派单"))
    assert window.toasts.isVisible()
    key(qtbot, window, Qt.Key.Key_Z, CTRL)
    key(qtbot, window, Qt.Key.Key_Z, CTRL)
    assert undone == ["派单"]


def test_a_result_keeps_clear_of_a_panel(window: MainWindow, shell: Shell) -> None:
    """At 1366x768 the line does not cover the form's button."""
    shell.open_panel(Form())
    shell.toast("这是一条比较长的结果：已派单给城市管理综合执法所，处置时限为十一月七日十七时三十分，协办单位两个。")
    assert window.toasts.geometry().right() < window.panels.geometry().left()
    assert window.stack.rect().contains(window.toasts.geometry())


def test_a_refusal_is_a_sentence(window: MainWindow, desk: Desk) -> None:
    """What the room refused comes as a line in Chinese with what to do."""
    desk.failed.emit(Refused("who.unknown_person", person="zhang"))
    toast = window.toasts.toast
    assert toast is not None
    assert toast.kind == "refused"
    assert "zhang" in toast.words
    assert not re.fullmatch(r"[a-z_.]+", toast.words)


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_command_line_searches_and_commands(
    window: MainWindow, shell: Shell, qtbot: QtBot, acted: list[str]
) -> None:
    """Ctrl+K takes the keyboard; other words are searched on the desk; a command's word runs it."""
    window.stack.turn_to("map")
    key(qtbot, window, Qt.Key.Key_K, CTRL)
    line = window.top.command
    assert line.hasFocus()
    line.insert("井盖")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert sheet(window).name == "desk"
    assert sheet(window).searched == ["井盖"]
    line.setText("登记")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert acted == ["register"]
    assert line.text() == ""


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_commands_are_found_by_initials_and_events_by_number(
    window: MainWindow, shell: Shell, qtbot: QtBot, acted: list[str]
) -> None:
    """Typing dj offers 登记 and Enter runs it; a number that is an event's offers to open it, before the search."""
    line = window.top.command
    key(qtbot, window, Qt.Key.Key_K, CTRL)
    qtbot.keyClicks(line, "dj")
    assert [command.words for command in line.offered("dj")] == ["登记", "搜索“dj”"]
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert acted == ["register"]
    opened: list[str] = []
    shell.add_finder(lambda words: [Command("打开 0007", lambda: opened.append(words))] if words == "7" else [])
    key(qtbot, window, Qt.Key.Key_K, CTRL)
    line.insert("7")
    assert next(command.words for command in line.offered("7")) == "打开 0007"
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert opened == ["7"]


def test_the_rails_action_has_its_key(window: MainWindow, qtbot: QtBot, acted: list[str]) -> None:
    """F2 registers."""
    key(qtbot, window, Qt.Key.Key_F2)
    assert acted == ["register"]


def test_help_lists_every_key(window: MainWindow, qtbot: QtBot) -> None:
    """F1 shows the page's own keys beside the shell's; Esc closes it."""
    from PySide6.QtWidgets import QLabel

    key(qtbot, window, Qt.Key.Key_F1)
    shown = {label.text() for label in window.help.findChildren(QLabel)}
    assert {"D", "派单", "Ctrl+1", "指挥台", "F2", "登记", "Ctrl+K", "F11"} <= shown
    key(qtbot, window, Qt.Key.Key_Escape)
    qtbot.keyClick(window.help, Qt.Key.Key_Escape)
    assert not window.help.isVisible()


def test_the_theme_reaches_every_pixel(window: MainWindow, qtbot: QtBot) -> None:
    """Ctrl+T paints the same window in the next theme."""
    grounds = []
    for _ in range(3):
        grounds.append(window.grab().toImage().pixelColor(700, 300).name())
        key(qtbot, window, Qt.Key.Key_T, CTRL)
    assert grounds == [QColor(colour).name() for colour in ("#F6F7F9", "#0F1419", "#05080B")]


def test_a_wrong_clock_is_shown(window: MainWindow, desk: Desk) -> None:
    """The lamp says how far behind the journal this computer is."""
    desk.clock_told.emit(Trust(sound=False, behind=7200, now=NOON, last=NOON + 7200))
    names = [part.accessibleName() for part in window.bottom.findChildren(LightLabel)]
    assert any("2时" in name for name in names)


def test_pictures_of_everything(window: MainWindow, theme: Theme, run: Run[Any], tmp_path: Path) -> None:
    """Each size and theme gives sign-in, every page, visitor mode, the keys and the lock, in their true size."""
    window.leave()
    taken = run(
        shots.take_all(
            window, tmp_path, [QSize(1366, 768), QSize(1920, 1080)], ["light", "dark"], "wang", "Lucheng-2026"
        )
    )
    names = [path.name for path in taken]
    assert len(names) == 24
    assert names[:6] == [
        "00-sign-in-1366x768-light.png", "01-desk-1366x768-light.png", "02-map-1366x768-light.png",
        "03-visitors-1366x768-light.png", "04-keys-1366x768-light.png", "05-lock-1366x768-light.png",
    ]  # fmt: skip
    assert QImage(str(tmp_path / "01-desk-1920x1080-dark.png")).size() == QSize(1920, 1080)


def test_a_page_that_never_settles_fails_the_pictures(
    window: MainWindow, run: Run[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No picture of half a page is taken for a whole one."""
    monkeypatch.setattr(shots, "PATIENCE", 0.05)
    sheet(window).complete = False
    with pytest.raises(Unavailable) as caught:
        run(shots.take_all(window, tmp_path, [QSize(1366, 768)], ["light"], "wang", "Lucheng-2026"))
    assert caught.value.facts["page"] == "desk"


def test_five_wrong_passwords_make_one_wait(window: MainWindow, small_room: SmallRoom, run: Run[Any]) -> None:
    """The button rests, the seconds count down, then another try is allowed."""
    window.lock()
    view = window.lock_view
    small_room.wrong_tries = 5
    view.password.edit.setText("x")
    view.submit()
    run(until(lambda: view.waiting > 0))
    assert "0:03" in view.password.trouble()
    assert not view.button.isEnabled()
    for _ in range(3):
        view._second()
    assert view.waiting == 0
    assert view.button.isEnabled()


def test_the_windows_own_keys_count_as_a_touch(window: MainWindow, qtbot: QtBot) -> None:
    """A key pressed anywhere in the window begins the count of ten minutes anew."""
    clock = [0.0]
    watch = IdleWatch(window.windowHandle(), lambda: 600.0, lambda: clock[0])
    watch.idle.connect(window.lock)
    clock[0] = 599.0
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Shift)
    clock[0] = 1198.0
    watch.look()
    assert window.working
    clock[0] = 1199.0
    watch.look()
    assert not window.working
