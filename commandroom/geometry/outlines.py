"""Between shapely's geometries and the outlines a grid holds: text, true areas."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commandroom.domain.shape import DIGITS

_A, _E2 = 6378137.0, 0.0066943799901413165
"""WGS-84: equatorial radius in metres, squared eccentricity."""


def as_wkb(shapes: Sequence[Any]) -> list[str]:
    """Polygons or multi-polygons in degrees as the texts of :func:`commandroom.domain.shape.to_wkb`."""
    import shapely

    if not len(shapes):
        return []
    parts, owner = shapely.get_parts(np.array(shapes, dtype=object), return_index=True)
    multi = shapely.multipolygons(parts, indices=owner)
    turned = shapely.orient_polygons(multi)
    rounded = shapely.transform(turned, lambda points: np.round(points, DIGITS) + 0.0)
    return [text.lower() for text in shapely.to_wkb(rounded, hex=True, output_dimension=2, byte_order=1)]


def equal_area(points: NDArray[Any]) -> NDArray[np.float64]:
    """Degrees (n, 2) to metres on the ellipsoidal sinusoidal projection, which keeps every area true."""
    middle = float(np.mean(points[:, 0])) if len(points) else 0.0
    phi = np.radians(points[:, 1])
    sine = np.sin(phi)
    east = _A * np.radians(points[:, 0] - middle) * np.cos(phi) / np.sqrt(1 - _E2 * sine * sine)
    e4, e6 = _E2 * _E2, _E2**3
    north = _A * (
        (1 - _E2 / 4 - 3 * e4 / 64 - 5 * e6 / 256) * phi
        - (3 * _E2 / 8 + 3 * e4 / 32 + 45 * e6 / 1024) * np.sin(2 * phi)
        + (15 * e4 / 256 + 45 * e6 / 1024) * np.sin(4 * phi)
        - (35 * e6 / 3072) * np.sin(6 * phi)
    )
    return np.column_stack([east, north])


def areas(shapes: Sequence[Any]) -> list[float]:
    """The true areas of geometries in degrees, in square metres, all at once; right anywhere on one map."""
    import shapely

    if not len(shapes):
        return []
    found: list[float] = shapely.area(shapely.transform(np.array(shapes, dtype=object), equal_area)).tolist()
    return found


def square_metres(shape: Any) -> float:
    """The true area of a geometry in degrees, in square metres."""
    import shapely

    return float(shapely.area(shapely.transform(shape, equal_area)))
