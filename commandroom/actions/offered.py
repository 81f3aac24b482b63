"""Which steps a person is offered for a case, and why the others are missing: the table and the rights, read only."""

from collections.abc import Iterator
from dataclasses import dataclass

from commandroom.actions.given import own_or_dispatched
from commandroom.actions.steps import BY_VERB, NEW
from commandroom.domain.event import Event
from commandroom.domain.lifecycle import STEPS, Step, legal
from commandroom.domain.order import OrderState
from commandroom.domain.people import Person, may_assign, may_propose, permits
from commandroom.store.permission import case_of

_APART = (NEW - {"self_handle"}) | {"discard", "undo"}
"""Steps with a place of their own in the window: the form of a new event, and undo."""
_ORDER_STATES = {"accept": {OrderState.SENT}, "progress": {OrderState.ACCEPTED}, "finish": {OrderState.ACCEPTED}}
_ANSWERS = frozenset({"reject", "void"})


@dataclass(frozen=True, slots=True)
class Missing:
    """A step that is not offered, and why: "state", "right", "four_eyes", "order" or "proposal"."""

    step: Step
    why: str


def offered(person: Person, event: Event) -> tuple[Step, ...]:
    """The steps this person may take now, in the order of the table (domain.md §5.2, §5.10)."""
    return tuple(step for step in _out_of(event) if not _against(person, event, step))


def missing(person: Person, event: Event) -> tuple[Missing, ...]:
    """The other steps of the table with the reason why they are not offered."""
    out = {step.verb for step in _out_of(event)}
    found = []
    for step in STEPS.values():
        if step.verb in _APART or step.verb not in BY_VERB:
            continue
        why = _against(person, event, step) if step.verb in out else "state"
        if step.verb in _ANSWERS | {"refuse_proposal"} and step.verb not in out and event.state in step.sources:
            why = "proposal"
        if why:
            found.append(Missing(step, why))
    return tuple(found)


def _out_of(event: Event) -> Iterator[Step]:
    for step in legal(event.state, event.proposal.verb if event.proposal is not None else ""):
        if step.verb in BY_VERB and step.verb not in _APART:
            yield step


def _against(person: Person, event: Event, step: Step) -> str:
    """Why not, "" when nothing is in the way."""
    if step.on_order:
        order = event.order_of(person.unit) if person.unit else None
        if order is None:
            return "right"
        if not permits(person, step.right, case_of(event, step, {"order": order.no})):
            return "right"
        wanted = _ORDER_STATES.get(step.verb)
        if wanted is not None and order.state not in wanted:
            return "order"
        lead = event.lead
        return "right" if step.verb == "return_order" and (lead is None or lead.unit != person.unit) else ""
    if step.verb == "amend" and not own_or_dispatched(person, event):
        return "right"
    if step.proposes:
        return "" if may_propose(person, step.right) else "right"
    allowed = permits(person, step.right, case_of(event, step, {}))
    if not allowed and not (step.whose and may_assign(person, step.right)):
        return "right"
    if step.verb == "waive_co_unit" and not any(order.open and order.role == "co" for order in event.orders):
        return "order"
    if step.verb in _ANSWERS and event.proposal is not None and event.proposal.by == person.id:
        return "four_eyes"
    return ""
