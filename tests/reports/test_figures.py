"""Figures of a month equal what a person counts by hand, on every basis, and add up."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commandroom.domain.errors import Refused
from commandroom.domain.event import State
from commandroom.domain.instant import DAY, HOUR, at
from commandroom.reports import figures
from commandroom.reports.monthly import MonthReport, gather
from commandroom.reports.period import Basis, Month, basis
from tests.helpers.month_rows import CODES, RowsReader, columns, event

NOW = at(2026, 11, 5, 14, 30)
MONTH = Month(2026, 10)
MOMENTS = st.integers(at(2026, 8, 30), NOW) | st.sampled_from(
    [MONTH.start - 1, MONTH.start, MONTH.end - 1, MONTH.end, at(2025, 10, 3), at(2025, 10, 20)]
)
KINDS = ("C1", "C2", "C3", "C4", "C5")
MAYBE = st.just(0) | MOMENTS


@st.composite
def clocks(draw: st.DrawFn) -> tuple[tuple[Any, ...], ...]:
    """Some clocks as the store has them: kind, end, stopped, how it runs, noted."""
    made = []
    for kind in draw(st.lists(st.sampled_from(KINDS), max_size=4)):
        stopped = draw(MAYBE)
        running = "stopped" if stopped else draw(st.sampled_from(("running", "paused")))
        made.append((kind, draw(MOMENTS), stopped, running, int(draw(st.integers(0, 5)) == 0)))
    return tuple(made)


FACTS = st.fixed_dictionaries({
    "state": st.sampled_from([str(state) for state in State]), "reported_at": MOMENTS, "filed_at": MAYBE,
    "dispatched_at": MAYBE, "accepted_at": MAYBE, "finished_at": MAYBE, "checked_at": MAYBE, "closed_at": MAYBE,
    "revisited_at": MAYBE, "handle_due_at": MAYBE, "late": st.integers(0, 1), "rework": st.integers(0, 3),
    "returns": st.integers(0, 2), "redispatches": st.integers(0, 2), "tier": st.integers(0, 4),
    "category": st.sampled_from(("", "livelihood", "environment", "unheard_of")), "grid": st.sampled_from(CODES),
    "source": st.sampled_from(("", "12345", "gridworker")), "unit": st.sampled_from(("", "cg", "pcs")),
    "satisfaction": st.sampled_from(("", "satisfied", "mostly", "unsatisfied", "unreachable")),
    "solved": st.sampled_from(("", "yes", "no")), "clocks": clocks(),
})  # fmt: skip
EVENTS = st.lists(FACTS, max_size=12).map(lambda found: [event(row, **facts) for row, facts in enumerate(found, 1)])


def report_of(events: list[dict[str, Any]], by: Basis = Basis.REPORTED, month: Month = MONTH) -> MonthReport:
    """The month of some events."""
    return gather(RowsReader(events), columns(events), month, by, NOW)


def is_filed(one: dict[str, Any]) -> bool:
    """As domain.md §3.5 counts it: filed, or gone so far that it must have been."""
    early = {"draft", "reported", "need_info", "verifying_source", "admission_review", "rejected", "merged", "voided",
             "void_review", "conf_handed"}  # fmt: skip
    return one["state"] not in early or (one["filed_at"] > 0 and one["state"] != "merged")


def is_done(one: dict[str, Any]) -> bool:
    """Closed and not opened again."""
    return one["state"] in ("closed", "archived")


def belongs(one: dict[str, Any], by: Basis) -> bool:
    """Whether an event is of the month."""
    if one["state"] == "draft":
        return False
    if by == Basis.REPORTED:
        return MONTH.start <= one["reported_at"] < MONTH.end
    if by == Basis.CLOSED:
        return is_done(one) and MONTH.start <= one["closed_at"] < MONTH.end
    return is_filed(one) and MONTH.start <= (one["filed_at"] or one["reported_at"]) < MONTH.end


def stage(one: dict[str, Any], kind: str) -> str:
    """"late", "in_time" or "" of one stage, clock by clock."""
    proof = {"C2": "dispatched_at", "C3": "accepted_at", "C5": "checked_at"}
    mine = [clock for clock in one["clocks"] if clock[0] == kind]
    runs = any(clock[3] != "stopped" for clock in mine)
    proved = kind not in proof or one[proof[kind]] > 0
    late = any(
        noted or (running == "stopped" and stopped > due) or (running == "running" and due < NOW)
        for _, due, stopped, running, noted in mine
    )
    if late:
        return "late" if proved or runs else ""
    return "in_time" if mine and not runs and proved else ""


def handled(one: dict[str, Any]) -> str:
    """The same of handling, whose lateness is the event's own flag."""
    mine = [clock for clock in one["clocks"] if clock[0] == "C4"]
    runs = any(clock[3] != "stopped" for clock in mine)
    own_late = any(
        noted or (running == "stopped" and stopped > due) or (running == "running" and due < NOW)
        for _, due, stopped, running, noted in mine
    )
    known = bool(mine) and (runs or one["finished_at"] > 0)
    if (one["late"] and known) or (runs and 0 < one["handle_due_at"] < NOW):
        return "late"
    return "in_time" if known and (own_late or not runs) else ""


def by_hand(events: list[dict[str, Any]], by: Basis) -> dict[str, tuple[int, int | None]]:
    """Numerator and denominator of every figure, counted one event at a time."""
    mine = [one for one in events if belongs(one, by)]

    def n(test: Any) -> int:
        return sum(bool(test(one)) for one in mine)

    sent = n(lambda one: one["dispatched_at"])
    filed, done = n(is_filed), n(is_done)
    revisited = n(lambda one: one["revisited_at"])
    due = [one for one in events if MONTH.start <= one["handle_due_at"] < MONTH.end and is_filed(one)
           and one["state"] not in ("voided", "merged", "rejected", "conf_handed", "void_review", "draft", "reported",
                                    "need_info", "verifying_source", "admission_review")]  # fmt: skip
    ended = ("merged", "rejected", "voided", "conf_handed")
    valid = n(lambda one: is_filed(one) or one["state"] == "voided")
    good = ("satisfied", "mostly")

    def punctual(kind: str) -> tuple[int, int]:
        return n(lambda one: stage(one, kind) == "in_time"), n(lambda one: stage(one, kind))

    return {
        "reported": (len(mine), None), "valid": (valid, None), "filed": (filed, None), "closed": (done, None),
        "open": (n(lambda one: not is_done(one) and one["state"] not in ended), None),
        "filing_rate": (filed, valid), "closing_rate": (done, filed),
        "on_time_rate": (n(lambda one: is_done(one) and not one["late"]), done),
        "due_rate": (sum(is_done(one) and not one["late"] for one in due), len(due)),
        "intake_on_time": punctual("C1"), "dispatch_on_time": punctual("C2"), "accept_on_time": punctual("C3"),
        "handle_on_time": (n(lambda one: handled(one) == "in_time"), n(handled)), "check_on_time": punctual("C5"),
        "dispatch_right": (n(lambda one: one["dispatched_at"] and not one["redispatches"]), sent),
        "rework_rate": (sum(one["rework"] for one in mine), sent),
        "return_rate": (sum(one["returns"] for one in mine), sent),
        "duplicate_rate": (n(lambda one: one["state"] == "merged"), sent),
        "solved_rate": (n(lambda one: one["revisited_at"] and one["solved"] == "yes"), revisited),
        "satisfied_rate": (n(lambda one: one["satisfaction"] in good),
                           n(lambda one: one["satisfaction"] in (*good, "unsatisfied"))),
        "self_rate": (n(lambda one: is_done(one) and one["tier"] == 1), len(mine)),
        "town_share": (n(lambda one: one["tier"] == 3), len(mine)),
        "county_share": (n(lambda one: one["tier"] == 4), len(mine)),
    }  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(EVENTS, st.sampled_from(list(Basis)))
def test_every_figure_is_what_a_hand_count_gives(events: list[dict[str, Any]], by: Basis) -> None:
    """Whatever the events: numerators, denominators and shares of all figures."""
    found = {one.code: one for one in report_of(events, by).figures}
    counted = by_hand(events, by)
    assert {code: (one.numerator, one.denominator) for code, one in found.items()} == counted
    for code, (above, below) in counted.items():
        assert found[code].value == (float(above) if below is None else above / below if below else None)


@settings(max_examples=30, deadline=None)
@given(EVENTS, st.sampled_from(list(Basis)))
def test_parts_add_up_to_the_total(events: list[dict[str, Any]], by: Basis) -> None:
    """Villages, categories, sources, tiers: each adds up to the number of events (domain.md §5.13, 5)."""
    report = report_of(events, by)
    total = report.figure("reported").numerator
    cross = report.table("cross")
    assert sum(row[-1].value for row in cross.rows) == total == cross.total[-1].value  # type: ignore[misc]
    assert sum(cell.value for cell in cross.total[1:-1]) == total  # type: ignore[misc]
    for row in cross.rows:
        assert sum(cell.value for cell in row[1:-1]) == row[-1].value  # type: ignore[misc]
    for code in ("sources", "categories", "tiers"):
        assert sum(row[1].value for row in report.table(code).rows) == total  # type: ignore[misc]
    assert sum(row[2].value for row in report.table("villages").rows) == total  # type: ignore[misc]
    assert sum(value or 0 for value in report.daily) == total


@settings(max_examples=30, deadline=None)
@given(EVENTS, st.sampled_from(list(Basis)))
def test_every_number_has_its_rows(events: list[dict[str, Any]], by: Basis) -> None:
    """The rows behind a count are as many as it says, no row twice, and each is an event."""
    report = report_of(events, by)
    rows = {one["row"] for one in events}
    for one in report.figures:
        assert len(set(one.rows.tolist())) == len(one.rows)
        assert set(one.rows.tolist()) <= rows
        if one.code not in ("rework_rate", "return_rate"):
            assert len(one.rows) == one.numerator
    for table in report.tables:
        for cell in (cell for row in table.rows for cell in row):
            if cell.kind == "count" and cell.rows is not None and table.code in ("cross", "sources", "tiers"):
                assert len(cell.rows) == cell.value


@settings(max_examples=15, deadline=None)
@given(EVENTS)
def test_closing_rate_is_of_one_cohort(events: list[dict[str, Any]]) -> None:
    """办结率 never passes 100 %, for both counts are of the same events (domain.md §5.13, 6)."""
    for by in Basis:
        value = report_of(events, by).figure("closing_rate").value
        assert value is None or 0 <= value <= 1


def test_other_shares_are_not_clamped() -> None:
    """Three failed checks of one dispatched case are 300 % (domain.md §5.13, 6)."""
    one = event(1, state="handling", reported_at=MONTH.start, filed_at=MONTH.start, dispatched_at=MONTH.start, rework=3)
    found = report_of([one]).figure("rework_rate")
    assert (found.value, found.words, found.fraction) == (3.0, "300.00%", "3 ÷ 1")


def test_a_merged_child_is_reported_and_not_closed() -> None:
    """It counts 1 among the reported, 0 among filed and closed (domain.md §5.13, 9)."""
    master = event(1, state="closed", reported_at=MONTH.start, filed_at=MONTH.start, closed_at=MONTH.start + DAY)
    child = event(2, state="merged", reported_at=MONTH.start + 60, closed_at=MONTH.start + HOUR, merged_into="x")
    report = report_of([master, child])
    counts = [report.figure(code).numerator for code in ("reported", "filed", "closed", "open")]
    assert counts == [2, 1, 1, 0]
    assert report_of([master, child], Basis.CLOSED).figure("reported").numerator == 1


def test_nothing_divided_by_nothing_is_a_dash() -> None:
    """0 ÷ 0 prints a dash, and so does the month before a room had its first event."""
    report = report_of([])
    assert report.empty
    assert {one.words for one in report.figures if one.is_ratio} == {"—"}
    assert {one.written(one.before) for one in report.figures} == {"—"}
    only = report_of([event(1, state="reported", reported_at=MONTH.start)])
    assert only.figure("reported").written(only.figure("reported").before) == "—"


def test_earlier_months_are_counted_alike() -> None:
    """The month before and the same month last year stand beside each figure."""
    moments = [at(2026, 10, 2), at(2026, 9, 2), at(2026, 9, 3), at(2025, 10, 9), at(2025, 10, 31), at(2025, 10, 1)]
    report = report_of([event(row, state="reported", reported_at=when) for row, when in enumerate(moments, 1)])
    found = report.figure("reported")
    assert (found.value, found.before, found.year_ago) == (1.0, 2.0, 3.0)


def test_a_running_month_is_held_against_as_many_days() -> None:
    """Five days of November stand beside the first five days of October, not beside all of it."""
    moments = [at(2026, 11, 2), at(2026, 10, 2), at(2026, 10, 5, 14), at(2026, 10, 5, 15), at(2026, 10, 20)]
    events = [event(row, state="reported", reported_at=when) for row, when in enumerate(moments, 1)]
    report = report_of(events, month=Month(2026, 11))
    assert report.unfinished
    assert report.figure("reported").before == 2.0
    assert report.daily[5:] == (None,) * 25


@pytest.mark.parametrize("word", ["2026-13", "2026", "十月", "2026-00", "", "1026-10", "2026-10-01"])
def test_a_wrong_month_is_refused(word: str) -> None:
    """What is no month is named."""
    with pytest.raises(Refused, match=r"report\.wrong_month"):
        Month.read(word)


def test_what_cannot_be_counted_is_refused() -> None:
    """A month to come, a basis that does not exist."""
    with pytest.raises(Refused, match=r"report\.future_month"):
        report_of([], month=Month(2026, 12))
    with pytest.raises(Refused, match=r"report\.wrong_basis"):
        basis("received")


@given(st.integers(1990, 2100), st.integers(1, 12), st.integers(-40, 40))
def test_months_follow_each_other_without_a_gap(year: int, month: int, by: int) -> None:
    """One ends where the next begins, and moving back brings one home."""
    one = Month(year, month)
    assert one.end == one.moved(1).start
    assert one.moved(by).moved(-by) == one
    assert Month.read(one.key) == one
    assert one.days in (28, 29, 30, 31)


def test_growth_needs_something_before() -> None:
    """No growth from nothing."""
    assert figures.change(5.0, 4.0) == 0.25
    assert figures.change(5.0, 0.0) is None
    assert figures.points(0.5, None) is None
