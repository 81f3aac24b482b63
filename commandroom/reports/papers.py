"""Every paper of the room by name: what period it speaks of, and how it is made from the same figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from commandroom.domain import report_period
from commandroom.domain.errors import Refused
from commandroom.domain.instant import Instant
from commandroom.domain.report_period import ReportPeriod
from commandroom.reports import (
    brief,
    bulletin,
    circular,
    dispute,
    given,
    monthly,
    notice,
    period_words,
    quarter,
    stretch,
)
from commandroom.reports.given import Given
from commandroom.reports.paper import Document
from commandroom.reports.period import Basis, Month
from commandroom.reports.stretch import Reading
from commandroom.store.queue.figures import Figures
from commandroom.text import mark

DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Paper:
    """One kind of paper: its word, and the periods it can be made for, the usual one first."""

    name: str
    word: str
    every: tuple[str, ...]


PAPERS = MappingProxyType(
    {
        paper.name: paper
        for paper in (
            Paper("monthly", mark("月度通报"), (report_period.MONTH,)),
            Paper("daily", mark("值班快报"), (report_period.DAY,)),
            Paper("weekly", mark("周报"), (report_period.WEEK,)),
            Paper("brief", mark("工作简报"), (report_period.MONTH, report_period.WEEK, report_period.QUARTER)),
            Paper("quarter", mark("季度调度材料"), (report_period.QUARTER,)),
            Paper("circular", mark("督办通报"), (report_period.MONTH, report_period.WEEK)),
            Paper("dispute", mark("矛盾纠纷排查表"), (
                report_period.MONTH, report_period.QUARTER, report_period.HALF, report_period.YEAR,
            )),
        )
    }
)  # fmt: skip


def period_of(paper: str, word: str) -> ReportPeriod:
    """The period of a word like ``2026-10`` for a paper; Refused("report.wrong_period", "paper.unknown")."""
    kinds = _paper(paper).every
    for kind in kinds[1:]:
        try:
            return ReportPeriod.read(kind, word)
        except Refused:
            continue
    return ReportPeriod.read(kinds[0], word)


def usual(paper: str, now: Instant) -> ReportPeriod:
    """The period a paper is usually wanted for: the last whole one."""
    return ReportPeriod.of(_paper(paper).every[0], now).moved(-1)


def _paper(name: str) -> Paper:
    found = PAPERS.get(name)
    if found is None:
        raise Refused("paper.unknown", name=name, known="、".join(PAPERS))
    return found


def make(
    reader: Reading, columns: Figures, paper: str, period: ReportPeriod, now: Instant, families: Sequence[str], *,
    over: Given | None = None, basis: Basis = Basis.REPORTED, own: Path | None = None, draft: bool = False,
) -> Document:  # fmt: skip
    """A paper of a period as a document.

    Raises Refused("paper.nothing_yet") for a period that has not begun, what the dispute return refuses, and
    Refused("paper.unknown").
    """
    _paper(paper)
    if period.start > now:
        raise Refused("paper.nothing_yet", period=period_words.words(period))
    words = given.read(reader, paper, period.key)
    words = words if over is None else over.over(words)
    if paper == "monthly":
        month = Month(period.first.year, period.first.month)
        report = monthly.gather(reader, columns, month, basis, now)
        made, about = notice.compose(report, words, families), report.basis_words
    elif paper == "dispute":
        made, about = dispute.compose(reader, period, words, own, draft=draft), ""
    else:
        found = stretch.gather(reader, columns, period, now, basis)
        made, about = _of_stretch(reader, columns, paper, found, words, families), found.basis_words
    made.period, made.about = period_words.words(period), about
    return made


def _of_stretch(
    reader: Reading, columns: Figures, paper: str, found: stretch.Stretch, words: Given, families: Sequence[str]
) -> Document:
    if paper == "circular":
        return circular.compose(reader, found, words)
    if paper == "brief":
        return brief.compose(reader, found, words, families)
    if paper == "quarter":
        return quarter.compose(reader, found, words, families)
    return bulletin.compose(reader, columns, found, words, families)
