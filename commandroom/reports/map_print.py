"""Maps of the room on paper: what to show is read from the room, drawn to scale, set as PDF."""

from dataclasses import dataclass
from pathlib import Path

from commandroom.domain.clocks import Light
from commandroom.domain.errors import Refused
from commandroom.domain.instant import Instant
from commandroom.reports import figure_places, map_sheet, render
from commandroom.reports.figures import TABLE
from commandroom.reports.map_drawing import Dot
from commandroom.reports.map_sheet import FIGURES, Colour, MapSheet, Sheeted
from commandroom.reports.period import Month
from commandroom.store import map_picture
from commandroom.store.map_picture import GridFace, RoomPicture
from commandroom.store.queue.figures import Figures
from commandroom.store.reader import Reader
from commandroom.text import tr


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants printed. ``grid``: code (or name) of the grid to be shown with what lies in it, "" for all.

    ``depth``: the deepest level drawn (0 the town); ``figure``: one of map_sheet.FIGURES, or the code of a figure of
    the month ``month`` ("2026-10"); ``scale``: the denominator, None for the largest that fits.
    """

    paper: str = "A3"
    grid: str = ""
    depth: int = 2
    figure: str = "open"
    events: bool = True
    scale: int | None = None
    title: str = ""
    month: str = ""

    @property
    def of_month(self) -> bool:
        """Whether it is coloured by a figure of a month."""
        return self.figure not in FIGURES


@dataclass(frozen=True, slots=True)
class MapPrint:
    """A finished map: PDF (or PNG), scale, paper and what did not fit."""

    body: bytes
    scale: int
    paper: str
    wide: float
    high: float
    grids: int
    events: int
    numbered: int
    left_out: int
    fonts: str


def print_map(
    reader: Reader,
    wish: Wish,
    now: Instant,
    own: Path | None = None,
    ppi: float | None = None,
    columns: Figures | None = None,
) -> MapPrint:
    """The map as PDF, or with ``ppi`` as a picture; a figure of a month is counted from the queue's columns.

    Raises Refused("print.unknown_grid"), Refused("print.nothing_to_show"), Refused("print.scale_too_large"),
    Refused("print.paper"), Refused("print.unknown_figure"), Refused("report.future_month"),
    Unavailable("report.no_font").
    """
    sheet = gather(reader, wish, now, columns)
    made = map_sheet.compose(sheet, wish.paper, render.faces().families("hei"), wish.scale)
    data = {"title": sheet.title, "room": sheet.room, "svg": made.svg, "wide": made.layout.wide,
            "high": made.layout.high}  # fmt: skip
    set_ = render.typeset("map_sheet", data, now, own, ppi)
    return _told(set_.pdf, made, sheet, set_.faces.words)


def _told(body: bytes, made: Sheeted, sheet: MapSheet, fonts: str) -> MapPrint:
    drawn = made.drawn
    return MapPrint(
        body, made.scale, made.layout.paper, made.layout.wide, made.layout.high, len(sheet.faces), drawn.dots,
        len(drawn.keys), drawn.left_out, fonts,
    )  # fmt: skip


def gather(reader: Reader, wish: Wish, now: Instant, columns: Figures | None = None) -> MapSheet:
    """What stands on the sheet, read from the room as it is now."""
    picture = map_picture.read_picture(reader)
    room = reader.setting("name", "")
    top = find_face(picture, wish.grid) if wish.grid else None
    faces = below(picture.grids, top.code if top is not None else "")
    shown = tuple(face for face in faces if face.depth <= max(wish.depth, top.depth if top is not None else 0))
    title = wish.title or tr("{place}网格图", place=_place(top, faces) or room)
    colour = _of_month(reader, picture, wish, now, columns) if wish.of_month else _of_now(picture, wish.figure, now)
    codes = {face.code for face in faces}
    dots = _dots(picture, codes if top is not None else None, now) if wish.events else ()
    return MapSheet(title, room, now, shown, picture.level_words, colour, dots)


def _place(top: GridFace | None, faces: tuple[GridFace, ...]) -> str:
    """The name of what is shown: the grid asked for, or the one over all; "" when there is no one such."""
    heads = [face for face in faces if face.depth == 0] if top is None else [top]
    return (heads[0].name or heads[0].code) if len(heads) == 1 else ""


def find_face(picture: RoomPicture, name: str) -> GridFace:
    """The grid of a code, or of a name only one has; Refused("print.unknown_grid")."""
    for face in picture.grids:
        if face.code == name:
            return face
    named = [face for face in picture.grids if face.name == name]
    if len(named) != 1:
        raise Refused("print.unknown_grid", code=name)
    return named[0]


def below(faces: tuple[GridFace, ...], root: str) -> tuple[GridFace, ...]:
    """A grid and all that lies in it; all of them without a root."""
    if not root:
        return faces
    children: dict[str, list[GridFace]] = {}
    for face in faces:
        children.setdefault(face.parent, []).append(face)
    found = [face for face in faces if face.code == root]
    seen = {root}
    for face in found:
        found += (child for child in children.get(face.code, ()) if child.code not in seen)
        seen.update(child.code for child in found)
    return tuple(found)


def _of_now(picture: RoomPicture, figure: str, now: Instant) -> Colour | None:
    """Open, overdue, open for each thousand households (nothing where nobody counted them); None: no colours."""
    if not FIGURES[figure]:
        return None
    still, late = picture.counts(now)
    values: dict[str, int | None] = dict(late if figure == "overdue" else still)
    if figure == "load":
        values = {
            face.code: round(still.get(face.code, 0) * 1000 / face.households) if face.households else None
            for face in picture.grids
        }
    return Colour(tr(FIGURES[figure]), values)


def _of_month(reader: Reader, picture: RoomPicture, wish: Wish, now: Instant, columns: Figures | None) -> Colour:
    month = Month.read(wish.month)
    known = {code: name for code, name, *_ in TABLE}
    if wish.figure not in known or columns is None:
        raise Refused("print.unknown_figure", figure=wish.figure, known="、".join((*FIGURES, *known)))
    month.require_begun(now)
    places = figure_places.read(reader, columns, month, now)
    found = places.values(wish.figure, {face.code: face.parent for face in picture.grids})
    figure = places.find(wish.figure)
    share = figure is not None and figure.is_ratio
    values = {code: None if value is None else round(value * 1000 if share else value) for code, value in found.items()}
    title = f"{month.words} {tr(known[wish.figure])}"
    return Colour(title if share else tr("{title}（件）", title=title), values, share)


def _dots(picture: RoomPicture, codes: set[str] | None, now: Instant) -> tuple[Dot, ...]:
    """The open events, the quiet ones first, so that an overdue one is never hidden."""
    events = picture.events
    loud = (Light.NONE, Light.PAUSED, Light.GREEN, Light.YELLOW, Light.RED)
    found = [
        Dot(lon, lat, light)
        for lon, lat, grid, light in zip(events.lon, events.lat, events.grid, events.lights(now), strict=True)
        if lon is not None and lat is not None and (codes is None or grid in codes)
    ]
    return tuple(sorted(found, key=lambda dot: loud.index(Light(dot.light))))
