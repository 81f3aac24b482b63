"""The working draft of a plan of other grids: read beside the window, given out whole after every edit."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal

from commandroom.actions.grid_plans import problems
from commandroom.domain import grid_plan
from commandroom.domain.changes import Changes
from commandroom.domain.grid_plan import GridChange, GridPlan, PlanState
from commandroom.domain.place_tree import GridTree
from commandroom.domain.places import Grid
from commandroom.geometry.coverage import CoverageReport, coverage
from commandroom.reports import on_boundary
from commandroom.text import tr
from ui.desk import Desk
from ui.layers import Floats
from ui.models.grid_areas import LiveAreas

KINDS = frozenset({"grid", "grid_plan", "grid_edit"})
"""What a draft is made of."""


@dataclass(frozen=True, slots=True, eq=False)
class DraftOutline:
    """One outline of the draft that is not as it stands: rings (n, 2) in degrees WGS-84."""

    code: str
    name: str
    kind: str
    lowest: bool
    rings: tuple[Floats, ...]


@dataclass(frozen=True, slots=True, eq=False)
class DraftProblem:
    """A gap, an overlap or what sticks out: words, square metres, a place and its rings in degrees."""

    kind: str
    words: str
    area_m2: float
    place: tuple[float, float]
    rings: tuple[Floats, ...]


@dataclass(frozen=True, slots=True, eq=False)
class DraftPicture:
    """One plan as it stands; ``edges`` (n, 4) are the straight pieces of every outline, for the hand to snap to."""

    plans: tuple[GridPlan, ...] = ()
    plan: GridPlan | None = None
    grids: Mapping[str, Grid] = field(default_factory=dict)
    changes: tuple[GridChange, ...] = ()
    outlines: tuple[DraftOutline, ...] = ()
    problems: tuple[DraftProblem, ...] = ()
    worse_m2: float = 0.0
    edges: Floats = field(default_factory=lambda: np.zeros((0, 4)))
    undoable: str = ""
    redoable: str = ""
    areas: LiveAreas | None = None

    @property
    def editable(self) -> bool:
        """Whether a hand may change it."""
        return self.plan is not None and self.plan.state is PlanState.DRAFT and not self.plan.retired


class DraftShapes:
    """Outlines and their edges, read once for each text; used on the reader's thread only."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, Any, Floats]] = {}

    def take(self, grids: Mapping[str, Grid]) -> tuple[dict[str, Any], Floats]:
        """The outline of each grid that has one, and all their straight pieces (n, 4) in degrees."""
        import shapely

        drawn = {code: grid.geometry for code, grid in grids.items() if grid.geometry}
        fresh = [code for code, text in drawn.items() if code not in self._known or self._known[code][0] != text]
        shapes = shapely.from_wkb([drawn[code] for code in fresh])
        self._known = {code: self._known[code] for code in drawn if code in self._known}
        for code, shape in zip(fresh, shapes, strict=True):
            self._known[code] = drawn[code], shape, _edges(shape)
        edges = [known[2] for known in self._known.values()]
        return {code: known[1] for code, known in self._known.items()}, np.vstack(edges) if edges else np.zeros((0, 4))


def read_draft(reader: Any, wanted: str, known: DraftShapes) -> DraftPicture:
    """The plans and one of them (the newest open one when ``wanted`` is none); called on the reader's thread."""
    plans = tuple(sorted(reader.all("grid_plan"), key=lambda plan: plan.opened_at, reverse=True))
    plan = next((one for one in plans if one.id == wanted), plans[0] if plans else None)
    standing = on_boundary.today(reader)
    if plan is None:
        return DraftPicture(plans, grids=standing)
    edits = [edit for edit in reader.all("grid_edit") if edit.plan == plan.id]
    grids = grid_plan.drafted(standing, edits)
    changes = grid_plan.changes(standing, grids)
    before, after = problems(standing, grids)
    last, again = grid_plan.last_made(edits), grid_plan.next_again(edits)
    found = _told(grids, after)
    worse = sum(one.area_m2 for one in found) - (
        sum(one.area_m2 for one in before.overlaps)
        + sum(one.area_m2 for one in before.gaps)
        + sum(one.area_m2 for one in before.outside)
    )
    shapes, edges = known.take(grids)
    return DraftPicture(
        plans, plan, grids, changes, _outlines(standing, grids, changes), tuple(found), max(worse, 0.0), edges,
        last.verb if last is not None else "", again.verb if again is not None else "", LiveAreas(grids, shapes),
    )  # fmt: skip


def _told(grids: Mapping[str, Grid], report: CoverageReport) -> list[DraftProblem]:
    """Every finding in words, largest first."""
    found = [
        *(_problem("overlap", one, tr("{a} 与 {b} 重叠", a=_name(grids, one.first), b=_name(grids, one.second)))
          for one in report.overlaps),
        *(_problem("gap", one, tr("{parent} 内有空隙", parent=_name(grids, one.parent) or tr("各网格之间")))
          for one in report.gaps),
        *(_problem("outside", one, tr("{a} 伸出 {parent}", a=_name(grids, one.code), parent=_name(grids, one.parent)))
          for one in report.outside),
    ]  # fmt: skip
    return sorted(found, key=lambda one: -one.area_m2)


def check_all(reader: Any, plan: str) -> tuple[DraftProblem, ...]:
    """Gaps and overlaps of all grids as a plan has them (as they stand when there is none), not only where it touches.

    Called on the reader's thread; 10,000 grids take some seconds.
    """
    grids = on_boundary.of_plan(reader, plan) if plan else on_boundary.today(reader)
    return tuple(_told(grids, coverage(list(grids.values()))))


def _name(grids: Mapping[str, Grid], code: str) -> str:
    return (grids[code].name or code) if code in grids else code


def _problem(kind: str, one: Any, words: str) -> DraftProblem:
    return DraftProblem(kind, words, one.area_m2, (one.lon, one.lat), _rings(one.wkb))


def _rings(wkb: bytes | str) -> tuple[Floats, ...]:
    import shapely

    rings = []
    for part in shapely.get_parts(shapely.get_parts(shapely.from_wkb(wkb))):
        if part.geom_type == "Polygon":
            rings += [shapely.get_coordinates(ring) for ring in (part.exterior, *part.interiors)]
    return tuple(rings)


def _outlines(
    before: Mapping[str, Grid], after: Mapping[str, Grid], changes: tuple[GridChange, ...]
) -> tuple[DraftOutline, ...]:
    tree = GridTree(after.values())
    order = {"gone": 0, "moved": 1, "new": 2}
    found = []
    for one in sorted((one for one in changes if one.kind in order), key=lambda one: (order[one.kind], one.code)):
        grid = before[one.code] if one.kind == "gone" else after[one.code]
        if grid.geometry:
            below = any(child in after for child in tree.children(one.code))
            found.append(DraftOutline(one.code, grid.name or one.code, one.kind, not below, _rings(grid.geometry)))
    return tuple(found)


def _edges(shape: Any) -> Floats:
    import shapely

    points, owner = shapely.get_coordinates(shapely.get_rings(shapely.get_parts(shape)), return_index=True)
    made: Floats = np.hstack([points[:-1], points[1:]])[owner[1:] == owner[:-1]]
    return made


class DraftFeed(QObject):
    """Keeps one plan at hand while it is looked at."""

    shown = Signal(object)
    """DraftPicture: another plan, or the same one after an edit."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.picture = DraftPicture()
        self.active = False
        self._wanted = ""
        self._shapes = DraftShapes()
        self._reading = self._again = False

    @property
    def reading(self) -> bool:
        """Whether a picture is being read."""
        return self._reading

    def begin(self) -> None:
        """Look at plans from now on."""
        self.active = True
        self.load()

    def leave(self) -> None:
        """Look at none any more."""
        self.active = False

    def choose(self, plan: str) -> None:
        """Look at this plan."""
        self._wanted = plan
        self.load()

    def take(self, changes: Changes) -> None:
        """Something was recorded: read again when it concerns plans."""
        if self.active and changes.kinds() & KINDS:
            self.load()

    def load(self) -> None:
        """Read now, or once more when the running read is done."""
        if self._reading:
            self._again = True
            return
        self._reading = True
        self._desk.start(self._load(), self)

    def check(self) -> None:
        """Look for gaps and overlaps in all grids, and show them with the draft."""
        self._desk.start(self._check(), self)

    async def _check(self) -> None:
        shown = self.picture
        found = await self._desk.ask(check_all, shown.plan.id if shown.plan is not None else "")
        if self.picture is shown and self.active:
            self.picture = replace(shown, problems=found)
            self.shown.emit(self.picture)

    async def _load(self) -> None:
        try:
            picture = await self._desk.ask(read_draft, self._wanted, self._shapes)
        finally:
            self._reading = False
        self.picture = picture
        if self.active:
            self.shown.emit(picture)
        if self._again:
            self._again = False
            self.load()
