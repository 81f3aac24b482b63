"""Chinese map datums: WGS-84 and CGCS2000 to and from GCJ-02 and BD-09."""

from enum import StrEnum
from math import atan2, cos, pi, sin, sqrt

LonLat = tuple[float, float]
"""Longitude and latitude in degrees, east and north positive."""

_AXIS = 6378245.0
_ECCENTRICITY2 = 0.00669342162296594323
_BD_ANGLE = pi * 3000.0 / 180.0
_SETTLED = 1e-13
_ROUNDS = 30
_RIM = 0.1

WEST, EAST, SOUTH, NORTH = 73.66, 135.05, 3.86, 53.55
"""The crude box of China (domain.md §2.10); outside it nothing is shifted."""


class Datum(StrEnum):
    """The coordinate systems a file can be in without any projection."""

    WGS84 = "wgs84"
    CGCS2000 = "cgcs2000"
    GCJ02 = "gcj02"
    BD09 = "bd09"


def in_china_box(lon: float, lat: float) -> bool:
    """True inside the crude box in which GCJ-02 and BD-09 differ from WGS-84."""
    return WEST <= lon <= EAST and SOUTH <= lat <= NORTH


def _near_china(lon: float, lat: float) -> bool:
    """The box with a rim wider than any offset: only here can an inverse land inside."""
    return WEST - _RIM <= lon <= EAST + _RIM and SOUTH - _RIM <= lat <= NORTH + _RIM


def _shift(lon: float, lat: float) -> LonLat:
    """The GCJ-02 offset in degrees at a WGS-84 place, without regard to the box."""
    x, y = lon - 105.0, lat - 35.0
    root = sqrt(abs(x))
    common = (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + common
    north += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + common
    east += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    radians = lat / 180.0 * pi
    magic = 1 - _ECCENTRICITY2 * sin(radians) ** 2
    north = north * 180.0 / ((_AXIS * (1 - _ECCENTRICITY2)) / (magic * sqrt(magic)) * pi)
    east = east * 180.0 / (_AXIS / sqrt(magic) * cos(radians) * pi)
    return east, north


def wgs84_to_gcj02(lon: float, lat: float) -> LonLat:
    """WGS-84 degrees to GCJ-02 degrees; unchanged outside the box of China."""
    if not in_china_box(lon, lat):
        return lon, lat
    east, north = _shift(lon, lat)
    return lon + east, lat + north


def gcj02_to_wgs84(lon: float, lat: float) -> LonLat:
    """GCJ-02 degrees to WGS-84 degrees, exact: the place whose forward shift lands here, by iteration.

    The shift changes by less than 1 in 100 across its own length, so each round gains two digits or more.
    """
    if not _near_china(lon, lat):
        return lon, lat
    x, y = lon, lat
    for _ in range(_ROUNDS):
        east, north = _shift(x, y)
        next_x, next_y = lon - east, lat - north
        moved = abs(next_x - x) + abs(next_y - y)
        x, y = next_x, next_y
        if moved < _SETTLED:
            break
    return (x, y) if in_china_box(x, y) else (lon, lat)


def _to_bd09(lon: float, lat: float) -> LonLat:
    length = sqrt(lon * lon + lat * lat) + 0.00002 * sin(lat * _BD_ANGLE)
    angle = atan2(lat, lon) + 0.000003 * cos(lon * _BD_ANGLE)
    return length * cos(angle) + 0.0065, length * sin(angle) + 0.006


def gcj02_to_bd09(lon: float, lat: float) -> LonLat:
    """GCJ-02 degrees to BD-09 degrees; unchanged outside the box of China."""
    return _to_bd09(lon, lat) if in_china_box(lon, lat) else (lon, lat)


def bd09_to_gcj02(lon: float, lat: float) -> LonLat:
    """BD-09 degrees to GCJ-02 degrees by the closed form in general use, a few centimetres off.

    For comparing with what other programs give; imports use :func:`bd09_to_gcj02_exact`.
    """
    if not in_china_box(lon, lat):
        return lon, lat
    x, y = lon - 0.0065, lat - 0.006
    length = sqrt(x * x + y * y) - 0.00002 * sin(y * _BD_ANGLE)
    angle = atan2(y, x) - 0.000003 * cos(x * _BD_ANGLE)
    return length * cos(angle), length * sin(angle)


def bd09_to_gcj02_exact(lon: float, lat: float) -> LonLat:
    """BD-09 degrees to GCJ-02 degrees, the exact inverse of :func:`gcj02_to_bd09` by iteration."""
    if not _near_china(lon, lat):
        return lon, lat
    x, y = lon - 0.0065, lat - 0.006
    for _ in range(_ROUNDS):
        there_x, there_y = _to_bd09(x, y)
        off_x, off_y = lon - there_x, lat - there_y
        x, y = x + off_x, y + off_y
        if abs(off_x) + abs(off_y) < _SETTLED:
            break
    return (x, y) if in_china_box(x, y) else (lon, lat)


def to_wgs84(lon: float, lat: float, datum: Datum) -> LonLat:
    """Degrees of any datum to WGS-84 degrees; CGCS2000 is taken as WGS-84 (they differ by less than 1 m)."""
    if datum is Datum.BD09:
        return gcj02_to_wgs84(*bd09_to_gcj02_exact(lon, lat))
    if datum is Datum.GCJ02:
        return gcj02_to_wgs84(lon, lat)
    return lon, lat


def from_wgs84(lon: float, lat: float, datum: Datum) -> LonLat:
    """WGS-84 degrees to degrees of another datum."""
    if datum is Datum.BD09:
        return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))
    if datum is Datum.GCJ02:
        return wgs84_to_gcj02(lon, lat)
    return lon, lat
