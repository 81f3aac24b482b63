"""Size norms of the profiles: warnings only."""

import pytest

from commandroom.domain.errors import Refused
from commandroom.domain.norms import Norms, norm_warnings, norms_from
from commandroom.domain.places import ContactGroup, Grid, GridKind, Level, VillageType

Y = norms_from(
    {
        "contact_groups": 2,
        "base": {"households": [300, 500], "people": 1200, "rule": "and"},
        "micro": {"households": [50, 80]},
        "exclusive": {"people": 1000, "area_km2": 1, "entities": 30, "rule": "or"},
    }
)
B = norms_from({"base": {"households": [300, 500], "people": 1000, "rule": "or"}})
L = norms_from({"base": {"urban": {"households": 500, "people": 1500}, "rural": {"households": 300, "people": 1000}}})
GROUPS = (ContactGroup("work", "a"), ContactGroup("service", "b"))


def codes(grid: Grid, norms: Norms) -> list[str]:
    return [warning.code for warning in norm_warnings(grid, norms)]


def test_both_figures_must_fit_in_y():
    """Profile Y looks at households and people (人户双控): each that departs is told."""
    assert codes(Grid("g", households=400, people=1200, contact_groups=GROUPS), Y) == []
    assert codes(Grid("g", households=203, people=1200, contact_groups=GROUPS), Y) == ["norm.low"]
    assert codes(Grid("g", households=600, people=3000, contact_groups=GROUPS), Y) == ["norm.high", "norm.high"]


def test_one_figure_is_enough_in_b():
    """Profile B takes households or people; only when both are off there is a warning, with both figures."""
    assert codes(Grid("g", households=203, people=1000), B) == []
    (warning,) = norm_warnings(Grid("g", households=203, people=400, complexity="山区"), B)
    assert warning.code == "norm.none_met"
    assert [figure["measure"] for figure in warning.facts["figures"]] == ["households", "people"]
    assert warning.facts["explained"] == "山区"


def test_l_differs_by_village_type():
    """Profile L asks more of a community's grid than of a village's (L2)."""
    grid = Grid("g", households=300, people=1000)
    assert codes(grid, L) == []
    assert codes(Grid("g", households=300, people=1000, village_type=VillageType.RURAL), L) == []
    assert codes(Grid("g", households=300, people=1000, village_type=VillageType.URBAN), L) == ["norm.none_met"]


def test_exclusive_micro_and_others():
    """Exclusive grids have their own norm, micro grids theirs, other levels none."""
    exclusive = Grid("g", kind=GridKind.EXCLUSIVE, exclusive_class="工业类", entities=30, contact_groups=GROUPS)
    assert codes(exclusive, Y) == []
    assert codes(Grid("g", level=Level.MICRO, households=90), Y) == ["norm.none_met"]
    assert codes(Grid("g", level=Level.COMMUNITY, households=9000), Y) == []


def test_what_nobody_counted():
    """A grid without figures says so, and too few contact groups are told."""
    assert codes(Grid("g"), Y) == ["norm.no_figures", "norm.groups"]
    assert codes(Grid("g"), norms_from({})) == []


@pytest.mark.parametrize(
    "table",
    [
        {"base": {"rule": "xor"}},
        {"base": {"households": [500, 300]}},
        {"base": {"households": "300-500"}},
        {"micro": {"house": 3}},
        {"base": {"urban": {"people": -3}}},
    ],
)
def test_a_wrong_profile_is_named(table: dict[str, object]):
    """A profile whose norms cannot be read is refused naming the table."""
    with pytest.raises(Refused) as refusal:
        norms_from(table)
    assert refusal.value.code == "norms.broken"
