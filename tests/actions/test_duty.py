"""Tests of duty actions: entries, permission, taking over a roster, what is told and what is refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from commandroom.actions import duty
from commandroom.domain.cover import shift_span
from commandroom.domain.errors import Refused
from commandroom.domain.roster import Duty, duty_id
from commandroom.reports.duty_month import arithmetic_words, duty_words, month_table, on_duty
from commandroom.room import Room
from commandroom.text import sentence
from tests.helpers import rooms

DAY = "2026-11-05"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A furnished room."""
    return rooms.make(tmp_path_factory.mktemp("duty") / "room")


@pytest.fixture
def room(template: Path, tmp_path: Path) -> Iterator[Room]:
    """A copy of it at 09:00 of a Thursday."""
    with rooms.copied(template, tmp_path / "room", rooms.Clock()) as made:
        yield made


def made(day: str, *people: str, post: str = "on_duty", shift: str = "whole", source: str = "a.xlsx") -> Duty:
    """A duty as a file gives it."""
    start, end = shift_span(day, shift)
    return Duty(duty_id(day, post, shift), day, post, shift, people, start, end, "", source)


def test_a_duty_is_set_changed_and_cleared_in_the_journal(room: Room) -> None:
    """Each is one entry of the kind "duty"; cleared, it may be set again."""
    for people in (["d1"], ["d1", "d2"], [], ["临时工"]):
        room.do(duty.set_duty, DAY, "dispatcher", "day", people, actor="head")
    reader = room.reader()
    assert reader.find("duty", f"{DAY}/dispatcher/day").people == ("临时工",)
    timeline = reader.timeline(f"{DAY}/dispatcher/day", "duty")
    assert [entry.facts["people"] for entry in timeline] == [["d1"], ["d1", "d2"], [], ["临时工"]]
    assert room.prove().ok
    reader.close()


def test_setting_the_same_again_records_nothing(room: Room) -> None:
    """An Enter too many leaves no entry."""
    room.do(duty.set_duty, DAY, "dispatcher", "day", ["d1"], actor="head")
    assert not room.do(duty.set_duty, DAY, "dispatcher", "day", ["d1"], actor="head").changes


def test_a_day_is_cleared_whole(room: Room) -> None:
    """Every held post of the day, and only of that day."""
    for day, post in ((DAY, "dispatcher"), (DAY, "standby"), ("2026-11-06", "dispatcher")):
        room.do(duty.set_duty, day, post, "day", ["d1"], actor="head")
    assert room.do(duty.clear_day, DAY, actor="head").result == 2
    assert room.do(duty.clear_day, DAY, actor="head").result == 0
    reader = room.reader()
    assert [one.day for one in reader.all("duty") if one.people] == ["2026-11-06"]
    reader.close()


def test_who_may_not_does_not(room: Room) -> None:
    """The roster is the head's and the administrator's."""
    with pytest.raises(Refused) as refused:
        room.do(duty.set_duty, DAY, "dispatcher", "day", ["d1"], actor="d1")
    assert refused.value.code == "who.not_permitted"


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ((DAY, "king", "day", ["d1"]), "duty.unknown_post"),
        ((DAY, "dispatcher", "noon", ["d1"]), "duty.unknown_shift"),
        (("2026-13-05", "dispatcher", "day", ["d1"]), "duty.unknown_shift"),
        ((DAY, "dispatcher", "day", [" "]), "duty.bad_name"),
        ((DAY, "dispatcher", "day", ["长" * 31]), "duty.bad_name"),
        ((DAY, "dispatcher", "day", [f"人{n}" for n in range(41)]), "duty.too_many"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    room: Room, wanted: tuple[str, str, str, list[str]], code: str
) -> None:
    """Each with words of its own."""
    with pytest.raises(Refused) as refused:
        room.do(duty.set_duty, *wanted, actor="head")
    assert refused.value.code == code
    assert sentence(refused.value) != code


def test_two_posts_at_once_and_short_rest_are_told_not_refused(room: Room) -> None:
    """The duty stands, and the answer says what is wrong with it."""
    room.do(duty.set_duty, DAY, "dispatcher", "day", ["d1"], actor="head")
    told = room.do(duty.set_duty, DAY, "standby", "whole", ["d1"], actor="head").result
    assert [one.code for one in told] == ["cover.double"]
    room.do(duty.set_duty, "2026-11-07", "dispatcher", "night", ["d2"], actor="head")
    told = room.do(duty.set_duty, "2026-11-08", "dispatcher", "14:00-18:00", ["d2"], actor="head").result
    assert [one.code for one in told] == ["cover.rest"]


def test_a_roster_is_taken_over_once(room: Room) -> None:
    """New, changed and same; the same again records nothing; another name of the file is no change."""
    roster = [made(DAY, "a", "b"), made("2026-11-06", "c")]
    first = room.do(duty.adopt, roster, actor="head").result
    assert (first.new, first.changed, first.same) == (2, 0, 0)
    again = room.do(duty.adopt, roster, actor="head")
    assert (again.result.same, bool(again.changes)) == (2, False)
    renamed = [made(DAY, "a", "b", source="b.xlsx"), made("2026-11-06", "d", source="b.xlsx")]
    second = room.do(duty.adopt, renamed, actor="head").result
    assert (second.new, second.changed, second.same) == (0, 1, 1)
    assert room.prove().ok


def test_the_month_says_who_is_on_and_what_is_missing(room: Room) -> None:
    """Now, next, gaps of the day, the sum of three dispatchers, in words."""
    for shift, people in (("day", ["d1", "d2"]), ("night", ["h1"])):
        room.do(duty.set_duty, DAY, "dispatcher", shift, people, actor="head")
    reader = room.reader()
    month = month_table(reader, "2026-11")
    today = month.rows[4]
    assert today.gaps == ("没有带班领导（应有 1 名）",)
    assert [cell.names for cell in today.cells] == [(), ("王某", "陈某"), ("张某",)]
    assert month.rows[0].kind.kind == "weekend"
    found = on_duty(reader, room.clock())
    assert duty_words(found, month.names) == "值班 王某、陈某"
    assert [one.shift for one in found.next] == ["night"]
    assert "168 小时 ÷ 2 人 = 每人 84 小时" in arithmetic_words(month.arithmetic)
    october = month_table(reader, "2026-10")
    assert october.rows[0].kind.name == "国庆节"
    reader.close()
