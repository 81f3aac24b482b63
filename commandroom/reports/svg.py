"""Sheet: an SVG picture drawn piece by piece; lengths in points, text stays text."""

from collections.abc import Iterable
from html import escape

HUE = ("#163a5f", "#2a5f95", "#5b8fc0", "#9dbfdd")
GREYS = ("#3f4449", "#7a8188", "#aab0b6", "#d5d9dd")
INK, QUIET, RULE = "#1a1a1a", "#5f666d", "#c9ced3"
WIDTH = 442.0
"""The text width of GB/T 9704-2012, 156 mm, in points."""
_DROPPED = {code: None for code in range(32) if code not in (9, 10, 13)} | dict.fromkeys((0xFFFE, 0xFFFF))


def plain(text: str) -> str:
    """Text as XML can hold it."""
    return escape(text.translate(_DROPPED).encode("utf-8", "replace").decode())


def measure(text: str, size: float) -> float:
    """About how wide a text runs: a Chinese sign is as wide as high, others a little over half."""
    return sum(size if ord(sign) > 0x2E7F else size * 0.56 for sign in text)


def clipped(text: str, size: float, room: float) -> str:
    """The text, cut with an ellipsis when it does not fit."""
    if measure(text, size) <= room:
        return text
    while text and measure(text + "…", size) > room:
        text = text[:-1]
    return text + "…"


class Sheet:
    """A picture of a width and height; y grows downwards."""

    def __init__(self, width: float, height: float, families: Iterable[str]) -> None:
        self.width, self.height = width, height
        self._families = ", ".join(f"'{plain(family)}'" for family in families) or "sans-serif"
        self._parts: list[str] = []

    def box(self, x: float, y: float, wide: float, high: float, fill: str) -> None:
        """A filled rectangle; nothing when it has no extent."""
        if wide > 0 and high > 0:
            self._parts.append(f'<rect x="{x:.2f}" y="{y:.2f}" width="{wide:.2f}" height="{high:.2f}" fill="{fill}"/>')

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: str = RULE, wide: float = 0.5) -> None:
        """A straight line."""
        self._parts.append(
            f'<line x1="{x1:.2f}" y1="{y1:.2f}" x2="{x2:.2f}" y2="{y2:.2f}" stroke="{colour}" stroke-width="{wide}"/>'
        )

    def path(
        self, corners: Iterable[tuple[float, float]], colour: str, wide: float = 1.4, *, dashed: bool = False
    ) -> None:
        """A line through corners."""
        words = " ".join(f"{x:.2f},{y:.2f}" for x, y in corners)
        dash = ' stroke-dasharray="4 2.5"' if dashed else ""
        self._parts.append(
            f'<polyline points="{words}" fill="none" stroke="{colour}" stroke-width="{wide}"'
            f' stroke-linejoin="round"{dash}/>'
        )

    def area(
        self, rings: Iterable[Iterable[tuple[float, float]]], fill: str, colour: str = "#ffffff", wide: float = 0.5
    ) -> None:
        """A filled polygon with holes (even-odd)."""
        words = " ".join("M" + " L".join(f"{x:.2f} {y:.2f}" for x, y in ring) + "Z" for ring in rings)
        self._parts.append(
            f'<path d="{words}" fill="{fill}" fill-rule="evenodd" stroke="{colour}" stroke-width="{wide}"'
            ' stroke-linejoin="round"/>'
        )

    def dot(self, x: float, y: float, radius: float, fill: str) -> None:
        """A filled circle."""
        self._parts.append(f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{radius}" fill="{fill}"/>')

    def text(
        self, x: float, y: float, words: str, size: float = 9, *, anchor: str = "start", colour: str = INK,
        bold: bool = False, halo: bool = False,
    ) -> None:  # fmt: skip
        """Words on a base line; ``anchor``: start, middle, end; ``halo``: a white edge, for maps."""
        weight = ' font-weight="bold"' if bold else ""
        style = f'font-family="{self._families}" font-size="{size}" text-anchor="{anchor}"{weight}'
        place = f'x="{x:.2f}" y="{y:.2f}"'
        if halo:
            edge = 'fill="#ffffff" stroke="#ffffff" stroke-width="2.2" stroke-linejoin="round"'
            self._parts.append(f"<text {place} {style} {edge}>{plain(words)}</text>")
        self._parts.append(f'<text {place} {style} fill="{colour}">{plain(words)}</text>')

    def svg(self) -> str:
        """The whole picture."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width:.2f}pt" height="{self.height:.2f}pt"'
            f' viewBox="0 0 {self.width:.2f} {self.height:.2f}">' + "".join(self._parts) + "</svg>"
        )
