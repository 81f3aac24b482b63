"""Figures by grid: what the places add up to is the figure itself."""


import numpy as np
import pytest

from commandroom.demo import build
from commandroom.domain.instant import at
from commandroom.reports import figure_places
from commandroom.reports.period import Month
from commandroom.room import Room

NOW = at(2026, 11, 5, 14, 30)


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> tuple[figure_places.FigurePlaces, dict[str, str]]:
    """October of a small demonstration town, and its tree."""
    folder = tmp_path_factory.mktemp("town") / "room"
    build(folder, size="small", now="2026-11-05T14:30")
    with Room.open(folder, lambda: NOW) as room:
        reader = room.reader()
        found = figure_places.read(reader, room.queue().figures(reader.raw), Month(2026, 10), NOW)
        return found, {grid.code: grid.parent for grid in reader.all("grid")}


def test_the_places_add_up_to_the_figure(places: tuple[figure_places.FigurePlaces, dict[str, str]]) -> None:
    """At the top of the tree, with what lies in no grid, stand the figure's own two counts; times count as times."""
    found, parents = places
    tops = [code for code, parent in parents.items() if parent not in parents]
    assert found.find("reported") is not None
    for figure in found.figures:
        above, below = found.counts(figure.code, parents)
        assert sum(above.get(code, 0) for code in [*tops, ""]) == figure.numerator, figure.code
        if below is None:
            assert figure.denominator is None
        else:
            assert sum(below.get(code, 0) for code in [*tops, ""]) == figure.denominator, figure.code


def test_a_place_without_cases_has_no_share(places: tuple[figure_places.FigurePlaces, dict[str, str]]) -> None:
    """0 ÷ 0 says nothing; a count of nothing is 0; an unknown figure is empty."""
    found, parents = places
    reported = found.values("reported", parents)
    shares = found.values("filing_rate", parents)
    empty = [code for code in parents if reported[code] == 0]
    assert empty
    assert all(shares[code] is None for code in empty)
    assert np.isfinite([value for value in shares.values() if value is not None]).all()
    assert found.counts("nonsense", parents) == ({}, {})
