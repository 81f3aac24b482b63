"""A wrapped piece of Chinese text laid out once for a width: how high it is, and how to draw it."""

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QPainter, QTextLayout, QTextOption

from ui.theme import tokens


class TextBlock:
    """Lines at line height 1.5, broken where Chinese may be broken."""

    def __init__(self, words: str, font: QFont, width: float) -> None:
        self._layouts: list[tuple[QTextLayout, float]] = []
        step = font.pixelSize() * tokens().line_height
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        top = 0.0
        for paragraph in words.split("\n"):
            layout = QTextLayout(paragraph, font)
            layout.setTextOption(option)
            layout.beginLayout()
            high = 0.0
            while (line := layout.createLine()).isValid():
                line.setLineWidth(max(width, 1.0))
                line.setPosition(QPointF(0, high + (step - line.height()) / 2))
                high += step
            layout.endLayout()
            self._layouts.append((layout, top))
            top += max(high, step)
        self.height = top

    def draw(self, p: QPainter, left: float, top: float, colour: QColor) -> None:
        """Draw at a place."""
        p.setPen(colour)
        for layout, below in self._layouts:
            layout.draw(p, QPointF(left, top + below))


