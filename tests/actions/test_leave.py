"""Leave: asked for, granted, refused, cancelled; and what it does to the roster."""

import pytest

from commandroom.actions import duty, leave
from commandroom.domain.cover import shift_span
from commandroom.domain.errors import Refused
from commandroom.domain.leave import Leave, LeaveState
from commandroom.room import Room
from commandroom.rostering import judge
from commandroom.text import sentence

FIRST, LAST = "2026-11-10", "2026-11-12"


def refused(room: Room, action: object, *facts: object, actor: str) -> str:
    """The code of what is refused, after its sentence was made without a hole."""
    with pytest.raises(Refused) as caught:
        room.do(action, *facts, actor=actor)  # type: ignore[arg-type]
    assert "…" not in sentence(caught.value)
    return caught.value.code


def found(room: Room, ident: str) -> Leave:
    """A leave as it stands."""
    reader = room.reader()
    one: Leave = reader.find("leave", ident)
    reader.close()
    return one


def test_asked_granted_cancelled(small_room: Room) -> None:
    """Each step says who and when; only a granted leave counts against a duty."""
    small_room.do(duty.set_duty, FIRST, "dispatcher", "day", ["d1"], actor="head")
    ident = small_room.do(leave.ask, "d1", FIRST, LAST, "annual", "回家", actor="d1").result
    reader = small_room.reader()
    assert "leave" not in [one.rule for one in judge.month(reader, "2026-11")]
    small_room.do(leave.grant, ident, actor="head")
    reader.forget(["leave"])
    told = [one for one in judge.month(reader, "2026-11") if one.rule == "leave"]
    assert [(one.people, one.day) for one in told] == [(("d1",), FIRST)]
    assert found(small_room, ident).decided_by == "head"
    small_room.do(leave.cancel, ident, "不去了", actor="d1")
    reader.forget(["leave"])
    assert "leave" not in [one.rule for one in judge.month(reader, "2026-11")]
    reader.close()
    assert small_room.prove().ok


def test_who_makes_the_roster_grants_at_once(small_room: Room) -> None:
    """A leave told by telephone."""
    ident = small_room.do(leave.ask, "d1", FIRST, LAST, "sick", actor="head").result
    assert found(small_room, ident).state is LeaveState.GRANTED
    assert found(small_room, small_room.do(leave.ask, "d2", FIRST, LAST, actor="admin").result).asked_by == "admin"


def test_what_is_refused(small_room: Room) -> None:
    """Another's leave, wrong days, twice, without a reason, decided twice."""
    assert refused(small_room, leave.ask, "d2", FIRST, LAST, actor="d1") == "leave.not_yours"
    assert refused(small_room, leave.ask, "d1", LAST, FIRST, actor="d1") == "leave.wrong_days"
    assert refused(small_room, leave.ask, "d1", "11月", LAST, actor="d1") == "leave.wrong_days"
    assert refused(small_room, leave.ask, "d1", FIRST, LAST, "nap", actor="d1") == "leave.unknown_kind"
    ident = small_room.do(leave.ask, "d1", FIRST, LAST, actor="d1").result
    assert refused(small_room, leave.ask, "d1", LAST, LAST, actor="d1") == "leave.twice"
    assert refused(small_room, leave.grant, ident, actor="d1") == "who.not_permitted"
    assert refused(small_room, leave.refuse, ident, "", actor="head") == "leave.reason_missing"
    small_room.do(leave.refuse, ident, "人手不够", actor="head")
    assert refused(small_room, leave.grant, ident, actor="head") == "leave.not_asked"
    assert refused(small_room, leave.cancel, ident, actor="d1") == "leave.over"


def test_a_night_that_reaches_into_a_leave_meets_it() -> None:
    """A leave from the 10th: the night of the 9th ends at 08:30 of the 10th. A free morning leaves the night alone."""
    whole, morning = Leave("1", "a", FIRST, FIRST), Leave("2", "a", FIRST, FIRST, part="am")
    assert whole.meets(*shift_span("2026-11-09", "night"))
    assert whole.meets(*shift_span(FIRST, "night"))
    assert not whole.meets(*shift_span("2026-11-11", "day"))
    assert morning.meets(*shift_span(FIRST, "day")) and not morning.meets(*shift_span(FIRST, "night"))
    assert not Leave("3", "a", FIRST, FIRST, part="pm").meets(*shift_span("2026-11-09", "night"))
