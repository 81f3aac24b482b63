"""The monthly notice as a document: title, blocks in order, signature; the template draws it as it is."""

from collections.abc import Sequence

from commandroom.reports import chart_svg, grid_map_svg, heat_svg, notice_text
from commandroom.reports.chart_svg import Bar, Series
from commandroom.reports.figures import NOTHING
from commandroom.reports.given import Given
from commandroom.reports.monthly import MonthReport
from commandroom.reports.paper import Document
from commandroom.reports.tables import Table, word
from commandroom.text import tr

__all__ = ["Given", "compose"]

LISTED = 30
"""Late cases on the paper; all of them stand in the sheet."""


def compose(report: MonthReport, given: Given, families: Sequence[str]) -> Document:
    """The notice of a month; ``families``: the fonts of its charts."""
    made = Document(
        "monthly", notice_text.title_lines(report), given.addressee or tr("各村（社区）、各部门："),
        given.signer or report.room, notice_text.dated(report), given.head, given.footer,
    )  # fmt: skip
    made.heading(1, tr("总体情况"))
    _overview(made, report, families)
    if not report.empty:
        made.heading(1, tr("办理时限"))
        _limits(made, report, families)
        made.heading(1, tr("区域分布"))
        _places(made, report, families)
        made.heading(1, tr("回访评价"))
        made.text(notice_text.overview(report)[2])
        made.table(report.table("satisfaction"))
    if given.cases:
        made.heading(1, tr("典型案例"))
        made.text(*given.cases.split("\n"))
    made.blocks.append({"kind": "flush"})
    for title, words in ((tr("存在问题"), given.problems), (tr("下步打算"), given.next_steps)):
        made.heading(1, title)
        made.given(words)
    made.signature()
    made.annex(_key_figures(report), 8.5)
    if not report.empty:
        made.annex(report.table("cross"))
    return made


def _overview(made: Document, report: MonthReport, families: Sequence[str]) -> None:
    words = notice_text.overview(report)
    if report.empty:
        made.text(*words)
        return
    made.heading(2, tr("基本情况"))
    made.point(3, tr("上报受理。"), words[0])
    made.point(3, tr("办结情况。"), words[1], words[3])
    trend = report.trend
    if len(trend.labels) > 1:
        series = (Series(tr("上报"), trend.reported), Series(tr("办结"), trend.closed))
        made.figure(chart_svg.lines(families, trend.labels, series), tr("逐月上报与办结（件，各按发生时间）"))
    made.text(notice_text.days(report))
    labels = [str(day) for day in range(1, len(report.daily) + 1)]
    daily = tr("{month}逐日事件（件）", month=report.month.words)
    made.figure(chart_svg.columns(families, labels, report.daily), daily)
    made.heading(2, tr("来源结构"))
    made.text(notice_text.sources(report))
    made.table(report.table("sources"))
    bars = [
        Bar(row[0].words, _value(row[1].value), tr("{count}件（{share}）", count=row[1].words, share=row[2].words))
        for row in report.table("sources").rows
    ]
    made.figure(chart_svg.bars(families, bars), tr("事件来源"))
    made.heading(2, tr("类别分布"))
    made.text(notice_text.categories(report))
    cross = report.table("cross")
    made.table(cross)
    series_of = [
        Series(head, tuple(_value(row[column].value) for row in cross.rows))
        for column, head in enumerate(cross.heads[1:-1], 1)
    ]
    made.figure(chart_svg.stacked(families, [row[0].words for row in cross.rows], series_of), cross.title)
    made.table(report.table("categories"))
    made.heading(2, tr("办理层级"))
    made.text(notice_text.tiers(report))
    made.table(report.table("tiers"))


def _value(value: float | str | None) -> float | None:
    return value if isinstance(value, float | int) else None


def _limits(made: Document, report: MonthReport, families: Sequence[str]) -> None:
    made.heading(2, tr("各环节"))
    made.text(notice_text.stages(report))
    table = report.table("stages")
    made.table(table)
    bars = [Bar(row[0].words, _value(row[4].value), row[4].words) for row in table.rows]
    made.figure(chart_svg.bars(families, bars, 1.0), tr("各环节按时率"))
    made.heading(2, tr("责任单位"))
    made.text(notice_text.units(report))
    made.table(report.table("units"))
    made.heading(2, tr("超期事件"))
    made.text(notice_text.late(report, LISTED))
    made.table(report.table("late_open"), LISTED)


def _places(made: Document, report: MonthReport, families: Sequence[str]) -> None:
    made.heading(2, tr("村（社区）"))
    made.text(notice_text.villages(report))
    made.table(report.table("villages"))
    made.heading(2, tr("高发网格和事项"))
    made.text(notice_text.hot(report))
    picture = grid_map_svg.choropleth(families, report.grids, report.grid_counts, report.villages)
    made.figure(picture, tr("各网格事件分布"))
    made.table(report.table("hot_grids"))
    made.table(report.table("items"))
    made.heading(2, tr("高发地点"))
    made.text(notice_text.hot_places(report))
    heat = heat_svg.draw(families, report.grids, report.heat, report.villages)
    made.figure(heat, tr("{month}事件热力", month=report.month.words))
    made.table(report.table("hot_places"), 10)
    made.heading(2, tr("重复反映"))
    made.text(notice_text.duplicates(report))
    made.table(report.table("duplicates"))


def _key_figures(report: MonthReport) -> Table:
    """The key figures with formula, counts, comparison, cut-off and rule version."""
    rows = tuple(
        (word(tr(one.name)), word(one.words), word(one.fraction or NOTHING), word(one.written(one.before)),
         word(one.written(one.year_ago)), word(tr(one.formula)))
        for one in report.figures
    )  # fmt: skip
    heads = (tr("指标"), tr("本期"), tr("分子÷分母"), tr("上月"), tr("去年同月"), tr("口径"))
    return Table("figures", tr("主要指标及口径"), heads, rows, (), report.basis_words, (0, 5))
