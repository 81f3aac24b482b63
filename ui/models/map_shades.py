"""What the grids of a map are coloured by: values, five steps of them for each level, and the words of the steps."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from commandroom.domain.catalog import CATEGORY_WORDS, Category
from commandroom.text import mark, tr
from ui.layers import GridLayer, MapLegend
from ui.models.map_layers import COUNT_STEPS, GridShape, MapPicture

Values = Mapping[str, float | None]
"""By grid code; None where nothing can be said, 0 for a code that is not there."""
Kind = Literal["count", "load", "share"]
DEEPEST = 2
"""Colours go down to the base grids: micro grids are too small to be read by colour."""
STEPS = 5


@dataclass(frozen=True, slots=True)
class Shade:
    """One thing grids may be coloured by; ``fixed`` are steps that never move (of the base grids)."""

    code: str
    title: str
    kind: Kind
    values: Callable[[MapPicture], Values]
    fixed: tuple[float, ...] = ()
    without: str = ""

    def written(self, value: float | None) -> str:
        """A value in words."""
        if value is None:
            return tr(self.without) if self.without else "—"
        if self.kind == "share":
            return f"{value * 100:.1f}%"
        return f"{value:.1f}" if self.kind == "load" else tr("{count} 件", count=f"{value:,.0f}")


@dataclass(frozen=True, slots=True)
class Shading:
    """What a map is told: the step 0..4 of each grid (-1: nothing can be said), and a legend for each level."""

    values: Values
    classes: dict[str, int]
    legends: dict[int, MapLegend]


class _Load:
    """Open cases for each hundred households; a grid that nobody counted has the sum of those below it."""

    def __init__(self) -> None:
        self._grids: tuple[GridShape, ...] = ()
        self._homes: dict[str, int] = {}

    def __call__(self, picture: MapPicture) -> Values:
        if picture.grids is not self._grids:
            self._grids, self._homes = picture.grids, homes(picture.grids)
        counts, known = picture.counts, self._homes
        return {
            grid.code: counts.get(grid.code, 0) * 100 / known[grid.code] if known.get(grid.code) else None
            for grid in picture.grids
        }


def homes(grids: Sequence[GridShape]) -> dict[str, int]:
    """Households by grid code: as counted, else the sum of what lies below; without either it is left out."""
    found: dict[str, int] = {}
    below: dict[str, int] = {}
    for grid in sorted(grids, key=lambda grid: -grid.level):
        count = grid.households if grid.households is not None else below.get(grid.code)
        if count is not None:
            found[grid.code] = count
            if grid.parent:
                below[grid.parent] = below.get(grid.parent, 0) + count
    return found


def _open(picture: MapPicture) -> Values:
    return picture.counts


def _overdue(picture: MapPicture) -> Values:
    return picture.overdue


def usual_shades() -> tuple[Shade, ...]:
    """What is always there: open, overdue, open cases per hundred households."""
    return (
        Shade("now_open", mark("未结事件"), "count", _open, COUNT_STEPS),
        Shade("now_overdue", mark("超期事件"), "count", _overdue, COUNT_STEPS),
        Shade("now_load", mark("每百户未结（件）"), "load", _Load(), without=mark("户数未填")),
    )


def shaded(shade: Shade, picture: MapPicture, layer: GridLayer) -> Shading:
    """Steps and legends of every level down to the base grids, each level by the spread of its own values."""
    values = shade.values(picture)
    levels = layer.levels.tolist()
    known = set(levels)
    deepest = max((level for level in known if level <= DEEPEST), default=-1)
    classes: dict[str, int] = {}
    legends: dict[int, MapLegend] = {}
    for level in sorted(known):
        if level > deepest or (level == 0 and deepest > 0):
            continue
        codes = [code for code, depth in zip(layer.codes, levels, strict=True) if depth == level]
        given = [values.get(code, 0) for code in codes]
        fixed = shade.fixed if level == deepest else ()
        firsts = fixed or steps_of([value for value in given if value is not None], shade.kind)
        for code, value in zip(codes, given, strict=True):
            classes[code] = -1 if value is None else sum(value >= first for first in firsts)
        unsaid = tr(shade.without) if shade.without else tr("无数据")
        without = unsaid if any(value is None for value in given) else ""
        legends[level] = legend_of(shade, firsts, without)
    return Shading(values, classes, legends)


def steps_of(values: Sequence[float], kind: Kind) -> tuple[float, ...]:
    """The first values of the second and later steps: round numbers near the fifths of what is above nothing."""
    above = sorted(value for value in values if value > 0)
    if not above:
        return (1.0,) if kind == "count" else ()
    firsts: list[float] = []
    for part in range(STEPS - 1):
        value = _round(above[min(len(above) * part // (STEPS - 1), len(above) - 1)], kind)
        if value > 0 and (not firsts or value > firsts[-1]):
            firsts.append(value)
    return tuple(firsts)


def _round(value: float, kind: Kind) -> float:
    """Down to two signs that count: 1,234 is 1,200, 0.8765 is 0.87; whole for counts."""
    if kind == "count":
        value = math.floor(value)
    if value < 1e-6:
        return 0.0
    unit = 10.0 ** (math.floor(math.log10(value)) - 1)
    rounded = round(math.floor(value / unit + 1e-9) * unit, 6)
    return float(max(rounded, 1.0)) if kind == "count" else rounded


def legend_of(shade: Shade, firsts: tuple[float, ...], without: str = "") -> MapLegend:
    """The words of the steps: from nothing to the first, between two, and from the last on."""
    if shade.kind == "count":
        words = _counts([round(first) for first in firsts])
    else:
        spell = _percent if shade.kind == "share" else _plain
        low = [0.0, *firsts]
        words = [f"{spell(a)}–{spell(b)}" for a, b in zip(low, firsts, strict=False)]
        last = firsts[-1] if firsts else 0.0
        whole = not firsts or (shade.kind == "share" and last >= 1)
        words.append(spell(last) if whole else tr("{low} 以上", low=spell(last)))
    categories = tuple(tr(CATEGORY_WORDS[category]) for category in Category)
    return MapLegend(tr(shade.title), tuple(words), categories, without)


def _counts(firsts: list[int]) -> list[str]:
    low = [0, *firsts]
    words = [
        tr("{count} 件", count=a) if a >= b - 1 else tr("{low}–{high} 件", low=a, high=b - 1)
        for a, b in zip(low, firsts, strict=False)
    ]
    return [*words, tr("{count} 件以上", count=low[-1])]


def _percent(value: float) -> str:
    return f"{value * 100:.4g}%"


def _plain(value: float) -> str:
    return f"{value:.4g}"
