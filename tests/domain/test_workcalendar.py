"""The working calendar: hours that stand over others, rules that cannot be, versions, facts of the journal."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commandroom.domain.errors import Refused
from commandroom.domain.instant import HOUR, at
from commandroom.domain.workcalendar import (
    ORDINARY_HOURS,
    DayRule,
    OfficeHours,
    WorkCalendar,
    from_facts,
    to_facts,
)
from commandroom.domain.worktime import worked
from tests.helpers.work_calendars import made, ordinary


@given(st.integers(0, 299))
def test_facts_come_back(seed: int) -> None:
    """A calendar goes through the journal as plain JSON and returns equal."""
    facts = json.loads(json.dumps(to_facts(made(seed)), ensure_ascii=False))
    assert from_facts(facts) == made(seed)
    assert from_facts({**{name: facts[name] for name in facts if name != "version"}, "id": f"r{seed}"}) == made(seed)


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"hours": None},
        {"hours": [{"from": "2026-02-30", "to": None, "weekdays": [0], "am": [510, 720], "pm": None}]},
        {"days": [["2026-01-01", "元旦"]]},
        {"years": ["soon"]},
    ],
)
def test_broken_facts_are_refused(broken: dict[str, object]) -> None:
    """A record from elsewhere that is no calendar says so."""
    facts = {**to_facts(ordinary()), **broken} if broken else {"id": "x"}
    with pytest.raises(Refused, match=r"calendar\.facts"):
        from_facts(facts)


def test_summer_hours_stand_over_ordinary_ones() -> None:
    """The row that began last counts while it is in force, and no longer."""
    summer = OfficeHours(date(2026, 6, 1), date(2026, 9, 30), (0, 1, 2, 3, 4), 480, 720, 870, 1080)
    calendar = WorkCalendar("s", (ORDINARY_HOURS, summer))
    day = [worked(calendar, at(2026, month, 1), at(2026, month, 2)) for month in (5, 6, 9, 10)]
    assert day == [int(7.5 * HOUR), int(7.5 * HOUR), int(7.5 * HOUR), int(7.5 * HOUR)]
    assert worked(calendar, at(2026, 6, 1, 13), at(2026, 6, 1, 15)) == HOUR // 2
    assert worked(calendar, at(2026, 10, 1, 13), at(2026, 10, 1, 15)) == HOUR * 3 // 2


def test_half_days_and_local_closures() -> None:
    """The room's own word stands over the table; half a day may be closed or opened."""
    friday = date(2026, 7, 10)
    storm = DayRule(friday, "台风", works=False, part="pm")
    assert worked(ordinary(storm), at(2026, 7, 10), at(2026, 7, 11)) == int(3.5 * HOUR)
    holiday = DayRule(friday, "假", works=False, table=2026)
    opened = DayRule(friday, "值守", works=True, part="am")
    assert worked(ordinary(holiday, opened), at(2026, 7, 10), at(2026, 7, 11)) == int(3.5 * HOUR)
    saturday = DayRule(date(2026, 7, 11), "加班", works=True)
    assert worked(ordinary(saturday), at(2026, 7, 11), at(2026, 7, 12)) == int(7.5 * HOUR)


def test_a_make_up_saturday_is_a_whole_day() -> None:
    """Also where the office opens on Saturday mornings."""
    morning = OfficeHours(date(1990, 1, 1), None, (5,), 540, 720, None, None)
    rules = (DayRule(date(2026, 7, 11), "班", works=True, table=2026),)
    calendar = WorkCalendar("m", (ORDINARY_HOURS, morning), rules)
    assert worked(calendar, at(2026, 7, 11), at(2026, 7, 12)) == int(7.5 * HOUR)
    assert worked(calendar, at(2026, 7, 18), at(2026, 7, 19)) == 3 * HOUR


def test_a_year_without_a_table_works_by_the_week_and_says_so() -> None:
    """Never an error, never silent."""
    calendar = ordinary(years=(2026,))
    assert worked(calendar, at(2027, 10, 1), at(2027, 10, 2)) == int(7.5 * HOUR)
    assert calendar.unknown_years(at(2026, 12, 30), at(2027, 1, 5)) == (2027,)
    assert calendar.unknown_years(at(2026, 12, 30), at(2027, 1, 1)) == ()


def test_a_new_table_replaces_its_year_only() -> None:
    """Rules of other tables and of the room stay; a table without make-up days leaves the year unknown."""
    local = DayRule(date(2026, 7, 10), "台风", works=False)
    old = DayRule(date(2026, 1, 1), "元旦", works=False, table=2026)
    calendar = ordinary(local, old, years=(2026,))
    new = DayRule(date(2026, 1, 2), "元旦", works=False)
    changed = calendar.with_table("t2", 2026, [new])
    assert {rule.day for rule in changed.days} == {date(2026, 7, 10), date(2026, 1, 2)}
    assert changed.version == "t2"
    assert changed.with_table("t3", 2026, [new], complete=False).years_known == ()
    assert calendar.days == (local, old)


@pytest.mark.parametrize(
    "hours",
    [
        (date(2026, 1, 2), date(2026, 1, 1), (0,), 0, 60, None, None),
        (date(2026, 1, 1), None, (), 0, 60, None, None),
        (date(2026, 1, 1), None, (7,), 0, 60, None, None),
        (date(2026, 1, 1), None, (0, 0), 0, 60, None, None),
        (date(2026, 1, 1), None, (0,), None, None, None, None),
        (date(2026, 1, 1), None, (0,), 60, None, None, None),
        (date(2026, 1, 1), None, (0,), 720, 510, None, None),
        (date(2026, 1, 1), None, (0,), 510, 720, 700, 1050),
        (date(2026, 1, 1), None, (0,), 510, 510, 700, 1050),
        (date(2026, 1, 1), None, (0,), 510, 720, 810, 1441),
    ],
)
def test_hours_that_cannot_be(hours: tuple[date, date | None, tuple[int, ...], int, int, int, int]) -> None:
    """Backwards, empty, overlapping, past midnight."""
    with pytest.raises(Refused, match=r"calendar\.hours"):
        OfficeHours(*hours)


def test_calendars_that_cannot_be() -> None:
    """Two rows for one day, no hours for ever, two words about one day, no version."""
    with pytest.raises(Refused, match=r"calendar\.hours.*twice"):
        WorkCalendar("x", (ORDINARY_HOURS, ORDINARY_HOURS))
    ends = OfficeHours(date(2026, 1, 1), date(2026, 12, 31), (0, 1, 2, 3, 4), 510, 720, 810, 1050)
    with pytest.raises(Refused, match=r"calendar\.hours.*no_end"):
        WorkCalendar("x", (ends,))
    day = date(2026, 1, 1)
    with pytest.raises(Refused, match=r"calendar\.rules"):
        ordinary(DayRule(day, "a", works=True), DayRule(day, "b", works=False))
    with pytest.raises(Refused, match=r"calendar\.version"):
        WorkCalendar(" ", (ORDINARY_HOURS,))
