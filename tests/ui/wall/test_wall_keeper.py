"""Tests of the wall's monitor: unplugged it waits, plugged in it comes back, and a power cut forgets nothing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QRect
from shiboken6 import delete

from tests.helpers import rooms
from tests.helpers.small_room import Run, until
from ui.desk import Desk
from ui.shell import Shell, Toast
from ui.wall import wall_state
from ui.wall.wall_keeper import Monitor, WallKeeper
from ui.wall.wall_state import MonitorState, WallState

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the platform without a screen says so for every window

DESK = Monitor("eDP-1", QRect(0, 0, 1366, 768))
LARGE = Monitor("HDMI-1", QRect(1366, 0, 1920, 1080))


class Cables:
    """The monitors that are plugged in."""

    def __init__(self) -> None:
        self.now = [DESK, LARGE]

    def __call__(self) -> list[Monitor]:
        return self.now


@pytest.fixture
def cables() -> Cables:
    """Two monitors."""
    return Cables()


@pytest.fixture
def said(shell: Shell) -> list[Toast]:
    """What the desk was told."""
    told: list[Toast] = []
    shell.toast_wanted.connect(told.append)
    return told


@pytest.fixture
def keeper(seat: Desk, shell: Shell, tmp_path: Path, cables: Cables, said: list[Toast]) -> Iterator[WallKeeper]:
    """The keeper of a room's wall."""
    made = WallKeeper(seat, shell, tmp_path / "wall.json", cables)
    yield made
    made.put_away()
    delete(made)


def test_the_wall_goes_where_it_is_told(keeper: WallKeeper, shell: Shell, run: Run[Any]) -> None:
    """One command for each monitor and one to end it; it fills its monitor."""
    keeper.offer()
    commands = {command.words: command.run for command in shell.commands}
    assert list(commands) == [
        "大屏：打开在显示器 eDP-1（1366×768）", "大屏：打开在显示器 HDMI-1（1920×1080）", "大屏：关闭"
    ]  # fmt: skip
    commands["大屏：打开在显示器 HDMI-1（1920×1080）"]()
    window = keeper.window
    assert window is not None
    assert window.geometry() == LARGE.place
    run(until(window.ready))
    commands["大屏：关闭"]()
    assert keeper.window is None
    assert not keeper.state.open


def test_an_unplugged_monitor_hides_the_wall_until_it_is_back(
    keeper: WallKeeper, cables: Cables, said: list[Toast]
) -> None:
    """It never jumps onto the desk's own monitor; both moments are told at the desk."""
    keeper.open("HDMI-1")
    window = keeper.window
    assert window is not None
    cables.now = [DESK]
    keeper.look()
    assert not window.isVisible()
    assert said[-1].words.startswith("大屏的显示器 HDMI-1 已断开")
    keeper.look()
    assert len(said) == 1
    cables.now = [DESK, Monitor("HDMI-1", QRect(1366, 0, 3840, 2160))]
    keeper.look()
    assert window.isVisible()
    assert window.geometry() == QRect(1366, 0, 3840, 2160)
    assert "已回到" in said[-1].words


def test_after_a_power_cut_the_same_page_is_on_the_same_monitor(
    keeper: WallKeeper, seat: Desk, shell: Shell, tmp_path: Path, cables: Cables, clock: rooms.Clock
) -> None:
    """Nothing is closed in order: what the file says is enough."""
    wall_state.keep(tmp_path / "wall.json", WallState(True, "HDMI-1", {"HDMI-1": MonitorState(seconds=30)}))
    first = WallKeeper(seat, shell, tmp_path / "wall.json", cables)
    first.resume()
    assert first.window is not None
    first.window.turned.emit("alerts")
    after = WallKeeper(seat, shell, tmp_path / "wall.json", cables)
    after.resume()
    assert after.window is not None
    assert after.window.rotation.current == "alerts"
    assert after.window.rotation.seconds == 30
    assert after.window.geometry() == LARGE.place
    for one in (first, after):
        one.put_away()
        delete(one)


def test_a_start_without_the_monitor_waits_for_it(
    seat: Desk, shell: Shell, tmp_path: Path, cables: Cables
) -> None:
    """The wall stood on a monitor that is still switched off this morning."""
    wall_state.keep(tmp_path / "wall.json", WallState(True, "HDMI-1"))
    cables.now = [DESK]
    keeper = WallKeeper(seat, shell, tmp_path / "wall.json", cables)
    keeper.resume()
    assert keeper.window is not None
    assert not keeper.window.isVisible()
    cables.now = [DESK, LARGE]
    keeper.look()
    assert keeper.window.isVisible()
    keeper.put_away()
    assert wall_state.load(tmp_path / "wall.json").open
    delete(keeper)


def test_a_closed_wall_stays_closed_and_a_running_one_does_not(keeper: WallKeeper, tmp_path: Path) -> None:
    """The end of the program keeps the wall in mind, the command ends it."""
    keeper.open("HDMI-1")
    assert wall_state.load(tmp_path / "wall.json").open
    keeper.close()
    assert not wall_state.load(tmp_path / "wall.json").open
    keeper.resume()
    assert keeper.window is None
