"""Table: a table of a report as data, every cell with the rows it was counted from."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from commandroom.reports.cohort import Numbers
from commandroom.reports.figures import NOTHING, percent


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """One cell: a number with how it is written, or words; ``rows`` are the events behind it, if any."""

    value: float | str | None
    kind: str = "words"
    rows: Numbers | None = None

    @property
    def words(self) -> str:
        """The cell as it is printed."""
        if isinstance(self.value, str):
            return self.value
        if self.value is None:
            return NOTHING
        if self.kind == "share":
            return percent(self.value)
        return f"{self.value:.1f}" if self.kind == "hours" else f"{round(self.value)}"


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """One table: ``total`` stands last, apart from the rows that can be ranked; ``wide``: columns to be wider."""

    code: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] = ()
    note: str = ""
    wide: tuple[int, ...] = field(default=(0,))

    def to_facts(self) -> dict[str, Any]:
        """The table as plain facts, without the rows behind."""
        return {
            "code": self.code, "title": self.title, "heads": list(self.heads), "note": self.note,
            "rows": [[cell.value for cell in row] for row in self.rows],
            "total": [cell.value for cell in self.total],
        }  # fmt: skip


def word(text: str) -> Cell:
    """A cell of words."""
    return Cell(text)


def counted(rows: Numbers) -> Cell:
    """How many events there are."""
    return Cell(len(rows), "count", rows)


def number(value: float | None, rows: Numbers | None = None) -> Cell:
    """A number."""
    return Cell(value, "count", rows)


def share(above: Numbers, below: Numbers) -> Cell:
    """The share one set of events has of another; a dash for 0 ÷ 0."""
    return Cell(len(above) / len(below) if len(below) else None, "share", above)


def hours(value: float | None) -> Cell:
    """A time in hours with one decimal."""
    return Cell(None if value is None else round(value, 2), "hours")


def ranks(values: list[tuple[float, ...]]) -> list[int]:
    """The rank of each value, the greatest first; equal values share a rank (1, 2, 2, 4)."""
    order = sorted(values, reverse=True)
    return [order.index(value) + 1 for value in values]


NO_ROWS = np.zeros(0, "i8")
