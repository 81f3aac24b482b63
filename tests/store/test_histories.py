"""Random histories: what the journal folds to is what stands in the tables, in every order of arrival."""

import random
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from commandroom.domain.journal import Entry
from commandroom.room import Room
from commandroom.store.work import Work
from tests.helpers import rooms
from tests.helpers.histories import Attempt, histories, live_through, look_at

_numbers = count()
normal = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
long = settings(max_examples=600, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def take_all(folder: Path, entries: list[Entry], clock: rooms.Clock) -> Room:
    """A new empty room that receives these entries in this order."""
    room = Room.create(folder, clock, node="f" * 16)

    def take(work: Work) -> None:
        for entry in entries:
            work.take(entry)

    room.do(take)
    return room


def _refold(template: Path, folder: Path, history: list[Attempt]) -> None:
    clock = rooms.Clock()
    with rooms.copied(template, folder / str(next(_numbers)), clock) as room:
        told = live_through(room, clock, history)
        event(f"{min(told.done // 10, 5)}0 or more steps done")
        before = rooms.live(room)
        proof = room.prove()
        assert proof.ok, proof.findings
        room.rebuild()
        assert rooms.live(room) == before
        assert room.prove().ok


@normal
@given(history=histories(60))
def test_refolding_gives_the_live_tables(template_room: Path, tmp_path: Path, history: list[Attempt]) -> None:
    """After any history the proof holds, and a rebuild changes nothing (domain.md §5.13 rules 1, 2, 3, 7, 8)."""
    _refold(template_room, tmp_path, history)


@pytest.mark.faults
@long
@given(history=histories(120))
def test_refolding_gives_the_live_tables_long(template_room: Path, tmp_path: Path, history: list[Attempt]) -> None:
    """The same over hundreds of longer histories."""
    _refold(template_room, tmp_path, history)


def _any_order(
    template: Path, folder: Path, shared: list[Attempt], mine: list[Attempt], theirs: list[Attempt], seed: int
) -> None:
    """Two rooms go on from one history offline; whoever hears of all of it comes to the same."""
    base = folder / str(next(_numbers))
    clock = rooms.Clock()
    with rooms.copied(template, base / "start", clock) as start:
        told = live_through(start, clock, shared)
    with (
        rooms.copied(base / "start", base / "a", rooms.Clock(clock.now), node="a" * 16, seed=10) as a,
        rooms.copied(base / "start", base / "b", rooms.Clock(clock.now + 7), node="b" * 16, seed=11) as b,
    ):
        for room, history in ((a, mine), (b, theirs)):
            mine_clock = room.clock
            assert isinstance(mine_clock, rooms.Clock)
            live_through(room, mine_clock, history, type(told)(list(told.events)))
        from_a, from_b = rooms.entries(a), rooms.entries(b)
        everything = {entry.id: entry for entry in (*from_a, *from_b)}
        for room, other in ((a, from_b), (b, from_a)):
            room.do(lambda work, other=other: [work.take(entry) for entry in other])
        expected = rooms.live(a)
        assert rooms.live(b) == expected
        aside = len(expected["set_aside"])
        event(f"entries set aside: {'none' if not aside else 'some' if aside < 5 else 'many'}")
        shuffled = list(everything.values())
        random.Random(seed).shuffle(shuffled)
        with take_all(base / "c", shuffled, rooms.Clock(clock.now)) as c:
            assert rooms.live(c) == expected
            assert c.prove().ok
            again = c.do(lambda work: [work.take(entry) for entry in shuffled]).result
            assert not any(again), "an entry was taken in twice"
        live_through(a, a.clock, theirs[:10], type(told)(list(told.events)))  # type: ignore[arg-type]
        proof = a.prove()
        assert proof.ok, proof.findings
        reader = a.reader()
        for ident in told.events:
            found = reader.event(ident)
            if found is not None:
                look_at(found)
        reader.close()


@settings(normal, max_examples=15)
@given(shared=histories(20), mine=histories(16), theirs=histories(16), seed=st.integers(0, 10**6))
def test_any_order_gives_the_same_state(
    template_room: Path, tmp_path: Path, shared: list[Attempt], mine: list[Attempt], theirs: list[Attempt], seed: int
) -> None:
    """The same entries in any order give the same tables in every room, what is set aside too; work goes on."""
    _any_order(template_room, tmp_path, shared, mine, theirs, seed)


@pytest.mark.faults
@settings(long, max_examples=300)
@given(shared=histories(30), mine=histories(30), theirs=histories(30), seed=st.integers(0, 10**6))
def test_any_order_gives_the_same_state_long(
    template_room: Path, tmp_path: Path, shared: list[Attempt], mine: list[Attempt], theirs: list[Attempt], seed: int
) -> None:
    """The same over hundreds of longer histories."""
    _any_order(template_room, tmp_path, shared, mine, theirs, seed)
