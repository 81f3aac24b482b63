"""The sentences of the monthly notice, made of figures in the sober Chinese of an office."""

from collections.abc import Sequence

from commandroom.domain.instant import local
from commandroom.reports.figures import Figure, change, count, percent, points
from commandroom.reports.monthly import MonthReport
from commandroom.reports.period import Basis, moment_words
from commandroom.reports.tables import Cell, Table
from commandroom.text import tr


def area_word(place: str) -> str:
    """全镇, 全街道, 全乡: what the whole area is called."""
    for ending, words in (("街道", tr("全街道")), ("镇", tr("全镇")), ("乡", tr("全乡"))):
        if place.endswith(ending):
            return words
    return tr("全域")


def title_lines(report: MonthReport) -> tuple[str, str]:
    """The title in two lines, the shorter above (梯形, GB/T 9704-2012)."""
    first = tr("{year}年{month}月份{area}", year=report.month.year, month=report.month.month,
               area=area_word(report.place))  # fmt: skip
    return first, tr("网格化社会治理工作情况通报")


def moved(figure: Figure, then: float | None, known: bool, against: str, none: str) -> str:
    """``环比上升3.20%`` of a count, ``比上月提高0.31个百分点`` of a share; ``none`` when there was nothing."""
    if figure.is_ratio:
        by = points(figure.value, then)
        if by is None or not known:
            return none
        if abs(by) < 0.005:
            return tr("与{against}持平", against=against)
        if by > 0:
            return tr("比{against}提高{by:.2f}个百分点", against=against, by=by)
        return tr("比{against}下降{by:.2f}个百分点", against=against, by=-by)
    grown = change(figure.value, then)
    if grown is None or not known:
        return none
    if abs(grown) < 0.00005:
        return tr("{against}持平", against=against)
    rise = tr("{against}上升{by}", against=against, by=percent(grown))
    return rise if grown > 0 else tr("{against}下降{by}", against=against, by=percent(-grown))


def _came(basis: Basis, number: int) -> str:
    if basis == Basis.FILED:
        return tr("共立案网格事件{count}件", count=number)
    if basis == Basis.CLOSED:
        return tr("共办结网格事件{count}件", count=number)
    return tr("共上报网格事件{count}件", count=number)


def overview(report: MonthReport) -> list[str]:
    """The first paragraphs: totals, comparison, rates, satisfaction."""
    month = tr("{month}月份", month=report.month.month)
    if report.unfinished:
        day = local(report.as_of).day
        month = tr("{month}月1日至{day}日", month=report.month.month, day=day)
    reported = report.figure("reported")
    if report.empty:
        return [tr("{month}，{area}没有符合统计口径的网格事件。", month=month, area=area_word(report.place)),
                report.basis_words]  # fmt: skip
    before = moved(reported, reported.before, report.before_known, tr("环比"), tr("环比无可比数据"))
    year_ago = moved(reported, reported.year_ago, report.year_ago_known, tr("同比"), tr("同比无可比数据"))
    came = _came(report.basis, reported.numerator)
    first = tr(
        "{month}，{area}{came}，{before}，{year_ago}。其中有效上报{valid}件，立案{filed}件，受理率{rate}。",
        month=month, area=area_word(report.place), came=came, before=before, year_ago=year_ago,
        valid=report.figure("valid").words, filed=report.figure("filed").words, rate=report.figure("filing_rate").words,
    )  # fmt: skip
    closing = report.figure("closing_rate")
    last = tr("上月同期") if report.unfinished else tr("上月")
    second = tr(
        "截至{as_of}，上述事件已办结{closed}件，办结率{rate}，{moved}；按期办结率{in_time}，处置及时率{handled}；在办{open}件，"
        "其中处置已超期{late}件。",
        as_of=moment_words(report.as_of), closed=report.figure("closed").words, rate=closing.words,
        moved=moved(closing, closing.before, report.before_known, last, tr("上月无可比数据")),
        in_time=report.figure("on_time_rate").words, handled=report.figure("handle_on_time").words,
        open=report.figure("open").words, late=len(report.table("late_open").rows),
    )  # fmt: skip
    content, solved = report.figure("satisfied_rate"), report.figure("solved_rate")
    third = tr(
        "回访{revisited}件，解决率{solved}；有效评价{rated}件，满意率{content}，{moved}。",
        revisited=solved.denominator, solved=solved.words, rated=content.denominator, content=content.words,
        moved=moved(content, content.before, report.before_known, last, tr("上月无可比数据")),
    )  # fmt: skip
    return [first, second, third, report.basis_words]


def top(table: Table, most: int, name: int = 0, number: int = 1, share: int | None = 2) -> str:
    """``城市管理891件（占37.42%）、民生服务355件（…）``: the largest rows of a table."""
    rows = sorted(table.rows, key=lambda row: -_number(row[number]))[:most]
    said = []
    for row in rows:
        if not _number(row[number]):
            continue
        if share is None:
            said.append(tr("{name}{count}件", name=row[name].words, count=row[number].words))
        else:
            part = row[share].words
            said.append(tr("{name}{count}件（占{share}）", name=row[name].words, count=row[number].words, share=part))
    return tr("、").join(said)


def _number(cell: Cell) -> float:
    return cell.value if isinstance(cell.value, int | float) else 0.0


def sources(report: MonthReport) -> str:
    """Where the events came from."""
    return tr("按来源分，居前的为{top}。", top=top(report.table("sources"), 3))


def categories(report: MonthReport) -> str:
    """What they were about."""
    return tr("按类别分，居前的为{top}。", top=top(report.table("categories"), 3))


def tiers(report: MonthReport) -> str:
    """Who closes them."""
    return tr(
        "按办理层级分，{top}。自办率{own}，上报镇级占比{town}，上报县级占比{county}。",
        top=top(report.table("tiers"), 4), own=report.figure("self_rate").words,
        town=report.figure("town_share").words, county=report.figure("county_share").words,
    )  # fmt: skip


def days(report: MonthReport) -> str:
    """The day by day course."""
    known = [(value, day) for day, value in enumerate(report.daily, 1) if value is not None]
    total = sum(value for value, _ in known)
    most, day = max(known, key=lambda one: (one[0], -one[1]))
    least, quiet = min(known, key=lambda one: (one[0], one[1]))
    return tr(
        "全月日均{mean:.1f}件，最多为{day}日{most}件，最少为{quiet}日{least}件。",
        mean=total / len(known), day=day, most=count(most), quiet=quiet, least=count(least),
    ) if not report.unfinished else tr(
        "截至统计时点日均{mean:.1f}件，最多为{day}日{most}件。", mean=total / len(known), day=day, most=count(most)
    )  # fmt: skip


def stages(report: MonthReport) -> str:
    """Each stage's punctuality and time."""
    parts = [
        tr("{stage}{rate}", stage=row[0].words, rate=row[4].words)
        for row in report.table("stages").rows
        if row[4].value is not None
    ]
    whole = next(one for one in report.spans if one.code == "total")
    took = "" if whole.mean is None else tr(
        "已办结事件从上报到结案平均用时{mean:.1f}小时，中位数{median:.1f}小时。", mean=whole.mean, median=whole.median
    )  # fmt: skip
    return tr("各环节按时率分别为：{parts}。", parts=tr("，").join(parts)) + took if parts else took


def late(report: MonthReport, shown: int) -> str:
    """How much is late, and how much of it is listed."""
    still, done = len(report.table("late_open").rows), len(report.table("late_done").rows)
    handled = report.figure("handle_on_time")
    everything = (handled.denominator or 0) - handled.numerator
    if not everything:
        return tr("本期没有处置超期的事件。")
    words = tr(
        "处置超期{all}件，其中已过时限仍未办结{open}件，超期后办结{done}件。", all=everything, open=still, done=done
    )
    if everything > still + done:
        words += tr("另有{count}件曾超期，现时限已顺延。", count=everything - still - done)
    if still > shown:
        words += tr("以下列出超期最长的{shown}件，其余见附表文件。", shown=shown)
    return words


def villages(report: MonthReport) -> str:
    """Which village reported most, which closed best and worst."""
    rows = [row for row in report.table("villages").rows if row[5].value is not None and row[0].value != "—"]
    if not rows:
        return tr("本期各村（社区）没有可排名的事件。")
    words = tr("上报较多的为{top}。", top=top(report.table("villages"), 3, 1, 2, None))
    best, worst = rows[0], rows[-1]
    if best is worst:
        return words
    return words + tr(
        "办结率居首的为{best}（{best_rate}），居末的为{worst}（{worst_rate}）。",
        best=best[1].words, best_rate=best[5].words, worst=worst[1].words, worst_rate=worst[5].words,
    )  # fmt: skip


def units(report: MonthReport) -> str:
    """How the units did."""
    table = report.table("units")
    if not table.rows:
        return tr("本期没有派单事件。")
    worst = sorted(table.rows, key=lambda row: -_number(row[5]))[:3]
    named = tr("、").join(
        tr("{unit}{count}件", unit=row[1].words, count=row[5].words) for row in worst if _number(row[5])
    )
    words = tr("共向{units}个责任单位派单{count}件。", units=len(table.rows), count=table.total[2].words)
    return words + (tr("处置超时较多的为{named}。", named=named) if named else tr("没有处置超时。"))


def hot(report: MonthReport) -> str:
    """Where it happened most."""
    rows: Sequence[tuple[Cell, ...]] = report.table("hot_grids").rows[:3]
    named = tr("、").join(
        tr("{village}{grid}{count}件", village=row[1].words, grid=row[2].words, count=row[3].words) for row in rows
    )
    return tr("事件高发网格为{named}。", named=named) if named else tr("本期没有落入网格的事件。")


def hot_places(report: MonthReport) -> str:
    """Where events happened again and again, and how much of the month the heat shows."""
    named = top(report.table("hot_places"), 3, 1, 2, None)
    words = tr("事件较多的地点为{named}。", named=named) if named else tr("本期没有两件及以上的同一地点。")
    placed = sum(spot.count for spot in report.heat)
    if not placed:
        return words + tr("本期事件没有登记位置。")
    return words + tr(
        "有位置的事件{placed}件，分布在{squares}个约100米见方的方格内，最多的一格{most}件。",
        placed=placed, squares=len(report.heat), most=report.heat[0].count,
    )  # fmt: skip


def duplicates(report: MonthReport) -> str:
    """What was reported again."""
    rate = report.figure("duplicate_rate")
    if not rate.numerator:
        return tr("本期没有并案的重复反映。")
    return tr("重复反映经并案{count}件，重复率{rate}。", count=rate.numerator, rate=rate.words)


def dated(report: MonthReport) -> str:
    """The day of the notice: that of the cut-off."""
    day = local(report.as_of)
    return tr("{year}年{month}月{day}日", year=day.year, month=day.month, day=day.day)


