"""Figures on either boundary: of today, of a plan, of a former day; cases counted where they lie."""

import pytest
import shapely

from commandroom.actions import define, grid_edits
from commandroom.domain.instant import DAY
from commandroom.reports import on_boundary
from commandroom.room import Room
from tests.helpers import rooms
from tests.helpers.outlined_room import across, approved, code_of, furnish, in_use, opened, shape


@pytest.fixture
def room(small_room: Room) -> Room:
    """The small room with outlines and cases in two grids, one of them without a place."""
    small_room.do(furnish, actor="admin")
    for name in ("b01", "b11"):
        spot = shape(in_use(small_room)[code_of(name)]).representative_point()
        rooms.reported(small_room, lon=spot.x, lat=spot.y, grid="")
    rooms.reported(small_room, grid=code_of("b01"))
    return small_room


def test_a_merger_counts_both_and_sums_stay(room: Room, room_clock: rooms.Clock) -> None:
    """On the plan's boundary the new grid has what both had; village and town have the same on either boundary."""
    plan = opened(room)
    room.do(grid_edits.merge, plan, [code_of("b01"), code_of("b11")], actor="d1")
    reader = room.reader()
    since, until = on_boundary.span(30, room_clock())
    before = on_boundary.figures(reader, on_boundary.today(reader), since, until, room_clock())
    after = on_boundary.figures(reader, on_boundary.of_plan(reader, plan), since, until, room_clock())
    reader.close()
    assert (before.grids[code_of("b01")].events, before.grids[code_of("b11")].events) == (2, 1)
    made = next(code for code in after.grids if code not in before.grids)
    assert (after.grids[made].events, after.grids[made].open, after.grids[made].households) == (3, 3, 600)
    for code in (code_of("v00"), code_of("town")):
        assert after.grids[code].events == before.grids[code].events == 3
    assert (before.placed["grid"], after.placed["lineage"]) == (1, 1)


def test_a_former_boundary_counts_what_lies_in_it_now(room: Room, room_clock: rooms.Clock) -> None:
    """After approval a new case is counted in the old grids as they stood, by its place."""
    at = room_clock()
    room_clock.pass_(DAY)
    plan = opened(room)
    old = code_of("b11")
    room.do(grid_edits.split, plan, old, across(in_use(room)[old]), actor="d1")
    approved(room, plan)
    room_clock.pass_(60)
    reader = room.reader()
    since, until = on_boundary.span(30, room_clock())
    then = on_boundary.figures(reader, on_boundary.on_day(reader, at), since, until, room_clock())
    now = on_boundary.figures(reader, on_boundary.today(reader), since, until, room_clock())
    outline = shapely.from_wkb(on_boundary.on_day(reader, at)[old].geometry)
    reader.close()
    assert old not in now.grids
    assert then.grids[old].events == 1
    assert outline.area > 0
    assert sum(now.grids[code].events for code in now.grids if code not in then.grids) == 1


def test_former_boundaries_are_offered_by_the_day_they_ended(room: Room, room_clock: rooms.Clock) -> None:
    """None before the first outline; after an approval the second before its day's first change, compared beside."""
    reader = room.reader()
    assert on_boundary.former(reader) == ()
    reader.close()
    room_clock.pass_(2 * DAY)
    plan = opened(room)
    old = code_of("b11")
    room.do(grid_edits.split, plan, old, across(in_use(room)[old]), actor="d1")
    approved(room, plan)
    changed = room_clock()
    room_clock.pass_(DAY)
    room.do(define.define, "grid", code_of("b01"), {"name": "新名字"}, actor="admin")
    reader = room.reader()
    found = on_boundary.former(reader)
    rows, there = on_boundary.compared(reader, on_boundary.on_day(reader, found[0]), 30, room_clock())
    reader.close()
    assert len(found) == 1
    assert changed - DAY < found[0] < changed
    by_code = {one.code: one for one in rows}
    assert by_code[old].now is None
    assert by_code[old].other == there.grids[old]
    assert code_of("b01") not in by_code
    assert sum(one.other is None for one in rows) == 2
