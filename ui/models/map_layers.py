"""From grids and events as the core gives them to the arrays a map draws."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from commandroom.domain.catalog import Category
from ui.layers import LIGHTS, Floats, GridLayer, Ints, PinLayer

Ring = Sequence[tuple[float, float]]
Outline = Sequence[Sequence[Ring]]
"""Polygons, each an outer ring and its holes, each ring closed, points lon, lat in degrees WGS-84."""

CATEGORY_ORDER: dict[str, int] = {category.value: at for at, category in enumerate(Category)}
COUNT_STEPS: tuple[int, ...] = (1, 3, 6, 10)
"""The first count of the second to the fifth step."""


@dataclass(frozen=True, slots=True)
class GridShape:
    """One grid: ``level`` counts from 0 (the town), ``parent`` is a code, the outline is rings or WKB.

    ``facts`` are the lines of its hover card, in words.
    """

    code: str
    name: str
    level: int
    parent: str = ""
    outline: Outline | bytes = ()
    facts: tuple[str, ...] = ()
    households: int | None = None


@dataclass(frozen=True, slots=True)
class EventPoint:
    """One event on the map: category and light by their values (domain.catalog, domain.clocks)."""

    id: str
    lon: float | None
    lat: float | None
    category: str = Category.GENERAL.value
    light: str = "none"
    title: str = ""
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MapPicture:
    """All a map shows at one moment; ``counts`` are open events by grid code, ``overdue`` the late ones.

    ``turn`` is the next moment at which a light changes by time alone; 0 when none will.
    """

    grids: tuple[GridShape, ...] = ()
    events: tuple[EventPoint, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    level_words: tuple[str, ...] = ()
    overdue: Mapping[str, int] = field(default_factory=dict)
    turn: int = 0


def grid_layer(grids: Sequence[GridShape], level_words: tuple[str, ...] = ()) -> GridLayer:
    """Grids as arrays, in the order given; one without a readable polygon keeps its row and has no outline."""
    row = {grid.code: at for at, grid in enumerate(grids)}
    packed = any(isinstance(grid.outline, bytes) for grid in grids)
    coords, rings, parts, shapes = _unpack(grids) if packed else _flatten(grids)
    return GridLayer(
        codes=tuple(grid.code for grid in grids),
        names=tuple(grid.name for grid in grids),
        levels=np.array([grid.level for grid in grids], np.int64),
        parents=np.array([row.get(grid.parent, -1) for grid in grids], np.int64),
        coords=coords,
        rings=rings,
        parts=parts,
        grids=shapes,
        level_words=level_words,
    )


def _flatten(grids: Sequence[GridShape]) -> tuple[Floats, Ints, Ints, Ints]:
    """Rings of tuples to one array of points and its offsets."""
    points: list[tuple[float, float]] = []
    rings, parts, shapes = [0], [0], [0]
    for grid in grids:
        outline: Outline = () if isinstance(grid.outline, bytes) else grid.outline
        for polygon in outline:
            for ring in polygon:
                points.extend(ring)
                rings.append(len(points))
            parts.append(len(rings) - 1)
        shapes.append(len(parts) - 1)
    coords = np.array(points, np.float64).reshape(-1, 2)
    return coords, np.array(rings, np.int64), np.array(parts, np.int64), np.array(shapes, np.int64)


def _unpack(grids: Sequence[GridShape]) -> tuple[Floats, Ints, Ints, Ints]:
    """WKB (and rings among it) to one array of points and its offsets, by shapely in one call each."""
    import shapely

    made = np.empty(len(grids), dtype=np.object_)
    packed = [at for at, grid in enumerate(grids) if isinstance(grid.outline, bytes)]
    raw: NDArray[np.object_] = np.array([grids[at].outline for at in packed], dtype=np.object_)
    made[packed] = shapely.force_2d(shapely.from_wkb(raw, on_invalid="ignore"))
    for at, grid in enumerate(grids):
        if not isinstance(grid.outline, bytes):
            polygons = [shapely.Polygon(rings[0], rings[1:]) for rings in grid.outline]
            made[at] = shapely.MultiPolygon(polygons)
    flat = np.isin(shapely.get_type_id(made), (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON))
    made[~flat] = shapely.MultiPolygon()
    made[shapely.is_empty(made)] = shapely.MultiPolygon()
    owners = np.repeat(np.arange(len(made)), shapely.get_num_geometries(made))
    whole = np.full(len(made), shapely.MultiPolygon(), dtype=np.object_)
    if len(owners):
        held = np.unique(owners)
        parts_of = shapely.get_parts(made)
        whole[held] = shapely.multipolygons(parts_of, indices=np.searchsorted(held, owners))
    _, coords, (rings, parts, shapes) = shapely.to_ragged_array(whole)
    return (
        np.asarray(coords, np.float64).reshape(-1, 2),
        np.asarray(rings, np.int64),
        np.asarray(parts, np.int64),
        np.asarray(shapes, np.int64),
    )


def pin_layer(events: Iterable[EventPoint]) -> PinLayer:
    """Events that have a place, as arrays; an unknown category counts as general, an unknown light as none."""
    placed = [event for event in events if event.lon is not None and event.lat is not None]
    general = CATEGORY_ORDER[Category.GENERAL.value]
    return PinLayer(
        ids=tuple(event.id for event in placed),
        lon=np.array([event.lon for event in placed], np.float64),
        lat=np.array([event.lat for event in placed], np.float64),
        category=np.array([CATEGORY_ORDER.get(event.category, general) for event in placed], np.int64),
        light=np.array(
            [LIGHTS.index(event.light) if event.light in LIGHTS else LIGHTS.index("none") for event in placed],
            np.int64,
        ),
    )
