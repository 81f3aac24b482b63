"""What a person may say of a case: which fields, of which kind, in which range, and who may correct them."""

import math
from collections.abc import Mapping
from typing import Any

from commandroom.domain.catalog import TIERS, Category, Importance
from commandroom.domain.errors import Refused
from commandroom.domain.event import Event, GridMethod, Source, State
from commandroom.domain.instant import MINUTE, at, stamp
from commandroom.domain.people import Case, Person, Right, permits
from commandroom.domain.verbs import FIELDS

OWN = frozenset({"number", "unit", "satisfaction", "fingerprint", "source_key"})
"""Fields that only the room itself writes: by numbering, by dispatching, by taking in."""

CHOICES: Mapping[str, frozenset[str]] = {
    "source": frozenset(Source),
    "category": frozenset({"", *Category}),
    "importance": frozenset({"", *Importance}),
    "urgency": frozenset({"normal", "urgent", "critical"}),
    "security": frozenset({"normal", "sensitive"}),
    "grid_method": frozenset(GridMethod),
}
"""Fields with a fixed set of values."""

MOST = {"text": 50_000}
"""Characters that a field may have; 2,000 where nothing is said."""

LATEST = at(2100, 1, 1)
"""No case is later than this."""

AHEAD = 10 * MINUTE
"""How far a report may lie ahead of this seat's clock (domain.md §5.11)."""

PLAIN = frozenset(
    {
        "title", "text", "place", "reporter", "phone", "category", "lon", "lat", "grid", "grid_method", "occurred_at",
        "extra",
    }
)  # fmt: skip
"""What whoever reported a case may correct in it."""

DISPATCHERS = PLAIN | {"source", "source_system", "source_no", "urgency", "severity", "security", "external_due_at"}
"""What a dispatcher may correct in any case."""

BEFORE_DISPATCH = frozenset({"item", "importance", "tier"})
"""And this while no unit has it: later it would move limits that are running."""

_UNSENT = frozenset({State.DRAFT, State.REPORTED, State.NEED_INFO, State.VERIFYING_SOURCE, State.FILED})
_WHOLE = frozenset({"occurred_at", "reported_at", "external_due_at", "tier"})
_REAL = frozenset({"lon", "lat"})


def known(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a case as they may be recorded; those that are None count as not given.

    Raises Refused("intake.unknown_field"), Refused("intake.wrong_value"), Refused("text.too_long").
    """
    allowed = ({*FIELDS} - OWN) | {"reported_at", "extra"}
    if strange := sorted(set(fields) - allowed):
        raise Refused("intake.unknown_field", fields="、".join(strange))
    facts = {name: value for name, value in fields.items() if value is not None}
    for name, value in facts.items():
        _require(name, value)
    return facts


def require_past(facts: Mapping[str, Any], now: int) -> None:
    """Raise Refused("intake.in_future") for something that is said to have happened after now."""
    for name in ("occurred_at", "reported_at"):
        if facts.get(name, 0) > now + AHEAD:
            raise Refused("intake.in_future", when=stamp(facts[name]), now=stamp(now))


def _require(name: str, value: Any) -> None:
    if name in _WHOLE:
        right = isinstance(value, int) and (value in (0, *TIERS) if name == "tier" else 0 <= value < LATEST)
    elif name in _REAL:
        right = isinstance(value, int | float) and math.isfinite(value)
    elif name == "extra":
        right = isinstance(value, Mapping) and all(isinstance(one, str) for pair in value.items() for one in pair)
    else:
        right = isinstance(value, str) and value in CHOICES.get(name, (value,))
    if not right:
        choices = "、".join(sorted(CHOICES.get(name, ()))) or "—"
        raise Refused("intake.wrong_value", field=name, value=str(value)[:80], known=choices)
    if isinstance(value, str) and len(value) > MOST.get(name, 2_000):
        raise Refused("text.too_long", length=len(value), most=MOST.get(name, 2_000))


def own_or_dispatched(person: Person, event: Event) -> bool:
    """Whether a person may correct a case: one they reported themselves, or any for who dispatches it."""
    case = Case(event.unit, frozenset(), event.grid, event.tier, event.importance)
    return event.reported_by == person.id or permits(person, Right.DISPATCH, case)


def require_own(person: Person, event: Event, word: str) -> None:
    """Raise Refused("who.not_permitted") for somebody else's case or draft."""
    if not own_or_dispatched(person, event):
        raise Refused("who.not_permitted", person=person.name or person.id, verb="amend", word=word)


def require_amendable(person: Person, event: Event, facts: Mapping[str, Any]) -> None:
    """Raise Refused for a correction that is not this person's, or that another step must make."""
    require_own(person, event, "更正")
    allowed = PLAIN
    if permits(person, Right.DISPATCH, Case(event.unit, frozenset(), event.grid, event.tier, event.importance)):
        allowed = DISPATCHERS | BEFORE_DISPATCH if event.state in _UNSENT else DISPATCHERS
    if strange := sorted(set(facts) - allowed):
        raise Refused("intake.not_amendable", fields="、".join(strange), number=event.number)
