"""Swaps: offered, taken, approved; tied to the duty; counts are conserved; nobody's swap moves another's duty."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commandroom.actions import duty, roster, swap
from commandroom.domain import cover
from commandroom.domain.day_kinds import day_kind
from commandroom.domain.errors import Refused
from commandroom.domain.fairness import fairness
from commandroom.domain.instant import HOUR
from commandroom.domain.roster import Duty, duty_id
from commandroom.domain.swap import Swap, SwapState, moved
from commandroom.room import Room
from commandroom.rostering import months
from commandroom.text import sentence
from tests.helpers import rosters

DAY, NEXT = "2026-11-10", "2026-11-12"
MINE, THEIRS = f"{DAY}/dispatcher/night", f"{NEXT}/dispatcher/night"


@pytest.fixture
def room(small_room: Room) -> Room:
    """Two nights, one of each dispatcher."""
    small_room.do(duty.set_duty, DAY, "dispatcher", "night", ["d1"], actor="head")
    small_room.do(duty.set_duty, NEXT, "dispatcher", "night", ["d2"], actor="head")
    return small_room


def held(room: Room, ident: str) -> tuple[str, ...]:
    """Who is on a duty."""
    reader = room.reader()
    people: tuple[str, ...] = reader.find("duty", ident).people
    reader.close()
    return people


def refused(room: Room, action: object, *facts: object, actor: str) -> str:
    """The code of what is refused, after its sentence was made without a hole."""
    with pytest.raises(Refused) as caught:
        room.do(action, *facts, actor=actor)  # type: ignore[arg-type]
    assert "…" not in sentence(caught.value)
    return caught.value.code


def test_offered_taken_approved(room: Room) -> None:
    """Only the approval moves anybody, both ways at once, and says of which swap it came."""
    offer = room.do(swap.offer, MINE, "", "d2", THEIRS, "探亲", actor="d1").result
    room.do(swap.take, offer, actor="d2")
    assert held(room, MINE) == ("d1",)
    assert room.do(swap.approve, offer, actor="head").result == ()
    assert (held(room, MINE), held(room, THEIRS)) == (("d2",), ("d1",))
    reader = room.reader()
    entry = reader.timeline(MINE, "duty")[-1]
    assert (entry.facts["swap"], entry.facts["reason"], entry.actor) == (offer, "探亲", "head")
    assert reader.find("swap", offer).state is SwapState.APPROVED
    reader.close()
    assert room.prove().ok


def test_it_is_tied_to_the_duty_and_not_to_its_hours(room: Room) -> None:
    """The hours of the shift are moved while the swap waits: the people change places, the new hours stay."""
    offer = room.do(swap.offer, MINE, actor="d1").result
    room.do(swap.take, offer, actor="d2")
    reader = room.reader()
    start = reader.find("duty", MINE).start + HOUR

    def move_hours(work: object) -> None:
        work.record("duty", MINE, "define", {"start": start, "note": "推迟一小时"})  # type: ignore[attr-defined]

    room.do(move_hours, actor="head")
    room.do(swap.approve, offer, actor="head")
    reader.forget(["duty"])
    after = reader.find("duty", MINE)
    assert (after.people, after.start, after.note) == (("d2",), start, "推迟一小时")
    reader.close()


def test_a_duty_given_to_somebody_else_meanwhile_is_not_swapped(room: Room) -> None:
    """The swap speaks of the duty as its person holds it; otherwise it says so and nothing moves."""
    offer = room.do(swap.offer, MINE, "", "d2", THEIRS, actor="d1").result
    room.do(swap.take, offer, actor="d2")
    room.do(duty.set_duty, NEXT, "dispatcher", "night", ["h1"], actor="head")
    assert refused(room, swap.approve, offer, actor="head") == "swap.not_held"
    assert (held(room, MINE), held(room, THEIRS)) == (("d1",), ("h1",))


def test_who_may_do_what(room: Room) -> None:
    """One offers one's own, takes what is meant for one; only who makes the roster approves."""
    assert refused(room, swap.offer, THEIRS, "d2", actor="d1") == "swap.not_yours"
    assert refused(room, swap.offer, THEIRS, actor="d1") == "swap.not_held"
    assert refused(room, swap.offer, MINE, "", "", THEIRS, actor="d1") == "swap.needs_person"
    assert refused(room, swap.offer, MINE, "", "d1", actor="d1") == "swap.with_oneself"
    offer = room.do(swap.offer, MINE, "", "d2", actor="d1").result
    assert refused(room, swap.offer, MINE, actor="d1") == "swap.waiting"
    assert refused(room, swap.take, offer, actor="h1") == "swap.not_for_you"
    assert refused(room, swap.approve, offer, actor="head") == "swap.not_taken"
    room.do(swap.take, offer, actor="d2")
    assert refused(room, swap.take, offer, actor="d2") == "swap.not_offered"
    assert refused(room, swap.approve, offer, actor="d2") == "who.not_permitted"
    assert refused(room, swap.decline, offer, "不行", actor="h1") == "swap.not_yours"
    assert refused(room, swap.decline, offer, " ", actor="d2") == "swap.reason_missing"
    room.do(swap.decline, offer, "有事", actor="d2")
    assert refused(room, swap.withdraw, offer, actor="d1") == "swap.over"
    again = room.do(swap.offer, MINE, actor="d1").result
    room.do(swap.withdraw, again, actor="d1")
    assert held(room, MINE) == ("d1",)


def test_the_past_and_a_locked_month_are_not_swapped(room: Room) -> None:
    """What is over is over."""
    past = "2026-11-03/dispatcher/day"
    room.do(duty.set_duty, "2026-11-03", "dispatcher", "day", ["d1"], actor="head")
    assert refused(room, swap.offer, past, actor="d1") == "swap.begun"
    offer = room.do(swap.offer, MINE, actor="d1").result
    room.do(swap.take, offer, actor="d2")
    room.do(roster.publish, "2026-11", actor="head")
    room.do(roster.lock, "2026-11", actor="head")
    assert refused(room, swap.approve, offer, actor="head") == "roster.locked"
    room.do(roster.unlock, "2026-11", "换班", actor="head")
    room.do(swap.approve, offer, actor="head")
    reader = room.reader()
    change = months.changes(reader, "2026-11")[0]
    assert (change.old, change.new, change.swap) == (("d1",), ("d2",), offer)
    reader.close()


def test_taking_says_what_it_would_break(room: Room) -> None:
    """Too little rest is told before and after, and refuses nothing."""
    room.do(duty.set_duty, "2026-11-11", "dispatcher", "night", ["d2"], actor="head")
    offer = room.do(swap.offer, MINE, actor="d1").result
    told = room.do(swap.take, offer, actor="d2").result
    assert "rest" in [one.rule for one in told]
    assert "rest" in [one.rule for one in room.do(swap.approve, offer, actor="head").result]


def _duty(day: int, shift: str, people: tuple[str, ...]) -> Duty:
    date = f"2026-10-{day:02d}"
    return Duty(duty_id(date, "dispatcher", shift), date, "dispatcher", shift, people, *cover.shift_span(date, shift))


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_counts_are_conserved(data: st.DataObject) -> None:
    """Any row of swaps leaves the number of people of each duty, and the weight of everybody together, as it was."""
    people = "abcde"
    group = st.lists(st.sampled_from(people), min_size=1, max_size=2, unique=True).map(tuple)
    duties = {
        one.id: one
        for day in range(1, 12)
        for shift in ("day", "night")
        for one in [_duty(day, shift, data.draw(group))]
    }
    before = dict(duties)
    for _ in range(data.draw(st.integers(1, 8))):
        one, other = (data.draw(st.sampled_from(sorted(duties))) for _ in range(2))
        wanted = Swap("s", one, data.draw(st.sampled_from(people)), taker=data.draw(st.sampled_from(people)),
                      other=data.draw(st.sampled_from(["", other])))  # fmt: skip
        try:
            after = moved(duties, wanted)
        except Refused:
            continue
        if wanted.other == wanted.duty or wanted.giver == wanted.taker:
            continue
        duties |= {ident: _duty(int(ident[8:10]), duties[ident].shift, there) for ident, there in after.items()}
    kinds = {one.day: day_kind(rosters.calendar(), one.day) for one in duties.values()}
    norm = rosters.office().norm
    sums = []
    for told in (before, duties):
        found = fairness(list(told.values()), kinds, norm, {}, {})
        sums.append(Counter({
            "weight": sum(one.weight for one in found), "nights": sum(one.nights for one in found),
            "weekends": sum(one.weekends for one in found), "holidays": sum(one.holidays for one in found),
            "duties": sum(one.duties for one in found),
        }))  # fmt: skip
        assert sum(one.balance for one in found) == pytest.approx(0)
    assert sums[0] == sums[1]
    assert {ident: len(one.people) for ident, one in duties.items()} == {
        ident: len(one.people) for ident, one in before.items()
    }
