"""The settings of the room: each is checked, and each changes what its reader does."""

from pathlib import Path

import pytest

from commandroom.actions import define, intake, room_settings
from commandroom.domain.errors import Refused
from commandroom.domain.instant import MINUTE, at
from commandroom.first_start import found_room
from commandroom.room import Room

PASSWORD = "Abcdef-12345"


@pytest.fixture
def room(tmp_path: Path) -> Room:
    """A founded room on a Thursday evening after office hours."""
    folder = tmp_path / "room"
    evening = at(2026, 11, 5, 20, 0)
    found_room(folder, lambda: evening, name="测试街道", code="320412003", profile="L", admin="admin",
               password=PASSWORD)
    room = Room.open(folder, lambda: evening)
    room.do(define.define_person, "d1", name="王某", roles=["dispatcher"])
    return room


def _intake_due(room: Room) -> int:
    ident = room.do(intake.report, title="路灯不亮", place="富民路", actor="d1").result
    event = room.reader().event(ident)
    assert event is not None
    return next(clock.due_at for clock in event.clocks if clock.kind == "C1")


def test_intake_clock_counts_while_somebody_sits(room: Room) -> None:
    """With a seat round the clock C1 runs at night; in office hours only it waits for the morning."""
    assert _intake_due(room) == at(2026, 11, 5, 20, 0) + 30 * MINUTE
    room.do(room_settings.change, seat_hours="office", actor="admin")
    assert _intake_due(room) == at(2026, 11, 6, 9, 0)


def test_device_stands_in_the_number(room: Room) -> None:
    """The seat's own name is part of every event number."""
    room.do(room_settings.change, device="B7", actor="admin")
    ident = room.do(intake.report, title="井盖破损", place="富民路", actor="d1").result
    event = room.reader().event(ident)
    assert event is not None
    assert event.number == "320412003-B7-20261105-0001"


@pytest.mark.parametrize(
    ("settings", "code"),
    [({"colour": "red"}, "settings.unknown"), ({"seat_hours": "never"}, "settings.wrong_value"),
     ({"device": "中文"}, "settings.wrong_value"), ({"lock_minutes": "-1"}, "settings.wrong_value"),
     ({"lock_minutes": "ten"}, "settings.wrong_value"), ({"name": " "}, "settings.wrong_value")],
)
def test_a_wrong_setting_is_refused(room: Room, settings: dict[str, str], code: str) -> None:
    """Unknown names and impossible values are refused with their own sentence."""
    with pytest.raises(Refused) as refused:
        room.do(room_settings.change, actor="admin", **settings)
    assert refused.value.code == code


def test_the_same_again_records_nothing(room: Room) -> None:
    """Saying what is so already leaves no entry."""
    before = room.reader().head()
    room.do(room_settings.change, name="测试街道", actor="admin")
    assert room.reader().head() == before


def test_only_the_administrator_changes_them(room: Room) -> None:
    """A dispatcher may not change the room."""
    with pytest.raises(Refused) as refused:
        room.do(room_settings.change, name="别的名字", actor="d1")
    assert refused.value.code == "who.not_permitted"


def test_the_last_administrator_stays(room: Room) -> None:
    """A room never loses the last person who can configure it; with a second one the first may go."""
    with pytest.raises(Refused) as refused:
        room.do(define.define_person, "admin", active=False, actor="admin")
    assert refused.value.code == "who.last_admin"
    with pytest.raises(Refused):
        room.do(define.retire, "person", "admin", actor="admin")
    room.do(define.define_person, "admin2", name="另一位", roles=["admin"], actor="admin")
    room.do(define.retire, "person", "admin", actor="admin2")
    assert room.reader().find("person", "admin").retired
