"""Holiday tables: every real year reads, every wrong row is named, an unannounced year is no year of work."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from commandroom.domain.errors import Refused
from commandroom.domain.instant import at, stamp
from commandroom.domain.worktime import Limit, TimeUnit, due
from commandroom.sync import holidays
from commandroom.text import sentence

GOOD = [{"name": "春节", "date": f"2027-02-{day:02}", "isOffDay": True} for day in range(5, 13)]


def table(*days: Any, year: Any = 2027, **more: Any) -> bytes:
    """A file in the format of holiday-cn."""
    return json.dumps({"year": year, "papers": [], "days": [*GOOD, *days], **more}, ensure_ascii=False).encode()


@pytest.mark.parametrize("year", range(2007, 2027))
def test_every_real_year_reads(shared_data: Path, year: int) -> None:
    """Twenty years as published, with days of the December before and a make-up Monday (2020)."""
    found = holidays.load(shared_data / f"holiday-cn/{year}.json")
    raw = json.loads((shared_data / f"holiday-cn/{year}.json").read_text("utf-8"))
    assert found.year == year
    assert {(str(r.day), r.name, not r.works) for r in found.days} == {
        (one["date"], one["name"], one["isOffDay"]) for one in raw["days"]
    }


def test_an_unannounced_year_is_refused(shared_data: Path) -> None:
    """2027.json is empty: not announced, and never a year without holidays."""
    with pytest.raises(Refused) as caught:
        holidays.load(shared_data / "holiday-cn/2027.json")
    assert caught.value.code == "holidays.not_announced"
    assert "2027" in sentence(caught.value)


def test_2026_as_published() -> None:
    """The days of domain.md §2.11, and its vectors by the shipped table."""
    calendar = holidays.first_calendar("2026-11-05.1")
    assert calendar.years_known == (2024, 2025, 2026)
    found = [rule for rule in calendar.days if rule.table == 2026]
    assert {rule.day for rule in found if rule.works} == {
        date(2026, month, day) for month, day in ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10))
    }
    spans = [(1, 1, 3), (2, 15, 23), (4, 4, 6), (5, 1, 5), (6, 19, 21), (9, 25, 27), (10, 1, 7)]
    assert {rule.day for rule in found if not rule.works} == {
        date(2026, month, day) for month, first, last in spans for day in range(first, last + 1)
    }
    hours, days = TimeUnit.WORK_HOUR, TimeUnit.WORK_DAY
    assert stamp(due(calendar, at(2026, 2, 14, 17), Limit(2, hours))) == "2026-02-24 10:00"
    assert stamp(due(calendar, at(2026, 9, 30, 10), Limit(5, days))) == "2026-10-14 00:00"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_says_the_same(encoding: str) -> None:
    """A clerk's sheet, in the encodings offices save, with dates as they write them."""
    good = [f"{one['date']},春节,是" for one in GOOD]
    lines = ["日期,名称,是否休息", *good, "2027/2/14,春节,否", "", "2027年2月20日,春节,班"]
    found = holidays.read("\r\n".join(lines).encode(encoding), "放假.csv")
    assert found.year == 2027
    assert [(rule.day, rule.works) for rule in found.days][-3:] == [
        (date(2027, 2, 12), False), (date(2027, 2, 14), True), (date(2027, 2, 20), True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("x", "holidays.row"),
        (None, "holidays.row"),
        ({}, "holidays.date"),
        ({"name": "元旦", "date": "2027-02-30", "isOffDay": True}, "holidays.date"),
        ({"name": "元旦", "date": 20270101, "isOffDay": True}, "holidays.date"),
        ({"name": "元旦", "date": "2025-01-01", "isOffDay": True}, "holidays.other_year"),
        ({"name": "", "date": "2027-01-01", "isOffDay": True}, "holidays.name"),
        ({"name": 3, "date": "2027-01-01", "isOffDay": True}, "holidays.name"),
        ({"name": "元旦", "date": "2027-01-01", "isOffDay": "true"}, "holidays.off"),
        ({"name": "元旦", "date": "2027-01-01"}, "holidays.off"),
        ({"name": "春节", "date": "2027-02-05", "isOffDay": False}, "holidays.twice"),
    ],
)
def test_a_wrong_row_is_named(row: Any, code: str) -> None:
    """One wrong row refuses the file and says where."""
    with pytest.raises(Refused) as caught:
        holidays.read(table(row), "2027.json")
    assert caught.value.code == code
    assert caught.value.facts["row"] == 9
    assert "第 9 条" in sentence(caught.value)


def test_every_wrong_row_is_named() -> None:
    """Two wrong rows are both in the refusal."""
    with pytest.raises(Refused) as caught:
        holidays.read(table("x", {}), "2027.json")
    assert [problem.facts["row"] for problem in caught.value.facts["problems"]] == [9, 10]
    assert "有 2 处" in sentence(caught.value)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'{"year": 2027,', "holidays.json"),
        (b"[]", "holidays.shape"),
        (b"[" * 100_000, "holidays.shape"),
        (b"", "holidays.shape"),
        (b"<html>404</html>", "holidays.shape"),
        ("日期,名称\n2027-01-01,元旦".encode(), "holidays.shape"),
        ("日期,名称,是否休息".encode(), "holidays.shape"),
        ("日期,名称,是否休息\n春节,春节,是".encode(), "holidays.date"),
        ("日期,名称,是否休息\n2027-01-01,元旦,也许".encode(), "holidays.off"),
        ("日期,名称,是否休息\n2027-01-01,元旦,是".encode(), "holidays.too_few"),
        (table(year="2027"), "holidays.year"),
        (table(year=True), "holidays.year"),
        (table(year=1200), "holidays.year"),
        (table(papers="x"), "holidays.shape"),
        (table(days={}), "holidays.shape"),
        (b" " * (holidays.LARGEST + 1), "holidays.too_large"),
        (b"\xff\xff\xff\x81", "sheet.encoding"),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, code: str) -> None:
    """Broken, cut short, another page, another thing altogether."""
    with pytest.raises(Refused) as caught:
        holidays.read(content, "x")
    assert caught.value.code == code


def test_statutory_days_leave_the_year_unknown() -> None:
    """The law names the days off; the make-up days come with the arrangement only."""
    found = holidays.statutory(2027)
    assert not found.complete
    assert date(2027, 2, 6) in {rule.day for rule in found.days}
    calendar = found.on(holidays.first_calendar("a"), "b")
    assert calendar.unknown_years(at(2027, 1, 1), at(2027, 2, 1)) == (2027,)
    announced = holidays.read(table(), "2027.json").on(calendar, "c")
    assert announced.unknown_years(at(2027, 1, 1), at(2027, 2, 1)) == ()
    assert len([rule for rule in announced.days if rule.table == 2027]) == len(GOOD)
    with pytest.raises(Refused, match=r"holidays\.unsupported"):
        holidays.statutory(2200)


def test_the_library_agrees_with_the_published_years() -> None:
    """Another hand's table of 2024 to 2026 has no different workday."""
    import holidays as library

    calendar = holidays.first_calendar("x")
    theirs = library.country_holidays("CN", years=[2024, 2025, 2026])
    day = date(2024, 1, 1)
    while day.year < 2027:
        am_from, am_to, pm_from, pm_to = calendar.parts_of((day - date(1970, 1, 1)).days)
        assert (am_to > am_from or pm_to > pm_from) == theirs.is_working_day(day), day
        day += timedelta(days=1)
