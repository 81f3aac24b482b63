"""The heat of a span: events by squares of a hundred metres, and the five steps such squares are coloured by."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from commandroom.domain.instant import Instant

CELL = 0.001
"""Degrees of a square: about 110 m north-south, 94 m east-west at 31.7° N."""
STEPS = 5


class Rows(Protocol):
    """The part of a reader that this needs."""

    def rows(self, sql: str, values: Any = ()) -> list[Any]:
        """The rows of a SELECT."""


@dataclass(frozen=True, slots=True, eq=False)
class Spot:
    """A square: its middle (WGS-84) and the row numbers of the events in it."""

    lon: float
    lat: float
    rows: NDArray[Any]

    @property
    def count(self) -> int:
        """How many events there were."""
        return len(self.rows)


def read(reader: Rows, since: Instant, until: Instant) -> tuple[Spot, ...]:
    """The squares of the events reported in ``since <= instant < until``; drafts are no events yet."""
    found = reader.rows(
        "SELECT row, lon, lat FROM event WHERE reported_at >= ? AND reported_at < ? AND state <> 'draft'"
        " AND lon IS NOT NULL AND lat IS NOT NULL ORDER BY row",
        (since, until),
    )
    rows, lon, lat = (np.array([one[at] for one in found]) for at in range(3))
    return squares(rows.astype("i8"), lon.astype("f8"), lat.astype("f8"))


def squares(rows: NDArray[Any], lon: NDArray[Any], lat: NDArray[Any]) -> tuple[Spot, ...]:
    """The squares that have events, the most first; an event without a position (NaN) is in none."""
    placed = np.flatnonzero(~(np.isnan(lon) | np.isnan(lat)))
    if not len(placed):
        return ()
    # one number for each square; a position on earth stays below 360,000 squares each way
    cells = np.floor(lat[placed] / CELL).astype("i8") * 1_000_000 + np.floor(lon[placed] / CELL).astype("i8") + 500_000
    order = np.argsort(cells, kind="stable")
    firsts = np.flatnonzero(np.diff(cells[order], prepend=cells[order[0]] - 1))
    inside = np.split(rows[placed[order]], firsts[1:])
    norths, easts = np.divmod(cells[order[firsts]], 1_000_000)
    found = [
        Spot((east - 500_000 + 0.5) * CELL, (north + 0.5) * CELL, held)
        for east, north, held in zip(easts.tolist(), norths.tolist(), inside, strict=True)
    ]
    return tuple(sorted(found, key=lambda spot: (-spot.count, spot.lon, spot.lat)))


def ends(counts: Sequence[int]) -> tuple[int, ...]:
    """The last counts of at most five steps: one by one up to five, beyond that each some times the one before."""
    most = max(counts, default=0)
    if most <= STEPS:
        return tuple(range(1, most + 1))
    found: list[int] = []
    for step in range(1, STEPS + 1):
        found.append(max(round(most ** (step / STEPS)), found[-1] + 1 if found else 1))
    return tuple(found)


def step(count: int, last: Sequence[int]) -> int:
    """The step 0..4 of a count of at least one; the hottest is always the last step."""
    return STEPS - len(last) + sum(count > end for end in last[:-1])

def stepped(spots: Sequence[Spot]) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """The step 0..4 of each square, and the words of the steps that there are; the last words are of step 4."""
    last = ends([spot.count for spot in spots])
    return tuple(step(spot.count, last) for spot in spots), tuple(step_words(last))


def step_words(last: Sequence[int]) -> list[str]:
    """``1``, ``2–3``, …: the counts of each step, by their last ones."""
    low = [1, *(end + 1 for end in last[:-1])]
    return [f"{first}" if first == end else f"{first}–{end}" for first, end in zip(low, last, strict=True)]
