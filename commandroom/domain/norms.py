"""The size norms of a profile (Y2–Y4, B1–B2, J2, L2): what departs is told, never refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from commandroom.domain.errors import Refused
from commandroom.domain.places import Grid, GridKind, Level, VillageType

ABOUT = 0.3
"""A single figure in a norm ("约 1200 人", "500 户") is met within this share of itself."""
MEASURES = ("households", "people", "area_km2", "entities")


@dataclass(frozen=True, slots=True)
class Norm:
    """How large a grid should be: for each measure (least, most), and whether all or one of them must be met."""

    households: tuple[float, float] | None = None
    people: tuple[float, float] | None = None
    area_km2: tuple[float, float] | None = None
    entities: tuple[float, float] | None = None
    every: bool = False

    def measures(self) -> tuple[tuple[str, tuple[float, float]], ...]:
        """The measures this norm names, with their least and most."""
        named = ((name, getattr(self, name)) for name in MEASURES)
        return tuple((name, bounds) for name, bounds in named if bounds is not None)


@dataclass(frozen=True, slots=True)
class Norms:
    """The norms of one profile; a level without a norm is never warned about."""

    base: Norm = Norm()
    base_urban: Norm | None = None
    base_rural: Norm | None = None
    micro: Norm = Norm()
    exclusive: Norm = Norm()
    contact_groups: int = 0

    def of(self, grid: Grid) -> Norm:
        """The norm that applies to a grid by its level, kind and village type."""
        if grid.level not in (Level.BASE, Level.MICRO):
            return Norm()
        if grid.kind is GridKind.EXCLUSIVE:
            return self.exclusive if grid.level is Level.BASE else Norm()
        if grid.level is Level.MICRO:
            return self.micro
        own = {VillageType.URBAN: self.base_urban, VillageType.RURAL: self.base_rural}
        found = own[grid.village_type] if grid.village_type is not None else None
        return found if found is not None else self.base


@dataclass(frozen=True, slots=True)
class NormWarning:
    """Something about a grid that departs from the profile: a sentence code and the facts for it."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


def norms_from(table: Mapping[str, Any]) -> Norms:
    """The norms of a profile out of its ``[norms]`` table.

    Shape: ``[norms] contact_groups = 2``; ``[norms.base]``, ``[norms.base.urban]``, ``[norms.base.rural]``,
    ``[norms.micro]``, ``[norms.exclusive]`` with ``households``, ``people``, ``area_km2``, ``entities`` as
    ``[least, most]`` or one figure ("about"), ``rule = "and" | "or"``, ``about = 0.3``.
    Raises Refused("norms.broken") naming the table and key.
    """
    base = table.get("base", {})
    return Norms(
        base=_norm("base", {key: value for key, value in base.items() if key not in ("urban", "rural")}),
        base_urban=_norm("base.urban", base["urban"]) if "urban" in base else None,
        base_rural=_norm("base.rural", base["rural"]) if "rural" in base else None,
        micro=_norm("micro", table.get("micro", {})),
        exclusive=_norm("exclusive", table.get("exclusive", {})),
        contact_groups=int(table.get("contact_groups", 0)),
    )


def _norm(where: str, table: Mapping[str, Any]) -> Norm:
    strange = sorted(set(table) - {*MEASURES, "rule", "about"})
    if strange:
        raise Refused("norms.broken", table=where, key=strange[0], value=table[strange[0]])
    rule = table.get("rule", "or")
    if rule not in ("and", "or"):
        raise Refused("norms.broken", table=where, key="rule", value=rule)
    about = table.get("about", ABOUT)
    bounds = {name: _bounds(where, name, table[name], about) for name in MEASURES if name in table}
    return Norm(**bounds, every=rule == "and")


def _bounds(where: str, name: str, value: Any, about: float) -> tuple[float, float]:
    if isinstance(value, int | float) and not isinstance(value, bool) and value > 0:
        return value * (1 - about), value * (1 + about)
    if isinstance(value, list) and len(value) == 2 and 0 <= value[0] <= value[1]:
        return float(value[0]), float(value[1])
    raise Refused("norms.broken", table=where, key=name, value=value)


def norm_warnings(grid: Grid, norms: Norms) -> tuple[NormWarning, ...]:
    """What about a grid departs from its profile's norms; () when nothing does or no norm applies.

    With "and" each figure outside its bounds is a warning (``norm.low``, ``norm.high``); with "or" one warning
    (``norm.none_met``) when not one figure that is known lies inside. Figures nobody counted are left out;
    when none is known at all that is the warning (``norm.no_figures``). ``explained`` in the facts is the
    grid's own reason. Groups fewer than the profile asks for give ``norm.groups`` (Y11, B14), base grids only.
    """
    norm = norms.of(grid)
    known = [(name, bounds, value) for name, bounds in norm.measures() if (value := getattr(grid, name)) is not None]
    common = {"grid": grid.code, "name": grid.name, "explained": grid.complexity}
    found: list[NormWarning] = []
    outside = [(name, low, high, value) for name, (low, high), value in known if not low <= value <= high]
    if norm.measures() and not known:
        found.append(NormWarning("norm.no_figures", common))
    elif norm.every:
        for name, low, high, value in outside:
            facts = {"measure": name, "value": value, "least": round(low, 3), "most": round(high, 3)}
            found.append(NormWarning("norm.low" if value < low else "norm.high", common | facts))
    elif known and len(outside) == len(known):
        figures = [{"measure": n, "value": v, "least": round(a, 3), "most": round(b, 3)} for n, a, b, v in outside]
        found.append(NormWarning("norm.none_met", common | {"figures": figures}))
    if grid.level is Level.BASE and len(grid.contact_groups) < norms.contact_groups:
        facts = {"count": len(grid.contact_groups), "wanted": norms.contact_groups}
        found.append(NormWarning("norm.groups", common | facts))
    return tuple(found)
