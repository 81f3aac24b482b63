"""When cases come in: by hour, by weekday, by source."""

import random
from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate

from commandroom.domain.event import Source
from commandroom.domain.instant import DAY, HOUR, Instant, local_date

OFFICE = (1, 1, 0, 0, 0, 1, 6, 30, 78, 96, 88, 60, 22, 42, 74, 80, 66, 40, 20, 16, 14, 9, 5, 2)
"""Grid workers and visits by hour of the day."""
CALLS = (4, 2, 1, 1, 1, 3, 10, 26, 50, 62, 56, 42, 34, 40, 50, 50, 46, 44, 48, 56, 52, 38, 22, 10)
"""The hotline and chats, with their evening."""
WEEKDAYS = (1.18, 1.1, 1.06, 1.04, 1.05, 0.82, 0.75)
SOURCES = (
    (Source.GRIDWORKER, 46), (Source.HOTLINE, 22), (Source.PATROL, 9), (Source.PHONE, 8), (Source.WECHAT, 6),
    (Source.VISIT, 4), (Source.VIDEO, 3), (Source.UPSTREAM, 2),
)
_NAMES = tuple(source for source, _ in SOURCES)
_SHARES = tuple(accumulate(weight for _, weight in SOURCES))
_HOURS = {"office": tuple(accumulate(OFFICE)), "calls": tuple(accumulate(CALLS))}
_CALLED = frozenset({Source.HOTLINE, Source.PHONE, Source.WECHAT})


def drawn(sums: Sequence[int], rng: random.Random) -> int:
    """A place in a list by running sums of weights."""
    return bisect(sums, rng.random() * sums[-1])


def arrivals(start: Instant, end: Instant, total: int, rng: random.Random) -> list[tuple[Instant, Source]]:
    """About ``total`` arrivals between two instants, in order of time."""
    days = range(start, end, DAY)
    weights = [WEEKDAYS[local_date(day).weekday()] * rng.uniform(0.85, 1.15) for day in days]
    whole = sum(weights)
    found: list[tuple[Instant, Source]] = []
    for day, weight in zip(days, weights, strict=True):
        expected = total * weight / whole
        for _ in range(max(0, round(rng.gauss(expected, expected**0.5)))):
            source = _NAMES[drawn(_SHARES, rng)]
            hour = drawn(_HOURS["calls" if source in _CALLED else "office"], rng)
            at = day + hour * HOUR + int(rng.random() * HOUR)
            if at < end:
                found.append((at, source))
    return sorted(found)
