"""The small room with outlines on four levels, and the steps of a plan on it."""

from typing import Any

import shapely

from commandroom.actions import grid_plans, grids
from commandroom.domain import grid_plan
from commandroom.domain.places import Grid
from commandroom.geometry.outlines import areas, as_wkb
from commandroom.room import Room
from commandroom.store.work import Work
from tests.helpers.cell_town import PARENTS, STEP, town

CODES = {
    "town": "320412003", "v00": "320412003001", "v10": "320412003002", "v01": "320412003003", "v11": "320412003004",
}  # fmt: skip


def code_of(name: str) -> str:
    """The code of a cell of the made-up town."""
    if name in CODES:
        return CODES[name]
    return f"{CODES[PARENTS[name]]}{1 + int(name[1]) % 2 + 2 * (int(name[2]) % 2):03d}"


def furnish(work: Work) -> None:
    """Give the small room outlines: a town, four villages, sixteen base grids, two micro grids in one of them."""
    shapes = town(7)
    texts = dict(zip(shapes, as_wkb(list(shapes.values())), strict=True))
    sizes = dict(zip(shapes, areas(list(shapes.values())), strict=True))
    for name in shapes:
        level = {"t": "TOWN", "v": "COMMUNITY", "b": "BASE"}[name[0]]
        parent = code_of(PARENTS[name]) if name in PARENTS else ""
        work.record("grid", code_of(name), "define", {
            "name": name, "level": level, "parent": parent, "geometry": texts[name], "households": 300,
            "area_km2": round(sizes[name] / 1e6, 6),
        })  # fmt: skip
    base = shapes["b00"]
    west, south, east, north = base.bounds
    middle = (west + east) / 2
    halves = [
        shapely.intersection(base, shapely.box(*box))
        for box in ((west, south, middle, north), (middle, south, east, north))
    ]
    for nth, half in enumerate(halves, start=1):
        work.record("grid", f"{code_of('b00')}-{nth:02d}", "define", {
            "name": f"微{nth}", "level": "MICRO", "parent": code_of("b00"), "geometry": as_wkb([half])[0],
        })  # fmt: skip


def in_use(room: Room) -> dict[str, Grid]:
    """Every grid by code, ended ones too."""
    return dict(room.do(lambda work: grids.ever(work)).result)


def shape(grid: Grid) -> Any:
    """Its outline."""
    return shapely.from_wkb(grid.geometry)


def draft(room: Room, plan: str) -> dict[str, Grid]:
    """The grids as the plan has them."""
    reader = room.reader()
    try:
        edits = [edit for edit in reader.all("grid_edit") if edit.plan == plan]
    finally:
        reader.close()
    return grid_plan.drafted(in_use(room), edits)


def opened(room: Room, actor: str = "d1") -> str:
    """A fresh plan."""
    return str(room.do(grid_plans.open_plan, "2026 年第一次调整", actor=actor).result)


def across(grid: Grid) -> list[tuple[float, float]]:
    """A line through the middle of a grid from west to east, well beyond both sides."""
    west, _, east, _ = shape(grid).bounds
    middle = shape(grid).centroid.y
    return [(west - STEP, middle), (east + STEP, middle)]


def approved(room: Room, plan: str, **more: str) -> dict[str, int]:
    """Submit and approve."""
    room.do(grid_plans.submit, plan, actor="head")
    return dict(room.do(grid_plans.approve, plan, actor="head2", **more).result)
