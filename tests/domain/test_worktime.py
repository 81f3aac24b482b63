"""Deadlines against the vectors of domain.md §2.11, against a walk by the minute, and against their own laws."""

import math
import time
from datetime import date, datetime, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from commandroom.domain import worktime
from commandroom.domain.errors import Refused
from commandroom.domain.instant import DAY, HOUR, Instant, at, stamp
from commandroom.domain.workcalendar import DayRule, WorkCalendar
from commandroom.domain.worktime import Limit, TimeUnit
from tests.helpers.minute_walker import CHINA, office, walk
from tests.helpers.work_calendars import made, ordinary

OFF_2026 = [(1, 1, 3), (2, 15, 23), (4, 4, 6), (5, 1, 5), (6, 19, 21), (9, 25, 27), (10, 1, 7)]
WORK_2026 = [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)]
RULES_2026 = (
    *(DayRule(date(2026, m, d), "假", works=False, table=2026) for m, a, b in OFF_2026 for d in range(a, b + 1)),
    *(DayRule(date(2026, m, d), "班", works=True, table=2026) for m, d in WORK_2026),
)
CALENDAR = ordinary(*RULES_2026)
H, D = TimeUnit.WORK_HOUR, TimeUnit.WORK_DAY

seeds = st.integers(0, 299)
starts = st.integers(at(2025, 1, 1), at(2026, 5, 1))
AMOUNTS = {
    TimeUnit.WORK_HOUR: st.one_of(st.integers(1, 900), st.integers(1, 6_000)),
    TimeUnit.HOUR: st.integers(1, 20_000),
    TimeUnit.WORK_DAY: st.integers(1, 40),
    TimeUnit.DAY: st.integers(1, 200),
}


@st.composite
def limits(draw: st.DrawFn, *units: TimeUnit) -> Limit:
    """Limits of all four units (or those named), hours in whole minutes."""
    unit = draw(st.sampled_from(units or tuple(AMOUNTS)))
    amount = draw(AMOUNTS[unit])
    return Limit(amount if unit in (TimeUnit.WORK_DAY, TimeUnit.DAY) else amount / 60, unit)


@pytest.mark.parametrize(
    ("start", "amount", "unit", "due"),
    [
        (at(2026, 2, 13, 16, 30), 4, H, "2026-02-14 11:30"),
        (at(2026, 2, 14, 17), 2, H, "2026-02-24 10:00"),
        (at(2026, 9, 30, 17), 2, H, "2026-10-08 10:00"),
        (at(2026, 5, 9, 9), 7.5, H, "2026-05-11 09:00"),
        (at(2026, 10, 10, 20), 0.5, H, "2026-10-12 09:00"),
        (at(2026, 2, 13, 16, 30), 1, D, "2026-02-15 00:00"),
        (at(2026, 4, 30, 10), 3, D, "2026-05-09 00:00"),
        (at(2026, 9, 30, 10), 5, D, "2026-10-14 00:00"),
    ],
)
def test_vectors(start: Instant, amount: float, unit: TimeUnit, due: str) -> None:
    """The eight vectors; 24:00 is 00:00 of the next day."""
    assert stamp(worktime.due(CALENDAR, start, Limit(amount, unit))) == due


@settings(max_examples=10_000, deadline=None)
@given(seeds, starts, limits())
def test_due_is_what_a_walk_by_the_minute_finds(seed: int, start: Instant, limit: Limit) -> None:
    """Random calendars, starts to the second, all four units."""
    calendar = made(seed)
    if limit.unit is H:
        assume(limit.amount <= 8 * sum(len(row.weekdays) for row in calendar.hours if row.valid_to is None))
    assert worktime.due(calendar, start, limit) == walk(calendar, start, limit)


@settings(max_examples=500)
@given(seeds, starts, limits(), st.integers(1, 5))
def test_due_is_after_the_start_and_grows_with_the_limit(seed: int, start: Instant, limit: Limit, more: int) -> None:
    """A longer limit never ends sooner."""
    calendar = made(seed)
    end = worktime.due(calendar, start, limit)
    assert start < end < worktime.due(calendar, start, limit.plus(Limit(more, limit.unit)))


@settings(max_examples=500)
@given(seeds, starts, limits(H))
def test_work_hours_end_in_a_working_minute(seed: int, start: Instant, limit: Limit) -> None:
    """The last second before the end is worked (domain.md §5.13, 8)."""
    calendar = made(seed)
    end = worktime.due(calendar, start, limit)
    assert worktime.worked(calendar, end - 1, end) == 1
    assert worktime.worked(calendar, start, end) == limit.seconds


@settings(max_examples=500)
@given(seeds, st.lists(starts, min_size=3, max_size=3).map(sorted))
def test_worked_adds_up(seed: int, moments: list[Instant]) -> None:
    """From a to b and from b to c is from a to c."""
    calendar, (a, b, c) = made(seed), moments
    assert worktime.worked(calendar, a, b) + worktime.worked(calendar, b, c) == worktime.worked(calendar, a, c)
    assert worktime.worked(calendar, b, a) == 0 or a == b


@settings(max_examples=300)
@given(seeds, st.integers(0, 800))
def test_parts_of_a_day_are_the_walkers(seed: int, ahead: int) -> None:
    """Rows, seasons, rules, halves and make-up days are read alike."""
    day = datetime(2024, 11, 1, tzinfo=CHINA) + timedelta(days=ahead)
    a, b, c, d = made(seed).parts_of((day.date() - date(1970, 1, 1)).days)
    assert [(x // 60, y // 60) for x, y in ((a, b), (c, d)) if y > x] == office(made(seed), day)


@settings(max_examples=1_000)
@given(seeds, starts, limits(), st.sampled_from([0.1, 0.5, 0.8, 0.95, 1.0]))
def test_the_light_turns_at_its_share(seed: int, start: Instant, limit: Limit, share: float) -> None:
    """At the moment the share is used, a second before it is not."""
    calendar = made(seed)
    moment = worktime.when_percent(calendar, start, limit, share)
    end = worktime.due(calendar, start, limit)
    assert start < moment <= end
    slack = 1e-6 + (2 / DAY if limit.unit is D else 0)
    assert worktime.percent(calendar, start, limit, moment) >= share - slack
    assert worktime.percent(calendar, start, limit, moment - 1) < share + 1e-9
    assert share < 1 or moment == end


@settings(max_examples=1_000)
@given(seeds, starts, limits(), st.integers(0, 40 * DAY), st.integers(0, 40 * DAY))
def test_a_pause_is_cut_out(seed: int, start: Instant, limit: Limit, ahead: int, length: int) -> None:
    """What was left when the clock was held is left when it goes on; never more, never less."""
    calendar, held = made(seed), start + ahead
    resumed, end = held + length, worktime.due(calendar, start, limit)
    new = worktime.due(calendar, start, limit, [(held, resumed)])
    if held >= end:
        assert new == end
        return
    left = worktime.remaining(calendar, start, limit, held)
    if length:
        assert worktime.remaining(calendar, start, limit, resumed - 1, [(held, resumed)]) == left
    assert new == worktime.resume_due(calendar, resumed, left, limit.unit)
    assert new >= end
    assert new > resumed or length == 0
    if limit.unit is TimeUnit.HOUR:
        assert new == end + length
    if limit.unit is H:
        paused = worktime.worked(calendar, held, resumed)
        assert worktime.worked(calendar, start, new) == limit.seconds + paused
    if limit.unit is TimeUnit.DAY:
        assert (new - end) // DAY == (resumed + 8 * HOUR) // DAY - (held + 8 * HOUR) // DAY


@settings(max_examples=500)
@given(seeds, starts, limits(), st.integers(0, DAY))
def test_a_pause_of_no_time_changes_nothing(seed: int, start: Instant, limit: Limit, ahead: int) -> None:
    """Hold and resume in one breath."""
    calendar, moment = made(seed), start + ahead
    end = worktime.due(calendar, start, limit)
    assume(moment < end)
    left = worktime.remaining(calendar, start, limit, moment)
    assert worktime.resume_due(calendar, moment, left, limit.unit) == end


@settings(max_examples=500)
@given(seeds, starts, limits())
def test_before_leaves_the_whole_limit(seed: int, end: Instant, limit: Limit) -> None:
    """Between the moment and the end lies the limit, and a second later it no longer does."""
    calendar = made(seed)
    moment = worktime.before(calendar, end, limit)
    assert moment < end
    if limit.unit is H:
        assert worktime.worked(calendar, moment, end) == limit.seconds
    if limit.unit is D:
        assert worktime.due(calendar, moment - 1, limit) <= worktime.due(calendar, end - 1, Limit(1, D))


def test_pauses_of_workdays() -> None:
    """The day of the return takes the place of the day of the pause (Mon start, 3 days: Tue, Wed, Thu)."""
    start, limit = at(2026, 7, 6, 10), Limit(3, D)
    held, same = at(2026, 7, 8, 10), at(2026, 7, 8, 16)
    assert stamp(worktime.due(CALENDAR, start, limit)) == "2026-07-10 00:00"
    assert stamp(worktime.due(CALENDAR, start, limit, [(held, same)])) == "2026-07-10 00:00"
    assert stamp(worktime.due(CALENDAR, start, limit, [(held, at(2026, 7, 10, 15))])) == "2026-07-14 00:00"
    assert stamp(worktime.due(CALENDAR, start, limit, [(held, at(2026, 7, 11, 15))])) == "2026-07-15 00:00"
    weekend = [(at(2026, 7, 9, 18), at(2026, 7, 11, 9))]
    assert stamp(worktime.due(CALENDAR, start, limit, weekend)) == "2026-07-14 00:00"


def test_a_held_clock_stands() -> None:
    """While it is held nothing is used, and it has no end."""
    start, limit, held = at(2026, 7, 6, 9), Limit(4, H), at(2026, 7, 6, 10)
    for now in (held, at(2026, 7, 20, 10)):
        assert worktime.remaining(CALENDAR, start, limit, now, [(held, None)]) == 3 * HOUR
        assert worktime.percent(CALENDAR, start, limit, now, [(held, None)]) == 0.25
    with pytest.raises(ValueError, match="held"):
        worktime.due(CALENDAR, start, limit, [(held, None)])


def test_late_is_more_than_all() -> None:
    """Two working hours late of four is 150 %."""
    start, limit = at(2026, 7, 6, 8, 30), Limit(4, H)
    assert worktime.percent(CALENDAR, start, limit, at(2026, 7, 6, 16)) == 1.5
    assert worktime.remaining(CALENDAR, start, limit, at(2026, 7, 6, 16)) == -2 * HOUR


def test_office_close_ends_the_day() -> None:
    """The parameter of domain.md §2.11: a 工作日 limit may end when the office closes."""
    calendar = ordinary(*RULES_2026, day_ends="office")
    assert stamp(worktime.due(calendar, at(2026, 4, 30, 10), Limit(3, D))) == "2026-05-08 17:30"
    assert stamp(worktime.due(calendar, at(2026, 4, 30, 18), Limit(3, D))) == "2026-05-08 17:30"


def test_natural_units_ignore_the_calendar() -> None:
    """24 hours are a day of the clock; a natural day ends at 24:00 of the next day."""
    start = at(2026, 10, 1, 10)
    assert stamp(worktime.due(CALENDAR, start, Limit(24, TimeUnit.HOUR))) == "2026-10-02 10:00"
    assert stamp(worktime.due(CALENDAR, start, Limit(1, TimeUnit.DAY))) == "2026-10-03 00:00"


def test_the_buffer_before_an_outside_deadline() -> None:
    """One workday for the reply: due Monday after the holiday, so done by the last workday before it."""
    assert stamp(worktime.before(CALENDAR, at(2026, 10, 8, 17), Limit(1, D))) == "2026-10-01 00:00"
    assert stamp(worktime.before(CALENDAR, at(2026, 10, 8, 9, 30), Limit(2, H))) == "2026-09-30 16:30"


@pytest.mark.parametrize("amount", [0, -1, math.nan, math.inf, 1e9])
@pytest.mark.parametrize("unit", list(TimeUnit))
def test_no_limit_is_absurd(amount: float, unit: TimeUnit) -> None:
    """Above zero, finite, at most ten years."""
    with pytest.raises(Refused, match=r"limit\.amount"):
        Limit(amount, unit)


def test_limits_are_whole() -> None:
    """Minutes and days are not broken."""
    with pytest.raises(Refused, match=r"limit\.not_days"):
        Limit(1.5, D)
    with pytest.raises(Refused, match=r"limit\.not_minutes"):
        Limit(0.01, H)
    assert worktime.minutes(10, H).seconds == 600
    with pytest.raises(Refused, match=r"limit\.other_unit"):
        Limit(1, H).plus(Limit(1, D))


def test_a_far_time_is_refused() -> None:
    """A year nobody means gets a sentence, not an endless table."""
    with pytest.raises(Refused, match=r"calendar\.out_of_range"):
        worktime.due(CALENDAR, at(3500, 1, 1), Limit(1, H))


def test_due_is_quick() -> None:
    """A hundred times quicker than any walk: the table is built once for a calendar (warm: under 10 µs a call)."""
    limit, start = Limit(4, H), at(2026, 2, 13, 16, 30)
    calendar: WorkCalendar = ordinary(*RULES_2026)
    worktime.due(calendar, start, limit)
    table = calendar.table(start)
    begin = time.perf_counter()
    for _ in range(200):
        worktime.due(calendar, start, limit)
    sums = time.perf_counter() - begin
    begin = time.perf_counter()
    for _ in range(20):
        walk(calendar, start, limit)
    assert sums / 200 * 10 < (time.perf_counter() - begin) / 20
    assert calendar.table(start) is table
