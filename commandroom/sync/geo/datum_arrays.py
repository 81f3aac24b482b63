"""The datum conversions of domain/datum.py on whole arrays, for files of a hundred thousand points."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from commandroom.domain import datum
from commandroom.domain.datum import Datum

Floats = NDArray[np.float64]
_ROUNDS = 12


def _in_box(lon: Floats, lat: Floats) -> NDArray[np.bool_]:
    inside: NDArray[np.bool_] = (
        (lon >= datum.WEST) & (lon <= datum.EAST) & (lat >= datum.SOUTH) & (lat <= datum.NORTH)
    )
    return inside


def _shift(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    pi = np.pi
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    common = (20.0 * np.sin(6.0 * x * pi) + 20.0 * np.sin(2.0 * x * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + common
    north += (20.0 * np.sin(y * pi) + 40.0 * np.sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * np.sin(y / 12.0 * pi) + 320.0 * np.sin(y * pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + common
    east += (20.0 * np.sin(x * pi) + 40.0 * np.sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * np.sin(x / 12.0 * pi) + 300.0 * np.sin(x / 30.0 * pi)) * 2.0 / 3.0
    radians = lat / 180.0 * pi
    axis, e2 = 6378245.0, 0.00669342162296594323
    magic = 1 - e2 * np.sin(radians) ** 2
    north = north * 180.0 / ((axis * (1 - e2)) / (magic * np.sqrt(magic)) * pi)
    east = east * 180.0 / (axis / np.sqrt(magic) * np.cos(radians) * pi)
    return east, north


def _bd09(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    turn = np.pi * 3000.0 / 180.0
    length = np.sqrt(lon * lon + lat * lat) + 0.00002 * np.sin(lat * turn)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * turn)
    return length * np.cos(angle) + 0.0065, length * np.sin(angle) + 0.006


def _kept_outside(lon: Floats, lat: Floats, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    inside = _in_box(x, y)
    return np.where(inside, x, lon), np.where(inside, y, lat)


def _gcj02_to_wgs84(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    x, y = lon.copy(), lat.copy()
    for _ in range(_ROUNDS):
        east, north = _shift(x, y)
        x, y = lon - east, lat - north
    return _kept_outside(lon, lat, x, y)


def _bd09_to_gcj02(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    x, y = lon - 0.0065, lat - 0.006
    for _ in range(_ROUNDS):
        there_x, there_y = _bd09(x, y)
        x, y = x + (lon - there_x), y + (lat - there_y)
    return _kept_outside(lon, lat, x, y)


def to_wgs84(points: NDArray[Any], of: Datum) -> Floats:
    """Points (n, 2) of longitude and latitude in a datum, as a new (n, 2) array in WGS-84 degrees.

    The same answers as :func:`commandroom.domain.datum.to_wgs84`, to 1e-11 degrees. Places far from China
    are left as they are; not-a-number stays so.
    """
    found = np.array(points, dtype=np.float64, copy=True).reshape(-1, 2)
    if of in (Datum.WGS84, Datum.CGCS2000) or not len(found):
        return found
    near = (np.abs(found[:, 0] - 104.355) < 30.8) & (np.abs(found[:, 1] - 28.705) < 24.95)
    lon, lat = found[near, 0], found[near, 1]
    if of is Datum.BD09:
        lon, lat = _bd09_to_gcj02(lon, lat)
    lon, lat = _gcj02_to_wgs84(lon, lat)
    found[near, 0], found[near, 1] = lon, lat
    return found
