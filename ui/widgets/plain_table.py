"""A small table of words and figures that only shows: painted, elided, the whole on hover."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.theme import Theme

_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft) | int(Qt.TextFlag.TextSingleLine)
_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight) | int(Qt.TextFlag.TextSingleLine)


class PlainTable(QWidget):
    """Columns by share of the width (positive: words, at the left; negative: figures, at the right)."""

    def __init__(
        self, theme: Theme, heads: tuple[str, ...], shares: tuple[int, ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._heads, self._shares = theme, heads, shares
        self.rows: tuple[tuple[str, ...], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def set_rows(self, rows: tuple[tuple[str, ...], ...]) -> None:
        """Show other rows."""
        if rows != self.rows:
            self.rows = rows
            self.updateGeometry()
            self.update()

    @property
    def step(self) -> int:
        """The height of a row."""
        return self._theme.px(28)

    def sizeHint(self) -> QSize:
        """Head and all rows."""
        return QSize(self._theme.px(280), (len(self.rows) + 1) * self.step)

    def _boxes(self, top: float) -> list[QRectF]:
        whole = sum(abs(share) for share in self._shares)
        gap = self._theme.px("xs")
        left, boxes = 0.0, []
        for share in self._shares:
            wide = self.width() * abs(share) / whole
            boxes.append(QRectF(left, top, wide - gap, self.step))
            left += wide
        return boxes

    def event(self, event: QEvent) -> bool:
        """A row's whole words on hover."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            row = event.pos().y() // self.step - 1
            words = "  ".join(self.rows[row]) if 0 <= row < len(self.rows) else ""
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Head, a line, the rows that the damaged part touches."""
        theme = self._theme
        with QPainter(self) as p:
            p.setFont(theme.font("small"))
            p.setPen(theme.color("faint"))
            self._line(p, self._heads, 0)
            p.setPen(theme.color("line"))
            p.drawLine(0, self.step - 1, self.width(), self.step - 1)
            p.setFont(theme.font("body", tabular=True))
            p.setPen(theme.color("text"))
            for number, row in enumerate(self.rows, start=1):
                top = number * self.step
                if event.rect().top() <= top + self.step and top <= event.rect().bottom():
                    self._line(p, row, top)

    def _line(self, p: QPainter, words: tuple[str, ...], top: float) -> None:
        metrics = QFontMetrics(p.font())
        for box, share, text in zip(self._boxes(top), self._shares, words, strict=True):
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
            p.drawText(box, _LEFT if share > 0 else _RIGHT, shown)
