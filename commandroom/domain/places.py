"""A grid: one piece of the room's area, from the town down to the grain, with what its record holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any

from commandroom.domain.division_codes import VillageKind, village_kind
from commandroom.domain.errors import Refused


class Level(StrEnum):
    """How deep a grid stands (Y1, D1); a community may itself stand below a community (D: 片区, 中网格)."""

    TOWN = "TOWN"
    COMMUNITY = "COMMUNITY"
    BASE = "BASE"
    MICRO = "MICRO"
    GRAIN = "GRAIN"


class GridKind(StrEnum):
    """Basic or exclusive (L1)."""

    BASIC = "basic"
    EXCLUSIVE = "exclusive"


class VillageType(StrEnum):
    """Which norm of L2 applies: 社区 (urban) or 农村 (rural)."""

    URBAN = "urban"
    RURAL = "rural"


@dataclass(frozen=True, slots=True)
class ContactGroup:
    """A chat group of a grid ("一格两群", Y11): work or service, its name, who keeps it, its number or link."""

    kind: str
    name: str
    owner: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """One grid as it stands. ``code`` is its id for ever; figures that nobody counted are None.

    ``geometry`` is the WKB text of :mod:`commandroom.domain.shape` ("" without an outline), WGS-84 degrees.
    ``valid_from`` and ``valid_to`` are ISO days; a grid is alive on ``valid_from`` and no more on ``valid_to``.
    ``lineage`` holds the codes it came from by split, merger or a new code. ``complexity`` is the reason why
    its size departs from the norm (Y2). ``head`` is a person's account or name, ``phone`` as written.
    """

    code: str
    name: str = ""
    parent: str = ""
    level: Level = Level.BASE
    kind: GridKind = GridKind.BASIC
    exclusive_class: str = ""
    scheme: str = "STAT12_SEQ3"
    households: int | None = None
    people: int | None = None
    area_km2: float | None = None
    entities: int | None = None
    head: str = ""
    phone: str = ""
    contact_groups: tuple[ContactGroup, ...] = ()
    geometry: str = field(default="", repr=False)
    valid_from: str = ""
    valid_to: str = ""
    lineage: tuple[str, ...] = ()
    village_type: VillageType | None = None
    complexity: str = ""
    step: int = 0

    @property
    def retired(self) -> bool:
        """True once an end is set, be it in the days to come."""
        return bool(self.valid_to)

    def alive(self, on: date) -> bool:
        """True when the grid is in use on a day."""
        day = on.isoformat()
        return self.valid_from <= day and (not self.valid_to or day < self.valid_to)


_PLAIN = frozenset({"level", "kind", "village_type"})
FACTS = tuple(spec.name for spec in fields(Grid) if spec.name not in ("code", "step"))
"""The fields that "define" may carry; the code is what the entry is about, the step is counted by the fold."""


def _fact(grid: Grid, name: str) -> Any:
    value = getattr(grid, name)
    if name in _PLAIN:
        return "" if value is None else str(value)
    if name == "contact_groups":
        return [
            {"kind": group.kind, "name": group.name, "owner": group.owner, "number": group.number} for group in value
        ]
    return list(value) if name == "lineage" else value


def to_facts(grid: Grid) -> dict[str, Any]:
    """Every field of a grid but code and step, as JSON-able values."""
    return {name: _fact(grid, name) for name in FACTS}


def changed_facts(old: Grid | None, new: Grid) -> dict[str, Any]:
    """The facts for "define": the fields in which ``new`` departs from ``old`` (from an empty grid when None)."""
    before = old if old is not None else Grid(new.code)
    return {name: _fact(new, name) for name in FACTS if getattr(before, name) != getattr(new, name)}


def defined(old: Grid | None, code: str, facts: Mapping[str, Any]) -> Grid:
    """The grid after "define": ``old`` (None for a new one) with the facts put in and its step counted on.

    Pure and total over facts made by :func:`to_facts`; Refused("grid.bad_fact") names any other field or value.
    """
    grid = old if old is not None else Grid(code)
    values: dict[str, Any] = {}
    for name, value in facts.items():
        if name not in FACTS:
            raise Refused("grid.bad_fact", grid=code, field=name, value=value)
        values[name] = _value(code, name, value)
    return replace(grid, step=grid.step + 1, **values)


def retired(grid: Grid, on: str) -> Grid:
    """The grid after "retire": no more in use from this ISO day on; its code stays taken for ever."""
    if not _is_day(on) or not on:
        raise Refused("grid.bad_fact", grid=grid.code, field="valid_to", value=on)
    return replace(grid, valid_to=on, step=grid.step + 1)


def _value(code: str, name: str, value: Any) -> Any:
    try:
        return _READERS.get(name, _text)(value)
    except (ValueError, TypeError, KeyError, AttributeError) as wrong:
        raise Refused("grid.bad_fact", grid=code, field=name, value=value) from wrong


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(type(value).__name__)
    return value


def _count(value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(value)
    return value


def _size(value: Any) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e9:
        raise ValueError(value)
    return float(value)


def _is_day(text: str) -> bool:
    try:
        return text == "" or date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _day(value: Any) -> str:
    if not _is_day(_text(value)):
        raise ValueError(value)
    return str(value)


def _groups(value: Any) -> tuple[ContactGroup, ...]:
    return tuple(
        ContactGroup(
            _text(group["kind"]), _text(group["name"]), _text(group.get("owner", "")), _text(group.get("number", ""))
        )
        for group in value
    )


_READERS: dict[str, Any] = {
    "level": Level,
    "kind": GridKind,
    "village_type": lambda value: VillageType(value) if value else None,
    "households": _count,
    "people": _count,
    "entities": _count,
    "area_km2": _size,
    "valid_from": _day,
    "valid_to": _day,
    "contact_groups": _groups,
    "lineage": lambda value: tuple(_text(code) for code in value),
}


def village_type_of(code12: str) -> VillageType | None:
    """社区 or 农村 by the village segment of a 12-digit code (residents' or villagers' committee, L2)."""
    found = village_kind(code12[9:12]) if len(code12) >= 12 and code12[:12].isdecimal() else None
    if found in (VillageKind.RESIDENTS, VillageKind.LIKE_RESIDENTS):
        return VillageType.URBAN
    if found in (VillageKind.VILLAGERS, VillageKind.LIKE_VILLAGERS):
        return VillageType.RURAL
    return None
