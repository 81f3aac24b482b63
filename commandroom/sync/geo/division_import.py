"""Division lists (代码,名称,上级) from a CSV file to proposed towns and communities."""

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commandroom.domain.datum import Datum, to_wgs84
from commandroom.domain.division_codes import (
    Division,
    division_fault,
    division_of,
    padded,
    parent_of,
)
from commandroom.domain.errors import Refused, Unavailable
from commandroom.domain.places import Level, VillageType, village_type_of
from commandroom.sync.geo.geo_fields import plain
from commandroom.sync.geo.geo_problem import Problem, short
from commandroom.sync.geo.geo_source import MAX_BYTES
from commandroom.sync.geo.geojson_reader import decode

LONGEST_CELL = 10_000
"""No name of a place is longer; a quote that was never closed is (csv's own limit is the whole process's)."""
_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "code": ("代码", "编码", "区划代码", "行政区划代码", "统计用区划代码", "code", "code12"),
    "name": ("名称", "区划名称", "单位名称", "name"),
    "parent": ("上级", "上级代码", "上级编码", "父级", "parent", "parentcode", "parent12"),
    "ur_code": ("城乡分类代码", "城乡分类", "urcode"),
    "lon": ("经度", "longitude", "lon", "lng"),
    "lat": ("纬度", "latitude", "lat"),
}
_NATIONAL = {"code": 0, "parent": 1, "name": 2, "ur_code": 8, "lon": 12, "lat": 13}
"""Columns of the national list without a header: 20 of them, the third from the front being the name."""


@dataclass(frozen=True, slots=True)
class ProposedDivision:
    """A town or a community that a list proposes; lon and lat are WGS-84 degrees or None."""

    row: int
    code: str
    name: str
    parent: str
    level: Level
    village_type: VillageType | None = None
    ur_code: str = ""
    lon: float | None = None
    lat: float | None = None

    def facts(self) -> dict[str, Any]:
        """The facts for "define" of this grid."""
        found: dict[str, Any] = {"name": self.name, "parent": self.parent, "level": self.level.value}
        if self.village_type is not None:
            found["village_type"] = self.village_type.value
        return found


@dataclass(frozen=True, slots=True)
class DivisionProposal:
    """The answer of a dry run: towns before their communities, in order of code, and the problems."""

    file: str
    rows: int
    towns: tuple[tuple[str, str], ...]
    divisions: tuple[ProposedDivision, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    code: str
    name: str
    parent: str
    ur_code: str
    lon: str
    lat: str


def propose_divisions(path: Path, *, town: str = "", crs: str = "gcj02") -> DivisionProposal:
    """Read a division list and propose a town with its communities; a dry run that writes nothing.

    ``town`` is the code (9 or 12 digits) or the exact name of the chosen town; "" proposes every town of the
    file. ``towns`` of the answer are all (code, name) the file has, to choose from. ``crs`` is the datum of
    its points. A wrong row is named and left out. Raises Refused: geo.too_big, geo.empty, geo.encoding,
    division.no_header, division.town_unknown, division.town_twice, crs.unknown; Unavailable("geo.file_unreadable").
    """
    try:
        datum = Datum(crs)
    except ValueError as wrong:
        raise Refused("crs.unknown", crs=crs) from wrong
    problems: list[Problem] = []
    rows = _good(path.name, list(_rows(path)), problems)
    towns = tuple((code, row.name) for code, row in rows.items() if division_of(code) is Division.TOWN)
    wanted = {_chosen(path.name, towns, town)} if town else {code for code, _ in towns}
    found = []
    for code, row in sorted(rows.items()):
        level = Level.TOWN if division_of(code) is Division.TOWN else Level.COMMUNITY
        above = row.parent or parent_of(code)
        if division_of(code) not in (Division.TOWN, Division.VILLAGE):
            continue
        if (code if level is Level.TOWN else above) in wanted:
            found.append(_division(path.name, code, row, level, above, datum, problems))
    return DivisionProposal(path.name, len(rows), towns, tuple(found), tuple(problems))


def _chosen(file: str, towns: Sequence[tuple[str, str]], town: str) -> str:
    text = town.strip()
    hits = [code for code, name in towns if text in (name, code, code[:9])]
    if not hits:
        raise Refused("division.town_unknown", file=file, town=town, count=len(towns))
    if len(hits) > 1:
        raise Refused("division.town_twice", file=file, town=town, codes="、".join(hits))
    return hits[0]


def _division(
    file: str, code: str, row: _Row, level: Level, above: str, datum: Datum, problems: list[Problem]
) -> ProposedDivision:
    point: tuple[float, float] | None = None
    if row.lon and row.lat:
        try:
            point = to_wgs84(float(row.lon), float(row.lat), datum)
            if not (-180 <= point[0] <= 180 and -90 <= point[1] <= 90):
                raise ValueError(point)
        except ValueError:
            point = None
            bad = short(f"{row.lon},{row.lat}")
            problems.append(Problem("division.bad_point", file, row.number, row=True, value=bad, note=True))
    return ProposedDivision(
        row=row.number,
        code=code,
        name=row.name,
        parent="" if level is Level.TOWN else above,
        level=level,
        village_type=village_type_of(code) if level is Level.COMMUNITY else None,
        ur_code=row.ur_code,
        lon=None if point is None else point[0],
        lat=None if point is None else point[1],
    )


def _good(file: str, rows: list[_Row], problems: list[Problem]) -> dict[str, _Row]:
    """The rows by 12-digit code whose code, name and parent are right."""
    kept: dict[str, _Row] = {}
    for row in rows:
        fault = division_fault(row.code)
        code = padded(row.code)
        if fault is not None:
            problems.append(
                Problem(fault.code, file, row.number, column="code", value=short(row.code), row=True, facts=fault.facts)
            )
        elif not row.name:
            problems.append(Problem("division.no_name", file, row.number, column="name", value=row.code, row=True))
        elif code in kept:
            first = kept[code].number
            problems.append(
                Problem("division.twice", file, row.number, column="code", value=code, row=True, facts={"first": first})
            )
        elif row.parent and row.parent != parent_of(code) and division_of(code) is Division.VILLAGE:
            facts = {"expected": parent_of(code)}
            problems.append(
                Problem("division.parent", file, row.number, column="parent", value=row.parent, row=True, facts=facts)
            )
        else:
            kept[code] = row
    return kept


def _rows(path: Path) -> Iterator[_Row]:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            most = MAX_BYTES // 1_048_576
            raise Refused("geo.too_big", file=path.name, megabytes=size // 1_048_576, most=most)
        text = decode(path.read_bytes(), path.name)
    except OSError as wrong:
        raise Unavailable("geo.file_unreadable", file=path.name, reason=wrong.strerror or str(wrong)) from wrong
    if not text.strip():
        raise Refused("geo.empty", file=path.name)
    sign = max(",\t;，", key=text[:4096].count)
    reader = csv.reader(io.StringIO(text.replace("\x00", ""), newline=""), delimiter=sign)
    columns: Mapping[str, int] | None = None
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if any(len(cell) > LONGEST_CELL for cell in cells):
                raise csv.Error(f"field larger than {LONGEST_CELL}")
            if columns is None:
                columns = _columns(path.name, cells)
                if columns is not _NATIONAL:
                    continue
            yield _row(reader.line_num, cells, columns)
    except csv.Error as wrong:
        raise Refused("division.csv", file=path.name, line=reader.line_num, reason=str(wrong)) from wrong


def _columns(file: str, cells: Sequence[str]) -> Mapping[str, int]:
    if len(cells) >= 14 and len(cells[0].strip()) == 12 and cells[0].strip().isdecimal():
        return _NATIONAL
    places = {plain(cell): at for at, cell in reversed(list(enumerate(cells)))}
    found = {}
    for meaning, aliases in _HEADINGS.items():
        at = next((places[key] for alias in aliases if (key := plain(alias)) in places), None)
        if at is not None:
            found[meaning] = at
    missing = [_HEADINGS[meaning][0] for meaning in ("code", "name") if meaning not in found]
    if missing:
        raise Refused("division.no_header", file=file, missing="、".join(missing), first=short(",".join(cells)))
    return found


def _row(number: int, cells: Sequence[str], columns: Mapping[str, int]) -> _Row:
    def cell(meaning: str) -> str:
        at = columns.get(meaning, -1)
        text = cells[at] if 0 <= at < len(cells) else ""
        return unicodedata.normalize("NFKC", text).strip().lstrip("'")

    return _Row(
        number,
        cell("code"),
        cell("name"),
        padded(cell("parent")),
        cell("ur_code"),
        cell("lon"),
        cell("lat"),
    )
