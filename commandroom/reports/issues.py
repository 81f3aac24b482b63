"""第×期（总第×期）: which issue of a bulletin a period is, counted on from what a person last wrote."""

import re

from commandroom.domain import report_period
from commandroom.domain.instant import local_date
from commandroom.domain.report_period import ReportPeriod
from commandroom.reports.given import KIND, Records
from commandroom.text import tr

_TOTAL = re.compile(r"总第?\s*(\d+)\s*期")
_LONG_AGO = 5000
"""Issues counted back at most (thirteen years of days)."""


def in_year(period: ReportPeriod) -> int:
    """Its place among the periods of its year: day of the year, ISO week, month, quarter."""
    if period.kind == report_period.DAY:
        return period.first.timetuple().tm_yday
    if period.kind == report_period.WEEK:
        return period.first.isocalendar().week
    return ReportPeriod.around(report_period.YEAR, period.first).parts(period.kind).index(period) + 1


def words(reader: Records, paper: str, period: ReportPeriod) -> str:
    """``第10期（总第34期）``; the whole count goes on from the last one written by hand, else from the room's first
    entry; without either only the number in the year.
    """
    number, total = in_year(period), _total(reader, paper, period)
    if not total:
        return tr("第{number}期", number=number)
    return tr("第{number}期（总第{total}期）", number=number, total=total)


def _total(reader: Records, paper: str, period: ReportPeriod) -> int:
    written: list[tuple[ReportPeriod, int]] = []
    for facts in reader.all(KIND):
        found = _TOTAL.search(str(facts.get("issue", "")))
        if facts.get("paper") == paper and found is not None:
            written += [(one, int(found[1])) for one in _read(period.kind, str(facts.get("period", "")))]
    before = [one for one in written if one[0].first < period.first]
    if before:
        last, count = max(before)
        return count + _steps(last, period)
    row = reader.rows("SELECT min(at) FROM journal WHERE at > 0")
    if not row or not row[0][0]:
        return 0
    first = ReportPeriod.around(period.kind, local_date(int(row[0][0])))
    return _steps(first, period) + 1 if first.first <= period.first else 0


def _read(kind: str, word: str) -> list[ReportPeriod]:
    """The period of a word, if it is one of this kind."""
    return [ReportPeriod.read(kind, word)] if report_period.fits(kind, word) else []


def _steps(one: ReportPeriod, other: ReportPeriod) -> int:
    """How many periods later the other is, up to a limit."""
    steps = 0
    while one.first < other.first and steps < _LONG_AGO:
        one, steps = one.moved(1), steps + 1
    return steps
