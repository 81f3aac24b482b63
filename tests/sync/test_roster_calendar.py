"""Tests of calendars as other programs write them: zones of their own, repeats, whole days, and garbage."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commandroom.domain.cover import shift_span
from commandroom.domain.errors import Refused
from commandroom.domain.roster import Duty
from commandroom.sync.roster.roster_calendar import Calendar, read_calendar
from commandroom.sync.roster.roster_out import write_calendar

NIGHT = ("SUMMARY:派单调度员 夜班", "DESCRIPTION:甲某 乙某")
ZONE = """BEGIN:VTIMEZONE
TZID:Office
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0900
TZOFFSETTO:+0900
END:STANDARD
END:VTIMEZONE
"""


def read(folder: Path, *events: tuple[str, ...], before: str = "") -> Calendar:
    """A calendar of these events, each given by its lines."""
    body = "".join("BEGIN:VEVENT\n" + "\n".join(lines) + "\nEND:VEVENT\n" for lines in events)
    path = folder / "duty.ics"
    path.write_text(f"BEGIN:VCALENDAR\nVERSION:2.0\n{before}{body}END:VCALENDAR\n", "utf-8")
    return read_calendar(path)


def days(found: Calendar) -> list[str]:
    """Day and shift of each turn."""
    return [f"{turn.day} {turn.shift}" for turn in found.turns]


@pytest.mark.parametrize(
    ("times", "before"),
    [
        (("DTSTART;TZID=China Standard Time:20261105T173000", "DTEND;TZID=China Standard Time:20261106T083000"), ""),
        (("DTSTART;TZID=Office:20261105T183000", "DTEND;TZID=Office:20261106T093000"), ZONE),
        (("DTSTART;TZID=GMT+8:20261105T173000", "DTEND;TZID=GMT+8:20261106T083000"), ""),
    ],
)
def test_zones_by_every_name(tmp_path: Path, times: tuple[str, ...], before: str) -> None:
    """Outlook's name of the zone, one the file itself describes, a plain offset: all the same night."""
    found = read(tmp_path, (*times, *NIGHT), before=before)
    assert (days(found), found.wrong) == (["2026-11-05 night"], [])


def test_several_whole_days_are_a_duty_each(tmp_path: Path) -> None:
    """Friday to Sunday as calendars write it: the end is the first day that is free again."""
    found = read(tmp_path, ("DTSTART;VALUE=DATE:20261106", "DTEND;VALUE=DATE:20261109", *NIGHT))
    assert days(found) == ["2026-11-06 whole", "2026-11-07 whole", "2026-11-08 whole"]


def test_a_repeat_with_an_end_stands_on_each_of_its_days(tmp_path: Path) -> None:
    """Weekly, one left out, one moved to another day; the moved one stands where it was moved to."""
    weekly = (
        "UID:w", "DTSTART;TZID=Asia/Shanghai:20261102T173000", "DTEND;TZID=Asia/Shanghai:20261103T083000",
        "RRULE:FREQ=WEEKLY;UNTIL=20261130T235900Z", "EXDATE;TZID=Asia/Shanghai:20261109T173000", *NIGHT,
    )  # fmt: skip
    moved = (
        "UID:w", "RECURRENCE-ID;TZID=Asia/Shanghai:20261116T173000", "DTSTART;TZID=Asia/Shanghai:20261117T173000",
        "DTEND;TZID=Asia/Shanghai:20261118T083000", *NIGHT,
    )  # fmt: skip
    found = read(tmp_path, weekly, moved)
    assert found.wrong == []
    assert days(found) == [f"2026-11-{day} night" for day in ("02", "23", "30", "17")]


@pytest.mark.parametrize("rule", ["FREQ=DAILY", "FREQ=DAILY;COUNT=100000", "FREQ=NEVER;COUNT=2", "COUNT=2"])
def test_a_repeat_without_an_end_is_named(tmp_path: Path, rule: str) -> None:
    """Nothing of it is taken, and the sentence names the property."""
    found = read(tmp_path, ("DTSTART:20261105T140000", "DTEND:20261105T160000", f"RRULE:{rule}", *NIGHT))
    assert found.turns == []
    assert [(cell.code, cell.column) for cell in found.wrong] == [("roster.ics_repeats", "RRULE")]


def test_two_calendars_in_one_file(tmp_path: Path) -> None:
    """Some programs write one a person, one behind the other; a cut second one refuses the file."""
    one = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:2026110{}\nDESCRIPTION:甲某\nEND:VEVENT\nEND:VCALENDAR\n"
    path = tmp_path / "a.ics"
    path.write_text(one.format(5) + one.format(6), "utf-8")
    assert days(read_calendar(path)) == ["2026-11-05 whole", "2026-11-06 whole"]
    path.write_text(one.format(5) + one.format(6).replace("END:VCALENDAR\n", ""), "utf-8")
    with pytest.raises(Refused):
        read_calendar(path)


names = st.sampled_from(
    ["DTSTART", "DTEND", "DURATION", "RRULE", "EXDATE", "RECURRENCE-ID", "SUMMARY", "DESCRIPTION", "X"]
)
values = st.text(st.sampled_from("2026115T08Z;:,=\\\"甲FREQWKLYCOUNT-P"), max_size=20)


@given(st.lists(st.tuples(names, values), max_size=8))
def test_no_calendar_breaks_the_reader(
    tmp_path_factory: pytest.TempPathFactory, lines: list[tuple[str, str]]
) -> None:
    """Whatever stands in an event, it is a duty, or named with its line, or the file is refused."""
    try:
        found = read(tmp_path_factory.getbasetemp(), tuple(f"{name}:{value}" for name, value in lines))
    except Refused as refused:
        assert refused.code == "roster.no_calendar"
        return
    assert found.events == 1
    assert all(cell.row > 0 and cell.reason for cell in found.wrong)


def test_what_leaves_says_its_zone(tmp_path: Path) -> None:
    """A file with a TZID carries the zone's description (RFC 5545, 3.6.5), so that any calendar reads it right."""
    start, end = shift_span("2026-11-05", "night")
    made = Duty("2026-11-05/dispatcher/night", "2026-11-05", "dispatcher", "night", ("甲某",), start, end)
    write_calendar(tmp_path / "a.ics", [made])
    words = (tmp_path / "a.ics").read_text("utf-8")
    assert words.index("BEGIN:VTIMEZONE") < words.index("BEGIN:VEVENT")
    assert "DTSTART;TZID=Asia/Shanghai:20261105T173000" in words
