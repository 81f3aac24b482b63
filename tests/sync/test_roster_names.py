"""Tests of names nobody here bears: who is offered, and that nothing is lost."""

from pathlib import Path

from commandroom.domain.people import Person
from commandroom.sync.roster.roster_import import read_roster
from commandroom.sync.roster.roster_names import unknown_names
from commandroom.sync.sheet_out import write_table

PEOPLE = [
    Person("chen", "陈佳怡"), Person("zhang", "张三"), Person("li", "李四"), Person("gone", "陈嘉怡", active=False),
]  # fmt: skip


def roster(folder: Path) -> Path:
    """Two days; one person misspelt, one with a title, one nobody knows."""
    path = folder / "值班表.csv"
    rows = [("2026-11-05", "陈嘉仪 李四"), ("2026-11-06", "张三主任 欧阳修"), ("2026-11-07", "陈嘉仪")]
    write_table(path, ["日期", "值班人员"], rows)
    return path


def test_the_nearest_known_names_are_offered(tmp_path: Path) -> None:
    """By sound, by a title taken off; how often and from when; for a stranger nobody, but the name is told."""
    found = read_roster(roster(tmp_path), PEOPLE)
    told = {one.name: one for one in unknown_names(found.unknown_names, found.duties, PEOPLE)}
    assert set(told) == {"陈嘉仪", "张三主任", "欧阳修"}
    assert told["陈嘉仪"].nearest[0] == "chen"
    assert (told["陈嘉仪"].duties, told["陈嘉仪"].first) == (2, "2026-11-05")
    assert told["张三主任"].nearest[0] == "zhang"
    assert told["欧阳修"].nearest == ()


def test_whoever_is_meant_is_put_there(tmp_path: Path) -> None:
    """The name becomes the account on every day; the others stay as they are written."""
    found = read_roster(roster(tmp_path), PEOPLE, {"陈嘉仪": "chen"})
    assert [one.people for one in found.duties] == [("chen", "li"), ("张三主任", "欧阳修"), ("chen",)]
    assert found.unknown_names == ("张三主任", "欧阳修")


def test_the_real_rosters_lose_no_name(shared_data: Path) -> None:
    """Sixty days of strangers: each is listed once, and each duty keeps them."""
    found = read_roster(shared_data / "duty-rosters-zh" / "值班表.xlsx", PEOPLE)
    told = unknown_names(found.unknown_names, found.duties, PEOPLE)
    assert {one.name for one in told} == {person for duty in found.duties for person in duty.people}
    assert sum(one.duties for one in told) == sum(len(duty.people) for duty in found.duties)
