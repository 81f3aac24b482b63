"""The colours, fonts and widths a map is drawn with, taken from the theme's tokens."""

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtGui import QColor, QFont

from ui.layers import LIGHTS

RAMP_STEPS = 5
LIGHT_TOKENS = ("on_time", "due_soon", "overdue", "paused", "paused")


class Tokens(Protocol):
    """What a map needs of the theme."""

    @property
    def name(self) -> str:
        """light, dark or wall."""

    @property
    def scale(self) -> float:
        """1.0 at 1920x1080."""

    def color(self, token: str) -> QColor:
        """The colour of a token."""

    def font(self, size: str = "body", *, bold: bool = False, tabular: bool = False) -> QFont:
        """The screen font in one of the type sizes."""


def blend(over: QColor, under: QColor, share: float) -> QColor:
    """So much (0..1) of one colour laid over another."""
    rest = 1.0 - share
    return QColor(
        round(over.red() * share + under.red() * rest),
        round(over.green() * share + under.green() * rest),
        round(over.blue() * share + under.blue() * rest),
    )


@dataclass(frozen=True, slots=True)
class MapPalette:
    """Everything that has a colour on the map; ``ramp`` is one hue in five steps, palest (least) first."""

    ground: QColor
    land: QColor
    line: QColor
    border: QColor
    text: QColor
    quiet: QColor
    card: QColor
    card_line: QColor
    accent: QColor
    ramp: tuple[QColor, ...]
    lights: tuple[QColor, ...]
    small: QFont
    medium: QFont
    bold: QFont
    scale: float
    wall: bool

    @classmethod
    def of(cls, theme: Tokens) -> "MapPalette":
        """The palette of a theme; it must be taken again when the theme changes."""
        dark = theme.name != "light"
        land = blend(theme.color("raised"), theme.color("ground"), 0.55 if dark else 1.0)
        wall = theme.name == "wall"
        return cls(
            ground=blend(theme.color("sunken"), theme.color("ground"), 0.8),
            land=land,
            line=blend(theme.color("faint"), land, 0.42),
            border=blend(theme.color("quiet"), land, 0.86),
            text=theme.color("text"),
            quiet=theme.color("quiet"),
            card=theme.color("raised"),
            card_line=theme.color("line"),
            accent=theme.color("accent"),
            ramp=tuple(theme.color(f"step_{step}") for step in range(1, RAMP_STEPS + 1)),
            lights=tuple(theme.color(token) for token in LIGHT_TOKENS[: len(LIGHTS)]),
            small=theme.font("wall_label" if wall else "small"),
            medium=theme.font("wall_label" if wall else "small", bold=True),
            bold=theme.font("wall_label" if wall else "title", bold=True),
            scale=theme.scale,
            wall=wall,
        )
