"""The pack for the quarterly dispatch meeting (季度调度材料, J13): what one unit alone did not settle."""

from collections.abc import Sequence

from commandroom.domain import report_period
from commandroom.reports import breakdown, chart_svg, lists, notice_text, rankings, stretch, told
from commandroom.reports.chart_svg import Series
from commandroom.reports.figures import percent
from commandroom.reports.given import Given
from commandroom.reports.paper import Document
from commandroom.reports.period_words import words
from commandroom.reports.stretch import Reading, Stretch
from commandroom.reports.tables import Table, counted, number, share, word
from commandroom.reports.told import Told
from commandroom.text import tr

MOST = 20
SEVERAL = 2
"""From how many units on a case crosses departments."""


def compose(reader: Reading, found: Stretch, given: Given, families: Sequence[str]) -> Document:
    """The pack of a quarter: figures by month, what crosses units, what is hard, what is asked of the meeting."""
    made = Document(
        "quarter", (words(found.period), tr("综合信息指挥调度材料")), given.addressee, given.signer or found.room,
        found.dated, given.head, given.footer,
    )  # fmt: skip
    made.heading(1, tr("季度运行情况"))
    if found.empty:
        made.text(tr("{period}没有上报事件。", period=words(found.period)), found.basis_words)
    else:
        _course(made, found, families)
        _cross(made, reader, found)
        _hard(made, reader, found)
    if given.cases:
        made.heading(1, tr("典型案例"))
        made.given(given.cases)
    made.heading(1, tr("存在问题"))
    made.given(given.problems)
    made.heading(1, tr("提请会议研究的事项"))
    made.given(given.next_steps)
    made.signature()
    if not found.empty:
        made.annex(breakdown.cross(found.cohort, found.areas))
    return made


def _course(made: Document, found: Stretch, families: Sequence[str]) -> None:
    moved = notice_text.moved(
        found.figure("reported"), found.figure("reported").before, found.earlier, tr("环比"), tr("环比无可比数据")
    )
    made.text(tr(
        "{period}，共上报事件{reported}件，{moved}；办结{closed}件，办结率{rate}，按期办结率{in_time}；满意率{content}。",
        period=words(found.period), reported=found.figure("reported").words, moved=moved,
        closed=found.figure("closed").words, rate=found.figure("closing_rate").words,
        in_time=found.figure("on_time_rate").words, content=found.figure("satisfied_rate").words,
    ), found.basis_words)  # fmt: skip
    months = _by_month(found)
    made.table(months)
    series = (
        Series(tr("上报"), tuple(float(row[1].value or 0) for row in months.rows)),
        Series(tr("办结"), tuple(float(row[2].value or 0) for row in months.rows)),
    )
    made.figure(chart_svg.lines(families, [row[0].words for row in months.rows], series), tr("逐月上报与办结（件）"))
    made.heading(1, tr("责任单位办理情况"))
    made.table(rankings.units(found.basket, found.units))
    made.heading(1, tr("高发事项和网格"))
    made.table(rankings.items(found.cohort, found.items))
    made.table(rankings.hot_grids(found.cohort, found.areas))


def _by_month(found: Stretch) -> Table:
    """The months of the quarter side by side, the same events."""
    cohort, rows = found.cohort, []
    for month in found.period.parts(report_period.MONTH):
        inside = (cohort["reported_at"] >= month.start) & (cohort["reported_at"] < month.end)
        done, filed = inside & cohort.done, inside & cohort.filed
        rows.append((
            word(words(month)), counted(cohort.rows[inside]), counted(cohort.rows[done]),
            share(cohort.rows[done], cohort.rows[filed]), share(cohort.rows[done & ~cohort.late], cohort.rows[done]),
        ))  # fmt: skip
    total = (
        word(tr("合计")), counted(cohort.rows), counted(cohort.rows[cohort.done]),
        share(cohort.rows[cohort.done], cohort.rows[cohort.filed]),
        share(cohort.rows[cohort.done & ~cohort.late], cohort.rows[cohort.done]),
    )  # fmt: skip
    heads = (tr("月份"), tr("上报数"), tr("办结数"), tr("办结率"), tr("按期办结率"))
    return Table("months", tr("逐月情况"), heads, tuple(rows), total)


def _cross(made: Document, reader: Reading, found: Stretch) -> None:
    """Cases that several units worked on: what a dispatch meeting is for."""
    made.heading(1, tr("跨部门事项"))
    rows = found.cohort.rows.tolist()
    units: dict[int, list[str]] = {}
    for start in range(0, len(rows), 900):
        part = rows[start : start + 900]
        marks = ", ".join("?" * len(part))
        sql = (
            "SELECT e.row, o.unit FROM event e JOIN work_order o ON o.event = e.id"
            f" WHERE e.row IN ({marks}) AND o.state NOT IN ('withdrawn', 'returned') ORDER BY e.row, o.no"
        )
        for row, unit in reader.rows(sql, part):
            if unit not in units.setdefault(row, []):
                units[row].append(unit)
    several = {row: named for row, named in units.items() if len(named) >= SEVERAL}
    if not several:
        made.text(tr("本季度没有两个以上单位共同办理的事件。"))
        return
    part_of = len(several) / len(rows)
    made.text(tr("两个以上单位共同办理的事件{count}件，占{share}。", count=len(several), share=percent(part_of)))
    pairs: dict[tuple[str, ...], int] = {}
    for named in several.values():
        key = tuple(found.units.get(unit, unit) for unit in named)
        pairs[key] = pairs.get(key, 0) + 1
    often = sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST]
    lines = tuple(
        (number(rank), word(key[0]), word(tr("、").join(key[1:])), number(count))
        for rank, (key, count) in enumerate(often, 1)
    )
    heads = (tr("序号"), tr("主办单位"), tr("协办单位"), tr("件数"))
    made.table(Table("together", tr("共同办理的单位"), heads, lines, (), "", (1, 2)))
    open_ones = [one for one in told.by_rows(reader, list(several)) if not one.closed_at]
    made.table(told.listed("together_open", tr("尚未办结的跨部门事件"), open_ones, found.as_of), MOST)


def _hard(made: Document, reader: Reading, found: Stretch) -> None:
    """What was sent back, changed hands, was done again or is long late."""
    made.heading(1, tr("疑难事项"))
    cohort = found.cohort
    mask = (cohort["rework"] + cohort["returns"] + cohort["redispatches"]) >= SEVERAL
    hard: list[Told] = told.by_rows(reader, cohort.rows[mask].tolist())
    late = stretch.late_now(reader, found.as_of)
    if not hard and not late:
        made.text(tr("没有两次以上退单、改派或返工的事件，没有超期未办结的事件。"))
        return
    made.text(tr("两次以上退单、改派或返工的事件{hard}件，超期未办结{late}件。", hard=len(hard), late=len(late)))
    made.table(told.listed("hard", tr("反复退改的事件"), hard, found.as_of), MOST)
    made.table(told.listed("late_now", tr("超期未办结事件（超期最长的在前）"), late, found.as_of), MOST)
    made.table(lists.duplicates(cohort, reader))
