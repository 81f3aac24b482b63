"""The heat of a report: as many events on the picture as in the squares, its legend in words."""

import re

import numpy as np

from commandroom.reports import heat_svg
from commandroom.reports.grid_map_svg import RAMP, MapGrid
from commandroom.store import heat
from commandroom.store.heat import CELL, Spot


def _grid(wide: float) -> MapGrid:
    west, south = 119.4, 31.9
    ring = ((west, south), (west + wide, south), (west + wide, south + wide), (west, south + wide), (west, south))
    return MapGrid("G1", "一网格", "V1", ((ring,),))


def _spot(east: int, north: int, count: int) -> Spot:
    return Spot(119.4 + (east + 0.5) * CELL, 31.9 + (north + 0.5) * CELL, np.arange(count))


def _squares(svg: str) -> dict[str, int]:
    """How many boxes of each colour stand on the picture, without those of the legend."""
    found: dict[str, int] = {}
    for wide, colour in re.findall(r'<rect [^>]*width="([\d.]+)"[^>]*fill="(#[0-9a-f]+)"', svg):
        if float(wide) != 14.0:
            found[colour] = found.get(colour, 0) + 1
    return found


def test_every_square_has_the_colour_of_its_step() -> None:
    """Three squares of three steps, the hottest darkest; words for each step; the village named."""
    svg = heat_svg.draw(
        ("Noto Sans CJK SC",), [_grid(0.02)], [_spot(1, 1, 9), _spot(3, 3, 4), _spot(5, 5, 1)], {"V1": "东村"}
    )
    last = heat.ends([9, 4, 1])
    assert _squares(svg) == {RAMP[1 + heat.step(count, last)]: 1 for count in (9, 4, 1)}
    for words in (*heat.step_words(last), "每格件数", "约100米见方", "东村", "北"):
        assert words in svg


def test_a_large_town_gathers_small_squares() -> None:
    """Where a square would be too small to see, several are one, and the legend says how large."""
    spots = [_spot(2 * at, 0, 1) for at in range(40)]
    svg = heat_svg.draw((), [_grid(0.4)], spots, {})
    assert "约100米见方" not in svg
    assert sum(_squares(svg).values()) < 40
    by = 5
    assert sum(heat_svg.gathered(spots, by).values()) == 40


def test_nothing_to_show_is_no_picture() -> None:
    """No outline, or no event with a place."""
    assert heat_svg.draw((), [], [_spot(0, 0, 1)], {}) == ""
    assert heat_svg.draw((), [_grid(0.02)], [], {}) == ""


def test_an_event_beyond_the_map_is_not_drawn() -> None:
    """The picture ends at the outlines; what lies elsewhere does not stretch it."""
    near, far = _spot(1, 1, 1), _spot(500, 1, 1)
    grids = [_grid(0.02)]
    assert _squares(heat_svg.draw((), grids, [near, far], {})) == _squares(heat_svg.draw((), grids, [near], {}))
