"""What a map draws, as plain arrays: grids with their outlines, pins with their light."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commandroom.text import mark

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LIGHTS: tuple[str, ...] = ("on_time", "due_soon", "overdue", "paused", "none")
"""Light of a pin by its number: the values of ``commandroom.domain.clocks.Light``."""
LIGHT_WORDS: tuple[str, ...] = (mark("正常"), mark("临期"), mark("超期"), mark("暂停"), mark("无时限"))
URGENCY: tuple[int, ...] = (2, 3, 4, 1, 0)
"""How loud each light is; a heap of pins shows its loudest."""
CATEGORIES = 8
"""Shapes of pins: one for each of the eight categories (L15)."""


@dataclass(frozen=True, slots=True, eq=False)
class GridLayer:
    """Polygons of all levels, ragged as in GeoArrow: grid -> parts -> rings -> points.

    ``coords`` (n, 2) WGS-84 lon, lat in degrees; ring ``r`` is ``coords[rings[r]:rings[r + 1]]`` and is closed;
    part ``p`` has the rings ``parts[p]:parts[p + 1]``, the first is its outer line, the others are holes;
    grid ``g`` has the parts ``grids[g]:grids[g + 1]``. ``levels`` counts downwards from 0 (the town);
    ``parents`` is the row of the grid above, -1 for none. ``level_words`` names each level.
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    levels: Ints
    parents: Ints
    coords: Floats
    rings: Ints
    parts: Ints
    grids: Ints
    level_words: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.codes)


@dataclass(frozen=True, slots=True, eq=False)
class PinLayer:
    """Points: WGS-84 lon, lat in degrees, category 0..7 (the shape), light 0..4 (colour and sign)."""

    ids: tuple[str, ...]
    lon: Floats
    lat: Floats
    category: Ints
    light: Ints

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class MapLegend:
    """What the colours of the grids mean: a title and the words of the steps (at most five), palest first.

    ``without`` says why a grid has no colour; "" when each has one. ``first`` is the number of the first step's
    colour, for what has fewer steps and ends with the strongest.
    """

    title: str
    steps: tuple[str, ...]
    categories: tuple[str, ...] = ()
    without: str = ""
    first: int = 0


def no_grids() -> GridLayer:
    """A layer with nothing in it."""
    none, start = np.zeros(0, np.int64), np.zeros(1, np.int64)
    return GridLayer((), (), none, none, np.zeros((0, 2)), start, start, start)


def no_pins() -> PinLayer:
    """No points at all."""
    none = np.zeros(0, np.int64)
    return PinLayer((), np.zeros(0), np.zeros(0), none, none)


WORKER = 0
"""Kind of a post: a grid worker; 1 is a village or community post."""


@dataclass(frozen=True, slots=True)
class PostLayer:
    """People at the grids they keep: codes of grids, and the kind of each (0 grid worker, 1 village)."""

    grids: tuple[str, ...] = ()
    kinds: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class HeatLayer:
    """Squares: their middles (WGS-84 degrees), step 0..4, the events' row numbers of each; ``side`` in degrees."""

    lon: Floats
    lat: Floats
    step: Ints
    rows: tuple[Ints, ...]
    side: float

    def __len__(self) -> int:
        return len(self.rows)


def no_heat() -> HeatLayer:
    """No squares at all."""
    return HeatLayer(np.zeros(0), np.zeros(0), np.zeros(0, np.int64), (), 0.0)
