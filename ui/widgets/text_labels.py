"""Chinese text on screen: one line that ends in an ellipsis and tells the rest on hover, and prose."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme, tokens

WIDTHS = 4
"""A text is kept laid out for so many widths: a layout asks for a few before it settles."""


class ElidedLabel(QWidget):
    """One line; never cut without an ellipsis, and then the whole of it on hover."""

    def __init__(
        self,
        theme: Theme,
        words: str = "",
        *,
        size: str = "body",
        token: str = "text",
        bold: bool = False,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._size, self._token, self._bold, self._align = theme, size, token, bold, align
        self._words = ""
        self._font: QFont | None = None
        self._hint = QSize()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._restyle)
        self.set_text(words)

    def text(self) -> str:
        """The whole text."""
        return self._words

    def set_text(self, words: str, token: str = "") -> None:
        """Show another text, in another colour when a token is given."""
        if words == self._words and token in ("", self._token):
            return
        self._words = words
        self._token = token or self._token
        self.setAccessibleName(words)
        self._hint = QSize()
        self.updateGeometry()
        self.update()

    def _screen_font(self) -> QFont:
        if self._font is None:
            self._font = self._theme.font(self._size, bold=self._bold, tabular=True)
        return self._font

    def sizeHint(self) -> QSize:
        """As wide as the whole text, one line high."""
        if self._hint.isValid():
            return self._hint
        metrics = QFontMetrics(self._screen_font())
        self._hint = QSize(metrics.horizontalAdvance(self._words) + 2, round(metrics.height() * 1.1))
        return self._hint

    def minimumSizeHint(self) -> QSize:
        """Room for one character and the ellipsis, unless the text is shorter."""
        whole = self.sizeHint()
        return QSize(min(whole.width(), self._theme.px(48)), whole.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A hover only when something is hidden."""
        super().resizeEvent(event)
        self.setToolTip(self._words if self.sizeHint().width() > self.width() else "")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The text, elided to the width there is."""
        with QPainter(self) as p:
            font = self._screen_font()
            p.setFont(font)
            p.setPen(self._theme.color(self._token))
            shown = self._words
            if self.sizeHint().width() > self.width():
                shown = QFontMetrics(font).elidedText(shown, Qt.TextElideMode.ElideRight, self.width())
            p.drawText(self.rect(), int(self._align | Qt.AlignmentFlag.AlignVCenter), shown)

    def _restyle(self) -> None:
        self._font, self._hint = None, QSize()
        self.updateGeometry()
        self.update()


class Prose(QWidget):
    """Text of several lines at line height 1.5, broken where Chinese may be broken."""

    def __init__(
        self,
        theme: Theme,
        words: str = "",
        *,
        size: str = "body",
        token: str = "text",
        centred: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._size, self._token, self._centred = theme, size, token, centred
        self._words = ""
        self._laid: dict[int, list[tuple[QTextLayout, float]]] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self._restyle)
        self.set_text(words)

    def text(self) -> str:
        """The whole text."""
        return self._words

    def set_text(self, words: str, token: str = "") -> None:
        """Show another text, in another colour when a token is given."""
        if words == self._words and token in ("", self._token):
            return
        self._words = words
        self._token = token or self._token
        self.setAccessibleName(words)
        self._restyle()

    def sizeHint(self) -> QSize:
        """Thirty characters wide."""
        width = self._theme.px(self._size) * 30
        return QSize(width, self.heightForWidth(width))

    def heightForWidth(self, width: int) -> int:
        """The height the text takes at a width."""
        return round(sum(part[1] for part in self._lay(max(width, 1))))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Line by line."""
        with QPainter(self) as p:
            p.setPen(self._theme.color(self._token))
            top = 0.0
            for layout, high in self._lay(self.width()):
                layout.draw(p, QPointF(0, top))
                top += high

    def _lay(self, width: int) -> list[tuple[QTextLayout, float]]:
        found = self._laid.get(width)
        if found is None:
            if len(self._laid) >= WIDTHS:
                self._laid.clear()
            found = self._laid[width] = self._lay_out(width)
        return found

    def _lay_out(self, width: int) -> list[tuple[QTextLayout, float]]:
        font = self._theme.font(self._size, tabular=True)
        step = self._theme.px(self._size) * tokens().line_height
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        if self._centred:
            option.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        laid = []
        for paragraph in self._words.split("\n"):
            layout = QTextLayout(paragraph, font)
            layout.setTextOption(option)
            layout.beginLayout()
            high = 0.0
            while (line := layout.createLine()).isValid():
                line.setLineWidth(width)
                line.setPosition(QPointF(0, high + (step - line.height()) / 2))
                high += step
            layout.endLayout()
            laid.append((layout, max(high, step)))
        return laid

    def _restyle(self) -> None:
        self._laid = {}
        self.updateGeometry()
        self.update()
