"""Time left, in colour and in words."""

from PySide6.QtWidgets import QWidget

from commandroom.span_text import span, time_left
from ui.theme import Theme
from ui.widgets.light import LightLabel

__all__ = ["ClockBadge", "span", "time_left"]


class ClockBadge(LightLabel):
    """Sign and time left of one clock."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent=parent)

    def set_clock(self, light: str, seconds: int, *, size: str = "body") -> None:
        """Show a clock: its light and the seconds until its deadline; a paused one says 暂停 only."""
        words = time_left(seconds) if light in ("on_time", "due_soon", "overdue") else ""
        self.set_light(light, words, size=size, bold=light == "overdue")
