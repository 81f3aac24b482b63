"""Take in the cases of a file: new, changed, same, conflicting; the same file again changes nothing."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Protocol

from commandroom.actions import timing
from commandroom.domain.errors import Refused
from commandroom.domain.event import OPEN, Event, GridMethod, State
from commandroom.domain.instant import Instant
from commandroom.domain.people import Right, permits
from commandroom.store import events as event_store
from commandroom.store.work import Work

Cancelled = Callable[[], bool]
_BATCH = 500
_ENDED = frozenset({State.CLOSED, State.REJECTED, State.VOIDED, State.MERGED})


class Incoming(Protocol):
    """A clean case as a file tells it; the fields of ``sync.incoming.IncomingEvent``."""

    key: str
    fingerprint: str
    state: str
    source_no: str
    extra: Mapping[str, str]
    history: Sequence[tuple[Instant | None, str, str, str]]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A case that the source changed and the room changed too; nobody's version is overwritten."""

    event: str
    number: str
    key: str
    fields: tuple[str, ...]


@dataclass(slots=True)
class Taken:
    """What taking in did, or would do."""

    counts: Counter[str] = field(default_factory=Counter)
    conflicts: list[Conflict] = field(default_factory=list)
    new: list[str] = field(default_factory=list)


def take_in(
    work: Work,
    cases: Iterable[Any],
    taken: Taken | None = None,
    *,
    dry_run: bool = False,
    cancelled: Cancelled | None = None,
) -> Taken:
    """Take in cases inside one transaction: whole, or (cancelled, refused) not at all.

    ``taken``: what to go on counting in; a dry run may come piece by piece.

    Raises Refused("import.cancelled"); Refused("who.not_permitted") for an actor who may not register.
    """
    if not permits(work.actor, Right.REGISTER):
        raise Refused("who.not_permitted", person=work.actor.name or work.actor.id, verb="import", word="导入")
    taken = taken if taken is not None else Taken()
    clocks: dict[str, timing.Start] = {}
    units = {name: unit.id for unit in work.all("unit") for name in (unit.id, unit.short, unit.name) if name}
    grids = _grid_names(work)
    stream = iter(cases)
    done = 0
    while batch := list(islice(stream, _BATCH)):
        if cancelled is not None and cancelled():
            raise Refused("import.cancelled", done=done)
        known = event_store.by_key(work.connection, [case.key for case in batch])
        names = _Names(units, grids, _located(work, batch), clocks)
        own = _own(work, batch)
        for case in batch:
            if case.source_no in own:
                taken.counts["same"] += 1
            else:
                _one(work, case, known, taken, names, dry_run=dry_run)
        done += len(batch)
    return taken


OWN = "commandroom"
"""The source system of the sheets that this program writes itself."""


def _own(work: Work, batch: Sequence[Any]) -> frozenset[str]:
    """The numbers of this room's own cases among those that its own sheet brings back; they are here already."""
    numbers = [case.source_no for case in batch if case.source_system == OWN and case.source_no]
    return event_store.numbered(work.connection, numbers)


@dataclass(frozen=True, slots=True)
class _Names:
    """What a batch's words mean here: units and grids by name, the grid of each case's position by key.

    ``clocks``: what starts C1 now, by urgency, as far as it was asked for.
    """

    units: Mapping[str, str]
    grids: Mapping[str, str]
    located: Mapping[str, str]
    clocks: dict[str, timing.Start]


def _located(work: Work, batch: Sequence[Any]) -> dict[str, str]:
    placed = [case for case in batch if case.lon is not None and case.lat is not None]
    found = work.locate_many([(case.lon, case.lat) for case in placed])
    return {case.key: code for case, code in zip(placed, found, strict=True)}


def _grid_names(work: Work) -> dict[str, str]:
    names: dict[str, str] = {}
    twice: set[str] = set()
    for grid in work.all("grid"):
        if grid.name in names:
            twice.add(grid.name)
        names[grid.name] = grid.code
        names[grid.code] = grid.code
    return {name: code for name, code in names.items() if name not in twice}


def _one(
    work: Work, case: Any, known: dict[str, tuple[str, str]], taken: Taken, names: _Names, *, dry_run: bool
) -> None:
    ident, print_before = known.get(case.key, ("", ""))
    if not ident:
        taken.counts["new"] += 1
        if not dry_run:
            new = work.new_id()
            work.record("event", new, "receive", _received(work, case, names))
            known[case.key] = (new, case.fingerprint)
            taken.new.append(new)
        return
    if print_before == case.fingerprint:
        taken.counts["same"] += 1
        return
    before = work.event(ident)
    facts, strife = _differences(work, case, before, names)
    if strife:
        taken.counts["conflicting"] += 1
        taken.conflicts.append(Conflict(before.id, before.number, case.key, strife))
        return
    taken.counts["changed"] += 1
    if not dry_run:
        work.record("event", ident, "update", facts)


def _fields(work: Work, case: Any, names: _Names) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "title": case.title,
        "text": case.text,
        "place": case.place,
        "reporter": case.reporter_name,
        "phone": case.reporter_phone,
        "category": case.category,
        "source": case.source,
        "source_system": case.source_system,
        "source_no": case.source_no,
        "fingerprint": case.fingerprint,
        "urgency": case.urgency or "normal",
        "unit": names.units.get(case.unit, case.unit),
        "result": case.result,
        "satisfaction": case.satisfaction,
        "extra": dict(case.extra),
        "external_due_at": case.due_at or 0,
        "occurred_at": case.occurred_at or case.reported_at or 0,
        "item": case.item,
        "importance": case.importance,
    }
    if case.lon is not None and case.lat is not None:
        facts |= {"lon": case.lon, "lat": case.lat}
    found = names.located.get(case.key, "")
    stated = names.grids.get(case.grid_text, "") if case.grid_text else ""
    if found:
        facts |= {"grid": found, "grid_method": GridMethod.POLYGON.value}
    elif stated:
        facts |= {"grid": stated, "grid_method": GridMethod.STATED.value}
    return {name: value for name, value in facts.items() if value or name in _POSITION}


_POSITION = ("lon", "lat")
_TIMES = ("reported_at", "closed_at")


def _times(case: Any) -> dict[str, Any]:
    times = {name: value for name in _TIMES if (value := getattr(case, name))}
    for at, verb, _, _ in case.history:
        name = _VERB_TIMES.get(verb)
        if name and at:
            times.setdefault(name, at)
    return times


_VERB_TIMES = {
    "file": "filed_at",
    "dispatch": "dispatched_at",
    "accept": "accepted_at",
    "finish": "finished_at",
    "check": "checked_at",
    "revisit": "revisited_at",
}


def _received(work: Work, case: Any, names: _Names) -> dict[str, Any]:
    facts = _fields(work, case, names) | _times(case)
    facts |= {"source_key": case.key, "number": work.next_number()}
    facts.setdefault("reported_at", facts.get("occurred_at") or work.now)
    state = State(case.state) if case.state else State.REPORTED
    if state in _ENDED:
        facts["state"] = state.value
        facts.setdefault("closed_at", facts.get("finished_at") or facts["reported_at"])
        if case.closing_type:
            facts["closing_type"] = case.closing_type
        elif state is State.CLOSED:
            facts["closing_type"] = "normal"
    else:
        facts["state"] = State.REPORTED.value
        facts["clocks"] = _clocks(work, case, facts, names)
    if case.history:
        facts["history"] = [list(line) for line in case.history]
    return facts


def _clocks(work: Work, case: Any, facts: Mapping[str, Any], names: _Names) -> list[timing.Start]:
    urgency = str(facts.get("urgency", "normal"))
    if urgency not in names.clocks:
        names.clocks[urgency] = timing.default(work, "C1", None, urgency=urgency)
    clocks = [names.clocks[urgency]]
    if case.due_at:
        clocks.append(timing.total(work, case.due_at, int(facts["reported_at"])))
    return clocks


def _differences(work: Work, case: Any, before: Event, names: _Names) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The facts of an update, or the fields in which the source and the room contradict each other."""
    wanted = _fields(work, case, names)
    changed = {name: value for name, value in wanted.items() if _now(before, name) != value}
    touched = bool(before.filed_at or before.handlers or before.orders) and before.state in OPEN
    ends = State(case.state) in _ENDED if case.state else False
    if before.edited_at:
        strife = tuple(name for name in changed if name not in ("fingerprint", "extra", "satisfaction", "result"))
        if strife:
            return {}, strife
    if touched:
        changed.pop("unit", None)
        changed.pop("item", None)
        changed.pop("importance", None)
        if ends:
            return {}, ("state",)
    elif ends and before.state != case.state and before.state in OPEN:
        changed |= _times(case) | {"state": case.state}
        if case.closing_type or case.state == State.CLOSED:
            changed["closing_type"] = case.closing_type or "normal"
    if before.state in OPEN and "external_due_at" in changed and "state" not in changed:
        changed["clocks"] = timing.recapped(work, before, changed["external_due_at"])
    changed["fingerprint"] = case.fingerprint
    return changed, ()


def _now(event: Event, name: str) -> Any:
    return dict(event.extra) if name == "extra" else getattr(event, name)
