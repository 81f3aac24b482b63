"""A plan's working draft inside one transaction: what it comes to, what lies near, and one more edit of it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from commandroom.actions import grids
from commandroom.domain import grid_plan
from commandroom.domain.codes import next_code, next_micro_code
from commandroom.domain.errors import Refused
from commandroom.domain.grid_plan import GridEdit, GridPlan, PlanState
from commandroom.domain.people import Case, Right, permits
from commandroom.domain.place_tree import GridTree, grid_fault
from commandroom.domain.places import Grid, Level, defined, to_facts
from commandroom.geometry import editing
from commandroom.geometry.outlines import areas, as_wkb
from commandroom.store.code_schemes import scheme
from commandroom.store.work import Work

REACH = 0.002
"""Degrees (about 200 m) around what is edited within which outlines are looked at."""
_WHOLE_M2 = 0.5
"""An outline that changed by less was only given a corner."""
_VILLAGE = 12


class Draft:
    """The grids as one plan would have them, and the way to lay one more edit over them."""

    def __init__(self, work: Work, plan: str, *states: PlanState) -> None:
        self.work = work
        found: GridPlan | None = work.find("grid_plan", plan)
        if found is None:
            raise Refused("plan.unknown", plan=plan)
        grid_plan.require_open(found, *(states or (PlanState.DRAFT,)))
        self.plan = found
        self.edits: list[GridEdit] = [edit for edit in work.all("grid_edit") if edit.plan == plan]
        self.ever: dict[str, Grid] = grids.ever(work)
        self.grids = grid_plan.drafted(self.ever, self.edits)
        self.tree = GridTree(self.grids.values())

    def grid(self, code: str) -> Grid:
        """A grid of the draft. Raises Refused("grid.unknown"), Refused("plan.no_outline")."""
        found = self.grids.get(code)
        if found is None:
            raise Refused("grid.unknown", grid=code)
        if not found.geometry:
            raise Refused("plan.no_outline", grid=code, name=found.name)
        return found

    def parents(self) -> dict[str, str]:
        """The code above each grid."""
        return {code: grid.parent for code, grid in self.grids.items()}

    def shapes(self, places: Iterable[tuple[float, float]] = (), codes: Iterable[str] = ()) -> dict[str, Any]:
        """The outlines near places and near grids, one polygon as a polygon."""
        import shapely

        around = [shapely.Point(place) for place in places]
        around += [shapely.from_wkb(self.grids[code].geometry) for code in codes if code in self.grids]
        if not around:
            return {}
        west, south, east, north = (float(side) for side in shapely.total_bounds(around))
        box = (west - REACH, south - REACH, east + REACH, north + REACH)
        standing = self.work.outlines_near(box)
        near = {code: shape for code, shape in standing.items() if self.grids.get(code) is self.ever[code]}
        mine = [code for code, grid in self.grids.items() if grid.geometry and grid is not self.ever.get(code)]
        found = shapely.from_wkb([self.grids[code].geometry for code in mine])
        touched = shapely.intersects(found, shapely.box(*box)).tolist() if mine else []
        near |= {code: shape for code, shape, hit in zip(mine, found, touched, strict=True) if hit}
        return {code: _plain(near[code]) for code in sorted(near)}

    def below(self, code: str, shapes: Mapping[str, Any]) -> list[str]:
        """The grids under a grid that have an outline here."""
        return [one for one in self.tree.descendants(code) if one in shapes]

    def free_code(self, like: Grid, parent: str, taken: set[str]) -> str:
        """The next free code for a grid like this one under a parent; ``taken`` grows by it.

        Raises Refused: plan.level (towns and villages get their codes from above), code.no_numbers, code.full.
        """
        used = {*self.ever, *self.grids, *taken}
        rule = scheme(like.scheme)
        if like.level in (Level.MICRO, Level.GRAIN) and not rule.opaque:
            code = next_micro_code(parent, used)
        elif like.level is Level.BASE or rule.opaque:
            village = self.tree.community_of(parent)
            if not rule.opaque and len(village) != _VILLAGE:
                raise Refused("code.no_village", parent=parent)
            code = next_code(rule, village, used, kind=like.kind.value)
        else:
            raise Refused("plan.level", grid=like.code, name=like.name)
        taken.add(code)
        return code

    def rehung(self, child: Grid, parent: str, taken: set[str]) -> tuple[dict[str, dict[str, Any]], list[str]]:
        """What hanging a grid, and all below it, under another parent takes: new facts by code, and codes that end.

        A code that speaks of its parent cannot stay; the grid gets a new one and remembers the old (§2.6).
        """
        if scheme(child.scheme).opaque or not child.code.startswith(f"{child.parent}-"):
            return {child.code: {"parent": parent}}, []
        code = self.free_code(child, parent, taken)
        made = {code: {**to_facts(child), "parent": parent, "lineage": [child.code]}}
        gone = [child.code]
        for one in self.tree.children(child.code):
            below = self.grids.get(one)
            if below is not None:
                more, ended = self.rehung(below, code, taken)
                made |= more
                gone += ended
        return made, gone

    def record(
        self, verb: str, about: Sequence[str], before: Mapping[str, Any], after: Mapping[str, Any],
        made: Mapping[str, Mapping[str, Any]] | None = None, gone: Sequence[str] = (),
    ) -> str:  # fmt: skip
        """Record one edit; gives its id.

        ``before`` and ``after`` are the outlines near it, ``made`` what grids get beside their outline. Raises
        Refused: who.not_permitted (a village draws its own grids), plan.town_border, plan.overlap,
        plan.sticks_out, plan.no_change, and what may not stand by the tree (domain.place_tree.grid_fault).
        """
        said = self._facts(before, after, made or {}, gone)
        if not said and not gone:
            raise Refused("plan.no_change")
        for code in about:
            if not permits(self.work.actor, Right.DRAW, Case(grid=code)):
                raise Refused("who.not_permitted", person=self.work.actor.name or self.work.actor.id, verb="define",
                              word="grid_edit")  # fmt: skip
        self._stand(before, after, said, gone)
        seen = {code: self.ever[code].step for code in (*said, *gone) if code in self.ever}
        last = max((edit.no for edit in self.edits), default=0)
        ident = self.work.new_id()
        self.work.record("grid_edit", ident, "define", {
            "plan": self.plan.id, "no": last + 1, "verb": verb, "about": list(about), "grids": said,
            "gone": list(gone), "seen": seen, "by": self.work.actor.id, "at": self.work.now,
        })  # fmt: skip
        return ident

    def _facts(
        self, before: Mapping[str, Any], after: Mapping[str, Any], made: Mapping[str, Mapping[str, Any]],
        gone: Sequence[str],
    ) -> dict[str, dict[str, Any]]:  # fmt: skip
        new = {code: shape for code, shape in editing.changed(before, after).items() if code not in gone}
        said: dict[str, dict[str, Any]] = {code: dict(facts) for code, facts in made.items()}
        texts, sizes = as_wkb(list(new.values())), areas(list(new.values()))
        was = dict(zip(before, areas(list(before.values())), strict=True))
        for code, text, size in zip(new, texts, sizes, strict=True):
            facts = said.setdefault(code, {})
            facts["geometry"] = text
            if abs(size - was.get(code, -1.0)) > _WHOLE_M2:
                facts["area_km2"] = round(size / 1e6, 6)
        return said

    def _stand(
        self, before: Mapping[str, Any], after: Mapping[str, Any], said: Mapping[str, Mapping[str, Any]],
        gone: Sequence[str],
    ) -> None:  # fmt: skip
        import shapely

        then = {code: grid for code, grid in self.grids.items() if code not in gone}
        for code, facts in said.items():
            then[code] = defined(then.get(code), code, facts)
        tree = GridTree([*(grid for grid in self.ever.values() if grid.retired), *then.values()])
        for code, facts in said.items():
            if "parent" in facts and (fault := grid_fault(tree, then[code], scheme(then[code].scheme))) is not None:
                raise fault
        standing = {code: shape for code, shape in after.items() if code in then}
        for code in editing.changed(before, standing):
            if code in before and then[code].level is Level.TOWN:
                moved = shapely.symmetric_difference(before[code], standing[code])
                if areas([moved])[0] > _WHOLE_M2:
                    raise Refused("plan.town_border", grid=code, name=then[code].name)
        spoilt = editing.spoilt(before, standing, {code: grid.parent for code, grid in then.items()})
        if spoilt is not None:
            names = {key: then[code].name or code for key, code in spoilt.facts.items() if code in then}
            raise Refused(spoilt.code, **names)


def _plain(shape: Any) -> Any:
    import shapely

    parts = shapely.get_parts(shape)
    return parts[0] if len(parts) == 1 else shape
