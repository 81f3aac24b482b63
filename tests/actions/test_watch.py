"""Tests of the watch: what ran out is recorded once, with its nominal time, and downtime is told once."""


import pytest

from commandroom.actions import watch
from commandroom.domain.errors import Refused
from commandroom.domain.instant import DAY, HOUR, MINUTE
from commandroom.domain.lapses import Judgement
from commandroom.reports.breaches import breaches, catch_up, month_begin
from commandroom.room import Room
from tests.helpers import rooms


@pytest.fixture
def clock(room_clock: rooms.Clock) -> rooms.Clock:
    """09:00 of a Thursday."""
    return room_clock


@pytest.fixture
def room(small_room: Room) -> Room:
    """A copy of the room."""
    return small_room


def test_a_clock_that_ran_out_is_recorded_once(room: Room, clock: rooms.Clock) -> None:
    """The first look says it with the nominal time, every later look is silent and records nothing."""
    event = rooms.reported(room)
    first = room.do(watch.look).result
    assert first.lapses == ()
    due = first.next
    clock.now = due
    assert room.do(watch.look).result.lapses == ()
    clock.now = due + 1
    late = room.do(watch.look)
    assert [(lapse.event, lapse.kind, lapse.nominal, lapse.unseen) for lapse in late.result.lapses] == [
        (event, "C1", due, 1)
    ]
    assert (late.result.asleep, late.result.next) == (0, 0)
    for _ in range(3):
        clock.pass_(HOUR)
        again = room.do(watch.look)
        assert (again.result.lapses, bool(again.changes)) == ((), False)
    assert room.prove().ok


def test_downtime_is_one_note_with_nominal_times(room: Room, clock: rooms.Clock) -> None:
    """Ten cases reported, the machine off for a day: all ten at once, each with the time it ran out by rights."""
    events = []
    for _ in range(10):
        events.append(rooms.reported(room))
        clock.pass_(MINUTE)
    last = clock.now - MINUTE
    dues = {event: room.reader().event(event).clocks[0].due_at for event in events}  # type: ignore[union-attr]
    clock.pass_(DAY)
    found = room.do(watch.look).result
    assert {lapse.event: lapse.nominal for lapse in found.lapses} == dues
    assert found.asleep == clock.now - last
    assert room.do(watch.look).result.asleep == 0
    reader = room.reader()
    for event in events:
        entry = reader.timeline(event)[-1]
        assert (entry.verb, entry.actor, entry.facts["nominal"]) == ("overdue", "system", dues[event])
        assert entry.facts["unseen"] == clock.now - dues[event]
    reader.close()
    assert room.prove().ok


def test_soon_counts_what_is_past_its_warning(room: Room, clock: rooms.Clock) -> None:
    """After downtime: what ran out, and what is about to."""
    rooms.reported(room)
    clock.pass_(4 * HOUR)
    near = rooms.reported(room)
    clock_of = room.reader().event(near).clocks[0]  # type: ignore[union-attr]
    clock.now = clock_of.warn_at
    found = room.do(watch.look).result
    assert (len(found.lapses), found.soon, found.next) == (1, 1, clock_of.due_at)


def test_the_next_look_needs_no_work(room: Room) -> None:
    """A reader tells it as well, by one step in an index."""
    rooms.reported(room)
    reader = room.reader()
    assert watch.next_look(reader) == room.do(watch.next_look).result > 0
    plan = reader.rows("EXPLAIN QUERY PLAN SELECT min(next_look) FROM clock WHERE next_look > 0")
    assert "clock_next_look" in plan[0][3]
    reader.close()


def test_downtime_leaves_one_card_with_every_alarm_judged(room: Room, clock: rooms.Clock) -> None:
    """Three days off: what ran out yesterday is stale, what ran out this morning is caught up; notice is taken once."""
    first = rooms.reported(room)
    clock.pass_(20 * MINUTE)
    room.do(watch.look)
    due = room.do(watch.look).result.next
    clock.now = due + 10
    room.do(watch.look)
    rooms.walk(room, first, "dispatched")
    clock.pass_(4 * DAY)
    room.do(watch.look)
    reader = room.reader()
    card = catch_up(reader, clock.now)
    assert card is not None
    assert (card.cases, card.counts[Judgement.STALE]) == (1, 2)
    found = breaches(reader, month_begin(clock.now), clock.now)
    assert [one.judgement for one in found.rows].count(Judgement.ON_TIME) == 1
    assert [one.judgement for one in found.rows].count(Judgement.STALE) == 2
    assert found.by_kind == {"C1": 1, "C3": 1, "C4": 1}
    assert all(one.nominal <= one.recorded for one in found.rows)
    room.do(watch.take_notice, card.note, actor="d1")
    assert catch_up(reader, clock.now) is None
    reader.close()
    with pytest.raises(Refused, match=r"watch\.no_such_note"):
        room.do(watch.take_notice, "no such", actor="d1")
    assert room.prove().ok
