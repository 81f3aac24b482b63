"""Periods in the words of an office: 2026年11月5日, 第45周（11月2日至8日）, 2026年第四季度."""

from datetime import date

from commandroom.domain import report_period
from commandroom.domain.report_period import ReportPeriod
from commandroom.text import mark, tr

_QUARTERS = (mark("第一季度"), mark("第二季度"), mark("第三季度"), mark("第四季度"))
_HALVES = (mark("上半年"), mark("下半年"))
EVERY_WORDS = {
    report_period.DAY: mark("每日"), report_period.WEEK: mark("每周"), report_period.MONTH: mark("每月"),
    report_period.QUARTER: mark("每季度"), report_period.HALF: mark("每半年"), report_period.YEAR: mark("每年"),
}  # fmt: skip


def day_words(day: date) -> str:
    """``2026年11月5日``, without leading zeros."""
    return tr("{year}年{month}月{day}日", year=day.year, month=day.month, day=day.day)


def words(period: ReportPeriod) -> str:
    """The period as it is written in a title."""
    first, last = period.first, period.last
    if period.kind == report_period.DAY:
        return day_words(first)
    if period.kind == report_period.WEEK:
        return tr("{year}年第{week}周", year=first.isocalendar().year, week=first.isocalendar().week)
    if period.kind == report_period.MONTH:
        return tr("{year}年{month}月", year=first.year, month=first.month)
    if period.kind == report_period.QUARTER:
        return tr("{year}年{quarter}", year=first.year, quarter=tr(_QUARTERS[(first.month - 1) // 3]))
    if period.kind == report_period.HALF:
        return tr("{year}年{half}", year=first.year, half=tr(_HALVES[first.month > 6]))
    return tr("{year}年", year=last.year)


def stretch_words(period: ReportPeriod) -> str:
    """``11月2日至8日``, ``10月26日至11月1日``, ``11月5日``: the days of a period in a sentence."""
    first, last = period.first, period.last
    begin = tr("{month}月{day}日", month=first.month, day=first.day)
    if first == last:
        return begin
    if first.month == last.month:
        return tr("{begin}至{day}日", begin=begin, day=last.day)
    return tr("{begin}至{month}月{day}日", begin=begin, month=last.month, day=last.day)
