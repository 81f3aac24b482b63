"""The roster engine in words: rules broken, reasons of gaps, parts of the score, states of months, leaves and swaps."""

from collections.abc import Mapping
from typing import Any

from commandroom.actions.gap_alarm import Alarm
from commandroom.domain.errors import Refused
from commandroom.domain.instant import HOUR, Instant
from commandroom.domain.leave import KINDS, LeaveState
from commandroom.domain.month_roster import RosterState
from commandroom.domain.roster import POSTS, SHIFTS
from commandroom.domain.rota import Rotation
from commandroom.domain.rules import RULES, Broken, Candidate, Gap
from commandroom.domain.score import Part
from commandroom.domain.swap import SwapState
from commandroom.text import mark, sentence, tr

MONTH_STATES: Mapping[RosterState, str] = {
    RosterState.DRAFT: mark("草稿"), RosterState.PUBLISHED: mark("已发布"), RosterState.LOCKED: mark("已锁定"),
}  # fmt: skip
LEAVE_STATES: Mapping[LeaveState, str] = {
    LeaveState.ASKED: mark("待批准"), LeaveState.GRANTED: mark("已批准"), LeaveState.REFUSED: mark("未批准"),
    LeaveState.CANCELLED: mark("已取消"),
}  # fmt: skip
SWAP_STATES: Mapping[SwapState, str] = {
    SwapState.OFFERED: mark("待接班"), SwapState.TAKEN: mark("待批准"), SwapState.APPROVED: mark("已换班"),
    SwapState.DECLINED: mark("未同意"), SwapState.WITHDRAWN: mark("已撤回"),
}  # fmt: skip
ROTATIONS: Mapping[Rotation, str] = {
    Rotation.DAILY: mark("按天轮换"), Rotation.ROUND: mark("24 小时轮换"), Rotation.WEEKLY: mark("按周轮换"),
}  # fmt: skip
LEAVE_KINDS = (
    mark("年休假"), mark("事假"), mark("病假"), mark("婚丧产假"), mark("学习培训"), mark("出差"), mark("调休"),
    mark("其他"),
)  # fmt: skip
RULE_WORDS = (
    mark("每班至少有人在席"), mark("工作日白班在席人数"), mark("岗位人数"), mark("每天一名带班领导"),
    mark("每天只一名带班领导"), mark("一人不同时值两个岗"), mark("两班之间的休息"), mark("每周平均工时"),
    mark("请假的人不排班"), mark("每个部门一名处置员和一名副手"),
)  # fmt: skip
PART_WORDS: Mapping[str, str] = {
    "cover": mark("在岗"), "rules": mark("守则"), "fair": mark("公平"), "handlers": mark("处置员"),
    "notice": mark("提前发布"),
}  # fmt: skip


def said(code: str, facts: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """A sentence of the engine: people, posts, shifts and kinds of leave by their names."""
    spoken = dict(facts)
    for name in ("person", "giver", "taker"):
        if name in spoken:
            spoken[name] = names.get(spoken[name], spoken[name])
    for name in ("post", "first_post"):
        if name in spoken:
            spoken[name] = tr(POSTS.get(spoken[name], spoken[name]))
    if "shift" in spoken:
        spoken["shift"] = tr(SHIFTS.get(spoken["shift"], spoken["shift"]))
    if isinstance(spoken.get("leave"), str):
        spoken["leave"] = tr(KINDS.get(spoken["leave"], spoken["leave"]))
    return sentence(Refused(code, **spoken))


def broken_words(broken: Broken, names: Mapping[str, str]) -> str:
    """``11-05 无人在席…``: a broken rule with its day where it has one."""
    words = said(broken.code, broken.facts, names)
    dated = broken.day and broken.rule not in ("double", "rest", "leave", "hours")
    return tr("{day}：{words}", day=broken.day, words=words) if dated else words


def rule_words(rule: str) -> str:
    """A rule by its name in the chosen language."""
    return tr(RULES.get(rule, rule))


def gap_words(gap: Gap, names: Mapping[str, str]) -> str:
    """Why a gap is one."""
    return tr("；").join(said(reason.code, reason.facts, names) for reason in gap.reasons)


def gap_title(gap: Gap) -> str:
    """``2026-11-05 派单调度员（夜班）缺 1 人``."""
    post, shift = tr(POSTS.get(gap.post, gap.post)), tr(SHIFTS.get(gap.shift, gap.shift))
    return tr("{day} {post}（{shift}）缺 {count} 人", day=gap.day, post=post, shift=shift, count=gap.lacking)


def alarm_words(alarm: Alarm, names: Mapping[str, str], now: Instant) -> str:
    """``2026-11-12 派单调度员（白班）还缺 1 人，24 小时后开始，可以顶班：王某``."""
    hours = max(0, round((alarm.start - now) / HOUR))
    facts = {"day": alarm.day, "post": alarm.post, "shift": alarm.shift, "count": alarm.lacking, "hours": hours}
    words = said("alarm.gap" if hours else "alarm.gap_now", facts, names)
    could = tr("、").join(names.get(person, person) for person in alarm.could)
    if not could:
        return tr("{words}，没有人能顶班", words=words)
    return tr("{words}，可以顶班：{names}", words=words, names=could)


def candidate_words(candidate: Candidate, names: Mapping[str, str]) -> str:
    """``王某：可以顶班（三年少 3.5）`` or why not."""
    name = names.get(candidate.person, candidate.person)
    if candidate.fits:
        if candidate.balance < 0:
            return tr("{name}：可以，以往少值 {count:g}", name=name, count=-candidate.balance)
        return tr("{name}：可以，以往多值 {count:g}", name=name, count=candidate.balance)
    reasons = tr("；").join(said(reason.code, reason.facts, names) for reason in candidate.reasons)
    return tr("{name}：{reasons}", name=name, reasons=reasons)


def part_words(part: Part) -> str:
    """``在岗 38.2/40：应有的班已排 95%…``."""
    words = sentence(Refused(part.code, **part.facts))
    return tr(
        "{name} {points:g}/{most}：{words}", name=tr(PART_WORDS[part.name]), points=part.points, most=part.most,
        words=words,
    )  # fmt: skip
