"""A month's roster as a paper: draft, published, locked, by whom and when; what was changed since."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from commandroom.domain.instant import Instant

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


class RosterState(StrEnum):
    """A draft is changed freely, a published roster only with a reason, a locked one not at all."""

    DRAFT = "draft"
    PUBLISHED = "published"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class MonthRoster:
    """The roster of a month ``2026-11``. ``steps`` are the duties as they were published, by their own counters."""

    id: str
    state: RosterState = RosterState.DRAFT
    drafted_by: str = ""
    drafted_at: Instant = 0
    published_by: str = ""
    published_at: Instant = 0
    locked_by: str = ""
    locked_at: Instant = 0
    steps: Mapping[str, int] = field(default_factory=dict)
    step: int = 0
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """A duty changed after its month was published: who was on it, who is, who changed it when and why."""

    duty: str
    day: str
    post: str
    shift: str
    old: tuple[str, ...]
    new: tuple[str, ...]
    by: str
    at: Instant
    reason: str = ""
    swap: str = ""


def month_roster_from(facts: Mapping[str, Any]) -> MonthRoster:
    """A month's roster from the facts of its entries; ValueError for what is no month or no state."""
    if not _MONTH.fullmatch(facts["id"]):
        raise ValueError(facts["id"])
    return MonthRoster(**{**facts, "state": RosterState(facts.get("state", "draft"))})
