"""A tile of the wall: a title, what it shows, and how old that is when nobody feeds it any more."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from commandroom.domain.instant import MINUTE
from commandroom.span_text import span
from commandroom.text import tr
from ui.wall.wall_ink import LABEL, WallInk

OLD = MINUTE
"""Seconds after which a tile says how old it is, and greys."""
HEAD = 84
_PALE = 0.38


class WallTile(QWidget):
    """Paints in the measure of 3840x2160; takes no mouse and no key. Subclasses fill in ``draw``."""

    title = ""

    def __init__(self, ink: WallInk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ink = ink
        self.age = 0
        self.unit = 1.0
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def fit(self, unit: float) -> None:
        """So many pixels of this screen are one of the measure."""
        self.unit = unit
        self.update()

    def grow_old(self, seconds: int) -> None:
        """How long ago the tile was last known to be true; painted again only when that reads differently."""
        before, self.age = self.age_words, seconds
        if self.age_words != before:
            self.update()

    @property
    def age_words(self) -> str:
        """``3分前的情形``; "" while the tile is fresh."""
        return tr("{span}前的情形", span=span(self.age)) if self.age > OLD else ""

    def box(self) -> QRectF:
        """The tile in the measure."""
        return QRectF(0, 0, self.width() / self.unit, self.height() / self.unit)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground, title and age, then the body, paler when it is old."""
        with QPainter(self) as p:
            p.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
            p.scale(self.unit, self.unit)
            box = self.box()
            p.fillRect(box, self.ink.color("ground"))
            p.setPen(QPen(self.ink.color("line"), 2))
            p.setBrush(self.ink.color("raised"))
            p.drawRoundedRect(box.adjusted(1, 1, -1, -1), 16, 16)
            inner = box.adjusted(40, 20, -40, -24)
            self.paint_head(p, QRectF(inner.left(), inner.top(), inner.width(), HEAD))
            if self.age_words:
                p.setOpacity(_PALE)
            self.draw(p, inner.adjusted(0, HEAD + 8, 0, 0))

    def paint_head(self, p: QPainter, box: QRectF) -> None:
        """The title at the left; at the right how old the tile is."""
        self.ink.line(p, box, tr(self.title), LABEL + 8, "quiet", bold=True)
        if self.age_words:
            self.ink.line(p, box, self.age_words, LABEL + 8, "due_soon", bold=True, right=True)

    def draw(self, p: QPainter, box: QRectF) -> None:
        """What the tile shows, in the measure of 3840x2160."""
        raise NotImplementedError
