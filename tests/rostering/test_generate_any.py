"""Any small office: what the engine calls complete is so by the rules, and what is firm stays so."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commandroom.domain import cover
from commandroom.domain.roster import Duty, duty_id
from commandroom.domain.rota import Line, Rotation
from commandroom.rostering import even, generate, judge, problem
from commandroom.rostering.picture import Picture
from tests.helpers import rosters
from tests.helpers.rosters import leave, person


@pytest.fixture(autouse=True, scope="module")
def quick() -> Iterator[None]:
    """Rules do not depend on how long the shares are evened out."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(even, "TRIES", 12)
        yield


def drafted(picture: Picture, *firm: str) -> generate.Drafted:
    """What the engine makes of a picture."""
    return generate.generate(problem.build(picture, picture.first[:7], (), frozenset(firm) | problem.FIRM))


LETTERS = "abcdefgh"


@st.composite
def small_offices(draw: st.DrawFn) -> Picture:
    """Offices of two to eight people, one to four posts, leaves and duties put by hand."""
    people = LETTERS[: draw(st.integers(2, 8))]
    columns = draw(st.lists(
        st.sampled_from([("duty_leader", "whole"), ("dispatcher", "day"), ("dispatcher", "night"),
                         ("handler", "09:00-12:00"), ("standby", "whole")]), min_size=1, max_size=4, unique=True,
    ))  # fmt: skip
    lines = [
        Line(post, shift, draw(st.integers(1, 2)), draw(st.integers(0, 1)),
             draw(st.sampled_from([Rotation.DAILY, Rotation.WEEKLY])),
             tuple(draw(st.lists(st.sampled_from(people), min_size=1, max_size=8, unique=True))))
        for post, shift in columns
    ]  # fmt: skip
    days = st.integers(1, 31).map(lambda day: f"2026-10-{day:02d}")
    leaves = [
        leave(draw(st.sampled_from(people)), *sorted((draw(days), draw(days)))) for _ in range(draw(st.integers(0, 3)))
    ]
    duties = {}
    for _ in range(draw(st.integers(0, 4))):
        (post, shift), day = draw(st.sampled_from(columns)), draw(days)
        start, end = cover.shift_span(day, shift)
        ident = duty_id(day, post, shift)
        duties[ident] = Duty(ident, day, post, shift, (draw(st.sampled_from(people)),), start, end)
    return rosters.picture([person(one) for one in people], lines, leaves=leaves, duties=duties.values())


@settings(max_examples=40)
@given(small_offices())
def test_nothing_is_broken_in_what_is_called_complete(picture: Picture) -> None:
    """Judged by the rules themselves, not by the solver; and nobody new is in two places or called from leave."""
    made = drafted(picture)
    after = picture.with_duties(made.duties)
    assert made.complete == (not judge.judge(after))
    before = {(one.rule, one.people, one.day) for one in judge.judge(picture) if one.rule in ("double", "leave")}
    for one in made.broken:
        if one.rule in ("double", "leave"):
            assert (one.rule, one.people, one.day) in before
    written = {duty.id: duty.people for duty in picture.duties}
    assert all(set(people) <= set(after.by_id[ident].people) for ident, people in written.items())


@settings(max_examples=25)
@given(small_offices())
def test_firm_rules_are_never_broken_by_the_engine(picture: Picture) -> None:
    """With rest and hours firm, what is broken for people was broken by what people wrote."""
    made = drafted(picture, "rest", "hours")
    of_people = {"double", "leave", "rest", "hours"}
    before = {(one.rule, one.people) for one in judge.judge(picture)}
    new = [one for one in made.broken if one.rule in of_people and (one.rule, one.people) not in before]
    assert new == []
