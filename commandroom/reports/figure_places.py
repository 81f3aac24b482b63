"""A figure of a month told apart by grid: each place with its own numerator and denominator, summed up the tree."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from commandroom.domain.instant import Instant
from commandroom.reports.cohort import Numbers
from commandroom.reports.figures import Figure, ratio
from commandroom.reports.monthly import Reading, gather
from commandroom.reports.period import Basis, Month
from commandroom.store import heat as heats
from commandroom.store.heat import Spot
from commandroom.store.map_picture import rolled_up
from commandroom.store.queue.figures import Figures

TIMES: Mapping[str, str] = {"rework_rate": "rework", "return_rate": "returns"}
"""Figures that count how often, not how many cases: the column that holds the times."""


@dataclass(frozen=True, slots=True, eq=False)
class FigurePlaces:
    """The figures of one month with the grid of every row behind them, and the squares of its events."""

    month: Month
    figures: tuple[Figure, ...]
    rows: Numbers
    grids: tuple[str, ...]
    times: Mapping[str, Numbers]
    heat: tuple[Spot, ...] = ()

    def find(self, code: str) -> Figure | None:
        """A figure by its code."""
        return next((one for one in self.figures if one.code == code), None)

    def heat_steps(self) -> tuple[tuple[int, ...], tuple[str, ...]]:
        """The step 0..4 of each square, and the words of the steps that there are."""
        return heats.stepped(self.heat)

    def counts(self, code: str, parents: Mapping[str, str]) -> tuple[dict[str, int], dict[str, int] | None]:
        """Numerators and denominators (None for a count) by grid code; "" holds what lies in no known grid."""
        figure = self.find(code)
        if figure is None:
            return {}, {}
        above = rolled_up(self._by_grid(figure.rows, self.times.get(TIMES.get(code, ""))), parents)
        return above, None if not figure.is_ratio else rolled_up(self._by_grid(figure.of_rows, None), parents)

    def values(self, code: str, parents: Mapping[str, str]) -> dict[str, float | None]:
        """The figure by grid code: a count, or a share that is None for 0 ÷ 0."""
        above, below = self.counts(code, parents)
        if below is None:
            return {grid: float(above.get(grid, 0)) for grid in parents}
        return {grid: ratio(above.get(grid, 0), below.get(grid, 0)) for grid in parents}

    def _by_grid(self, rows: Numbers, times: Numbers | None) -> dict[str, int]:
        found: dict[str, int] = {}
        places = np.searchsorted(self.rows, rows).tolist()
        for place in places:
            code = self.grids[place]
            found[code] = found.get(code, 0) + (1 if times is None else int(times[place]))
        return found


def read(reader: Reading, columns: Figures, month: Month, now: Instant) -> FigurePlaces:
    """The figures of a month by the moment of report. Raises Refused("report.future_month")."""
    report = gather(reader, columns, month, Basis.REPORTED, now)
    return placed(month, report.figures, columns, report.heat)


def placed(
    month: Month, figures: tuple[Figure, ...], columns: Figures, heat: tuple[Spot, ...] = ()
) -> FigurePlaces:
    """Figures with the grids of the rows behind them, taken out of the columns they were counted from."""
    behind: list[Any] = [part for one in figures for part in (one.rows, one.of_rows)]
    rows = np.unique(np.concatenate(behind)) if behind else np.zeros(0, np.int64)
    places = np.searchsorted(columns.numbers["row"], rows)
    texts = columns.texts["grid"]
    grids = tuple(texts[code] for code in columns.numbers["grid"][places].tolist())
    times = {name: columns.numbers[name][places] for name in TIMES.values()}
    return FigurePlaces(month, figures, rows, grids, times, heat)
