"""Handing over the seat: what is passed on item by item, who took it, and what nobody took (domain.md §5.9)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from commandroom.domain.cover import SEAT, held
from commandroom.domain.errors import Refused
from commandroom.domain.instant import HOUR, MINUTE, Instant, local
from commandroom.domain.roster import Duty

LIMIT_MINUTES = 30
"""How long the incoming officer has when the room sets nothing else (setting ``handover_minutes``)."""
LATE_MINUTES = 30
"""How long after the turn of the shifts nobody may have handed over (setting ``handover_late_minutes``)."""
SEATS = frozenset({SEAT, "on_duty", "duty_commander"})
"""The posts that sit in the room: they hand over; a leader on call, a handler and a standby do not."""
AROUND = 12 * HOUR
"""How far from now the turn of the shifts may lie that a handover belongs to."""
_TOOK, _ASKED = "took/", "asked/"


class ItemKind(StrEnum):
    """What is passed on, in the order of the list."""

    OVERDUE = "overdue"
    UNSIGNED = "unsigned"
    SOON = "soon"
    REST = "rest"
    PROMISE = "promise"
    INSTRUCTION = "instruction"
    EQUIPMENT = "equipment"
    ADDED = "added"


class Stage(StrEnum):
    """Where a handover stands."""

    DRAWN = "drawn"
    HANDED = "handed"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing passed on; ``event`` and ``number`` where it is a case, ``count`` for a heap of them.

    ``late`` and ``unsigned`` say how many of a heap are overdue and not signed for.
    """

    key: str
    kind: str
    title: str
    number: str = ""
    event: str = ""
    unit: str = ""
    due: Instant = 0
    count: int = 1
    late: int = 0
    unsigned: int = 0

    def to_facts(self) -> dict[str, Any]:
        """The item as an entry keeps it; what says nothing is left out."""
        facts: dict[str, Any] = {"key": self.key, "kind": self.kind, "title": self.title}
        for name in ("number", "event", "unit", "due", "late", "unsigned"):
            if getattr(self, name):
                facts[name] = getattr(self, name)
        if self.count != 1:
            facts["count"] = self.count
        return facts


@dataclass(frozen=True, slots=True)
class Mark:
    """Who took an item, or asked back about it: when, and what was said."""

    by: str
    at: Instant
    words: str = ""


@dataclass(frozen=True, slots=True)
class Handover:
    """One turn of the seat, with everything that was passed on. People are account names, or plain names."""

    id: str
    turn: Instant
    items: tuple[Item, ...]
    outgoing: tuple[str, ...] = ()
    incoming: tuple[str, ...] = ()
    text: str = ""
    drawn_at: Instant = 0
    drawn_by: str = ""
    handed_at: Instant = 0
    handed_by: str = ""
    limit: int = LIMIT_MINUTES
    took: Mapping[str, Mark] = field(default_factory=dict)
    asked: Mapping[str, Mark] = field(default_factory=dict)
    taken_at: Instant = 0
    taken_by: str = ""
    missed_at: Instant = 0
    alarmed_at: Instant = 0
    alarmed_to: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    step: int = 0
    retired: bool = False

    @property
    def stage(self) -> Stage:
        """Being written, handed over, or taken over."""
        return Stage.TAKEN if self.taken_at else Stage.HANDED if self.handed_at else Stage.DRAWN

    @property
    def due_at(self) -> Instant:
        """When what is not accepted goes up; 0 while that is not running."""
        return self.handed_at + self.limit * MINUTE if self.stage is Stage.HANDED else 0

    @property
    def open_items(self) -> tuple[Item, ...]:
        """The items that nobody took yet."""
        return tuple(item for item in self.items if item.key not in self.took)

    def item(self, key: str) -> Item:
        """An item by its key; Refused("handover.unknown_item")."""
        found = next((item for item in self.items if item.key == key), None)
        if found is None:
            raise Refused("handover.unknown_item", key=key, handover=self.id)
        return found


def handover_from(facts: Mapping[str, Any]) -> Handover:
    """A handover from the facts of its entries: what two seats marked at once stands side by side."""
    values = {name: value for name, value in facts.items() if "/" not in name and name != "reason"}
    values["items"] = tuple(Item(**item) for item in values.get("items", ()))
    for name in ("outgoing", "incoming", "alarmed_to", "left"):
        values[name] = tuple(values.get(name, ()))
    for name, prefix in (("took", _TOOK), ("asked", _ASKED)):
        values[name] = {key[len(prefix) :]: Mark(*mark) for key, mark in facts.items() if key.startswith(prefix)}
    return Handover(**values)


def took_fact(key: str, mark: Mark) -> dict[str, Any]:
    """The fact that an item was taken: a name of its own, so that two seats never overwrite each other."""
    return {_TOOK + key: [mark.by, mark.at, mark.words]}


def asked_fact(key: str, mark: Mark) -> dict[str, Any]:
    """The fact that the incoming officer asked back about an item."""
    return {_ASKED + key: [mark.by, mark.at, mark.words]}


def handover_id(turn: Instant) -> str:
    """One handover for each turn of the seat: ``2026-11-05T08:30``."""
    return f"{local(turn):%Y-%m-%dT%H:%M}"


@dataclass(frozen=True, slots=True)
class Turn:
    """The turn of the shifts that a moment belongs to: who goes and who comes."""

    at: Instant
    outgoing: tuple[str, ...]
    incoming: tuple[str, ...]
    rostered: bool = True


def turn_near(duties: Iterable[Duty], now: Instant, after: Instant = 0) -> Turn:
    """The turn of the seats nearest to a moment, within half a day; the moment itself where the roster has none.

    ``after``: the last one that was taken over already.
    """
    seats = [duty for duty in held(duties) if duty.post in SEATS]
    ends = {duty.end for duty in seats if abs(duty.end - now) <= AROUND and duty.end > after}
    if not ends:
        on = tuple(dict.fromkeys(person for duty in seats if duty.covers(now) for person in duty.people))
        return Turn(now - now % MINUTE, on, (), rostered=False)
    at = min(ends, key=lambda end: (abs(end - now), end))
    return Turn(
        at,
        tuple(dict.fromkeys(person for duty in seats if duty.end == at for person in duty.people)),
        tuple(dict.fromkeys(person for duty in seats if duty.start == at for person in duty.people)),
    )


def last_turn(duties: Iterable[Duty], now: Instant) -> Turn | None:
    """The newest turn of the seats that is over, with people on both sides; None without one in a day."""
    seats = [duty for duty in held(duties) if duty.post in SEATS]
    ends = {duty.end for duty in seats if now - 2 * AROUND < duty.end <= now}
    starts = {duty.start for duty in seats}
    both = ends & starts
    return turn_near(seats, max(both)) if both else None


def next_turn(duties: Iterable[Duty], now: Instant) -> Instant:
    """The next turn of the seats after a moment, with people on both sides; 0 when the roster has none."""
    seats = [duty for duty in held(duties) if duty.post in SEATS]
    starts = {duty.start for duty in seats}
    return min((duty.end for duty in seats if duty.end > now and duty.end in starts), default=0)
