"""Daily bulletin (值班快报) and weekly (周报): the same short paper over a day or a week."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from commandroom.domain import report_period
from commandroom.domain.cover import LEADER
from commandroom.domain.roster import POSTS, SHIFTS, Duty
from commandroom.reports import breakdown, chart_svg, issues, notice_text, rankings, stretch, told
from commandroom.reports.chart_svg import Series
from commandroom.reports.given import Given
from commandroom.reports.paper import Document, Head
from commandroom.reports.period_words import stretch_words, words
from commandroom.reports.stretch import Reading, Stretch
from commandroom.reports.told import Told
from commandroom.store.queue.figures import Figures
from commandroom.text import tr

MOST = 10
"""Lines of a list on a bulletin."""


def compose(reader: Reading, columns: Figures, found: Stretch, given: Given, families: Sequence[str]) -> Document:
    """The bulletin of a day or a week."""
    daily = found.period.kind == report_period.DAY
    name = tr("值班快报") if daily else tr("综合信息指挥工作周报")
    issue = given.issue or tr("第{number}期", number=issues.in_year(found.period))
    head = Head(given.mark or name, "", issue, given.copies, given.printed_by)
    title = (tr("{day}工作情况", day=words(found.period)),) if daily else (
        tr("{week}工作情况", week=words(found.period)), tr("（{days}）", days=stretch_words(found.period)),
    )  # fmt: skip
    made = Document(
        "bulletin", title, "", given.signer or found.room, found.dated, head, given.footer
    )
    _duty(made, reader, found, daily)
    _events(made, found, families, daily)
    late = stretch.late_now(reader, found.as_of)
    _grave(made, reader, found)
    _late(made, late, stretch.due_soon(reader, found.as_of), found)
    if given.cases:
        made.heading(1, tr("典型案例"))
        made.given(given.cases)
    made.heading(1, tr("需要关注的事项"))
    made.given(given.problems, 2)
    made.heading(1, tr("今日安排") if daily else tr("下周安排"))
    made.given(given.next_steps, 2)
    return made


def _duty(made: Document, reader: Reading, found: Stretch, daily: bool) -> None:
    """Who was on duty; of a week only the days nobody was put on."""
    made.heading(1, tr("值班情况"))
    names = {person.id: person.name or person.id for person in reader.all("person")}
    days = [(found.period.first + timedelta(days=step)).isoformat() for step in range(found.period.days)]
    duties = [duty for duty in reader.all("duty") if duty.day in days and duty.people]
    if not daily:
        bare = [day for day in days if not any(duty.day == day for duty in duties)]
        if len(bare) == len(days):
            made.text(tr("本周没有排班记录。"))
            return
        leaders = dict.fromkeys(names.get(p, p) for duty in duties if duty.post == LEADER for p in duty.people)
        if leaders:
            made.text(tr("本周带班领导：{names}。", names=tr("、").join(leaders)))
        if bare:
            named = [tr("{month}月{day}日", month=int(day[5:7]), day=int(day[8:])) for day in bare]
            made.text(tr("{days}没有排班记录。", days=tr("、").join(named)))
        elif not leaders:
            made.text(tr("本周每天有人值班。"))
        return
    order = list(POSTS)
    duties.sort(key=lambda duty: (order.index(duty.post) if duty.post in order else 99, duty.shift))
    if not duties:
        made.text(tr("当日没有排班记录。"))
        return
    made.text(tr("；").join(_post(duty, names) for duty in duties) + tr("。"))


def _post(duty: Duty, names: dict[str, str]) -> str:
    who = tr("、").join(names.get(person, person) for person in duty.people)
    post = tr(POSTS.get(duty.post, duty.post))
    if duty.shift == "whole":
        return tr("{post}{who}", post=post, who=" " + who)
    return tr("{post}（{shift}）{who}", post=post, shift=tr(SHIFTS.get(duty.shift, duty.shift)), who=who)


def _events(made: Document, found: Stretch, families: Sequence[str], daily: bool) -> None:
    made.heading(1, tr("事件办理"))
    then = tr("比前一日") if daily else tr("比上周")
    when = stretch_words(found.period)
    if found.empty:
        made.text(tr("{when}没有上报事件。", when=when))
        made.note(found.basis_words)
        return
    reported = found.figure("reported")
    made.text(tr(
        "{when}，共上报事件{reported}件，{moved}；立案{filed}件，办结{closed}件，办结率{rate}，按期办结率{in_time}；在办{open}件。",
        when=when, reported=reported.words, moved=_moved(found, then), filed=found.figure("filed").words,
        closed=found.figure("closed").words, rate=found.figure("closing_rate").words,
        in_time=found.figure("on_time_rate").words, open=found.figure("open").words,
    ))  # fmt: skip
    sources, categories = breakdown.sources(found.cohort), breakdown.categories(found.cohort)
    made.text(tr(
        "按来源分，{sources}；按类别分，{categories}。",
        sources=notice_text.top(sources, 3, share=None), categories=notice_text.top(categories, 3, share=None),
    ))  # fmt: skip
    made.note(found.basis_words)
    if daily:
        met = tuple(row for row in categories.rows if row[1].value)
        made.table(replace(categories, rows=met))
        return
    made.table(rankings.villages(found.cohort, found.areas))
    made.table(rankings.units(found.basket, found.units))
    days = [found.period.first + timedelta(days=step) for step in range(found.period.days)]
    labels = [tr("{month}月{day}日", month=day.month, day=day.day) for day in days]
    made.figure(chart_svg.lines(families, labels, _courses(found)), tr("逐日上报与办结（件）"))


def _courses(found: Stretch) -> tuple[Series, Series]:
    """Reported and closed among them, day by day; None for days that have not begun."""
    spans = found.period.parts(report_period.DAY)
    counts = []
    for name in ("reported_at", "closed_at"):
        column = found.cohort[name]
        counts.append(tuple(
            float(((column >= day.start) & (column < day.end)).sum()) if day.start <= found.as_of else None
            for day in spans
        ))  # fmt: skip
    return Series(tr("上报"), counts[0]), Series(tr("其中办结"), counts[1])


def _moved(found: Stretch, then: str) -> str:
    reported = found.figure("reported")
    if not found.earlier or reported.before is None:
        return tr("{then}无可比数据", then=then)
    by = reported.numerator - round(reported.before)
    if not by:
        return tr("{then}持平", then=then)
    return tr("{then}增加{by}件", then=then, by=by) if by > 0 else tr("{then}减少{by}件", then=then, by=-by)


def _grave(made: Document, reader: Reading, found: Stretch) -> None:
    made.heading(1, tr("重要事件"))
    grave = [one for one in told.by_rows(reader, found.cohort.rows.tolist()) if one.grave]
    if not grave:
        made.text(tr("无。"))
        return
    if len(grave) > MOST:
        made.text(tr("共{count}件，列出最近的{most}件。", count=len(grave), most=MOST))
    for one in grave[-MOST:]:
        made.point(3, told.case_words(one), tr("（{number}）", number=one.number))


def _late(made: Document, late: Sequence[Told], soon: Sequence[Told], found: Stretch) -> None:
    made.heading(1, tr("超期和临期"))
    if not late and not soon:
        made.text(tr("截至统计时点没有处置超期的事件，二十四小时内没有到期的事件。"))
        return
    made.text(tr("截至统计时点，处置超期未办结{late}件，二十四小时内到期{soon}件。", late=len(late), soon=len(soon)))
    made.table(told.listed("late_now", tr("处置超期未办结（超期最长的在前）"), late, found.as_of), MOST)
    made.table(told.listed("due_soon", tr("二十四小时内到期"), soon, found.as_of), MOST)
