"""The tools that measure on the map: a way along points, or the ground inside them."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen, QPolygonF

from commandroom.geometry import measure
from commandroom.text import tr
from ui.widgets.map.area import paint_words
from ui.widgets.map.projection import Window, to_degrees
from ui.widgets.map.surface import MapSurface
from ui.widgets.map.tools import MapTool, Touch


class MeasureTool(MapTool):
    """Each click sets a point; double click or Enter ends, Backspace takes one back, Esc begins anew."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, canvas: MapSurface, *, area: bool) -> None:
        self._canvas, self.area = canvas, area
        self._points: list[tuple[float, float]] = []
        self._ahead: tuple[float, float] | None = None
        self._done = False

    @property
    def points(self) -> list[tuple[float, float]]:
        """The points set so far, in units."""
        return list(self._points)

    def begin(self) -> None:
        """Nothing is measured yet; the library is read now, not at the first click."""
        self.end()
        measure.area([(0.0, 0.0), (0.001, 0.0), (0.0, 0.001)])

    def end(self) -> None:
        """Forget the points."""
        self._points, self._ahead, self._done = [], None, False

    def press(self, touch: Touch) -> bool:
        """One more point; the first one of another measurement when the last has ended."""
        if self._done:
            self.end()
        self._points.append(touch.units)
        return True

    def move(self, touch: Touch, *, held: bool) -> bool:
        """The line follows the cursor."""
        del held
        self._ahead = None if self._done else touch.units
        return bool(self._points)

    def release(self, touch: Touch) -> bool:
        """Nothing: the press has set the point."""
        del touch
        return True

    def double(self, touch: Touch) -> bool:
        """The measurement ends at the point that was just set."""
        del touch
        self._finish()
        return True

    def key(self, event: QKeyEvent) -> bool:
        """Enter ends, Backspace takes the last point back, Esc begins anew (then lays the tool down)."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._points:
            self._finish()
        elif key == Qt.Key.Key_Backspace and self._points:
            self._points.pop()
            self._done = False
        elif key == Qt.Key.Key_Escape and self._points:
            self.end()
        else:
            return False
        return True

    def _finish(self) -> None:
        self._done, self._ahead = True, None

    def words(self) -> str:
        """What is measured, in words; "" before there is anything."""
        ring = [to_degrees(*point) for point in self._shown()]
        if len(ring) < 2:
            return tr("点第一个点") if not ring else tr("点下一个点")
        if not self.area:
            legs = measure.lengths(ring)
            total = measure.length_words(sum(legs))
            last = measure.length_words(legs[-1])
            return total if len(legs) == 1 else tr("{total}\n末段 {leg}", total=total, leg=last)
        inside, round_it = measure.area(ring)
        around = measure.length_words(round_it)
        return tr("{area}\n周长 {length}", area=measure.area_words(inside), length=around)

    def _shown(self) -> list[tuple[float, float]]:
        return [*self._points, self._ahead] if self._ahead is not None and self._points else self._points

    def paint(self, painter: QPainter, window: Window) -> None:
        """Line, points and words."""
        shown = [QPointF(*window.to_pixels(*point)) for point in self._shown()]
        palette = self._canvas.scene.palette
        scale = palette.scale
        veil = QColor(palette.accent)
        veil.setAlpha(40)
        for colour, wide in ((palette.card, 5.0), (palette.accent, 2.5)):
            pen = QPen(colour, wide * scale)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.setBrush(veil if self.area and wide < 5 else Qt.BrushStyle.NoBrush)
            if self.area:
                painter.drawPolygon(QPolygonF(shown))
            else:
                painter.drawPolyline(QPolygonF(shown))
        painter.setPen(QPen(palette.accent, 2 * scale))
        painter.setBrush(palette.card)
        for point in shown[: len(self._points)]:
            painter.drawEllipse(point, 4 * scale, 4 * scale)
        if shown:
            inside = QRectF(0, 0, window.width, window.height)
            paint_words(painter, palette, self.words(), shown[-1], inside)
