"""工作简报 in the layout of domain.md §3.6: red name, 第×期（总第×期）, editor and day; a month or a week told."""

from collections.abc import Sequence

from commandroom.reports import breakdown, chart_svg, issues, notice_text, rankings
from commandroom.reports.given import Given
from commandroom.reports.paper import Document, Head
from commandroom.reports.period_words import stretch_words, words
from commandroom.reports.stretch import Reading, Stretch
from commandroom.text import tr

PAPER = "brief"


def compose(reader: Reading, found: Stretch, given: Given, families: Sequence[str]) -> Document:
    """The brief of a week, month or quarter: what was done in words, one table each, cases, what is next."""
    head = Head(
        given.mark or tr("网格化服务管理工作简报"), "", given.issue or issues.words(reader, PAPER, found.period),
        given.copies, given.printed_by,
    )  # fmt: skip
    title = (tr("{period}网格化服务管理工作情况", period=words(found.period)),)
    made = Document("bulletin", title, "", given.signer or found.room, found.dated, head, given.footer)
    made.heading(1, tr("工作概况"))
    if found.empty:
        made.text(tr("{when}没有上报事件。", when=stretch_words(found.period)))
        made.note(found.basis_words)
    else:
        _told(made, found, families)
    if given.cases:
        made.heading(1, tr("典型案例"))
        made.given(given.cases)
    made.heading(1, tr("存在问题"))
    made.given(given.problems, 2)
    made.heading(1, tr("下步打算"))
    made.given(given.next_steps, 2)
    return made


def _told(made: Document, found: Stretch, families: Sequence[str]) -> None:
    """How many, how fast, where from, of what kind, where, and who handled them."""
    reported = found.figure("reported")
    moved = notice_text.moved(reported, reported.before, found.earlier, tr("环比"), tr("环比无可比数据"))
    made.text(tr(
        "{when}，共上报事件{reported}件，{moved}；立案{filed}件，办结{closed}件，办结率{rate}，按期办结率{in_time}，"
        "满意率{content}。",
        when=stretch_words(found.period), reported=reported.words, moved=moved, filed=found.figure("filed").words,
        closed=found.figure("closed").words, rate=found.figure("closing_rate").words,
        in_time=found.figure("on_time_rate").words, content=found.figure("satisfied_rate").words,
    ))  # fmt: skip
    sources, categories = breakdown.sources(found.cohort), breakdown.categories(found.cohort)
    made.text(tr(
        "按来源分，居前的为{sources}；按类别分，居前的为{categories}。",
        sources=notice_text.top(sources, 3), categories=notice_text.top(categories, 3),
    ))  # fmt: skip
    made.note(found.basis_words)
    made.table(categories)
    bars = [
        chart_svg.Bar(row[0].words, float(row[1].value), tr("{count}件（{share}）", count=row[1].words,
                                                            share=row[2].words))
        for row in sources.rows if isinstance(row[1].value, float | int)
    ]  # fmt: skip
    made.figure(chart_svg.bars(families, bars), tr("事件来源"))
    made.heading(1, tr("各村（社区）情况"))
    made.table(rankings.villages(found.cohort, found.areas))
    made.heading(1, tr("各责任单位情况"))
    made.table(rankings.units(found.basket, found.units))
