"""A made-up month of a large town: thousands of open cases, each in a few stays, as read_past would give it."""

import numpy as np

from commandroom.domain.instant import DAY, HOUR, Instant
from commandroom.store.queue.past import CATEGORIES, FOREVER, Past, packed
from commandroom.store.queue.rows import QueueRow
from ui.layers import PinLayer

STATES = ("reported", "filed", "dispatched", "handling", "pending_check", "pending_close")
LENGTHS = (0.3 * HOUR, 0.5 * HOUR, 2 * HOUR, 30 * HOUR, 8 * HOUR, 6 * HOUR)
"""Mean seconds in each state."""


def past_month(pins: PinLayer, codes: tuple[str, ...], new: int, end: Instant, seed: int = 11) -> Past:
    """A month up to ``end``: every pin is a case open through all of it, and ``new`` cases come and go besides."""
    rng = np.random.default_rng(seed)
    since = end - 31 * DAY
    stays: list[tuple[Instant, Instant, QueueRow]] = []
    turns: set[Instant] = set()
    for number in range(len(pins)):
        begins = int(since - rng.integers(1, 20 * DAY))
        due = int(begins + rng.integers(DAY, 60 * DAY))
        row = _row(number, pins, number, codes, rng, "handling", begins, due)
        stays.append((begins, FOREVER, row))
    for number in range(len(pins), len(pins) + new):
        at = reported = int(since + rng.integers(0, 31 * DAY))
        place = int(rng.integers(0, len(pins)))
        for state, mean in zip(STATES, LENGTHS, strict=True):
            until = at + max(int(rng.exponential(mean)), 30)
            row = _row(number, pins, place, codes, rng, state, reported, at + int(mean))
            stays.append((at, until, row))
            turns.add(at)
            at = until
        turns.add(at)
    return packed(since, end, stays, {at for at in turns if since <= at <= end})


def _row(
    number: int, pins: PinLayer, place: int, codes: tuple[str, ...], rng: np.random.Generator, state: str,
    reported: Instant, due: Instant,
) -> QueueRow:  # fmt: skip
    category = CATEGORIES[int(rng.integers(0, 8))]
    return QueueRow(
        number, f"{number:032x}", state, f"LC-A1-20261105-{number:04d}", f"{number} 号暴露垃圾需要清理",
        "富民路 12 号旁", codes[int(rng.integers(0, len(codes)))], "cg", category, "12345", "c", 3, "normal",
        reported, 0, due, due - HOUR, "C4", 0, 0, 0, "", float(pins.lon[place]), float(pins.lat[place]),
    )  # fmt: skip
