"""Deadlines by the hundred thousand are those of worktime.due, one by one."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commandroom.domain import worktime
from commandroom.domain.instant import Instant, at
from commandroom.domain.workcalendar import DayRule
from commandroom.domain.worktime import Limit
from commandroom.store import deadlines
from tests.domain.test_worktime import limits, seeds, starts
from tests.helpers.work_calendars import made, ordinary

Case = tuple[Instant, Limit]


def arrays(cases: list[Case]) -> tuple[deadlines.Ints, deadlines.Floats, deadlines.Ints]:
    """Starts, amounts and unit numbers."""
    return (
        np.array([start for start, _ in cases], dtype=np.int64),
        np.array([limit.amount for _, limit in cases], dtype=np.float64),
        np.array([deadlines.UNIT_NUMBER[limit.unit] for _, limit in cases], dtype=np.int64),
    )


@settings(max_examples=500)
@given(seeds, st.lists(st.tuples(starts, limits()), max_size=20))
def test_many_are_as_one_by_one(seed: int, cases: list[Case]) -> None:
    """Also for none, and past the end of the sums built so far."""
    calendar = made(seed)
    found = deadlines.due(calendar, *arrays(cases))
    assert found.tolist() == [worktime.due(calendar, start, limit) for start, limit in cases]


@settings(max_examples=500)
@given(
    seeds, st.lists(st.tuples(starts, limits()), max_size=20),
    st.one_of(st.sampled_from([0.5, 0.75, 0.8, 0.9, 1.0]), st.floats(0.01, 1.0)),
)  # fmt: skip
def test_many_warnings_are_as_one_by_one(seed: int, cases: list[Case], share: float) -> None:
    """The light turns at the same second, whichever way it is reckoned."""
    calendar = made(seed)
    begun, amounts, units = arrays(cases)
    found = deadlines.turns(calendar, deadlines.due(calendar, begun, amounts, units), amounts, units, share)
    assert found.tolist() == [worktime.when_percent(calendar, start, limit, share) for start, limit in cases]


@settings(max_examples=200)
@given(st.lists(st.tuples(starts, limits()), min_size=1, max_size=20), st.integers(0, 400))
def test_what_moved_is_what_differs(cases: list[Case], ahead: int) -> None:
    """One more holiday moves exactly the limits that ran over it."""
    old = ordinary()
    new = ordinary(DayRule(date.fromordinal(date(2025, 1, 1).toordinal() + ahead), "假", works=False))
    found = deadlines.moved(old, new, *arrays(cases))
    assert found.tolist() == [
        place for place, (start, limit) in enumerate(cases)
        if worktime.due(old, start, limit) != worktime.due(new, start, limit)
    ]  # fmt: skip


def test_a_holiday_moves_what_runs_over_it() -> None:
    """Friday to Monday, and nothing that ended before."""
    new = ordinary(DayRule(date(2026, 7, 10), "台风", works=False))
    starts = np.array([at(2026, 7, 9, 17), at(2026, 7, 9, 9)], dtype=np.int64)
    found = deadlines.moved(ordinary(), new, starts, np.array([1.0, 1.0]), np.array([0, 0]))
    assert found.tolist() == [0]


def test_arrays_that_do_not_fit() -> None:
    """Unequal lengths and unknown units are mistakes of the program."""
    one, two = np.array([at(2026, 7, 9)], dtype=np.int64), np.array([1.0, 2.0])
    with pytest.raises(ValueError, match="length"):
        deadlines.due(ordinary(), one, two, np.array([0]))
    with pytest.raises(ValueError, match="length"):
        deadlines.turns(ordinary(), one, two, np.array([0]), 0.8)
    with pytest.raises(ValueError, match="share"):
        deadlines.turns(ordinary(), one, two[:1], np.array([0]), 0.0)
    with pytest.raises(ValueError, match="unit"):
        deadlines.due(ordinary(), one, two[:1], np.array([4]))
