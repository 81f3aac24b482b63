"""The tables of a month as a workbook: the figures, every table, the courses, with native charts."""

from typing import Any

from commandroom.reports.monthly import MonthReport
from commandroom.reports.notice_text import title_lines
from commandroom.reports.sheet_book import SheetBook
from commandroom.reports.tables import Cell, Table
from commandroom.text import tr

_CHARTED = {"sources": ("bar", 1), "categories": ("bar", 1), "stages": ("bar", 4), "villages": ("bar", 2)}


def workbook(report: MonthReport) -> bytes:
    """The workbook; the same month as it stood at the same moment gives the same bytes."""
    made = SheetBook("".join(title_lines(report)), report.room, report.as_of, report.month.words)
    _figures(made, report)
    for table in report.tables:
        _table(made, report, table)
    _trend(made, report)
    return made.finished()


def _figures(made: SheetBook, report: MonthReport) -> None:
    sheet = made.sheet(tr("主要指标"), [18, 12, 12, 12, 12, 12, 52])
    made.heads(sheet, (tr("指标"), tr("本期"), tr("分子"), tr("分母"), tr("上月"), tr("去年同月"), tr("口径")))
    for row, one in enumerate(report.figures, 2):
        kind = "share" if one.is_ratio else "count"
        made.text(sheet, row, 0, tr(one.name), "words")
        for column, value, form in (
            (1, one.value, kind), (2, float(one.numerator), "count"),
            (3, None if one.denominator is None else float(one.denominator), "count"),
            (4, one.before, kind), (5, one.year_ago, kind),
        ):  # fmt: skip
            made.put(sheet, row, column, Cell(value, form))
        made.text(sheet, row, 6, tr(one.formula), "words")
    made.note(sheet, len(report.figures) + 3, 7, report.basis_words)


def _table(made: SheetBook, report: MonthReport, table: Table) -> None:
    sheet, free = made.table(table, report.basis_words)
    if table.code in _CHARTED and table.rows:
        kind, column = _CHARTED[table.code]
        names = 1 if table.code == "villages" else 0
        _chart(made.book, sheet, kind, (2, 1 + len(table.rows)), names, column, table.heads[column], free)
    if table.code == "cross" and table.rows:
        _stack(made.book, sheet, table, free)


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


def _trend(made: SheetBook, report: MonthReport) -> None:
    sheet = made.sheet(tr("逐月逐日"), [14, 12, 12, 4, 10, 12])
    for column, head in ((0, tr("月份")), (1, tr("上报")), (2, tr("办结")), (4, tr("日")), (5, tr("件数"))):
        made.text(sheet, 1, column, head, "head")
    trend = report.trend
    for row, (label, came, done) in enumerate(zip(trend.labels, trend.reported, trend.closed, strict=True), 2):
        made.text(sheet, row, 0, label, "words")
        made.put(sheet, row, 1, Cell(came, "count"))
        made.put(sheet, row, 2, Cell(done, "count"))
    for day, value in enumerate(report.daily, 1):
        sheet.write_number(day + 1, 4, day, made.formats["count"])
        made.put(sheet, day + 1, 5, Cell(value, "count"))
    chart = made.book.add_chart({"type": "column"})
    last = 1 + len(report.daily)
    chart.add_series({
        "name": tr("逐日事件"), "categories": [sheet.name, 2, 4, last, 4], "values": [sheet.name, 2, 5, last, 5],
        "fill": {"color": "#2A5F95"},
    })  # fmt: skip
    chart.set_legend({"none": True})
    chart.set_size({"width": 720, "height": 260})
    sheet.insert_chart(2, 7, chart)


