"""What each verb changes in an event, from the first word to the archive."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from commandroom.domain import order_verbs
from commandroom.domain.errors import Refused
from commandroom.domain.event import Event, Proposal, State
from commandroom.domain.journal import Entry, Facts
from commandroom.domain.order_verbs import Changed, not_own, orders_of, with_one

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

_KINDS: Mapping[str, type] = {
    **dict.fromkeys(FIELDS, str),
    **dict.fromkeys(("tier", "occurred_at", "external_due_at"), int),
    **dict.fromkeys(("lon", "lat"), float),
}


def _fields(facts: Facts) -> Changed:
    changed: Changed = {}
    for name, value in facts.items():
        kind = _KINDS.get(name)
        if kind is not None:
            if type(value) is not kind and not _fits(kind, value):
                raise Refused("event.bad_facts", verb=name, why=repr(value)[:80])
            changed[name] = value
    if "extra" in facts:
        changed["extra"] = tuple(sorted(facts["extra"].items()))
    return changed


def _fits(kind: type, value: object) -> bool:
    """Whether a value of another type may stand there: a whole number, or nothing, for a position."""
    return isinstance(value, kind) or (kind is float and (value is None or isinstance(value, int)))


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
        changed["orders"] = orders_of(event, facts["orders"], entry)
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
        "handlers": with_one(event.handlers, entry.facts.get("person", entry.actor)),
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
    changed: Changed = {"absorbed": with_one(event.absorbed, entry.facts["child"])}
    if entry.facts.get("external_due_at"):
        changed["external_due_at"] = entry.facts["external_due_at"]
    return changed


def _split(event: Event, entry: Entry) -> Changed:
    return {"split_into": tuple(dict.fromkeys((*event.split_into, *entry.facts["into"])))}


def _file(event: Event, entry: Entry) -> Changed:
    return {**_fields(entry.facts), "state": State.FILED.value, "filed_at": entry.at, "filed_by": entry.actor}


def _check(event: Event, entry: Entry) -> Changed:
    not_own(event, entry)
    return {"state": State.PENDING_CLOSE.value, "checked_at": entry.at, "checked_by": entry.facts["person"]}


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


def _nothing(event: Event, entry: Entry) -> Changed:
    return {}


VERBS: Mapping[str, Callable[[Event, Entry], Changed]] = MappingProxyType(
    {
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
        "dispatch": order_verbs.dispatch,
        "redispatch": order_verbs.redispatch,
        "add_co_unit": order_verbs.add_co_unit,
        "waive_co_unit": order_verbs.waive_co_unit,
        "accept": order_verbs.accept,
        "progress": order_verbs.progress,
        "return_order": order_verbs.return_order,
        "refuse_return": order_verbs.refuse_return,
        "finish": order_verbs.finish,
        "check": _check,
        "check_fail": order_verbs.check_fail,
        "close": _close,
        "revisit": _revisit,
        "reopen": order_verbs.reopen,
        "archive": _to(State.ARCHIVED),
        "propose_void": _propose("propose_void", State.VOID_REVIEW),
        "void": _confirm("propose_void", State.VOIDED),
        "overdue": _nothing,
        "recompute": _nothing,
    }
)
"""The change of every verb of the table but undo, which the fold itself knows."""
