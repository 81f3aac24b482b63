"""Open a plan of other grids, submit it, send it back, approve it, drop it: who and when, in the journal (L3)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from commandroom.actions.grid_draft import Draft
from commandroom.domain import grid_plan
from commandroom.domain.errors import Refused
from commandroom.domain.event import OPEN, GridMethod
from commandroom.domain.grid_plan import PlanState
from commandroom.domain.instant import local_date
from commandroom.domain.people import Right, permits
from commandroom.domain.place_tree import GridTree
from commandroom.domain.places import Grid, changed_facts, retired
from commandroom.geometry.coverage import CoverageReport, coverage
from commandroom.store.work import Work, system


def open_plan(work: Work, name: str) -> str:
    """Begin a plan (新建方案); gives its id. Raises Refused("plan.no_name")."""
    if not name.strip():
        raise Refused("plan.no_name")
    ident = work.new_id()
    work.record("grid_plan", ident, "define", {
        "name": name.strip(), "state": PlanState.DRAFT.value, "opened_by": work.actor.id, "opened_at": work.now,
    })  # fmt: skip
    return ident


def submit(work: Work, plan: str) -> None:
    """The town has adjusted the draft and stands by it (提交); from here it is read only.

    Raises Refused: who.not_permitted, plan.empty, plan.worse (it makes gaps or overlaps that were not there).
    """
    _require_right(work)
    draft = Draft(work, plan)
    if not grid_plan.changes(draft.ever, draft.grids):
        raise Refused("plan.empty", plan=draft.plan.name)
    _require_no_worse(draft)
    work.record("grid_plan", plan, "define", {
        "state": PlanState.ADJUSTED.value, "adjusted_by": work.actor.id, "adjusted_at": work.now,
    })  # fmt: skip


def send_back(work: Work, plan: str, note: str) -> None:
    """An adjusted plan goes back to the drawing hand, with the reason (退回)."""
    _require_right(work)
    if not note.strip():
        raise Refused("plan.no_reason")
    draft = Draft(work, plan, PlanState.ADJUSTED)
    work.record("grid_plan", draft.plan.id, "define", {"state": PlanState.DRAFT.value, "note": note.strip()})


def drop(work: Work, plan: str, note: str = "") -> None:
    """Give a plan up (作废); its edits stay in the journal."""
    draft = Draft(work, plan, PlanState.DRAFT, PlanState.ADJUSTED)
    if draft.plan.opened_by != work.actor.id:
        _require_right(work)
    work.record("grid_plan", plan, "retire", {"state": PlanState.DROPPED.value, "note": note.strip()})


def approve(work: Work, plan: str, paper: str = "", on: str = "") -> dict[str, int]:
    """Put a plan in force in one transaction (批准): new grids, other outlines, ended codes; gives what followed.

    ``paper`` names the decision, ``on`` the ISO day (today when none is named). Open cases and people whose grid
    ended or whose place now lies in another grid follow in the room's own name; "left" counts open cases of
    ended grids whose new grid nobody can tell. Raises Refused: who.not_permitted, plan.four_eyes (whoever
    submitted it does not approve it), plan.base_moved (a grid changed meanwhile), plan.code_taken.
    """
    _require_right(work)
    draft = Draft(work, plan, PlanState.ADJUSTED)
    if work.actor.id == draft.plan.adjusted_by:
        raise Refused("plan.four_eyes", plan=draft.plan.name)
    _require_unmoved(draft)
    _require_no_worse(draft)
    day = on or local_date(work.now).isoformat()
    done = grid_plan.changes(draft.ever, draft.grids)
    made = sorted((one.code for one in done if one.kind != "gone"), key=lambda code: (draft.tree.depth(code), code))
    for code in made:
        old, new = draft.ever.get(code), draft.grids[code]
        facts = changed_facts(old, new)
        work.record("grid", code, "define", facts if old is not None else {**facts, "valid_from": day})
    standing = GridTree(draft.ever.values())
    gone = [one.code for one in done if one.kind == "gone"]
    for code in sorted(gone, key=lambda code: (-standing.depth(code), code)):
        work.record("grid", code, "retire", {"valid_to": day, "reason": draft.plan.name})
    work.record("grid_plan", plan, "retire", {
        "state": PlanState.APPROVED.value, "approved_by": work.actor.id, "approved_at": work.now, "valid_from": day,
        "paper": paper.strip(),
    })  # fmt: skip
    touched = [one.code for one in done if one.kind in ("gone", "moved")]
    ended = {code: retired(draft.ever[code], day) for code in gone}
    kinds = Counter("changed" if one.kind == "moved" else one.kind for one in done if one.kind != "noded")
    counts = {kind: kinds[kind] for kind in ("new", "changed", "gone")}
    return counts | _follow(work, {**draft.ever, **draft.grids, **ended}, touched, plan)


def _require_right(work: Work) -> None:
    if not permits(work.actor, Right.GRIDS):
        raise Refused("who.not_permitted", person=work.actor.name or work.actor.id, verb="define", word="grid_plan")


def _require_unmoved(draft: Draft) -> None:
    """What the hand saw is still what stands, and new codes are still nobody's."""
    mine: set[str] = set()
    for edit in grid_plan.ordered(draft.edits):
        if edit.undone:
            continue
        for code, step in (edit.seen or {}).items():
            now = draft.ever.get(code)
            if now is None or now.step != step or now.retired:
                raise Refused("plan.base_moved", grid=code, name=now.name if now is not None else code)
        for code in edit.grids or {}:
            if code not in mine and code not in (edit.seen or {}) and code in draft.ever:
                raise Refused("plan.code_taken", grid=code, name=draft.ever[code].name)
            mine.add(code)


def _require_no_worse(draft: Draft) -> None:
    """No more gaps and overlaps than before, in the families the plan touches."""
    before, after = problems(draft.ever, draft.grids)
    if _sum(after) > _sum(before) + 1.0:
        raise Refused("plan.worse", count=len(after.overlaps) + len(after.gaps) + len(after.outside),
                      area=round(_sum(after) - _sum(before), 1))  # fmt: skip


def _sum(found: CoverageReport) -> float:
    return (
        sum(one.area_m2 for one in found.overlaps)
        + sum(one.area_m2 for one in found.gaps)
        + sum(one.area_m2 for one in found.outside)
    )


def problems(before: Mapping[str, Grid], after: Mapping[str, Grid]) -> tuple[CoverageReport, CoverageReport]:
    """Gaps and overlaps of the families that a plan touches, before and after it (L1)."""
    touched = {one.code for one in grid_plan.changes(before, after) if one.kind != "noded"}
    parents = {grid.parent for side in (before, after) for code, grid in side.items() if code in touched}
    wanted = parents | touched
    return _report(before, wanted), _report(after, wanted)


def _report(grids: Mapping[str, Grid], wanted: set[str]) -> CoverageReport:
    return coverage([grid for code, grid in grids.items() if code in wanted or grid.parent in wanted], only=wanted)


def _follow(work: Work, grids: Mapping[str, Grid], touched: Sequence[str], plan: str) -> dict[str, int]:
    """Open cases and people go with their grids, in the room's own name."""
    actor = work.actor
    work.flush()
    work.turn(system(), work.now)
    moved = left = 0
    marks, states = ", ".join("?" * len(touched)), ", ".join("?" * len(OPEN))
    rows = [] if not touched else work.connection.exec_driver_sql(
        f"SELECT id, grid, lon, lat, grid_method FROM event WHERE grid IN ({marks}) AND state IN ({states})",
        (*touched, *sorted(OPEN)),
    ).all()  # fmt: skip
    for ident, grid, lon, lat, method in rows:
        facts = _new_grid(work, grids, grid, lon, lat, method)
        if facts is not None:
            work.record("event", ident, "amend", {**facts, "plan": plan})
            moved += 1
        elif work.find("grid", grid) is None:
            left += 1
    people = 0
    for person in work.all("person"):
        heirs = [grid_plan.heirs(grids, grid) or (grid,) for grid in person.grids]
        wanted = list(dict.fromkeys(code for codes in heirs for code in codes))
        if wanted != list(person.grids):
            work.record("person", person.id, "define", {"grids": wanted})
            people += 1
    work.turn(actor, work.now)
    return {"events": moved, "left": left, "people": people}


def _new_grid(
    work: Work, grids: Mapping[str, Grid], grid: str, lon: float | None, lat: float | None, method: str
) -> dict[str, Any] | None:
    """The facts that put a case into its new grid; None when it stays, or when nobody can tell."""
    ended = work.find("grid", grid) is None
    if lon is not None and lat is not None and (ended or method == GridMethod.POLYGON):
        found = work.locate(lon, lat)
        if found:
            return None if found == grid else {"grid": found, "grid_method": GridMethod.POLYGON.value}
    heirs = grid_plan.heirs(grids, grid) if ended else ()
    return {"grid": heirs[0], "grid_method": method or GridMethod.STATED.value} if len(heirs) == 1 else None
