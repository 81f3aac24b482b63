"""Breakdowns of a month: category by village, sources, tiers, stages, satisfaction."""

from collections.abc import Iterable

import numpy as np

from commandroom.domain.catalog import CATEGORY_WORDS, TIERS
from commandroom.reports.areas import Areas
from commandroom.reports.cohort import Cohort, Mask, Numbers
from commandroom.reports.figures import CONTENT, RATED, Basket
from commandroom.reports.stages import STAGES, spans
from commandroom.reports.tables import Cell, Table, counted, hours, share, word
from commandroom.store.queue.filter import SOURCE_WORDS
from commandroom.text import mark, tr

UNSORTED = mark("未分类")
TIER_WORDS = {
    0: mark("未定级"),
    1: mark("一级（网格）"),
    2: mark("二级（村社区）"),
    3: mark("三级（街镇）"),
    4: mark("四级（区县）"),
}
SATISFACTION_WORDS = {
    "satisfied": mark("满意"),
    "mostly": mark("基本满意"),
    "unsatisfied": mark("不满意"),
    "unreachable": mark("未联系上"),
}


def category_word(code: str) -> str:
    """The word of a category; an unknown code stays as it is, "" is 未分类."""
    known = {str(category): words for category, words in CATEGORY_WORDS.items()}
    return tr(known[code]) if code in known else code or tr(UNSORTED)


def by_category(cohort: Cohort) -> tuple[tuple[str, ...], Numbers]:
    """The eight categories (then others met, "" last when met) and each event's place among them."""
    return coded(cohort, "category", [str(category) for category in CATEGORY_WORDS])


def coded(cohort: Cohort, name: str, first: Iterable[str]) -> tuple[tuple[str, ...], Numbers]:
    """The texts of a coded column, some first, others met after them, and each event's place among them."""
    texts = cohort.texts[name]
    met = {texts[code] for code in np.unique(cohort[name]).tolist()}
    known = tuple(first)
    order = (*known, *sorted(met - set(known) - {""}), *([""] if "" in met else []))
    places = {text: place for place, text in enumerate(order)}
    lookup = np.array([places.get(text, 0) for text in texts] or [0])
    return order, lookup[cohort[name]]


def cross(cohort: Cohort, areas: Areas) -> Table:
    """Village by category; every event stands in exactly one cell (domain.md §5.13, 5)."""
    villages, row = areas.by_village(cohort)
    categories, column = by_category(cohort)
    rows: list[tuple[Cell, ...]] = []
    for place, village in enumerate(villages):
        inside = row == place
        cells = [counted(cohort.rows[inside & (column == number)]) for number in range(len(categories))]
        rows.append((word(areas.name(village)), *cells, counted(cohort.rows[inside])))
    foot = [counted(cohort.rows[column == number]) for number in range(len(categories))]
    return Table(
        "cross", tr("各村（社区）事件类别分布"),
        (tr("村（社区）"), *(category_word(code) for code in categories), tr("合计")),
        tuple(rows), (word(tr("合计")), *foot, counted(cohort.rows)),
    )  # fmt: skip


def _rated(cohort: Cohort, heads: tuple[str, str], parts: list[tuple[str, Mask]], code: str, title: str) -> Table:
    rows = []
    for name, mask in parts:
        filed, done = mask & cohort.filed, mask & cohort.done
        in_time = done & ~cohort.late
        rows.append((
            word(name), counted(cohort.rows[mask]), share(cohort.rows[mask], cohort.rows), counted(cohort.rows[done]),
            share(cohort.rows[done], cohort.rows[filed]), share(cohort.rows[in_time], cohort.rows[done]),
        ))  # fmt: skip
    filed, done = cohort.filed, cohort.done
    total = (
        word(tr("合计")), counted(cohort.rows), share(cohort.rows, cohort.rows), counted(cohort.rows[done]),
        share(cohort.rows[done], cohort.rows[filed]), share(cohort.rows[done & ~cohort.late], cohort.rows[done]),
    )  # fmt: skip
    return Table(
        code, title, (*heads, tr("占比"), tr("办结数"), tr("办结率"), tr("按期办结率")), tuple(rows), total
    )


def sources(cohort: Cohort) -> Table:
    """Where the events came from, the most first."""
    order, place = coded(cohort, "source", ())
    words = {str(source): tr(text) for source, text in SOURCE_WORDS.items()} | {"12345": tr("12345热线")}
    parts = [(words.get(code, code) or tr("未注明"), place == number) for number, code in enumerate(order)]
    parts.sort(key=lambda one: -int(one[1].sum()))
    return _rated(cohort, (tr("来源"), tr("件数")), parts, "sources", tr("事件来源"))


def categories(cohort: Cohort) -> Table:
    """The eight categories with how they went."""
    order, place = by_category(cohort)
    parts = [(category_word(code), place == number) for number, code in enumerate(order)]
    return _rated(cohort, (tr("类别"), tr("件数")), parts, "categories", tr("事件类别"))


def tiers(cohort: Cohort) -> Table:
    """Who closes: tier one to four, and what has none yet."""
    wanted = [*TIERS, *([0] if (cohort["tier"] == 0).any() else [])]
    parts = [(tr(TIER_WORDS[tier]), cohort["tier"] == tier) for tier in wanted]
    return _rated(cohort, (tr("层级"), tr("件数")), parts, "tiers", tr("事件层级"))


def stages(basket: Basket) -> Table:
    """Each stage: owed, in time, late, share, mean and median time."""
    cohort, rows = basket.cohort, []
    took = {one.word: one for one in spans(cohort)}
    for kind, name in STAGES.items():
        owed, in_time = basket.stages.done(kind), basket.stages.on_time(kind)
        span = took[name]
        rows.append((
            word(tr(name)), counted(cohort.rows[owed]), counted(cohort.rows[in_time]),
            counted(cohort.rows[owed & ~in_time]), share(cohort.rows[in_time], cohort.rows[owed]),
            hours(span.mean), hours(span.median),
        ))  # fmt: skip
    heads = (tr("环节"), tr("应办"), tr("按时"), tr("超时"), tr("按时率"), tr("平均（小时）"), tr("中位（小时）"))
    note = tr("用时为自然小时，处置用时自派单起算；按时与否按工作时限判定。")
    return Table("stages", tr("各环节时限"), heads, tuple(rows), (), note)


def satisfaction(cohort: Cohort) -> Table:
    """What was said at the revisit; the shares are of valid ratings."""
    valid = cohort.rows[cohort.among("satisfaction", RATED)]
    order, place = coded(cohort, "satisfaction", SATISFACTION_WORDS)
    rows = []
    for number, code in enumerate(order):
        said = cohort.rows[place == number]
        if code:
            rated = share(said, valid) if code in RATED else word("")
            name = tr(SATISFACTION_WORDS[code]) if code in SATISFACTION_WORDS else code
            rows.append((word(name), counted(said), rated))
    content = cohort.rows[cohort.among("satisfaction", CONTENT)]
    total = (word(tr("满意率")), counted(content), share(content, valid))
    return Table(
        "satisfaction", tr("回访评价"), (tr("评价"), tr("件数"), tr("占有效评价")), tuple(rows), total,
        tr("有效评价为满意、基本满意、不满意三项之和。"),
    )  # fmt: skip


