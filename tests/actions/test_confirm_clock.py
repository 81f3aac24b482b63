"""Tests of a clock in doubt: verdicts stand still, entries do not, until a person with the right confirms."""

from pathlib import Path

import pytest

from commandroom.actions import triage, watch
from commandroom.actions.confirm_clock import confirm_clock
from commandroom.domain.errors import Refused
from commandroom.domain.instant import DAY, HOUR
from commandroom.room import Room
from tests.helpers import rooms

YEARS = 5 * 365 * DAY


@pytest.fixture
def clock(room_clock: rooms.Clock) -> rooms.Clock:
    """09:00 of a Thursday."""
    return room_clock


@pytest.fixture
def room(small_room: Room) -> Room:
    """A copy of the room."""
    return small_room


@pytest.mark.parametrize("jump", [YEARS, -2 * HOUR, -YEARS])
def test_a_doubted_clock_judges_nothing_and_takes_everything(room: Room, clock: rooms.Clock, jump: int) -> None:
    """Years off or put back: the watch records no lapse, steps go on, and the doubt outlives the steps."""
    event = rooms.reported(room)
    last = clock.now
    clock.pass_(jump)
    assert room.do(watch.look).result == watch.Look((), 0, frozen=True)
    room.do(triage.file, event, "CG001", actor="d1")
    found = room.trust()
    assert (found.sound, found.standing, found.last) == (False, True, last)
    assert room.do(watch.look).result.frozen
    reader = room.reader()
    assert reader.rows("SELECT count(*) FROM journal WHERE verb = 'overdue'")[0][0] == 0
    reader.close()
    assert room.prove().ok


@pytest.mark.parametrize("jump", [YEARS, -2 * HOUR])
def test_a_confirmation_in_the_journal_lets_verdicts_go_on(
    room: Room, clock: rooms.Clock, tmp_path: Path, jump: int
) -> None:
    """By the head, not by a dispatcher; after it the same clock is believed, also by a program started later."""
    rooms.reported(room)
    clock.pass_(jump)
    room.do(watch.look)
    with Room.open(tmp_path / "room", clock) as other:
        assert not other.trust().sound
        with pytest.raises(Refused, match=r"who\.not_permitted"):
            room.do(confirm_clock, actor="d1")
        room.do(confirm_clock, "看过手机", actor="head")
        assert room.trust().sound
        other.catch_up()
        assert other.trust().sound
    with Room.open(tmp_path / "room", clock) as later:
        assert later.trust().sound
        assert bool(later.do(watch.look).result.lapses) == (jump > 0)
        reader = later.reader()
        (entry,) = reader.timeline("clock", "clock")
        reader.close()
        assert (entry.actor, entry.facts["confirmed"], entry.facts["note"]) == ("head", clock.now, "看过手机")
    assert room.prove().ok


def test_a_clock_that_came_back_by_itself_still_waits_for_a_person(room: Room, clock: rooms.Clock) -> None:
    """An hour of wrong time is an hour of entries nobody vouched for."""
    rooms.reported(room)
    clock.pass_(-HOUR)
    room.do(watch.look)
    clock.pass_(2 * HOUR)
    assert not room.trust().sound
    room.do(confirm_clock, actor="leader")
    assert room.trust().sound


def test_nothing_is_confirmed_that_nobody_doubts(room: Room) -> None:
    """A refusal instead of an entry without meaning."""
    with pytest.raises(Refused, match=r"clock\.not_doubted"):
        room.do(confirm_clock, actor="head")
