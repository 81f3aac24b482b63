"""The same entries in any order of arrival give the same duties, the same problem and the same roster."""

import random
from pathlib import Path

import pytest

from commandroom.actions import duty, leave, roster, swap
from commandroom.domain.journal import Entry
from commandroom.domain.people import SYSTEM
from commandroom.domain.rota import Line
from commandroom.room import Room
from commandroom.rostering import generate, load, problem
from commandroom.store.work import Work
from tests.helpers import rooms

MONTH = "2026-12"


@pytest.fixture
def writers(template_room: Path, tmp_path: Path) -> list[Room]:
    """Two seats of one room, each writing for itself."""
    return [
        rooms.copied(template_room, tmp_path / name, rooms.Clock(), node=name * 16, seed=seed)
        for name, seed in (("a", 5), ("b", 6))
    ]


def furnish(first: Room, second: Room) -> None:
    """Rota, duties, leaves and a swap, some about the same duty from both seats."""
    lines = [Line("dispatcher", "day", people=("d1", "d2", "h1")), Line("duty_leader", "whole", people=("leader",))]
    first.do(roster.set_rota, lines, {"night_weight": 3}, actor="head")
    for room, people in ((first, "d1"), (second, "d2")):
        for day in (3, 4, 11):
            room.do(duty.set_duty, f"2026-12-{day:02d}", "dispatcher", "day", [people], actor="head")
    second.do(leave.ask, "h1", "2026-12-20", "2026-12-28", "annual", actor="head")
    offer = first.do(swap.offer, "2026-12-11/dispatcher/day", actor="d1").result
    first.do(swap.take, offer, actor="d2")
    first.do(swap.approve, offer, actor="head")


def receive(work: Work, entries: list[Entry]) -> None:
    """Take entries of other seats as they come."""
    for entry in entries:
        work.take(entry)


def test_any_order_of_the_same_entries_gives_the_same_roster(
    writers: list[Room], template_room: Path, tmp_path: Path
) -> None:
    """Five rooms receive what two seats wrote, each in an order of its own."""
    furnish(*writers)
    entries = [entry for room in writers for entry in rooms.entries(room)]
    for room in writers:
        room.close()
    made = []
    for number in range(5):
        mixed = list(entries)
        random.Random(number).shuffle(mixed)
        with rooms.copied(template_room, tmp_path / f"r{number}", rooms.Clock(), node=f"{number}" * 16, seed=9) as room:
            room.do(receive, mixed, actor=SYSTEM)
            assert room.prove().ok
            reader = room.reader()
            asked = problem.of(reader, MONTH)
            made.append((generate.generate(asked).duties, asked.tasks, asked.goals, load.fair(reader, MONTH)))
            reader.close()
    assert all(one == made[0] for one in made)
    assert any("d2" in one.people for one in made[0][0])
