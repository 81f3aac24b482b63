"""Tests of the papers of duty: the month to hang up, the day's log to sign, both as data and as PDF."""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from commandroom.actions import attendance, define, duty, duty_log, handover, roster
from commandroom.domain.errors import Refused
from commandroom.domain.instant import DAY, HOUR, MINUTE, at
from commandroom.reports import render
from commandroom.reports.duty_log_paper import log_paper
from commandroom.reports.duty_paper import month_paper
from commandroom.room import Room
from commandroom.store.reader import Reader
from tests.helpers import rooms

TODAY, TURN = "2026-11-05", at(2026, 11, 5, 17, 30)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A room with a published November in which one duty changed, and telephones."""
    folder = rooms.make(tmp_path_factory.mktemp("papers") / "empty")
    with rooms.copied(folder, folder.parent / "room", rooms.Clock()) as room:
        for post, shift, people in (("dispatcher", "day", ["d1", "d2"]), ("dispatcher", "night", ["h1"]),
                                    ("duty_leader", "whole", ["leader"])):  # fmt: skip
            room.do(duty.set_duty, TODAY, post, shift, people, actor="head")
        room.do(define.define_person, "d1", phone="13812345678", actor="admin")
        room.do(roster.publish, "2026-11", actor="head")
        room.do(duty.set_duty, TODAY, "dispatcher", "night", ["h2"], "", "出差", actor="head")
    return folder.parent / "room"


@pytest.fixture
def clock() -> rooms.Clock:
    """09:00 of a Thursday."""
    return rooms.Clock()


@pytest.fixture
def room(template: Path, tmp_path: Path, clock: rooms.Clock) -> Iterator[Room]:
    """A copy of it."""
    with rooms.copied(template, tmp_path / "room", clock, seed=7) as made:
        yield made


@pytest.fixture
def reader(room: Room) -> Iterator[Reader]:
    """A look at it."""
    made = room.reader()
    yield made
    made.close()


def size(png: bytes) -> tuple[int, int]:
    """Width and height of a PNG."""
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def day_of(facts: dict[str, Any], day: int) -> dict[str, Any]:
    """The row of a day."""
    found: dict[str, Any] = facts["rows"][day - 1]
    return found


def test_the_month_marks_what_was_changed_after_it_was_published(reader: Reader) -> None:
    """Who was published is struck, who came stands there, and a line says by whom and why."""
    facts = month_paper(reader, "2026-11", "a4", rooms.NOW).facts
    assert facts["state"] == "已发布"
    night = day_of(facts, 5)["cells"][facts["heads"].index("派单调度员（夜班）")]
    assert (night["names"], night["old"], night["changed"]) == (["李某"], ["张某"], True)
    assert [cell["changed"] for cell in day_of(facts, 5)["cells"]].count(True) == 1
    (line,) = facts["changes"]
    assert line.startswith("11-05 派单调度员（夜班）：张某 改为 李某，出差（主任")
    assert [day_of(facts, day)["kind"] for day in (5, 7)] == ["work", "weekend"]


def test_telephones_are_masked_unless_there_is_a_reason(reader: Reader) -> None:
    """A4 has them below the table, A3 beside the name."""
    assert month_paper(reader, "2026-11", "a4", rooms.NOW).facts["phones"] == [["王某", "138****5678"]]
    large = month_paper(reader, "2026-11", "a3", rooms.NOW, revealed=True).facts
    assert large["phones"] == []
    assert "王某 13812345678" in day_of(large, 5)["cells"][large["heads"].index("派单调度员（白班）")]["names"]


def test_one_sheet_of_the_paper_that_was_asked_for(reader: Reader) -> None:
    """A4 upright, A3 across, one page each; the same month gives the same bytes."""
    for paper, wanted in (("a4", (827, 1169)), ("a3", (1654, 1169))):
        made = month_paper(reader, "2026-11", paper, rooms.NOW)
        (page,) = render.pictures(made, rooms.NOW, 100)
        assert max(abs(a - b) for a, b in zip(size(page), wanted, strict=True)) <= 1
        again = month_paper(reader, "2026-11", paper, rooms.NOW)
        assert render.pdf(made, rooms.NOW).pdf == render.pdf(again, rooms.NOW).pdf


def test_what_cannot_be_printed_is_refused(reader: Reader) -> None:
    """Another paper, a month without duties, a day that is none, a day to come."""
    for code, call in (
        ("duty.unknown_paper", lambda: month_paper(reader, "2026-11", "b5", rooms.NOW)),
        ("duty.nothing_to_print", lambda: month_paper(reader, "2027-03", "a4", rooms.NOW)),
        ("duty.bad_day", lambda: log_paper(reader, "2026-02-30", rooms.NOW)),
        ("duty.day_to_come", lambda: log_paper(reader, "2026-12-30", rooms.NOW)),
    ):
        with pytest.raises(Refused) as refused:
            call()
        assert refused.value.code == code


def written(room: Room, clock: rooms.Clock) -> str:
    """A day with lines, a correction, equipment, a promise and a handover; gives the handover's id."""
    room.do(attendance.come, f"{TODAY}/dispatcher/day", actor="d1")
    line = room.do(duty_log.write_line, "matter", "书记检查", actor="d1").result
    room.do(duty_log.write_line, "matter", "副书记检查", 0, "", line, actor="d1")
    room.do(duty_log.write_line, "instruction", "加强巡查", 0, "应急局", actor="d1")
    room.do(duty_log.see_equipment, "对讲机", "trouble", "电池鼓包", actor="d1")
    room.do(duty_log.promise, "李四", "回电", TURN + HOUR, "13812345678", actor="d1")
    rooms.walk(room, rooms.reported(room), "dispatched")
    clock.now = TURN - 10 * MINUTE
    found = room.do(handover.draw_up, actor="d1").result
    room.do(handover.hand_over, found.id, "平安", actor="d1")
    room.do(handover.accept, found.id, [item.key for item in found.items], actor="h2")
    room.do(handover.take_over, found.id, actor="h2")
    return str(found.id)


def test_the_log_of_a_day_has_it_all(room: Room, clock: rooms.Clock) -> None:
    """Who was there, what went through, lines with the corrected one struck, what was handed over and by whom taken."""
    written(room, clock)
    reader = room.reader()
    facts = log_paper(reader, TODAY, clock.now).facts
    reader.close()
    assert ["派单调度员（白班）", "王某", "08:30 至 17:30", "11-05 09:00", ""] in facts["present"]
    flow = dict(map(tuple, facts["flow"]))
    assert (flow["登记上报"], flow["立案"], flow["派单"], flow["结案"]) == ("1", "1", "1", "0")
    lines = dict(map(tuple, facts["sections"]))
    assert [(one["words"], one["struck"], one["corrects"]) for one in lines["重要事项"]] == [
        ("书记检查", True, False), ("副书记检查", False, True)
    ]  # fmt: skip
    assert lines["上级指令"][0]["words"] == "应急局：加强巡查"
    assert facts["promises"][0][1:] == ["李* 138****5678", "回电", "未兑现"]
    (passed,) = facts["handovers"]
    assert dict(map(tuple, passed["lines"]))["接班人"] == "李某"
    assert {row[0] for row in passed["items"]} == {"已超期", "答应的事", "上级指令", "设备"}
    assert all(row[3].startswith("李某") for row in passed["items"])


def test_the_head_of_the_day_stands_on_it_for_ever(room: Room, clock: rooms.Clock) -> None:
    """Printed a week later the hash is the one of the day's last entry, whatever was recorded since."""
    written(room, clock)
    clock.now = at(2026, 11, 6, 8, 31)
    reader = room.reader()
    first = log_paper(reader, TODAY, clock.now).facts["head"]
    last = rooms.entries(room)[-1]
    assert last.hash in first
    clock.pass_(7 * DAY)
    rooms.reported(room)
    assert log_paper(reader, TODAY, clock.now).facts["head"] == first
    assert rooms.entries(room)[-1].hash not in first
    made = log_paper(reader, TODAY, clock.now)
    assert len(render.pictures(made, clock.now, 40)) == 1
    reader.close()
