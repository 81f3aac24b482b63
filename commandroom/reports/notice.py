"""The monthly notice as a document: title, blocks in order, signature; the template draws it as it is."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from commandroom.reports import chart_svg, grid_map_svg, notice_text
from commandroom.reports.chart_svg import Bar, Series
from commandroom.reports.figures import NOTHING
from commandroom.reports.monthly import MonthReport
from commandroom.reports.svg import WIDTH, measure
from commandroom.reports.tables import Table
from commandroom.text import tr

LISTED = 30
"""Late cases on the paper; all of them stand in the sheet."""
_LONG = 60
_RUN = 14


@dataclass(frozen=True, slots=True)
class Given:
    """What a person adds by hand; what is left empty is printed as lines to write on."""

    problems: str = ""
    next_steps: str = ""
    cases: str = ""
    addressee: str = ""
    signer: str = ""
    number: str = ""


@dataclass(slots=True)
class Document:
    """A document in the layout of GB/T 9704-2012, ready for the template."""

    title: tuple[str, ...]
    addressee: str
    signer: str
    dated: str
    number: str = ""
    notes: tuple[str, ...] = ()
    blocks: list[dict[str, Any]] = field(default_factory=list)
    tables: int = 0
    figures: int = 0

    def heading(self, level: int, words: str) -> None:
        """一、 or （一）; the template numbers them."""
        self.blocks.append({"kind": "heading", "level": level, "text": words})

    def text(self, *paragraphs: str) -> None:
        """Paragraphs; empty ones are left out."""
        self.blocks.extend({"kind": "text", "text": clean(words)} for words in paragraphs if words.strip())

    def lines(self, count: int) -> None:
        """Empty lines to write on."""
        self.blocks.append({"kind": "lines", "count": count})

    def table(self, table: Table, most: int | None = None) -> None:
        """A numbered table; ``most``: rows that are shown."""
        if not table.rows:
            return
        self.tables += 1
        rows = [[cell_words(cell.words) for cell in row] for row in table.rows[:most]]
        total = [cell_words(cell.words) for cell in table.total]
        heads = [split_head(head, place, table) for place, head in enumerate(table.heads)]
        size = 9.0 if len(heads) > 8 or len(table.wide) > 1 else 10.5
        self.blocks.append({
            "kind": "table", "title": tr("表{no}  {title}", no=self.tables, title=table.title),
            "heads": heads, "rows": rows, "total": total, "note": clean(table.note),
            "widths": widths(heads, [*rows, total] if total else rows, table.wide, size), "left": list(table.wide),
            "size": size,
        })  # fmt: skip

    def figure(self, svg: str, title: str) -> None:
        """A numbered picture; an empty one is left out."""
        if svg:
            self.figures += 1
            words = tr("图{no}  {title}", no=self.figures, title=title)
            self.blocks.append({"kind": "figure", "svg": svg, "title": words})

    def to_facts(self) -> dict[str, Any]:
        """The document as the template takes it."""
        return {
            "title": list(self.title), "addressee": clean(self.addressee), "signer": clean(self.signer),
            "dated": self.dated, "number": clean(self.number), "notes": list(self.notes), "blocks": self.blocks,
        }  # fmt: skip


def clean(words: str) -> str:
    """Text without signs that no print can hold (controls, halves of pairs)."""
    kept = "".join(sign for sign in words if sign in "\n\t" or (ord(sign) >= 32 and ord(sign) != 127))
    return kept.encode("utf-8", "replace").decode()


def cell_words(words: str) -> str:
    """The words of a cell: one line of at most 60 signs, long runs without a space may break anywhere."""
    line = " ".join(clean(words).split())
    line = line if len(line) <= _LONG else line[: _LONG - 1] + "…"
    pieces, run = [], 0
    for sign in line:
        run = run + 1 if " " < sign < "\u2e80" and sign != "-" else 0
        pieces.append(sign)
        if run == _RUN:
            pieces.append("\u200b")
            run = 0
    return "".join(pieces)


def split_head(head: str, place: int, table: Table) -> str:
    """A head of four signs and more in two lines where a table has many columns."""
    crowded = len(table.heads) > 7 and place not in table.wide
    return f"{head[:2]}\n{head[2:]}" if crowded and len(head) > 3 else head


def widths(heads: Sequence[str], rows: Sequence[Sequence[str]], wide: Sequence[int], size: float) -> list[float]:
    """The width of each column in points: narrow ones as wide as they need, wide ones take what is left."""
    needs = []
    for column, head in enumerate(heads):
        cells = max((measure(row[column], size) for row in rows), default=0.0)
        named = max(measure(line, size) for line in head.split("\n"))
        needs.append(max(cells, named) + 8.0)
    left = WIDTH - sum(need for column, need in enumerate(needs) if column not in wide)
    wanted = sum(needs[column] for column in wide)
    if wide and wanted > left > 64.0 * len(wide):
        return [round(left * need / wanted if column in wide else need, 2) for column, need in enumerate(needs)]
    return [round(need * WIDTH / sum(needs), 2) for need in needs]


def compose(report: MonthReport, given: Given, families: Sequence[str]) -> Document:
    """The notice of a month; ``families``: the fonts of its charts."""
    made = Document(
        notice_text.title_lines(report), given.addressee or tr("各村（社区）、各部门："), given.signer or report.room,
        notice_text.dated(report), given.number,
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
        if words.strip():
            made.text(*words.split("\n"))
        else:
            made.lines(3)
    made.blocks.append({"kind": "signature"})
    _annex(made, report)
    return made


def _overview(made: Document, report: MonthReport, families: Sequence[str]) -> None:
    words = notice_text.overview(report)
    if report.empty:
        made.text(*words)
        return
    made.heading(2, tr("基本情况"))
    made.text(words[0], words[1], words[3])
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
    made.heading(2, tr("重复反映"))
    made.text(notice_text.duplicates(report))
    made.table(report.table("duplicates"))


def _annex(made: Document, report: MonthReport) -> None:
    """The key figures with formula, counts, comparison, cut-off and rule version."""
    rows = [
        [tr(one.name), one.words, one.fraction or NOTHING, one.written(one.before), one.written(one.year_ago),
         tr(one.formula)]
        for one in report.figures
    ]  # fmt: skip
    made.blocks.append({
        "kind": "annex", "title": tr("附表"), "caption": tr("主要指标及口径"),
        "heads": [tr("指标"), tr("本期"), tr("分子÷分母"), tr("上月"), tr("去年同月"), tr("口径")],
        "rows": rows, "total": [], "note": report.basis_words, "widths": [64.0, 44.0, 66.0, 44.0, 44.0, 180.0],
        "left": [0, 5], "size": 8.5,
    })  # fmt: skip
