"""GeoJSON (RFC 7946) read strictly: every wrong member by feature and path, before any geometry is made."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from commandroom.domain.errors import Refused
from commandroom.sync.geo.geo_problem import Problem, short

MAX_DEPTH = 64
_DEPTH = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
_LEAST = {"LineString": 2, "MultiLineString": 2, "Polygon": 4, "MultiPolygon": 4}
_FOREIGN = {
    "FeatureCollection": ("coordinates", "geometries", "geometry", "properties"),
    "Feature": ("coordinates", "geometries", "features"),
    "Geometry": ("geometry", "properties", "features"),
}


class Wrong(Exception):  # noqa: N818 - never leaves this package
    """One feature cannot be read; carries the code and facts of the reason."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(frozen=True, slots=True)
class RawFeature:
    """One feature: its number from 1, its properties, its polygons as raw rings of (x, y)."""

    number: int
    properties: dict[str, Any]
    polygons: list[list[list[tuple[float, float]]]] = field(repr=False)
    skipped: tuple[str, ...] = ()


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Wrong("geojson.member_twice", member=short(twice))
    return found


def _no_constant(text: str) -> NoReturn:
    raise Wrong("geojson.not_a_number", value=text)


def decode(data: bytes, file: str) -> str:
    """The text of a file: UTF-8 with or without a mark, else GB18030. Refused("geo.encoding") for neither."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("geo.encoding", file=file)


def _parsed(text: str, file: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_pairs, parse_constant=_no_constant)
    except json.JSONDecodeError as wrong:
        raise Refused("geojson.syntax", file=file, line=wrong.lineno, column=wrong.colno) from wrong
    except RecursionError as wrong:
        raise Refused("geo.too_deep", file=file) from wrong
    except Wrong as wrong:
        raise Refused(wrong.code, file=file, **wrong.facts) from wrong
    except ValueError as wrong:  # a number of more than 4,300 digits
        raise Refused("geojson.not_a_number", file=file, value="…") from wrong


def read(path: Path, problems: list[Problem]) -> Iterator[RawFeature]:
    """The features of a GeoJSON file; what is wrong with a feature goes to ``problems`` and it is left out.

    Accepts FeatureCollection, Feature, bare geometries and GeometryCollection. Raises Refused when the file
    as a whole is none: geojson.syntax, geojson.root, geojson.type, geojson.member, geo.too_deep, geo.encoding.
    """
    root = _parsed(decode(path.read_bytes(), path.name), path.name)
    try:
        members = _members(root)
    except Wrong as wrong:
        raise Refused(wrong.code, file=path.name, **wrong.facts) from wrong
    return _features(members, path.name, problems)


def _members(root: Any) -> list[Any]:
    if not isinstance(root, dict):
        raise Wrong("geojson.root", found=_kind(root))
    kind = _type(root)
    if kind == "FeatureCollection":
        _no_foreign(root, "FeatureCollection")
        _bbox(root)
        features = root.get("features")
        if not isinstance(features, list):
            raise Wrong("geojson.member", member="features", wanted="array", found=_kind(features))
        return features
    return [root if kind == "Feature" else {"type": "Feature", "properties": {}, "geometry": root}]


def _features(members: list[Any], file: str, problems: list[Problem]) -> Iterator[RawFeature]:
    for number, member in enumerate(members, 1):
        try:
            yield _feature(number, member)
        except Wrong as wrong:
            problems.append(Problem(wrong.code, file, number, facts=wrong.facts))


def _feature(number: int, member: Any) -> RawFeature:
    if not isinstance(member, dict):
        raise Wrong("geojson.feature_object", found=_kind(member))
    if _type(member) != "Feature":
        raise Wrong("geojson.feature_type", found=short(member["type"]))
    _no_foreign(member, "Feature")
    _bbox(member)
    properties = member.get("properties")
    if properties is not None and not isinstance(properties, dict):
        raise Wrong("geojson.member", member="properties", wanted="object", found=_kind(properties))
    ident = member.get("id")
    if ident is not None and (isinstance(ident, bool) or not isinstance(ident, str | int | float)):
        raise Wrong("geojson.member", member="id", wanted="string/number", found=_kind(ident))
    if "geometry" not in member:
        raise Wrong("geojson.member", member="geometry", wanted="object", found="null")
    polygons: list[list[list[tuple[float, float]]]] = []
    skipped: list[str] = []
    if member["geometry"] is None:
        skipped.append("null")
    else:
        _geometry(member["geometry"], polygons, skipped, 0)
    named = dict(properties or {})
    if ident is not None:
        named.setdefault("id", ident)
    return RawFeature(number, named, polygons, tuple(skipped))


def _geometry(geometry: Any, polygons: list[list[list[tuple[float, float]]]], skipped: list[str], depth: int) -> None:
    if depth > MAX_DEPTH:
        raise Wrong("geo.too_deep")
    if not isinstance(geometry, dict):
        raise Wrong("geojson.geometry_object", found=_kind(geometry))
    kind = _type(geometry)
    _no_foreign(geometry, "Geometry")
    _bbox(geometry)
    if kind == "GeometryCollection":
        parts = geometry.get("geometries")
        if not isinstance(parts, list):
            raise Wrong("geojson.member", member="geometries", wanted="array", found=_kind(parts))
        for part in parts:
            _geometry(part, polygons, skipped, depth + 1)
        return
    if kind not in _DEPTH:
        raise Wrong("geojson.type", found=short(kind))
    if "coordinates" not in geometry:
        raise Wrong("geojson.member", member="coordinates", wanted="array", found="null")
    places = _places(geometry["coordinates"], _DEPTH[kind], kind, "coordinates")
    if kind == "Polygon":
        polygons.append(places)
    elif kind == "MultiPolygon":
        polygons.extend(places)
    else:
        skipped.append(kind)


def _places(value: Any, depth: int, kind: str, where: str) -> Any:
    if depth == 0:
        return _position(value, where)
    if not isinstance(value, list):
        raise Wrong("geojson.nesting", where=where, found=short(value), type=kind)
    if depth == 1:
        line = [_position(place, f"{where}[{at}]") for at, place in enumerate(value)]
        least = _LEAST.get(kind, 0)
        if len(line) < least:
            raise Wrong("geojson.too_few", where=where, count=len(line), least=least)
        if least == 4 and value[0] != value[-1]:
            raise Wrong("geojson.not_closed", where=where, first=short(value[0]), last=short(value[-1]))
        return line
    return [_places(part, depth - 1, kind, f"{where}[{at}]") for at, part in enumerate(value)]


def _position(value: Any, where: str) -> tuple[float, float]:
    if not isinstance(value, list):
        raise Wrong("geojson.nesting", where=where, found=short(value), type="position")
    if not 2 <= len(value) <= 3:
        raise Wrong("geojson.position_length", where=where, count=len(value), value=short(value))
    for part in value:
        if isinstance(part, bool) or not isinstance(part, int | float):
            raise Wrong("geojson.position_number", where=where, value=short(value))
    try:
        return float(value[0]), float(value[1])
    except OverflowError as wrong:
        raise Wrong("geojson.position_number", where=where, value=short(value[0])) from wrong


def _bbox(holder: dict[str, Any]) -> None:
    box = holder.get("bbox")
    if box is None:
        return
    numbers = isinstance(box, list) and all(isinstance(v, int | float) and not isinstance(v, bool) for v in box)
    if not numbers or len(box) not in (4, 6):
        raise Wrong("geojson.bbox", value=short(box))


def _no_foreign(holder: dict[str, Any], kind: str) -> None:
    for member in _FOREIGN[kind]:
        if member in holder:
            raise Wrong("geojson.foreign_member", member=member, type=holder["type"])


def _type(holder: dict[str, Any]) -> str:
    if "type" not in holder:
        raise Wrong("geojson.member", member="type", wanted="string", found="null")
    kind = holder["type"]
    if not isinstance(kind, str):
        raise Wrong("geojson.member", member="type", wanted="string", found=_kind(kind))
    if kind not in _DEPTH and kind not in ("Feature", "FeatureCollection", "GeometryCollection"):
        raise Wrong("geojson.type", found=short(kind))
    return kind


def _kind(value: Any) -> str:
    names = {dict: "object", list: "array", str: "string", bool: "boolean", int: "number", float: "number"}
    return names.get(type(value), "null")
