"""The picture of a map: what is open has its place and light, counts climb the tree, the index answers it."""

from pathlib import Path

import pytest

from commandroom.demo import build
from commandroom.domain.clocks import Light, light_of
from commandroom.domain.event import OPEN, State
from commandroom.domain.instant import at
from commandroom.room import Room
from commandroom.store import map_picture
from commandroom.store.map_picture import GridFace, OpenEvents, RoomPicture

NOW = at(2026, 11, 5, 14, 30)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demonstration room."""
    folder = tmp_path_factory.mktemp("town") / "room"
    build(folder, size="small", now="2026-11-05T14:30")
    return folder


def test_every_open_event_is_on_it_with_the_light_of_its_clock(town: Path) -> None:
    """Ids, grids and lights are those of the events themselves, one by one."""
    with Room.open(town, lambda: NOW) as room:
        reader = room.reader()
        picture = map_picture.read_picture(reader)
        still = {row[0] for row in reader.rows("SELECT id, state FROM event") if State(row[1]) in OPEN}
        assert set(picture.events.ids) == still
        for ident, light in zip(picture.events.ids, picture.events.lights(NOW), strict=True):
            event = reader.event(ident)
            assert event is not None
            nearest = event.nearest
            if nearest is not None:
                assert light == nearest.light(NOW)
        assert {grid.code for grid in picture.grids} == {grid.code for grid in reader.all("grid")}
        assert picture.level_words[:4] == ("街道", "村（社区）", "基础网格", "微网格")
        reader.close()


def test_the_states_of_the_index_are_those_that_are_not_open(town: Path) -> None:
    """Words of the query, the index and the table of states agree, and the index answers the query alone."""
    named = {word.strip(" '") for word in map_picture._SHUT.split(",")}
    assert named == {state.value for state in State} - {state.value for state in OPEN}
    with Room.open(town) as room:
        reader = room.reader()
        plan = " ".join(str(row[3]) for row in reader.rows(f"EXPLAIN QUERY PLAN {map_picture._EVENTS}"))
        reader.close()
    assert "COVERING INDEX event_open" in plan


def test_counts_climb_the_tree_once_and_strangers_wait_apart() -> None:
    """A case counts in its grid and in all above; a ring of parents ends; an unknown grid counts under ""."""
    faces = tuple(
        GridFace(code, code, depth, parent, b"")
        for code, depth, parent in (("T", 0, ""), ("V", 1, "T"), ("B", 2, "V"), ("R", 2, "S"), ("S", 2, "R"))
    )
    grids = ("B", "B", "V", "R", "gone")
    none, size = (None,) * 5, 5
    events = OpenEvents(tuple("abcde"), none, none, ("general",) * 5, grids, (10, 99, 99, 99, 5), (8,) * 5, (0,) * size)
    still, late = RoomPicture(faces, events).counts(50)
    assert still == {"B": 2, "V": 3, "T": 3, "R": 1, "S": 1, "": 1}
    assert late == {"B": 1, "V": 1, "T": 1, "": 1}


def test_the_next_turn_is_when_a_light_changes_by_time_alone() -> None:
    """At that moment, and not a second before, some light is another one; 0 when nothing is to come."""
    events = OpenEvents(("a", "b"), (None,) * 2, (None,) * 2, ("",) * 2, ("",) * 2, (100, 0), (80, 0), (0, 1))
    assert events.next_turn(0) == 80
    assert events.lights(79) != events.lights(80)
    assert events.next_turn(80) == 101
    assert events.lights(100) != events.lights(101)
    assert events.next_turn(101) == 0
    assert light_of(0, 0, paused=True, now=5) is Light.PAUSED
