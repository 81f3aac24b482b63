"""Hold a step against the permission table, with what the room knows of the case and the people."""

from collections.abc import Callable

from commandroom.domain.errors import Refused
from commandroom.domain.event import Event
from commandroom.domain.journal import Facts
from commandroom.domain.lifecycle import STEPS, Step
from commandroom.domain.people import SYSTEM, Case, Person, Right, may_assign, may_propose, permits
from commandroom.domain.reference import RIGHTS


def case_of(event: Event | None, step: Step, facts: Facts) -> Case:
    """What the permission table needs to know: for a step on an order, that order's unit."""
    if event is None:
        return Case("", frozenset(), str(facts.get("grid", "")), int(facts.get("tier", 0)))
    units = frozenset(order.unit for order in event.orders if order.live)
    grid = event.grid or str(facts.get("grid", ""))
    tier = int(facts.get("tier") or event.tier) if step.verb == "file" else event.tier
    if step.on_order and "order" in facts:
        units = frozenset(order.unit for order in event.orders if order.no == facts["order"])
        return Case("", units, grid, tier, event.importance)
    return Case(event.unit, units, grid, tier, event.importance)


def permit_step(
    actor: Person, event: Event | None, verb: str, facts: Facts, person: Callable[[str], Person | None]
) -> None:
    """Raise Refused("who.not_permitted") when the actor may not take this step, in their own name or another's.

    ``whose``: somebody with the right (a grid worker on the telephone) may be named by a person who may
    assign it; then the named one must hold the right. ``person`` looks an account up.
    """
    step = STEPS.get(verb)
    if step is None:
        raise Refused("event.illegal_step", verb=verb, state=event.state if event else "", number="")
    if actor.id == SYSTEM:
        return
    case = case_of(event, step, facts)
    named = str(facts.get(step.whose, "")) if step.whose else ""
    if verb == "undo":
        allowed = permits(actor, step.right, case)
    elif step.proposes:
        allowed = may_propose(actor, step.right)
    elif named and named != actor.id:
        other = person(named)
        if other is None:
            raise Refused("who.unknown_person", person=named)
        allowed = may_assign(actor, step.right) and permits(other, step.right, case)
        _own_unit_said(facts, other, step)
    else:
        allowed = permits(actor, step.right, case)
        if named:
            _own_unit_said(facts, actor, step)
    if not allowed:
        raise Refused("who.not_permitted", person=actor.name or actor.id, verb=verb, word=step.word)


def _own_unit_said(facts: Facts, person: Person, step: Step) -> None:
    """A check says the checker's own unit, so that the fold can hold it against the handlers' (§5.13 rule 3)."""
    if step.right == Right.CHECK and step.verb != "source_verified" and facts.get("person_unit", "") != person.unit:
        raise Refused("event.bad_facts", verb=step.verb, why="person_unit")


def permit_reference(actor: Person, kind: str) -> None:
    """Raise Refused("who.not_permitted") when the actor may not change this kind of reference data.

    Whoever makes the roster may also keep what belongs to the seat: a leave or a swap told by telephone.
    """
    right = RIGHTS.get(kind)
    if right is None:
        raise Refused("reference.illegal_step", kind=kind, id="", verb="define")
    if not permits(actor, right) and not (right == Right.SEAT and permits(actor, Right.DUTY)):
        raise Refused("who.not_permitted", person=actor.name or actor.id, verb="define", word=kind)
