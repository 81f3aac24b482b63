"""How large a demonstration is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """Counts of a demonstration; ``bases`` are without the exclusive grids, ``stories`` per month."""

    name: str
    towns: int
    villages: int
    bases: int
    micros: int
    exclusive: int
    area_km2: float
    stories: int
    months: int
    staged: bool = False
    """Whether the room also did everything beside its cases: rosters, handovers, a closed month, papers, a plan."""


TOWN = Size(
    "town", towns=1, villages=6, bases=42, micros=170, exclusive=3, area_km2=16.77, stories=2300, months=3, staged=True,
)
"""The shape of L: 潞城街道 has 16.77 km²."""

SMALL = Size("small", towns=1, villages=1, bases=7, micros=28, exclusive=0, area_km2=2.8, stories=150, months=1)
"""For tests: one village and one month."""

COUNTY = Size(
    "county", towns=25, villages=545, bases=2039, micros=8611, exclusive=0, area_km2=814.0, stories=30000, months=1,
)
"""The shape of Y: 2,039 base and 8,611 micro grids, 10,650 together (Y1)."""

SIZES = {size.name: size for size in (TOWN, SMALL, COUNTY)}
