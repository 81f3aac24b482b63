"""Tests of the wall's own parts without a window: turns, what is remembered, what is told of the roster."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commandroom.domain.instant import HOUR, at
from commandroom.domain.roster import Duty
from commandroom.reports.duty_month import OnDuty
from ui.wall import wall_news, wall_state
from ui.wall.rotation import Rotation
from ui.wall.wall_ink import FIGURE, LABEL, READING
from ui.wall.wall_state import SIDE_TILES, MonitorState, WallState


def test_letters_are_as_high_as_six_metres_ask() -> None:
    """screens.md: what is read has 96 of 2160, labels have 48."""
    assert (LABEL, READING) >= (48, 96)
    assert FIGURE > READING


def test_each_tile_has_its_time_and_then_the_next() -> None:
    """Nothing turns early; after a long sleep the place is the one it would have been."""
    rotation = Rotation(("a", "b", "c"), 20, "b")
    assert not rotation.look(100.0)
    assert not rotation.look(119.9)
    assert rotation.look(120.0)
    assert rotation.current == "c"
    assert rotation.look(160.5)
    assert rotation.current == "b"
    assert not rotation.look(10.0)  # another start of the computer: its seconds begin anew
    assert rotation.current == "b"


@given(st.lists(st.floats(0, 500), max_size=20), st.integers(1, 50))
def test_a_rotation_only_goes_forward(steps: list[float], seconds: int) -> None:
    """However rarely it is asked, it has turned once for each span that went by."""
    rotation, passed, turns = Rotation(("a", "b"), seconds), 0.0, 0
    rotation.look(passed)
    for step in steps:
        passed += step
        rotation.look(passed)
    turns = int(passed // seconds)
    assert abs(rotation.place - turns % 2) in (0, 1)


def test_a_rotation_of_nothing_is_refused() -> None:
    """A wall without tiles or without time is a mistake in the file."""
    with pytest.raises(ValueError, match="nothing"):
        Rotation((), 20)


def test_what_is_kept_is_read_back(tmp_path: Path) -> None:
    """Open, monitor, and every monitor's own rotation; other monitors have the usual one."""
    path = tmp_path / "config" / "wall.json"
    state = WallState(True, "HDMI-1", {"HDMI-1": MonitorState(("duty",), 45, "duty")})
    wall_state.keep(path, state)
    assert wall_state.load(path) == state
    assert wall_state.load(path).of("DP-2") == MonitorState()
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(
    "told",
    ["", "{", "[]", "null", '{"open": 1}', '{"open": true, "monitor": "", "monitors": []}',
     '{"open": true, "monitor": "", "monitors": {"a": {"tiles": 3, "seconds": "x", "page": null}}}'],
)  # fmt: skip
def test_a_torn_file_is_no_file(tmp_path: Path, told: str) -> None:
    """The program starts; the wall stays where the usual state puts it: closed."""
    path = tmp_path / "wall.json"
    path.write_text(told, "utf-8")
    assert wall_state.load(path) == WallState()


def test_a_foreign_tile_and_a_mad_speed_are_put_right(tmp_path: Path) -> None:
    """Somebody edited the file."""
    path = tmp_path / "wall.json"
    told = '{"open": true, "monitor": "A", "monitors": {"A": {"tiles": ["x", "duty"], "seconds": 0, "page": "x"}}}'
    path.write_text(told, "utf-8")
    assert wall_state.load(path).of("A") == MonitorState(("duty",), wall_state.FASTEST, "duty")
    assert set(SIDE_TILES) == {"today", "duty", "alerts"}


def test_a_full_disk_costs_the_memory_and_nothing_else(tmp_path: Path) -> None:
    """A folder that is a file: nothing is raised."""
    (tmp_path / "config").write_text("", "utf-8")
    wall_state.keep(tmp_path / "config" / "wall.json", WallState(True))


def test_the_roster_is_told_post_by_post() -> None:
    """Two people of one post stand in one line, once each; the change is told with its time."""
    now = at(2026, 11, 5, 9, 0)
    posts = (("dispatcher", "a"), ("dispatcher", "b"), ("duty_leader", "c"))
    held = [
        Duty(f"{post}/{person}", "2026-11-05", post, "day", (person,), now, now + 8 * HOUR) for post, person in posts
    ]
    found = wall_news.duty(OnDuty(tuple(held), (), now + 8 * HOUR), {"a": "王某", "b": "李某"})
    assert [(line.post, line.names) for line in found.now] == [("派单调度员", "王某、李某"), ("带班领导", "c")]
    assert found.turn == "11-05 17:00 交接"
