"""State as sign, colour and word: ● on time, ▲ due soon, ■ overdue, ◆ supervised, ❚❚ paused."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from commandroom.text import mark, tr
from ui.theme import Theme


@dataclass(frozen=True, slots=True)
class LightStyle:
    """How one state is shown: the sign as text (prints, lists), the colour's token, the word."""

    sign: str
    token: str
    word: str


LIGHTS: dict[str, LightStyle] = {
    "on_time": LightStyle("●", "on_time", mark("正常")),
    "due_soon": LightStyle("▲", "due_soon", mark("临期")),
    "overdue": LightStyle("■", "overdue", mark("超期")),
    "supervised_yellow": LightStyle("◆", "supervised_yellow", mark("黄牌督办")),
    "supervised_red": LightStyle("◆", "supervised_red", mark("红牌督办")),
    "paused": LightStyle("❚❚", "paused", mark("暂停")),
    "information": LightStyle("●", "information", mark("提示")),
    "none": LightStyle("—", "faint", mark("无时限")),
}
"""By the value of commandroom.domain.clocks.Light and the supervision cards."""


def paint_sign(p: QPainter, box: QRectF, light: str, theme: Theme) -> None:
    """Draw the sign of a state in the middle of a box, filled with its colour, whatever the font has."""
    style = LIGHTS[light]
    side = min(box.width(), box.height())
    at = QRectF(0, 0, side, side)
    at.moveCenter(box.center())
    p.save()
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    p.setPen(Qt.PenStyle.NoPen)
    p.setBrush(theme.color(style.token))
    if style.sign == "●":
        p.drawEllipse(at.adjusted(side * 0.08, side * 0.08, -side * 0.08, -side * 0.08))
    elif style.sign == "▲":
        p.drawPolygon(QPolygonF([QPointF(at.center().x(), at.top()), at.bottomRight(), at.bottomLeft()]))
    elif style.sign == "■":
        p.drawRect(at.adjusted(side * 0.1, side * 0.1, -side * 0.1, -side * 0.1))
    elif style.sign == "◆":
        x, y = at.center().x(), at.center().y()
        p.drawPolygon(
            QPolygonF([QPointF(x, at.top()), QPointF(at.right(), y), QPointF(x, at.bottom()), QPointF(at.left(), y)])
        )
    elif style.sign == "❚❚":
        bar = side * 0.28
        p.drawRect(QRectF(at.left() + side * 0.12, at.top(), bar, side))
        p.drawRect(QRectF(at.right() - side * 0.12 - bar, at.top(), bar, side))
    else:
        p.drawRect(QRectF(at.left(), at.center().y() - side * 0.08, side, side * 0.16))
    p.restore()


class LightLabel(QWidget):
    """Sign and word of one state, in its colour."""

    def __init__(self, theme: Theme, light: str = "none", words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._light = self._words = ""
        self._size = "small"
        self._bold = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_light(light, words)
        theme.changed.connect(self._restyle)

    def set_light(self, light: str, words: str = "", *, size: str = "small", bold: bool = False) -> None:
        """Show a state; ``words`` replace its own word (for example the time left)."""
        wanted = (light, words or tr(LIGHTS[light].word), size, bold)
        if wanted == (self._light, self._words, self._size, self._bold):
            return
        self._light, self._words, self._size, self._bold = wanted
        self.setAccessibleName(self._words)
        self._restyle()

    def sizeHint(self) -> QSize:
        """As wide as sign, gap and words."""
        metrics = QFontMetrics(self._theme.font(self._size, bold=self._bold, tabular=True))
        sign = round(metrics.height() * 0.55)
        return QSize(sign + self._theme.px("xs") + metrics.horizontalAdvance(self._words) + 2, metrics.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Sign, then words."""
        with QPainter(self) as p:
            font = self._theme.font(self._size, bold=self._bold, tabular=True)
            p.setFont(font)
            sign = round(QFontMetrics(font).height() * 0.55)
            paint_sign(p, QRectF(0, 0, sign, self.height()), self._light, self._theme)
            p.setPen(self._theme.color(LIGHTS[self._light].token))
            left = sign + self._theme.px("xs")
            p.drawText(
                QRectF(left, 0, self.width() - left, self.height()),
                int(Qt.AlignmentFlag.AlignVCenter),
                self._words,
            )

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()
