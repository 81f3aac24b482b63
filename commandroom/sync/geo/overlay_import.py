"""A file of points, lines and areas as a layer over the map: read by a library, put into WGS-84, labelled."""

import hashlib
import json
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians
from pathlib import Path
from typing import Any

from commandroom.domain.errors import Refused
from commandroom.domain.shape import DIGITS
from commandroom.sync.geo import geo_crs
from commandroom.sync.geo.geo_problem import Problem, short
from commandroom.sync.geo.geo_source import kind_of, opening, readable

MOST = 100_000
"""Features a layer may have, and ten times as many corners: it is drawn anew with every frame."""
FAR_KM = 60.0
"""A layer that begins farther from the room's grids than this is in another coordinate system, or another town's."""
_LABELS = ("name", "名称", "名字", "标注", "label", "title", "fullname", "地名", "text")
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class OverlayFile:
    """What a file brought: the layer as GeoJSON in WGS-84, how many of what, and what is worth knowing."""

    body: bytes
    facts: dict[str, Any]
    points: int
    lines: int
    areas: int
    problems: tuple[Problem, ...]

    @property
    def count(self) -> int:
        """All features."""
        return self.points + self.lines + self.areas


def read_overlay(path: Path, crs: str, room: Box | None = None) -> OverlayFile:
    """Read a Shapefile (also zipped), GeoJSON, GeoPackage, KML or KMZ; ``crs`` must be chosen.

    Raises Refused: crs.missing, crs.unknown, overlay.empty, overlay.too_much, overlay.far (nothing near the room),
    geo.swapped, geo.projected, geo.range, geo.not_finite, geo.outside_crs and what reading the file raises.
    """
    import shapely

    choice = geo_crs.chosen(crs)
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        shapes, labels, declared = _features(path)
    if not len(shapes):
        raise Refused("overlay.empty", file=path.name)
    points = shapely.get_coordinates(shapes)
    if len(shapes) > MOST or len(points) > 10 * MOST:
        raise Refused("overlay.too_much", file=path.name, count=len(shapes), most=MOST)
    fault = geo_crs.range_fault(points, choice)
    if fault is not None:
        raise Refused(fault[0], chosen=str(choice), **fault[1])
    placed = shapely.transform(shapes, lambda raw: geo_crs.transform(raw, choice).round(DIGITS))
    _require_near(path, placed, choice, room)
    body = layer_body(placed, labels)
    kinds = [_KINDS[geometry.geom_type] for geometry in placed]
    facts = layer_facts(body, path.name, len(placed), str(choice), declared)
    said = list(dict.fromkeys(short(one.message, 120) for one in heard))[:3]
    notes = tuple(Problem("overlay.remark", path.name, note=True, facts={"reason": words}) for words in said)
    return OverlayFile(body, facts, kinds.count("point"), kinds.count("line"), kinds.count("area"),
                       (*_declared(path, declared, choice), *notes))  # fmt: skip


def layer_facts(body: bytes, name: str, count: int, datum: str, declared: str = "") -> dict[str, Any]:
    """What is said of a layer beside its features: the file it came from, its system, how many, their hash."""
    return {
        "file": name, "datum": datum, "declared": declared, "count": count, "sha256": hashlib.sha256(body).hexdigest(),
    }  # fmt: skip


_KINDS = {"Point": "point", "LineString": "line", "LinearRing": "line", "Polygon": "area"}


def _features(path: Path) -> tuple[Any, list[str], str]:
    """Single geometries (a collection comes apart), the label of each, and the system the file declares."""
    import numpy as np
    import pyogrio
    import shapely
    from pyogrio import raw
    from pyogrio.errors import CRSError, DataLayerError, DataSourceError, FeatureError, GeometryError

    head = opening(path)
    shapes: list[Any] = []
    labels: list[str] = []
    declared = ""
    with readable(path, kind_of(head), head) as (real, encodings):
        try:
            for name, kind in pyogrio.list_layers(real):
                if kind is None:
                    continue
                meta, blobs, columns = _read(raw, real, str(name), encodings)
                declared = declared or str(meta["crs"] or "")
                found = shapely.force_2d(shapely.from_wkb(blobs, on_invalid="ignore"))
                words = _labels([str(field) for field in meta["fields"]], columns, len(found))
                parts, owner = shapely.get_parts(found, return_index=True)
                parts, inner = shapely.get_parts(parts, return_index=True)
                good = ~(shapely.is_empty(parts) | shapely.is_missing(parts))
                shapes += parts[good].tolist()
                labels += [words[at] for at in owner[inner][good].tolist()]
        except (CRSError, DataLayerError, DataSourceError, FeatureError, GeometryError, UnicodeDecodeError) as wrong:
            raise Refused("geo.unreadable", file=path.name, reason=short(wrong)) from wrong
    return np.array(shapes, dtype=object), labels, declared


def _read(raw: Any, real: Path, layer: str, encodings: Sequence[str | None]) -> tuple[Any, Any, Any]:
    for encoding in encodings:
        try:
            meta, _, blobs, columns = raw.read(real, layer=layer, encoding=encoding, force_2d=True)
        except UnicodeDecodeError:
            if encoding == encodings[-1]:
                raise
        else:
            return meta, blobs, columns
    raise Refused("geo.encoding", file=real.name)


def _labels(names: Sequence[str], columns: Any, count: int) -> list[str]:
    """The words of the column that looks most like a name; none where no column holds text."""
    by_name = {name.lower(): at for at, name in enumerate(names)}
    at = next((by_name[name] for name in _LABELS if name in by_name), None)
    if at is None:
        at = next((nth for nth, column in enumerate(columns) if any(isinstance(one, str) for one in column[:50])), None)
    if at is None:
        return [""] * count
    return [" ".join(str(one).split())[:60] if isinstance(one, str) else "" for one in columns[at]]


def _require_near(path: Path, shapes: Any, choice: geo_crs.Crs, room: Box | None) -> None:
    import shapely

    west, south, east, north = (float(side) for side in shapely.total_bounds(shapes))
    if room is None:
        return
    across = max(room[0] - east, west - room[2], 0.0) * cos(radians((room[1] + room[3]) / 2))
    up = max(room[1] - north, south - room[3], 0.0)
    km = (across**2 + up**2) ** 0.5 * 111.2
    if km > FAR_KM:
        raise Refused("overlay.far", file=path.name, km=round(km), chosen=str(choice))


def _declared(path: Path, declared: str, choice: geo_crs.Crs) -> tuple[Problem, ...]:
    if not declared or path.suffix.lower() in (".kml", ".kmz", ".json", ".geojson"):
        return ()
    try:
        same = str(geo_crs.chosen(declared)) == str(choice)
    except Refused:
        same = False
    facts = {"declared": declared, "chosen": str(choice)}
    return () if same else (Problem("geo.crs_declared", path.name, note=True, facts=facts),)


def layer_body(shapes: Any, labels: Sequence[str]) -> bytes:
    """The same bytes for the same features: what is kept is known by its hash."""
    import shapely

    features = [
        {"type": "Feature", "properties": {"label": label}, "geometry": json.loads(text)}
        for text, label in zip(shapely.to_geojson(shapes), labels, strict=True)
    ]
    whole = {"type": "FeatureCollection", "features": features}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()
