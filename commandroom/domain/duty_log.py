"""What the seat keeps beside the cases: log lines, promises to callers, equipment, who really came and went."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from commandroom.domain.instant import Instant

LINE_KINDS: Mapping[str, str] = {
    "matter": "重要事项",
    "instruction": "上级指令",
    "call": "电话记录",
    "other": "其他",
}
"""What a line of the log is about (domain.md §3.7, 值班日志)."""


class Condition(StrEnum):
    """How a piece of equipment stands."""

    GOOD = "good"
    TROUBLE = "trouble"
    REPAIR = "repair"


CONDITIONS: Mapping[str, str] = {"good": "正常", "trouble": "有故障", "repair": "送修"}
"""The words of the conditions."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of the duty log; written once. A wrong line is corrected by another one that names it."""

    id: str
    at: Instant
    kind: str
    words: str
    by: str
    source: str = ""
    corrects: str = ""
    step: int = 0
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Promise:
    """What was promised to somebody (a call back, an answer), until when, and whether it was kept."""

    id: str
    to: str
    words: str
    due: Instant
    made_at: Instant
    made_by: str
    phone: str = ""
    event: str = ""
    kept_at: Instant = 0
    kept_by: str = ""
    outcome: str = ""
    step: int = 0
    retired: bool = False

    @property
    def open(self) -> bool:
        """Whether somebody still waits."""
        return not self.kept_at


@dataclass(frozen=True, slots=True)
class Equipment:
    """A piece of equipment of the seat and how it stands."""

    id: str
    name: str
    condition: str = Condition.GOOD.value
    place: str = ""
    note: str = ""
    seen_at: Instant = 0
    seen_by: str = ""
    step: int = 0
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Attendance:
    """When somebody really came to a duty and went; 0 = not yet, ``by`` = whoever recorded it."""

    id: str
    duty: str
    person: str
    came_at: Instant = 0
    came_by: str = ""
    went_at: Instant = 0
    went_by: str = ""
    step: int = 0
    retired: bool = False


def attendance_id(duty: str, person: str) -> str:
    """One record for each person of each duty."""
    return f"{duty}/{person}"


def line_from(facts: Mapping[str, Any]) -> LogLine:
    """A line from the facts of its entry."""
    return LogLine(**facts)


def promise_from(facts: Mapping[str, Any]) -> Promise:
    """A promise from the facts of its entries."""
    return Promise(**facts)


def equipment_from(facts: Mapping[str, Any]) -> Equipment:
    """A piece of equipment from the facts of its entries."""
    return Equipment(**facts)


def attendance_from(facts: Mapping[str, Any]) -> Attendance:
    """An attendance from the facts of its entries."""
    return Attendance(**facts)
