"""Lengths and areas on the earth itself (WGS-84 ellipsoid), in metres, and in the words used here."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from commandroom.text import tr

LonLat = tuple[float, float]
MU = 10_000 / 15
"""Square metres of one 市亩 (1 公顷 = 15 亩, by the State Council's order of 1984 on units of measurement)."""
HECTARE = 10_000.0
SQUARE_KM = 1_000_000.0


@cache
def _earth() -> Any:
    from pyproj import Geod

    return Geod(ellps="WGS84")


def lengths(points: Sequence[LonLat]) -> list[float]:
    """Metres of each leg of a line (degrees WGS-84), along the shortest way on the ellipsoid."""
    if len(points) < 2:
        return []
    lon, lat = [point[0] for point in points], [point[1] for point in points]
    return [float(leg) for leg in _earth().line_lengths(lon, lat)]


def area(ring: Sequence[LonLat]) -> tuple[float, float]:
    """Square metres inside a ring (degrees WGS-84; closes itself, either way round) and metres round it."""
    if len(ring) < 3:
        return 0.0, 2 * sum(lengths(ring))
    inside, round_it = _earth().polygon_area_perimeter([point[0] for point in ring], [point[1] for point in ring])
    return abs(float(inside)), float(round_it)


def length_words(metres: float) -> str:
    """``86.4 米``, ``742 米``, ``3.27 公里``, ``41.6 公里``."""
    if metres < 99.95:
        return tr("{length} 米", length=f"{metres:.1f}")
    if metres < 999.5:
        return tr("{length} 米", length=f"{metres:.0f}")
    return tr("{length} 公里", length=f"{metres / 1000:.2f}" if metres < 9_995 else f"{metres / 1000:,.1f}")


def area_words(square_metres: float) -> str:
    """The area in the unit of its size, and in 亩: ``640 平方米（0.96 亩）``, ``3.20 公顷（48.0 亩）``."""
    mu = square_metres / MU
    in_mu = f"{mu:.2f}" if mu < 9.995 else f"{mu:.1f}" if mu < 999.95 else f"{mu:,.0f}"
    if square_metres < HECTARE:
        return tr("{area} 平方米（{mu} 亩）", area=f"{square_metres:,.0f}", mu=in_mu)
    if square_metres < SQUARE_KM:
        return tr("{area} 公顷（{mu} 亩）", area=f"{square_metres / HECTARE:.2f}", mu=in_mu)
    return tr("{area} 平方公里（{mu} 亩）", area=f"{square_metres / SQUARE_KM:,.2f}", mu=in_mu)
