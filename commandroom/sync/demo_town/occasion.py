"""Something that was done in the demonstration room beside its cases: when, by whom, through which action."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from commandroom import resources
from commandroom.domain.instant import HOUR, MINUTE, Instant, day_start, local_date
from commandroom.store.work import Work


@dataclass(frozen=True, slots=True)
class Occasion:
    """One doing: the room's transaction turns to ``actor`` at ``at`` before ``act`` is called with it."""

    at: Instant
    actor: str
    act: Callable[[Work], object]


def on_day(now: Instant, days: int, clock: str) -> Instant:
    """``10:20`` of so many days after the local day of ``now``."""
    hour, minute = clock.split(":")
    return day_start(local_date(now) + timedelta(days=days)) + int(hour) * HOUR + int(minute) * MINUTE


@cache
def words() -> Mapping[str, Any]:
    """What people wrote, from resources/demo/seat.toml."""
    return tomllib.loads(resources.find("demo/seat.toml").read_text("utf-8"))
