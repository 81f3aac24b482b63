"""A made-up town of crooked cells on three levels, every border shared, as outlines by name."""

import random
from typing import Any

import shapely

SIDE, STEP, WEST, SOUTH = 4, 0.002, 119.9, 31.7
PARENTS: dict[str, str] = {
    **{f"b{x}{y}": f"v{x // 2}{y // 2}" for x in range(SIDE) for y in range(SIDE)},
    **{f"v{x}{y}": "town" for x in range(2) for y in range(2)},
}
LEVELS = (["town"], [f"v{x}{y}" for x in range(2) for y in range(2)], [f"b{x}{y}" for x in range(4) for y in range(4)])


def town(seed: int) -> dict[str, Any]:
    """Four villages of four crooked base grids in one town; every border shared through all levels."""
    rng = random.Random(seed)
    corner = {
        (x, y): (
            round(WEST + STEP * (x + rng.uniform(-0.3, 0.3)), 8), round(SOUTH + STEP * (y + rng.uniform(-0.3, 0.3)), 8)
        )
        for x in range(SIDE + 1) for y in range(SIDE + 1)
    }  # fmt: skip

    def block(x: int, y: int, wide: int) -> shapely.Polygon:
        ring = [(x + at, y) for at in range(wide)] + [(x + wide, y + at) for at in range(wide)]
        ring += [(x + wide - at, y + wide) for at in range(wide)] + [(x, y + wide - at) for at in range(wide)]
        return shapely.Polygon([corner[place] for place in ring])

    return {
        "town": block(0, 0, SIDE),
        **{f"v{x}{y}": block(2 * x, 2 * y, 2) for x in range(2) for y in range(2)},
        **{f"b{x}{y}": block(x, y, 1) for x in range(SIDE) for y in range(SIDE)},
    }
