"""Filter and Sort: what the queue is asked, and how it says so in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from commandroom.domain.clocks import Light
from commandroom.domain.event import Source, State
from commandroom.domain.instant import Instant, local
from commandroom.text import mark, tr

STATE_WORDS = {
    State.DRAFT: mark("草稿"),
    State.REPORTED: mark("待受理"),
    State.NEED_INFO: mark("待补充"),
    State.VERIFYING_SOURCE: mark("待核实"),
    State.ADMISSION_REVIEW: mark("准入待审"),
    State.REJECTED: mark("不予受理"),
    State.FILED: mark("待派单"),
    State.DISPATCHED: mark("待签收"),
    State.HANDLING: mark("处置中"),
    State.RETURN_REVIEW: mark("退单待审"),
    State.SUSPENDED: mark("挂账"),
    State.ESCALATED: mark("已上报上级"),
    State.PENDING_CHECK: mark("待核查"),
    State.PENDING_CLOSE: mark("待结案"),
    State.CLOSED: mark("已结案"),
    State.ARCHIVED: mark("已归档"),
    State.VOID_REVIEW: mark("作废待审"),
    State.VOIDED: mark("作废"),
    State.MERGED: mark("并案"),
    State.CONF_HANDED: mark("已转保密渠道"),
}
"""domain.md §4.1."""
SOURCE_WORDS = {
    Source.GRIDWORKER: mark("网格员"),
    Source.HOTLINE: mark("12345"),
    Source.PHONE: mark("电话"),
    Source.VISIT: mark("来访"),
    Source.WECHAT: mark("微信"),
    Source.WEB: mark("网上"),
    Source.VIDEO: mark("视频"),
    Source.PATROL: mark("巡查"),
    Source.UPSTREAM: mark("上级平台"),
    Source.LETTER: mark("来信"),
    Source.MEDIA: mark("媒体"),
    Source.STATION: mark("工作站"),
    Source.OTHER: mark("其他"),
}
LIGHT_WORDS = {
    Light.GREEN: mark("未到期"),
    Light.YELLOW: mark("临期"),
    Light.RED: mark("超期"),
    Light.PAUSED: mark("暂停计时"),
    Light.NONE: mark("无时限"),
}


class Sort(StrEnum):
    """The orders of the queue; the word of each stands in SORT_WORDS."""

    NEAREST = "nearest"
    NEWEST = "newest"
    OLDEST = "oldest"
    NUMBER = "number"
    CLOSED = "closed"


SORT_WORDS = {
    Sort.NEAREST: mark("最先到期"),
    Sort.NEWEST: mark("最近上报"),
    Sort.OLDEST: mark("最早上报"),
    Sort.NUMBER: mark("编号"),
    Sort.CLOSED: mark("最近结案"),
}
"""NEAREST: open cases by the end of their nearest running clock, then open cases without one and all others,
both by latest report. CLOSED: latest first, cases not closed last. Ties by row number."""


@dataclass(frozen=True, slots=True)
class Mine:
    """What concerns one person: cases of their unit, in their grids, and those (row numbers) they took in."""

    unit: str = ""
    grids: tuple[str, ...] = ()
    rows: frozenset[int] = frozenset()


Name = Callable[[str, str], str]
"""The name shown for a code: ``name("unit", "cg") -> "城管所"``; kinds: unit, grid, category."""


def _as_written(kind: str, code: str) -> str:
    return code


@dataclass(frozen=True, slots=True)
class Filter:
    """What is to be shown; conditions combine with AND, the values inside one with OR, empty = all.

    ``grid`` is a code and everything whose code begins with it; ``grids`` are codes taken literally (a
    subtree whose codes do not nest). ``no_grid``: the place lies outside every grid. ``proposal``: a step
    waits for its second person. The period is ``since <= reported_at < until``. ``rows`` are row numbers taken
    literally (the events behind a figure), ``named`` says what they, or the ``grids``, are. ``text`` is searched in
    number, title, place, text and the source's number, from one character up.
    """

    open_only: bool = False
    states: frozenset[str] = frozenset()
    lights: frozenset[str] = frozenset()
    grid: str = ""
    grids: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    importance: frozenset[str] = frozenset()
    tiers: frozenset[int] = frozenset()
    mine: Mine | None = None
    no_grid: bool = False
    proposal: bool = False
    since: Instant | None = None
    until: Instant | None = None
    rows: frozenset[int] = frozenset()
    named: str = ""
    text: str = ""

    def __bool__(self) -> bool:
        """Whether anything is left out."""
        return self != Filter()

    def words(self, name: Name = _as_written) -> tuple[str, ...]:
        """What is shown, in words, one piece per condition; empty when everything is."""
        said = [self.named or tr("选定的 {count} 件", count=len(self.rows))] if self.rows else []
        said += [tr("未办结")] if self.open_only else []
        said += _listed(STATE_WORDS, self.states) + _listed(LIGHT_WORDS, self.lights)
        if self.grid:
            said.append(tr("{grid}及下级网格", grid=name("grid", self.grid)))
        if self.grids and self.named:
            said += [] if self.rows else [self.named]
        elif self.grids:
            said.append(_joined([name("grid", code) for code in sorted(self.grids)]))
        for kind, codes in (("category", self.categories), ("unit", self.units)):
            if codes:
                said.append(_joined([name(kind, code) or tr("未定") for code in sorted(codes)]))
        said += _listed(SOURCE_WORDS, self.sources)
        if self.importance:
            said.append(tr("{grades}级", grades=_joined(sorted(self.importance))))
        if self.tiers:
            said.append(tr("第{tiers}层级", tiers=_joined([str(tier) for tier in sorted(self.tiers)])))
        said += [tr("我的")] if self.mine is not None else []
        said += [tr("不在任何网格内")] if self.no_grid else []
        said += [tr("待第二人确认")] if self.proposal else []
        said += _period(self.since, self.until)
        if self.text.strip():
            said.append(tr("含“{text}”", text=self.text.strip()))
        return tuple(said)


def _joined(words: list[str]) -> str:
    shown = tr("、").join(words[:4])
    return tr("{shown} 等 {count} 项", shown=shown, count=len(words)) if len(words) > 4 else shown


def _listed(words: Mapping[Any, str], values: frozenset[str]) -> list[str]:
    if not values:
        return []
    known = [tr(word) for value, word in words.items() if value in values]
    return [_joined(known + sorted(values - set(words)))]


def _period(since: Instant | None, until: Instant | None) -> list[str]:
    if since is not None and until is not None:
        return [tr("上报于 {since:%Y-%m-%d} 至 {until:%Y-%m-%d}", since=local(since), until=local(until - 1))]
    if since is not None:
        return [tr("{since:%Y-%m-%d} 起上报", since=local(since))]
    if until is not None:
        return [tr("{until:%Y-%m-%d} 及以前上报", until=local(until - 1))]
    return []
