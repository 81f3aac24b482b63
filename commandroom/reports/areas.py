"""Areas: from the grid of each event to its village and its base grid, with names and households."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from commandroom.domain.place_tree import GridTree
from commandroom.domain.places import Grid, Level
from commandroom.reports.cohort import Cohort, Numbers
from commandroom.text import mark, tr

NOWHERE = mark("未定位")


@dataclass(frozen=True, slots=True)
class Areas:
    """The grid tree as the month needs it."""

    tree: GridTree
    villages: tuple[str, ...]
    """The codes of the villages and communities in use, in order of code."""
    _villages: dict[str, str] = field(default_factory=dict, repr=False, compare=False)
    _bases: dict[str, str] = field(default_factory=dict, repr=False, compare=False)
    """What was found before, by code: a town has ten thousand grids, and five tables ask for each."""

    @classmethod
    def of(cls, grids: Iterable[Grid]) -> "Areas":
        """The areas of some grids."""
        tree = GridTree(grids)
        return cls(tree, tuple(sorted(tree.villages())))

    def name(self, code: str) -> str:
        """The short name of an area; "" is 未定位."""
        grid = self.tree.get(code)
        return tr(NOWHERE) if not code else (grid.name if grid is not None and grid.name else code)

    def households(self, code: str) -> int | None:
        """The households of an area, None when nobody counted."""
        grid = self.tree.get(code)
        return None if grid is None else grid.households

    def village_of(self, code: str) -> str:
        """The village a grid lies in: by the tree, else by the first twelve digits; "" when in none."""
        known = self._villages.get(code)
        if known is None:
            found = self.tree.community_of(code)
            known = found or next((village for village in self.villages if code.startswith(village)), "")
            self._villages[code] = known
        return known

    def base_of(self, code: str) -> str:
        """The base grid at or above a grid, the village where there is none; "" when outside all."""
        known = self._bases.get(code)
        if known is None:
            above = (code, *self.tree.ancestors(code))
            bases = (step for step in above if (grid := self.tree.get(step)) is not None and grid.level is Level.BASE)
            known = self._bases[code] = next(bases, "") or self.village_of(code)
        return known

    def by_village(self, cohort: Cohort) -> tuple[tuple[str, ...], Numbers]:
        """The villages (in use first, then others met, "" last when met) and each event's place among them."""
        return _grouped(cohort, [self.village_of(code) for code in cohort.texts["grid"]], self.villages)

    def by_base(self, cohort: Cohort) -> tuple[tuple[str, ...], Numbers]:
        """The base grids that occur and each event's place among them."""
        return _grouped(cohort, [self.base_of(code) for code in cohort.texts["grid"]], ())


def _grouped(cohort: Cohort, of_code: list[str], first: tuple[str, ...]) -> tuple[tuple[str, ...], Numbers]:
    met = {of_code[code] for code in np.unique(cohort["grid"]).tolist()}
    order = (*first, *sorted(met - set(first) - {""}), *([""] if "" in met else []))
    places = {area: place for place, area in enumerate(order)}
    lookup = np.array([places.get(area, 0) for area in of_code] or [0])
    return order, lookup[cohort["grid"]]
