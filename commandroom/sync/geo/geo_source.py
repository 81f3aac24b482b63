"""Outlines out of a file, recognised by its content: GeoJSON, Shapefile (also zipped), KML, KMZ, GeoPackage."""

import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from commandroom.domain.errors import Refused, Unavailable
from commandroom.sync.geo import geojson_reader
from commandroom.sync.geo.geo_problem import Problem, short

MAX_BYTES = 256 * 1024 * 1024
_SIDE_FILES = (".shp", ".shx", ".dbf", ".prj", ".cpg")


@dataclass(slots=True)
class Source:
    """What a file holds before anything is judged: columns, declared system, features with raw geometries."""

    file: str
    kind: str
    columns: list[str] = field(default_factory=list)
    declared: str = ""
    features: list["SourceFeature"] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class SourceFeature:
    """One feature: its number from 1, its layer, its values, its polygon (shapely, raw coordinates) or None."""

    number: int
    layer: str
    values: dict[str, Any]
    geometry: Any
    skipped: tuple[str, ...] = ()


def open_source(path: Path) -> Source:
    """Read a file of outlines. ``path`` may be the .shp of a Shapefile or a .zip around one.

    Raises Refused: geo.too_big, geo.empty, geo.unknown_format, geo.unreadable, geo.shp_part_missing,
    geo.zip_without_shp, geo.zip_broken, geo.entities, and those of :func:`geojson_reader.read`;
    Unavailable("geo.file_unreadable").
    """
    head = opening(path)
    kind = kind_of(head)
    if kind == "geojson":
        return _geojson(path)
    with readable(path, kind, head) as (real, encodings):
        return _by_library(real, path.name, kind, encodings)


def opening(path: Path) -> bytes:
    """The first bytes of a file of outlines.

    Raises Refused: geo.too_big, geo.empty; Unavailable("geo.file_unreadable").
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as wrong:
        raise Unavailable("geo.file_unreadable", file=path.name, reason=wrong.strerror or str(wrong)) from wrong
    if size > MAX_BYTES:
        raise Refused("geo.too_big", file=path.name, megabytes=size // 1_048_576, most=MAX_BYTES // 1_048_576)
    if not head.strip():
        raise Refused("geo.empty", file=path.name)
    return head


def kind_of(head: bytes) -> str:
    """What a file is by its first bytes: geojson, shp, zip, kml, gpkg, xml or unknown."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if head.startswith(b"SQLite format 3\x00"):
        return "gpkg"
    if head.startswith(b"\x00\x00\x27\x0a"):
        return "shp"
    if start.startswith(b"<"):
        return "kml" if b"<kml" in head or b":kml" in head else "xml"
    if start[:1] in b'{["ntf-0123456789' or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "geojson"
    return "unknown"


def _geojson(path: Path) -> Source:
    source = Source(path.name, "geojson")
    raw = list(geojson_reader.read(path, source.problems))
    columns: dict[str, None] = {}
    for feature in raw:
        columns.update(dict.fromkeys(feature.properties))
    source.columns = list(columns)
    shapes, clockwise = _built([[piece for piece in feature.polygons if piece] for feature in raw])
    for feature, shape in zip(raw, shapes, strict=True):
        source.features.append(SourceFeature(feature.number, "", feature.properties, shape, feature.skipped))
    if clockwise:
        # RFC 7946 §3.1.6: writers must follow the right-hand rule, readers must not insist on it.
        facts = {"count": clockwise}
        source.problems.append(Problem("geo.winding", path.name, note=True, facts=facts))
    return source


def _built(features: list[list[list[list[tuple[float, float]]]]]) -> tuple[list[Any], int]:
    """A geometry (None without polygons) for each feature's rings, and how many polygons turn the wrong way.

    Made in three calls for the whole file: one by one takes ten times as long.
    """
    import numpy as np
    import shapely

    pieces = [(at, piece) for at, feature in enumerate(features) for piece in feature]
    rings = [(at, ring) for at, (_, piece) in enumerate(pieces) for ring in piece]
    if not rings:
        return [None] * len(features), 0
    places = np.array([place for _, ring in rings for place in ring], dtype=np.float64)
    ring_of = np.repeat(np.arange(len(rings)), [len(ring) for _, ring in rings])
    piece_of = np.array([at for at, _ in rings])
    lines = shapely.linearrings(places, indices=ring_of)
    outer = np.concatenate([[True], piece_of[1:] != piece_of[:-1]])
    with np.errstate(over="ignore", invalid="ignore"):
        wrong = shapely.is_ccw(lines) != outer
    polygons = shapely.polygons(lines, indices=piece_of)
    shapes: list[Any] = [None] * len(features)
    for (at, _), polygon in zip(pieces, polygons, strict=True):
        if shapes[at] is None:
            shapes[at] = polygon
        else:
            shapes[at] = shapely.multipolygons([*shapely.get_parts(shapes[at]), polygon])
    return shapes, len(set(piece_of[wrong].tolist()))


@contextmanager
def readable(path: Path, kind: str, head: bytes) -> Iterator[tuple[Path, Sequence[str | None]]]:
    """The path the library reads, and the encodings to try in turn."""
    if kind in ("unknown", "xml"):
        raise Refused("geo.unknown_format", file=path.name)
    if kind == "kml":
        _no_entities(path.read_bytes(), path.name)
        yield path, (None,)
    elif kind in ("gpkg", "geojson"):
        yield path, (None,)
    elif kind == "shp":
        yield path, _encodings(path)
    else:
        with tempfile.TemporaryDirectory(prefix="commandroom-geo-") as folder:
            real = _unpacked(path, Path(folder))
            if real.suffix == ".kml":
                _no_entities(real.read_bytes(), path.name)
            yield real, _encodings(real) if real.suffix == ".shp" else (None,)


def _no_entities(data: bytes, file: str) -> None:
    if b"<!ENTITY" in data or b"<!DOCTYPE" in data:
        raise Refused("geo.entities", file=file)


def _encodings(shp: Path) -> Sequence[str | None]:
    for needed in (".shx", ".dbf"):
        if _beside(shp, needed) is None:
            raise Refused("geo.shp_part_missing", file=shp.name, missing=needed)
    return (None,) if _beside(shp, ".cpg") is not None else ("UTF-8", "GB18030")


def _beside(shp: Path, suffix: str) -> Path | None:
    for candidate in (shp.with_suffix(suffix), shp.with_suffix(suffix.upper())):
        if candidate.is_file():
            return candidate
    return None


def _unpacked(path: Path, folder: Path) -> Path:
    """The one Shapefile or .kml of a zip, copied under a plain name: names inside a zip are never used."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
            shapes = [info for info in members if info.filename.lower().endswith((".shp", ".kml"))]
            if len(shapes) != 1:
                raise Refused("geo.zip_without_shp", file=path.name, count=len(shapes))
            stem, _, suffix = shapes[0].filename.rpartition(".")
            wanted = {f"{stem}{side}".lower(): f"outlines{side}" for side in (*_SIDE_FILES, f".{suffix.lower()}")}
            chosen = [info for info in members if info.filename.lower() in wanted]
            if sum(info.file_size for info in chosen) > MAX_BYTES:
                raise Refused("geo.too_big", file=path.name, megabytes="?", most=MAX_BYTES // 1_048_576)
            for info in chosen:
                target = folder / wanted[info.filename.lower()]
                with archive.open(info) as packed, target.open("wb") as plain:
                    shutil.copyfileobj(packed, plain)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as wrong:
        raise Refused("geo.zip_broken", file=path.name, reason=short(wrong)) from wrong
    return folder / f"outlines.{suffix.lower()}"


def _by_library(real: Path, file: str, kind: str, encodings: Sequence[str | None]) -> Source:
    import pyogrio
    from pyogrio.errors import CRSError, DataLayerError, DataSourceError, FeatureError, GeometryError

    source = Source(file, "kml" if real.suffix == ".kml" else kind)
    try:
        layers = [str(row[0]) for row in pyogrio.list_layers(real) if row[1] is not None]
        for layer in layers:
            _layer(real, layer, encodings, source, several=len(layers) > 1)
    except (CRSError, DataLayerError, DataSourceError, FeatureError, GeometryError, UnicodeDecodeError) as wrong:
        raise Refused("geo.unreadable", file=file, reason=short(wrong)) from wrong
    return source


def _layer(real: Path, layer: str, encodings: Sequence[str | None], source: Source, *, several: bool) -> None:
    import shapely
    from pyogrio import raw

    for encoding in encodings:
        try:
            meta, _, blobs, columns = raw.read(real, layer=layer, encoding=encoding, force_2d=True)
            break
        except UnicodeDecodeError:
            if encoding == encodings[-1]:
                raise
    names = [str(name) for name in meta["fields"]]
    source.columns += [name for name in names if name not in source.columns]
    source.declared = source.declared or str(meta["crs"] or "")
    shapes = shapely.force_2d(shapely.from_wkb(blobs, on_invalid="ignore"))
    for at, (blob, shape) in enumerate(zip(blobs, shapes, strict=True)):
        values = {name: _plain(column[at]) for name, column in zip(names, columns, strict=True)}
        polygon, skipped = _polygons(blob, shape)
        feature = SourceFeature(at + 1, layer if several else "", values, polygon, skipped)
        source.features.append(feature)


def _plain(value: Any) -> Any:
    found = value.item() if hasattr(value, "item") else value
    return None if isinstance(found, float) and found != found else found


def _polygons(blob: Any, shape: Any) -> tuple[Any, tuple[str, ...]]:
    import shapely

    if blob is None:
        return None, ("null",)
    if shape is None:
        return None, ("unreadable",)
    parts = [part for part in shapely.get_parts(shapely.get_parts(shape)) if not part.is_empty]
    polygons = [part for part in parts if part.geom_type == "Polygon"]
    others = tuple(sorted({part.geom_type for part in parts if part.geom_type != "Polygon"}))
    if not polygons:
        return None, others or ("null",)
    return (polygons[0] if len(polygons) == 1 else shapely.multipolygons(polygons)), others
