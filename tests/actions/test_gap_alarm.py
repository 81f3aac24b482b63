"""The watch over gaps: 72, 24 and 2 hours before, once each, again when a gap opens again, quiet without a roster."""

from commandroom.actions import duty, gap_alarm, roster
from commandroom.domain.cover import shift_span
from commandroom.domain.instant import HOUR
from commandroom.domain.people import SYSTEM
from commandroom.domain.rota import Line
from commandroom.room import Room
from tests.helpers.rooms import Clock

DAY = "2026-11-12"
START = shift_span(DAY, "day")[0]


def prepared(room: Room) -> None:
    """A day seat held until the 15th, but for the 12th."""
    room.do(roster.set_rota, [Line("dispatcher", "day", people=("d1", "d2"))], actor="head")
    for number in range(4, 21):
        if number != 12:
            room.do(duty.set_duty, f"2026-11-{number:02d}", "dispatcher", "day", ["d1"], actor="head")


def look(room: Room) -> list[gap_alarm.Alarm]:
    """One look of the watch."""
    return room.do(gap_alarm.tick, actor=SYSTEM).result


def next_look(room: Room) -> int:
    """When the watch must look next."""
    reader = room.reader()
    at = gap_alarm.next_look(reader, room.clock())
    reader.close()
    return at


def test_told_three_times_and_no_more(small_room: Room, room_clock: Clock) -> None:
    """Exactly when each is due; looking again gives nothing and records nothing."""
    prepared(small_room)
    told = []
    for _ in range(12):
        room_clock.now = next_look(small_room)
        if room_clock.now > START:
            break
        alarms = look(small_room)
        told += [(alarm.hours, room_clock.now - alarm.nominal, alarm.duty) for alarm in alarms]
        assert not look(small_room)
        assert not small_room.do(gap_alarm.tick, actor=SYSTEM).changes
    assert told == [(hours, 0, f"{DAY}/dispatcher/day") for hours in (72, 24, 2)]
    assert small_room.prove().ok


def test_after_downtime_only_the_nearest_is_given(small_room: Room, room_clock: Clock) -> None:
    """And what nobody was there to tell is said; who could fill it stands in it."""
    prepared(small_room)
    room_clock.now = START - HOUR
    (alarm,) = look(small_room)
    assert (alarm.hours, alarm.missed, alarm.nominal) == (2, (24, 72), START - 2 * HOUR)
    assert alarm.could == ("d2", "d1")
    assert not look(small_room)


def test_filled_and_opened_again_is_told_again(small_room: Room, room_clock: Clock) -> None:
    """A gap that came back is another one."""
    prepared(small_room)
    room_clock.now = START - 20 * HOUR
    assert len(look(small_room)) == 1
    small_room.do(duty.set_duty, DAY, "dispatcher", "day", ["d2"], actor="head")
    assert not look(small_room)
    small_room.do(duty.set_duty, DAY, "dispatcher", "day", [], actor="head")
    assert len(look(small_room)) == 1
    assert not look(small_room)


def test_a_room_without_a_roster_is_left_alone(small_room: Room) -> None:
    """Nobody who keeps no roster here is told every hour that it is empty."""
    assert not look(small_room)
    assert next_look(small_room) == 0
