"""The tables of a month as a workbook: every word a text, every number a number, charts native, set up to print."""

import io
from typing import Any

from commandroom.domain.instant import local
from commandroom.reports.figures import NOTHING
from commandroom.reports.monthly import MonthReport
from commandroom.reports.notice_text import title_lines
from commandroom.reports.paper_cells import clean
from commandroom.reports.tables import Cell, Table
from commandroom.text import tr

_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_MOST = 32_000
"""Signs a cell holds, a little under Excel's own limit."""
_CHARTED = {"sources": ("bar", 1), "categories": ("bar", 1), "stages": ("bar", 4), "villages": ("bar", 2)}


def workbook(report: MonthReport) -> bytes:
    """The workbook; the same month as it stood at the same moment gives the same bytes."""
    import xlsxwriter

    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                                      "strings_to_numbers": False})  # fmt: skip
    when = local(report.as_of).replace(tzinfo=None)
    book.set_properties({"title": "".join(title_lines(report)), "author": report.room, "created": when})
    formats = _formats(book)
    _figures(book, report, formats)
    for table in report.tables:
        _table(book, report, table, formats)
    _trend(book, report, formats)
    book.close()
    return made.getvalue()


def _formats(book: Any) -> dict[str, Any]:
    edge = {"border": 1, "valign": "vcenter", "font_name": "宋体", "font_size": 10}
    return {
        "title": book.add_format({"bold": True, "font_size": 16, "align": "center", "font_name": "宋体"}),
        "note": book.add_format({"font_size": 9, "text_wrap": True, "valign": "top", "font_name": "宋体"}),
        "head": book.add_format({**edge, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#E8EDF2"}),
        "words": book.add_format({**edge, "text_wrap": True}),
        "count": book.add_format({**edge, "num_format": "0"}),
        "share": book.add_format({**edge, "num_format": "0.00%"}),
        "hours": book.add_format({**edge, "num_format": "0.0"}),
        "none": book.add_format({**edge, "align": "right"}),
    }


def _sheet(book: Any, report: MonthReport, title: str, widths: list[float], formats: dict[str, Any]) -> Any:
    sheet = book.add_worksheet(title.translate(_FORBIDDEN)[:31])
    sheet.set_paper(9)
    if sum(widths) > 90:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.8)
    sheet.set_footer(tr("&L{month}&C第 &P 页，共 &N 页", month=report.month.words))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.merge_range(0, 0, 0, max(len(widths) - 1, 1), "", formats["title"])
    sheet.write_string(0, 0, tr("{month}{title}", month=report.month.words, title=title), formats["title"])
    sheet.set_row(0, 26)
    sheet.repeat_rows(1)
    sheet.freeze_panes(2, 0)
    return sheet


def _text(sheet: Any, row: int, column: int, words: str, layout: Any) -> None:
    """Words as a text, whatever they begin with."""
    sheet.write_string(row, column, clean(words)[:_MOST], layout)


def _put(sheet: Any, row: int, column: int, cell: Cell, formats: dict[str, Any]) -> None:
    if isinstance(cell.value, str):
        _text(sheet, row, column, cell.value, formats["words"])
    elif cell.value is None:
        _text(sheet, row, column, NOTHING, formats["none"])
    else:
        sheet.write_number(row, column, cell.value, formats[cell.kind])


def _figures(book: Any, report: MonthReport, formats: dict[str, Any]) -> None:
    sheet = _sheet(book, report, tr("主要指标"), [18, 12, 12, 12, 12, 12, 52], formats)
    heads = (tr("指标"), tr("本期"), tr("分子"), tr("分母"), tr("上月"), tr("去年同月"), tr("口径"))
    for column, head in enumerate(heads):
        _text(sheet, 1, column, head, formats["head"])
    for row, one in enumerate(report.figures, 2):
        kind = "share" if one.is_ratio else "count"
        _text(sheet, row, 0, tr(one.name), formats["words"])
        for column, value, form in (
            (1, one.value, kind), (2, float(one.numerator), "count"),
            (3, None if one.denominator is None else float(one.denominator), "count"),
            (4, one.before, kind), (5, one.year_ago, kind),
        ):  # fmt: skip
            _put(sheet, row, column, Cell(value, form), formats)
        _text(sheet, row, 6, tr(one.formula), formats["words"])
    _note(sheet, len(report.figures) + 3, 7, report.basis_words, formats)


def _note(sheet: Any, row: int, columns: int, words: str, formats: dict[str, Any]) -> None:
    sheet.merge_range(row, 0, row, max(columns - 1, 1), "", formats["note"])
    _text(sheet, row, 0, words, formats["note"])
    sheet.set_row(row, 28)


def _table(book: Any, report: MonthReport, table: Table, formats: dict[str, Any]) -> None:
    widths = [36.0 if column in table.wide and len(table.wide) > 1 else 16.0 if column in table.wide else 11.0
              for column in range(len(table.heads))]  # fmt: skip
    if table.code.startswith(("late", "duplicates")):
        widths[1] = 22.0
    sheet = _sheet(book, report, table.title, widths, formats)
    for column, head in enumerate(table.heads):
        _text(sheet, 1, column, head, formats["head"])
    rows = [*table.rows, table.total] if table.total else list(table.rows)
    for row, cells in enumerate(rows, 2):
        for column, cell in enumerate(cells):
            _put(sheet, row, column, cell, formats)
    _note(sheet, len(rows) + 3, len(table.heads), f"{report.basis_words} {table.note}".strip(), formats)
    if table.code in _CHARTED and table.rows:
        kind, column = _CHARTED[table.code]
        names = 1 if table.code == "villages" else 0
        _chart(book, sheet, kind, (2, 1 + len(table.rows)), names, column, table.heads[column], len(rows) + 5)
    if table.code == "cross" and table.rows:
        _stack(book, sheet, table, len(rows) + 5)


def _chart(
    book: Any, sheet: Any, kind: str, rows: tuple[int, int], names: int, column: int, title: str, at: int
) -> None:
    chart = book.add_chart({"type": kind})
    first, last = rows
    chart.add_series({
        "name": title, "categories": [sheet.name, first, names, last, names],
        "values": [sheet.name, first, column, last, column], "fill": {"color": "#2A5F95"},
        "data_labels": {"value": True},
    })  # fmt: skip
    chart.set_legend({"none": True})
    chart.set_title({"name": title, "name_font": {"size": 11}})
    chart.set_y_axis({"reverse": True})
    chart.set_size({"width": 620, "height": 80 + 26 * (last - first + 1)})
    sheet.insert_chart(at, 0, chart)


def _stack(book: Any, sheet: Any, table: Table, at: int) -> None:
    chart = book.add_chart({"type": "bar", "subtype": "stacked"})
    last = 1 + len(table.rows)
    for column in range(1, len(table.heads) - 1):
        chart.add_series({
            "name": [sheet.name, 1, column], "categories": [sheet.name, 2, 0, last, 0],
            "values": [sheet.name, 2, column, last, column],
        })  # fmt: skip
    chart.set_y_axis({"reverse": True})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 720, "height": 120 + 26 * len(table.rows)})
    sheet.insert_chart(at, 0, chart)


def _trend(book: Any, report: MonthReport, formats: dict[str, Any]) -> None:
    sheet = _sheet(book, report, tr("逐月逐日"), [14, 12, 12, 4, 10, 12], formats)
    for column, head in ((0, tr("月份")), (1, tr("上报")), (2, tr("办结")), (4, tr("日")), (5, tr("件数"))):
        _text(sheet, 1, column, head, formats["head"])
    trend = report.trend
    for row, (label, came, done) in enumerate(zip(trend.labels, trend.reported, trend.closed, strict=True), 2):
        _text(sheet, row, 0, label, formats["words"])
        _put(sheet, row, 1, Cell(came, "count"), formats)
        _put(sheet, row, 2, Cell(done, "count"), formats)
    for day, value in enumerate(report.daily, 1):
        sheet.write_number(day + 1, 4, day, formats["count"])
        _put(sheet, day + 1, 5, Cell(value, "count"), formats)
    chart = book.add_chart({"type": "column"})
    last = 1 + len(report.daily)
    chart.add_series({
        "name": tr("逐日事件"), "categories": [sheet.name, 2, 4, last, 4], "values": [sheet.name, 2, 5, last, 5],
        "fill": {"color": "#2A5F95"},
    })  # fmt: skip
    chart.set_legend({"none": True})
    chart.set_size({"width": 720, "height": 260})
    sheet.insert_chart(2, 7, chart)


