"""Stages: whether each step of each event was in time, and how long it took, from clocks and moments."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from commandroom.domain.clocks import Running
from commandroom.domain.event import Event
from commandroom.domain.instant import Instant
from commandroom.reports.cohort import Cohort, Mask, Numbers
from commandroom.text import mark


class Rows(Protocol):
    """The part of a reader that reports use."""

    def rows(self, sql: str, values: Any = ()) -> list[Any]:
        """The rows of a SELECT."""


NONE, PENDING, ON_TIME, LATE = 0, 1, 2, 3
"""No such clock; it still runs; stopped in time; stopped late, or runs past its end."""
STAGES = {
    "C1": mark("受理"),
    "C2": mark("派单"),
    "C3": mark("签收"),
    "C4": mark("处置"),
    "C5": mark("核查"),
}
"""The clocks of which the month speaks (domain.md §5.3)."""
_PROOF = {"C2": "dispatched_at", "C3": "accepted_at", "C4": "finished_at", "C5": "checked_at"}
"""The moment that proves a stage was done: a clock stopped by a void or a merger is no work in time."""
SPANS = (
    ("intake", mark("受理"), "reported_at", "filed_at"),
    ("dispatch", mark("派单"), "filed_at", "dispatched_at"),
    ("accept", mark("签收"), "dispatched_at", "accepted_at"),
    ("handle", mark("处置"), "dispatched_at", "finished_at"),
    ("check", mark("核查"), "finished_at", "checked_at"),
    ("total", mark("全程"), "reported_at", "closed_at"),
)
"""Code, word, from which moment to which; handling counts from dispatch (domain.md §5.0, 7)."""
_PART = 900
Instead = Mapping[int, Event | None]


@dataclass(frozen=True, slots=True)
class Stages:
    """Per event of a cohort: the outcome of each clock kind, and what the reporter said of the solution."""

    outcome: dict[str, Numbers]
    solved: Mask

    def done(self, kind: str) -> Mask:
        """Which had the stage done, or should have."""
        found: Mask = self.outcome[kind] >= ON_TIME
        return found

    def on_time(self, kind: str) -> Mask:
        """Which had it done in time."""
        found: Mask = self.outcome[kind] == ON_TIME
        return found


def _given(part: list[int], instead: Instead) -> list[Any]:
    """The clocks of the events that count as given, as the SELECT would give them."""
    return [
        (row, clock.kind, clock.due_at, clock.stopped_at, clock.running, int(clock.noted))
        for row in part
        if (event := instead.get(row)) is not None
        for clock in event.clocks
        if clock.kind in STAGES
    ]


def read(reader: Rows, cohort: Cohort, now: Instant, instead: Instead | None = None) -> Stages:
    """The stages of a cohort; two short reads per 900 events; ``instead``: events that count as given, not as stored.

    Whether handling was late is what the event's own flag says (the same word on every screen), and for a
    handling that still runs, its end against ``now``.
    """
    kinds = {kind: number for number, kind in enumerate(STAGES)}
    size = len(cohort)
    late = np.zeros((len(kinds), size), np.bool_)
    stopped, pending = late.copy(), late.copy()
    solved = np.zeros(size, np.bool_)
    order = np.argsort(cohort.rows)
    ascending = cohort.rows[order]
    for start in range(0, size, _PART):
        part = ascending[start : start + _PART].tolist()
        marks = ", ".join("?" * len(part))
        found = reader.rows(
            "SELECT e.row, c.kind, c.due_at, c.stopped_at, c.running, c.noted FROM event e"
            f" JOIN clock c ON c.event = e.id WHERE e.row IN ({marks}) AND c.kind IN ('C1','C2','C3','C4','C5')",
            part,
        )
        if instead:
            found = [row for row in found if row[0] not in instead] + _given(part, instead)
        if found:
            row, named, due, stop, running, noted = zip(*found, strict=True)
            place = order[np.searchsorted(ascending, np.array(row))]
            which = np.array([kinds[one] for one in named])
            due_at, stop_at = np.array(due, "i8"), np.array(stop, "i8")
            still = np.array([one != Running.STOPPED for one in running])
            counting = np.array([one == Running.RUNNING for one in running])
            is_late = (np.array(noted) > 0) | (~still & (stop_at > due_at)) | (counting & (due_at < now))
            late[which[is_late], place[is_late]] = True
            stopped[which[~still], place[~still]] = True
            pending[which[still], place[still]] = True
        said = reader.rows(f"SELECT row FROM event WHERE row IN ({marks}) AND solved = 'yes'", part)
        yes = [one[0] for one in said]
        if instead:
            given = [row for row in part if (event := instead.get(row)) is not None and event.solved == "yes"]
            yes = [row for row in yes if row not in instead] + given
        solved[order[np.searchsorted(ascending, yes)]] = True
    outcome = {}
    for kind, number in kinds.items():
        proved = cohort[_PROOF[kind]] > 0 if kind in _PROOF else np.ones(size, np.bool_)
        values = np.where(pending[number], PENDING, NONE)
        values = np.where(stopped[number] & ~pending[number] & proved, ON_TIME, values)
        outcome[kind] = np.where(late[number] & (proved | pending[number]), LATE, values)
    ends = cohort["handle_due_at"]
    overrun = (ends > 0) & (ends < now) & pending[kinds["C4"]]
    handled = np.where(outcome["C4"] == LATE, ON_TIME, outcome["C4"])
    outcome["C4"] = np.where((cohort.late & (handled != NONE)) | overrun, LATE, handled)
    return Stages(outcome, solved)


@dataclass(frozen=True, slots=True)
class Span:
    """How long a stage took, on the wall clock: mean and median in hours, None when there is nothing to count."""

    code: str
    word: str
    count: int
    mean: float | None
    median: float | None


def spans(cohort: Cohort) -> tuple[Span, ...]:
    """How long each stage took, over the events that have both of its moments."""
    return tuple(_span(cohort, *one) for one in SPANS)


def _span(cohort: Cohort, code: str, word: str, since: str, until: str) -> Span:
    begun, ended = cohort[since].astype("i8"), cohort[until].astype("i8")
    both = (begun > 0) & (ended >= begun)
    if until == "closed_at":
        both &= cohort.done
    if not both.any():
        return Span(code, word, 0, None, None)
    hours = (ended[both] - begun[both]) / 3600
    return Span(code, word, int(both.sum()), round(float(hours.mean()), 4), round(float(np.median(hours)), 4))
