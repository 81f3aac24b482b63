"""Figures on any boundary: of today, of a former day, of a plan; cases counted where they lie (L3)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from commandroom.domain import grid_plan
from commandroom.domain.errors import Refused
from commandroom.domain.event import OPEN, State
from commandroom.domain.instant import DAY, Instant, local_date
from commandroom.domain.place_tree import DEPTH, GridTree
from commandroom.domain.places import Grid, retired
from commandroom.store.locate import GridIndex
from commandroom.store.queue.past_grids import grids_at
from commandroom.store.reader import Reader

UNCOUNTED = (State.DRAFT.value, State.MERGED.value, State.VOIDED.value)
"""Cases that were never one of their own."""
_ENDED = "9999-12-31"
"""The day on which, seen from another boundary, a grid that is not in it ended."""
_EVENTS = f"""
SELECT lon, lat, grid, state, due_at FROM event
WHERE reported_at >= ? AND reported_at < ? AND state NOT IN ({", ".join("?" * len(UNCOUNTED))})
"""


@dataclass(slots=True)
class GridFigures:
    """One grid's figures with all below it; households and people are None where nobody counted them."""

    code: str
    name: str
    depth: int
    events: int = 0
    open: int = 0
    overdue: int = 0
    households: int | None = None
    people: int | None = None
    area_km2: float | None = None


@dataclass(slots=True)
class BoundaryFigures:
    """The grids of one boundary in order of code, and how many cases were placed how.

    ``placed``: "position" by where it lies, "grid" by the grid it names, "lineage" by the one grid that came of
    it (or that it came of), "" in no grid of this boundary.
    """

    grids: dict[str, GridFigures]
    placed: Counter[str] = field(default_factory=Counter)


def today(reader: Reader) -> dict[str, Grid]:
    """The grids in use."""
    return {grid.code: grid for grid in reader.all("grid")}


def on_day(reader: Reader, at: Instant) -> dict[str, Grid]:
    """The grids that were in use at an instant, with the outlines they had."""
    levels = {depth: level for level, depth in DEPTH.items()}
    return {
        face.code: Grid(
            face.code, face.name, face.parent, levels[face.depth], geometry=face.outline.hex(),
            households=face.households, people=face.people,
        )
        for face in grids_at(reader, at)
    }  # fmt: skip


def of_plan(reader: Reader, plan: str) -> dict[str, Grid]:
    """The grids as a plan would have them. Raises Refused("plan.unknown")."""
    if reader.find("grid_plan", plan) is None:
        raise Refused("plan.unknown", plan=plan)
    edits = [edit for edit in reader.all("grid_edit") if edit.plan == plan]
    return grid_plan.drafted(today(reader), edits)


def figures(
    reader: Reader, grids: Mapping[str, Grid], since: Instant, until: Instant, now: Instant
) -> BoundaryFigures:
    """The cases reported from ``since`` up to ``until`` (not itself) on these grids, each in the deepest around it.

    Counted upwards through the tree. A case without a place is put by the grid it names, or by lineage where that
    is no doubt.
    """
    tree = GridTree(grids.values())
    known = GridIndex(grids.values())
    rows = reader.rows(_EVENTS, (since, until, *UNCOUNTED))
    at = [nth for nth, row in enumerate(rows) if row[0] is not None and row[1] is not None]
    found = dict(zip(at, known.locate_many([(rows[nth][0], rows[nth][1]) for nth in at]), strict=True)) if at else {}
    ever = [grid if grid.retired else retired(grid, _ENDED) for grid in _ever(reader)]
    family = {**{grid.code: grid for grid in ever}, **grids}
    made = BoundaryFigures(_empty(grids, tree))
    for nth, (_, _, stated, state, due) in enumerate(rows):
        code = (found[nth].code or "") if nth in found else ""
        how = "position" if code else ""
        if not code and stated:
            code, how = (stated, "grid") if stated in grids else (_kin(family, grids, stated), "lineage")
        made.placed[how if code else ""] += 1
        for one in (code, *tree.ancestors(code)) if code else ():
            if one in made.grids:
                _count(made.grids[one], state, due, now)
    return made


def _ever(reader: Reader) -> Iterable[Grid]:
    records = reader.known.records(reader.connection, "grid").values()
    return [reader.known.value(record) for record in records]


def _empty(grids: Mapping[str, Grid], tree: GridTree) -> dict[str, GridFigures]:
    return {
        code: GridFigures(
            code, grids[code].name or code, tree.depth(code), households=grids[code].households,
            people=grids[code].people, area_km2=grids[code].area_km2,
        )
        for code in sorted(grids)
    }  # fmt: skip


def _kin(family: Mapping[str, Grid], grids: Mapping[str, Grid], code: str) -> str:
    """The one grid of a boundary that came of a grid, or that it came of; "" when there are none or several."""
    later = {heir for heir in grid_plan.heirs(family, code) if heir in grids}
    earlier = {origin for origin, _ in grid_plan.origins(family, code) if origin in grids}
    kin = later or earlier
    return kin.pop() if len(kin) == 1 else ""


def _count(row: GridFigures, state: str, due: Instant, now: Instant) -> None:
    row.events += 1
    if state in OPEN:
        row.open += 1
        row.overdue += bool(due and due < now)


SLIVER = 1e-10
"""Square degrees (about a square metre) that are no difference between two outlines."""
FORMER = 12
"""So many former boundaries are offered."""
_REDRAWN = """
SELECT at FROM journal WHERE kind = 'grid' AND (verb = 'retire' OR facts LIKE '%"geometry"%')
GROUP BY at ORDER BY at DESC
"""


def former(reader: Reader) -> tuple[Instant, ...]:
    """The last instants at which another boundary was in force, newest first: one for each day on which it changed.

    Each is the second before that day's first change; the day on which the first grid was drawn has none before it.
    """
    days: dict[date, Instant] = {}
    for (at,) in reader.rows(_REDRAWN, ()):
        days[local_date(at)] = at
    return tuple(at - 1 for at in list(days.values())[:-1][:FORMER])


@dataclass(frozen=True, slots=True)
class Beside:
    """A grid that is not the same on two boundaries, with its figures on each; None where it is not in one."""

    code: str
    name: str
    now: GridFigures | None
    other: GridFigures | None


def _same_ground(first: str, second: str) -> bool:
    """Whether two outlines (hexadecimal WKB) enclose the same ground; corners on straight lines are no difference."""
    if first.lower() == second.lower():
        return True
    if not first or not second:
        return False
    import shapely

    return float(shapely.symmetric_difference(*shapely.from_wkb([first, second])).area) < SLIVER


def compared(
    reader: Reader, other: Mapping[str, Grid], days: int, now: Instant
) -> tuple[tuple[Beside, ...], BoundaryFigures]:
    """The grids in which another boundary differs from today's, in order of code, and all figures on the other one."""
    since, until = span(days, now)
    standing = today(reader)
    here, there = figures(reader, standing, since, until, now), figures(reader, other, since, until, now)
    rows = []
    for code in sorted(standing.keys() | other.keys()):
        ours, theirs = standing.get(code), other.get(code)
        if ours is None or theirs is None or not _same_ground(ours.geometry or "", theirs.geometry or ""):
            one = ours or theirs
            assert one is not None
            rows.append(Beside(code, one.name or code, here.grids.get(code), there.grids.get(code)))
    return tuple(rows), there


def span(days: int, now: Instant) -> tuple[Instant, Instant]:
    """The last so many days up to now."""
    return now - days * DAY, now + 1
