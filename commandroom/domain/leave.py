"""Leave: who is away from which day to which, asked for and granted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from commandroom.domain.instant import DAY, HOUR, Instant, day_start

KINDS: Mapping[str, str] = {
    "annual": "年休假", "personal": "事假", "sick": "病假", "family": "婚丧产假", "study": "学习培训",
    "trip": "出差", "rest": "调休", "other": "其他",
}  # fmt: skip
"""Kinds of leave."""
PARTS: Mapping[str, tuple[int, int]] = {"day": (0, 24), "am": (0, 12), "pm": (12, 24)}
"""The hours of each of its days that a leave takes."""
LONGEST = 400
"""Days that one leave may last."""


class LeaveState(StrEnum):
    """Where a leave stands; only a granted one keeps its person off the roster."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Leave:
    """One absence, first and last ISO day included; ``decided_by`` granted, refused or cancelled it."""

    id: str
    person: str
    first: str
    last: str
    kind: str = "other"
    part: str = "day"
    state: LeaveState = LeaveState.ASKED
    reason: str = ""
    asked_by: str = ""
    asked_at: Instant = 0
    decided_by: str = ""
    decided_at: Instant = 0
    answer: str = ""
    step: int = 0
    retired: bool = False

    def meets(self, start: Instant, end: Instant) -> bool:
        """Whether this absence takes any of the time between two instants."""
        first, last = day_start(date.fromisoformat(self.first)), day_start(date.fromisoformat(self.last))
        begin, until = PARTS[self.part]
        if self.part == "day":
            return start < last + DAY and end > first
        days = range(first, last + DAY, DAY)
        return any(start < day + until * HOUR and end > day + begin * HOUR for day in days)

    def touches(self, first: str, last: str) -> bool:
        """Whether it takes any of the ISO days from first to last."""
        return self.first <= last and self.last >= first


def granted(leaves: Iterable[Leave]) -> tuple[Leave, ...]:
    """The leaves that count, in order of person and day."""
    found = (leave for leave in leaves if leave.state is LeaveState.GRANTED and not leave.retired)
    return tuple(sorted(found, key=lambda leave: (leave.person, leave.first, leave.id)))


def leave_from(facts: Mapping[str, Any]) -> Leave:
    """A leave from the facts of its entries; ValueError for what is no leave."""
    made = Leave(**{**facts, "state": LeaveState(facts.get("state", "asked"))})
    if made.kind not in KINDS or made.part not in PARTS:
        raise ValueError(f"{made.kind}/{made.part}")
    if not 0 <= (date.fromisoformat(made.last) - date.fromisoformat(made.first)).days < LONGEST:
        raise ValueError(f"{made.first}/{made.last}")
    return made
