"""Division lists from files."""

from collections import Counter
from pathlib import Path

import pytest

from commandroom.domain.errors import Refused
from commandroom.domain.place_tree import GridTree, grid_fault
from commandroom.domain.places import Level, VillageType, defined
from commandroom.store import code_schemes
from commandroom.sync.geo import division_import
from commandroom.sync.geo.division_import import propose_divisions
from commandroom.text import sentence

PLAIN = "代码,名称,上级\n320412003000,潞城街道,320412000000\n320412003200,潞城村,320412003000\n"


def listed(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "村居.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("county", "rows", "towns", "divisions"),
    [
        ("320412", 309, 18, 308),
        ("330212", 571, 25, 570),
        ("360881", 156, 23, 155),
        ("370304", 338, 10, 337),
        ("370923", 731, 14, 730),
    ],
)
def test_the_five_real_counties(shared_data: Path, county: str, rows: int, towns: int, divisions: int):
    """Every row of the five national lists is taken, none is wrong."""
    path = shared_data / "divisions-five-levels-vonng" / "adcode" / f"{county}.csv"
    proposal = propose_divisions(path)
    assert (proposal.rows, len(proposal.towns), len(proposal.divisions)) == (rows, towns, divisions)
    assert proposal.problems == ()


def test_one_town_out_of_a_county(shared_data: Path):
    """老湖镇 comes with its 71 villages by name, 潞城街道 with 1 community and 5 villages by code, in WGS-84."""
    folder = shared_data / "divisions-five-levels-vonng" / "adcode"
    laohu = propose_divisions(folder / "370923.csv", town="老湖镇")
    assert Counter(found.level for found in laohu.divisions) == {Level.TOWN: 1, Level.COMMUNITY: 71}
    lucheng = propose_divisions(folder / "320412.csv", town="320412003")
    town, *villages = lucheng.divisions
    assert (town.code, town.name, town.parent) == ("320412003000", "潞城街道", "")
    assert (town.lon, town.lat) == (pytest.approx(120.044559, abs=1e-6), pytest.approx(31.770413, abs=1e-6))
    kinds = Counter(village.village_type for village in villages)
    assert kinds == {VillageType.URBAN: 1, VillageType.RURAL: 5}


def test_what_is_proposed_may_be_defined(shared_data: Path):
    """Each proposed division, defined in order, stands in the tree without a fault."""
    folder = shared_data / "divisions-five-levels-vonng" / "adcode"
    grids = [defined(None, found.code, found.facts()) for found in propose_divisions(folder / "360881.csv").divisions]
    tree = GridTree(grids)
    assert [grid.code for grid in grids if grid_fault(tree, grid, code_schemes.scheme())] == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("sign", [",", "\t", ";", "，"])
def test_plain_lists(tmp_path: Path, encoding: str, sign: str):
    """A plain list with headings is read in each encoding and with each separator."""
    proposal = propose_divisions(listed(tmp_path, PLAIN.replace(",", sign), encoding))
    assert [(found.code, found.name) for found in proposal.divisions] == [
        ("320412003000", "潞城街道"),
        ("320412003200", "潞城村"),
    ]


def test_wrong_rows_are_named_and_left_out(tmp_path: Path):
    """Each wrong row is told with its line, column, value and reason; the good ones stay."""
    bad = (
        "320412003201,,320412003000\n"
        "320412003200,重名村,320412003000\n"
        "3204120032,短码村,\n"
        "320412003202,错挂村,320412004000\n"
        "３２０４１２００３２０３,全角村,320412003000\n"
    )
    proposal = propose_divisions(listed(tmp_path, PLAIN + bad))
    assert [found.name for found in proposal.divisions] == ["潞城街道", "潞城村", "全角村"]
    assert [(p.feature, p.code, p.column) for p in proposal.problems] == [
        (4, "division.no_name", "name"),
        (5, "division.twice", "code"),
        (6, "division.length", "code"),
        (7, "division.parent", "parent"),
    ]
    assert proposal.problems[1].sentence() == (
        "村居.csv 第 5 行：代码“320412003200”在第 3 行已经出现过。请删去多余的一行。"
    )


def test_a_bad_point_keeps_its_row(tmp_path: Path):
    """A row whose point cannot be read comes in without a point, and it is told."""
    text = "代码,名称,上级,经度,纬度\n320412003000,潞城街道,,abc,31.7\n"
    proposal = propose_divisions(listed(tmp_path, text))
    assert proposal.divisions[0].lon is None
    assert [note.code for note in proposal.problems if note.note] == ["division.bad_point"]


@pytest.mark.parametrize(
    ("text", "town", "crs", "expected"),
    [
        ("", "", "gcj02", "geo.empty"),
        ("名称,人口\n潞城村,3\n", "", "gcj02", "division.no_header"),
        (PLAIN, "老湖镇", "gcj02", "division.town_unknown"),
        (PLAIN + "320412004000,潞城街道,\n", "潞城街道", "gcj02", "division.town_twice"),
        (PLAIN, "", "mars", "crs.unknown"),
        ('代码,名称\n"' + "x" * 200_000 + '",b\n', "", "gcj02", "division.csv"),
    ],
)
def test_lists_that_cannot_be_read(tmp_path: Path, text: str, town: str, crs: str, expected: str):
    """What cannot be used as a list is refused with a sentence."""
    with pytest.raises(Refused) as refusal:
        propose_divisions(listed(tmp_path, text), town=town, crs=crs)
    assert refusal.value.code == expected
    assert "…" not in sentence(refusal.value)


def test_a_list_over_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A list over the limit is refused before it is read."""
    monkeypatch.setattr(division_import, "MAX_BYTES", 10)
    with pytest.raises(Refused, match="too_big"):
        propose_divisions(listed(tmp_path, PLAIN))
