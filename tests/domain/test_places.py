"""The record of a grid and its facts."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commandroom.domain import places
from commandroom.domain.errors import Refused
from commandroom.domain.places import ContactGroup, Grid, GridKind, Level, VillageType

words = st.text(max_size=8)
counts = st.none() | st.integers(0, 5000)
days = st.just("") | st.dates().map(date.isoformat)
grids = st.builds(
    Grid,
    code=st.just("320412003200001"),
    name=words,
    parent=words,
    level=st.sampled_from(Level),
    kind=st.sampled_from(GridKind),
    exclusive_class=words,
    households=counts,
    people=counts,
    area_km2=st.none() | st.floats(0, 1e6),
    entities=counts,
    head=words,
    phone=words,
    contact_groups=st.lists(st.builds(ContactGroup, words, words, words, words), max_size=3).map(tuple),
    valid_from=days,
    valid_to=days,
    lineage=st.lists(words, max_size=3).map(tuple),
    village_type=st.none() | st.sampled_from(VillageType),
    complexity=words,
)


@given(grids)
def test_facts_round_trip_through_json(grid: Grid):
    """A grid comes back from its facts after a trip through JSON, with its step counted on."""
    facts = json.loads(json.dumps(places.to_facts(grid)))
    again = places.defined(None, grid.code, facts)
    assert again.step == 1
    assert places.changed_facts(grid, again) == {}


@given(grids, grids)
def test_only_what_changed_is_written(old: Grid, new: Grid):
    """The changed facts lead from the old grid to the new one and name no field that stayed."""
    facts = json.loads(json.dumps(places.changed_facts(old, new)))
    after = places.defined(old, old.code, facts)
    assert places.changed_facts(after, new) == {}
    assert all(getattr(old, name) != getattr(new, name) for name in facts)


@pytest.mark.parametrize(
    "facts",
    [
        {"households": -1},
        {"households": "300"},
        {"households": True},
        {"area_km2": float("nan")},
        {"level": "CITY"},
        {"valid_to": "2026-02-30"},
        {"valid_from": "20260201"},
        {"name": None},
        {"contact_groups": [{"name": "x"}]},
        {"lineage": [1]},
        {"colour": "red"},
        {"code": "x"},
    ],
)
def test_bad_facts_are_refused_by_field(facts: dict[str, object]):
    """A fact of the wrong kind, or of no field of a grid, is refused naming the field."""
    with pytest.raises(Refused) as refusal:
        places.defined(None, "g", facts)
    assert refusal.value.facts["field"] in facts


def test_life_of_a_grid():
    """A grid is alive from its first day on and no more on its last; retiring keeps everything else."""
    grid = Grid("g", name="第一网格", valid_from="2026-01-01")
    assert not grid.alive(date(2025, 12, 31))
    assert grid.alive(date(2026, 1, 1))
    gone = places.retired(grid, "2026-06-01")
    assert gone.retired
    assert gone.alive(date(2026, 5, 31))
    assert not gone.alive(date(2026, 6, 1))
    assert (gone.name, gone.step) == ("第一网格", 1)
    for day in ("", "2026-6-1", "soon"):
        with pytest.raises(Refused):
            places.retired(grid, day)


def test_village_type_by_code():
    """Residents' committees are urban, villagers' committees rural; a town or other text is neither."""
    assert places.village_type_of("320412003001") is VillageType.URBAN
    assert places.village_type_of("320412003200007") is VillageType.RURAL
    assert places.village_type_of("320412003000") is None
    assert places.village_type_of("A0706-01-001") is None
