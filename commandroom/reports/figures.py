"""The figures of a month (domain.md §3.5): each with its formula, its two counts and the rows behind them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from commandroom.domain.event import State
from commandroom.domain.instant import Instant
from commandroom.reports.cohort import Cohort, Mask, Numbers
from commandroom.reports.period import BASIS_WORDS, Basis, moment_words
from commandroom.reports.stages import Stages
from commandroom.text import mark, tr

RULE = "2026-1"
"""The version of these rules; printed with every figure, raised whenever a formula changes."""
NOTHING = "—"
"""What 0 ÷ 0 prints."""
RATED = ("satisfied", "mostly", "unsatisfied")
CONTENT = ("satisfied", "mostly")


def counted_words(basis: Basis, as_of: Instant) -> str:
    """The basis, the cut-off and the rule, as they are printed under all figures."""
    return tr(
        "统计口径：{basis}；统计截至{as_of}；规则版本{rule}。",
        basis=tr(BASIS_WORDS[basis]), as_of=moment_words(as_of), rule=RULE,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """One figure: ``value`` is None where nothing can be said (0 ÷ 0).

    ``rows`` are the row numbers counted in the numerator, ``of_rows`` those in the denominator.
    ``before`` and ``year_ago`` are the same figure of the month before and of the same month last year, with the
    rows of their numerators.
    """

    code: str
    name: str
    formula: str
    numerator: int
    denominator: int | None
    value: float | None
    as_of: int
    rule: str
    rows: Numbers
    of_rows: Numbers
    before: float | None = None
    year_ago: float | None = None
    before_rows: Numbers | None = None
    year_ago_rows: Numbers | None = None

    @property
    def is_ratio(self) -> bool:
        """Whether it is a share; else a count."""
        return self.denominator is not None

    @property
    def words(self) -> str:
        """The value as it is printed."""
        return self.written(self.value)

    def written(self, value: float | None) -> str:
        """A value of this figure's kind as it is printed; never clamped."""
        return percent(value) if self.is_ratio else count(value)

    @property
    def fraction(self) -> str:
        """``2143 ÷ 2250``; of a count nothing."""
        return "" if self.denominator is None else f"{self.numerator} ÷ {self.denominator}"

    def to_facts(self) -> dict[str, Any]:
        """The figure as plain facts, without its rows."""
        return {
            "code": self.code, "name": tr(self.name), "formula": tr(self.formula), "numerator": self.numerator,
            "denominator": self.denominator, "value": self.value, "words": self.words, "before": self.before,
            "year_ago": self.year_ago, "as_of": self.as_of, "rule": self.rule,
        }  # fmt: skip


def ratio(numerator: int, denominator: int) -> float | None:
    """A share, not clamped; None for 0 ÷ 0 (and for anything ÷ 0: there is nothing to hold it against)."""
    return numerator / denominator if denominator else None


def percent(value: float | None) -> str:
    """``93.87%``; a share of None is a dash."""
    return NOTHING if value is None else f"{value * 100:.2f}%"


def count(value: float | None) -> str:
    """A whole number, or a dash."""
    return NOTHING if value is None else f"{round(value)}"


@dataclass(frozen=True, slots=True)
class Basket:
    """What the figures of one month are counted from; ``due``: what fell due in it, with its own stages."""

    cohort: Cohort
    stages: Stages
    due: Cohort

    @property
    def dispatched(self) -> Mask:
        """Which were ever sent to a unit."""
        found: Mask = self.cohort["dispatched_at"] > 0
        return found


Counted = tuple[int, Numbers]
Counter = Callable[[Basket], Counted]


def _where(basket: Basket, mask: Mask) -> Counted:
    rows = basket.cohort.rows[mask]
    return len(rows), rows


def _all(basket: Basket) -> Counted:
    return len(basket.cohort), basket.cohort.rows


def _valid(basket: Basket) -> Counted:
    return _where(basket, basket.cohort.filed | basket.cohort.among("state", {State.VOIDED}))


def _filed(basket: Basket) -> Counted:
    return _where(basket, basket.cohort.filed)


def _closed(basket: Basket) -> Counted:
    return _where(basket, basket.cohort.done)


def _closed_in_time(basket: Basket) -> Counted:
    return _where(basket, basket.cohort.done & ~basket.cohort.late)


def _open(basket: Basket) -> Counted:
    cohort = basket.cohort
    return _where(basket, ~cohort.done & ~cohort.among("state", {State.MERGED, *_ENDED}))


_ENDED = (State.REJECTED, State.VOIDED, State.CONF_HANDED)


def _due(basket: Basket) -> Counted:
    return len(basket.due), basket.due.rows


def _due_closed(basket: Basket) -> Counted:
    rows = basket.due.rows[basket.due.done & ~basket.due.late]
    return len(rows), rows


def _stage_done(kind: str) -> Counter:
    return lambda basket: _where(basket, basket.stages.done(kind))


def _stage_on_time(kind: str) -> Counter:
    return lambda basket: _where(basket, basket.stages.on_time(kind))


def _dispatched(basket: Basket) -> Counted:
    return _where(basket, basket.dispatched)


def _never_redispatched(basket: Basket) -> Counted:
    return _where(basket, basket.dispatched & (basket.cohort["redispatches"] == 0))


def _times(name: str) -> Counter:
    def counted(basket: Basket) -> Counted:
        column = basket.cohort[name]
        return int(column.sum()), basket.cohort.rows[column > 0]

    return counted


def _merged(basket: Basket) -> Counted:
    return _where(basket, basket.cohort.among("state", {State.MERGED}))


def _revisited(basket: Basket) -> Counted:
    return _where(basket, basket.cohort["revisited_at"] > 0)


def _solved(basket: Basket) -> Counted:
    return _where(basket, (basket.cohort["revisited_at"] > 0) & basket.stages.solved)


def _rated(*words: str) -> Counter:
    return lambda basket: _where(basket, basket.cohort.among("satisfaction", words))


def _tier(tier: int, *, done: bool = False) -> Counter:
    def counted(basket: Basket) -> Counted:
        mask: Mask = basket.cohort["tier"] == tier
        return _where(basket, mask & basket.cohort.done if done else mask)

    return counted


Row = tuple[str, str, str, Counter, Counter | None]
# fmt: off
TABLE: tuple[Row, ...] = (
    ("reported", mark("上报数"), mark("期内全部事件，并案子件各计 1 件"), _all, None),
    ("valid", mark("有效上报数"), mark("已立案或作废的事件"), _valid, None),
    ("filed", mark("立案数"), mark("期内事件中已立案的，自办、随办结接入的视同立案"), _filed, None),
    ("closed", mark("办结数"), mark("期内事件中截至统计时点已结案的，并案子件不计"), _closed, None),
    ("open", mark("在办数"), mark("期内事件中截至统计时点尚未办结的"), _open, None),
    ("filing_rate", mark("受理率"), mark("立案数 ÷ 有效上报数"), _filed, _valid),
    ("closing_rate", mark("办结率"), mark("办结数 ÷ 立案数，同一批事件，截至统计时点"), _closed, _filed),
    ("on_time_rate", mark("按期办结率"), mark("已结案且处置未超期 ÷ 已结案"), _closed_in_time, _closed),
    ("due_rate", mark("按期应结率"), mark("处置时限在期内届满且已结案未超期 ÷ 处置时限在期内届满（应结案）"),
     _due_closed, _due),
    ("intake_on_time", mark("受理及时率"), mark("按时受理 ÷ 应受理（已受理或受理时限已过）"),
     _stage_on_time("C1"), _stage_done("C1")),
    ("dispatch_on_time", mark("派单及时率"), mark("按时派单 ÷ 应派单（已派单或派单时限已过）"),
     _stage_on_time("C2"), _stage_done("C2")),
    ("dispatch_right", mark("准确派单率"), mark("（派单事件 − 改派过的事件）÷ 派单事件"),
     _never_redispatched, _dispatched),
    ("accept_on_time", mark("签收及时率"), mark("全部按时签收的事件 ÷ 应签收的事件"),
     _stage_on_time("C3"), _stage_done("C3")),
    ("handle_on_time", mark("处置及时率"), mark("按时反馈办结的事件 ÷ 应反馈办结的事件（已反馈或时限已过）"),
     _stage_on_time("C4"), _stage_done("C4")),
    ("check_on_time", mark("核查及时率"), mark("按时核查 ÷ 应核查（已核查或时限已过）"),
     _stage_on_time("C5"), _stage_done("C5")),
    ("rework_rate", mark("返工率"), mark("核查不通过次数 ÷ 派单事件"), _times("rework"), _dispatched),
    ("return_rate", mark("退单率"), mark("退单次数 ÷ 派单事件"), _times("returns"), _dispatched),
    ("duplicate_rate", mark("重复率"), mark("并案子件 ÷ 派单事件"), _merged, _dispatched),
    ("solved_rate", mark("解决率"), mark("回访“已解决” ÷ 已回访"), _solved, _revisited),
    ("satisfied_rate", mark("满意率"), mark("（满意＋基本满意）÷ 有效评价"), _rated(*CONTENT), _rated(*RATED)),
    ("self_rate", mark("自办率"), mark("第一层级办结 ÷ 上报数"), _tier(1, done=True), _all),
    ("town_share", mark("上报镇级占比"), mark("第三层级事件 ÷ 上报数"), _tier(3), _all),
    ("county_share", mark("上报县级占比"), mark("第四层级事件 ÷ 上报数"), _tier(4), _all),
)
# fmt: on
"""Code, name, formula in words, numerator, denominator: the single source of truth. Extension, suspension,
supervision, visits and linked households come in with the steps that make them."""


def reckon(basket: Basket, as_of: int) -> tuple[Figure, ...]:
    """Every figure of the table over one month's events."""
    made = []
    for code, name, formula, above, below in TABLE:
        numerator, rows = above(basket)
        if below is None:
            made.append(Figure(code, name, formula, numerator, None, float(numerator), as_of, RULE, rows, rows))
            continue
        denominator, of_rows = below(basket)
        value = ratio(numerator, denominator)
        made.append(Figure(code, name, formula, numerator, denominator, value, as_of, RULE, rows, of_rows))
    return tuple(made)


def values(figures: tuple[Figure, ...], *, known: bool) -> dict[str, float | None]:
    """The values by code; all None when there was no such month in the room (``known`` False)."""
    return {one.code: one.value if known else None for one in figures}


def compared(one: Figure, before: Figure | None, year_ago: Figure | None) -> Figure:
    """A figure beside those of the month before and of the same month last year (None: the room was not yet)."""
    return replace(
        one,
        before=None if before is None else before.value, before_rows=None if before is None else before.rows,
        year_ago=None if year_ago is None else year_ago.value,
        year_ago_rows=None if year_ago is None else year_ago.rows,
    )  # fmt: skip


def change(now: float | None, then: float | None) -> float | None:
    """The growth of a count, None when there was nothing before."""
    return None if now is None or not then else (now - then) / then


def points(now: float | None, then: float | None) -> float | None:
    """By how many percentage points a share moved; None when one of them says nothing."""
    return None if now is None or then is None else (now - then) * 100

