"""Cohort: the events of one month by one basis, as small columns cut out of the queue's."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commandroom.domain.event import State
from commandroom.domain.instant import Instant
from commandroom.reports.period import Basis
from commandroom.store.queue.columns import LATE
from commandroom.store.queue.figures import Figures

Numbers = NDArray[Any]
Mask = NDArray[np.bool_]
BEFORE_FILING = frozenset(
    {State.DRAFT, State.REPORTED, State.NEED_INFO, State.VERIFYING_SOURCE, State.ADMISSION_REVIEW, State.REJECTED}
)
UNFILED = BEFORE_FILING | {State.MERGED, State.VOIDED, State.VOID_REVIEW, State.CONF_HANDED}
"""States from which alone nobody can tell that a case was filed."""
DONE = frozenset({State.CLOSED, State.ARCHIVED})


@dataclass(frozen=True, slots=True)
class Cohort:
    """Some events: ``rows`` are their row numbers, ``numbers`` their columns, ``texts`` the words of the codes."""

    rows: Numbers
    numbers: dict[str, Numbers]
    texts: dict[str, tuple[str, ...]]

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, name: str) -> Numbers:
        return self.numbers[name]

    def among(self, name: str, texts: Iterable[str]) -> Mask:
        """Which events have one of these texts in a coded column."""
        wanted = {str(text) for text in texts}
        known = np.array([text in wanted for text in self.texts[name]] or [False])
        found: Mask = known.take(self.numbers[name])
        return found

    @property
    def filed(self) -> Mask:
        """Which were filed; a case that came or was handled without a filing of its own, but went on, counts."""
        return (self["filed_at"] > 0) & ~self.among("state", {State.MERGED}) | ~self.among("state", UNFILED)

    @property
    def done(self) -> Mask:
        """Which are closed; merged children are not (domain.md §5.13, 9)."""
        return self.among("state", DONE)

    @property
    def late(self) -> Mask:
        """Which had a handling clock that ended, or was noted, late."""
        late: Mask = (self["flags"] & LATE) > 0
        return late


_WANTED = (
    "state", "category", "source", "importance", "tier", "flags", "grid", "unit", "reported_at", "closed_at",
    "filed_at", "dispatched_at", "accepted_at", "finished_at", "checked_at", "revisited_at", "handle_due_at",
    "closing_type", "satisfaction", "item", "rework", "returns", "redispatches",
)  # fmt: skip


def cut(figures: Figures, places: Numbers) -> Cohort:
    """The events at some places of the columns."""
    return Cohort(
        figures.numbers["row"][places],
        {name: figures.numbers[name][places] for name in _WANTED},
        dict(figures.texts),
    )


def of_period(figures: Figures, since: Instant, until: Instant, basis: Basis) -> Cohort:
    """The events that belong to ``since <= moment < until`` by a basis; drafts never do.

    By filing: a case without a filing of its own (handled on the spot, taken in closed) belongs to the moment
    of its report. By closing: only what is closed now, so one that was opened again does not count.
    """
    moment = {Basis.REPORTED: "reported_at", Basis.FILED: "filed_at", Basis.CLOSED: "closed_at"}[basis]
    inside = figures.between(moment, since, until)
    if basis == Basis.FILED:
        inside |= (figures.numbers["filed_at"] == 0) & figures.between("reported_at", since, until)
    found = cut(figures, np.flatnonzero(inside))
    keep = ~found.among("state", {State.DRAFT})
    if basis == Basis.FILED:
        keep &= found.filed
    elif basis == Basis.CLOSED:
        keep &= found.done
    return narrowed(found, keep)


def due_in(figures: Figures, since: Instant, until: Instant) -> Cohort:
    """The events whose handling falls due in ``since <= due < until`` and that were not taken back (应结案)."""
    found = cut(figures, np.flatnonzero(figures.between("handle_due_at", since, until)))
    return narrowed(found, found.filed & ~found.among("state", UNFILED))


def narrowed(cohort: Cohort, mask: Mask) -> Cohort:
    """The events of a mask."""
    if mask.all():
        return cohort
    return Cohort(cohort.rows[mask], {name: column[mask] for name, column in cohort.numbers.items()}, cohort.texts)
