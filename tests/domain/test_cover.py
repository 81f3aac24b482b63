"""Tests of who is on duty, what a day lacks, rest, and how the load is counted."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commandroom import profiles
from commandroom.domain import cover
from commandroom.domain.cover import around_the_clock, gaps, holes, on_next, on_now, shift_of, shift_span, tallies
from commandroom.domain.instant import DAY, HOUR, at, day_start
from commandroom.domain.roster import Duty, duty_id

NORM = profiles.profile("L").duty
DAY_1 = "2026-11-05"


def duty(day: str = DAY_1, post: str = "dispatcher", shift: str = "day", *people: str) -> Duty:
    """A duty with the hours of its shift."""
    start, end = shift_span(day, shift)
    return Duty(duty_id(day, post, shift), day, post, shift, people or ("a",), start, end)


days = st.dates(date(2026, 1, 1), date(2026, 1, 9)).map(date.isoformat)
shifts = st.sampled_from(["day", "night", "whole", "14:00-16:00", "22:00-06:00"])
rosters = st.lists(
    st.builds(
        lambda day, post, shift, people: duty(day, post, shift, *people),
        days, st.sampled_from(["dispatcher", "on_duty", "duty_leader", "standby"]), shifts,
        st.lists(st.sampled_from("abcdef"), min_size=1, max_size=3, unique=True),
    ),
    max_size=14,
    unique_by=lambda made: made.id,
)  # fmt: skip
moments = st.integers(day_start(date(2025, 12, 31)), day_start(date(2026, 1, 11)))


def full_day(day: str = DAY_1) -> list[Duty]:
    """A day with nothing lacking, and the night before."""
    before = (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    return [
        duty(before, "dispatcher", "night", "n"), duty(day, "dispatcher", "day", "a", "b"),
        duty(day, "dispatcher", "night", "n2"), duty(day, "duty_leader", "whole", "l"),
    ]  # fmt: skip


@given(rosters, moments)
def test_who_is_on_now_is_exactly_who_covers_now(roster: list[Duty], now: int) -> None:
    """Begin counts, end does not; nobody is left out and nobody is invented."""
    found = on_now(roster, now)
    assert set(found) == {one for one in roster if one.start <= now < one.end}
    assert len(found) == len(set(found))


@given(rosters, moments)
def test_the_next_shift_begins_first_of_all_later_ones(roster: list[Duty], now: int) -> None:
    """All that begin together, and none that begins earlier or later."""
    later = [one.start for one in roster if one.start > now]
    assert {one.start for one in on_next(roster, now)} == ({min(later)} if later else set())
    edges = [edge for one in roster for edge in (one.start, one.end) if edge > now]
    assert cover.next_turn(roster, now) == min(edges, default=0)


@given(rosters, moments, st.integers(1, 3 * DAY), st.integers(1, 3))
def test_holes_are_what_a_minute_walker_finds(roster: list[Duty], begin: int, length: int, least: int) -> None:
    """The stretches without enough people, against asking at every quarter of an hour."""
    begin -= begin % 900
    end = begin + max(900, length - length % 900)
    found = holes(roster, begin, end, least)
    for moment in range(begin, end, 900):
        people = {person for one in roster if one.covers(moment) for person in one.people}
        assert (len(people) < least) == any(first <= moment < last for first, last in found)
    assert all(first[1] < second[0] for first, second in itertools.pairwise(found))


@given(rosters)
def test_every_duty_of_a_person_is_counted_once(roster: list[Duty]) -> None:
    """Plain, weekend and holiday duties add up; the weight is their sum with the norm's weights."""
    found = tallies(roster, NORM, lambda day: day[-1] not in "34", lambda day: day.endswith("01"))
    assert sum(t.duties for t in found) == sum(len(set(one.people)) for one in roster)
    for tally in found:
        plain = tally.duties - tally.weekends - tally.holidays
        assert tally.weight == plain + tally.weekends * NORM.weekend_weight + tally.holidays * NORM.holiday_weight
    assert [t.weight for t in found] == sorted((t.weight for t in found), reverse=True)


@given(rosters)
def test_double_booking_is_overlap_of_one_person(roster: list[Duty]) -> None:
    """Two duties of one person that share a moment, each pair once."""
    found = {(person, *sorted((a.id, b.id))) for person, a, b in cover.double_booked(roster)}
    wanted = {
        (person, *sorted((a.id, b.id)))
        for a in roster for b in roster for person in set(a.people) & set(b.people)
        if a.id < b.id and a.start < b.end and b.start < a.end
    }  # fmt: skip
    assert found == wanted


@given(days, shifts)
def test_a_shift_is_known_by_its_hours(day: str, shift: str) -> None:
    """Hours and back."""
    assert shift_of(*shift_span(day, shift)) == (day, shift)


@pytest.mark.parametrize("shift", ["", "8:00-9:00", "25:00-26:00", "08:60-09:00", "noon"])
def test_what_is_no_shift_is_refused(shift: str) -> None:
    """A word that names no hours has none."""
    with pytest.raises(ValueError, match=r".*"):
        shift_span(DAY_1, shift)


def test_a_full_day_lacks_nothing() -> None:
    """Two on the day seat, one at night, one leader."""
    assert gaps(full_day(), DAY_1, NORM, works=True) == ()


@pytest.mark.parametrize(
    ("leave_out", "codes"),
    [
        ("dispatcher/night", ["cover.no_seat"]),
        ("duty_leader/whole", ["cover.no_leader"]),
        ("dispatcher/day", ["cover.no_seat"]),
    ],
)
def test_each_hole_has_its_reason(leave_out: str, codes: list[str]) -> None:
    """A missing post is told with when."""
    left = [one for one in full_day() if one.id != f"{DAY_1}/{leave_out}"]
    found = gaps(left, DAY_1, NORM, works=True)
    assert [remark.code for remark in found] == codes
    if codes == ["cover.no_seat"]:
        assert found[0].shift == leave_out.partition("/")[2]


def test_one_on_the_day_seat_is_too_few_only_on_a_working_day() -> None:
    """Two of three on weekdays (L11); on a day off one will do."""
    roster = [one for one in full_day() if one.id != f"{DAY_1}/dispatcher/day"] + [
        duty(DAY_1, "dispatcher", "day", "a")
    ]
    assert [remark.code for remark in gaps(roster, DAY_1, NORM, works=True)] == ["cover.few_seats"]
    assert gaps(roster, DAY_1, NORM, works=False) == ()


def test_a_day_without_anybody_is_one_gap() -> None:
    """One sentence, not three."""
    assert [remark.code for remark in gaps([], DAY_1, NORM, works=True)] == ["cover.nobody"]


def test_rest_between_two_shifts() -> None:
    """A night after a day is no rest at all; a day after the night before leaves none; eleven hours are enough."""
    night = duty(DAY_1, "dispatcher", "night", "a")
    evening = duty("2026-11-06", "dispatcher", "18:00-22:00", "a")
    late = duty("2026-11-06", "dispatcher", "20:00-22:00", "a")
    assert [hours for _, first, hours in cover.short_rest([night, evening], 11)]
    assert cover.short_rest([night, late], 11) == []
    told = cover.remarks([evening], NORM, [night])
    assert [(one.code, one.facts["hours"]) for one in told] == [("cover.rest", 9.5)]


def test_three_dispatchers_cannot_hold_a_seat_around_the_clock() -> None:
    """168 ÷ 3 = 56 > 44; four can (domain.md §5.9)."""
    three = around_the_clock(3, NORM)
    assert (three.each, three.most, three.needed, three.enough) == (56.0, 44, 4, False)
    assert around_the_clock(4, NORM).enough


def test_hours_a_week() -> None:
    """Five day shifts of nine hours are 45 hours; a leader on call is on no seat."""
    week = [duty((date(2026, 11, 2) + timedelta(days=n)).isoformat(), "dispatcher", "day", "a") for n in range(5)]
    leader = duty("2026-11-03", "duty_leader", "whole", "a")
    begin = at(2026, 11, 2)
    assert cover.week_hours([*week, leader], "a", begin, begin + 7 * DAY) == 45
    assert sum(one.end - one.start for one in week) == 45 * HOUR


def test_months() -> None:
    """Days of a month and the months around it."""
    assert len(cover.month_days("2028-02")) == 29
    assert cover.month_after("2026-12", 1) == "2027-01"
    assert cover.month_after("2026-01", -1) == "2025-12"
