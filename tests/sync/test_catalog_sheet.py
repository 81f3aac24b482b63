"""The item list as a sheet: the demonstration list, wrong cells, and the way out and back."""

from pathlib import Path

import pytest
import xlsxwriter

from commandroom import resources
from commandroom.domain.catalog import CATEGORY_WORDS, Category, proposals
from commandroom.domain.errors import Refused
from commandroom.sync.catalog_sheet import export, read
from commandroom.sync.demo_town.people import unit_list
from commandroom.sync.demo_town.town import demo_items

UNITS = {"城管中队": "chengguan", "派出所": "paichusuo"}
HEAD = ["事项编码*", "事项名称*", "类别", "级别", "层级", "责任单位", "处置时限", "生效日期", "可自办"]
GOOD = ["0301", "私搭乱建", "城市管理", "B", "3", "城管中队", "停工:4工作时;拆除:20工作日", "2026-01-01", "否"]


def _book(path: Path, rows: list[list[object]]) -> Path:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("清单")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return path


def test_demonstration_list_is_whole() -> None:
    """At least 70 items, all eight categories, every one with unit, basis, standards and limits."""
    names = {name: unit.id for unit in unit_list() for name in (unit.short, unit.name)}
    sheet = read(resources.find("catalog/demo_items.csv"), names)
    assert sheet.wrong == ()
    assert len(sheet.items) >= 70
    assert {item.category for item in sheet.items} == set(Category)
    for item in sheet.items:
        assert item.legal_basis and item.filing_standard and item.closing_standard and item.limits, item.code
        assert len(item.keywords) >= 2, item.code
    stages = {stage.limit.unit for item in sheet.items for stage in item.limits}
    assert len(stages) == 4
    built = next(item for item in sheet.items if item.name == "私搭乱建")
    assert [stage.label for stage in built.limits] == ["停工", "处罚", "拆除"]


@pytest.mark.parametrize(("text", "name"), [
    ("楼上在露台上搭房子，有没有人管违建", "私搭乱建"), ("小区门口路灯不亮黑漆漆的", "路灯不亮"),
    ("楼道里有人给电瓶车飞线充电", "电动自行车违规停放充电"), ("下水道堵了，污水外溢", "下水道堵塞或破损"),
])
def test_keywords_find_the_item(text: str, name: str) -> None:
    """The words of the list are those in which people report."""
    assert proposals(demo_items(), text)[0][0].name == name


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_out_and_back_is_the_same(tmp_path: Path, suffix: str) -> None:
    """What is written reads back as the same items, so that importing it again changes nothing."""
    names = {unit.id: unit.short for unit in unit_list()}
    path = tmp_path / f"清单{suffix}"
    assert export(path, demo_items(), names) == len(demo_items())
    sheet = read(path, {name: ident for ident, name in names.items()})
    assert sheet.wrong == ()
    assert sheet.items == demo_items()
    assert sheet.wanted() == read(path, {name: ident for ident, name in names.items()}).wanted()


def test_titles_and_totals_are_no_items(tmp_path: Path) -> None:
    """A title above the header and a signature below the data are passed over."""
    path = _book(tmp_path / "a.xlsx", [["潞城街道网格事项清单"], [], list(HEAD), list(GOOD), ["制表人：张三"]])
    sheet = read(path, UNITS)
    assert [item.code for item in sheet.items] == ["0301"]
    assert sheet.wrong == ()


@pytest.mark.parametrize(("column", "value", "code"), [
    (0, 301, "item.code_number"), (0, "", "cell.required"), (1, "", "cell.required"),
    (2, "城市管里", "item.category_word"), (3, "D", "item.importance_word"), (4, "5", "item.tier_word"),
    (5, "城管大队", "item.unknown_unit"), (6, "尽快", "limit.unreadable"), (7, "2026-02-30", "cell.date_impossible"),
    (8, "也许", "cell.not_yes_no"), (8, "是", "item.self_tier"), (7, "", "item.no_start"),
])
def test_each_wrong_cell_is_named(tmp_path: Path, column: int, value: object, code: str) -> None:
    """Sheet, row, column, value and reason of the one wrong cell; the other row is taken."""
    bad: list[object] = list(GOOD)
    bad[column] = value
    other = ["0302", *GOOD[1:]]
    sheet = read(_book(tmp_path / "a.xlsx", [list(HEAD), bad, list(other)]), UNITS)
    assert [item.code for item in sheet.items] == ["0302"]
    (wrong,) = sheet.wrong
    assert (wrong.sheet, wrong.row, wrong.code) == ("清单", 2, code)
    assert wrong.column in ("", "ABCDEFGHI"[column])
    assert wrong.sentence
    assert code not in wrong.sentence


def test_same_code_and_day_twice_is_wrong(tmp_path: Path) -> None:
    """Two lines for one version: the second is named with the row of the first; another day is another version."""
    later = [*GOOD[:7], "2026-07-01", "否"]
    sheet = read(_book(tmp_path / "a.xlsx", [list(HEAD), list(GOOD), list(GOOD), list(later)]), UNITS)
    assert [item.valid_from for item in sheet.items] == ["2026-01-01", "2026-07-01"]
    assert [(wrong.row, wrong.code) for wrong in sheet.wrong] == [(3, "item.twice")]


def test_missing_columns_are_named(tmp_path: Path) -> None:
    """A sheet without the unit column is refused with the column's name."""
    rows = [[*HEAD[:5], *HEAD[6:]], [*GOOD[:5], *GOOD[6:]]]
    with pytest.raises(Refused) as refusal:
        read(_book(tmp_path / "a.xlsx", [list(row) for row in rows]), UNITS)
    assert refusal.value.code == "sheet.missing_columns"
    assert refusal.value.facts["columns"] == "责任单位"


def test_words_of_categories_are_read_and_written() -> None:
    """Every category's word is one the sheet knows."""
    assert {item.category for item in demo_items()} <= {category.value for category in CATEGORY_WORDS}
