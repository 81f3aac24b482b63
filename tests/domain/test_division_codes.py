"""Administrative division codes."""

import csv
from pathlib import Path

import pytest

from commandroom.domain import division_codes
from commandroom.domain.division_codes import Division, TownKind, VillageKind


@pytest.mark.parametrize(
    "code", ["330212", "330212005", "370304002", "370923106", "360881105", "360881403", "320412003"]
)
def test_the_seeds_own_codes_are_good(code: str):
    """The codes that domain.md §2.6 names for the founding places have no fault."""
    assert division_codes.division_fault(code) is None


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("32041200320０", "division.not_digits"),
        ("3204120032", "division.length"),
        ("990412003200", "division.no_province"),
        ("320412000200", "division.gap"),
        ("320400003200", "division.gap"),
        ("320412600200", "division.town_segment"),
        ("320412003600", "division.village_segment"),
        ("320412003000", "division.not_a_village"),
        ("320412003299", "division.unknown_village"),
    ],
)
def test_what_is_wrong_is_named(code: str, fault: str):
    """Each way for a 12-digit code to be wrong has its own reason."""
    found = division_codes.village_fault(code, {"320412003200"})
    assert found is not None
    assert found.code == fault


def test_a_known_village_is_no_fault():
    """A code that the room knows passes, with and without the list."""
    assert division_codes.village_fault("320412003200", {"320412003200"}) is None
    assert division_codes.village_fault("320412003200") is None


def test_segments():
    """The segments say what kind of town and village a code names."""
    assert division_codes.town_kind("003") is TownKind.SUBDISTRICT
    assert division_codes.town_kind("106") is TownKind.TOWN
    assert division_codes.town_kind("399") is TownKind.TOWNSHIP
    assert division_codes.town_kind("403") is TownKind.SPECIAL
    assert division_codes.village_kind("001") is VillageKind.RESIDENTS
    assert division_codes.village_kind("200") is VillageKind.VILLAGERS
    assert division_codes.village_kind("498") is VillageKind.VIRTUAL
    assert division_codes.village_kind("600") is None


def test_parents():
    """The code above is found by its zeros, up to the province and then nothing."""
    chain = ["320412003200"]
    while chain[-1]:
        chain.append(division_codes.parent_of(chain[-1]))
    assert chain == ["320412003200", "320412003000", "320412000000", "320400000000", "320000000000", ""]
    assert [division_codes.division_of(code) for code in chain[:-1]] == [
        Division.VILLAGE,
        Division.TOWN,
        Division.COUNTY,
        Division.CITY,
        Division.PROVINCE,
    ]


def test_every_real_code_is_good(shared_data: Path):
    """All 2,105 codes of the five real counties pass, and each row's parent is the one worked out."""
    rows = [
        row
        for path in sorted((shared_data / "divisions-five-levels-vonng" / "adcode").glob("*.csv"))
        for row in csv.reader(path.read_text("utf-8").splitlines())
    ]
    assert len(rows) == 2105
    assert [row[0] for row in rows if division_codes.division_fault(row[0])] == []
    assert [row[0] for row in rows if division_codes.parent_of(row[0]) != row[1]] == []
