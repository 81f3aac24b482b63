"""Guards that stand between a tired hand and a wrong record."""

import pytest

from commandroom.actions import close, intake, triage
from commandroom.domain.clocks import Clock as CaseClock
from commandroom.domain.clocks import Running
from commandroom.domain.errors import Refused
from commandroom.domain.event import Event
from commandroom.domain.instant import DAY, HOUR
from commandroom.room import Room
from tests.helpers.rooms import Clock, reported, walk


def _event(room: Room, ident: str) -> Event:
    reader = room.reader()
    try:
        found = reader.event(ident)
    finally:
        reader.close()
    assert found is not None
    return found


def _handling(event: Event) -> CaseClock:
    return next(clock for clock in event.clocks if clock.kind == "C4" and clock.running == Running.RUNNING)


def test_a_late_case_is_not_closed_as_normal(small_room: Room, room_clock: Clock) -> None:
    """Whoever closes a late case as normal is refused; left to the small_room it is closed as overdue."""
    ident = walk(small_room, reported(small_room), "handling")
    room_clock.pass_(20 * DAY)
    walk(small_room, ident, "pending_close")
    with pytest.raises(Refused) as refused:
        small_room.do(close.close, ident, closing_type="normal", actor="d1")
    assert refused.value.code == "close.late_is_not_normal"
    small_room.do(close.close, ident, actor="d1")
    assert _event(small_room, ident).closing_type == "overdue"


def test_a_report_from_the_future_is_refused(small_room: Room, room_clock: Clock) -> None:
    """Ten minutes of another clock are forgiven, tomorrow is not."""
    reported(small_room, occurred_at=room_clock.now + 5 * 60)
    with pytest.raises(Refused) as refused:
        reported(small_room, occurred_at=room_clock.now + DAY)
    assert refused.value.code == "intake.in_future"


def test_only_who_may_check_is_asked_to_look(small_room: Room) -> None:
    """A department's handler cannot be sent to verify a report; the grid's worker can."""
    ident = reported(small_room)
    with pytest.raises(Refused) as refused:
        small_room.do(triage.verify_source, ident, person="h1", actor="d1")
    assert refused.value.code == "triage.cannot_look"
    small_room.do(triage.verify_source, ident, person="g1", actor="d1")
    assert _event(small_room, ident).state == "verifying_source"


def test_an_external_deadline_cuts_what_is_running(small_room: Room, room_clock: Clock) -> None:
    """A merged report with an earlier deadline shortens the master's handling, not only its total clock."""
    master = walk(small_room, reported(small_room), "handling")
    before = _handling(_event(small_room, master))
    child = reported(small_room, external_due_at=room_clock.now + HOUR)
    small_room.do(triage.merge, child, master=master, actor="d1")
    after = _handling(_event(small_room, master))
    assert after.due_at < before.due_at
    assert after.due_at <= room_clock.now + HOUR
    assert after.started_at == before.started_at


def test_a_draft_never_becomes_a_report_without_a_place(small_room: Room) -> None:
    """A title alone is kept as a draft and refused as a report."""
    draft = small_room.do(intake.register, title="有人反映", actor="d1").result
    with pytest.raises(Refused) as refused:
        small_room.do(intake.report, event=draft, actor="d1")
    assert refused.value.code == "intake.no_place"
