"""The grid map of a report: a choropleth of counts in one hue, villages outlined and named, as SVG."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, log10, radians

from commandroom.domain.shape import Shape
from commandroom.reports.svg import INK, QUIET, WIDTH, Sheet
from commandroom.text import tr

RAMP = ("#f1f3f5", "#cfdeec", "#9dbfdd", "#5b8fc0", "#2a5f95", "#163a5f")
"""None, then five classes."""
MOST_HIGH = 300.0


@dataclass(frozen=True, slots=True)
class MapGrid:
    """One grid of the map: its outline in degrees (WGS-84), the village it lies in, and its count's key."""

    code: str
    name: str
    village: str
    shape: Shape


def classes(counts: Sequence[int], wanted: int = 5) -> tuple[int, ...]:
    """The upper ends of at most five classes by quantiles of what is not 0; ascending, no two alike."""
    values = sorted(count for count in counts if count > 0)
    if not values:
        return ()
    ends = {values[min(len(values) * part // wanted, len(values)) - 1] for part in range(1, wanted + 1)
            if len(values) * part // wanted}  # fmt: skip
    return tuple(sorted(ends | {values[-1]}))


def shade(count: int, ends: Sequence[int]) -> str:
    """The colour of a count."""
    if count <= 0 or not ends:
        return RAMP[0]
    place = next((place for place, end in enumerate(ends) if count <= end), len(ends) - 1)
    return RAMP[len(RAMP) - len(ends) + place]


class Plane:
    """Degrees to points: an equirectangular picture true to scale at its own latitude."""

    def __init__(self, grids: Sequence[MapGrid], wide: float, most_high: float) -> None:
        places = [place for grid in grids for polygon in grid.shape for ring in polygon for place in ring]
        self.west = min(lon for lon, _ in places)
        self.north = max(lat for _, lat in places)
        east, south = max(lon for lon, _ in places), min(lat for _, lat in places)
        self.squeeze = cos(radians((self.north + south) / 2))
        span_x, span_y = max((east - self.west) * self.squeeze, 1e-9), max(self.north - south, 1e-9)
        self.scale = min(wide / span_x, most_high / span_y)
        self.wide, self.high = span_x * self.scale, span_y * self.scale

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """A place in degrees as points from the left and from the top."""
        return (lon - self.west) * self.squeeze * self.scale, (self.north - lat) * self.scale

    @property
    def metre(self) -> float:
        """Points per metre."""
        return self.scale / 111_320


def choropleth(
    families: Sequence[str], grids: Sequence[MapGrid], counts: Mapping[str, int], villages: Mapping[str, str]
) -> str:
    """Grids coloured by count with legend, scale bar and north; ``villages``: code to name."""
    drawn = [grid for grid in grids if grid.shape]
    if not drawn:
        return ""
    plane = Plane(drawn, WIDTH - 92, MOST_HIGH)
    sheet = Sheet(WIDTH, max(plane.high + 8, 150), families)
    ends = classes([counts.get(grid.code, 0) for grid in drawn])
    shift = 4.0
    for grid in drawn:
        for polygon in grid.shape:
            rings = [[moved(plane.at(*place), shift) for place in ring] for ring in polygon]
            sheet.area(rings, shade(counts.get(grid.code, 0), ends), "#ffffff", 0.6)
    borders(sheet, drawn, plane, shift)
    names(sheet, drawn, plane, shift, villages)
    _legend(sheet, ends, any(not counts.get(grid.code, 0) for grid in drawn))
    scale_bar(sheet, plane)
    return sheet.svg()


def moved(place: tuple[float, float], by: float) -> tuple[float, float]:
    """A place shifted both ways."""
    return place[0] + by, place[1] + by


def _middle(ring: Sequence[tuple[float, float]]) -> tuple[float, float, float]:
    """Centroid and area of a ring."""
    area = x = y = 0.0
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = x1 * y2 - x2 * y1
        area, x, y = area + cross, x + (x1 + x2) * cross, y + (y1 + y2) * cross
    if abs(area) < 1e-9:
        return ring[0][0], ring[0][1], 0.0
    return x / (3 * area), y / (3 * area), abs(area) / 2


def borders(sheet: Sheet, grids: Sequence[MapGrid], plane: Plane, shift: float) -> None:
    """The outline of every village, darker than those of its grids."""
    import shapely

    pieces: dict[str, list[shapely.Polygon]] = {}
    for grid in grids:
        for polygon in grid.shape:
            rings = [[plane.at(*place) for place in ring] for ring in polygon]
            pieces.setdefault(grid.village, []).append(shapely.Polygon(rings[0], rings[1:]).buffer(0))
    for found in pieces.values():
        outline = shapely.union_all(found, grid_size=0.01).boundary
        for line in shapely.get_parts(outline):
            sheet.path([(x + shift, y + shift) for x, y in line.coords], "#4b5157", 1.0)


def names(
    sheet: Sheet, grids: Sequence[MapGrid], plane: Plane, shift: float, villages: Mapping[str, str]
) -> None:
    """The name of every village in the middle of its grids."""
    middles: dict[str, list[tuple[float, float, float]]] = {}
    for grid in grids:
        for polygon in grid.shape:
            ring = [moved(plane.at(*place), shift) for place in polygon[0]]
            middles.setdefault(grid.village, []).append(_middle(ring))
    for village, found in sorted(middles.items()):
        weight = sum(size for _, _, size in found) or 1.0
        x = sum(cx * size for cx, _, size in found) / weight
        y = sum(cy * size for _, cy, size in found) / weight
        sheet.text(x, y + 3, villages.get(village, village), 9, anchor="middle", bold=True, halo=True)


def _legend(sheet: Sheet, ends: Sequence[int], none: bool) -> None:
    rows = [(RAMP[0], "0")] if none or not ends else []
    low = 1
    for place, end in enumerate(ends):
        colour = RAMP[len(RAMP) - len(ends) + place]
        rows.append((colour, f"{low}" if low == end else f"{low}–{end}"))
        low = end + 1
    legend(sheet, [tr("件数")], rows)


def legend(sheet: Sheet, title: Sequence[str], rows: Sequence[tuple[str, str]]) -> None:
    """At the right head: a title of some lines, colours with their words, and north below."""
    x, y = sheet.width - 78, 14.0
    for line in title:
        sheet.text(x, y, line, 9, bold=True)
        y += 12
    y -= 12
    for colour, words in rows:
        y += 15
        sheet.box(x, y - 8, 14, 10, colour)
        sheet.text(x + 19, y, words, 9)
    sheet.line(x + 6, y + 48, x + 6, y + 22, INK, 1.1)
    sheet.area([[(x + 6, y + 16), (x + 2.4, y + 26), (x + 9.6, y + 26)]], INK, INK)
    sheet.text(x + 14, y + 28, tr("北"), 9)


def scale_bar(sheet: Sheet, plane: Plane) -> None:
    """The bar at the right foot."""
    room = 64 / plane.metre
    power = 10.0 ** int(log10(room))
    length = next(power * part for part in (5, 2, 1) if power * part <= room)
    wide, x, y = length * plane.metre, sheet.width - 78, sheet.height - 12
    sheet.line(x, y, x + wide, y, INK, 1.0)
    sheet.line(x, y - 3, x, y, INK, 1.0)
    sheet.line(x + wide, y - 3, x + wide, y, INK, 1.0)
    words = tr("{km:g} 千米", km=length / 1000) if length >= 1000 else tr("{m:g} 米", m=length)
    sheet.text(x, y - 5, words, 8, colour=QUIET)
