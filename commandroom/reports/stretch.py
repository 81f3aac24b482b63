"""Stretch: the figures and tables of any period by the same rules as the month's, with the period before."""

from dataclasses import dataclass, replace
from typing import Any, Protocol

from commandroom.domain.errors import Refused
from commandroom.domain.event import OPEN, State
from commandroom.domain.instant import DAY, MINUTE, Instant, local_date
from commandroom.domain.report_period import ReportPeriod
from commandroom.reports import figures, period_words, stages, told
from commandroom.reports.areas import Areas
from commandroom.reports.cohort import Cohort, due_in, of_period
from commandroom.reports.figures import Basket, Figure, counted_words
from commandroom.reports.period import Basis
from commandroom.reports.told import Told
from commandroom.store.queue.figures import Figures


class Reading(stages.Rows, Protocol):
    """The part of a reader that papers use."""

    def all(self, kind: str) -> tuple[Any, ...]:
        """The values of a kind of reference data."""

    def find(self, kind: str, ident: str) -> Any:
        """One value, retired ones too."""

    def setting(self, name: str, default: Any = None) -> Any:
        """One setting of the room."""


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """One period of one room as it stood at ``as_of`` (whole minutes); ``earlier``: whether there is one before."""

    period: ReportPeriod
    basis: Basis
    as_of: Instant
    room: str
    place: str
    earlier: bool
    figures: tuple[Figure, ...]
    basket: Basket
    areas: Areas
    units: dict[str, str]
    items: dict[str, str]

    @property
    def cohort(self) -> Cohort:
        """Its events."""
        return self.basket.cohort

    @property
    def dated(self) -> str:
        """The day on its papers: the one after the period, or that of the cut-off while it still runs."""
        return period_words.day_words(min(self.period.after, local_date(self.as_of)))

    @property
    def empty(self) -> bool:
        """Whether it has no event at all."""
        return not len(self.cohort)

    def figure(self, code: str) -> Figure:
        """A figure by its code."""
        return next(one for one in self.figures if one.code == code)

    @property
    def basis_words(self) -> str:
        """Basis, cut-off and rule, as every paper prints them."""
        return counted_words(self.basis, self.as_of)


def gather(
    reader: Reading, columns: Figures, period: ReportPeriod, now: Instant, basis: Basis = Basis.REPORTED
) -> Stretch:
    """The period from the queue's columns; Refused("paper.nothing_yet") when it has not begun.

    A period that still runs is held against as many days of the one before.
    """
    if period.start > now:
        raise Refused("paper.nothing_yet", period=period_words.words(period))
    as_of = now - now % MINUTE
    basket = _basket(reader, columns, period.start, period.end, basis, as_of)
    before, elapsed = period.moved(-1), min(as_of + MINUTE, period.end) - period.start
    until = before.end if now >= period.end else min(before.end, before.start + elapsed)
    reported = columns.numbers["reported_at"]
    known = bool(((reported > 0) & (reported < until)).any())
    other = _basket(reader, columns, before.start, until, basis, as_of) if known else None
    then = figures.values(figures.reckon(other, as_of), known=True) if other is not None else {}
    units = {unit.id: unit.short or unit.name or unit.id for unit in reader.all("unit")}
    for code in basket.cohort.texts["unit"]:
        if code and code not in units:
            units[code] = told.unit_word(reader, code)
    return Stretch(
        period, basis, as_of, str(reader.setting("name", "")), str(reader.setting("place", "")), known,
        tuple(replace(one, before=then.get(one.code)) for one in figures.reckon(basket, as_of)), basket,
        Areas.of(reader.all("grid")), units, {item.code: item.name for item in reader.all("item")},
    )  # fmt: skip


def _basket(
    reader: Reading, columns: Figures, since: Instant, until: Instant, basis: Basis, as_of: Instant
) -> Basket:
    cohort = of_period(columns, since, until, basis)
    return Basket(cohort, stages.read(reader, cohort, as_of), due_in(columns, since, min(until, as_of)))


_OPEN = " AND ".join(f"state <> '{state}'" for state in sorted(frozenset(State) - OPEN))
"""Every state that is not open, as the index ``event_open`` spells it."""
_DUE = f"SELECT row FROM event WHERE {_OPEN} AND handle_due_at >= ? AND handle_due_at < ? AND finished_at = 0"


def late_now(reader: Reading, now: Instant) -> list[Told]:
    """Open events whose handling is past its end, the longest first, of whatever period."""
    return _due(reader, 1, now)


def due_soon(reader: Reading, now: Instant, span: int = DAY) -> list[Told]:
    """Open events whose handling ends within ``span`` seconds from now, the nearest first."""
    return _due(reader, now, now + span)


def _due(reader: Reading, since: Instant, until: Instant) -> list[Told]:
    rows = [row[0] for row in reader.rows(_DUE, (since, until))]
    return sorted(told.by_rows(reader, rows), key=lambda one: (one.due_at, one.row))
