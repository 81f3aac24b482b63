"""Tests of the window on a real room: first start, sign-in, the wait, another program's entries, pictures."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from commandroom.actions import room_settings
from commandroom.domain.changes import Changes
from commandroom.first_start import found_room
from commandroom.room import Room
from tests.helpers.small_room import Run, until
from ui.app import arguments, lock_seconds
from ui.desk import POLL_MS, Desk
from ui.theme import Theme
from ui.views.first_start_view import FirstStartView, Founding
from ui.views.sign_in_view import SignInView

PASSWORD = "Lucheng-2026"


def found(folder: Path) -> None:
    """A room of profile L with its administrator."""
    found_room(folder, name="潞城街道综合信息指挥室", code="320412003", profile="L", admin="admin", password=PASSWORD)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a founded room."""
    found(tmp_path / "room")
    return tmp_path / "room"


@pytest.fixture
def seat(folder: Path, loop: asyncio.AbstractEventLoop, run: Run[Any]) -> Iterator[Desk]:
    """A desk on the founded room."""
    made = Desk(lambda: Room.open(folder), loop, poll_ms=50)
    run(made.open())
    yield made
    run(made.close())


@pytest.fixture
def no_room_yet(tmp_path: Path, loop: asyncio.AbstractEventLoop, run: Run[Any]) -> Iterator[Desk]:
    """A desk whose room is still to be made."""
    made = Desk(lambda: Room.open(tmp_path / "new"), loop)
    yield made
    run(made.close())


def test_the_first_start_makes_a_room_one_can_sign_in_to(
    tmp_path: Path, theme: Theme, no_room_yet: Desk, qtbot: QtBot, run: Run[Any]
) -> None:
    """What was typed is in the journal: name, profile, and an administrator with this password."""
    folder, desk = tmp_path / "new", no_room_yet

    def create(wanted: Founding) -> Room:
        found_room(
            folder,
            name=wanted.name,
            code=wanted.code,
            profile=wanted.profile,
            admin=wanted.admin,
            password=wanted.password,
        )
        return Room.open(folder)

    view = FirstStartView(desk, theme, create)
    qtbot.addWidget(view)
    accounts: list[str] = []
    view.made.connect(accounts.append)
    view.name.edit.setText("博山区城西街道指挥室")
    view.code.edit.setText("370304002")
    view.choose_profile("B")
    view.account.edit.setText("zhuren")
    view.password.edit.setText(PASSWORD)
    view.again.edit.setText(PASSWORD)
    view.submit()
    run(until(lambda: bool(accounts)))
    assert desk.reader.setting("name") == "博山区城西街道指挥室"
    assert desk.reader.setting("profile") == "B"
    assert run(desk.sign_in("zhuren", PASSWORD)).id == "zhuren"


def test_wrong_passwords_and_the_wait(seat: Desk, theme: Theme, qtbot: QtBot, run: Run[Any]) -> None:
    """Five wrong tries are answered alike, the sixth must wait, and the right password does not help then."""
    view = SignInView(seat, theme)
    qtbot.addWidget(view)
    view.greet("潞城街道", "admin")
    for _ in range(5):
        view.password.edit.setText("not this one")
        view.submit()
        run(until(lambda: view.button.isEnabled()))
        assert seat.person is None
    assert "不对" in view.password.trouble()
    view.password.edit.setText(PASSWORD)
    view.submit()
    run(until(lambda: view.waiting > 0))
    assert view.waiting > 500
    assert seat.person is None


def test_the_right_password_enters(seat: Desk, theme: Theme, qtbot: QtBot, run: Run[Any]) -> None:
    """``entered`` comes once, the line with the password is empty again."""
    view = SignInView(seat, theme)
    qtbot.addWidget(view)
    entered: list[bool] = []
    view.entered.connect(lambda: entered.append(True))
    view.greet("潞城街道", "admin")
    view.password.edit.setText(PASSWORD)
    view.submit()
    view.submit()
    run(until(lambda: bool(entered)))
    assert entered == [True]
    assert seat.actor == "admin"
    assert view.password.edit.text() == ""


def test_another_programs_entry_reaches_the_window(seat: Desk, folder: Path, run: Run[Any]) -> None:
    """A second program on the same folder defines a unit; this one says so by itself at its next look."""
    from commandroom.actions import define

    heard: list[Changes] = []
    seat.changed.connect(heard.append)

    async def go() -> None:
        with Room.open(folder) as other:
            other.do(define.define, "unit", "cg", {"name": "城管所"}, actor="admin")
        await until(lambda: bool(heard))

    run(go())
    assert heard[0].of("unit") == {"cg"}
    assert POLL_MS <= 500


def test_pictures_from_the_command_line(folder: Path, tmp_path: Path) -> None:
    """``commandroom-desk --shots`` ends by itself with 0 and leaves the pictures; a wrong password leaves 1."""
    out = tmp_path / "shots"
    command = [sys.executable, "-m", "ui.app", "--room", str(folder), "--shots", str(out), "--as", "admin"]
    command += ["--size", "1366x768", "--theme", "dark"]
    home = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    right = subprocess.run(
        command, env={**home, "COMMANDROOM_PASSWORD": PASSWORD}, capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip
    said = [line for line in right.stderr.splitlines() if "propagateSizeHints" not in line]  # the platform's own word
    assert (right.returncode, said) == (0, [])
    assert (out / "00-sign-in-1366x768-dark.png").stat().st_size > 3000
    wrong = subprocess.run(
        command, env={**home, "COMMANDROOM_PASSWORD": "x"}, capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip
    assert wrong.returncode == 1
    assert "密码不对" in wrong.stderr


CLOSE_AFTER = """
import sys
from PySide6.QtCore import QTimer
from ui import app
from ui.main_window import MainWindow
from ui.views.sign_in_view import SignInView

def then_close(kind, name):
    before = getattr(kind, name)
    def do(self, *args):
        before(self, *args)
        QTimer.singleShot(0, self.window().close)
    setattr(kind, name, do)

then_close(MainWindow, "enter")
then_close(SignInView, "refuse")
sys.exit(app.main(sys.argv[1:]))
"""
"""The whole program; somebody closes the window as soon as it lets them in, or does not."""


@pytest.mark.parametrize("password", [PASSWORD, "x"])
def test_the_window_ends_in_order(folder: Path, password: str) -> None:
    """Opened, signed in (or refused), closed: exit 0, nothing on standard error, no crash report, room closed."""
    ended = subprocess.run(
        [sys.executable, "-c", CLOSE_AFTER, "--room", str(folder), "--as", "admin", "--size", "1366x768"],
        env={**os.environ, "COMMANDROOM_PASSWORD": password},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert list(folder.glob("log/crash-*")) == []
    assert list(folder.glob("*-wal")) == []


@pytest.mark.parametrize("words", ["big", "1920", "1920x", "12x99999999"])
def test_a_size_written_wrong_is_explained(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Usage errors end with 2 and say how to write it."""
    with pytest.raises(SystemExit) as ended:
        arguments().parse_args(["--size", words])
    assert ended.value.code == 2
    assert "1920x1080" in capsys.readouterr().err


def test_the_room_says_when_an_untouched_window_locks(seat: Desk, run: Run[Any]) -> None:
    """Ten minutes until somebody sets it otherwise."""
    assert lock_seconds(seat) == 600.0
    run(seat.do(room_settings.change, lock_minutes="25", actor="admin"))
    assert lock_seconds(seat) == 1500.0
