"""Spans of time as a dispatcher says them: 38分, 1时20分, 6时, 2天3时; 剩 38分, 超期 1时20分."""

from commandroom.domain.instant import DAY, HOUR, MINUTE
from commandroom.text import tr

EXACT_BELOW = 6 * HOUR
"""Under this much time minutes are shown beside hours."""


def span(seconds: int) -> str:
    """A span of time as a dispatcher says it, never longer than it is."""
    if seconds < MINUTE:
        return tr("不足1分")
    if seconds < HOUR:
        return tr("{minutes}分", minutes=seconds // MINUTE)
    hours, minutes = seconds // HOUR, seconds % HOUR // MINUTE
    if seconds < DAY:
        if seconds < EXACT_BELOW and minutes:
            return tr("{hours}时{minutes}分", hours=hours, minutes=minutes)
        return tr("{hours}时", hours=hours)
    days, hours = seconds // DAY, seconds % DAY // HOUR
    if days < 10 and hours:
        return tr("{days}天{hours}时", days=days, hours=hours)
    return tr("{days}天", days=days)


def time_left(seconds: int) -> str:
    """剩 38分 / 超期 1时20分, from the seconds until (negative: since) a deadline on the wall clock."""
    if seconds > 0:
        return tr("剩 {span}", span=span(seconds))
    return tr("超期 {span}", span=span(-seconds))
