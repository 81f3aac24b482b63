"""The map's usual hand: a drag pans (with Shift it is a box), a click chooses, a double click goes nearer."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication

from ui.widgets.map.box import BoxTool
from ui.widgets.map.hand import MapHand
from ui.widgets.map.projection import Window
from ui.widgets.map.surface import MapSurface
from ui.widgets.map.tools import MapTool, Touch


class PanTool(MapTool):
    """What the left button does as long as no other tool is taken up."""

    hovers = True

    def __init__(self, canvas: MapSurface, hand: MapHand) -> None:
        self._canvas, self._hand = canvas, hand
        self._pressed: Touch | None = None
        self._box = BoxTool(canvas)
        self._boxing = False

    def end(self) -> None:
        """Let go of the map."""
        self._pressed, self._boxing = None, False
        self._box.end()
        self._hand.let_go()

    def press(self, touch: Touch) -> bool:
        """Hold the map, or begin a click; with Shift a box."""
        self._pressed = touch
        self._boxing = bool(touch.modifiers & Qt.KeyboardModifier.ShiftModifier)
        if self._boxing:
            self._box.press(touch)
        return True

    def move(self, touch: Touch, *, held: bool) -> bool:
        """Pull the map once the hand went farther than a click trembles."""
        if not held or self._pressed is None:
            return False
        if self._boxing:
            return self._box.move(touch, held=held)
        way = touch.point - self._pressed.point
        if not self._hand.dragging:
            if abs(way.x()) + abs(way.y()) < QApplication.startDragDistance():
                return True
            self._hand.take_hold(self._pressed.point)
        self._hand.pull(touch.point)
        return True

    def release(self, touch: Touch) -> bool:
        """Let go; what was no drag is a click."""
        if self._boxing:
            self._box.release(touch)
            self.end()
            return True
        clicked = self._pressed is not None and not self._hand.dragging
        self.end()
        if clicked:
            if touch.modifiers & Qt.KeyboardModifier.ControlModifier:
                self._hand.pointing.gather(touch.px, touch.py)
            else:
                self._hand.pointing.click(touch.px, touch.py)
        return True

    def paint(self, painter: QPainter, window: Window) -> None:
        """The box that Shift pulls."""
        self._box.paint(painter, window)

    def double(self, touch: Touch) -> bool:
        """One level nearer, about the cursor."""
        self._canvas.touch(self._canvas.window_now.zoomed(1.0, touch.px, touch.py))
        return True
