"""Outlines edited with their shared edges kept: bent, cut by a line, joined, exchanged, drawn anew."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from commandroom.domain.datum import LonLat
from commandroom.domain.errors import Refused
from commandroom.geometry.edges import (
    NEAR,
    Shapes,
    assembled,
    crossings,
    edges_of,
    exchanged,
    faces,
    line_edges,
    noded,
    rings_of,
    rounded,
    threaded,
)
from commandroom.geometry.outlines import square_metres

LEAST_M2 = 1.0
"""A piece smaller than this is a slip of the hand, not a grid."""


@dataclass(frozen=True, slots=True)
class Cut:
    """What a line does to outlines: all of them with its corners, the pieces of those it goes through, itself."""

    shapes: dict[str, Any]
    pieces: dict[str, list[Any]]
    path: list[LonLat]


def changed(before: Shapes, after: Shapes) -> dict[str, Any]:
    """The outlines of ``after`` that are not to the last digit what they were."""
    import shapely

    return {
        code: shape
        for code, shape in after.items()
        if code not in before or not shapely.equals_exact(before[code], shape, 0.0)
    }


def on_corners(places: Sequence[LonLat], shapes: Iterable[Any]) -> list[LonLat]:
    """Places rounded, each moved to the corner of an outline that lies within NEAR of it."""
    import shapely

    made = rounded(places)
    own = [shape for shape in shapes if not shape.is_empty]
    if not own or not made:
        return made
    corners = np.unique(shapely.get_coordinates(own), axis=0)
    tree = shapely.STRtree(shapely.points(corners))
    which, hit = tree.query_nearest(shapely.points(np.array(made)), max_distance=NEAR, all_matches=False)
    for at, row in zip(which.tolist(), hit.tolist(), strict=True):
        made[at] = (float(corners[row, 0]), float(corners[row, 1]))
    return made


def bend(shapes: Shapes, at: LonLat, to: LonLat) -> dict[str, Any]:
    """Move a corner, or a place on a border, in every outline that has it; the changed outlines.

    Raises Refused: plan.no_border (no border there), plan.broken (an outline would cross itself).
    """
    import shapely

    place, aim = on_corners([at, to], shapes.values())
    spot = shapely.Point(place)
    holders = {code: shape for code, shape in shapes.items() if shapely.dwithin(shapely.boundary(shape), spot, NEAR)}
    if not holders:
        raise Refused("plan.no_border")
    focus = shapely.multilinestrings([edge for shape in holders.values() for edge in _at(shape, spot)])
    met = noded(shapes, focus, [place])
    moved = {**met, **{code: _moved(met[code], place, aim) for code in holders}}
    return _sound(shapes, noded(moved, shapely.Point(aim), [aim]))


def straighten(shapes: Shapes, at: LonLat) -> dict[str, Any]:
    """Take a corner away from every outline that has it; the changed outlines.

    Raises Refused: plan.no_corner, plan.junction (three borders meet there), plan.broken.
    """
    import shapely

    place = on_corners([at], shapes.values())[0]
    spot = shapely.Point(place)
    holders = {code: shape for code, shape in shapes.items() if shapely.dwithin(shapely.boundary(shape), spot, NEAR)}
    if not holders or not any(place in ring for shape in holders.values() for ring in rings_of(shape)):
        raise Refused("plan.no_corner")
    focus = shapely.multilinestrings([edge for shape in holders.values() for edge in _at(shape, spot)])
    met = noded(shapes, focus, [place])
    ends = {end for code in holders for edge in edges_of(met[code]) if place in edge for end in edge if end != place}
    if len(ends) > 2:
        raise Refused("plan.junction")
    return _sound(shapes, {**met, **{code: _moved(met[code], place, None) for code in holders}})


def _at(shape: Any, spot: Any) -> list[Any]:
    import shapely

    edges = sorted(edges_of(shape))
    near = shapely.dwithin(shapely.linestrings(np.array(edges)), spot, NEAR)
    return [edge for edge, hit in zip(edges, near.tolist(), strict=True) if hit]


def _moved(shape: Any, place: LonLat, aim: LonLat | None) -> Any:
    """The outline with a corner somewhere else, or without it."""
    import shapely

    polygons = []
    for part in shapely.get_parts(shape):
        rings = []
        for line in (part.exterior, *part.interiors):
            ring = [(x, y) for x, y in line.coords][:-1]
            there = [one if one != place else aim for one in ring]
            kept = [one for one in there if one is not None]
            kept = [one for nth, one in enumerate(kept) if one != kept[nth - 1]]
            rings.append(kept)
        if len(rings[0]) < 3:
            raise Refused("plan.broken")
        polygons.append(shapely.Polygon(rings[0], [ring for ring in rings[1:] if len(ring) >= 3]))
    return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)


def _sound(before: Shapes, after: Shapes) -> dict[str, Any]:
    import shapely

    new = changed(before, after)
    for code, shape in new.items():
        if not shapely.is_valid(shape) or shape.is_empty:
            raise Refused("plan.broken", grid=code)
    return new


def cut(shapes: Shapes, codes: Iterable[str], line: Sequence[LonLat], *, closed: bool = False) -> Cut:
    """Draw a line through outlines: the pieces of those of ``codes`` that it cuts, every outline given its corners.

    ``closed``: the line is a ring. Raises Refused: plan.line_crossed (it crosses itself), plan.line_short.
    """
    import shapely

    path = [one for nth, one in enumerate(rounded(line)) if nth == 0 or one != rounded(line)[nth - 1]]
    if len(path) < (4 if closed else 2):
        raise Refused("plan.line_short")
    track = shapely.linestrings(np.array(path))
    if not shapely.is_simple(track):
        raise Refused("plan.line_crossed")
    near = {code: shape for code, shape in shapes.items() if shapely.dwithin(shape, track, 2 * NEAR)}
    met = on_corners(crossings(path, near.values()), near.values())
    corners = np.unique(shapely.get_coordinates(list(near.values())), axis=0)
    beside = corners[shapely.dwithin(shapely.points(corners), track, NEAR)] if len(corners) else corners
    places = list(dict.fromkeys([*met, *((float(x), float(y)) for x, y in beside)]))
    after = dict(shapes)
    if places:
        after.update(noded(near, shapely.multipoints(np.array(places)), places))
    path = threaded(path, places)
    pieces: dict[str, list[Any]] = {}
    for code in codes:
        if code in near and len(found := _faces_in(after[code], line_edges(path))) > 1:
            pieces[code] = found
    return Cut(after, pieces, path)


def _faces_in(shape: Any, more: Sequence[Any]) -> list[Any]:
    """The faces of an outline cut along edges that have its corners; parts that no edge enters are faces too."""
    import shapely

    own = edges_of(shape)
    extra = [edge for edge in more if edge not in own]
    middles = shapely.points(np.array([[(a[0] + b[0]) / 2, (a[1] + b[1]) / 2] for a, b in extra]).reshape(-1, 2))
    inside = [edge for edge, hit in zip(extra, shapely.contains(shape, middles).tolist(), strict=True) if hit]
    return [face for face in faces([*own, *inside]) if shape.contains(face.representative_point())]


def split(shapes: Shapes, code: str, below: Iterable[str], line: Sequence[LonLat]) -> Cut:
    """Cut a grid, and what lies ``below`` it, by a line.

    Raises Refused: plan.not_cut (the line does not go through), plan.sliver (a piece under LEAST_M2), and those
    of :func:`cut`. The smaller parts of a grid of several parts stay with its largest piece.
    """
    done = cut(shapes, [code, *below], line)
    if code not in done.pieces:
        raise Refused("plan.not_cut", grid=code)
    for one, found in done.pieces.items():
        done.pieces[one] = found = _grouped(done.shapes[one], found, shapes[one])
        for piece in found:
            if square_metres(piece) < LEAST_M2:
                raise Refused("plan.sliver", grid=one, area=round(square_metres(piece), 2))
    return done


def _grouped(shape: Any, found: list[Any], before: Any) -> list[Any]:
    """Untouched parts of a grid of several parts put to its largest piece; then largest first."""
    import shapely

    parts = list(shapely.get_parts(shape))
    ordered = sorted(found, key=square_metres, reverse=True)
    if len(parts) < 2:
        return ordered
    whole = [piece for piece in ordered if any(shapely.equals(piece, part) for part in parts)]
    cut_up = [piece for piece in ordered if piece not in whole]
    if len(cut_up) < 2:
        raise Refused("plan.not_cut", grid="")
    del before
    return [shapely.multipolygons([cut_up[0], *whole]) if whole else cut_up[0], *cut_up[1:]]


def join(shapes: Shapes, codes: Sequence[str]) -> dict[str, Any]:
    """Outlines made one: the result under the first code, and neighbours that were given a corner.

    Raises Refused("plan.not_neighbours") when they do not hang together by a border.
    """
    import shapely

    borders = [shapely.boundary(shapes[code]) for code in codes]
    focus = shapely.union_all([
        shapely.intersection(one, shapely.buffer(other, 4 * NEAR))
        for nth, one in enumerate(borders)
        for other in borders[nth + 1 :]
    ])  # fmt: skip
    met = noded(shapes, focus) if not focus.is_empty else dict(shapes)
    parts = [part for code in codes for part in shapely.get_parts(met[code])]
    whole = assembled(parts)
    if not shapely.is_valid(whole):
        whole = shapely.union_all(parts)
    if len(shapely.get_parts(whole)) > len(parts) - len(codes) + 1:
        raise Refused("plan.not_neighbours")
    rest = {code: shape for code, shape in met.items() if code not in codes}
    return {**changed({code: shapes[code] for code in rest}, rest), codes[0]: whole}


def transfer(shapes: Shapes, piece: Any, giving: Sequence[str], taking: Sequence[str]) -> dict[str, Any]:
    """A piece taken off the outlines that give it and put to those that take it; the changed outlines.

    The piece has the corners of the outlines, as :func:`cut` left them. Raises Refused("plan.broken").
    """
    import shapely

    met = noded(shapes, shapely.boundary(piece))
    made = dict(met)
    for code in (*giving, *taking):
        made[code] = exchanged(met[code], [piece])
    return _sound(shapes, made)


def draw(
    shapes: Shapes, ring: Sequence[LonLat], parent: str, brothers: Sequence[str], *, carve: bool
) -> tuple[Any, dict[str, Any]]:
    """A new outline inside ``parent`` ("": anywhere) drawn as a ring, and the neighbours it changed.

    What brothers hold is left to them, or with ``carve`` taken from them. Raises Refused: plan.outside (nothing
    of the ring lies in the parent), plan.taken (nothing is free), plan.swallowed (a brother would vanish),
    plan.sliver, and those of :func:`cut`.
    """
    import shapely

    closed = list(ring) if ring and ring[0] == ring[-1] else [*ring, *ring[:1]]
    done = cut(shapes, (), closed, closed=True)
    inside = shapely.Polygon(done.path)
    if not shapely.is_valid(inside):
        raise Refused("plan.line_crossed")
    family = [code for code in (*brothers, parent) if code and shapely.intersects(done.shapes[code], inside)]
    edges = set(line_edges(done.path)).union(*(edges_of(done.shapes[code]) for code in family))
    mine = [face for face in faces(edges) if inside.contains(face.representative_point())]
    if parent:
        mine = [face for face in mine if done.shapes[parent].contains(face.representative_point())]
    if not mine:
        raise Refused("plan.outside", grid=parent)
    holders = {
        at: [code for code in family if code != parent and done.shapes[code].contains(face.representative_point())]
        for at, face in enumerate(mine)
    }
    if not carve:
        mine = [face for at, face in enumerate(mine) if not holders[at]]
        if not mine:
            raise Refused("plan.taken")
    after = dict(done.shapes)
    for code in family:
        lost = [face for at, face in enumerate(mine) if carve and code in holders.get(at, ())]
        if lost:
            after[code] = exchanged(after[code], lost)
            if after[code].is_empty:
                raise Refused("plan.swallowed", grid=code)
    whole = assembled(mine)
    if square_metres(whole) < LEAST_M2:
        raise Refused("plan.sliver", grid="", area=round(square_metres(whole), 2))
    return whole, _sound(shapes, after)


def spoilt(before: Shapes, after: Shapes, parents: Mapping[str, str], *, slack_m2: float = LEAST_M2) -> Refused | None:
    """Why an edit must not stand: brothers lie on one another, or a grid sticks out, more than before.

    ``after`` holds every outline there is afterwards; only those that changed are looked at.
    """
    import shapely

    new = changed(before, after)
    families: dict[str, list[str]] = {}
    for code in after:
        families.setdefault(parents.get(code, ""), []).append(code)
    for code, shape in new.items():
        above = parents.get(code, "")
        beside = [other for other in families[above] if other != code]
        beside = [other for other in beside if shapely.intersects(shape, after[other])] if beside else []
        for other in beside:
            was = _common(before.get(code), before.get(other))
            if _common(shape, after[other]) > was + slack_m2:
                return Refused("plan.overlap", grid=code, other=other)
        if above in after:
            was = _beyond(before.get(code), before.get(above))
            if _beyond(shape, after[above]) > was + slack_m2:
                return Refused("plan.sticks_out", grid=code, parent=above)
    return None


def _common(a: Any, b: Any) -> float:
    import shapely

    return 0.0 if a is None or b is None else square_metres(shapely.intersection(a, b))


def _beyond(a: Any, b: Any) -> float:
    import shapely

    return 0.0 if a is None or b is None else square_metres(shapely.difference(a, b))
