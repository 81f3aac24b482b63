"""From entries to reference data: define lays facts over facts, retire ends it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from commandroom.domain import catalog, duty_log, handover, places, roster, workcalendar
from commandroom.domain.errors import Refused
from commandroom.domain.grid_plan import edit_from, plan_from
from commandroom.domain.journal import Entry, Facts, order
from commandroom.domain.leave import leave_from
from commandroom.domain.month_roster import month_roster_from
from commandroom.domain.people import Right, person_from, unit_from
from commandroom.domain.rota import rota_from
from commandroom.domain.swap import swap_from

RIGHTS = {
    "room": Right.CONFIG,
    "unit": Right.CONFIG,
    "person": Right.CONFIG,
    "grid": Right.GRIDS,
    "grid_plan": Right.DRAW,
    "grid_edit": Right.DRAW,
    "overlay": Right.DRAW,
    "calendar": Right.CONFIG,
    "item": Right.ITEMS,
    "duty": Right.DUTY,
    "roster": Right.DUTY,
    "rota": Right.DUTY,
    "leave": Right.SEAT,
    "swap": Right.SEAT,
    "handover": Right.SEAT,
    "duty_log": Right.SEAT,
    "promise": Right.SEAT,
    "equipment": Right.SEAT,
    "attendance": Right.SEAT,
    "clock": Right.CLOCK,
    "note": Right.REGISTER,
    "import": Right.REGISTER,
    "report": Right.SIGN,
    "paper": Right.PAPERS,
    "submission": Right.PAPERS,
    "submitted": Right.PAPERS,
}
"""The kinds of reference data and who may change each: room settings, units, people, grids, plans of other grids and
their edits, layers laid over the map, calendars, items,
duties and their months, the rota, leaves and swaps, what the seat keeps (handovers, its log, promises, equipment,
who came), the log of the room, files taken in, reports closed, words added to papers,
what is due to whom and what went."""

APPENDED = frozenset({"note", "import", "report", "duty_log"})
"""Kinds that are written once and never changed."""


@dataclass(frozen=True, slots=True)
class Record:
    """One piece of reference data: its facts as they stand, decoded by the value type of its kind."""

    kind: str
    id: str
    step: int
    facts: Facts
    retired: bool = False


def _grid(facts: Facts) -> places.Grid:
    known = {name: value for name, value in facts.items() if name not in ("id", "step", "retired", "reason")}
    return replace(places.defined(None, facts["id"], known), step=facts["step"])


def _without(*names: str) -> Callable[[Facts], dict[str, Any]]:
    def less(facts: Facts) -> dict[str, Any]:
        return {name: value for name, value in facts.items() if name not in names}

    return less


_no_reason = _without("reason")
_no_id = _without("id", "reason")
_DECODE: Mapping[str, Callable[[Facts], Any]] = {
    "unit": lambda facts: unit_from(_no_reason(facts)),
    "person": lambda facts: person_from(_no_reason(facts)),
    "grid": _grid,
    "grid_plan": plan_from,
    "grid_edit": edit_from,
    "item": lambda facts: catalog.item_from(_no_id(facts)),
    "calendar": workcalendar.from_facts,
    "duty": lambda facts: roster.duty_from(_no_reason(facts)),
    "roster": lambda facts: month_roster_from(_no_reason(facts)),
    "rota": lambda facts: rota_from(_no_reason(facts)),
    "leave": leave_from,
    "swap": swap_from,
    "handover": handover.handover_from,
    "duty_log": lambda facts: duty_log.line_from(_no_reason(facts)),
    "promise": lambda facts: duty_log.promise_from(_no_reason(facts)),
    "equipment": lambda facts: duty_log.equipment_from(_no_reason(facts)),
    "attendance": lambda facts: duty_log.attendance_from(_no_reason(facts)),
}


def value(record: Record) -> Any:
    """The value a record stands for (Unit, Person, Grid, Item, WorkCalendar, Duty); its facts otherwise.

    Raises Refused("reference.bad_facts"), or the refusal of the value itself, for facts that describe none.
    """
    decode = _DECODE.get(record.kind)
    if decode is None:
        return record.facts
    try:
        return decode({**record.facts, "id": record.id, "step": record.step, "retired": record.retired})
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise Refused("reference.bad_facts", kind=record.kind, id=record.id, why=str(error)) from error


def apply(record: Record | None, entry: Entry) -> Record:
    """The record after one more entry.

    Raises Refused("reference.illegal_step") for a verb that is none here, and for a retired id used again:
    retired codes are never given out a second time (domain.md §2.6).
    """
    if entry.kind not in RIGHTS or (record is not None and (record.retired or record.kind in APPENDED)):
        raise Refused("reference.illegal_step", kind=entry.kind, id=entry.about, verb=entry.verb)
    if entry.verb == "define":
        before = record.facts if record is not None else {}
        after = Record(entry.kind, entry.about, entry.step, {**before, **entry.facts})
        value(after)
        return after
    if entry.verb == "retire" and record is not None:
        return Record(entry.kind, entry.about, entry.step, {**record.facts, **entry.facts}, retired=True)
    raise Refused("reference.illegal_step", kind=entry.kind, id=entry.about, verb=entry.verb)


@dataclass(frozen=True, slots=True)
class FoldedRecord:
    """What a record's entries come to, and those that are not legal where they land."""

    value: Record | None
    aside: tuple[tuple[Entry, Refused], ...]


def fold(entries: Iterable[Entry]) -> FoldedRecord:
    """Fold all entries about one record, in whatever order they arrived.

    The step counts the entries set aside too, so that what is recorded next comes after them in every room.
    """
    value: Record | None = None
    aside: list[tuple[Entry, Refused]] = []
    for entry in sorted(entries, key=order):
        try:
            value = apply(value, entry)
        except Refused as refusal:
            aside.append((entry, refusal))
            if value is not None:
                value = replace(value, step=entry.step)
    return FoldedRecord(value, tuple(aside))
