"""The tree of grids and its rules."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commandroom.domain.place_tree import ALLOWED_PARENTS, DEPTH, GridTree, grid_fault, retire_fault
from commandroom.domain.places import Grid, GridKind, Level
from commandroom.store import code_schemes

TOWN = Grid("320412003000", "潞城街道", "", Level.TOWN)
VILLAGE = Grid("320412003200", "潞城村", TOWN.code, Level.COMMUNITY)
OTHER = Grid("320412003201", "政新村", TOWN.code, Level.COMMUNITY)
BASE = Grid("320412003200001", "第一网格", VILLAGE.code, Level.BASE)
MICRO = Grid("320412003200001-01", "一组", BASE.code, Level.MICRO)
GRAIN = Grid("320412003200001-01-01", "某公司", MICRO.code, Level.GRAIN)
OLD = replace(BASE, code="320412003200002", name="旧网格", valid_to="2026-01-01")
TREE = GridTree([GRAIN, MICRO, BASE, OLD, VILLAGE, OTHER, TOWN])
SCHEME = code_schemes.scheme()


def fault(grid: Grid) -> str:
    found = grid_fault(TREE, grid, SCHEME)
    return "" if found is None else found.code


@pytest.mark.parametrize("grid", [TOWN, VILLAGE, BASE, MICRO, GRAIN])
def test_the_usual_tree_is_allowed(grid: Grid):
    """Town, village, base, micro and grain stand below one another."""
    assert fault(grid) == ""


@pytest.mark.parametrize(
    "grid",
    [
        replace(BASE, code="320412003200009", kind=GridKind.EXCLUSIVE, exclusive_class="工业类", parent=TOWN.code),
        replace(VILLAGE, code="320412003202", parent=OTHER.code),
        replace(BASE, code="A-7", scheme="OPAQUE"),
    ],
)
def test_what_the_founding_places_also_do(grid: Grid):
    """Exclusive grids hang on the town, communities stand in communities, codes may be home-made."""
    scheme = code_schemes.scheme(grid.scheme)
    assert grid_fault(TREE, grid, scheme) is None


@pytest.mark.parametrize(
    ("grid", "expected"),
    [
        (replace(OLD, valid_to=""), "grid.code_retired"),
        (replace(BASE, code="320412003200003", kind=GridKind.EXCLUSIVE), "grid.class_missing"),
        (replace(BASE, code="320412003200003", exclusive_class="工业类"), "grid.class_extra"),
        (replace(BASE, code="320412003200003", parent=""), "grid.parent_missing"),
        (replace(BASE, code="320412003200003", parent="nowhere"), "grid.parent_missing"),
        (replace(BASE, code="320412003200003", parent=TOWN.code), "grid.parent_level"),
        (replace(MICRO, code="320412003200002-01", parent=OLD.code), "grid.parent_retired"),
        (replace(GRAIN, code="320412003200001-01", parent=BASE.code), "grid.parent_level"),
        (replace(VILLAGE, parent=VILLAGE.code), "grid.ring"),
        (replace(BASE, parent=MICRO.code), "grid.ring"),
        (replace(TOWN, parent="320412000000"), "grid.parent_missing"),
        (replace(MICRO, code="320412003200001-1"), "grid.micro_code"),
        (replace(MICRO, code="320412003200001-01-01"), "grid.micro_code"),
        (replace(BASE, code="320412003201001"), "grid.other_village"),
        (replace(BASE, code="320412003299001"), "division.unknown_village"),
        (replace(VILLAGE, code="320412003000200"), "division.length"),
        (replace(TOWN, code="320412003200"), "division.not_a_town"),
        (replace(BASE, code="320412003200003", valid_from="2026-02-01", valid_to="2026-01-01"), "grid.dates"),
    ],
)
def test_what_is_refused(grid: Grid, expected: str):
    """Each rule of the tree refuses with its own reason."""
    found = fault(grid)
    assert found == expected or (expected == "grid.micro_code" and found in ("code.length", "grid.micro_code"))


def test_retiring():
    """A grid with living children stays; a leaf goes once."""
    assert retire_fault(TREE, GRAIN.code) is None
    for code, expected in ((BASE.code, "grid.has_children"), (OLD.code, "grid.code_retired"), ("x", "grid.unknown")):
        found = retire_fault(TREE, code)
        assert found is not None
        assert found.code == expected


def test_walks():
    """Up, down, the village a grid belongs to, and its path in names."""
    assert TREE.ancestors(GRAIN.code) == (MICRO.code, BASE.code, VILLAGE.code, TOWN.code)
    assert TREE.descendants(VILLAGE.code) == (BASE.code, MICRO.code, GRAIN.code, OLD.code)
    assert TREE.roots() == (TOWN.code,)
    assert TREE.community_of(GRAIN.code) == VILLAGE.code
    assert TREE.community_of(TOWN.code) == ""
    assert TREE.path(MICRO.code) == "潞城街道 / 潞城村 / 第一网格 / 一组"
    assert TREE.villages() == {VILLAGE.code, OTHER.code}
    assert OLD.code in TREE.ever_used()
    assert TREE.depth(GRAIN.code) == 4


def test_levels_only_go_down():
    """No level is allowed below one that is deeper than itself."""
    for level, parents in ALLOWED_PARENTS.items():
        assert all(parent is None or DEPTH[parent] <= DEPTH[level] for parent in parents)


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from("abcdefghx"), max_size=8))
def test_walks_end_on_any_data(parents: dict[str, str]):
    """Whatever nonsense of parents another room sends, rings too, every walk ends and finds no grid twice."""
    tree = GridTree(Grid(code, parent=parent) for code, parent in parents.items())
    for code in parents:
        below, above = tree.descendants(code), tree.ancestors(code)
        assert len(set(below)) == len(below)
        assert len(set(above)) == len(above)
        assert code not in below
        assert code not in above
