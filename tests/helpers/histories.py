"""Random histories of events through the real actions: legal and illegal attempts by random people, time passing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from commandroom.actions import undo, watch
from commandroom.actions.steps import BY_VERB
from commandroom.domain.clocks import Running
from commandroom.domain.errors import Refused
from commandroom.domain.event import TERMINAL, Event, State
from commandroom.domain.instant import DAY, HOUR
from commandroom.domain.lifecycle import STEPS, legal
from commandroom.domain.people import Right
from commandroom.room import Room
from tests.helpers.rooms import GRID, OTHER_GRID, PEOPLE, Clock

VERBS = sorted(BY_VERB)
_SPANS = (0, 5, 40, 900, HOUR, 5 * HOUR, DAY, 3 * DAY, 20 * DAY, -HOUR)
_FITTING = {
    Right.REGISTER: ("d1", "g1", "d2"), Right.DISPATCH: ("d1", "d2", "head"), Right.HANDLE: ("h1", "h2", "both", "v1"),
    Right.SELF_HANDLE: ("g1", "v1"), Right.CHECK: ("g1", "head", "both"), Right.CLOSE: ("head", "d1"),
    Right.APPROVE: ("head", "head2", "leader"), Right.VOID: ("head", "head2", "leader", "d1"),
}  # fmt: skip


_ROAD: dict[str, tuple[str, ...]] = {
    "draft": ("report", "amend"), "reported": ("file", "file", "file", "verify_source"), "need_info": ("supply_info",),
    "verifying_source": ("source_verified",), "filed": ("dispatch",), "dispatched": ("accept", "accept", "redispatch"),
    "handling": ("finish", "finish", "accept", "progress", "waive_co_unit", "redispatch", "return_order"),
    "return_review": ("refuse_return", "redispatch"), "pending_check": ("check", "check_fail", "check"),
    "pending_close": ("close",), "closed": ("revisit", "reopen", "archive"), "void_review": ("refuse_proposal",),
}  # fmt: skip
"""The steps that lead on, tried more often than those that lead aside."""
_HANDLERS = {"cg": ("h1", "both"), "pcs": ("h2",), "vil": ("v1",)}


@dataclass(frozen=True)
class Attempt:
    """One try: who, what, on which event, after how long; ``wild`` tries what may well be refused."""

    wild: bool
    person: int
    verb: int
    event: int
    choice: int
    span: int


attempts = st.builds(
    Attempt, st.integers(0, 3).map(lambda n: n == 0), st.integers(0, 30), st.integers(0, 60), st.integers(0, 20),
    st.integers(0, 7), st.integers(0, len(_SPANS) - 1),
)  # fmt: skip


def histories(most: int = 40) -> st.SearchStrategy[list[Attempt]]:
    """Lists of attempts."""
    return st.lists(attempts, min_size=most // 2, max_size=most)


@dataclass
class Told:
    """What a history came to."""

    events: list[str] = field(default_factory=list)
    done: int = 0
    refused: int = 0
    verbs: set[str] = field(default_factory=set)


def live_through(room: Room, clock: Clock, history: list[Attempt], told: Told | None = None) -> Told:
    """Try everything, look at every rule after each step, and say what came of it."""
    told = told if told is not None else Told()
    reader = room.reader()
    try:
        for one in history:
            clock.pass_(_SPANS[one.span])
            if one.span == 6:
                room.do(watch.tick)
            ident = told.events[-1 - one.event % min(len(told.events), 5)] if told.events else ""
            before = reader.event(ident) if ident else None
            verb, person, facts = _chosen(one, before, told.events)
            action: Callable[..., Any] = BY_VERB[verb]
            try:
                made = room.do(action, actor=person, **facts)
            except Refused:
                told.refused += 1
                assert (reader.event(ident) if ident else None) == before, f"{verb} was refused and changed something"
                continue
            told.done += 1
            told.verbs.add(verb)
            found = made.result if isinstance(made.result, list) else [made.result]
            told.events += [new for new in found if isinstance(new, str) and len(new) == 32 and new not in told.events]
            for touched in made.changes.of("event"):
                after = reader.event(touched)
                assert after is not None
                look_at(after)
    finally:
        reader.close()
    return told


def look_at(event: Event) -> None:
    """The rules of domain.md §5.13 that one event shows by itself: 1, 2, 3 and 8."""
    running = [clock for clock in event.clocks if clock.running != Running.STOPPED]
    if event.state in TERMINAL:
        assert not running, f"{event.state}: a clock runs in a terminal state"
    if event.state == State.CLOSED:
        assert {clock.kind for clock in running} <= {"C7"}
    if event.state in (State.DISPATCHED, State.HANDLING):
        leads = [order for order in event.orders if order.role == "lead" and order.live]
        assert len(leads) == 1
        assert leads[0].unit == event.unit
    if event.checked_by:
        assert event.checked_by not in event.handlers
        worked = {order.unit for order in event.orders if order.accepted_at}
        assert PEOPLE.get(event.checked_by, {}).get("unit") not in worked
    for clock in event.clocks:
        assert clock.kind == "C8" or clock.due_at >= clock.started_at, clock
        assert len({(c.kind, c.order, c.stage) for c in running}) == len(running)


def _chosen(one: Attempt, before: Event | None, events: list[str]) -> tuple[str, str, dict[str, Any]]:
    people = sorted(PEOPLE)
    if before is None:
        return "report" if one.verb % 4 else "register", "d1", _facts("report", one, None, events)
    if one.wild:
        verb, person = VERBS[one.verb % len(VERBS)], people[one.person % len(people)]
    else:
        out = [step.verb for step in legal(before.state, before.proposal.verb if before.proposal else "")]
        fitting: tuple[str, ...] = (*(verb for verb in out if verb in BY_VERB), "report", "undo")
        if one.verb % 3 and before.state in _ROAD:
            fitting = _ROAD[before.state]
        verb = fitting[one.verb // 3 % len(fitting)]
        able = _FITTING.get(STEPS[verb].right, tuple(people))
        if STEPS[verb].on_order:
            owing = [order.unit for order in before.orders if order.open and order.unit in _HANDLERS]
            able = _HANDLERS[owing[one.choice % len(owing)]] if owing else able
        person = able[one.person % len(able)]
    return verb, person, _facts(verb, one, before, events)


def _facts(verb: str, one: Attempt, before: Event | None, events: list[str]) -> dict[str, Any]:
    pick = one.choice
    units = ("cg", "pcs", "vil", "cg", "pcs", "vil", "cg", "old")
    unit = units[pick]
    other = events[(one.event + one.person) % len(events)] if events else ""
    facts: dict[str, Any] = {} if before is None or verb in ("register",) else {"event": before.id}
    external = {"external_due_at": before.reported_at + pick * DAY} if before is not None and pick > 4 else {}
    new = {"title": f"事情{pick}", "place": "富民路", "grid": (GRID, OTHER_GRID)[pick % 2], **external}
    said = {"title": f"改{one.person}", **external} if pick % 2 else {"grid": OTHER_GRID}
    more: dict[str, dict[str, Any]] = {
        "register": {"title": "草稿", "reporter": "张三"},
        "report": new,
        "amend": said,
        "self_handle": {"result": "劝导", "person": ("", "g1")[pick % 2], "item": ("", "MS001")[pick % 2]},
        "supply_info": {"text": "补充说明"},
        "request_info": {"reason": "地点不清"},
        "verify_source": {"person": ("g1", "g2")[pick % 2]},
        "source_verified": {"found": "true", "person": ("", "g1")[pick % 2]},
        "propose_reject": {"reason": "不属实"},
        "reject": {"reply": "经核实不属实"},
        "refuse_proposal": {"reason": "属实"},
        "merge": {"master": other},
        "split": {"parts": [{"title": "另一件"}, {"title": "又一件", "grid": OTHER_GRID}]},
        "file": {"item": ("CG001", "CG002", "MS001")[pick % 3]},
        "dispatch": {"unit": unit, "co_units": [units[(pick + 1) % 8]] if pick > 4 else []},
        "redispatch": {"unit": unit, "reason": "派错"},
        "add_co_unit": {"unit": unit},
        "waive_co_unit": {"unit": unit, "reason": "不用"},
        "refuse_return": {"reason": "是你的事"},
        "accept": {"unit": unit if one.wild else ""},
        "progress": {"text": "正在办", "unit": unit if one.wild else ""},
        "return_order": {"reason": "不归我管", "basis": "三定方案"},
        "finish": {"result": "办好了", "unit": unit if one.wild else ""},
        "check": {"note": "看过", "person": ("", "g1")[pick % 2]},
        "check_fail": {"reason": "没弄干净", "person": ("", "g1")[pick % 2]},
        "revisit": {"satisfaction": "unsatisfied"},
        "reopen": {"reason": "又脏了", "unit": ("", unit)[pick % 2]},
        "propose_void": {"reason": "测试件"},
    }
    if verb == "report" and not one.wild and before is not None and before.state != State.DRAFT:
        facts.pop("event", None)
    return facts | more.get(verb, {})


def undone(room: Room, actor: str, event: str) -> str:
    """Undo the last step of an event; gives the verb undone."""
    return str(room.do(undo.undo, event, actor=actor).result)
