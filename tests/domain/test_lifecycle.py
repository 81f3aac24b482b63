"""The table of steps, exhaustively: what it does not have is refused in every state, and nothing else is reachable."""

from typing import Any

import pytest

from commandroom.domain import fold
from commandroom.domain.clocks import Clock, ClockKind, Running
from commandroom.domain.errors import Refused
from commandroom.domain.event import TERMINAL, Event, Proposal, State
from commandroom.domain.journal import Entry
from commandroom.domain.lifecycle import LATER, STEPS, WAITS_FOR_ANSWER, legal
from commandroom.domain.order import Order

OPEN = (
    "reported need_info verifying_source admission_review filed dispatched handling return_review suspended escalated"
    " pending_check pending_close void_review"
)
ENDED = "closed rejected voided merged"
EXPECTED = {  # verb: (from, to), written out from domain.md §5.2; "new" is nothing yet, "same" stays
    "register": ("new", "draft"), "report": ("new draft", "reported"),
    "receive": ("new", f"reported filed handling pending_check {ENDED}"),
    "update": (f"{OPEN} closed draft", f"same {ENDED}"), "amend": (f"{OPEN} draft", "same"),
    "discard": ("draft", "voided"), "self_handle": ("new draft reported", "closed"),
    "request_info": ("reported", "need_info"), "supply_info": ("need_info", "reported"),
    "verify_source": ("reported", "verifying_source"), "source_verified": ("verifying_source", "reported"),
    "propose_reject": ("reported", "same"), "reject": ("reported", "rejected"),
    "refuse_proposal": ("reported void_review", f"same {OPEN}"), "merge": ("reported", "merged"),
    "absorb": (OPEN.replace(" void_review", ""), "same"), "split": ("reported filed", "same"),
    "file": ("reported", "filed"), "dispatch": ("filed", "dispatched"),
    "redispatch": ("dispatched handling return_review", "dispatched"), "add_co_unit": ("dispatched handling", "same"),
    "waive_co_unit": ("dispatched handling", "same"), "accept": ("dispatched handling", "same handling"),
    "progress": ("handling", "same"), "return_order": ("dispatched handling", "return_review"),
    "refuse_return": ("return_review", "dispatched handling"), "finish": ("handling", "same pending_check"),
    "check": ("pending_check", "pending_close"), "check_fail": ("pending_check", "handling"),
    "close": ("pending_close", "closed"), "revisit": ("closed", "same"), "reopen": ("closed", "dispatched filed"),
    "archive": ("closed", "archived"),
    "propose_void": (OPEN.replace(" void_review", "").replace(" return_review", ""), "void_review"),
    "void": ("void_review", "voided"), "overdue": (f"{OPEN} closed", "same"), "recompute": (f"{OPEN} closed", "same"),
    "undo": (" ".join(State), " ".join(State) + " new"),
}  # fmt: skip
FACTS: dict[str, Any] = {
    "title": "事", "state": "closed", "result": "好", "reason": "因", "text": "文", "person": "g", "found": "true",
    "reply": "复", "master": "m", "child": "c", "into": ["x"], "item": "i", "importance": "C", "tier": 3,
    "orders": [{"unit": "n", "role": "lead"}], "order": 1, "basis": "据", "note": "看", "satisfaction": "satisfied",
    "clock": "C4", "nominal": 1, "entry": "e",
}  # fmt: skip


def entry(verb: str, **more: Any) -> Entry:
    """An entry with every fact any step could need."""
    facts = {name: value for name, value in FACTS.items() if name not in ("orders", "state")}
    if verb in ("dispatch", "redispatch", "add_co_unit"):
        facts["orders"] = FACTS["orders"] if verb != "add_co_unit" else [{"unit": "k", "role": "co"}]
    if verb == "receive":
        facts["state"] = "closed"
    if verb == "recompute":
        facts["clocks"] = [{"clock": "C4", "due": 9, "warn": 8, "calendar": "2"}]
    return Entry("e1", "n", 9, "event", "ev", 9, verb, "somebody", 1000, facts | more, "", "")


def standing(state: str, verb: str) -> Event | None:
    """An event in a state, as complete as the step may need it, every kind of clock running."""
    if not state:
        return None
    lead = "sent" if verb == "accept" else "finished" if state.startswith("pending") else "accepted"
    orders = (Order(1, "u", "lead", lead, 1, "d"), Order(2, "w", "co", "finished", 1, "d"))
    if verb == "dispatch":
        orders = ()
    if verb == "waive_co_unit":
        orders = (Order(1, "w", "co", "sent", 1, "d"), Order(2, "u", "lead", "accepted", 1, "d"))
    proposed = {"reject": "propose_reject", "void": "propose_void", "refuse_proposal": "propose_void"}.get(verb)
    running = ("C7",) if state == "closed" else tuple(ClockKind)
    clocks = tuple(Clock(str(kind), 0, "", 1, 1, "hour", "1", 5, 4) for kind in running)
    return Event(
        "ev", 8, state, unit="u", orders=orders, clocks=clocks, came_from="handling" if "review" in state else "",
        proposal=Proposal(proposed, "other", 1, "") if proposed else None, handlers=("h",),
    )  # fmt: skip


def test_the_table_is_the_one_of_the_domain() -> None:
    """Every step stands in the table with the sources and targets of domain.md §5.2, and no other step does."""
    names = {"new": "", "same": "="}
    table = {
        verb: ({names.get(s, s) for s in sources.split()}, {names.get(t, t) for t in targets.split()})
        for verb, (sources, targets) in EXPECTED.items()
    }
    assert {verb: (set(step.sources), set(step.targets)) for verb, step in STEPS.items()} == table


def test_later_steps_are_not_half_there() -> None:
    """Steps that come later have no row, so nobody can take them."""
    assert not set(LATER) & set(STEPS)


@pytest.mark.parametrize("state", ["", *State])
def test_every_pair_that_is_not_in_the_table_is_refused(state: str) -> None:
    """Every (state, verb) pair: outside the table refused as illegal, inside it ends in one of its targets."""
    for verb, step in STEPS.items():
        before = standing(state, verb)
        if state not in step.sources or verb == "undo":
            with pytest.raises(Refused) as refused:
                fold.apply(before, entry(verb))
            assert refused.value.code == "event.illegal_step", verb
            continue
        after = fold.apply(before, entry(verb))
        assert after.state in step.targets or (after.state == state and "=" in step.targets), verb
        if after.state in TERMINAL:
            assert all(clock.running == Running.STOPPED for clock in after.clocks), verb
        if after.state == State.CLOSED:
            assert {c.kind for c in after.clocks if c.running != Running.STOPPED} <= {"C7"}, verb


@pytest.mark.parametrize("verb", sorted(set(STEPS) - {"undo"}))
def test_a_needed_fact_cannot_be_left_out(verb: str) -> None:
    """Each fact that the table asks for is asked for: left out, empty, or None."""
    step = STEPS[verb]
    state = min(step.sources)
    for need in step.needs:
        for nothing in (None, "", []):
            with pytest.raises(Refused) as refused:
                fold.apply(standing(state, verb), entry(verb, **{need: nothing}))
            assert refused.value.code == "event.fact_missing"


@pytest.mark.parametrize("verb", sorted(WAITS_FOR_ANSWER))
def test_a_proposal_is_answered_first(verb: str) -> None:
    """While a proposal waits, what it would decide is refused, and not offered."""
    before = standing("reported", "reject")
    assert before is not None
    with pytest.raises(Refused) as refused:
        fold.apply(before, entry(verb))
    assert refused.value.code == "event.proposal_open"
    assert verb not in {step.verb for step in legal("reported", "propose_reject")}


def test_only_clocks_of_the_table_are_started() -> None:
    """An entry that would start a clock its step does not have is refused."""
    start = {"kind": "C7", "start": 1, "amount": 1, "unit": "hour", "calendar": "1", "due": 5, "warn": 4}
    with pytest.raises(Refused) as refused:
        fold.apply(standing("filed", "dispatch"), entry("dispatch", clocks=[start]))
    assert refused.value.code == "event.wrong_clock"


@pytest.mark.parametrize("state", ["dispatched", "handling"])
def test_nothing_arrives_in_work_without_one_lead(state: str) -> None:
    """Whatever an entry from elsewhere says, a case in work has exactly one lead order (§5.13 rule 1)."""
    two = [{"unit": "a", "role": "lead"}, {"unit": "b", "role": "lead"}]
    for verb, before, facts in (
        ("receive", None, {"state": "handling"}),
        ("dispatch", standing("filed", "dispatch"), {"orders": two}),
        ("dispatch", standing("filed", "dispatch"), {"orders": [{"unit": "a", "role": "co"}]}),
        ("redispatch", standing(state, "redispatch"), {"orders": two}),
        ("add_co_unit", standing(state, "add_co_unit"), {"orders": [{"unit": "b", "role": "lead"}]}),
        ("reopen", standing("closed", "reopen"), {"orders": two}),
    ):
        with pytest.raises(Refused) as refused:
            fold.apply(before, entry(verb, **facts))
        assert refused.value.code == "event.one_lead", verb


@pytest.mark.parametrize("verb", ["check", "check_fail"])
@pytest.mark.parametrize(("person", "unit"), [("h", ""), ("x", "u"), ("x", "w"), ("x", "gone")])
def test_the_handler_is_never_the_checker(verb: str, person: str, unit: str) -> None:
    """Neither who handled, nor anybody of a unit that ever signed for it, checks it (§5.13 rule 3)."""
    before = standing("pending_check", verb)
    assert before is not None
    gone = Order(3, "gone", "lead", "withdrawn", 1, "d", accepted_at=5)
    before = fold.evolve(before, {"orders": (*before.orders, gone)})
    with pytest.raises(Refused) as refused:
        fold.apply(before, entry(verb, person=person, person_unit=unit))
    assert refused.value.code == "event.own_work"


def test_entries_that_make_no_sense_are_set_aside() -> None:
    """An entry from elsewhere with facts of the wrong shape is set aside and blocks nothing."""
    good = entry("report")
    for verb, facts in (
        ("amend", {"title": 7}), ("amend", {"lon": "abc"}), ("amend", {"extra": "x"}),
        ("file", {"clocks": [{"kind": "C2"}]}), ("file", {"clocks": 3}), ("fly", {}),
    ):  # fmt: skip
        bad = Entry("e2", "n", 10, "event", "ev", 10, verb, "s", 1001, {**entry(verb).facts, **facts}, "", "")
        folded = fold.fold([bad, good])
        assert folded.value is not None
        assert [one.id for one, _ in folded.aside] == ["e2"], verb
        assert folded.value.step == 10
