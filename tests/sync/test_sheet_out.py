"""Writing tables: nothing lost, nothing run as a formula, whole or not at all."""

import json
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commandroom.domain.errors import Refused, Unavailable
from commandroom.sync.cells import restored
from commandroom.sync.sheet_out import CELL_LIMIT, OVERFLOW_SHEET, write_table
from commandroom.sync.sheets import open_book

SUFFIXES = (".xlsx", ".csv")


def _back(path: Path) -> list[list[object]]:
    return [list(row) for row in open_book(path).sheets[0].rows()][1:]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_naughty_strings_come_back_unchanged(shared_data: Path, tmp_path: Path, suffix: str) -> None:
    """All 515 strings are written, read and equal."""
    strings = json.loads((shared_data / "naughty-strings" / "blns.json").read_text("utf-8"))
    path = tmp_path / f"out{suffix}"
    rows = [[number, text, "."] for number, text in enumerate(strings)]
    assert write_table(path, ["号", "文", "完"], rows) == len(strings)
    assert [restored(str(row[1])) for row in _back(path)] == strings


@pytest.mark.parametrize("suffix", SUFFIXES)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=st.lists(st.lists(st.text(), min_size=3, max_size=3), min_size=1, max_size=8))
def test_any_text_comes_back(tmp_path: Path, suffix: str, table: list[list[str]]) -> None:
    """Any text, control characters and formula signs too, survives writing and reading."""
    path = tmp_path / f"out{suffix}"
    write_table(path, ["a", "b", "c", "d"], [[*row, "."] for row in table])
    assert [[restored(str(cell)) for cell in row[:3]] for row in _back(path)] == table


def test_formulas_are_text(tmp_path: Path) -> None:
    """No formula reaches a workbook; in csv the sign is behind an apostrophe."""
    import openpyxl

    signs = ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1"]
    write_table(tmp_path / "a.xlsx", ["x"], [[sign] for sign in signs])
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert {cell.data_type for cell in sheet["A"]} <= {"s", "inlineStr"}
    assert {cell.number_format for cell in sheet["A"]} == {"@"}
    write_table(tmp_path / "a.csv", ["x"], [[sign] for sign in signs])
    lines = (tmp_path / "a.csv").read_text("utf-8-sig")
    assert all(f"'{sign}" in lines for sign in ("=1+1", "+1", "-1", "@x", "\t=1"))


def test_other_values_keep_their_kind(tmp_path: Path) -> None:
    """Numbers, dates and yes/no stay what they are; a long number is text, not rounded."""
    row = [1, -2.5, date(2026, 1, 2), datetime(2026, 1, 2, 3, 4, 5), True, None, 330212200002290021]  # noqa: DTZ001
    write_table(tmp_path / "a.xlsx", list("abcdefg"), [row])
    assert _back(tmp_path / "a.xlsx")[0] == [1.0, -2.5, row[2], row[3], True, "", "330212200002290021"]
    write_table(tmp_path / "a.csv", list("abcdefg"), [row])
    told = ["1", "-2.5", "2026-01-02", "2026-01-02 03:04:05", "是", "", "330212200002290021"]
    assert _back(tmp_path / "a.csv")[0] == told


def test_a_text_too_long_for_a_cell_goes_on_elsewhere(tmp_path: Path) -> None:
    """Nothing of a text beyond 32,767 characters is lost."""
    text = "长😀" * (CELL_LIMIT // 2)
    write_table(tmp_path / "a.xlsx", ["x"], [[text]])
    book = open_book(tmp_path / "a.xlsx")
    first = list(book.sheets[0].rows())[1][0]
    rest = [row[4] for row in list(book.sheets[1].rows())[1:]]
    assert book.sheets[1].name == OVERFLOW_SHEET
    assert first + "".join(rest) == text


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_cancel_leaves_nothing(tmp_path: Path, suffix: str) -> None:
    """A cancelled export leaves no file and an old one stays as it was."""
    path = tmp_path / f"a{suffix}"
    path.write_bytes(b"old")
    with pytest.raises(Refused, match=r"sheet\.write_cancelled"):
        write_table(path, ["x"], [["y"]] * 2000, cancelled=lambda: True)
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_folder_that_is_not_there(tmp_path: Path, suffix: str) -> None:
    """A place that cannot be written to is named."""
    with pytest.raises(Unavailable, match=r"sheet\.write_failed"):
        write_table(tmp_path / "none" / f"a{suffix}", ["x"], [["y"]])
    with pytest.raises(Refused, match=r"sheet\.write_kind"):
        write_table(tmp_path / "a.doc", ["x"], [])


def test_progress(tmp_path: Path) -> None:
    """Progress is told and ends with the number of rows."""
    told: list[tuple[int, int]] = []
    rows = [["y"]] * 1200
    write_table(tmp_path / "a.csv", ["x"], rows, total=1200, progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 1200), (500, 1200), (1000, 1200), (1200, 1200)]
