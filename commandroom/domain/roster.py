"""Duty: who holds which post of which shift on which day (domain.md §5.9)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from commandroom.domain.instant import Instant

POSTS: Mapping[str, str] = {
    "duty_leader": "带班领导",
    "duty_commander": "值班长",
    "dispatcher": "派单调度员",
    "handler": "事项处置员",
    "standby": "备勤",
    "on_duty": "值班人员",
}
"""Posts of the roster, in the order of its columns."""

SHIFTS: Mapping[str, str] = {"day": "白班", "night": "夜班", "whole": "全天"}
"""Shifts of a day."""


@dataclass(frozen=True, slots=True)
class Duty:
    """One post of one shift of one day. ``people`` are account names, or plain names of people without one."""

    id: str
    day: str
    post: str
    shift: str
    people: tuple[str, ...]
    start: Instant
    end: Instant
    note: str = ""
    source: str = ""
    step: int = 0
    retired: bool = False

    def covers(self, now: Instant) -> bool:
        """Whether this duty is being held now."""
        return self.start <= now < self.end


def duty_id(day: str, post: str, shift: str) -> str:
    """The id of a duty: one subject for each post of each shift of each day."""
    return f"{day}/{post}/{shift}"


def duty_from(facts: Mapping[str, Any]) -> Duty:
    """A duty from the facts of its entries; the swap that moved it is told by its entry alone."""
    values = {name: value for name, value in facts.items() if name != "swap"}
    return Duty(**{**values, "people": tuple(facts.get("people", ()))})
