"""What the page of an event says in words: its facts, its orders, its grade, and why steps are absent."""

from collections.abc import Callable, Iterable

from commandroom.actions.offered import Missing
from commandroom.domain.event import Event
from commandroom.domain.instant import stamp
from commandroom.domain.lifecycle import STEPS
from commandroom.domain.masking import mask_name, mask_phone
from commandroom.reports.event_story import CLOSING_WORDS, SATISFACTION_WORDS, short_stamp
from commandroom.reports.queue_words import source_word, state_word
from commandroom.text import mark, tr
from ui.models.names import Names
from ui.widgets.fact_list import Fact

ORDER_WORDS = {
    "sent": mark("待签收"), "accepted": mark("办理中"), "finished": mark("已办完"), "returned": mark("已退单"),
    "withdrawn": mark("已收回"), "waived": mark("已免去"),
}  # fmt: skip
URGENCY_WORDS = {"urgent": mark("紧急"), "critical": mark("特急")}
WHY_WORDS = {
    "right": mark("没有权限"), "four_eyes": mark("要另一个人确认"), "order": mark("本单位现在没有这一步"),
    "proposal": mark("没有待确认的提议"),
}  # fmt: skip
Shown = Callable[[str], str]
"""Masks free words, unless the reporter was revealed."""


def facts(event: Event, names: Names, shown: Shown, revealed: bool) -> list[Fact]:
    """Where, what, who, from where, when; what came of it."""
    who = event.reporter if revealed else mask_name(event.reporter)
    phone = event.phone if revealed else mask_phone(event.phone)
    method = {"manual_required": tr("（待定）"), "manual": tr("（人工指定）")}.get(event.grid_method, "")
    grid = names.grid(event.grid) + method if event.grid else tr("不在任何网格内")
    said = [
        Fact(tr("地点"), shown(event.place)),
        Fact(tr("网格"), grid, "text" if event.grid else "due_soon"),
        Fact(tr("内容"), shown(event.text)),
        Fact(tr("来电人"), "  ".join(filter(None, (who, phone))), "information" if revealed else "text"),
        Fact(tr("来源"), " ".join(filter(None, (source_word(event.source), event.source_no)))),
        Fact(tr("上报"), f"{stamp(event.reported_at)}  {names.person(event.reported_by)}"),
        *_outcome(event, shown),
    ]
    proposal = event.proposal
    if proposal is None:
        return said
    words = tr(
        "{word}：{reason}（{who} {at} 提出，待另一人确认）", word=tr(STEPS[proposal.verb].word),
        reason=proposal.reason, who=names.person(proposal.by), at=short_stamp(proposal.at),
    )  # fmt: skip
    return [Fact(tr("待确认"), words, "due_soon"), *said]


def _outcome(event: Event, shown: Shown) -> list[Fact]:
    kind = tr(CLOSING_WORDS.get(event.closing_type, event.closing_type)) if event.closing_type else ""
    closed = " ".join(filter(None, (stamp(event.closed_at) if event.closed_at else "", kind)))
    asked = SATISFACTION_WORDS.get(event.satisfaction, event.satisfaction)
    return [
        Fact(tr("结果"), shown(event.result)), Fact(tr("结案"), closed), Fact(tr("回访"), tr(asked) if asked else "")
    ]  # fmt: skip


def orders(event: Event, names: Names, shown: Shown) -> list[Fact]:
    """Every unit's share: role, how it stands, when; what was required of it."""
    said = []
    for one in event.orders:
        parts = [names.unit(one.unit), tr(ORDER_WORDS.get(one.state, one.state)),
                 tr("派出 {at}", at=short_stamp(one.sent_at))]  # fmt: skip
        if one.accepted_at:
            parts.append(tr("签收 {at}", at=short_stamp(one.accepted_at)))
        if one.finished_at:
            parts.append(tr("办完 {at}", at=short_stamp(one.finished_at)))
        words = " · ".join(parts)
        if one.requirement:
            words += "\n" + tr("要求：{words}", words=shown(one.requirement))
        role = tr("主办") if one.role == "lead" else tr("协办")
        said.append(Fact(role, words, "text" if one.live else "faint"))
    return said


def grade(event: Event, names: Names) -> str:
    """Urgency, category, item, importance, tier in one line."""
    parts = [
        tr(URGENCY_WORDS[event.urgency]) if event.urgency in URGENCY_WORDS else "",
        names("category", event.category) if event.category else tr("类别未定"),
        names.item(event.item) if event.item else "",
        tr("{grades}级", grades=event.importance) if event.importance else "",
        tr("第{tiers}层级", tiers=event.tier) if event.tier else "",
    ]
    return " · ".join(filter(None, parts))


def absent(steps: Iterable[Missing]) -> list[str]:
    """Why each of the other steps is not offered, one line each."""
    said = []
    for one in steps:
        if one.why == "state":
            sources = sorted(state_word(state) for state in STEPS[one.step.verb].sources if state)
            why = tr("只在{states}时", states=tr("、").join(sources)) if len(sources) < 5 else tr("这个状态下没有")
        else:
            why = tr(WHY_WORDS[one.why])
        said.append(tr("{word}：{why}", word=tr(one.step.word), why=why))
    return said
