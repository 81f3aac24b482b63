"""Periods and what is due: days without gap or overlap, keys that read back, ends by the calendar of the paper."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commandroom.domain import submission as submissions
from commandroom.domain.day_kinds import day_kind
from commandroom.domain.errors import Refused
from commandroom.domain.instant import at, local
from commandroom.domain.report_period import DAY, HALF, KINDS, MONTH, QUARTER, WEEK, YEAR, ReportPeriod
from commandroom.domain.submission import AFTER, BEFORE, SAME, Due, Submission
from tests.helpers import rosters

DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))


@given(st.sampled_from(KINDS), DAYS)
def test_every_day_lies_in_exactly_one_period(kind: str, day: date) -> None:
    """The next period begins where this one ends; the key reads back; there and back is the same."""
    period = ReportPeriod.around(kind, day)
    assert period.first <= day <= period.last
    assert period.moved(1).first == period.after
    assert period.moved(1).moved(-1) == period
    assert ReportPeriod.read(kind, period.key) == period
    assert ReportPeriod.of(kind, period.start) == ReportPeriod.of(kind, period.end - 1) == period


@given(st.sampled_from((QUARTER, HALF, YEAR)), DAYS)
def test_the_months_of_a_period_fill_it(kind: str, day: date) -> None:
    """3, 6 or 12 months, one after the other."""
    period = ReportPeriod.around(kind, day)
    months = period.parts(MONTH)
    assert len(months) == {QUARTER: 3, HALF: 6, YEAR: 12}[kind]
    assert months[0].first == period.first
    assert sum(month.days for month in months) == period.days


def test_weeks_are_those_of_the_standard() -> None:
    """1 January 2027 is a Friday: it lies in the last week of 2026."""
    assert ReportPeriod.around(WEEK, date(2027, 1, 1)).key == "2026-W53"
    assert ReportPeriod.read(WEEK, "2027-W01").first == date(2027, 1, 4)


@pytest.mark.parametrize(
    ("kind", "word"),
    [(DAY, "2026-02-30"), (DAY, "2026-2-3"), (WEEK, "2026-W54"), (MONTH, "2026-13"), (MONTH, "2026-00"),
     (QUARTER, "2026-Q5"), (HALF, "2026-H3"), (YEAR, "26"), (MONTH, ""), (YEAR, "0000")],
)  # fmt: skip
def test_what_is_no_period_is_refused(kind: str, word: str) -> None:
    """With an example of how it is written."""
    with pytest.raises(Refused, match=r"report\.wrong_period"):
        ReportPeriod.read(kind, word)


def made(every: str, day: int) -> Submission:
    """A submission at 17:00."""
    return Submission("a", "甲", "乙", every, day)


@pytest.mark.parametrize(
    ("every", "day", "key", "due"),
    [
        (MONTH, 5, "2026-10", at(2026, 11, 5, 17)), (QUARTER, 10, "2026-Q4", at(2027, 1, 10, 17)),
        (WEEK, 1, "2026-W45", at(2026, 11, 9, 17)), (WEEK, 7, "2026-W45", at(2026, 11, 15, 17)),
        (DAY, 1, "2026-12-31", at(2027, 1, 1, 17)), (HALF, 10, "2026-H1", at(2026, 7, 10, 17)),
        (YEAR, 28, "2026", at(2027, 1, 28, 17)),
    ],
)  # fmt: skip
def test_when_a_paper_is_due(every: str, day: int, key: str, due: int) -> None:
    """County by the 5th of the next month, city by the 10th of the quarter's first month (domain.md §3.5)."""
    assert made(every, day).due(ReportPeriod.read(every, key)) == due


def test_how_a_paper_stands() -> None:
    """Waiting while the period runs, soon due two days before, overdue a second after; sent in time or late."""
    one, period = made(MONTH, 5), ReportPeriod.read(MONTH, "2026-10")
    due = Due(one, period, one.due(period))
    assert due.state(at(2026, 10, 31, 23)) == submissions.WAITING
    assert due.state(at(2026, 11, 3, 16, 59)) == submissions.WAITING
    assert due.state(at(2026, 11, 3, 17)) == submissions.SOON_DUE
    assert due.state(due.due) == submissions.SOON_DUE
    assert due.state(due.due + 1) == submissions.OVERDUE
    assert Due(one, period, due.due, due.due).state(due.due + 99) == submissions.DONE
    assert Due(one, period, due.due, due.due + 1).state(due.due + 99) == submissions.DONE_LATE
    assert local(due.due).hour == 17


@pytest.mark.parametrize(("every", "day", "minute"), [(MONTH, 0, 0), (MONTH, 29, 0), (WEEK, 8, 0), (DAY, 2, 0),
                                                      ("fortnight", 1, 0), (MONTH, 1, 1440)])  # fmt: skip
def test_a_submission_that_cannot_be_is_refused(every: str, day: int, minute: int) -> None:
    """Days past the 28th are not in every month."""
    with pytest.raises(Refused, match=r"submission\.wrong"):
        Submission("a", "甲", "乙", every, day, minute)


@pytest.mark.parametrize(
    ("rest", "day", "due"),
    [
        (AFTER, 5, at(2026, 10, 8, 17, 0)), (BEFORE, 5, at(2026, 10, 5, 17, 0)), (SAME, 5, at(2026, 10, 5, 17, 0)),
        (AFTER, 10, at(2026, 10, 10, 17, 0)), (BEFORE, 11, at(2026, 10, 10, 17, 0)),
        (AFTER, 11, at(2026, 10, 12, 17, 0)), (SAME, 11, at(2026, 10, 11, 17, 0)),
    ],
)  # fmt: skip
def test_a_day_off_moves_what_is_due(rest: str, day: int, due: int) -> None:
    """Past the holidays of October 2026, to a make-up Saturday, never before the period has ended."""
    calendar = rosters.calendar()

    def works(one: date) -> bool:
        return day_kind(calendar, one.isoformat()).works

    one = Submission("a", "甲", "乙", "month", day, rest=rest)
    assert one.due(ReportPeriod.read("month", "2026-09"), works) == due
