"""Tests of the coming hours, of judging alarms, of the room's next step, of doubting a clock."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commandroom.domain.clocks import Clock, Light
from commandroom.domain.instant import DAY, HOUR, at
from commandroom.domain.lapses import ASLEEP, Judgement, judge
from commandroom.domain.next_step import Auto, next_step
from commandroom.domain.outlook import outlook
from commandroom.domain.people import LAW, Person
from commandroom.domain.roster import Duty
from commandroom.domain.timekeeping import TOLERANCE, YEARS_OFF, doubt

NOW = at(2026, 11, 6, 22, 0)
DAY_OF = "2026-11-06"
PEOPLE = {"a": Person("a", "王某", certificates=(LAW,)), "b": Person("b", "李某")}


def duty(person: str, first: int, last: int) -> Duty:
    """A duty so many hours from now."""
    return Duty(f"{person}{first}", DAY_OF, "on_duty", "night", (person,), NOW + first * HOUR, NOW + last * HOUR)


def test_an_hour_says_who_is_there_and_what_is_lacking() -> None:
    """With a certificate nothing, without one that, with nobody that; hours without anything due lack nothing."""
    duties = [duty("a", 0, 2), duty("b", 2, 4)]
    hours = outlook(NOW, [1, 0, 2, 0, 3], duties, PEOPLE)
    assert [(hour.due, hour.people, hour.lack) for hour in hours] == [
        (1, ("a",), ""), (0, ("a",), ""), (2, ("b",), "law"), (0, ("b",), ""), (3, (), "nobody"),
    ]  # fmt: skip


def test_nobody_is_missed_for_a_certificate_that_the_room_never_recorded() -> None:
    """Silence instead of the same reproach in every hour."""
    (hour,) = outlook(NOW, [1], [duty("b", 0, 1)], {"b": PEOPLE["b"]})
    assert hour.lack == ""


@pytest.mark.parametrize(
    ("unseen", "judgement"),
    [(1, Judgement.ON_TIME), (ASLEEP, Judgement.ON_TIME), (ASLEEP + 1, Judgement.CATCH_UP),
     (DAY, Judgement.CATCH_UP), (DAY + 1, Judgement.STALE)],
)  # fmt: skip
def test_an_alarm_is_judged_by_how_late_it_came(unseen: int, judgement: Judgement) -> None:
    """On time while somebody looked, caught up within a day, stale after it."""
    assert judge(unseen) == judgement


@given(st.integers(0, 100), st.integers(0, 100), st.integers(0, 200))
def test_the_next_step_is_the_next_change_of_the_light(warn: int, due: int, now: int) -> None:
    """Its moment lies ahead, or it is the record of what already ran out; the light turns exactly then."""
    warn = min(warn, due)
    clock = Clock("C4", 1, "", 0, 4, "work_hour", "v", due, warn)
    step = next_step(due, warn, now, noted=False)
    if step.auto is Auto.WARN:
        assert clock.light(step.at - 1) is Light.GREEN
        assert clock.light(step.at) is Light.YELLOW
        assert step.at > now
    else:
        assert clock.light(step.at) is Light.RED
        assert clock.light(step.at - 1) is not Light.RED
    assert next_step(due, warn, now, noted=True).auto is Auto.NONE


@given(st.integers(-3 * YEARS_OFF, 3 * YEARS_OFF))
def test_a_clock_is_doubted_when_it_falls_back_or_is_years_ahead(gap: int) -> None:
    """Anything between is believed: a night off, a holiday, a second's correction."""
    assert bool(doubt(NOW + gap, NOW)) == (gap < -TOLERANCE or gap > YEARS_OFF)
    assert doubt(NOW, 0) == 0
