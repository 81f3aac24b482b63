"""Grid outlines from a file to a proposal: grids that could be, and every reason why others could not."""

import re
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from commandroom.domain import datum
from commandroom.domain.codes import GridCodeScheme, code_fault
from commandroom.domain.errors import Refused
from commandroom.domain.places import GridKind, Level
from commandroom.domain.shape import DIGITS
from commandroom.geometry.outlines import areas, as_wkb
from commandroom.sync.geo import geo_crs
from commandroom.sync.geo.geo_crs import Crs
from commandroom.sync.geo.geo_fields import FieldMap, code_text, guess, level_of, whole_number
from commandroom.sync.geo.geo_problem import Problem, gathered, short
from commandroom.sync.geo.geo_source import Source, SourceFeature, open_source

_REASONS = (
    ("Self-intersection", "geo.self_crossing"),
    ("Ring Self-intersection", "geo.ring_touches_itself"),
    ("Hole lies outside shell", "geo.hole_outside"),
    ("Holes are nested", "geo.holes_nested"),
    ("Nested shells", "geo.parts_nested"),
    ("Duplicate Rings", "geo.ring_twice"),
    ("Interior is disconnected", "geo.interior_cut"),
    ("Too few points", "geo.too_few_points"),
)
LEAST_M2 = 1.0
_AT = re.compile(r"\[(-?[0-9.e+-]+) (-?[0-9.e+-]+)\]")


@dataclass(frozen=True, slots=True)
class ProposedGrid:
    """A grid that a file proposes; nothing is written until a person says so."""

    feature: int
    layer: str
    code: str
    name: str
    parent: str
    level: Level
    geometry: str = field(repr=False)
    area_km2: float = 0.0
    kind: GridKind = GridKind.BASIC
    households: int | None = None
    people: int | None = None
    head: str = ""
    phone: str = ""
    values: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    def facts(self) -> dict[str, Any]:
        """The facts for "define": what the file says, nothing that it is silent about."""
        found: dict[str, Any] = {"geometry": self.geometry, "area_km2": self.area_km2, "level": self.level.value}
        if self.kind is GridKind.EXCLUSIVE:
            found["kind"] = self.kind.value
        for name in ("name", "parent", "households", "people", "head", "phone"):
            value = getattr(self, name)
            if value not in ("", None):
                found[name] = value
        return found


@dataclass(frozen=True, slots=True)
class GridProposal:
    """The answer of a dry run: the grids, the problems, and how the file was read."""

    file: str
    kind: str
    crs: str
    declared_crs: str
    features: int
    columns: tuple[str, ...]
    fields: FieldMap
    grids: tuple[ProposedGrid, ...]
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What kept features out."""
        return tuple(problem for problem in self.problems if not problem.note)

    @property
    def notes(self) -> tuple[Problem, ...]:
        """What is worth knowing and kept nothing out."""
        return tuple(problem for problem in self.problems if problem.note)

    def require_any(self) -> None:
        """Raise the first reason when the file gives no grid at all."""
        if not self.grids:
            raise (
                self.errors[0].refusal()
                if self.errors
                else Refused("geo.no_polygon", file=self.file, features=self.features)
            )


def propose_grids(
    path: Path,
    *,
    crs: str,
    fields: FieldMap | None = None,
    scheme: GridCodeScheme | None = None,
    villages: Container[str] | None = None,
    repair: bool = False,
) -> GridProposal:
    """Read a file of outlines and propose grids; a dry run that writes nothing.

    ``crs`` must be chosen (see :func:`commandroom.sync.geo.geo_crs.chosen`). ``fields`` says which column means
    what; None takes what the names suggest. With ``scheme`` every code is checked, against ``villages`` too.
    ``repair`` untangles polygons that cross themselves and notes it; otherwise they are left out with the
    place of the crossing. Raises what :func:`open_source` and :func:`chosen` raise.
    """
    choice = geo_crs.chosen(crs)
    source = open_source(path)
    mapping = fields if fields is not None else guess(source.columns)
    problems = list(source.problems)
    _declared_note(source, choice, problems)
    usable = _with_good_places(source, choice, problems)
    shapes = _converted(usable, choice)
    kept = _valid(source, usable, shapes, problems, repair=repair)
    grids = _proposed(source, kept, mapping, problems)
    if scheme is not None:
        grids = _with_good_codes(source, grids, scheme, villages, problems)
    if not grids and all(problem.note for problem in problems):
        problems.append(Problem("geo.no_polygon", source.file, facts={"features": len(source.features)}))
    return GridProposal(
        file=source.file,
        kind=source.kind,
        crs=str(choice),
        declared_crs=source.declared,
        features=len(source.features) + len({p.feature for p in source.problems if p.feature}),
        columns=tuple(source.columns),
        fields=mapping,
        grids=tuple(grids),
        problems=gathered(problems),
    )


def _declared_note(source: Source, choice: Crs, problems: list[Problem]) -> None:
    if not source.declared or source.kind == "kml":
        return
    try:
        same = str(geo_crs.chosen(source.declared)) == str(choice)
    except Refused:
        same = False
    if not same:
        facts = {"declared": source.declared, "chosen": str(choice)}
        problems.append(Problem("geo.crs_declared", source.file, note=True, facts=facts))


def _with_good_places(source: Source, choice: Crs, problems: list[Problem]) -> list[SourceFeature]:
    import numpy as np
    import shapely

    usable: list[SourceFeature] = []
    skipped = [(kind, feature) for feature in source.features for kind in feature.skipped]
    for found, count in Counter(kind for kind, _ in skipped).items():
        first = next(feature for kind, feature in skipped if kind == found)
        problems.append(_about(source, first, "geo.not_polygon", note=True, found=found, count=count))
    drawn = [feature for feature in source.features if feature.geometry is not None]
    if not drawn:
        return []
    points, owner = shapely.get_coordinates([feature.geometry for feature in drawn], return_index=True)
    if geo_crs.all_fine(points, choice):
        return drawn
    bounds = np.searchsorted(owner, np.arange(len(drawn) + 1))
    for feature, start, end in zip(drawn, bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        fault = geo_crs.range_fault(points[start:end], choice)
        if fault is not None:
            problems.append(_about(source, feature, fault[0], chosen=str(choice), **fault[1]))
        else:
            usable.append(feature)
    return usable


def _converted(features: Sequence[SourceFeature], choice: Crs) -> Any:
    import numpy as np
    import shapely

    shapes = np.array([feature.geometry for feature in features], dtype=object)
    if not len(shapes):
        return shapes
    # Rounded before it is judged, so that what is kept is what was found good.
    return shapely.transform(shapes, lambda points: np.round(geo_crs.transform(points, choice), DIGITS))


def _valid(
    source: Source, features: list[SourceFeature], shapes: Any, problems: list[Problem], *, repair: bool
) -> list[tuple[SourceFeature, Any]]:
    import numpy as np
    import shapely

    kept: list[tuple[SourceFeature, Any]] = []
    far = 0
    firsts = np.array([shapely.get_coordinates(shape)[0] for shape in shapes]).reshape(-1, 2)
    west, south, east, north = shapely.bounds(shapes).reshape(-1, 4).T if len(shapes) else np.empty((4, 0))
    finite = np.isfinite(west + south + east + north)
    valid = shapely.is_valid(shapes)
    for at, (feature, shape) in enumerate(zip(features, shapes, strict=True)):
        whole = shape
        if not finite[at]:
            problems.append(_about(source, feature, "geo.outside_crs"))
            continue
        if not valid[at]:
            code, facts = _reason(shapely.is_valid_reason(shape))
            mended = _mended(shape) if repair else None
            if mended is None:
                problems.append(_about(source, feature, code, **facts))
                continue
            problems.append(_about(source, feature, "geo.repaired", note=True, **facts))
            whole = mended
        far += not datum.in_china_box(float(firsts[at, 0]), float(firsts[at, 1]))
        kept.append((feature, whole))
    kept = _with_area(source, kept, problems)
    if far:
        problems.append(Problem("geo.outside_china", source.file, note=True, facts={"count": far}))
    return kept


def _with_area(
    source: Source, kept: list[tuple[SourceFeature, Any]], problems: list[Problem]
) -> list[tuple[SourceFeature, Any]]:
    sizes = areas([shape for _, shape in kept])
    tiny = [feature for (feature, _), size in zip(kept, sizes, strict=True) if size < LEAST_M2]
    problems.extend(_about(source, feature, "geo.no_area") for feature in tiny)
    return [pair for pair, size in zip(kept, sizes, strict=True) if size >= LEAST_M2]


def _mended(shape: Any) -> Any | None:
    import shapely

    parts = [part for part in shapely.get_parts(shapely.make_valid(shape)) if part.geom_type == "Polygon"]
    parts += [
        inner
        for part in shapely.get_parts(shapely.make_valid(shape))
        if part.geom_type == "MultiPolygon"
        for inner in shapely.get_parts(part)
    ]
    return shapely.multipolygons(parts) if parts else None


def _reason(text: str) -> tuple[str, dict[str, Any]]:
    place = _AT.search(text)
    facts: dict[str, Any] = {"reason": text.partition("[")[0]}
    if place is not None:
        facts |= {"lon": round(float(place[1]), 6), "lat": round(float(place[2]), 6)}
    for start, code in _REASONS:
        if text.startswith(start):
            return code, facts
    return "geo.invalid", facts


def _about(source: Source, feature: SourceFeature, code: str, *, note: bool = False, **facts: Any) -> Problem:
    return Problem(code, source.file, feature.number, layer=feature.layer, note=note, facts=facts)


def _proposed(
    source: Source, kept: list[tuple[SourceFeature, Any]], fields: FieldMap, problems: list[Problem]
) -> list[ProposedGrid]:
    shapes = [shape for _, shape in kept]
    texts, sizes = as_wkb(shapes), areas(shapes)
    grids: list[ProposedGrid] = []
    first: dict[str, int] = {}
    nameless = 0
    for (feature, _), text, size in zip(kept, texts, sizes, strict=True):
        grid = _one(source, feature, text, size / 1e6, fields, problems)
        if grid is None:
            continue
        if grid.code and grid.code in first:
            problems.append(
                Problem(
                    "geo.code_twice", source.file, feature.number, fields.code, grid.code, feature.layer,
                    facts={"first": first[grid.code]},
                )
            )  # fmt: skip
            continue
        nameless += not grid.code
        first.setdefault(grid.code, feature.number)
        grids.append(grid)
    if nameless:
        problems.append(Problem("geo.no_code", source.file, note=True, facts={"count": nameless}))
    return grids


def _one(
    source: Source, feature: SourceFeature, text: str, km2: float, fields: FieldMap, problems: list[Problem]
) -> ProposedGrid | None:
    cells = {
        "code": feature.values.get(fields.code),
        "parent": feature.values.get(fields.parent),
        "households": feature.values.get(fields.households),
        "people": feature.values.get(fields.people),
        "level": feature.values.get(fields.level),
    }
    found: dict[str, Any] = {}
    for meaning, reader, fault in (
        ("code", code_text, "geo.code_number"),
        ("parent", code_text, "geo.code_number"),
        ("households", whole_number, "geo.bad_count"),
        ("people", whole_number, "geo.bad_count"),
    ):
        try:
            found[meaning] = reader(cells[meaning])
        except (ValueError, OverflowError, TypeError):
            column = getattr(fields, meaning)
            bad = short(cells[meaning])
            problems.append(Problem(fault, source.file, feature.number, column, bad, feature.layer))
            return None
    level = fields.default_level
    if cells["level"] not in (None, ""):
        named = level_of(str(cells["level"]))
        if named is None:
            bad, facts = short(cells["level"]), {"level": level.value}
            problems.append(
                Problem(
                    "geo.bad_level", source.file, feature.number, fields.level, bad, feature.layer,
                    note=True, facts=facts,
                )
            )  # fmt: skip
        level = named or level
    name = str(feature.values.get(fields.name) or "").strip()
    return ProposedGrid(
        feature=feature.number,
        layer=feature.layer,
        code=found["code"],
        name=name,
        parent=found["parent"] or fields.default_parent,
        level=level,
        geometry=text,
        area_km2=_stated(feature.values.get(fields.area)) or round(km2, 6),
        kind=GridKind.EXCLUSIVE if "专属" in name else GridKind.BASIC,
        households=found["households"],
        people=found["people"],
        head=str(feature.values.get(fields.head) or "").strip(),
        phone=code_text(feature.values.get(fields.phone)),
        values=tuple((name, short(value)) for name, value in feature.values.items() if value is not None),
    )


def _stated(value: Any) -> float:
    """The square kilometres a file states; 0 when it states none: then the outline is measured."""
    try:
        return max(float(value), 0.0)
    except (TypeError, ValueError):
        return 0.0


def _with_good_codes(
    source: Source,
    grids: list[ProposedGrid],
    scheme: GridCodeScheme,
    villages: Container[str] | None,
    problems: list[Problem],
) -> list[ProposedGrid]:
    kept = []
    for grid in grids:
        wrong = None
        if grid.code and grid.level not in (Level.TOWN, Level.COMMUNITY):
            wrong = code_fault(scheme, grid.code, villages)
        if wrong is None:
            kept.append(grid)
            continue
        problems.append(
            Problem(wrong.code, source.file, grid.feature, "", grid.code, grid.layer, facts=dict(wrong.facts))
        )
    return kept
