"""Write the event exchange template in its real layout (domain.md §3.1), empty or with rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commandroom.domain.catalog import CATEGORY_WORDS
from commandroom.sync.sheet_out import XlsxTable, workbook

VERSION = "1.0"
TITLE = "对接事件信息登记表"
NOTES = (
    "填写注意事项：1.表格中带有*的单元格，为必须填入的数据项目，否则将会出现数据无法导入系统的情况。"
    "2.日期写成 2026-11-05 这样，时、分填整数。3.事件类型、事件规模、是否重点场所请从下拉框中选择。"
    "4.手机号、固话请用文本格式。"
)
PLACES = ("省", "市", "市/县/区", "乡镇/街道", "社区/村")
SIZES = ("个体性事件", "一般群体性事件", "重大群体性事件")
"""事件规模 01–03 of GB/T 31000 practice (domain.md §2.2)."""
DATA_ROW = 5
"""The first row of data, counted from 0; the header stands in row 5 as the spreadsheet shows it."""
_VALIDATED_ROWS = 5_000


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """One column: name of the field, type on the sheet ``bean``, caption, whether it must be filled."""

    name: str
    kind: str
    caption: str
    required: bool = False
    choices: str = ""


COLUMNS = (
    TemplateColumn("occurOrg", "ORG", "发生网格"),
    TemplateColumn("issueType", "DICT", "事件类型(大类)", True, "issueJointType"),
    TemplateColumn("issueSubType", "DICT", "事件类型(子类)", True),
    TemplateColumn("subject", "", "事件名称", True),
    TemplateColumn("issueKind", "DICT", "事件规模", True, "issueKind"),
    TemplateColumn("relatePeopleCount", "INTEGER", "涉及人数", True),
    TemplateColumn("issueContent", "", "事件简述", True),
    TemplateColumn("feedbackDate", "DATE", "反馈时间", True),
    TemplateColumn("lastDealDate", "DATE", "最后处理时间", True),
    TemplateColumn("dealPerson", "", "承办人", True),
    TemplateColumn("dealPersonMobile", "", "承办人手机", True),
    TemplateColumn("dealOpinion", "", "处理意见", True),
    TemplateColumn("occurDate", "DATE", "发生时间", True),
    TemplateColumn("occurHour", "INTEGER", "时"),
    TemplateColumn("occurMinute", "INTEGER", "分"),
    TemplateColumn("mainCharacter", "", "主要当事人姓名", True),
    TemplateColumn("mainMobile", "", "主要当事人联系手机"),
    TemplateColumn("mainPhone", "", "主要当事人固话"),
    TemplateColumn("occurLocation", "", "发生地点"),
    TemplateColumn("importantPlace", "BOOLEAN", "是否重点场所", False, "yesNo"),
)


def write_event_template(
    path: Path, rows: Iterable[Sequence[Any]] = (), places: Sequence[str] = (), categories: Sequence[str] = ()
) -> int:
    """Write the template to a .xlsx file and answer how many rows were filled in.

    ``rows``: 20 cells each, in the order of COLUMNS. ``places``: names of province, city, county, town, village,
    as far as known. ``categories``: choices of 大类; the eight of L15 when none are given.
    Raises Refused("sheet.write_kind"), Unavailable("sheet.write_failed").
    """
    with workbook(path) as book:
        sheet = book.book.add_worksheet(TITLE)
        _write_head(book, sheet, places)
        count = 0
        for count, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                book.put(sheet, DATA_ROW + count - 1, column, value)
        _write_choices(book, sheet, tuple(categories) or tuple(CATEGORY_WORDS.values()))
        _write_bean(book)
    return count


def _write_head(book: XlsxTable, sheet: Any, places: Sequence[str]) -> None:
    """Version, title, notes, 发生单位 with its values before their labels, a blank row, the header."""
    last = len(COLUMNS) - 1
    centred = book.book.add_format({"align": "center", "valign": "vcenter", "bold": True, "font_size": 16})
    wrapped = book.book.add_format({"text_wrap": True, "valign": "top"})
    book.put(sheet, 0, 0, VERSION)
    sheet.merge_range(0, 1, 0, last, TITLE, centred)
    sheet.merge_range(1, 0, 1, last, NOTES, wrapped)
    sheet.set_row(1, 48)
    book.put(sheet, 2, 0, "发生单位：")
    for number, label in enumerate(PLACES):
        book.put(sheet, 2, 1 + number * 2, places[number] if number < len(places) else "", book.text)
        book.put(sheet, 2, 2 + number * 2, f"*{label}" if number < 3 else label)
    for column, entry in enumerate(COLUMNS):
        book.put(sheet, DATA_ROW - 1, column, f"*{entry.caption}" if entry.required else entry.caption, book.head)
        sheet.set_column(column, column, 14, None if entry.kind in ("DATE", "INTEGER") else book.text)
    sheet.freeze_panes(DATA_ROW, 0)


def _write_choices(book: XlsxTable, sheet: Any, categories: Sequence[str]) -> None:
    """A hidden sheet for each drop-down list, and the lists on their columns."""
    lists = {"issueJointType": categories, "issueKind": SIZES, "yesNo": ("是", "否")}
    for name, words in lists.items():
        page = book.book.add_worksheet(name)
        page.hide()
        for row, word in enumerate(words):
            book.put(page, row, 0, word)
    for column, entry in enumerate(COLUMNS):
        if entry.choices:
            source = f"={entry.choices}!$A$1:$A${len(lists[entry.choices])}"
            rule = {"validate": "list", "source": source, "error_type": "warning"}
            sheet.data_validation(DATA_ROW, column, DATA_ROW + _VALIDATED_ROWS, column, rule)


def _write_bean(book: XlsxTable) -> None:
    """The hidden sheet that tells the platform each column's field, type and caption."""
    page = book.book.add_worksheet("bean")
    page.hide()
    for column, entry in enumerate(COLUMNS):
        for row, word in enumerate((entry.name, entry.kind, entry.caption)):
            book.put(page, row, column, word)
