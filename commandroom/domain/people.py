"""Units, people, roles, and the one permission table (domain.md §5.10)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

SYSTEM = "system"
"""The actor of what the room does by itself (watch, migrations)."""
LAW = "law"
"""The certificate of an officer who may enforce the law (行政执法证; Y10)."""


class Role(StrEnum):
    """Who a person is in the room."""

    GRIDWORKER = "gridworker"
    VILLAGE = "village"
    HANDLER = "handler"
    DISPATCHER = "dispatcher"
    CENTER_HEAD = "center_head"
    DUTY_LEADER = "duty_leader"
    LEADING_GROUP = "leading_group"
    SECURITY_OFFICER = "security_officer"
    ADMIN = "admin"


class Right(StrEnum):
    """What the permission table speaks of, one per column."""

    REGISTER = "register"
    DISPATCH = "dispatch"
    HANDLE = "handle"
    SELF_HANDLE = "self_handle"
    CHECK = "check"
    CLOSE = "close"
    SUPERVISE = "supervise"
    APPROVE = "approve"
    ESCALATE = "escalate"
    VOID = "void"
    ADMISSION = "admission"
    CONFIDENTIAL = "confidential"
    REPORTS = "reports"
    SIGN = "sign"
    PAPERS = "papers"
    ITEMS = "items"
    CONFIG = "config"
    DUTY = "duty"
    DRAW = "draw"
    GRIDS = "grids"
    REVEAL = "reveal"
    SEAT = "seat"
    CLOCK = "clock"


class Reach(StrEnum):
    """How far a right goes."""

    ALL = "all"
    OWN_UNIT = "own_unit"
    OWN_GRID = "own_grid"
    TIER_2 = "tier_2"
    IMPORTANCE_A = "importance_a"
    IMPORTANCE_BC = "importance_bc"
    PROPOSE = "propose"
    ASSIGN = "assign"
    OWN = "own"


_ = Right
PERMISSIONS: Mapping[Role, Mapping[Right, Reach]] = {
    Role.GRIDWORKER: {
        _.REGISTER: Reach.ALL,
        _.SELF_HANDLE: Reach.OWN_GRID,
        _.CHECK: Reach.OWN_GRID,
        _.ESCALATE: Reach.PROPOSE,
        _.REPORTS: Reach.OWN,
    },
    Role.VILLAGE: {
        _.REGISTER: Reach.ALL,
        _.DISPATCH: Reach.TIER_2,
        _.HANDLE: Reach.OWN_UNIT,
        _.SELF_HANDLE: Reach.OWN_GRID,
        _.CHECK: Reach.OWN_GRID,
        _.CLOSE: Reach.TIER_2,
        _.ESCALATE: Reach.PROPOSE,
        _.REPORTS: Reach.OWN,
        _.DRAW: Reach.OWN_GRID,
    },
    Role.HANDLER: {
        _.REGISTER: Reach.ALL,
        _.HANDLE: Reach.OWN_UNIT,
        _.APPROVE: Reach.PROPOSE,
        _.ESCALATE: Reach.PROPOSE,
        _.REPORTS: Reach.OWN,
        _.SEAT: Reach.ALL,
    },
    Role.DISPATCHER: {
        _.REGISTER: Reach.ALL,
        _.DISPATCH: Reach.ALL,
        _.CHECK: Reach.ASSIGN,
        _.CLOSE: Reach.IMPORTANCE_BC,
        _.SUPERVISE: Reach.OWN,
        _.ESCALATE: Reach.PROPOSE,
        _.VOID: Reach.PROPOSE,
        _.ADMISSION: Reach.PROPOSE,
        _.REPORTS: Reach.ALL,
        _.PAPERS: Reach.ALL,
        _.REVEAL: Reach.ALL,
        _.SELF_HANDLE: Reach.ASSIGN,
        _.DRAW: Reach.ALL,
        _.SEAT: Reach.ALL,
    },
    Role.CENTER_HEAD: {
        _.CLOCK: Reach.ALL,
        _.REGISTER: Reach.ALL,
        _.DISPATCH: Reach.ALL,
        _.CHECK: Reach.ALL,
        _.CLOSE: Reach.ALL,
        _.SUPERVISE: Reach.ALL,
        _.APPROVE: Reach.ALL,
        _.ESCALATE: Reach.ALL,
        _.VOID: Reach.ALL,
        _.ADMISSION: Reach.OWN,
        _.CONFIDENTIAL: Reach.ALL,
        _.REPORTS: Reach.ALL,
        _.SIGN: Reach.ALL,
        _.PAPERS: Reach.ALL,
        _.ITEMS: Reach.ALL,
        _.DUTY: Reach.ALL,
        _.DRAW: Reach.ALL,
        _.GRIDS: Reach.ALL,
        _.REVEAL: Reach.ALL,
        _.SEAT: Reach.ALL,
    },
    Role.DUTY_LEADER: {
        _.CLOCK: Reach.ALL,
        _.REGISTER: Reach.ALL,
        _.DISPATCH: Reach.ALL,
        _.SUPERVISE: Reach.ALL,
        _.APPROVE: Reach.ALL,
        _.ESCALATE: Reach.ALL,
        _.REPORTS: Reach.ALL,
        _.SEAT: Reach.ALL,
    },
    Role.LEADING_GROUP: {
        _.SUPERVISE: Reach.ALL,
        _.ESCALATE: Reach.ALL,
        _.ADMISSION: Reach.ALL,
        _.REPORTS: Reach.ALL,
        _.DRAW: Reach.ALL,
        _.GRIDS: Reach.ALL,
    },
    Role.SECURITY_OFFICER: {_.CONFIDENTIAL: Reach.ALL},
    Role.ADMIN: {
        _.CLOCK: Reach.ALL,
        _.CONFIG: Reach.ALL,
        _.ITEMS: Reach.ALL,
        _.DUTY: Reach.ALL,
        _.DRAW: Reach.ALL,
        _.GRIDS: Reach.ALL,
    },
}
"""The default table. A dispatcher closes B and C items and the head also A (and, as head, B and C);
the administrator configures and touches no case."""


@cache
def _reaches(roles: tuple[str, ...], right: Right) -> frozenset[Reach]:
    return frozenset(reach for role in roles if (reach := PERMISSIONS.get(Role(role), {}).get(right)) is not None)


@dataclass(frozen=True, slots=True)
class Unit:
    """A department, station or village that takes orders."""

    id: str
    name: str = ""
    short: str = ""
    kind: str = "department"
    phone: str = ""
    resident: bool = False
    active: bool = True
    step: int = 0
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """An account: ``id`` is the name used to sign in; credentials stand elsewhere and never travel."""

    id: str
    name: str = ""
    roles: tuple[str, ...] = ()
    unit: str = ""
    grids: tuple[str, ...] = ()
    phone: str = ""
    post: str = ""
    certificates: tuple[str, ...] = ()
    active: bool = True
    step: int = 0
    retired: bool = False

    def reaches(self, right: Right) -> frozenset[Reach]:
        """How far this person's roles carry a right; empty when not at all."""
        if not self.active or self.retired:
            return frozenset()
        return _reaches(self.roles, right)


@dataclass(frozen=True, slots=True)
class Case:
    """What the permission table needs to know of an event."""

    unit: str = ""
    units: frozenset[str] = frozenset()
    grid: str = ""
    tier: int = 0
    importance: str = ""


def permits(person: Person, right: Right, case: Case | None = None) -> bool:
    """Whether the table lets this person do this to this case, in full (not only propose it)."""
    if person.id == SYSTEM:
        return True
    for reach in person.reaches(right):
        if reach == Reach.ALL:
            return True
        if case is None:
            if reach not in (Reach.PROPOSE, Reach.ASSIGN):
                return True
        elif _within(reach, person, case):
            return True
    return False


def may_propose(person: Person, right: Right) -> bool:
    """Whether this person may at least ask for it."""
    return person.id == SYSTEM or bool(person.reaches(right))


def may_assign(person: Person, right: Right) -> bool:
    """Whether this person may record it on behalf of somebody who holds the right."""
    return person.id == SYSTEM or bool(person.reaches(right) & {Reach.ALL, Reach.ASSIGN})


def under(grid: str, above: str) -> bool:
    """Whether a grid is another one or lies below it by its code.

    Codes of nine digits and more are hierarchical (domain.md §2.6); a shorter or opaque one (G1) holds only
    what follows it behind a sign (G1-03), never its neighbour (G10).
    """
    if not above or not grid.startswith(above):
        return False
    rest = grid[len(above) :]
    return not rest or (len(above) >= 9 and grid.isdigit()) or not rest[0].isalnum()


def _within(reach: Reach, person: Person, case: Case) -> bool:
    if reach == Reach.OWN_UNIT:
        return bool(person.unit) and (person.unit == case.unit or person.unit in case.units)
    if reach == Reach.OWN_GRID:
        return any(under(case.grid, grid) for grid in person.grids)
    if reach == Reach.TIER_2:
        return 1 <= case.tier <= 2 and _within(Reach.OWN_GRID, person, case)
    if reach == Reach.IMPORTANCE_A:
        return case.importance == "A"
    if reach == Reach.IMPORTANCE_BC:
        return case.importance != "A"
    return False


def unit_from(facts: Mapping[str, Any]) -> Unit:
    """A unit from the facts of its entries."""
    return Unit(**facts)


def person_from(facts: Mapping[str, Any]) -> Person:
    """A person from the facts of the entries about them."""
    values = dict(facts)
    values["roles"] = tuple(Role(role).value for role in values.get("roles", ()))
    values["grids"] = tuple(values.get("grids", ()))
    values["certificates"] = tuple(values.get("certificates", ()))
    return Person(**values)
