"""The heat of a report: squares in one hue and five steps over the outlines of the grids, as SVG."""

from collections.abc import Mapping, Sequence
from math import ceil, floor

from commandroom.reports import grid_map_svg
from commandroom.reports.grid_map_svg import MOST_HIGH, RAMP, MapGrid, Plane, moved
from commandroom.reports.svg import RULE, WIDTH, Sheet
from commandroom.store import heat
from commandroom.store.heat import CELL, Spot
from commandroom.text import tr

LEAST = 3.2
"""Points across a square at least: smaller ones are gathered by two, three, … each way."""
_SHIFT = 4.0


def draw(families: Sequence[str], grids: Sequence[MapGrid], spots: Sequence[Spot], villages: Mapping[str, str]) -> str:
    """Squares over pale grids with legend, scale bar and north; "" without outlines or without a square."""
    drawn = [grid for grid in grids if grid.shape]
    if not drawn or not spots:
        return ""
    plane = Plane(drawn, WIDTH - 92, MOST_HIGH)
    sheet = Sheet(WIDTH, max(plane.high + 8, 150), families)
    for grid in drawn:
        for polygon in grid.shape:
            rings = [[moved(plane.at(*place), _SHIFT) for place in ring] for ring in polygon]
            sheet.area(rings, "#fafbfc", RULE, 0.4)
    by = ceil(LEAST / (CELL * plane.scale))
    counts = gathered(spots, by)
    last = heat.ends(list(counts.values()))
    for (east, north), count in sorted(counts.items(), key=lambda one: one[1]):
        _square(sheet, plane, (east * by * CELL, north * by * CELL), by * CELL, RAMP[1 + heat.step(count, last)])
    grid_map_svg.borders(sheet, drawn, plane, _SHIFT)
    grid_map_svg.names(sheet, drawn, plane, _SHIFT, villages)
    colours = RAMP[len(RAMP) - len(last) :]
    rows = list(zip(colours, heat.step_words(last), strict=True))
    grid_map_svg.legend(sheet, [tr("每格件数"), tr("（约{m}米见方）", m=100 * by)], rows)
    grid_map_svg.scale_bar(sheet, plane)
    return sheet.svg()


def gathered(spots: Sequence[Spot], by: int) -> dict[tuple[int, int], int]:
    """Counts by the place of larger squares, each ``by`` times ``by`` small ones."""
    found: dict[tuple[int, int], int] = {}
    for spot in spots:
        place = floor(spot.lon / CELL) // by, floor(spot.lat / CELL) // by
        found[place] = found.get(place, 0) + spot.count
    return found


def _square(sheet: Sheet, plane: Plane, corner: tuple[float, float], side: float, colour: str) -> None:
    """One square by its south-west corner in degrees; one beyond the map is left out."""
    left, foot = moved(plane.at(*corner), _SHIFT)
    right, top = moved(plane.at(corner[0] + side, corner[1] + side), _SHIFT)
    if left >= 0 and top >= 0 and right <= plane.wide + 2 * _SHIFT and foot <= plane.high + 2 * _SHIFT:
        sheet.box(left, top, right - left, foot - top, colour)
