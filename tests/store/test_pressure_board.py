"""Tests of the board of running clocks: kept by changes it is the board filled anew; counts; masked words."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commandroom.domain.clocks import Light
from commandroom.room import Room
from commandroom.store.queue.pressure import GROUPS, KINDS, Board, walk
from commandroom.store.queue.pressure_cards import cards
from commandroom.store.queue.running import Row, Running, read_all, read_nearest, read_some
from tests.helpers import rooms

clocks = st.tuples(
    st.integers(100, 140), st.sampled_from(["e1", "e2", "e3"]), st.integers(0, 3), st.sampled_from(KINDS),
    st.integers(90, 100), st.sampled_from(["", "cg", "pcs"]), st.sampled_from(["", "g1"]),
    st.sampled_from(["12345", "phone"]), st.sampled_from(["", "h1"]), st.sampled_from(["running", "paused"]),
)  # fmt: skip
boards = st.lists(clocks, max_size=12, unique_by=lambda row: (row[1], row[2]))


@given(boards, boards, st.sets(st.sampled_from(["e1", "e2", "e3"])), st.integers(80, 150))
def test_a_board_kept_by_changes_is_the_board_filled_anew(
    before: list[Row], after: list[Row], changed: set[str], now: int
) -> None:
    """Whatever the changed events were and are: lanes, counts and the next turn agree."""
    board = Board()
    board.fill(before)
    left = [row for row in before if row[1] not in changed]
    came = [row for row in after if row[1] in changed]
    was = {kind: list(board.lane(kind)) for kind in KINDS}
    touched = board.put(changed, came)
    anew = Board()
    anew.fill([*left, *came])
    for kind in KINDS:
        assert list(board.lane(kind)) == list(anew.lane(kind))
        assert board.count(kind, now) == anew.count(kind, now)
        assert list(board.lane(kind, "unit", "cg")) == [clock for clock in anew.lane(kind) if clock.unit == "cg"]
        if kind not in touched:
            assert list(board.lane(kind)) == was[kind]
    assert (board.next_turn(now), len(board)) == (anew.next_turn(now), len(anew))


@given(boards, st.integers(80, 150))
def test_counts_and_turns_follow_the_lights(rows: list[Row], now: int) -> None:
    """Late and nearly late are what each clock's own light says; until the next turn no light changes."""
    board = Board()
    board.fill(rows)
    for kind in KINDS:
        lights = [clock.light(now) for clock in board.lane(kind)]
        count = board.count(kind, now)
        assert (count.running, count.overdue, count.soon) == (
            len(lights), lights.count(Light.RED), lights.count(Light.YELLOW),
        )  # fmt: skip
    turn = board.next_turn(now)
    every = [clock for kind in KINDS for clock in board.lane(kind)]
    changes = [at for at in range(now + 1, 151) if any(c.light(at) != c.light(at - 1) for c in every)]
    assert turn == (changes[0] if changes else 0)


@given(boards, st.sampled_from(GROUPS), st.integers(80, 150))
def test_groups_count_each_case_once_by_its_nearest_clock(rows: list[Row], by: str, now: int) -> None:
    """Against the plain way: the nearest running clock of each case in each group, revisits left out."""
    board = Board()
    board.fill(rows)
    nearest: dict[tuple[str, str], Running] = {}
    for clock in sorted(walk(board)):
        if clock.kind != "C7":
            nearest.setdefault((getattr(clock, by), clock.event), clock)
    found = board.groups(by, now)
    for light, told in ((Light.RED, found.overdue), (Light.YELLOW, found.soon)):
        wanted = Counter(code for (code, _), clock in nearest.items() if clock.light(now) == light)
        assert told == wanted


@given(boards)
def test_hours_count_each_case_once(rows: list[Row]) -> None:
    """A case with two clocks in one hour is one case; held clocks end in no hour."""
    board = Board()
    board.fill([(row[0] * 100, *row[1:]) for row in rows])
    hours: dict[int, set[str]] = {}
    for clock in walk(board):
        hours.setdefault(clock.due_at // 3600, set()).add(clock.event)
    assert board.due_by_hour(0, 5) == [len(hours.get(hour, ())) for hour in range(5)]


def test_a_clock_is_found_where_it_stands(room: Room) -> None:
    """The place of a clock in its lane, and -1 for one that is gone."""
    for _ in range(3):
        rooms.walk(room, rooms.reported(room), "filed")
    reader = room.reader()
    board = Board()
    board.load(read_all(reader))
    reader.close()
    lane = board.lane("C2")
    assert [lane.place_of(clock) for clock in lane] == [0, 1, 2]
    assert lane.place_of(lane[0]._replace(event="gone")) == -1


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """A furnished room at 09:00."""
    template = rooms.make(tmp_path / "template")
    with rooms.copied(template, tmp_path / "room", rooms.Clock()) as made:
        yield made


def test_the_rows_come_by_the_index_of_running_clocks(room: Room) -> None:
    """Stopped clocks, which are nearly all of them after a year, are never read."""
    for until in ("reported", "filed", "dispatched", "handling", "pending_check", "closed"):
        rooms.walk(room, rooms.reported(room), until)
    reader = room.reader()
    columns = read_all(reader)
    assert sorted(columns.kind) == ["C1", "C2", "C3", "C4", "C4", "C5", "C7"]
    whole, parts, near = Board(), Board(), Board()
    whole.load(columns)
    parts.fill([row for event in columns.ids for row in read_some(reader, [event])])
    near.load(read_nearest(reader, 100))
    for kind in KINDS:
        assert list(whole.lane(kind)) == list(parts.lane(kind)) == list(near.lane(kind))
    assert {clock.person for clock in whole.lane("C4")} == {"", "h1"}
    assert read_some(reader, ["nobody"]) == []
    reader.close()


def test_cards_tell_no_telephone_and_no_reporter(room: Room) -> None:
    """Title and place are masked; the order's own unit is told."""
    event = rooms.reported(room, title="王建国反映 13812345678 噪声", reporter="王建国", phone="13812345678")
    rooms.walk(room, event, "dispatched")
    reader = room.reader()
    board = Board()
    board.load(read_all(reader))
    (clock,) = board.lane("C4")
    card = cards(reader, [clock])[clock]
    assert "王建国" not in card.title
    assert "13812345678" not in card.title
    assert (card.unit, card.state, clock.grid) == ("cg", "dispatched", rooms.GRID)
    reader.close()
