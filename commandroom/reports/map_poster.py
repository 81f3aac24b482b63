"""The board of one grid or village (domain.md B6): map, structure, people, duties, telephones; masked unless let."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from commandroom import resources
from commandroom.domain.errors import Refused, Unavailable
from commandroom.domain.instant import Instant, stamp
from commandroom.domain.masking import mask_phone
from commandroom.domain.people import Person
from commandroom.domain.places import Grid
from commandroom.reports import map_print, render
from commandroom.reports.map_drawing import Drawn, draw, north, outlines, points
from commandroom.reports.map_names import POINT
from commandroom.reports.map_plane import MARGIN, SHEETS, Layout, Plane, bar, plane
from commandroom.reports.svg import INK, QUIET, Sheet
from commandroom.store import map_picture
from commandroom.store.map_picture import GridFace
from commandroom.store.reader import Reader
from commandroom.sync.roster.staff_sheet import ROLE_WORDS
from commandroom.text import tr

HIGH = {"A4": 112.0, "A3": 170.0}
"""Height of the map on the board in millimetres."""
MOST = {"A4": 14, "A3": 24}
"""Grids named one by one in the structure."""


@dataclass(frozen=True, slots=True)
class Poster:
    """A finished board: PDF (or PNG), its scale, how many telephone numbers stand on it, and whether in full."""

    body: bytes
    title: str
    scale: int
    numbers: int
    revealed: bool
    fonts: str


def print_poster(
    reader: Reader, name: str, paper: str, now: Instant, *, revealed: bool = False, own: Path | None = None,
    ppi: float | None = None,
) -> Poster:  # fmt: skip
    """The board of a grid by code or name. ``revealed``: whoever asks has recorded the right and the reason.

    Raises Refused("print.unknown_grid"), Refused("print.no_outline"), Refused("print.paper").
    """
    if paper not in SHEETS:
        raise Refused("print.paper", paper=paper, known="、".join(SHEETS))
    picture = map_picture.read_picture(reader)
    top = map_print.find_face(picture, name)
    if not top.outline:
        raise Refused("print.no_outline", name=top.name or top.code)
    faces = map_print.below(picture.grids, top.code)
    shown = tuple(face for face in faces if face.depth <= top.depth + 1)
    svg, scale, drawn = _picture(shown, paper)
    lines = _Lines(reader, revealed)
    structure = lines.structure(top, shown[1 : 1 + MOST[paper]], picture.level_words)
    people = lines.people({face.code for face in faces})
    title = top.name or top.code
    wide, high = SHEETS[paper]
    left = max(len(shown) - 1 - MOST[paper], 0)
    key = "　".join(f"{number} {words}" for number, words in drawn.keys)
    data = {
        "title": title, "room": reader.setting("name", ""), "paper": paper, "wide": wide, "high": high, "svg": svg,
        "facts": [*lines.facts(top), tr("比例尺 1:{scale}", scale=scale), *([key] if key else [])],
        "structure": structure, "people": people, "duties": _duties(own), "left_out": left,
        "as_of": tr("截至 {when}", when=stamp(now)),
        "note": tr("电话可公开") if revealed else tr("电话已遮盖"),
        "words": {
            "structure": tr("组织架构"), "people": tr("人员与联系电话"), "duties": tr("职责"),
            "more": tr("另有 {count} 个网格未逐一列出。", count=left),
        },
    }  # fmt: skip
    made = render.typeset("map_poster", data, now, own, ppi)
    return Poster(made.pdf, title, scale, lines.numbers, revealed, made.faces.words)


def _picture(faces: tuple[GridFace, ...], paper: str) -> tuple[str, int, Drawn]:
    """The map of the board, as wide as its text, to scale."""
    wide, high = SHEETS[paper][0] - 2 * MARGIN, HIGH[paper]
    layout = Layout(paper, wide, high, (0.3, 0.3, wide - 0.6, high - 0.6), (0.0, 0.0, 0.0, 0.0))
    shapes = outlines(faces)
    made = plane(points(shapes[:1]), (layout,))
    sheet = Sheet(wide / POINT, high / POINT, render.faces().families("hei"))
    drawn = draw(sheet, made, faces, shapes, None, (), 60)
    _corner(sheet, made)
    left, top, frame_wide, frame_high = (part / POINT for part in layout.frame)
    right, bottom = left + frame_wide, top + frame_high
    sheet.area([[(left, top), (right, top), (right, bottom), (left, bottom)]], "none", INK, 0.8)
    return sheet.svg(), made.scale, drawn


def _corner(sheet: Sheet, made: Plane) -> None:
    """Scale bar and north in the left lower corner, on white."""
    length = bar(made.scale, 34.0)
    wide = made.millimetres(length) / POINT
    x, y = 8.0, made.layout.high / POINT - 14
    sheet.box(x - 4, y - 44, wide + 40, 52, "#ffffff")
    sheet.box(x, y - 4, wide / 2, 3.4, INK)
    sheet.area([[(x + wide / 2, y - 4), (x + wide, y - 4), (x + wide, y - 0.6), (x + wide / 2, y - 0.6)]],
               "#ffffff", INK, 0.6)  # fmt: skip
    words = tr("{km:g} 千米", km=length / 1000) if length >= 1000 else tr("{m:g} 米", m=length)
    sheet.text(x + wide + 4, y, words, 7.5, colour=QUIET)
    north(sheet, x + 6, y - 40, tr("北"))


class _Lines:
    """The tables of the board, with telephone numbers masked unless they may be read."""

    def __init__(self, reader: Reader, revealed: bool) -> None:
        self._revealed = revealed
        self._grids: dict[str, Grid] = {grid.code: grid for grid in reader.all("grid")}
        self._people: dict[str, Person] = {person.id: person for person in reader.all("person")}
        self._units = {unit.id: unit.name or unit.id for unit in reader.all("unit")}
        self.numbers = 0

    def _phone(self, number: str) -> str:
        if not number:
            return "—"
        self.numbers += 1
        return number if self._revealed else mask_phone(number)

    def _head(self, grid: Grid | None) -> tuple[str, str]:
        """Name and telephone of who heads a grid; "—" where nobody does."""
        if grid is None or not grid.head:
            return "—", self._phone(grid.phone if grid is not None else "")
        person = self._people.get(grid.head)
        name = (person.name or person.id) if person is not None else grid.head
        return name, self._phone(grid.phone or (person.phone if person is not None else ""))

    def facts(self, face: GridFace) -> list[str]:
        """Code, households, people, area."""
        grid = self._grids.get(face.code)
        said = [tr("编码 {code}", code=face.code)]
        if grid is not None and grid.households is not None:
            said.append(tr("{count} 户", count=grid.households))
        if grid is not None and grid.people is not None:
            said.append(tr("{count} 人", count=grid.people))
        return said

    def structure(
        self, top: GridFace, inner: tuple[GridFace, ...], level_words: tuple[str, ...]
    ) -> list[list[str]]:
        """The grid itself and those in it: level, name, head, telephone, households."""
        lines = [[tr("层级"), tr("网格"), tr("负责人"), tr("电话"), tr("户数、人口")]]
        for face in (top, *inner):
            grid = self._grids.get(face.code)
            head, phone = self._head(grid)
            size = [
                words
                for words, count in ((tr("{count} 户", count=face.households), face.households),
                                     (tr("{count} 人", count=face.people), face.people))
                if count is not None
            ]  # fmt: skip
            lines.append([tr(level_words[face.depth]), face.name or face.code, head, phone, " ".join(size) or "—"])
        return lines

    def people(self, codes: set[str]) -> list[list[str]]:
        """Who works in these grids: name, what they are, telephone, unit."""
        lines = [[tr("姓名"), tr("岗位"), tr("电话"), tr("单位")]]
        for person in self._people.values():
            if person.active and codes.intersection(person.grids):
                roles = "、".join(tr(word) for role, word in ROLE_WORDS.items() if role in person.roles)
                unit = self._units.get(person.unit, person.unit) or "—"
                lines.append([person.name or person.id, person.post or roles, self._phone(person.phone), unit])
        return lines


def _duties(own: Path | None) -> list[dict[str, object]]:
    """The duties printed: the room's own list where there is one. Raises Unavailable("report.own_template")."""
    mine = own / "duties.toml" if own is not None else None
    path = mine if mine is not None and mine.is_file() else resources.find("reports/duties.toml")
    try:
        found = tomllib.loads(path.read_text("utf-8"))
        return [{"role": str(one["role"]), "items": [str(item) for item in one["items"]]} for one in found["duties"]]
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, UnicodeDecodeError) as error:
        raise Unavailable("report.own_template", template=path.name, line=0, reason=str(error)) from error
