"""Tests of the wall on a real room: what it tells and what it never tells, ages, turns, midnight."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from commandroom.actions import intake
from commandroom.domain.instant import DAY, HOUR, MINUTE, day_start, local_date
from commandroom.room import Room
from tests.helpers import rooms
from tests.helpers.small_room import Run, until
from ui.wall.wall_tile import WallTile
from ui.wall.wall_window import WallWindow

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the platform without a screen says so for every window


def tones(picture: QImage) -> int:
    """How many different colours a picture has, looked at on a raster of points."""
    wide, high = picture.width(), picture.height()
    return len({picture.pixel(x * wide // 60, y * high // 60) for x in range(60) for y in range(60)})


def test_the_tiles_tell_the_room(wall: WallWindow) -> None:
    """Counts as the queue has them, five rows, the roster of the hour, the figures of the day."""
    assert (wall.pressure.news.overdue, len(wall.pressure.news.worst)) == (0, 5)
    assert wall.pressure.news.worst[0].where == "富民村第一网格"
    assert [(line.post, line.names) for line in wall.duty.news.now] == [("派单调度员", "王某")]
    assert (wall.today.news.reported, wall.today.news.waiting, wall.today.news.still) == (6, 3, 6)
    assert sum(wall.today.news.by_hour[0]) == 6
    assert wall.band.name == "测试街道"


def test_no_person_and_no_number_reaches_the_wall(wall: WallWindow) -> None:
    """Not the reporter, not a telephone, not even the title of a case."""
    told = f"{wall.pressure.news} {wall.today.news} {wall.alerts.alerts}"
    for word in ("李建国", "1381234", "占道经营"):
        assert word not in told


def test_a_sensitive_case_is_counted_and_not_named(
    wall: WallWindow, folder: Path, clock: rooms.Clock, run: Run[Any]
) -> None:
    """Another program reports an urgent one: the figure rises, no row tells of it."""
    before = [row.left for row in wall.pressure.news.worst]

    async def go() -> None:
        with Room.open(folder, clock) as other:
            fields = {"title": "信访", "place": "富民路", "grid": rooms.OTHER_GRID, "category": "city_management"}
            other.do(intake.report, actor="d1", urgency="urgent", security="sensitive", **fields)
        await until(lambda: wall.today.news.reported == 7)

    run(go())
    assert len(wall.pressure.news.worst) == len(before)
    assert "强国村" not in str(wall.pressure.news.worst)


def test_a_tile_says_how_old_it_is_when_the_room_is_silent(wall: WallWindow, clock: rooms.Clock) -> None:
    """After a minute without a heartbeat every tile greys and tells its age; the next heartbeat makes it new."""
    wall._desk._timer.stop()
    wall.tick()
    assert {tile.age_words for tile in wall.tiles.values()} == {""}
    fresh = wall.pressure.grab().toImage()
    clock.pass_(3 * MINUTE + 5)
    wall.tick()
    assert {tile.age_words for tile in wall.tiles.values()} == {"3分前的情形"}
    assert wall.pressure.grab().toImage() != fresh
    assert wall.map._veil.isVisible()
    wall._desk.beat.emit(-1.0)
    wall.tick()
    assert wall.pressure.age > 180
    wall._desk.beat.emit(0.01)
    wall.tick()
    assert {tile.age_words for tile in wall.tiles.values()} == {""}
    assert not wall.map._veil.isVisible()


def test_tiles_take_turns_and_the_map_stays(wall: WallWindow, clock: rooms.Clock) -> None:
    """Every twenty seconds another one; the page is told, so that it can be remembered."""
    turned: list[str] = []
    wall.turned.connect(turned.append)
    for _ in range(6):
        clock.pass_(20)
        wall.tick()
        assert wall.map.isVisible()
        assert wall.pressure.isVisible()
        assert sum(tile.isVisible() for tile in (wall.today, wall.duty, wall.alerts)) == 1
    assert turned == ["duty", "alerts", "today"] * 2


def test_the_date_rolls_over_at_midnight(wall: WallWindow, clock: rooms.Clock, run: Run[Any]) -> None:
    """The band says the new day at once, the figures of the day begin at nothing."""
    clock.now = day_start(local_date(clock.now)) + DAY - 1
    wall.tick()
    assert (wall.band.day, wall.band.time) == ("11月5日 周四", "23:59:59")
    clock.pass_(1)
    wall.tick()
    assert (wall.band.day, wall.band.time) == ("11月6日 周五", "00:00:00")
    run(until(lambda: wall.today.news.reported == 0))
    assert wall.today.news.hour == 0


def test_keys_and_clicks_do_nothing(wall: WallWindow, qtbot: QtBot) -> None:
    """The wall hangs where people pass by."""
    before = wall.map.canvas.window_now
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Plus, Qt.Key.Key_Tab):
        qtbot.keyClick(wall, key)
    qtbot.mouseClick(wall, Qt.MouseButton.LeftButton, pos=wall.map.geometry().center())
    assert wall.isVisible()
    assert wall.map.canvas.window_now == before
    assert all(isinstance(tile, WallTile) for tile in wall.tiles.values())


@pytest.mark.parametrize(("wide", "high"), [(3840, 2160), (1920, 1080), (1366, 768), (1280, 1024), (2560, 1080)])
def test_no_tile_is_blank_at_any_size(wall: WallWindow, run: Run[Any], wide: int, high: int) -> None:
    """Everything lies inside the screen, nothing overlaps, every tile has something in it."""
    wall.resize(wide, high)
    run(until(wall.ready))
    shown = [tile for tile in (wall.band, *wall.tiles.values()) if tile.isVisible()]
    for place, tile in enumerate(shown):
        assert wall.rect().contains(tile.geometry())
        assert tones(tile.grab().toImage()) > 2, tile
        assert not any(tile.geometry().intersects(other.geometry()) for other in shown[place + 1 :])


def test_what_ran_out_becomes_an_alert(wall: WallWindow, clock: rooms.Clock, run: Run[Any]) -> None:
    """An hour later the watch records it: the figure turns red, the alert names clock and unit."""
    from commandroom.actions import watch
    from commandroom.domain.people import SYSTEM

    async def go() -> None:
        clock.pass_(HOUR)
        await wall._desk.do(watch.look, actor=SYSTEM)
        await until(lambda: any(alert.light == "overdue" for alert in wall.alerts.alerts))
        await until(lambda: wall.pressure.news.overdue == 3)

    run(go())
    assert any("派单超期" in alert.words for alert in wall.alerts.alerts)
    assert wall.pressure.news.worst[0].light == "overdue"
