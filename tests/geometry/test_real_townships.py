"""Two real townships in small areas: edited at random, they stay as whole as they came."""

import random
from pathlib import Path
from typing import Any

import pytest
import shapely

from commandroom.domain.errors import Refused
from commandroom.geometry import editing
from commandroom.geometry.outlines import square_metres
from commandroom.sync.geo.geo_source import open_source


def outlines(path: Path) -> dict[str, Any]:
    """The areas of a file by number."""
    return {str(feature.number): feature.geometry for feature in open_source(path).features}


@pytest.mark.parametrize("name", ["10007040_base", "10007060_code2"])
def test_edits_of_real_areas_conserve_them(shared_data: Path, name: str) -> None:
    """Forty bends, splits and mergers: never an overlap that was not there, never area lost."""
    shapes = outlines(shared_data / "township-grid-polygons-kiang" / f"{name}.geojson")
    whole, rng, done = sum(map(square_metres, shapes.values())), random.Random(5), 0
    before = sum(square_metres(shapely.intersection(a, b)) for a, b in _touching(shapes))
    for step in range(40):
        code = rng.choice(sorted(shapes))
        west, south, east, north = shapes[code].bounds
        try:
            if step % 3 == 0:
                spot = shapes[code].exterior.interpolate(rng.random(), normalized=True)
                to = (spot.x + (east - west) * 0.03, spot.y + (north - south) * 0.02)
                new = editing.bend(shapes, (spot.x, spot.y), to)
                if editing.spoilt(shapes, {**shapes, **new}, {}) is None:
                    shapes, done = {**shapes, **new}, done + 1
            elif step % 3 == 1:
                y = south + (north - south) * rng.uniform(0.3, 0.7)
                cut = editing.split(shapes, code, (), [(west - 0.001, y), (east + 0.001, y + (north - south) * 0.05)])
                shapes = {key: shape for key, shape in cut.shapes.items() if key != code}
                shapes.update({f"{code}/{nth}": piece for nth, piece in enumerate(cut.pieces[code])})
                done += 1
            else:
                touching = [key for key, shape in shapes.items() if key != code and shape.intersects(shapes[code])]
                other = rng.choice(sorted(touching))
                new = editing.join(shapes, [code, other])
                shapes, done = {**{key: shapes[key] for key in shapes if key != other}, **new}, done + 1
        except Refused as why:
            assert why.code.startswith("plan.")
    assert done > 25
    assert shapely.is_valid(list(shapes.values())).all()
    after = sum(square_metres(shapely.intersection(a, b)) for a, b in _touching(shapes))
    assert after <= before + 5.0
    # Bends at the outer edge give or take ground there; nothing is lost inside.
    outer = square_metres(shapely.union_all(list(shapes.values())))
    assert sum(map(square_metres, shapes.values())) == pytest.approx(outer, abs=5.0 + before)
    assert outer == pytest.approx(whole, rel=0.02)


def _touching(shapes: dict[str, Any]) -> list[tuple[Any, Any]]:
    own = list(shapes.values())
    a, b = shapely.STRtree(own).query(own, predicate="intersects")
    return [(own[one], own[other]) for one, other in zip(a.tolist(), b.tolist(), strict=True) if one < other]
