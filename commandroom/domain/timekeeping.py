"""Whether an instant can be believed after what was seen before: a clock put back, or years off."""

from commandroom.domain.instant import DAY, Instant

TOLERANCE = 120
"""Seconds by which a clock may fall behind what was already seen before it is doubted."""
YEARS_OFF = 366 * DAY
"""A room that nobody used for longer than this is less likely than a wrong date."""


def doubt(now: Instant, last: Instant) -> int:
    """Seconds that ``now`` is off: negative behind ``last``, positive years ahead of it, 0 when it can be believed."""
    if not last:
        return 0
    gap = now - last
    return gap if gap < -TOLERANCE or gap > YEARS_OFF else 0
