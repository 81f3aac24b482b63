"""The heat of a month as a map takes it: squares with their steps, the legend in words, the words of one square."""

from dataclasses import dataclass

import numpy as np

from commandroom.domain.catalog import CATEGORY_WORDS, Category
from commandroom.reports import hot_places
from commandroom.reports.figure_places import FigurePlaces
from commandroom.text import mark, tr
from ui.layers import GridLayer, HeatLayer, MapLegend
from ui.models.map_shades import Shading

CODE = "heat"
WORD = mark("热力")


NO_LEVEL = -1
"""The level a map is coloured by while no grid has a colour."""


@dataclass(frozen=True, slots=True, eq=False)
class Heat:
    """The heat of one month: its title, its squares, the words of their steps."""

    title: str
    layer: HeatLayer
    words: tuple[str, ...]

    def shading(self, grids: GridLayer, *, hidden: bool) -> Shading:
        """Grids without a colour, and what the squares mean; in another time they are hidden, and that is said."""
        without = tr("回放时不显示热力") if hidden else tr("没有事件")
        words = () if hidden else self.words
        categories = tuple(tr(CATEGORY_WORDS[category]) for category in Category)
        legend = MapLegend(self.title, words, categories, without, 5 - len(words))
        levels = (NO_LEVEL, *sorted(set(grids.levels.tolist())))
        return Shading({}, dict.fromkeys(grids.codes, -1), dict.fromkeys(levels, legend))

    def describe(self, square: int) -> tuple[str, tuple[str, ...]]:
        """Title and lines of the hover card of a square."""
        if not 0 <= square < len(self.layer):
            return "", ()
        count = len(self.layer.rows[square])
        return tr("约100米见方内 {count} 件", count=count), (self.title, tr("点击在队列里看"))


def heat_of(places: FigurePlaces) -> Heat:
    """The heat of a month that was counted."""
    title = f"{places.month.words} {tr(WORD)}"
    return Heat(title, *_layer(places))


def _layer(places: FigurePlaces) -> tuple[HeatLayer, tuple[str, ...]]:
    spots = places.heat
    steps, words = places.heat_steps()
    layer = HeatLayer(
        np.array([spot.lon for spot in spots], np.float64), np.array([spot.lat for spot in spots], np.float64),
        np.array(steps, np.int64), tuple(spot.rows for spot in spots), hot_places.SIDE,
    )  # fmt: skip
    return layer, tuple(tr("每格 {count} 件", count=word) for word in words)
