"""The tools that edit a draft of grids on the map: take hold of a border, draw a line or a ring; both snap."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen, QPolygonF

from ui.widgets.map.area import paint_words
from ui.widgets.map.grid_snap import EdgeField, Snapped
from ui.widgets.map.projection import Window, point_units
from ui.widgets.map.surface import MapSurface
from ui.widgets.map.tools import MapTool, Touch

Place = tuple[float, float]
"""Longitude and latitude in degrees WGS-84."""
ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
ERASES = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


def _dot(painter: QPainter, where: QPointF, canvas: MapSurface, *, full: bool) -> None:
    palette = canvas.scene.palette
    side = (5 if full else 4) * palette.scale
    painter.setPen(QPen(palette.accent, 2 * palette.scale))
    painter.setBrush(palette.card if not full else palette.accent)
    painter.drawEllipse(where, side, side)


def _line(painter: QPainter, points: list[QPointF], canvas: MapSurface, *, closed: bool) -> None:
    palette = canvas.scene.palette
    veil = QColor(palette.accent)
    veil.setAlpha(40)
    for colour, wide in ((palette.card, 5.0), (palette.accent, 2.5)):
        pen = QPen(colour, wide * palette.scale)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(veil if closed and wide < 5 else Qt.BrushStyle.NoBrush)
        if closed:
            painter.drawPolygon(QPolygonF(points))
        else:
            painter.drawPolyline(QPolygonF(points))


class PickTool(MapTool):
    """A click picks a grid of the draft; with Shift or Ctrl one more."""

    cursor = Qt.CursorShape.PointingHandCursor

    def __init__(self, picked: Callable[[Place, bool], None]) -> None:
        self._picked = picked

    def press(self, touch: Touch) -> bool:
        """Pick what lies under the pointer."""
        self._picked(touch.degrees, touch.adds)
        return True

    def release(self, touch: Touch) -> bool:
        """Nothing: the press has picked."""
        del touch
        return True


class BendTool(MapTool):
    """Drag a corner, or any place of a border; every grid that has it moves along. Delete takes a corner away."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(
        self,
        canvas: MapSurface,
        field: EdgeField,
        words: Callable[[Place, Place], str],
        bent: Callable[[Place, Place], None],
        straightened: Callable[[Place], None],
    ) -> None:
        self._canvas, self._field, self._words = canvas, field, words
        self._bent, self._straightened = bent, straightened
        self._over: Snapped | None = None
        self._held: Snapped | None = None
        self._ends: list[Place] = []
        self._to: Snapped | None = None

    def end(self) -> None:
        """Nothing is held."""
        self._over = self._held = self._to = None

    def _snap(self, touch: Touch) -> Snapped:
        return self._field.snap(touch.window, touch.px, touch.py, self._canvas.scene.palette.scale)

    def press(self, touch: Touch) -> bool:
        """Take hold of what lies under the pointer."""
        found = self._snap(touch)
        self._held, self._to = (found, None) if found.kind else (None, None)
        self._ends = self._field.at(found.degrees) if found.kind else []
        return self._held is not None

    def move(self, touch: Touch, *, held: bool) -> bool:
        """Show what would be held, or where it goes."""
        if held and self._held is not None:
            free = bool(touch.modifiers & Qt.KeyboardModifier.AltModifier)
            self._to = Snapped("", touch.units, touch.degrees) if free else self._snap(touch)
            return True
        before, self._over = self._over, self._snap(touch)
        self._over = self._over if self._over.kind else None
        return self._over is not None or before is not None

    def release(self, touch: Touch) -> bool:
        """Let it go where it is now."""
        held, to = self._held, self._to
        self._held = self._to = None
        if held is not None and to is not None and held.degrees != to.degrees:
            self._bent(held.degrees, to.degrees)
        del touch
        return held is not None

    def key(self, event: QKeyEvent) -> bool:
        """Delete: the corner under the pointer; Esc: what is held stays where it was."""
        key = Qt.Key(event.key())
        if key in ERASES and self._over is not None and self._over.kind == "corner":
            self._straightened(self._over.degrees)
            self._over = None
            return True
        if key == Qt.Key.Key_Escape and self._held is not None:
            self._held = self._to = None
            return True
        return False

    def paint(self, painter: QPainter, window: Window) -> None:
        """The corner under the pointer; while it is held, its new edges and what its grids then measure."""
        if self._held is None or self._to is None:
            shown = self._held or self._over
            if shown is not None:
                _dot(painter, QPointF(*window.to_pixels(*shown.units)), self._canvas, full=shown.kind == "corner")
            return
        there = QPointF(*window.to_pixels(*self._to.units))
        for end in self._ends:
            _line(painter, [QPointF(*window.to_pixels(*point_units(*end))), there], self._canvas, closed=False)
        _dot(painter, there, self._canvas, full=bool(self._to.kind))
        words = self._words(self._held.degrees, self._to.degrees)
        if words:
            inside = QRectF(0, 0, window.width, window.height)
            paint_words(painter, self._canvas.scene.palette, words, there, inside)


class LineTool(MapTool):
    """Each click sets a point, snapped to corners and borders; double click or Enter ends, Backspace takes one back."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(
        self,
        canvas: MapSurface,
        field: EdgeField,
        words: Callable[[list[Place]], str],
        drawn: Callable[[list[Place]], None],
        *,
        ring: bool = False,
    ) -> None:
        self._canvas, self._field, self._words, self._drawn, self._ring = canvas, field, words, drawn, ring
        self._points: list[Snapped] = []
        self._ahead: Snapped | None = None

    @property
    def points(self) -> list[Place]:
        """The points set so far, in degrees."""
        return [point.degrees for point in self._points]

    def end(self) -> None:
        """Forget the points."""
        self._points, self._ahead = [], None

    def press(self, touch: Touch) -> bool:
        """One more point."""
        found = self._field.snap(touch.window, touch.px, touch.py, self._canvas.scene.palette.scale)
        if not self._points or self._points[-1].degrees != found.degrees:
            self._points.append(found)
        return True

    def move(self, touch: Touch, *, held: bool) -> bool:
        """The line follows the pointer."""
        del held
        self._ahead = self._field.snap(touch.window, touch.px, touch.py, self._canvas.scene.palette.scale)
        return True

    def release(self, touch: Touch) -> bool:
        """Nothing: the press has set the point."""
        del touch
        return True

    def double(self, touch: Touch) -> bool:
        """The line ends at the point that was just set."""
        del touch
        self._finish()
        return True

    def key(self, event: QKeyEvent) -> bool:
        """Enter ends, Backspace takes the last point back, Esc begins anew (then lays the tool down)."""
        key = Qt.Key(event.key())
        if key in ENDS and self._points:
            self._finish()
        elif key in ERASES and self._points:
            self._points.pop()
        elif key == Qt.Key.Key_Escape and self._points:
            self.end()
        else:
            return False
        return True

    def _finish(self) -> None:
        points = self.points
        if len(points) >= (3 if self._ring else 2):
            self.end()
            self._drawn(points)

    def paint(self, painter: QPainter, window: Window) -> None:
        """Line, points, and what it measures."""
        shown = [*self._points, *([self._ahead] if self._ahead is not None else [])]
        pixels = [QPointF(*window.to_pixels(*one.units)) for one in shown]
        if len(pixels) > 1:
            _line(painter, pixels, self._canvas, closed=self._ring)
        for one, where in zip(shown, pixels, strict=True):
            _dot(painter, where, self._canvas, full=bool(one.kind))
        words = self._words([one.degrees for one in shown]) if self._points else ""
        if words:
            inside = QRectF(0, 0, window.width, window.height)
            paint_words(painter, self._canvas.scene.palette, words, pixels[-1], inside)
