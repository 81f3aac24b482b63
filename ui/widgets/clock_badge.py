"""Time left, in colour and in words."""

from PySide6.QtWidgets import QWidget

from commandroom.domain.instant import DAY, HOUR, MINUTE
from commandroom.text import tr
from ui.theme import Theme
from ui.widgets.light import LightLabel

EXACT_BELOW = 6 * HOUR
"""Under this much time minutes are shown beside hours."""


def span(seconds: int) -> str:
    """A span of time as a dispatcher says it, never longer than it is: 38分, 1时20分, 6时, 2天3时."""
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


class ClockBadge(LightLabel):
    """Sign and time left of one clock."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent=parent)

    def set_clock(self, light: str, seconds: int, *, size: str = "body") -> None:
        """Show a clock: its light and the seconds until its deadline; a paused one says 暂停 only."""
        words = time_left(seconds) if light in ("on_time", "due_soon", "overdue") else ""
        self.set_light(light, words, size=size, bold=light == "overdue")
