"""A plan of other grids: a working draft of several edits, from drawn through adjusted to approved (L3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from commandroom.domain import places
from commandroom.domain.errors import Refused
from commandroom.domain.instant import Instant
from commandroom.domain.journal import Facts
from commandroom.domain.places import Grid


class PlanState(StrEnum):
    """How far a plan is: 村首次划分 → 街道优化 → 审定 (L3); dropped plans keep their history."""

    DRAFT = "draft"
    ADJUSTED = "adjusted"
    APPROVED = "approved"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class GridPlan:
    """One plan: who drew, adjusted and approved it and when. ``valid_from``: the ISO day it counts from.

    ``paper`` names the written decision. An approved or dropped plan is ``retired``: nothing of it changes again.
    """

    id: str
    name: str = ""
    state: PlanState = PlanState.DRAFT
    opened_by: str = ""
    opened_at: Instant = 0
    adjusted_by: str = ""
    adjusted_at: Instant = 0
    approved_by: str = ""
    approved_at: Instant = 0
    valid_from: str = ""
    paper: str = ""
    note: str = ""
    step: int = 0
    retired: bool = False


@dataclass(frozen=True, slots=True)
class GridEdit:
    """One edit of a plan: its result, so that folding it needs no geometry.

    ``grids`` holds, by code, the fields an edit gave (a new code: all of them); ``gone`` the codes it ends;
    ``about`` what the hand touched; ``seen`` the step of every grid in use that it changed, as the hand saw it.
    """

    id: str
    plan: str
    no: int
    verb: str
    by: str = ""
    at: Instant = 0
    about: tuple[str, ...] = ()
    grids: Mapping[str, Facts] | None = None
    gone: tuple[str, ...] = ()
    seen: Mapping[str, int] | None = None
    undone: bool = False
    step: int = 0
    retired: bool = False


_PLAN = {spec.name for spec in fields(GridPlan)}
_EDIT = {spec.name for spec in fields(GridEdit)}


def plan_from(facts: Facts) -> GridPlan:
    """A plan from the facts of its entries. Raises ValueError, TypeError for facts that describe none."""
    values = {name: value for name, value in facts.items() if name in _PLAN}
    values["state"] = PlanState(values.get("state", PlanState.DRAFT))
    return GridPlan(**values)


def edit_from(facts: Facts) -> GridEdit:
    """An edit from the facts of its entries; what it does to grids must make sense by itself."""
    values = {name: value for name, value in facts.items() if name in _EDIT}
    for name in ("about", "gone"):
        values[name] = tuple(str(code) for code in values.get(name, ()))
    edit = GridEdit(**values)
    for code, said in (edit.grids or {}).items():
        places.defined(None, code, said)
    return edit


def ordered(edits: Iterable[GridEdit]) -> list[GridEdit]:
    """The edits of one plan in the order in which they were made, however they arrived."""
    return sorted(edits, key=lambda edit: (edit.no, edit.id))


def drafted(grids: Mapping[str, Grid], edits: Iterable[GridEdit]) -> dict[str, Grid]:
    """The grids as a plan would have them: those in use with every edit that was not taken back laid over them."""
    made = {code: grid for code, grid in grids.items() if not grid.retired}
    for edit in ordered(edits):
        if edit.undone:
            continue
        for code in edit.gone:
            made.pop(code, None)
        for code, facts in (edit.grids or {}).items():
            made[code] = places.defined(made.get(code), code, facts)
    return made


def last_made(edits: Iterable[GridEdit]) -> GridEdit | None:
    """The edit that "undo" takes back; None when there is none."""
    standing = [edit for edit in ordered(edits) if not edit.undone]
    return standing[-1] if standing else None


def next_again(edits: Iterable[GridEdit]) -> GridEdit | None:
    """The edit that "redo" makes again: the first taken back after the last that stands."""
    last = last_made(edits)
    after = [edit for edit in ordered(edits) if edit.undone and (last is None or edit.no > last.no)]
    return after[0] if after else None


def require_open(plan: GridPlan, *states: PlanState) -> None:
    """Raise Refused("plan.state") unless a plan is in one of these states."""
    if plan.retired or plan.state not in states:
        raise Refused("plan.state", plan=plan.name, state=plan.state.value)


@dataclass(frozen=True, slots=True)
class GridChange:
    """What a plan does to one grid.

    ``new``, ``gone``, ``moved`` (another outline), ``noded`` (the same ground, with a corner that a neighbour has on
    their border) or ``changed`` (its record).
    """

    code: str
    name: str
    kind: str
    area_before: float | None
    area_after: float | None
    lineage: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


def changes(before: Mapping[str, Grid], after: Mapping[str, Grid]) -> tuple[GridChange, ...]:
    """Every grid that a plan makes, ends or alters, in order of code; areas in square kilometres."""
    found: list[GridChange] = []
    for code in sorted(before.keys() | after.keys()):
        old, new = before.get(code), after.get(code)
        if old is new:
            continue
        if old is not None and old.retired:
            old = None
        if old is None and new is not None:
            found.append(GridChange(code, new.name, "new", None, new.area_km2, new.lineage))
        elif old is not None and new is None:
            found.append(GridChange(code, old.name, "gone", old.area_km2, None))
        elif old is not None and new is not None and (differing := places.changed_facts(old, new)):
            kind = "changed"
            if "geometry" in differing:
                kind = "noded" if differing.keys() == {"geometry"} else "moved"
            found.append(GridChange(code, new.name, kind, old.area_km2, new.area_km2, (), tuple(differing)))
    return tuple(found)


def heirs(grids: Mapping[str, Grid], code: str) -> tuple[str, ...]:
    """The grids in use that came from a grid by splits and mergers, itself when it is in use; in order of code."""
    next_of: dict[str, list[str]] = {}
    for grid in grids.values():
        for origin in grid.lineage:
            next_of.setdefault(origin, []).append(grid.code)
    found: set[str] = set()
    waiting, seen = [code], set[str]()
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        here = grids.get(one)
        if here is not None and not here.retired:
            found.add(one)
        else:
            waiting += next_of.get(one, [])
    return tuple(sorted(found))


def origins(grids: Mapping[str, Grid], code: str) -> tuple[tuple[str, str], ...]:
    """Where a grid came from, nearest first: (code, the ISO day on which it ended), back to the first."""
    found: dict[str, str] = {}
    waiting: list[Any] = [code]
    while waiting:
        here = grids.get(waiting.pop(0))
        for origin in here.lineage if here is not None else ():
            if origin not in found and origin != code:
                found[origin] = old.valid_to if (old := grids.get(origin)) is not None else ""
                waiting.append(origin)
    return tuple(found.items())
