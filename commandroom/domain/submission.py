"""Submission: which paper is due to whom and when (上报时限, domain.md §3.5), and whether it went in time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from commandroom.domain.errors import Refused
from commandroom.domain.instant import MINUTE, Instant, day_start
from commandroom.domain.report_period import DAY, KINDS, WEEK, ReportPeriod

SOON = 2 * 86400
"""From how long before its end an open one is soon due; a paper of a day or a week from a third of that."""
SAME, AFTER, BEFORE = "same", "after", "before"
"""A day off as the last day: it stays, the next working day (遇节假日顺延), or the working day before it (提前)."""
RESTS = (AFTER, BEFORE, SAME)
_LONGEST = 20
"""Days a due date moves at most; the longest holidays have nine."""
Works = Callable[[date], bool]
"""Whether the office is open on a day."""
DONE, DONE_LATE, SOON_DUE, OVERDUE, WAITING = "done", "done_late", "soon", "overdue", "waiting"


@dataclass(frozen=True, slots=True)
class Submission:
    """A paper that goes to ``to`` for every period: by ``day`` after its end, at ``minute`` of that day.

    ``every``: day, week, month, quarter, half, year. ``day``: the day of the month after the period (1–28), of a
    week the weekday (1 Monday … 7 Sunday) of the next week, of a day always 1. ``paper``: what prints it, "" when
    the room cannot. ``rest``: what a day off as the last day means, SAME, AFTER or BEFORE.
    Raises Refused("submission.wrong").
    """

    id: str
    name: str
    to: str
    every: str
    day: int
    minute: int = 17 * 60
    paper: str = ""
    off: bool = False
    rest: str = AFTER

    def __post_init__(self) -> None:
        most = {DAY: 1, WEEK: 7}.get(self.every, 28)
        good = self.every in KINDS and 1 <= self.day <= most and 0 <= self.minute < 24 * 60 and self.rest in RESTS
        if not good or not self.name.strip():
            raise Refused("submission.wrong", id=self.id, every=self.every, day=self.day, minute=self.minute)

    def due(self, period: ReportPeriod, works: Works | None = None) -> Instant:
        """Until when the paper of a period is due; ``works`` moves it off days on which nobody works.

        It never moves before the end of its period.
        """
        day = period.after + timedelta(days=self.day - 1)
        if works is not None and self.rest != SAME and not works(day):
            step = timedelta(days=1 if self.rest == AFTER else -1)
            found = next((day + step * count for count in range(1, _LONGEST) if works(day + step * count)), day)
            day = found if found >= period.after else day
        return day_start(day) + self.minute * MINUTE

    def around(self, now: Instant) -> ReportPeriod:
        """The period that runs now."""
        return ReportPeriod.of(self.every, now)


@dataclass(frozen=True, slots=True)
class Due:
    """One paper of one period: until when, and when it went (0: not yet) by whom."""

    submission: Submission
    period: ReportPeriod
    due: Instant
    sent: Instant = 0
    by: str = ""

    def state(self, now: Instant) -> str:
        """DONE, DONE_LATE, SOON_DUE, OVERDUE or WAITING (the period still runs, or there is time)."""
        if self.sent:
            return DONE if self.sent <= self.due else DONE_LATE
        if now > self.due:
            return OVERDUE
        soon = SOON // 3 if self.submission.every in (DAY, WEEK) else SOON
        return SOON_DUE if self.period.end <= now and now >= self.due - soon else WAITING


def mark_id(submission: str, period: ReportPeriod) -> str:
    """The id of the mark that a paper of a period went."""
    return f"{submission}:{period.key}"


def from_facts(ident: str, facts: Mapping[str, Any]) -> Submission:
    """A submission from its facts; Refused("submission.wrong") for facts that describe none."""
    known = ("name", "to", "every", "day", "minute", "paper", "off", "rest")
    try:
        return Submission(ident, **{name: facts[name] for name in known if name in facts})
    except TypeError as error:
        raise Refused("submission.wrong", id=ident, every=facts.get("every", ""), day=facts.get("day", 0),
                      minute=facts.get("minute", 0)) from error  # fmt: skip
