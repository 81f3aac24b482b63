"""The generator: no rule broken where that can be, the fewest where it cannot, the same roster every time."""

import random
import threading
from dataclasses import replace

import pytest

from commandroom.domain import cover
from commandroom.domain.roster import Duty, duty_id
from commandroom.domain.rota import Line, Rotation
from commandroom.rostering import fewest, generate, problem
from commandroom.rostering.picture import Picture
from tests.helpers import rosters
from tests.helpers.rosters import OCTOBER, leave, names, person


def drafted(picture: Picture, *firm: str) -> generate.Drafted:
    """What the engine makes of a picture."""
    return generate.generate(problem.build(picture, picture.first[:7], (), frozenset(firm) | problem.FIRM))


def rules(made: generate.Drafted) -> list[str]:
    """The names of the rules it breaks."""
    return [one.rule for one in made.broken]


def test_forty_people_and_six_posts_break_nothing() -> None:
    """A month with holidays, a make-up Saturday and leaves: every post held, every rule kept, proven."""
    made = drafted(rosters.office())
    assert made.complete and made.proven and not made.gaps
    assert len({person for duty in made.duties for person in duty.people}) == 40


def test_three_dispatchers_cannot_hold_the_seat_around_the_clock() -> None:
    """168 / 3 = 56 hours a week are above 44 and above what overtime allows: it is said, and the seat stays empty."""
    lines = (Line("dispatcher", "day", people=names("d", 3)), Line("dispatcher", "night", people=names("d", 3)))
    made = drafted(rosters.picture([person(one) for one in names("d", 3)], lines))
    assert not made.complete
    assert {"hours", "seat"} <= set(rules(made))
    longest = 44 + fewest.OVERTIME / (31 / 7)
    assert all(one.facts["hours"] <= longest + 0.1 for one in made.broken if one.rule == "hours")
    assert made.gaps and all(gap.reasons and gap.candidates for gap in made.gaps)
    assert not any(candidate.fits for gap in made.gaps for candidate in gap.candidates)


def test_rather_empty_than_overworked() -> None:
    """With rest and hours firm nobody is asked for more; the posts left empty say why nobody fits."""
    lines = (Line("dispatcher", "day", people=names("d", 3)), Line("dispatcher", "night", people=names("d", 3)))
    made = drafted(rosters.picture([person(one) for one in names("d", 3)], lines), "rest", "hours")
    assert not {"hours", "rest"} & set(rules(made))
    assert all(reason.code == "why.none_fits" for gap in made.gaps for reason in gap.reasons[-1:])


def test_the_smallest_set_is_found() -> None:
    """Two of a leader's days cannot be held by anybody: two rules broken, and no third."""
    away = [leave("a", "2026-10-10", "2026-10-11"), leave("b", "2026-10-10", "2026-10-11")]
    lines = (Line("duty_leader", "whole", rotation=Rotation.ROUND, people=("a", "b")),
             Line("dispatcher", "day", 2, 1, people=names("d", 4)),
             Line("dispatcher", "night", people=names("c", 6)))  # fmt: skip
    people = [person(one) for one in ("a", "b", *names("d", 4), *names("c", 6))]
    made = drafted(rosters.picture(people, lines, leaves=away))
    # the night of the 9th reaches into the leave, so three leaders' days cannot be held
    assert [(one.rule, one.day) for one in made.broken] == [("leader", f"2026-10-{day:02d}") for day in (9, 10, 11)]
    assert made.proven
    assert all({r.code for c in gap.candidates for r in c.reasons} == {"why.leave"} for gap in made.gaps)


def test_what_was_written_stays() -> None:
    """A duty put by hand is worked around, with the night before and after it."""
    start, end = cover.shift_span("2026-10-15", "night")
    kept = Duty(duty_id("2026-10-15", "dispatcher", "night"), "2026-10-15", "dispatcher", "night", ("c03",), start, end)
    office = rosters.office()
    made = drafted(office.with_duties([kept]))
    held = {duty.id: duty.people for duty in made.duties}
    assert held[kept.id] == ("c03",)
    assert made.complete


def test_who_is_on_leave_by_now_makes_room() -> None:
    """Made again after a leave was granted, the duty has another holder instead of one beside the absent one."""
    day = "2026-10-15"
    start, end = cover.shift_span(day, "night")
    kept = Duty(duty_id(day, "dispatcher", "night"), day, "dispatcher", "night", ("c03",), start, end)
    office = rosters.office().with_duties([kept])
    away = replace(office, leaves=(*office.leaves, leave("c03", day, day)))
    made = drafted(problem.present(away, cover.month_days(OCTOBER)))
    held = {duty.id: duty.people for duty in made.duties}[kept.id]
    assert len(held) == 1 and held != ("c03",)
    assert made.complete
    assert problem.present(office, cover.month_days(OCTOBER)) is office


def test_a_week_has_one_holder() -> None:
    """The post that goes round by weeks changes hands only on a Monday."""
    made = drafted(rosters.office())
    weeks: dict[int, set[tuple[str, ...]]] = {}
    for duty in made.duties:
        if duty.post == "standby":
            weeks.setdefault(cover.local(duty.start).isocalendar().week, set()).add(duty.people)
    assert len(weeks) == 5
    assert all(len(people) == 1 for people in weeks.values())


def test_the_same_input_gives_the_same_roster() -> None:
    """Twice, and with everything in another order."""
    office = rosters.office(seed=3)
    first = drafted(office)
    mixed = list(office.people.items())
    random.Random(5).shuffle(mixed)
    leaves = list(office.leaves)
    random.Random(6).shuffle(leaves)
    again = Picture(
        office.first, office.last, office.duties, dict(mixed), tuple(leaves), office.rota, office.norm, office.calendar
    )
    assert drafted(office).duties == first.duties
    assert drafted(again).duties == first.duties


def test_nights_and_holidays_are_shared() -> None:
    """Nobody of a pool of twenty holds more than four nights of thirty-one, and holidays go round."""
    made = drafted(rosters.office(away=0))
    nights: dict[str, int] = {}
    for duty in made.duties:
        if duty.shift == "night":
            nights[duty.people[0]] = nights.get(duty.people[0], 0) + 1
    assert max(nights.values()) <= 4
    october = [duty.people[0] for duty in made.duties if duty.post == "duty_leader" and duty.day <= "2026-10-06"]
    assert len(set(october)) >= 5


def test_what_was_carried_before_counts() -> None:
    """Who carried too much in the years before gets less this month."""
    from commandroom.domain.fairness import Fairness

    lines = (Line("duty_leader", "whole", rotation=Rotation.ROUND, people=("a", "b", "c", "d")),)
    picture = rosters.picture([person(one) for one in "abcd"], lines)
    told = Fairness("a", 40, 0.0, 0, 10, 4, 60, 40.0, {"night": 0.0, "weekend": 5.0, "holiday": 3.0})
    made = generate.generate(problem.build(picture, OCTOBER, (told,)))
    counts = {one: sum(one in duty.people for duty in made.duties) for one in "abcd"}
    assert counts["a"] == min(counts.values()) < 6


def test_it_can_be_cancelled() -> None:
    """Asked to stop, it stops with nothing made, from whatever thread it runs in."""
    stop = threading.Event()
    stop.set()
    with pytest.raises(fewest.StoppedError):
        generate.generate(problem.build(rosters.office(), OCTOBER, ()), stop.is_set)
