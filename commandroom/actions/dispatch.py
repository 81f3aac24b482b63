"""Send to units, send again, add a co-unit, decide a returned order."""

from collections.abc import Iterable
from typing import Any

from commandroom.actions import timing
from commandroom.domain.errors import Refused
from commandroom.domain.event import Event
from commandroom.domain.order import OrderRole
from commandroom.domain.worktime import Limit
from commandroom.store.work import Work

Stages = list[tuple[str, Limit]]


def dispatch(
    work: Work,
    event: str,
    unit: str,
    co_units: Iterable[str] = (),
    requirement: str = "",
    limits: Stages | None = None,
) -> None:
    """Send a filed case to its lead unit and co-units (T10); C2 stops, C3 and C4 of every order start.

    ``limits``: staged limits chosen by the dispatcher instead of the item's. Raises
    Refused("dispatch.unknown_unit"), Refused("dispatch.twice") for a unit named twice.
    """
    before = work.event(event)
    orders = _orders(work, unit, co_units, requirement)
    facts = {"orders": orders, "clocks": _clocks(work, before, orders, limits)}
    work.record("event", event, "dispatch", facts)


def redispatch(
    work: Work, event: str, unit: str, reason: str, requirement: str = "", limits: Stages | None = None
) -> None:
    """Take the lead order back and send it to another unit (T13); C3 and C4 start again, C8 does not."""
    before = work.event(event)
    lead = before.lead
    if lead is not None and lead.unit == unit:
        raise Refused("dispatch.same_unit", unit=_name(work, unit))
    if any(order.open and order.role == OrderRole.CO and order.unit == unit for order in before.orders):
        raise Refused("dispatch.twice", unit=_name(work, unit))
    orders = _orders(work, unit, (), requirement)
    facts: dict[str, Any] = {
        "orders": orders,
        "reason": reason,
        "clocks": _clocks(work, before, orders, limits),
    }
    if lead is not None:
        facts["withdrawn"] = lead.no
    work.record("event", event, "redispatch", facts)


def add_co_unit(work: Work, event: str, unit: str, requirement: str = "", limits: Stages | None = None) -> None:
    """Let another unit help; the lead cannot finish before it has finished or been waived."""
    before = work.event(event)
    if before.order_of(unit) is not None:
        raise Refused("dispatch.twice", unit=_name(work, unit))
    orders = [_order(work, unit, OrderRole.CO, requirement)]
    work.record("event", event, "add_co_unit", {"orders": orders, "clocks": _clocks(work, before, orders, limits)})


def waive_co_unit(work: Work, event: str, unit: str, reason: str) -> None:
    """Let the case go on without a co-unit's share."""
    order = work.event(event).order_of(unit)
    if order is None or order.role == OrderRole.LEAD:
        raise Refused("dispatch.no_co_unit", unit=_name(work, unit))
    work.record("event", event, "waive_co_unit", {"order": order.no, "reason": reason})


def refuse_return(work: Work, event: str, reason: str) -> None:
    """Refuse a unit's return of its order: the case goes back to where it was (T13)."""
    work.record("event", event, "refuse_return", {"reason": reason})


def _orders(work: Work, unit: str, co_units: Iterable[str], requirement: str) -> list[dict[str, Any]]:
    units = [unit, *co_units]
    if len(set(units)) != len(units):
        raise Refused("dispatch.twice", unit=_name(work, max(units, key=units.count)))
    roles = [OrderRole.LEAD] + [OrderRole.CO] * (len(units) - 1)
    return [_order(work, one, role, requirement) for one, role in zip(units, roles, strict=True)]


def _order(work: Work, unit: str, role: OrderRole, requirement: str) -> dict[str, Any]:
    known = work.find("unit", unit)
    if known is None or not known.active:
        raise Refused("dispatch.unknown_unit", unit=unit)
    order = {"unit": unit, "role": role.value}
    return order | {"requirement": requirement} if requirement else order


def _clocks(work: Work, event: Event, orders: list[dict[str, Any]], limits: Stages | None) -> list[timing.Start]:
    first = len(event.orders) + 1
    return [
        clock for place, _ in enumerate(orders) for clock in timing.handling(work, event, first + place, limits or ())
    ]


def _name(work: Work, unit: str) -> str:
    known = work.find("unit", unit)
    return str(known.name) if known is not None else unit
