"""From entries to an event: apply() is pure and the only thing that changes a state."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from commandroom.domain import clockwork
from commandroom.domain.errors import Refused
from commandroom.domain.event import Event, Proposal, State
from commandroom.domain.evolve import evolve
from commandroom.domain.journal import Entry, Facts
from commandroom.domain.journal import order as place_of
from commandroom.domain.lifecycle import STEPS, WAITS_FOR_ANSWER
from commandroom.domain.order import Order, OrderRole, OrderState

FIELDS = (
    "source",
    "source_system",
    "source_no",
    "title",
    "text",
    "place",
    "reporter",
    "phone",
    "category",
    "item",
    "importance",
    "tier",
    "urgency",
    "severity",
    "security",
    "lon",
    "lat",
    "grid",
    "grid_method",
    "occurred_at",
    "external_due_at",
    "fingerprint",
    "source_key",
    "split_from",
    "number",
    "unit",
    "satisfaction",
)
"""The facts of register, report, receive, update and amend that become fields as they stand."""

_WHOLE = frozenset({"tier", "occurred_at", "external_due_at"})
_REAL = frozenset({"lon", "lat"})

Changed = dict[str, Any]


def apply(event: Event | None, entry: Entry) -> Event:
    """The event after one more entry. Pure: no clock, no database, the same in every room.

    Raises Refused("event.illegal_step") when the table of ``lifecycle`` has no such step here,
    Refused("event.fact_missing") when a fact is not there, Refused("event.own_work") when a handler
    would check the work of their own, Refused("event.four_eyes") when one person would do both halves,
    Refused("event.proposal_open") while a proposal waits for its answer.
    """
    step = STEPS.get(entry.verb)
    state = event.state if event is not None else ""
    if step is None or state not in step.sources or entry.verb == "undo":
        raise Refused("event.illegal_step", verb=entry.verb, state=state, number=event.number if event else "")
    facts = entry.facts
    for need in step.needs:
        if facts.get(need) in (None, "", []):
            raise Refused("event.fact_missing", verb=entry.verb, fact=need)
    before = event if event is not None else Event(entry.about, 0, "")
    if before.proposal is not None and entry.verb in WAITS_FOR_ANSWER:
        raise Refused("event.proposal_open", verb=entry.verb, person=before.proposal.by, number=before.number)
    changed = _VERBS[entry.verb](before, entry)
    after = changed.get("state", state)
    if (after not in step.targets) if after != state else not (step.targets & {"=", state}):
        raise Refused("event.illegal_step", verb=entry.verb, state=state, number=before.number)
    if after != state:
        _leave(before, changed, after)
    changed["clocks"] = clockwork.turn(before.clocks, step, entry, after)
    changed["step"] = entry.step
    return evolve(before, changed)


def _leave(before: Event, changed: Changed, after: str) -> None:
    """What every step into another state owes: no proposal is left behind, and one unit answers for the work."""
    if before.proposal is not None:
        changed.setdefault("proposal", None)
    if before.came_from and after not in (State.VOID_REVIEW, State.RETURN_REVIEW):
        changed.setdefault("came_from", "")
    if after in (State.DISPATCHED, State.HANDLING):
        _lead_unit(changed.get("orders", before.orders))


@dataclass(frozen=True, slots=True)
class Folded:
    """What a subject's entries come to: its value, and those that are not legal where they land."""

    value: Event | None
    aside: tuple[tuple[Entry, Refused], ...]


def fold(entries: Iterable[Entry]) -> Folded:
    """Fold all entries about one event, in whatever order they arrived.

    An entry that is not legal where it lands, or whose facts make no sense, is set aside, never dropped and
    never applied. The step still counts it, so that whatever is recorded next comes after it in every room.
    """
    value: Event | None = None
    last: Entry | None = None
    earlier: Event | None = None
    aside: list[tuple[Entry, Refused]] = []
    for entry in sorted(entries, key=place_of):
        try:
            if entry.verb == "undo":
                value, last, earlier = _undone(value, entry, last, earlier), None, None
            else:
                value, last, earlier = apply(value, entry), entry, value
            continue
        except Refused as refusal:
            aside.append((entry, refusal))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            aside.append((entry, Refused("event.bad_facts", verb=entry.verb, why=repr(error))))
        if value is not None:
            value = replace(value, step=entry.step)
    return Folded(value, tuple(aside))


def _undone(value: Event | None, entry: Entry, last: Entry | None, earlier: Event | None) -> Event | None:
    if (
        value is None
        or last is None
        or entry.facts.get("entry") != last.id
        or entry.actor != last.actor
        or not STEPS[last.verb].undoable
    ):
        raise Refused("event.not_undoable", verb=last.verb if last else "")
    return replace(earlier, step=entry.step) if earlier is not None else None


def _fields(facts: Facts) -> Changed:
    changed: Changed = {name: facts[name] for name in FIELDS if name in facts}
    for name, value in changed.items():
        if isinstance(value, str) if name not in _WHOLE and name not in _REAL else _number(name, value):
            continue
        raise Refused("event.bad_facts", verb=name, why=repr(value)[:80])
    if "extra" in facts:
        changed["extra"] = tuple(sorted(facts["extra"].items()))
    return changed


def _number(name: str, value: object) -> bool:
    return isinstance(value, int) if name in _WHOLE else value is None or isinstance(value, int | float)


def _register(event: Event, entry: Entry) -> Changed:
    return {"state": State.DRAFT.value, "reported_by": entry.actor, **_fields(entry.facts)}


def _report(event: Event, entry: Entry) -> Changed:
    at = entry.facts.get("reported_at", entry.at)
    return {
        "state": State.REPORTED.value,
        "reported_at": at,
        "reported_by": entry.actor,
        **_fields(entry.facts),
    }


_TIMES = (
    "reported_at",
    "filed_at",
    "dispatched_at",
    "accepted_at",
    "finished_at",
    "checked_at",
    "closed_at",
    "closing_type",
    "result",
    "solved",
    "revisited_at",
)


def _receive(event: Event, entry: Entry) -> Changed:
    facts = entry.facts
    changed = _fields(facts)
    changed.update({name: facts[name] for name in _TIMES if name in facts})
    changed.setdefault("reported_at", entry.at)
    if facts.get("orders"):
        changed["orders"] = _orders(event, facts["orders"], entry)
    return {"state": facts["state"], "reported_by": entry.actor, **changed}


def _update(event: Event, entry: Entry) -> Changed:
    facts = entry.facts
    changed = _fields(facts)
    changed.update({name: facts[name] for name in _TIMES if name in facts})
    return {"state": facts.get("state", event.state), **changed}


def _amend(event: Event, entry: Entry) -> Changed:
    return {"edited_at": entry.at, **_fields(entry.facts)}


def _to(state: State) -> Callable[[Event, Entry], Changed]:
    def change(event: Event, entry: Entry) -> Changed:
        return {"state": state.value}

    return change


def _self_handle(event: Event, entry: Entry) -> Changed:
    changed = _fields(entry.facts)
    at = entry.facts.get("reported_at", event.reported_at or entry.at)
    return {
        **changed,
        "state": State.CLOSED.value,
        "closing_type": "self",
        "closed_at": entry.at,
        "reported_at": at,
        "result": entry.facts["result"],
        "handlers": _with(event.handlers, entry.facts.get("person", entry.actor)),
        "reported_by": event.reported_by or entry.actor,
    }


def _request_info(event: Event, entry: Entry) -> Changed:
    return {"state": State.NEED_INFO.value, "asked": event.asked + 1}


def _supply_info(event: Event, entry: Entry) -> Changed:
    return {
        **_fields({**entry.facts, "text": f"{event.text}\n{entry.facts['text']}".strip()}),
        "state": State.REPORTED.value,
    }


def _propose(verb: str, state: State | None) -> Callable[[Event, Entry], Changed]:
    def change(event: Event, entry: Entry) -> Changed:
        changed: Changed = {"proposal": Proposal(verb, entry.actor, entry.at, entry.facts["reason"])}
        if state is not None:
            changed |= {"state": state.value, "came_from": event.state}
        return changed

    return change


def _confirm(verb: str, state: State) -> Callable[[Event, Entry], Changed]:
    def change(event: Event, entry: Entry) -> Changed:
        if event.proposal is None or event.proposal.verb != verb:
            raise Refused("event.nothing_proposed", verb=entry.verb)
        if event.proposal.by == entry.actor:
            raise Refused("event.four_eyes", verb=entry.verb, person=entry.actor)
        changed: Changed = {"state": state.value, "proposal": None, "closed_at": entry.at, "came_from": ""}
        if "reply" in entry.facts:
            changed["result"] = entry.facts["reply"]
        return changed

    return change


def _refuse_proposal(event: Event, entry: Entry) -> Changed:
    if event.proposal is None:
        raise Refused("event.nothing_proposed", verb=entry.verb)
    return {"proposal": None, "state": event.came_from or event.state, "came_from": ""}


def _merge(event: Event, entry: Entry) -> Changed:
    return {"state": State.MERGED.value, "merged_into": entry.facts["master"], "closed_at": entry.at}


def _absorb(event: Event, entry: Entry) -> Changed:
    changed: Changed = {"absorbed": _with(event.absorbed, entry.facts["child"])}
    if entry.facts.get("external_due_at"):
        changed["external_due_at"] = entry.facts["external_due_at"]
    return changed


def _split(event: Event, entry: Entry) -> Changed:
    return {"split_into": tuple(dict.fromkeys((*event.split_into, *entry.facts["into"])))}


def _file(event: Event, entry: Entry) -> Changed:
    return {**_fields(entry.facts), "state": State.FILED.value, "filed_at": entry.at, "filed_by": entry.actor}


def _orders(event: Event, wanted: Iterable[Mapping[str, Any]], entry: Entry) -> tuple[Order, ...]:
    made = [
        Order(
            len(event.orders) + place,
            order["unit"],
            order["role"],
            order.get("state", OrderState.SENT.value),
            order.get("sent_at", entry.at),
            entry.actor,
            order.get("requirement", ""),
            order.get("accepted_at", 0),
            "",
            order.get("finished_at", 0),
            "",
            order.get("result", ""),
        )
        for place, order in enumerate(wanted, 1)
    ]
    return (*event.orders, *made)


def _lead_unit(orders: Iterable[Order]) -> str:
    leads = [order.unit for order in orders if order.role == OrderRole.LEAD and order.live]
    if len(leads) != 1:
        raise Refused("event.one_lead", count=len(leads))
    return leads[0]


def _dispatch(event: Event, entry: Entry) -> Changed:
    orders = _orders(event, entry.facts["orders"], entry)
    return {
        "state": State.DISPATCHED.value,
        "orders": orders,
        "unit": _lead_unit(orders),
        "dispatched_at": event.dispatched_at or entry.at,
    }


def _redispatch(event: Event, entry: Entry) -> Changed:
    ended = OrderState.RETURNED if event.state == State.RETURN_REVIEW else OrderState.WITHDRAWN
    kept = tuple(
        replace(order, state=ended.value) if order.role == OrderRole.LEAD and order.live else order
        for order in event.orders
    )
    orders = _orders(replace(event, orders=kept), entry.facts["orders"], entry)
    return {
        "state": State.DISPATCHED.value,
        "orders": orders,
        "unit": _lead_unit(orders),
        "came_from": "",
        "redispatches": event.redispatches + 1,
    }


def _add_co_unit(event: Event, entry: Entry) -> Changed:
    orders = _orders(event, entry.facts["orders"], entry)
    _lead_unit(orders)
    return {"orders": orders}


def _one(event: Event, entry: Entry, *states: OrderState) -> Order:
    wanted = entry.facts.get("order")
    for order in event.orders:
        if order.no == wanted:
            if order.state not in states:
                raise Refused("event.order_state", order=wanted, state=order.state, verb=entry.verb)
            return order
    raise Refused("event.no_order", order=wanted)


def _with_order(event: Event, changed: Order) -> tuple[Order, ...]:
    return tuple(changed if order.no == changed.no else order for order in event.orders)


def _waive(event: Event, entry: Entry) -> Changed:
    order = _one(event, entry, OrderState.SENT, OrderState.ACCEPTED)
    if order.role == OrderRole.LEAD:
        raise Refused("event.one_lead", count=0)
    return {"orders": _with_order(event, replace(order, state=OrderState.WAIVED.value))}


def _accept(event: Event, entry: Entry) -> Changed:
    order = _one(event, entry, OrderState.SENT)
    signed = replace(order, state=OrderState.ACCEPTED.value, accepted_at=entry.at, accepted_by=entry.actor)
    changed: Changed = {"orders": _with_order(event, signed)}
    if order.role == OrderRole.LEAD:
        changed |= {
            "state": State.HANDLING.value,
            "accepted_at": entry.at,
            "handlers": _with(event.handlers, entry.actor),
        }
    else:
        changed["handlers"] = _with(event.handlers, entry.actor)
    return changed


def _progress(event: Event, entry: Entry) -> Changed:
    _one(event, entry, OrderState.ACCEPTED)
    return {"handlers": _with(event.handlers, entry.actor)}


def _return_order(event: Event, entry: Entry) -> Changed:
    if _one(event, entry, OrderState.SENT, OrderState.ACCEPTED).role != OrderRole.LEAD:
        raise Refused("event.not_lead", verb=entry.verb)
    if (
        event.returns
        and event.lead is not None
        and any(o.state == OrderState.RETURNED for o in event.orders if o.unit == event.lead.unit)
    ):
        raise Refused("event.returned_once", unit=event.unit)
    return {"state": State.RETURN_REVIEW.value, "came_from": event.state, "returns": event.returns + 1}


def _refuse_return(event: Event, entry: Entry) -> Changed:
    return {"state": event.came_from, "came_from": ""}


def _finish(event: Event, entry: Entry) -> Changed:
    order = _one(event, entry, OrderState.ACCEPTED)
    done = replace(
        order,
        state=OrderState.FINISHED.value,
        finished_at=entry.at,
        finished_by=entry.actor,
        result=entry.facts["result"],
    )
    orders = _with_order(event, done)
    changed: Changed = {"orders": orders, "handlers": _with(event.handlers, entry.actor)}
    if order.role == OrderRole.LEAD:
        waiting = [other.unit for other in orders if other.role == OrderRole.CO and other.open]
        if waiting:
            raise Refused("event.co_units_open", units="、".join(waiting))
        changed |= {"state": State.PENDING_CHECK.value, "finished_at": entry.at, "result": done.result}
    return changed


def _not_own(event: Event, entry: Entry) -> None:
    person, unit = entry.facts["person"], entry.facts.get("person_unit", "")
    units = {order.unit for order in event.orders if order.live or order.accepted_at}
    if person in event.handlers or (unit and unit in units):
        raise Refused("event.own_work", person=person)


def _check(event: Event, entry: Entry) -> Changed:
    _not_own(event, entry)
    return {"state": State.PENDING_CLOSE.value, "checked_at": entry.at, "checked_by": entry.facts["person"]}


def _check_fail(event: Event, entry: Entry) -> Changed:
    _not_own(event, entry)
    lead = event.lead
    if lead is None:
        raise Refused("event.one_lead", count=0)
    again = replace(lead, state=OrderState.ACCEPTED.value, finished_at=0, finished_by="")
    return {
        "state": State.HANDLING.value,
        "rework": event.rework + 1,
        "orders": _with_order(event, again),
        "finished_at": 0,
    }


def _close(event: Event, entry: Entry) -> Changed:
    return {
        "state": State.CLOSED.value,
        "closed_at": entry.at,
        "closing_type": entry.facts.get("closing_type", "normal"),
    }


def _revisit(event: Event, entry: Entry) -> Changed:
    return {
        "satisfaction": entry.facts["satisfaction"],
        "solved": entry.facts.get("solved", ""),
        "revisited_at": entry.at,
    }


def _reopen(event: Event, entry: Entry) -> Changed:
    changed: Changed = {
        "cycle": event.cycle + 1,
        "closed_at": 0,
        "closing_type": "",
        "accepted_at": 0,
        "finished_at": 0,
        "checked_at": 0,
        "checked_by": "",
        "revisited_at": 0,
        "satisfaction": "",
        "solved": "",
        "orders": tuple(
            replace(order, state=OrderState.WITHDRAWN.value) if order.live else order for order in event.orders
        ),
    }
    wanted = entry.facts.get("orders")
    if not wanted:
        return {**changed, "state": State.FILED.value}
    orders = _orders(replace(event, orders=changed["orders"]), wanted, entry)
    return {**changed, "orders": orders, "unit": _lead_unit(orders), "state": State.DISPATCHED.value}


def _nothing(event: Event, entry: Entry) -> Changed:
    return {}


def _with(values: tuple[str, ...], value: str) -> tuple[str, ...]:
    return values if value in values else (*values, value)


_VERBS: Mapping[str, Callable[[Event, Entry], Changed]] = {
    "register": _register,
    "report": _report,
    "receive": _receive,
    "update": _update,
    "amend": _amend,
    "discard": _to(State.VOIDED),
    "self_handle": _self_handle,
    "request_info": _request_info,
    "supply_info": _supply_info,
    "verify_source": _to(State.VERIFYING_SOURCE),
    "source_verified": _to(State.REPORTED),
    "propose_reject": _propose("propose_reject", None),
    "reject": _confirm("propose_reject", State.REJECTED),
    "refuse_proposal": _refuse_proposal,
    "merge": _merge,
    "absorb": _absorb,
    "split": _split,
    "file": _file,
    "dispatch": _dispatch,
    "redispatch": _redispatch,
    "add_co_unit": _add_co_unit,
    "waive_co_unit": _waive,
    "accept": _accept,
    "progress": _progress,
    "return_order": _return_order,
    "refuse_return": _refuse_return,
    "finish": _finish,
    "check": _check,
    "check_fail": _check_fail,
    "close": _close,
    "revisit": _revisit,
    "reopen": _reopen,
    "archive": _to(State.ARCHIVED),
    "propose_void": _propose("propose_void", State.VOID_REVIEW),
    "void": _confirm("propose_void", State.VOIDED),
    "overdue": _nothing,
    "recompute": _nothing,
}
