"""Design tokens to palette, fonts and one style sheet, scaled to the window."""

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from commandroom import resources

ThemeName = Literal["light", "dark", "wall"]
THEMES: tuple[ThemeName, ...] = ("light", "dark", "wall")
TINT = 0.12
"""How much of a state's colour its own background takes."""
_NAME = re.compile(r"\$([a-z_0-9]+)")
_PX = re.compile(r"px\((\d+)\)")


@dataclass(frozen=True, slots=True)
class Tokens:
    """What tokens.json says: measures and type sizes in pixels at scale 1.0, colours by theme."""

    measures: dict[str, int]
    type: dict[str, int]
    line_height: float
    families: tuple[str, ...]
    themes: dict[str, dict[str, str]]


@cache
def tokens() -> Tokens:
    """The one token file of the program."""
    found: dict[str, Any] = json.loads(resources.find("themes/tokens.json").read_text("utf-8"))
    return Tokens(
        measures=found["measures"],
        type=found["type"],
        line_height=found["line_height"],
        families=tuple(found["families"]),
        themes=found["themes"],
    )


def mix(over: str, under: str, share: float) -> str:
    """``#RRGGBB`` of ``share`` (0..1) of one colour laid over another."""
    a, b = QColor(over), QColor(under)
    parts = [
        round(x * share + y * (1 - share))
        for x, y in zip((a.red(), a.green(), a.blue()), (b.red(), b.green(), b.blue()), strict=True)
    ]
    return "#{:02X}{:02X}{:02X}".format(*parts)


def luminance(colour: str) -> float:
    """Relative luminance of an ``#RRGGBB`` colour, 0..1 (WCAG 2.1)."""
    colour = colour.lstrip("#")
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio 1..21 of two ``#RRGGBB`` colours (WCAG 2.1)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


class Theme(QObject):
    """The look of the running window: colours by token name, scaled measures, fonts; says when it changed."""

    changed = Signal()

    def __init__(self, name: ThemeName = "light", scale: float = 1.0, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name: ThemeName = name
        self._scale = scale
        self._zoom = 1.0
        self._colours: dict[str, QColor] = {}
        self._pixels: dict[int | str, int] = {}
        self._fonts: dict[tuple[str, bool, bool], QFont] = {}
        installed = set(QFontDatabase.families())
        known = [family for family in tokens().families if family in installed]
        self._families = known or [QApplication.font().family()]

    @property
    def name(self) -> ThemeName:
        """light, dark or wall."""
        return self._name

    @property
    def scale(self) -> float:
        """1.0 at 1920x1080, 2.0 at 3840x2160, times the user's zoom."""
        return self._scale * self._zoom

    @property
    def zoom(self) -> float:
        """What the user chose on top of the window's scale."""
        return self._zoom

    def hex(self, token: str) -> str:
        """``#RRGGBB`` of a colour token; ``tint_<state>`` is the state's background on a raised ground."""
        colours = tokens().themes[self._name]
        if token.startswith("tint_"):
            return mix(colours[token.removeprefix("tint_")], colours["raised"], TINT)
        return colours[token]

    def color(self, token: str) -> QColor:
        """The colour of a token, for painters; the same object until the theme changes, do not alter it."""
        found = self._colours.get(token)
        if found is None:
            found = self._colours[token] = QColor(self.hex(token))
        return found

    def px(self, measure: int | str) -> int:
        """Pixels of a measure or type size by name, or of a number of pixels at scale 1.0; at least 1."""
        found = self._pixels.get(measure)
        if found is None:
            known, size = tokens(), measure
            if isinstance(size, str):
                size = known.measures[size] if size in known.measures else known.type[size]
            found = self._pixels[measure] = max(1, round(size * self.scale)) if size else 0
        return found

    def font(self, size: str = "body", *, bold: bool = False, tabular: bool = False) -> QFont:
        """The screen font in a type size; ``tabular`` gives every digit the same width (clocks, columns).

        A copy of a kept one: copies share what Qt looked up for it, which a font made anew looks up again.
        """
        found = self._fonts.get((size, bold, tabular))
        if found is None:
            found = self._fonts[size, bold, tabular] = self._font(size, bold=bold, tabular=tabular)
        return QFont(found)

    def _font(self, size: str, *, bold: bool, tabular: bool) -> QFont:
        font = QFont(self._families)
        font.setPixelSize(self.px(size))
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        if tabular:
            font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def use(self, name: ThemeName) -> None:
        """Change to another theme."""
        if name != self._name:
            self._name = name
            self._restyle()

    def use_next(self) -> None:
        """Light, dark, wall, light."""
        self.use(THEMES[(THEMES.index(self._name) + 1) % len(THEMES)])

    def fit(self, size: QSize, dpi: float = 96.0) -> None:
        """Choose the scale for a window of this size (logical pixels) on a screen of this logical DPI.

        Never below 1.0, so that type stays readable at 1366x768; in steps of 1/8, so that dragging an edge
        does not restyle at every pixel.
        """
        wanted = max(min(size.width() / 1920, size.height() / 1080), dpi / 96 if dpi > 96 else 0.0, 1.0)
        scale = min(int(wanted * 8) / 8, 4.0)
        if scale != self._scale:
            self._scale = scale
            self._restyle()

    def set_zoom(self, zoom: float) -> None:
        """The user's own enlargement, 0.8 to 2.0."""
        zoom = min(max(round(zoom, 2), 0.8), 2.0)
        if zoom != self._zoom:
            self._zoom = zoom
            self._restyle()

    def zoom_by(self, step: float) -> None:
        """A little larger or smaller."""
        self.set_zoom(self._zoom + step)

    def palette(self) -> QPalette:
        """The Qt palette of this theme, for what a style sheet does not reach."""
        role = QPalette.ColorRole
        palette = QPalette()
        for which, token in (
            (role.Window, "ground"), (role.WindowText, "text"), (role.Base, "raised"), (role.Text, "text"),
            (role.AlternateBase, "ground"), (role.Button, "raised"), (role.ButtonText, "text"),
            (role.ToolTipBase, "raised"), (role.ToolTipText, "text"), (role.PlaceholderText, "faint"),
            (role.Highlight, "accent"), (role.HighlightedText, "on_accent"), (role.Link, "accent"),
            (role.Mid, "line"), (role.Dark, "line"), (role.Light, "raised"), (role.Shadow, "sunken"),
        ):  # fmt: skip
            palette.setColor(which, self.color(token))
        for which in (role.WindowText, role.Text, role.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, which, self.color("faint"))
        return palette

    def sheet(self) -> str:
        """The style sheet of this theme at this scale."""
        colours = dict(tokens().themes[self._name])
        colours["theme"] = self._name
        colours["themes"] = resources.find("themes").as_posix()
        scrim = self.color("scrim")
        colours["veil"] = f"rgba({scrim.red()}, {scrim.green()}, {scrim.blue()}, 150)"
        words = resources.find("themes/base.qss").read_text("utf-8")
        words = _PX.sub(lambda found: f"{self.px(int(found[1]))}px", words)
        return _NAME.sub(lambda found: colours[found[1]], words)

    def apply(self) -> None:
        """Dress the running application."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.setFont(self.font("body"))
        app.setPalette(self.palette())
        app.setStyleSheet(self.sheet())

    def _restyle(self) -> None:
        self._colours.clear()
        self._pixels.clear()
        self._fonts.clear()
        self.apply()
        self.changed.emit()
