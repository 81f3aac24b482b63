"""Edited outlines keep their shared edges: corner by corner, level by level, no gap, no overlap, no area lost."""

from collections.abc import Mapping
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from commandroom.domain.datum import LonLat
from commandroom.domain.errors import Refused
from commandroom.geometry import editing
from commandroom.geometry.edges import edges_of, noded
from commandroom.geometry.outlines import square_metres
from tests.helpers.cell_town import LEVELS, PARENTS, SOUTH, STEP, WEST, town


def assert_whole(shapes: Mapping[str, Any], area: float) -> None:
    """Every level covers the town: the same corners on both sides of each border, the same area."""
    levels = [[shapes[code] for code in level if code in shapes] for level in LEVELS]
    extra = [shape for code, shape in shapes.items() if code not in PARENTS and code != "town"]
    levels[2] += extra
    for level in levels:
        assert shapely.is_valid(level).all()
        assert shapely.coverage_is_valid(level)
        assert sum(map(square_metres, level)) == pytest.approx(area, rel=1e-9)
    finest = set().union(*(edges_of(shape) for shape in levels[2]))
    for level in levels[:2]:
        for shape in level:
            assert edges_of(shape) <= finest


places = st.tuples(st.floats(0.2, 3.8), st.floats(0.2, 3.8)).map(lambda at: (WEST + STEP * at[0], SOUTH + STEP * at[1]))


offs = st.floats(-0.15, 0.15)


@given(st.integers(0, 500), st.tuples(st.integers(1, 3), st.integers(1, 3)), offs, offs)
def test_a_moved_corner_moves_in_every_outline(seed: int, which: tuple[int, int], east: float, north: float) -> None:
    """Neighbours and the levels above move with it; area goes from one to the other and none is lost."""
    shapes = town(seed)
    area = square_metres(shapes["town"])
    at: LonLat = shapely.get_coordinates(shapes[f"b{which[0]}{which[1]}"])[0].tolist()
    to = (at[0] + STEP * east, at[1] + STEP * north)
    new = editing.bend(shapes, (at[0], at[1]), to)
    assert_whole({**shapes, **new}, area)
    assert "town" not in new


@given(st.integers(0, 500), st.integers(0, 2), st.integers(0, 3), st.floats(0.2, 0.8), st.floats(-0.1, 0.1))
def test_a_bent_border_gets_the_same_corner_on_both_sides(seed: int, x: int, y: int, along: float, off: float) -> None:
    """A place in the middle of a border becomes a corner of every outline that has the border."""
    shapes = town(seed)
    area = square_metres(shapes["town"])
    common = shapely.intersection(shapes[f"b{x}{y}"], shapes[f"b{x + 1}{y}"])
    spot = shapely.line_interpolate_point(common, along, normalized=True)
    new = editing.bend(shapes, (spot.x, spot.y), (spot.x + STEP * off, spot.y))
    assert_whole({**shapes, **new}, area)


@given(st.integers(0, 500), places, places)
def test_a_split_loses_nothing(seed: int, first: LonLat, second: LonLat) -> None:
    """The pieces of a village and of all base grids under the line fill what was there; neighbours share the ends."""
    shapes = town(seed)
    below = [code for code, parent in PARENTS.items() if parent == "v00"]
    line = [(2 * first[0] - second[0], 2 * first[1] - second[1]), first, second,
            (2 * second[0] - first[0], 2 * second[1] - first[1])]  # fmt: skip
    try:
        done = editing.split(shapes, "v00", below, line)
    except Refused as why:
        assert why.code in ("plan.not_cut", "plan.sliver", "plan.line_crossed", "plan.line_short")
        return
    for code, pieces in done.pieces.items():
        assert sum(map(square_metres, pieces)) == pytest.approx(square_metres(done.shapes[code]), rel=1e-9)
        assert sum(map(square_metres, pieces)) == pytest.approx(square_metres(shapes[code]), abs=0.5)
    after = {code: shape for code, shape in done.shapes.items() if code not in done.pieces}
    for code, pieces in done.pieces.items():
        after.update({f"{code}/{nth}": piece for nth, piece in enumerate(pieces)})
    villages = [shape for code, shape in after.items() if code.startswith("v")]
    base = [shape for code, shape in after.items() if code.startswith("b")]
    assert shapely.coverage_is_valid(villages)
    assert shapely.coverage_is_valid(base)
    finest = set().union(*(edges_of(shape) for shape in base))
    assert all(edges_of(shape) <= finest for shape in villages)


@given(st.integers(0, 500), st.sampled_from([0, 2]), st.integers(0, 3))
def test_joined_grids_are_the_sum_of_both(seed: int, x: int, y: int) -> None:
    """The shared border falls away and every other corner stays where it was."""
    shapes = town(seed)
    one, other = f"b{x}{y}", f"b{x + 1}{y}"
    new = editing.join(shapes, [one, other])
    assert set(new) == {one}
    assert edges_of(new[one]) == edges_of(shapes[one]) ^ edges_of(shapes[other])
    rest = {code: shape for code, shape in shapes.items() if code != other}
    assert_whole({**rest, **new}, square_metres(shapes["town"]))


@given(st.integers(0, 500), st.floats(0.2, 0.8), st.floats(0.05, 0.3))
def test_a_piece_goes_to_the_neighbour_on_every_level(seed: int, along: float, deep: float) -> None:
    """A piece cut off b10 (village v00) goes to b20 (village v10): both borders run the same new way."""
    shapes = town(seed)
    common = shapely.intersection(shapes["b10"], shapes["b20"])
    here, there = (shapely.line_interpolate_point(common, part, normalized=True) for part in (along * 0.5, along))
    middle = shapely.line_interpolate_point(common, along * 0.75, normalized=True)
    line = [(here.x, here.y), (middle.x - STEP * deep, middle.y), (there.x, there.y)]
    done = editing.cut(shapes, ["b10"], line)
    if "b10" not in done.pieces or len(done.pieces["b10"]) != 2:
        return
    piece = min(done.pieces["b10"], key=square_metres)
    new = editing.transfer(done.shapes, piece, ["b10", "v00"], ["b20", "v10"])
    after = {**done.shapes, **new}
    assert_whole(after, square_metres(after["town"]))
    assert square_metres(after["b20"]) == pytest.approx(square_metres(shapes["b20"]) + square_metres(piece), abs=0.5)


@given(st.integers(0, 500), places, st.floats(0.2, 0.9))
def test_a_carved_grid_takes_what_it_covers_and_nothing_else(seed: int, at: LonLat, size: float) -> None:
    """An exclusive grid drawn across base grids of a village: they give it up, the village stays as it is."""
    shapes = town(seed)
    turns = ((-0.5, -0.5), (0.5, -0.4), (0.4, 0.5), (-0.4, 0.4))
    ring = [(at[0] + STEP * size * x, at[1] + STEP * size * y) for x, y in turns]
    brothers = [code for code, parent in PARENTS.items() if parent == "v00"]
    try:
        whole, new = editing.draw(shapes, ring, "v00", brothers, carve=True)
    except Refused as why:
        assert why.code in ("plan.outside", "plan.sliver", "plan.swallowed")
        return
    after = {**shapes, **new, "x": whole}
    assert_whole(after, square_metres(after["town"]))
    wanted = shapely.intersection(shapes["v00"], shapely.Polygon(ring))
    assert square_metres(whole) == pytest.approx(square_metres(wanted), abs=1.0)


def test_a_drawn_grid_leaves_what_is_taken() -> None:
    """Without carving only free ground is taken, and a ring on taken ground is refused."""
    shapes = town(1)
    free = shapes.pop("b11")
    brothers = ["b00", "b01", "b10"]
    ring = shapely.get_coordinates(shapely.buffer(free, STEP * 0.2)).tolist()
    whole, new = editing.draw(shapes, [(x, y) for x, y in ring], "v00", brothers, carve=False)
    assert shapely.symmetric_difference(whole, free).area < 1e-14
    assert shapely.coverage_is_valid([{**shapes, **new}[code] for code in brothers] + [whole])
    inside = shapely.get_coordinates(shapely.buffer(shapely.centroid(shapes["b00"]), STEP * 0.1)).tolist()
    with pytest.raises(Refused, match=r"plan\.taken"):
        editing.draw(shapes, [(x, y) for x, y in inside], "v00", brothers, carve=False)


def test_a_corner_on_a_neighbours_edge_is_found() -> None:
    """A border that one side draws with a corner and the other without bends on both sides."""
    left = shapely.Polygon([(0, 0), (1, 0), (1, 1), (0, 1)])
    right = shapely.Polygon([(1, 0), (2, 0), (2, 1), (1, 1), (1, 0.5)])
    new = editing.bend({"l": left, "r": right}, (1, 0.5), (1.2, 0.5))
    assert shapely.coverage_is_valid(list(new.values()))
    assert new["l"].area + new["r"].area == pytest.approx(2)


def test_a_junction_keeps_its_corner() -> None:
    """Where three borders meet nothing can be straightened; on a plain border it can."""
    shapes = town(3)
    at = shapely.get_coordinates(shapes["b11"])[0].tolist()
    with pytest.raises(Refused, match=r"plan\.junction"):
        editing.straighten(shapes, (at[0], at[1]))
    common = shapely.intersection(shapes["b11"], shapes["b21"])
    spot = shapely.line_interpolate_point(common, 0.5, normalized=True)
    bent = {**shapes, **editing.bend(shapes, (spot.x, spot.y), (spot.x + 1e-4, spot.y))}
    back = {**bent, **editing.straighten(bent, (spot.x + 1e-4, spot.y))}
    assert edges_of(back["b11"]) == edges_of(shapes["b11"])
    assert_whole(back, square_metres(shapes["town"]))


def test_what_cannot_be_is_refused() -> None:
    """Grids apart, lines that stop short or cross themselves, corners dragged through a border."""
    shapes = town(4)
    with pytest.raises(Refused, match=r"plan\.not_neighbours"):
        editing.join(shapes, ["b00", "b22"])
    centre = shapely.centroid(shapes["b00"])
    with pytest.raises(Refused, match=r"plan\.not_cut"):
        editing.split(shapes, "b00", (), [(WEST - 1, SOUTH), (centre.x, centre.y)])
    with pytest.raises(Refused, match=r"plan\.line_crossed"):
        editing.split(shapes, "b00", (), [(0, 0), (2, 2), (2, 0), (0, 2)])
    at = shapely.get_coordinates(shapes["b11"])[0].tolist()
    far = (at[0] + 3 * STEP, at[1] + 3 * STEP)
    try:
        new = editing.bend(shapes, (at[0], at[1]), far)
        assert editing.spoilt(shapes, {**shapes, **new}, PARENTS) is not None
    except Refused as why:
        assert why.code == "plan.broken"
    with pytest.raises(Refused, match=r"plan\.no_border"):
        editing.bend(shapes, (centre.x, centre.y), (0, 0))


def test_noding_leaves_the_far_alone() -> None:
    """Only what lies near the focus gets corners."""
    shapes = town(5)
    spot = shapely.get_coordinates(shapes["b00"])[0]
    assert editing.changed(shapes, noded(shapes, shapely.Point(spot))) == {}
