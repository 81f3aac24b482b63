"""A plan of other grids: edited, taken back, submitted, approved; what hangs on its grids goes with them."""

import random
from pathlib import Path
from typing import Any

import pytest
import shapely

from commandroom.actions import grid_edits, grid_plans
from commandroom.domain import grid_plan
from commandroom.domain.errors import Refused
from commandroom.geometry.outlines import square_metres
from commandroom.room import Room
from commandroom.store.work import Work
from tests.helpers import rooms
from tests.helpers.cell_town import STEP
from tests.helpers.outlined_room import across, approved, code_of, draft, furnish, in_use, opened, shape


@pytest.fixture
def room(small_room: Room) -> Room:
    """The small room with outlines."""
    small_room.do(furnish, actor="admin")
    return small_room


def test_a_split_becomes_two_grids_with_a_past(room: Room) -> None:
    """The old code ends, both new ones remember it, the old one's history and case stay readable."""
    old = code_of("b11")
    event = rooms.reported(
        room, grid=old, lon=shape(in_use(room)[old]).centroid.x, lat=shape(in_use(room)[old]).centroid.y
    )
    plan = opened(room)
    room.do(grid_edits.split, plan, old, across(in_use(room)[old]), actor="d1")
    assert not in_use(room)[old].retired
    done = approved(room, plan, paper="区网格〔2026〕1号")
    now = in_use(room)
    made = [grid for grid in now.values() if grid.lineage == (old,)]
    assert len(made) == 2
    assert now[old].valid_to == "2026-11-05"
    assert {grid.valid_from for grid in made} == {"2026-11-05"}
    assert sum(square_metres(shape(grid)) for grid in made) == pytest.approx(square_metres(shape(now[old])), abs=0.5)
    assert grid_plan.heirs(now, old) == tuple(sorted(grid.code for grid in made))
    assert grid_plan.origins(now, made[0].code) == ((old, "2026-11-05"),)
    assert done["events"] == 1
    reader = room.reader()
    found = reader.event(event)
    record = reader.find("grid_plan", plan)
    assert found is not None
    assert found.grid in {grid.code for grid in made}
    assert (record.state, record.adjusted_by, record.approved_by, record.paper) == (
        "approved",
        "head",
        "head2",
        "区网格〔2026〕1号",
    )
    assert [entry.verb for entry in reader.timeline(old, "grid")][-1] == "retire"
    reader.close()


def test_micro_grids_follow_their_base_grid(room: Room) -> None:
    """A split base grid's micro grids get codes under the new ones, cut where the line goes through them."""
    old = code_of("b00")
    plan = opened(room)
    room.do(grid_edits.split, plan, old, across(in_use(room)[old]), actor="d1")
    after = draft(room, plan)
    pieces = [code for code, grid in after.items() if grid.lineage == (old,)]
    micro = [grid for grid in after.values() if grid.level == "MICRO"]
    assert len(pieces) == 2
    assert len(micro) == 4
    for grid in micro:
        assert grid.code.startswith(f"{grid.parent}-")
        assert grid.parent in pieces
        beyond = shapely.difference(shape(grid), shape(after[grid.parent]))
        assert square_metres(beyond) < 0.5
    approved(room, plan)
    assert all(in_use(room)[f"{old}-{nth:02d}"].retired for nth in (1, 2))


def test_a_merger_sums_what_is_counted(room: Room) -> None:
    """Households add up, the people of both grids answer for the new one, the border between them is gone."""
    one, other = code_of("b01"), code_of("b11")
    room.do(lambda work: work.record("person", "g1", "define", {"grids": [one, other]}))
    plan = opened(room)
    room.do(grid_edits.merge, plan, [one, other], actor="d1")
    whole = next(grid for grid in draft(room, plan).values() if set(grid.lineage) == {one, other})
    assert whole.households == 600
    approved(room, plan)
    reader = room.reader()
    assert reader.find("person", "g1").grids == (whole.code,)
    reader.close()


def test_bent_borders_stay_shared(room: Room) -> None:
    """After twenty random moves, some taken back, every level still covers the town corner by corner."""
    plan = opened(room)
    rng = random.Random(3)
    for _ in range(20):
        now = draft(room, plan)
        base = [grid for grid in now.values() if grid.level == "BASE"]
        spot = shape(rng.choice(base)).boundary.interpolate(rng.random(), normalized=True)
        to = (spot.x + STEP * rng.uniform(-0.1, 0.1), spot.y + STEP * rng.uniform(-0.1, 0.1))
        try:
            room.do(grid_edits.bend, plan, (spot.x, spot.y), to, actor="d1")
        except Refused as why:
            assert why.code in ("plan.town_border", "plan.broken", "plan.overlap", "plan.sticks_out")
            continue
        if rng.random() < 0.3:
            room.do(grid_edits.undo, plan, actor="d1")
    now = draft(room, plan)
    for level in ("COMMUNITY", "BASE"):
        shapes = [shape(grid) for grid in now.values() if grid.level == level]
        assert shapely.coverage_is_valid(shapes)
    approved(room, plan)


def test_undo_and_redo_go_step_by_step(room: Room) -> None:
    """What was taken back comes again in the same order; a new edit ends the way back."""
    plan = opened(room)
    grid = code_of("b22")
    for name in ("甲", "乙"):
        room.do(grid_edits.rename, plan, grid, name, actor="d1")
    assert draft(room, plan)[grid].name == "乙"
    room.do(grid_edits.undo, plan, actor="d1")
    room.do(grid_edits.undo, plan, actor="d1")
    assert draft(room, plan)[grid].name == "b22"
    with pytest.raises(Refused, match=r"plan\.nothing_to_undo"):
        room.do(grid_edits.undo, plan, actor="d1")
    room.do(grid_edits.redo, plan, actor="d1")
    assert draft(room, plan)[grid].name == "甲"
    room.do(grid_edits.rename, plan, grid, "丙", actor="d1")
    with pytest.raises(Refused, match=r"plan\.nothing_to_redo"):
        room.do(grid_edits.redo, plan, actor="d1")


def test_a_piece_crosses_a_village_border(room: Room) -> None:
    """A new border line moves the base grids' and the villages' border alike."""
    before = in_use(room)
    here, there = before[code_of("b10")], before[code_of("b20")]
    common = shapely.intersection(shape(here), shape(there))
    ends = [common.interpolate(part, normalized=True) for part in (0.2, 0.8)]
    middle = common.interpolate(0.5, normalized=True)
    line = [(ends[0].x, ends[0].y), (middle.x - STEP * 0.3, middle.y), (ends[1].x, ends[1].y)]
    plan = opened(room)
    room.do(grid_edits.transfer, plan, there.code, line, actor="d1")
    now = draft(room, plan)
    assert square_metres(shape(now[there.code])) > square_metres(shape(there)) + 100
    gained = square_metres(shape(now[there.code])) - square_metres(shape(there))
    village = square_metres(shape(now[code_of("v10")])) - square_metres(shape(before[code_of("v10")]))
    assert gained == pytest.approx(village, abs=0.5)
    approved(room, plan)


def test_an_exclusive_grid_is_carved_out(room: Room) -> None:
    """Drawn across base grids it takes its ground from them; the codes of the others stay."""
    plan = opened(room)
    centre = shapely.union_all([shape(in_use(room)[code_of(name)]) for name in ("b22", "b32", "b23", "b33")]).centroid
    ring = [(centre.x + STEP * x, centre.y + STEP * y) for x, y in ((-0.3, -0.3), (0.3, -0.3), (0.3, 0.3), (-0.3, 0.3))]
    room.do(grid_edits.draw, plan, code_of("v11"), ring, "工业园", exclusive_class="工业类", carve=True, actor="d1")
    now = draft(room, plan)
    made = next(grid for grid in now.values() if grid.name == "工业园")
    assert made.kind == "exclusive"
    assert shapely.coverage_is_valid([shape(grid) for grid in now.values() if grid.parent == code_of("v11")])
    with pytest.raises(Refused, match=r"plan\.has_children"):
        inside = shape(now[code_of("b00")]).centroid
        ring = [(inside.x + STEP * x, inside.y + STEP * y) for x, y in ((-0.1, -0.1), (0.1, -0.1), (0, 0.1))]
        room.do(grid_edits.draw, plan, code_of("v00"), ring, "小块", carve=True, actor="d1")
    approved(room, plan)


def test_who_may_do_what(room: Room) -> None:
    """A handler draws nothing, a village only its own grids, a dispatcher submits nothing, nobody approves his own."""
    plan = opened(room)
    other = code_of("b22")
    with pytest.raises(Refused, match=r"who\.not_permitted"):
        room.do(grid_edits.rename, plan, other, "甲", actor="h1")
    with pytest.raises(Refused, match=r"who\.not_permitted"):
        room.do(grid_edits.rename, plan, other, "甲", actor="v1")
    room.do(grid_edits.rename, plan, code_of("b11"), "村里改的名", actor="v1")
    with pytest.raises(Refused, match=r"who\.not_permitted"):
        room.do(grid_plans.submit, plan, actor="d1")
    room.do(grid_plans.submit, plan, actor="head")
    with pytest.raises(Refused, match=r"plan\.state"):
        room.do(grid_edits.rename, plan, other, "乙", actor="d1")
    with pytest.raises(Refused, match=r"plan\.four_eyes"):
        room.do(grid_plans.approve, plan, actor="head")
    room.do(grid_plans.send_back, plan, "补上第二网格", actor="head2")
    room.do(grid_edits.rename, plan, other, "乙", actor="d1")
    approved(room, plan)
    assert in_use(room)[other].name == "乙"
    with pytest.raises(Refused, match=r"plan\.unknown"):
        room.do(grid_edits.rename, plan, other, "丙", actor="d1")


def test_what_changed_meanwhile_is_not_overwritten(room: Room) -> None:
    """A grid that was changed under a plan stops its approval; the town's own border is not the room's."""
    plan = opened(room)
    grid = code_of("b22")
    room.do(grid_edits.rename, plan, grid, "甲", actor="d1")
    room.do(grid_plans.submit, plan, actor="head")
    room.do(lambda work: work.record("grid", grid, "define", {"households": 5}), actor="admin")
    with pytest.raises(Refused, match=r"plan\.base_moved"):
        room.do(grid_plans.approve, plan, actor="head2")
    other = opened(room)
    corner = shapely.get_coordinates(shape(in_use(room)[code_of("town")]))[2]
    with pytest.raises(Refused, match=r"plan\.town_border"):
        room.do(grid_edits.bend, other, tuple(corner), (corner[0] + STEP / 5, corner[1] + STEP / 5), actor="d1")


def test_edits_fold_in_any_order(room: Room) -> None:
    """However the edits arrive, the draft is the same."""
    plan = opened(room)
    room.do(grid_edits.split, plan, code_of("b11"), across(in_use(room)[code_of("b11")]), actor="d1")
    room.do(grid_edits.rename, plan, code_of("b22"), "甲", actor="d1")
    room.do(grid_edits.merge, plan, [code_of("b23"), code_of("b33")], actor="d1")
    reader = room.reader()
    edits = list(reader.all("grid_edit"))
    reader.close()
    wanted = grid_plan.drafted(in_use(room), edits)
    for seed in range(5):
        random.Random(seed).shuffle(edits)
        assert grid_plan.drafted(in_use(room), edits) == wanted


def test_another_seat_comes_to_the_same(room: Room, tmp_path: Path) -> None:
    """The journal of an approved plan, taken in elsewhere in reverse, gives the same grids, cases and people."""
    plan = opened(room)
    rooms.reported(room, grid=code_of("b11"))
    room.do(grid_edits.merge, plan, [code_of("b01"), code_of("b11")], actor="d1")
    approved(room, plan)
    history = rooms.entries(room)
    with other_room(tmp_path / "other") as other:
        other.do(take_all, list(reversed(history)))
        assert rooms.live(other)["reference"] == rooms.live(room)["reference"]
        assert rooms.live(other)["event"] == rooms.live(room)["event"]


def take_all(work: Work, history: list[Any]) -> None:
    """Take entries in as they come."""
    for entry in history:
        work.take(entry)


class other_room:  # noqa: N801 - reads as a with-statement
    """An empty room of another seat."""

    def __init__(self, folder: Path) -> None:
        self._room = Room.create(folder, rooms.Clock(), node="ffff000011112222")

    def __enter__(self) -> Room:
        return self._room

    def __exit__(self, *_: object) -> None:
        self._room.close()
