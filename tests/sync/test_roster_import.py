"""Tests of rosters from files: the real ones, offices' own writing, iCalendar, wrong cells, and back again."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commandroom.domain.cover import shift_span
from commandroom.domain.errors import Refused
from commandroom.domain.people import Person
from commandroom.domain.roster import Duty, duty_id
from commandroom.sync.roster.roster_import import RosterFile, read_roster
from commandroom.sync.roster.roster_out import rows_of, write_calendar, write_roster
from commandroom.sync.roster.roster_words import names_in
from commandroom.sync.sheet_out import write_table

HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
TAIL = "END:VCALENDAR\r\n"


def sheet(folder: Path, *rows: tuple[Any, ...]) -> Path:
    """A csv with these rows, the first is the header."""
    path = folder / "值班表.csv"
    write_table(path, [str(cell) for cell in rows[0]], rows[1:])
    return path


def ics(folder: Path, *lines: str, tail: str = TAIL) -> Path:
    """A calendar with one event of these lines."""
    path = folder / "duty.ics"
    path.write_bytes(
        (HEAD + "BEGIN:VEVENT\r\n" + "".join(f"{line}\r\n" for line in lines) + "END:VEVENT\r\n" + tail).encode()
    )
    return path


def told(found: RosterFile) -> list[tuple[str, tuple[str, ...], str]]:
    """What a file says, without its name."""
    return [(one.id, one.people, one.note) for one in found.duties]


@pytest.mark.parametrize(
    ("name", "rows", "duties", "names", "first", "last"),
    [
        ("值班表.xlsx", 60, 60, 20, "2024-03-09/on_duty/whole", "2024-05-07/on_duty/whole"),
        ("春季学期组会安排.xlsx", 18, 28, 23, "2024-03-14/duty_commander/whole", "2024-07-04/on_duty/whole"),
        ("duty-schedule-2024-spring.ics", 9, 9, 5, "2024-03-10/on_duty/08:30-12:00", "2024-05-02/on_duty/14:00-17:30"),
        (
            "group-report-2024-spring.ics", 18, 28, 24, "2024-03-14/duty_commander/14:00-16:00",
            "2024-07-04/on_duty/14:00-16:00",
        ),
    ],
)  # fmt: skip
def test_the_real_rosters(
    shared_data: Path, tmp_path: Path, name: str, rows: int, duties: int, names: int, first: str, last: str
) -> None:
    """Every row is read, nothing is wrong, and each way out reads back the same."""
    found = read_roster(shared_data / "duty-rosters-zh" / name)
    assert (found.rows, len(found.duties), found.wrong, len(found.unknown_names)) == (rows, duties, (), names)
    assert (found.duties[0].id, found.duties[-1].id) == (first, last)
    for suffix in (".xlsx", ".csv", ".ics"):
        out = tmp_path / f"out{suffix}"
        write_roster(out, found.duties)
        assert told(read_roster(out)) == told(found)


def test_the_real_roster_has_three_people_a_day(shared_data: Path) -> None:
    """Names in one cell parted by blanks, also by the hard ones; 60 days without a hole."""
    found = read_roster(shared_data / "duty-rosters-zh" / "值班表.xlsx")
    assert {len(one.people) for one in found.duties} == {3}
    days = [date.fromisoformat(one.day).toordinal() for one in found.duties]
    assert days == list(range(days[0], days[0] + 60))
    assert not any(person != person.strip() for one in found.duties for person in one.people)


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("陈某甲 崔某甲\u3000淳某甲\u00a0", ["陈某甲", "崔某甲", "淳某甲"]),
        ("张  三、李四；王五", ["张三", "李四", "王五"]),
        ("张三 13800001234\n李四（城管）", ["张三", "李四"]),
        ("无", []), ("", []), ("—", []), (None, []), ("欧阳修/司马光", ["欧阳修", "司马光"]), ("张三 张三", ["张三"]),
    ],
)  # fmt: skip
def test_names_of_a_cell(cell: Any, names: list[str]) -> None:
    """As offices write several people into one cell."""
    assert names_in(cell) == names


def test_posts_across_and_accounts(tmp_path: Path) -> None:
    """带班领导 and both seats; a name with one account becomes it, any other stays and is told."""
    people = [Person("d1", "王某"), Person("x1", "李某"), Person("x2", "李某"), Person("gone", "旧人", active=False)]
    path = sheet(
        tmp_path,
        ("日期", "星期", "带班领导", "派单调度员（白班）", "夜班派单调度员", "电话", "备注"),
        ("2026-11-05", "四", "赵某", "王某、李某", "旧人", "138", "节前"),
    )
    found = read_roster(path, people)
    assert told(found) == [
        ("2026-11-05/dispatcher/day", ("d1", "李某"), "节前"),
        ("2026-11-05/duty_leader/whole", ("赵某",), "节前"),
        ("2026-11-05/dispatcher/night", ("旧人",), "节前"),
    ]
    assert set(found.unknown_names) == {"李某", "赵某", "旧人"}


def test_a_row_a_duty(tmp_path: Path) -> None:
    """日期, 岗位, 班次, 姓名: rows of one post and shift are one duty."""
    path = sheet(
        tmp_path, ("日期", "岗位", "班次", "姓名"),
        ("2026-11-05", "派单调度员", "白班", "甲某"), ("2026-11-05", "派单调度员", "白班", "乙某"),
        ("2026-11-05", "带班领导", "", "丙某"), ("2026-11-05", "备勤", "22:00-06:00", "丁某"),
    )  # fmt: skip
    assert {one.id: one.people for one in read_roster(path).duties} == {
        "2026-11-05/dispatcher/day": ("甲某", "乙某"),
        "2026-11-05/duty_leader/whole": ("丙某",),
        "2026-11-05/standby/22:00-06:00": ("丁某",),
    }


def test_days_without_a_year_take_it_from_the_title(tmp_path: Path) -> None:
    """``11月5日`` and ``6`` under 2026 年 11 月值班表, weekday in brackets and all."""
    path = sheet(
        tmp_path, ("潞城街道2026年11月值班表", ""), ("日期", "值班人员"), ("11月5日（星期四）", "甲某"), ("6", "乙某")
    )
    assert [(one.day, one.people) for one in read_roster(path).duties] == [
        ("2026-11-05", ("甲某",)), ("2026-11-06", ("乙某",)),
    ]  # fmt: skip


def test_wrong_cells_are_named_and_the_rest_is_read(tmp_path: Path) -> None:
    """Row, column, value and reason of each."""
    path = sheet(
        tmp_path, ("日期", "岗位", "班次", "姓名"),
        ("2026-02-30", "带班领导", "", "甲某"), ("", "带班领导", "", "乙某"), ("2026-11-05", "国王", "", "丙某"),
        ("2026-11-05", "备勤", "中午", "丁某"), ("2026-11-05", "备勤", "夜", "名" * 31),
        ("2026-11-05", "备勤", "白", "己某"),
    )  # fmt: skip
    found = read_roster(path)
    assert [(cell.row, cell.column, cell.code) for cell in found.wrong] == [
        (2, "A", "cell.date_impossible"), (3, "A", "roster.no_date"), (4, "B", "roster.unknown_post"),
        (5, "C", "roster.unknown_shift"), (6, "D", "roster.bad_name"),
    ]  # fmt: skip
    assert all("「" in cell.sentence and cell.code not in cell.sentence for cell in found.wrong)
    assert [one.people for one in found.duties] == [("己某",)]


@pytest.mark.parametrize("rows", [(("事项", "金额"), ("a", 1)), (("姓名", "电话"), ("张三", "1"))])
def test_a_sheet_that_is_no_roster_is_refused(tmp_path: Path, rows: tuple[tuple[Any, ...], ...]) -> None:
    """No date, or no column of people: nothing is guessed."""
    with pytest.raises(Refused) as refused:
        read_roster(sheet(tmp_path, *rows))
    assert refused.value.code == "roster.no_header"


NIGHT = ("SUMMARY:派单调度员 夜班", "DESCRIPTION:甲某 乙某")


@pytest.mark.parametrize(
    ("times", "shift"),
    [
        (("DTSTART;TZID=Asia/Shanghai:20261105T173000", "DTEND;TZID=Asia/Shanghai:20261106T083000"), "night"),
        (("DTSTART:20261105T093000Z", "DTEND:20261106T003000Z"), "night"),
        (("DTSTART:20261105T173000", "DURATION:PT15H"), "night"),
        (('DTSTART;TZID="Asia/Tokyo":20261105T183000', "DTEND;TZID=Asia/Tokyo:20261106T093000"), "night"),
        (("DTSTART;VALUE=DATE:20261105",), "whole"),
        (("DTSTART:20261105T140000", "DTEND:20261105T160000"), "14:00-16:00"),
    ],
)
def test_times_of_a_calendar(tmp_path: Path, times: tuple[str, ...], shift: str) -> None:
    """Zones, UTC, floating times, durations, whole days."""
    (one,) = read_roster(ics(tmp_path, *times, *NIGHT)).duties
    assert (one.id, one.people, one.note) == (f"2026-11-05/dispatcher/{shift}", ("甲某", "乙某"), "")


def test_folded_lines_may_cut_a_character(tmp_path: Path) -> None:
    """RFC 5545 folds octets: the two halves are one character again; escapes are read."""
    path = tmp_path / "a.ics"
    line = "DESCRIPTION:甲某\\, 乙某".encode()
    body = (
        b"BEGIN:VEVENT\nDTSTART:20261105T140000\nDTEND:20261105T160000\n"
        + line[:13]
        + b"\n "
        + line[13:]
        + b"\nEND:VEVENT\n"
    )
    path.write_bytes(b"BEGIN:VCALENDAR\n" + body + b"END:VCALENDAR\n")
    assert read_roster(path).duties[0].people == ("甲某", "乙某")


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (("DTSTART:20261105T140000", "DTEND:20261105T160000", "RRULE:FREQ=WEEKLY", *NIGHT), "roster.ics_repeats"),
        ((*NIGHT,), "roster.ics_no_start"),
        (("DTSTART:20261105T140000", *NIGHT), "roster.ics_no_end"),
        (("DTSTART:20261105T140000", "DURATION:2h", *NIGHT), "roster.ics_duration"),
        (("DTSTART:20261105T140000", "DTEND:20261105T130000", *NIGHT), "roster.ics_order"),
        (("DTSTART:20261105T140000", "DTEND:20261107T130000", *NIGHT), "roster.ics_long"),
        (("DTSTART:2026-11-05", *NIGHT), "roster.ics_time"),
        (("DTSTART;TZID=Mars/Olympus:20261105T140000", "DTEND:20261105T160000", *NIGHT), "roster.ics_zone"),
        (("DTSTART:20261105T140000", "DTEND:20261105T160000", "SUMMARY:开会"), "roster.ics_nobody"),
        (("DTSTART:20261105T140000", "DTEND:20261105T160000", "no colon here", *NIGHT), "roster.ics_line"),
    ],
)
def test_what_a_calendar_cannot_mean_is_named(tmp_path: Path, lines: tuple[str, ...], code: str) -> None:
    """A sentence for each, by line and property; a repeated event is never half taken."""
    found = read_roster(ics(tmp_path, *lines))
    assert [cell.code for cell in found.wrong] == [code]
    assert found.wrong[0].row > 0
    assert found.wrong[0].reason != code
    assert (not found.duties) or code == "roster.ics_line"


def test_a_cancelled_event_is_no_duty_and_a_cut_file_is_refused(tmp_path: Path) -> None:
    """STATUS:CANCELLED is left out silently; a calendar without its end was not received whole."""
    times = ("DTSTART:20261105T140000", "DTEND:20261105T160000")
    assert read_roster(ics(tmp_path, *times, *NIGHT, "STATUS:CANCELLED")).duties == ()
    with pytest.raises(Refused) as refused:
        read_roster(ics(tmp_path, *times, *NIGHT, tail=""))
    assert refused.value.code == "roster.no_calendar"


names = st.text(st.sampled_from("张王李赵钱孙周吴"), min_size=2, max_size=4)
rosters = st.lists(
    st.tuples(
        st.dates(date(2026, 1, 1), date(2026, 3, 1)),
        st.sampled_from(["duty_leader", "duty_commander", "dispatcher", "handler", "standby", "on_duty"]),
        st.sampled_from(["day", "night", "whole", "14:00-16:00", "22:00-06:00"]),
        st.lists(names, min_size=1, max_size=4, unique=True),
        st.sampled_from(["", "节前", "代班：见通知, 好; \\ 行"]),
    ),
    min_size=1, max_size=8, unique_by=lambda made: made[:3],
)  # fmt: skip


@given(rosters)
def test_any_roster_comes_back_from_a_sheet_and_a_calendar(
    tmp_path_factory: pytest.TempPathFactory, made: list[tuple[date, str, str, list[str], str]]
) -> None:
    """Posts, shifts, people and notes survive both ways."""
    duties = []
    for day, post, shift, people, note in made:
        start, end = shift_span(day.isoformat(), shift)
        ident = duty_id(day.isoformat(), post, shift)
        duties.append(Duty(ident, day.isoformat(), post, shift, tuple(people), start, end, note))
    folder = tmp_path_factory.mktemp("roster")
    wanted = sorted((one.id, one.people, one.note) for one in duties)
    for name in ("a.csv", "a.ics"):
        write_roster(folder / name, duties)
        found = read_roster(folder / name)
        assert (sorted(told(found)), found.wrong) == (wanted, ())


def test_a_calendar_line_is_at_most_75_octets_and_the_same_bytes_again(tmp_path: Path) -> None:
    """As RFC 5545 asks; nothing in the file depends on when it was written."""
    start, end = shift_span("2026-11-05", "day")
    one = Duty(
        "2026-11-05/on_duty/day", "2026-11-05", "on_duty", "day", ("很长的名字" * 4, "又一个"), start, end, "说明" * 60
    )
    for name in ("a.ics", "b.ics"):
        assert write_calendar(tmp_path / name, [one]) == 1
    content = (tmp_path / "a.ics").read_bytes()
    assert content == (tmp_path / "b.ics").read_bytes()
    assert max(map(len, content.split(b"\r\n"))) <= 75
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_rows_show_names_for_accounts() -> None:
    """What leaves the room has people's names, no accounts, and only the columns somebody stands in."""
    start, end = shift_span("2026-11-05", "day")
    headers, rows = rows_of([Duty("x", "2026-11-05", "dispatcher", "day", ("d1", "外人"), start, end)], {"d1": "王某"})
    assert headers == ("日期", "星期", "派单调度员（白班）", "备注")
    assert rows == [(date(2026, 11, 5), "四", "王某、外人", "")]
