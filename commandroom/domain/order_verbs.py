"""What the verbs of work orders change: sending, signing, returning, finishing, doing again."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from commandroom.domain.errors import Refused
from commandroom.domain.event import Event, State
from commandroom.domain.evolve import evolve
from commandroom.domain.journal import Entry
from commandroom.domain.order import Order, OrderRole, OrderState

Changed = dict[str, Any]
"""The fields of an event that an entry changes."""


def with_one(values: tuple[str, ...], value: str) -> tuple[str, ...]:
    """The values with one more, once."""
    return values if value in values else (*values, value)


def not_own(event: Event, entry: Entry) -> None:
    """Raise Refused("event.own_work") when the person, or their unit, has had a hand in the work (§5.0 rule 6)."""
    person, unit = entry.facts["person"], entry.facts.get("person_unit", "")
    units = {order.unit for order in event.orders if order.live or order.accepted_at}
    if person in event.handlers or (unit and unit in units):
        raise Refused("event.own_work", person=person)


def orders_of(event: Event, wanted: Iterable[Mapping[str, Any]], entry: Entry) -> tuple[Order, ...]:
    """The orders of an event with new ones appended, numbered on."""
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


def lead_unit(orders: Iterable[Order]) -> str:
    """The unit of the one lead order that counts; Refused("event.one_lead") when there is not exactly one."""
    leads = [order.unit for order in orders if order.role == OrderRole.LEAD and order.live]
    if len(leads) != 1:
        raise Refused("event.one_lead", count=len(leads))
    return leads[0]


def dispatch(event: Event, entry: Entry) -> Changed:
    """T10: the first orders go out; the lead's unit answers for the whole."""
    orders = orders_of(event, entry.facts["orders"], entry)
    return {
        "state": State.DISPATCHED.value,
        "orders": orders,
        "unit": lead_unit(orders),
        "dispatched_at": event.dispatched_at or entry.at,
    }


def redispatch(event: Event, entry: Entry) -> Changed:
    """T13: the lead order is taken back (or was returned) and another unit leads."""
    ended = OrderState.RETURNED if event.state == State.RETURN_REVIEW else OrderState.WITHDRAWN
    kept = tuple(
        replace(order, state=ended.value) if order.role == OrderRole.LEAD and order.live else order
        for order in event.orders
    )
    orders = orders_of(replace(event, orders=kept), entry.facts["orders"], entry)
    return {
        "state": State.DISPATCHED.value,
        "orders": orders,
        "unit": lead_unit(orders),
        "came_from": "",
        "redispatches": event.redispatches + 1,
    }


def add_co_unit(event: Event, entry: Entry) -> Changed:
    """One more unit helps; the lead stays who it is."""
    orders = orders_of(event, entry.facts["orders"], entry)
    lead_unit(orders)
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


def waive_co_unit(event: Event, entry: Entry) -> Changed:
    """The case goes on without a co-unit's share."""
    order = _one(event, entry, OrderState.SENT, OrderState.ACCEPTED)
    if order.role == OrderRole.LEAD:
        raise Refused("event.one_lead", count=0)
    return {"orders": _with_order(event, replace(order, state=OrderState.WAIVED.value))}


def accept(event: Event, entry: Entry) -> Changed:
    """T11: a unit signs; the lead's signature begins the handling."""
    order = _one(event, entry, OrderState.SENT)
    signed = evolve(
        order, {"state": OrderState.ACCEPTED.value, "accepted_at": entry.at, "accepted_by": entry.actor}
    )
    changed: Changed = {"orders": _with_order(event, signed)}
    if order.role == OrderRole.LEAD:
        changed |= {
            "state": State.HANDLING.value,
            "accepted_at": entry.at,
            "handlers": with_one(event.handlers, entry.actor),
        }
    else:
        changed["handlers"] = with_one(event.handlers, entry.actor)
    return changed


def progress(event: Event, entry: Entry) -> Changed:
    """T14: whoever says how it goes has a hand in it."""
    _one(event, entry, OrderState.ACCEPTED)
    return {"handlers": with_one(event.handlers, entry.actor)}


def return_order(event: Event, entry: Entry) -> Changed:
    """T12: the lead asks to be rid of it, each unit once; the case waits for the answer."""
    if _one(event, entry, OrderState.SENT, OrderState.ACCEPTED).role != OrderRole.LEAD:
        raise Refused("event.not_lead", verb=entry.verb)
    if (
        event.returns
        and event.lead is not None
        and any(o.state == OrderState.RETURNED for o in event.orders if o.unit == event.lead.unit)
    ):
        raise Refused("event.returned_once", unit=event.unit)
    return {"state": State.RETURN_REVIEW.value, "came_from": event.state, "returns": event.returns + 1}


def refuse_return(event: Event, entry: Entry) -> Changed:
    """T13: the case goes back to where it was."""
    return {"state": event.came_from, "came_from": ""}


def finish(event: Event, entry: Entry) -> Changed:
    """T20: a unit is done; the lead only after every co-unit is done or waived."""
    order = _one(event, entry, OrderState.ACCEPTED)
    done = evolve(
        order,
        {
            "state": OrderState.FINISHED.value,
            "finished_at": entry.at,
            "finished_by": entry.actor,
            "result": entry.facts["result"],
        },
    )
    orders = _with_order(event, done)
    changed: Changed = {"orders": orders, "handlers": with_one(event.handlers, entry.actor)}
    if order.role == OrderRole.LEAD:
        waiting = [other.unit for other in orders if other.role == OrderRole.CO and other.open]
        if waiting:
            raise Refused("event.co_units_open", units="、".join(waiting))
        changed |= {"state": State.PENDING_CHECK.value, "finished_at": entry.at, "result": done.result}
    return changed


def check_fail(event: Event, entry: Entry) -> Changed:
    """T22: the same unit again, one rework more."""
    not_own(event, entry)
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


def reopen(event: Event, entry: Entry) -> Changed:
    """T25: a new cycle, with new orders or back to filing."""
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
    orders = orders_of(replace(event, orders=changed["orders"]), wanted, entry)
    return {**changed, "orders": orders, "unit": lead_unit(orders), "state": State.DISPATCHED.value}
