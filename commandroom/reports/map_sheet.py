"""A printed map as one picture: title, frame, map, legend, scale, north, date, what was left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from commandroom.domain.clocks import Light
from commandroom.domain.instant import Instant, stamp
from commandroom.reports.grid_map_svg import RAMP
from commandroom.reports.map_drawing import BORDERS, TINT, Dot, Drawn, draw, north, outlines, points, sign
from commandroom.reports.map_names import POINT
from commandroom.reports.map_plane import HEAD, MARGIN, Layout, Plane, bar, both, plane
from commandroom.reports.svg import INK, QUIET, Sheet, clipped
from commandroom.store.map_picture import GridFace
from commandroom.store.queue.filter import LIGHT_WORDS
from commandroom.text import mark, tr

FIGURES: dict[str, str] = {
    "open": mark("未结事件（件）"), "overdue": mark("超期事件（件）"), "load": mark("每千户未结（件）"), "none": "",
}  # fmt: skip
"""What may colour the grids."""
LINE = 12.5
"""Points between two lines of the legend."""
KEY_SIZE, KEY_LINE, KEY_WIDE = 6.5, 8.5, 74.0
"""Type size, line and column of the numbered names, in points."""
COLUMNS = (0.0, 0.22, 0.38, 0.54, 0.70)
"""Where scale, colours, borders, events and numbered names stand below a standing map, in shares of its width."""


@dataclass(frozen=True, slots=True)
class Colour:
    """What colours the grids: a title for the legend, a number by grid code, None where nothing can be said.

    ``share``: the numbers are tenths of a per cent.
    """

    title: str
    values: Mapping[str, int | None]
    share: bool = False


@dataclass(frozen=True, slots=True)
class MapSheet:
    """What a map on paper shows, coloured or not; ``room`` signs it."""

    title: str
    room: str
    as_of: Instant
    faces: tuple[GridFace, ...]
    level_words: tuple[str, ...]
    colour: Colour | None = None
    dots: tuple[Dot, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheeted:
    """A sheet as SVG, with the paper it needs and the scale it has."""

    svg: str
    layout: Layout
    scale: int
    drawn: Drawn


def compose(asked: MapSheet, paper: str, families: Sequence[str], scale: int | None = None) -> Sheeted:
    """Draw the sheet. Raises Refused("print.nothing_to_show"), Refused("print.scale_too_large")."""
    shapes = outlines(asked.faces)
    made = plane(points(shapes), both(paper), scale)
    layout = made.layout
    sheet = Sheet(layout.wide / POINT, layout.high / POINT, families)
    values = asked.colour.values if asked.colour is not None else None
    drawn = draw(sheet, made, asked.faces, shapes, values, asked.dots, _room_for_keys(layout))
    _head(sheet, asked, layout)
    _frame(sheet, layout)
    _Legend(sheet, asked, made, drawn).draw()
    return Sheeted(sheet.svg(), layout, made.scale, drawn)


def _room_for_keys(layout: Layout) -> int:
    """How many numbers the legend has room to explain."""
    _, _, wide, high = (part / POINT for part in layout.legend)
    if layout.wide > layout.high:
        return max(int((high - 300) / KEY_LINE), 0) * 2
    return int((high - 24) / KEY_LINE) * int(wide * (1 - COLUMNS[-1]) / KEY_WIDE)


def _head(sheet: Sheet, asked: MapSheet, layout: Layout) -> None:
    left, base = MARGIN / POINT, (MARGIN + HEAD - 6) / POINT
    width = (layout.wide - 2 * MARGIN) / POINT
    when = tr("截至 {when}", when=stamp(asked.as_of))
    sheet.text(left, base, clipped(asked.title, 22, width - 150), 22, bold=True)
    sheet.text(left + width, base, when, 10, anchor="end", colour=QUIET)


def _frame(sheet: Sheet, layout: Layout) -> None:
    left, top, wide, high = (part / POINT for part in layout.frame)
    corners = [(left, top), (left + wide, top), (left + wide, top + high), (left, top + high)]
    sheet.area([corners], "none", INK, 1.2)


class _Legend:
    """The legend beside a lying map, or below a standing one in three columns."""

    def __init__(self, sheet: Sheet, asked: MapSheet, made: Plane, drawn: Drawn) -> None:
        self._sheet, self._asked, self._plane, self._drawn = sheet, asked, made, drawn
        self._x, self._y, self._wide, self._high = (part / POINT for part in made.layout.legend)
        self._lying = made.layout.wide > made.layout.high
        self._down = self._y + 10

    def draw(self) -> None:
        """All parts."""
        left = self._x
        parts = (self._scale, self._classes, self._borders, self._lights, self._keys)
        for part, share in zip(parts, COLUMNS, strict=True):
            if not self._lying:
                self._x, self._down = left + share * self._wide, self._y + 10
            part()
        self._foot(left)

    def _scale(self) -> None:
        x, y = self._x, self._down
        length = bar(self._plane.scale, 36.0)
        wide = self._plane.millimetres(length) / POINT
        self._sheet.text(x, y, tr("比例尺 1:{scale}", scale=f"{self._plane.scale:,}".replace(",", " ")), 10, bold=True)
        half = wide / 2
        self._sheet.box(x, y + 8, half, 3.4, INK)
        self._sheet.area([[(x + half, y + 8), (x + wide, y + 8), (x + wide, y + 11.4), (x + half, y + 11.4)]],
                         "#ffffff", INK, 0.6)  # fmt: skip
        for share, anchor in ((0.0, "start"), (0.5, "middle"), (1.0, "end")):
            metres = length * share
            words = f"{metres / 1000:g}" if length >= 1000 else f"{metres:g}"
            self._sheet.text(x + wide * share, y + 20, words, 7, anchor=anchor, colour=QUIET)
        unit = tr("千米") if length >= 1000 else tr("米")
        self._sheet.text(x + wide + 4, y + 12, unit, 7.5, colour=QUIET)
        north(self._sheet, x + 6, y + 30, tr("北"))
        self._down = y + 80

    def _title(self, words: str) -> None:
        self._sheet.text(self._x, self._down, words, 9, bold=True)
        self._down += LINE

    def _classes(self) -> None:
        asked = self._asked.colour
        if asked is None:
            return
        self._title(asked.title)
        rows = [(RAMP[0], "0%" if asked.share else "0")] if self._drawn.none or not self._drawn.ends else []
        words = _shares(self._drawn.ends) if asked.share else _counts(self._drawn.ends)
        rows += [(RAMP[len(RAMP) - len(words) + place], said) for place, said in enumerate(words)]
        if self._drawn.unsaid:
            rows.append((TINT, tr("无数据")))
        for colour, said in rows:
            self._sheet.area([_box(self._x, self._down - 7.5, 16, 9)], colour, "#8a929a", 0.4)
            self._sheet.text(self._x + 22, self._down, said, 8.5)
            self._down += LINE
        self._down += 5

    def _borders(self) -> None:
        self._title(tr("界线"))
        for depth in sorted({face.depth for face in self._asked.faces}):
            wide, colour = BORDERS[depth]
            self._sheet.line(self._x, self._down - 3, self._x + 16, self._down - 3, colour, wide)
            self._sheet.text(self._x + 22, self._down, tr(self._asked.level_words[depth]), 8.5)
            self._down += LINE
        self._down += 5

    def _lights(self) -> None:
        if not self._drawn.dots:
            return
        self._title(tr("事件（{count} 件）", count=self._drawn.dots))
        shown = {dot.light for dot in self._asked.dots}
        for light in Light:
            if light in shown:
                sign(self._sheet, self._x + 8, self._down - 3, light)
                self._sheet.text(self._x + 22, self._down, tr(LIGHT_WORDS[light]), 8.5)
                self._down += LINE
        self._down += 5

    def _keys(self) -> None:
        if not self._drawn.keys:
            return
        bottom = self._y + self._high - (40 if self._lying else 0)
        top, wide = self._down, (self._wide / 2 if self._lying else KEY_WIDE)
        x, y = self._x, top
        for number, words in self._drawn.keys:
            if y > bottom:
                x, y = x + wide, top
            self._sheet.text(x, y, clipped(f"{number} {words}", KEY_SIZE, wide - 4), KEY_SIZE)
            y += KEY_LINE

    def _foot(self, left: float) -> None:
        lines = [self._asked.room, tr("内部工作用图，界线不作权属依据")]
        if self._drawn.left_out:
            lines.insert(0, tr("另有 {count} 个网格因图幅所限未注名", count=self._drawn.left_out))
        room, base = self._wide if self._lying else 160.0, self._y + self._high - 2
        for up, words in enumerate(reversed(lines)):
            self._sheet.text(left, base - up * 10, clipped(words, 7.5, room), 7.5, colour=QUIET)


def _box(x: float, y: float, wide: float, high: float) -> list[tuple[float, float]]:
    return [(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)]


def _counts(ends: Sequence[int]) -> list[str]:
    """The classes of a count in words: from one above the class before to its own end."""
    lows = [1, *(end + 1 for end in ends[:-1])]
    return [f"{low}" if low == end else f"{low}–{end}" for low, end in zip(lows, ends, strict=True)]


def _shares(ends: Sequence[int]) -> list[str]:
    """The classes of a share in words, the ends in tenths of a per cent."""
    lows = [0, *ends[:-1]]
    return [f"{low / 10:g}–{end / 10:g}%" for low, end in zip(lows, ends, strict=True)]
