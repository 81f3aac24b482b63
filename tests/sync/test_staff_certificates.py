"""Tests of certificates in the people's sheet: every usual word is read, what is written reads back, else refused."""

from pathlib import Path

import pytest

from commandroom.domain.people import LAW, Person, Role
from commandroom.sync.roster.staff_sheet import read_people, write_people
from commandroom.sync.sheet_out import write_table


def test_what_is_written_reads_back(tmp_path: Path) -> None:
    """With a certificate and without one; nothing else of the person changes."""
    people = [Person("a", "王某", (Role.HANDLER.value,), certificates=(LAW,)), Person("b", "李某")]
    path = tmp_path / "people.xlsx"
    write_people(path, people, {})
    found = read_people(path, {}, {})
    assert found.wrong == []
    assert {row.id: row.facts.get("certificates") for row in found.rows} == {"a": [LAW], "b": None}


@pytest.mark.parametrize("word", ["有", "是", "√", "执法证", "行政执法证", "law", "执法证、有"])
def test_the_usual_words_are_read(tmp_path: Path, word: str) -> None:
    """A clerk writes what a clerk writes."""
    path = tmp_path / "people.csv"
    write_table(path, ["账号", "姓名", "执法证"], [("a", "王某", word)], sheet="人员", total=1)
    (row,) = read_people(path, {}, {}).rows
    assert row.facts["certificates"] == [LAW]


def test_another_word_is_shown_as_a_wrong_cell(tmp_path: Path) -> None:
    """A driving licence is no certificate of this kind."""
    path = tmp_path / "people.csv"
    write_table(path, ["账号", "姓名", "执法证"], [("a", "王某", "驾驶证")], sheet="人员", total=1)
    found = read_people(path, {}, {})
    assert [cell.code for cell in found.wrong] == ["staff.unknown_word"]
