"""ChartPlot: a chart of pyqtgraph whose marks are reached by mouse and keyboard and open the events behind them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFont, QImage, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QToolTip, QVBoxLayout, QWidget

from ui.theme import Theme, mix
from ui.widgets.dressing import label, spaced

NEAR = 18
"""Pixels at scale 1 from which a click still finds a mark."""

GAP = "&nbsp;&nbsp; "
"""Between two entries of a legend."""


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """Something in a chart that can be pointed at: its place among the marks, its box in the chart's own units,
    what it says, and the row numbers of the events behind it.
    """

    row: int
    column: int
    box: QRectF
    words: str
    rows: Any


class ChartPlot(QWidget):
    """A titled chart; arrows move from mark to mark, Enter or a click opens one. Subclasses draw."""

    opened = Signal(object, str)
    """Row numbers and words of the mark whose events are wanted."""
    code = ""

    def __init__(self, theme: Theme, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme, self.title = theme, title
        self.marks: tuple[Mark, ...] = ()
        self.current = 0
        self._plot: Any = None
        self._cursor: Any = None
        self._rows = spaced(QVBoxLayout(self), theme, (16, 8, 16, 8), 4)
        self._head = label(title, "label")
        self._legend = label("", "small")
        self._legend.setTextFormat(Qt.TextFormat.RichText)
        self._legend.setWordWrap(True)
        self._rows.addWidget(self._head)
        self._rows.addWidget(self._legend)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(title)
        theme.changed.connect(self._restyle)

    # -- what subclasses say --------------------------------------------------------------------------

    def draw(self, plot: Any) -> tuple[Mark, ...]:
        """Draw into an empty pyqtgraph PlotItem; gives the marks."""
        raise NotImplementedError

    def legend(self) -> str:
        """Rich text under the title."""
        return ""

    @property
    def high(self) -> int:
        """Height of the drawing at scale 1."""
        return 220

    # -- drawing --------------------------------------------------------------------------------------

    def _restyle(self) -> None:
        if self._plot is not None:
            self.redraw()

    def redraw(self) -> None:
        """Draw anew, in the theme's colours and sizes."""
        import pyqtgraph

        if self._plot is None:
            self._plot = pyqtgraph.PlotWidget(self)
            self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._plot.setFrameShape(self._plot.Shape.NoFrame)
            self._plot.viewport().installEventFilter(self)
            self._plot.viewport().setMouseTracking(True)
            self._rows.addWidget(self._plot)
        theme, item = self.theme, self._plot.getPlotItem()
        self._plot.setBackground(theme.color("ground"))
        self._plot.setFixedHeight(theme.px(self.high))
        self._plot.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        item.clear()
        item.setMenuEnabled(False)
        item.hideButtons()
        item.setMouseEnabled(x=False, y=False)
        for name in ("left", "bottom"):
            axis = item.getAxis(name)
            axis.setPen(theme.color("line"))
            axis.setTextPen(theme.color("quiet"))
            font: QFont = theme.font("small", tabular=True)
            axis.setStyle(tickFont=font, tickLength=-theme.px("xs"), maxTickLevel=0)
            axis.enableAutoSIPrefix(False)
        self.marks = self.draw(item)
        self.current = min(self.current, max(len(self.marks) - 1, 0))
        self._cursor = pyqtgraph.QtWidgets.QGraphicsRectItem()
        self._cursor.setZValue(100)
        item.addItem(self._cursor, ignoreBounds=True)
        self._point()
        self._legend.setText(self.legend())
        self._legend.setVisible(bool(self._legend.text()))

    def brush(self, token: str) -> QColor:
        """A colour of the theme to fill with; ``faint:40`` is 40 of 100 of it over the ground."""
        name, _, share = token.partition(":")
        return QColor(mix(self.theme.hex(name), self.theme.hex("ground"), int(share or 100) / 100))

    def pen(self, token: str, wide: int = 1, *, dashed: bool = False) -> QPen:
        """A line in a colour of the theme, as wide as at scale 1."""
        pen = QPen(self.theme.color(token), self.theme.px(wide))
        pen.setCosmetic(True)
        if dashed:
            pen.setStyle(Qt.PenStyle.DashLine)
        return pen

    def sample(self, token: str, words: str) -> str:
        """One entry of the legend."""
        return f'<span style="color:{self.brush(token).name()}">■</span> {words}'

    def picture(self, ratio: float = 2.0) -> QImage:
        """The chart with its title as a picture, ``ratio`` dots a pixel."""
        image = QImage(self.size() * ratio, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        image.fill(self.theme.color("ground"))
        self._point(shown=False)
        with QPainter(image) as painter:
            self.render(painter, QPoint(0, 0))
        self._point()
        return image

    # -- pointing -------------------------------------------------------------------------------------

    def at(self, position: QPoint) -> int:
        """The mark at a point of the drawing (pixels); -1 when there is none near."""
        if self._plot is None:
            return -1
        box = self._plot.getPlotItem().getViewBox()
        where = box.mapSceneToView(QPointF(self._plot.mapToScene(position)))
        inside = [place for place, mark in enumerate(self.marks) if mark.box.contains(where)]
        if inside:
            return min(inside, key=lambda place: self.marks[place].box.width() * self.marks[place].box.height())
        near, found = float(self.theme.px(NEAR)), -1
        for place, mark in enumerate(self.marks):
            scene = box.mapViewToScene(mark.box.center())
            away = (QPointF(self._plot.mapFromScene(scene)) - QPointF(position)).manhattanLength()
            if away < near:
                near, found = away, place
        return found

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Clicks and hovers of the drawing."""
        if isinstance(event, QMouseEvent) and self._plot is not None and watched is self._plot.viewport():
            if event.type() == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton:
                self.setFocus(Qt.FocusReason.MouseFocusReason)
                self._open(self.at(event.position().toPoint()))
                return True
            if event.type() == QEvent.Type.MouseMove:
                place = self.at(event.position().toPoint())
                shape = Qt.CursorShape.PointingHandCursor if place >= 0 else Qt.CursorShape.ArrowCursor
                self._plot.viewport().setCursor(shape)
                words = self.marks[place].words if place >= 0 else ""
                QToolTip.showText(event.globalPosition().toPoint(), words, self)
        return super().eventFilter(watched, event)

    def _open(self, place: int) -> None:
        if 0 <= place < len(self.marks):
            self.current = place
            self._point()
            mark = self.marks[place]
            self.opened.emit(mark.rows, mark.words)

    def _point(self, *, shown: bool = True) -> None:
        """Show where the keyboard stands, and say it."""
        if self._cursor is None:
            return
        shown = shown and self.hasFocus() and self.current < len(self.marks)
        self._cursor.setVisible(shown)
        if shown:
            mark = self.marks[self.current]
            self._cursor.setRect(mark.box)
            self._cursor.setPen(self.pen("focus", 2))
            self._head.setText(f"{self.title}　{mark.words}")
            self.setAccessibleDescription(mark.words)
        else:
            self._head.setText(self.title)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move, Home and End go to the ends, Enter opens."""
        key = Qt.Key(event.key())
        ways = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}
        if not self.marks or (key not in ways and key not in _ENDS and key not in _ENTER):
            super().keyPressEvent(event)
        elif key in _ENTER:
            self._open(self.current)
        else:
            ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(self.marks) - 1}
            self.current = ends[key] if key in ends else self._from(ways[key])
            self._point()

    def _from(self, way: tuple[int, int]) -> int:
        here = self.marks[self.current]
        down, across = way
        found = [
            (abs(one.row - here.row) + abs(one.column - here.column), place)
            for place, one in enumerate(self.marks)
            if (across and one.row == here.row and (one.column - here.column) * across > 0)
            or (down and (one.row - here.row) * down > 0 and one.column == here.column)
        ]
        return min(found)[1] if found else self.current

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard stands."""
        super().focusInEvent(event)
        self._point()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keyboard went elsewhere."""
        super().focusOutEvent(event)
        self._point()


_ENDS = frozenset({Qt.Key.Key_Home, Qt.Key.Key_End})
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


def labels(axis: Any, words: Sequence[str], every: int = 1, first: float = 0.0) -> None:
    """Words under (or beside) the places of an axis, each ``every`` of them."""
    axis.setTicks([[(first + place, word) for place, word in enumerate(words) if place % every == 0]])
