"""How good the roster of the coming weeks is, 0 to 100, with its parts explained."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

WEEKS = 52
MOST: Mapping[str, int] = {"cover": 40, "rules": 20, "fair": 20, "handlers": 10, "notice": 10}
"""The most that each part can give; together 100."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the score: points out of the most, and the sentence that explains them."""

    name: str
    points: float
    most: int
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Score:
    """The whole: 0–100 in whole points, and its parts."""

    points: int
    parts: tuple[Part, ...]
    first: str
    last: str


def total(parts: tuple[Part, ...], first: str, last: str) -> Score:
    """The score of its parts; 100 only when nothing at all is lacking."""
    points = sum(part.points for part in parts)
    return Score(int(points + 1e-9), parts, first, last)
