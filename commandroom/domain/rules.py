"""The rules of a roster and what it says when one is broken: which, where, whose, and who could help."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from commandroom.domain.instant import Instant

RULES: Mapping[str, str] = {
    "seat": "每班至少有人在席", "day_seats": "工作日白班在席人数", "post": "岗位人数", "leader": "每天一名带班领导",
    "many_leaders": "每天只一名带班领导", "double": "一人不同时值两个岗", "rest": "两班之间的休息",
    "hours": "每周平均工时", "leave": "请假的人不排班", "handlers": "每个部门一名处置员和一名副手",
}  # fmt: skip
"""The rules by name, in the order in which they are told (domain.md §5.9)."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: a code of resources/i18n/sentences/roster.toml and its facts."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that a roster breaks; ``code`` and ``facts`` make the sentence, ``people`` are accounts."""

    rule: str
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    day: str = ""
    post: str = ""
    shift: str = ""
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who might fill a gap: whether the rules let them, and every reason against it.

    ``balance`` is what they carried more than their share in the years of the memory (weighted duties).
    """

    person: str
    fits: bool
    reasons: tuple[Reason, ...]
    balance: float


@dataclass(frozen=True, slots=True)
class Gap:
    """A post that lacks people between two instants: why, and who could fill it, the best first."""

    duty: str
    day: str
    post: str
    shift: str
    start: Instant
    end: Instant
    lacking: int
    reasons: tuple[Reason, ...] = ()
    candidates: tuple[Candidate, ...] = ()

    @property
    def fitting(self) -> tuple[Candidate, ...]:
        """Who could fill it within the rules."""
        return tuple(one for one in self.candidates if one.fits)
