"""Who carried how much: weights, classes, shares of those who were there, balances that come to nothing together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commandroom.domain import cover
from commandroom.domain.day_kinds import day_kind
from commandroom.domain.fairness import classes_of, fairness, weight_of, years_before
from commandroom.domain.roster import Duty, duty_id
from tests.helpers import rosters

NORM = rosters.office().norm
CALENDAR = rosters.calendar()


def made(day: int, shift: str, *people: str, post: str = "dispatcher") -> Duty:
    """A duty of October 2026."""
    date = f"2026-10-{day:02d}"
    return Duty(duty_id(date, post, shift), date, post, shift, people, *cover.shift_span(date, shift))


def told(duties: list[Duty], pool: tuple[str, ...] = (), away: dict[str, list[tuple[str, str]]] | None = None):
    """Fairness by account."""
    kinds = {duty.day: day_kind(CALENDAR, duty.day) for duty in duties}
    pools = {(duty.post, duty.shift): pool for duty in duties} if pool else {}
    return {one.person: one for one in fairness(duties, kinds, NORM, pools, away or {})}


@pytest.mark.parametrize(
    ("duty", "classes", "weight"),
    [
        (made(12, "day", "a"), (), 1),
        (made(12, "night", "a"), ("night",), 2),
        (made(17, "day", "a"), ("weekend",), 2),
        (made(17, "night", "a"), ("night", "weekend"), 3),
        (made(1, "day", "a"), ("holiday",), 3),
        (made(3, "night", "a"), ("night", "holiday"), 4),
        (made(10, "day", "a"), (), 1),
        (made(12, "22:00-06:00", "a"), ("night",), 2),
        (made(12, "whole", "a"), ("night",), 2),
        (made(12, "whole", "a", post="duty_leader"), (), 1),
    ],
)
def test_weights(duty: Duty, classes: tuple[str, ...], weight: int) -> None:
    """Holiday 3, weekend 2, a night one more; a made-up Saturday is a working day; a leader sleeps at home."""
    kind = day_kind(CALENDAR, duty.day)
    assert classes_of(duty, kind) == classes
    assert weight_of(classes, NORM) == weight


def test_only_those_who_were_there_share() -> None:
    """A newcomer owes nothing for the time before the first duty, who is on leave nothing for those days."""
    duties = [made(12, "day", "a"), made(13, "day", "b"), made(14, "day", "a"), made(15, "day", "new")]
    found = told(duties, ("a", "b", "new"), {"b": [("2026-10-14", "2026-10-14")]})
    assert found["new"].due == pytest.approx(1 / 3)
    assert found["a"].due == pytest.approx(1 + 1 / 2 + 1 + 1 / 3)
    assert found["b"].due == pytest.approx(1 / 2 + 1 / 3)


@given(
    st.lists(
        st.tuples(
            st.integers(1, 31),
            st.sampled_from(("day", "night", "whole")),
            st.lists(st.sampled_from("abcdef"), min_size=1, max_size=3, unique=True),
        ),
        max_size=40,
    )
)
def test_balances_come_to_nothing(rows: list[tuple[int, str, list[str]]]) -> None:
    """What one carried too much, the others carried too little; in every class."""
    duties = list({duty.id: duty for day, shift, people in rows for duty in [made(day, shift, *people)]}.values())
    found = told(duties, tuple("abcdef")).values()
    assert sum(one.balance for one in found) == pytest.approx(0, abs=1e-6)
    for name in ("night", "weekend", "holiday"):
        assert sum(one.balances[name] for one in found) == pytest.approx(0, abs=1e-6)
    assert sum(one.duties for one in found) == sum(len(duty.people) for duty in duties)


def test_years_before_a_leap_day() -> None:
    """The 29th of February has no day of that name three years before."""
    from datetime import date

    assert years_before(date(2028, 2, 29), 3) == date(2025, 2, 28)
    assert years_before(date(2026, 10, 31), 3) == date(2023, 10, 31)
