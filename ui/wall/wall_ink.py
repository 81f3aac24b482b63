"""Type, colours and words of the wall, measured for 3840x2160 and painted at any size."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from ui.theme import Theme
from ui.widgets.light import LIGHTS, paint_sign

WIDE, HIGH = 3840, 2160
"""The measure everything is given in; a painter is scaled from it to the screen there is."""
LABEL, READING, FIGURE = 48, 96, 240
"""Letter heights in that measure: labels, what is read from six metres, the two big figures (screens.md)."""
_LINE = int(Qt.TextFlag.TextSingleLine) | int(Qt.AlignmentFlag.AlignVCenter)


class WallInk:
    """The wall theme, whatever theme the desk has."""

    def __init__(self) -> None:
        self.theme = Theme("wall", 2.0)
        self._fonts: dict[tuple[int, bool], QFont] = {}

    def color(self, token: str) -> QColor:
        """A colour by its token."""
        return self.theme.color(token)

    def font(self, size: int, *, bold: bool = False) -> QFont:
        """The screen font so high, with digits of one width."""
        found = self._fonts.get((size, bold))
        if found is None:
            found = self._fonts[size, bold] = self.theme.font("body", bold=bold, tabular=True)
            found.setPixelSize(size)
        return found

    def wide(self, words: str, size: int, *, bold: bool = False) -> float:
        """How wide words are."""
        return QFontMetricsF(self.font(size, bold=bold)).horizontalAdvance(words)

    def line(
        self, p: QPainter, box: QRectF, words: str, size: int = READING, token: str = "text", *,
        bold: bool = False, right: bool = False, middle: bool = False,
    ) -> float:  # fmt: skip
        """One line in a box, elided when it is too long; gives the width it took."""
        font = self.font(size, bold=bold)
        shown = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, box.width())
        p.setFont(font)
        p.setPen(self.color(token))
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        p.drawText(box, _LINE | int(Qt.AlignmentFlag.AlignHCenter if middle else side), shown)
        return QFontMetricsF(font).horizontalAdvance(shown)

    def sign(self, p: QPainter, left: float, middle: float, side: float, light: str) -> None:
        """The sign of a state."""
        paint_sign(p, QRectF(left, middle - side / 2, side, side), light, self.theme)

    def light(self, light: str) -> str:
        """The colour token of a state."""
        return LIGHTS[light].token

    def dot(self, p: QPainter, at: QPointF, radius: float, token: str) -> None:
        """A filled dot."""
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(self.color(token))
        p.drawEllipse(at, radius, radius)
