"""Look at a file before anything is taken from it: which profile, which sheets, first rows, where its points fall."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from commandroom.domain.errors import Refused
from commandroom.domain.masking import mask_name, mask_phone, mask_text
from commandroom.domain.shape import from_wkb, middle
from commandroom.store.reader import Reader
from commandroom.sync import cells, table_reading
from commandroom.text import sentence

FIRST_ROWS = 5
SAMPLES = 40
"""Points shown on the small map, spread over what was looked at."""
LOOKED_AT = 2_000
"""Cases whose points are tried against the grids."""


@dataclass(frozen=True, slots=True)
class Point:
    """One sample (WGS-84): the grid it fell in and the grid it was stated to be in, "" for none."""

    lon: float
    lat: float
    found: str
    stated: str


@dataclass(frozen=True, slots=True)
class FileLook:
    """What a file seems to be. ``points`` counts the positions tried, ``inside`` those in some grid, ``stated``
    those whose case names a grid, ``agreeing`` those in the grid they name.
    """

    profile: str
    title: str
    datum: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    sheets: tuple[tuple[str, int], ...]
    left_out: tuple[tuple[str, str], ...]
    points: int = 0
    inside: int = 0
    stated: int = 0
    agreeing: int = 0
    samples: tuple[Point, ...] = ()


def look(reader: Reader, path: Path, name: str, datum: str = "") -> FileLook:
    """Look at a file of events through a profile; raises what ``table_reading.plan`` raises."""
    planned = table_reading.with_datum(table_reading.plan(path, name), datum)
    table = planned.tables[0]
    start = table.header.first_data_row
    rows = tuple(_shown(table.header.fields, row) for row in islice(table.sheet.rows(), start, start + FIRST_ROWS))
    tried = _tried(reader, planned)
    step = max(len(tried) // SAMPLES, 1)
    return FileLook(
        planned.profile.name, planned.profile.title, planned.profile.datum.value, tuple(table.header.labels), rows,
        tuple((one.sheet.name, max(0, one.sheet.height - one.header.first_data_row)) for one in planned.tables),
        tuple((sheet, sentence(Refused(code))) for sheet, code in planned.left_out),
        len(tried), sum(bool(one.found) for one in tried), sum(bool(one.stated) for one in tried),
        sum(bool(one.stated) and one.found.startswith(one.stated) for one in tried), tuple(tried[::step][:SAMPLES]),
    )  # fmt: skip


def _shown(fields: Mapping[int, str], row: Sequence[Any]) -> tuple[str, ...]:
    """The cells of a row as they stand, persons masked."""
    masks = {"reporter_name": mask_name, "reporter_phone": mask_phone, "phone_2": mask_phone}
    return tuple(masks.get(fields.get(at, ""), mask_text)(cells.verbatim(cell)) for at, cell in enumerate(row))


def _tried(reader: Reader, planned: table_reading.Plan) -> list[Point]:
    fields = {name for table in planned.tables for name in table.header.fields.values()}
    if not fields & {"lon", "lonlat", "latlon"}:
        return []
    grids = {name: grid.code for grid in reader.all("grid") for name in (grid.name, grid.code)}
    cases = (event for part in table_reading.read_plan(planned) for event in part.events)
    placed = [
        (event.lon, event.lat, grids.get(event.grid_text, ""))
        for event in islice(cases, LOOKED_AT)
        if event.lon is not None and event.lat is not None
    ]
    return _located(reader, placed)


def _located(reader: Reader, placed: Sequence[tuple[float, float, str]]) -> list[Point]:
    found = reader.known.locate_many(partial(reader.all, "grid"), [(lon, lat) for lon, lat, _ in placed])
    return [Point(lon, lat, code, stated) for (lon, lat, stated), code in zip(placed, found, strict=True)]


def look_at_outlines(reader: Reader, path: Path, datum: str) -> FileLook:
    """Look at a file of grid outlines: its columns, and where the middles of its outlines fall in today's grids."""
    from commandroom.sync.geo.geo_import import propose_grids

    proposal = propose_grids(path, crs=datum)
    known: Mapping[str, str] = {grid.code: grid.code for grid in reader.all("grid")}
    placed = [
        (*centre, known.get(grid.code, "") or known.get(grid.parent, ""))
        for grid in islice(proposal.grids, LOOKED_AT)
        if (centre := middle(from_wkb(grid.geometry))) is not None
    ]
    tried = _located(reader, placed)
    step = max(len(tried) // SAMPLES, 1)
    rows = tuple((grid.code, grid.name, grid.parent, grid.level.value, f"{grid.area_km2:.3f}")
                 for grid in proposal.grids[:FIRST_ROWS])  # fmt: skip
    return FileLook(
        "grids", proposal.file, proposal.crs, ("网格编码", "网格名称", "上级", "级别", "平方公里"), rows,
        ((proposal.file, proposal.features),), (), len(tried), sum(bool(one.found) for one in tried),
        sum(bool(one.stated) for one in tried),
        sum(bool(one.stated) and one.found.startswith(one.stated) for one in tried), tuple(tried[::step][:SAMPLES]),
    )  # fmt: skip


def kind_by_name(path: Path) -> str:
    """What the ending of a file says before it is opened: "grids", "holidays", or "" for a table."""
    suffix = path.suffix.lower()
    if suffix in (".geojson", ".shp", ".kml", ".kmz", ".gpkg", ".zip"):
        return "grids"
    if suffix == ".json":
        head = path.read_bytes()[:4096]
        return "holidays" if b'"isOffDay"' in head or b'"papers"' in head else "grids"
    return "roster" if suffix == ".ics" else ""
