"""Supervision circular (督办通报): what is late by unit and case, lights, and what the watch noted in the period."""

import json
from collections import Counter
from collections.abc import Sequence

import numpy as np

from commandroom.clock_text import CLOCK_WORDS
from commandroom.domain.instant import DAY, Instant, local_date
from commandroom.reports import notice_text, rankings, stretch, told
from commandroom.reports.given import Given
from commandroom.reports.paper import Document
from commandroom.reports.period import moment_words
from commandroom.reports.period_words import day_words, stretch_words, words
from commandroom.reports.stretch import Reading, Stretch
from commandroom.reports.tables import Table, number, share, word
from commandroom.reports.told import Told
from commandroom.span_text import span
from commandroom.text import tr

BADLY = 2 * DAY
"""Late by more than this is named apart (domain.md §5.5, red_limit 2 days)."""


def compose(reader: Reading, found: Stretch, given: Given) -> Document:
    """The circular of a period as of its cut-off."""
    made = Document(
        "circular",
        (tr("关于{period}超期事件办理情况的", period=words(found.period)), tr("督办通报")),
        given.addressee or tr("各村（社区）、各部门："), given.signer or found.room, _dated(found), given.head,
        given.footer,
    )  # fmt: skip
    late, soon = stretch.late_now(reader, found.as_of), stretch.due_soon(reader, found.as_of)
    noted = _noted(reader, found.period.start, min(found.period.end, found.as_of + 1))
    _overview(made, found, late, soon, noted)
    made.text(found.basis_words)
    made.heading(1, tr("各责任单位情况"))
    table = rankings.units(found.basket, found.units)
    made.text(notice_text.top(table, 3, 1, 5, None) and tr(
        "本期处置超时较多的为{units}。", units=notice_text.top(table, 3, 1, 5, None)
    ))  # fmt: skip
    if table.rows:
        made.table(table)
    else:
        made.text(tr("本期没有派单事件。"))
    made.table(_by_unit(late, found.as_of))
    made.heading(1, tr("超期未办结事件"))
    if late:
        made.text(_worst(late, found.as_of))
        made.table(told.listed("late_now", tr("超期未办结事件（超期最长的在前）"), late, found.as_of), 60)
    else:
        made.text(tr("截至统计时点没有处置超期未办结的事件。"))
    if given.cases or given.problems:
        made.heading(1, tr("存在问题"))
        made.text(*given.problems.split("\n"), *given.cases.split("\n"))
    made.heading(1, tr("有关要求"))
    made.given(given.next_steps or _asked(late))
    made.signature()
    return made


def _dated(found: Stretch) -> str:
    return day_words(local_date(found.as_of))


def _overview(
    made: Document, found: Stretch, late: Sequence[Told], soon: Sequence[Told], noted: Counter[str]
) -> None:
    made.heading(1, tr("总体情况"))
    handled = found.figure("handle_on_time")
    when = stretch_words(found.period)
    if found.empty:
        made.text(tr("{when}没有上报事件。", when=when))
    else:
        made.text(tr(
            "{when}上报的事件中，应反馈办结{due}件，按时{in_time}件，处置及时率{rate}；签收及时率{signed}，派单及时率{sent}。",
            when=when, due=handled.denominator, in_time=handled.numerator, rate=handled.words,
            signed=found.figure("accept_on_time").words, sent=found.figure("dispatch_on_time").words,
        ))  # fmt: skip
    made.text(tr(
        "截至{at}，处置超期未办结{late}件（红灯），其中超期两天以上{badly}件；二十四小时内到期{soon}件（黄灯）。",
        at=moment_words(found.as_of), late=len(late), badly=sum(found.as_of - one.due_at > BADLY for one in late),
        soon=len(soon),
    ))  # fmt: skip
    if noted:
        parts = [
            tr("{clock}{count}次", clock=tr(CLOCK_WORDS.get(kind, kind)), count=count)
            for kind, count in sorted(noted.items())
        ]
        made.text(tr("本期值守记录的时限届满共{all}次：{parts}。", all=noted.total(), parts=tr("，").join(parts)))


def _noted(reader: Reading, since: Instant, until: Instant) -> Counter[str]:
    """What the watch noted as overdue in a stretch of time, by clock."""
    found: Counter[str] = Counter()
    sql = "SELECT facts FROM journal WHERE at >= ? AND at < ? AND verb = 'overdue'"
    for (facts,) in reader.rows(sql, (since, until)):
        found[str(json.loads(facts).get("clock", ""))] += 1
    return found


def _by_unit(late: Sequence[Told], now: Instant) -> Table:
    """What is late now by unit: how many, how many badly, the longest."""
    groups: dict[str, list[Told]] = {}
    for one in late:
        groups.setdefault(one.unit or tr("未派单"), []).append(one)
    rows = []
    everything = np.array([one.row for one in late], "i8")
    for name, mine in sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        here = np.array([one.row for one in mine], "i8")
        badly = np.array([one.row for one in mine if now - one.due_at > BADLY], "i8")
        rows.append((
            word(name), number(len(here), here), share(here, everything), number(len(badly), badly),
            word(span(now - min(one.due_at for one in mine))),
        ))  # fmt: skip
    heads = (tr("责任单位"), tr("超期未办结"), tr("占比"), tr("超期两天以上"), tr("最长超期"))
    return Table("late_units", tr("超期未办结事件责任单位"), heads, tuple(rows))


def _worst(late: Sequence[Told], now: Instant) -> str:
    worst = late[0]
    return tr(
        "共{count}件，超期最长的为{number}“{title}”，责任单位{unit}，已超期{span}。",
        count=len(late), number=worst.number, title=worst.title, unit=worst.unit or tr("未定"),
        span=span(now - worst.due_at),
    )  # fmt: skip


def _asked(late: Sequence[Told]) -> str:
    units = tr("、").join(dict.fromkeys(one.unit for one in late if one.unit))
    if not units:
        return ""
    return tr(
        "请{units}对照清单逐件核对，尽快办结反馈；确有困难的，于两个工作日内书面说明原因和办结时间。", units=units
    )
