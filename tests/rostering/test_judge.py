"""Every rule of a roster is told when it is broken, with its day and its people, and only then."""

from dataclasses import replace

import pytest

from commandroom.domain import cover
from commandroom.domain.people import Person, Unit
from commandroom.domain.roster import Duty, duty_id
from commandroom.domain.rota import Line, Rota, Rotation
from commandroom.domain.rules import RULES, Broken
from commandroom.reports.roster_words import broken_words
from commandroom.rostering import generate, judge, problem
from commandroom.rostering.picture import Picture
from tests.helpers import rosters
from tests.helpers.rosters import leave, names, person

LINES = (
    Line("duty_leader", "whole", rotation=Rotation.ROUND, people=("l", "m", "n")),
    Line("dispatcher", "day", 2, 1, people=names("d", 4)),
    Line("dispatcher", "night", people=names("c", 8)),
    Line("handler", "day", 1, 0, people=names("h", 3)),
)
PEOPLE = [person(one) for one in ("l", "m", "n", *names("d", 4), *names("c", 8), *names("h", 3))]


@pytest.fixture(scope="module")
def kept() -> Picture:
    """A month in which nothing is broken."""
    picture = rosters.picture(PEOPLE, LINES)
    made = generate.generate(problem.build(picture, rosters.OCTOBER, ()))
    assert made.complete
    return picture.with_duties(made.duties)


def duty(day: str, post: str, shift: str, *people: str) -> Duty:
    """A duty with its hours."""
    return Duty(duty_id(day, post, shift), day, post, shift, people, *cover.shift_span(day, shift))


def told(picture: Picture) -> list[Broken]:
    """What is broken; every sentence is whole."""
    found = list(judge.judge(picture))
    for one in found:
        assert "…" not in broken_words(one, {}) and one.code not in broken_words(one, {})
    return found


DAY = "2026-10-20"


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (duty(DAY, "dispatcher", "night"), "seat"),
        (duty(DAY, "dispatcher", "day", "d00"), "day_seats"),
        (duty(DAY, "handler", "day"), "post"),
        (duty(DAY, "duty_leader", "whole"), "leader"),
        (duty(DAY, "duty_leader", "whole", "l", "m"), "many_leaders"),
    ],
)
def test_a_post_left_empty(kept: Picture, change: Duty, rule: str) -> None:
    """One change, one rule, on its day."""
    assert [(one.rule, one.day) for one in told(kept.with_duties([change]))] == [(rule, DAY)]


def test_rules_for_people(kept: Picture) -> None:
    """Two posts at once, too little rest, leave: each names the person."""
    seated = kept.by_id[f"{DAY}/dispatcher/day"].people[0]
    twice = kept.with_duties([duty(DAY, "standby", "whole", seated)])
    assert ("double", (seated,)) in [(one.rule, one.people) for one in told(twice)]
    night = kept.by_id[f"{DAY}/dispatcher/night"].people[0]
    after = kept.with_duties([duty("2026-10-21", "handler", "day", night)])
    assert [one.people for one in told(after) if one.code == "rule.stretch"] == []
    late = kept.with_duties([duty("2026-10-21", "standby", "14:00-17:00", night)])
    assert ("rest", (night,)) in [(one.rule, one.people) for one in told(late)]
    away = replace(kept, leaves=(leave(seated, DAY, DAY),))
    assert [(one.rule, one.people, one.day) for one in told(away)] == [
        ("day_seats", (), DAY),
        ("leave", (seated,), DAY),
    ]


def test_who_is_on_leave_is_not_there(kept: Picture) -> None:
    """A leave granted over a duty opens a gap that names it, and somebody else is proposed."""
    from commandroom.rostering import gaps

    holder = kept.by_id[f"{DAY}/dispatcher/night"].people[0]
    assert not gaps.of(kept, DAY, DAY)
    (gap,) = gaps.of(replace(kept, leaves=(leave(holder, DAY, DAY),)), DAY, DAY)
    assert gap.duty == f"{DAY}/dispatcher/night" and gap.lacking == 1
    assert (gap.reasons[0].code, gap.reasons[0].facts["person"]) == ("why.holder_away", holder)
    assert gap.fitting and holder not in [one.person for one in gap.candidates]


def test_a_stretch_without_a_pause(kept: Picture) -> None:
    """Day and night on end are one long duty; the day after that as well is too much."""
    two = [duty(DAY, "standby", "day", "x"), duty(DAY, "standby", "night", "x")]
    assert not told(kept.with_duties(two))
    three = kept.with_duties([*two, duty("2026-10-21", "standby", "day", "x")])
    assert [(one.code, one.people, one.day) for one in told(three)] == [("rule.stretch", ("x",), "2026-10-21")]


def test_hours_are_those_of_the_month(kept: Picture) -> None:
    """44 hours a week on average: five shifts of nine hours are one too many when every week has them."""
    days = [f"2026-10-{number:02d}" for number in range(1, 24)]
    many = kept.with_duties([duty(day, "on_duty", "day", "x") for day in days])
    assert [(one.rule, one.people) for one in told(many)] == [("hours", ("x",))]
    assert not told(kept.with_duties([duty(day, "on_duty", "day", "x") for day in days[:-2]]))


def test_one_handler_and_a_deputy_for_each_department() -> None:
    """By the posts people have, or as the rota names them; the centre itself needs none."""
    units = [Unit(name, name) for name in ("none", "alone", "two", "whole", "named", "centre")]
    people = [
        Person("a", "a", ("handler",), "alone", post="事项处置员"),
        Person("b", "b", ("handler",), "two", post="事项处置员"),
        Person("c", "c", ("handler",), "two", post="事项处置员"),
        Person("d", "d", ("handler",), "whole", post="事项处置员"),
        Person("e", "e", ("handler",), "whole", post="事项处置员（副）"),
        Person("f", "f", ("handler",), "named"),
        Person("g", "g", ("handler",), "named"),
        Person("h", "h", ("dispatcher",), "centre"),
    ]
    found = judge.handlers(units, people, Rota(handlers={"named": ("f", "g")}))
    assert [(one.code, one.facts["unit"]) for one in found] == [
        ("rule.no_handler", "none"), ("rule.no_deputy", "alone"), ("rule.many_handlers", "two"),
    ]  # fmt: skip
    assert {one.rule for one in found} <= set(RULES)


def test_the_picture_says_who_could_and_why_others_cannot(kept: Picture) -> None:
    """A night left empty: who is on leave, tired or busy is not proposed, and the reason is given."""
    from commandroom.reports.roster_words import candidate_words, gap_title, gap_words
    from commandroom.rostering import gaps

    tired = kept.by_id["2026-10-19/dispatcher/night"].people[0]
    ill = next(one for one in names("c", 8) if one not in (tired, *kept.by_id["2026-10-21/dispatcher/night"].people))
    empty = replace(kept.with_duties([duty(DAY, "dispatcher", "night")]), leaves=(leave(ill, DAY, DAY),))
    (gap,) = gaps.of(empty, DAY, DAY, {"c00": 3.0, "c01": -2.0})
    reasons = {one.person: [reason.code for reason in one.reasons] for one in gap.candidates}
    assert reasons[tired] == ["why.rest"] and reasons[ill] == ["why.leave"]
    fitting = [one.person for one in gap.fitting]
    assert fitting and not {tired, ill} & set(fitting)
    assert [one.balance for one in gap.fitting] == sorted(one.balance for one in gap.fitting)
    for words in (gap_title(gap), gap_words(gap, {}), *(candidate_words(one, {}) for one in gap.candidates)):
        assert words and "…" not in words and "why." not in words
    for one in gap.fitting:
        again = told(empty.with_people({gap.duty: (one.person,)}))
        assert not [broken for broken in again if broken.rule != "leave"]
