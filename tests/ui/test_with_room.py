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

from commandroom.domain.changes import Changes
from commandroom.first_start import found_room
from commandroom.room import Room
from tests.helpers.small_room import Run, until
from ui.app import arguments
from ui.desk import Desk
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


def test_the_first_start_makes_a_room_one_can_sign_in_to(
    tmp_path: Path, theme: Theme, loop: asyncio.AbstractEventLoop, qtbot: QtBot, run: Run[Any]
) -> None:
    """What was typed is in the journal: name, profile, and an administrator with this password."""
    folder = tmp_path / "new"

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

    desk = Desk(lambda: Room.open(folder), loop)
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
    run(desk.close())


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
    """A second program on the same folder defines a unit; this one says so by itself within a second."""
    from commandroom.actions import define

    heard: list[Changes] = []
    seat.changed.connect(heard.append)

    async def go() -> None:
        with Room.open(folder) as other:
            other.do(define.define, "unit", "cg", {"name": "城管所"}, actor="admin")
        began = seat._loop.time()
        await until(lambda: bool(heard))
        assert seat._loop.time() - began < 1.0

    run(go())
    assert heard[0].of("unit") == {"cg"}


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
    assert (right.returncode, right.stderr) == (0, "")
    assert (out / "00-sign-in-1366x768-dark.png").stat().st_size > 3000
    wrong = subprocess.run(
        command, env={**home, "COMMANDROOM_PASSWORD": "x"}, capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip
    assert wrong.returncode == 1
    assert "密码不对" in wrong.stderr


@pytest.mark.parametrize("words", ["big", "1920", "1920x", "12x99999999"])
def test_a_size_written_wrong_is_explained(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Usage errors end with 2 and say how to write it."""
    with pytest.raises(SystemExit) as ended:
        arguments().parse_args(["--size", words])
    assert ended.value.code == 2
    assert "1920x1080" in capsys.readouterr().err
