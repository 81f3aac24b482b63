"""The hand on a map: gives the left button to the tool, and keeps wheel, middle button and keys for the map."""

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent

from ui.widgets.map.pointing import MapPointing
from ui.widgets.map.surface import MapSurface
from ui.widgets.map.tools import Touch

WHEEL_STEP = 0.5
"""Zoom levels for one notch of the wheel."""
KEY_STEP = 0.15
"""Part of the view that an arrow key moves."""
ARROWS = {
    Qt.Key.Key_Left: (1, 0),
    Qt.Key.Key_Right: (-1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
ZOOMS = {
    Qt.Key.Key_Plus: 0.5,
    Qt.Key.Key_Equal: 0.5,
    Qt.Key.Key_Minus: -0.5,
    Qt.Key.Key_Underscore: -0.5,
}


class MapHand(QObject):
    """Listens to one canvas and turns mouse and keys into its words."""

    def __init__(self, canvas: MapSurface) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._last = QPointF()
        self._held = False
        self.dragging = False
        self.pointing = MapPointing(canvas)
        canvas.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's own word; True when the hand took the event."""
        if isinstance(event, QMouseEvent):
            return self._mouse(event)
        if isinstance(event, QWheelEvent):
            return self._wheel(event)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        if event.type() == QEvent.Type.Leave:
            self.pointing.hover(None)
        elif event.type() in (QEvent.Type.Hide, QEvent.Type.WindowDeactivate):
            self._held = False
            self.let_go()
        return False

    # -- mouse -----------------------------------------------------------------------------------

    def _mouse(self, event: QMouseEvent) -> bool:
        if event.button() == Qt.MouseButton.MiddleButton or event.buttons() & Qt.MouseButton.MiddleButton:
            return self._middle(event)
        canvas, kind, at = self._canvas, event.type(), event.position()
        touch = Touch(at.x(), at.y(), canvas.window_now, event.modifiers())
        left = event.button() == Qt.MouseButton.LeftButton
        if kind == QEvent.Type.MouseMove:
            self._move(touch, held=self._held and bool(event.buttons() & Qt.MouseButton.LeftButton))
        elif kind == QEvent.Type.MouseButtonPress and left:
            self._held = True
            canvas.setFocus(Qt.FocusReason.MouseFocusReason)
            self._after(canvas.tool.press(touch))
        elif kind == QEvent.Type.MouseButtonRelease and left:
            held, self._held = self._held, False
            self._after(held and canvas.tool.release(touch))
        elif kind == QEvent.Type.MouseButtonDblClick and left:
            self._after(canvas.tool.double(touch))
        else:
            return False
        return True

    def _move(self, touch: Touch, *, held: bool) -> None:
        took = self._canvas.tool.move(touch, held=held)
        if not held and self._canvas.tool.hovers:
            self.pointing.hover(touch.point)
        self._after(took and not self.dragging)

    def _after(self, took: bool) -> None:
        if took:
            self._canvas.update()

    def _middle(self, event: QMouseEvent) -> bool:
        """The middle button pans under every tool."""
        if event.type() == QEvent.Type.MouseButtonPress:
            self.take_hold(event.position())
        elif event.type() == QEvent.Type.MouseMove and self.dragging:
            self.pull(event.position())
        elif event.type() == QEvent.Type.MouseButtonRelease:
            self.let_go()
        return True

    def take_hold(self, at: QPointF) -> None:
        """Begin to pull the map from this pixel."""
        self.dragging, self._last = True, at
        self.pointing.hover(None)
        self._canvas.setCursor(Qt.CursorShape.ClosedHandCursor)

    def pull(self, at: QPointF) -> None:
        """The hand that holds the map is here now."""
        moved, self._last = at - self._last, at
        self._canvas.touch(self._canvas.window_now.panned(moved.x(), moved.y()))

    def let_go(self) -> None:
        """The map is free again."""
        if self.dragging:
            self.dragging = False
            self._canvas.setCursor(self._canvas.tool.cursor)
            self._canvas.update()

    def _wheel(self, event: QWheelEvent) -> bool:
        notches = event.angleDelta().y() / 120
        if notches:
            at = event.position()
            self.pointing.hover(None)
            self._canvas.touch(self._canvas.window_now.zoomed(notches * WHEEL_STEP, at.x(), at.y()))
        return True

    # -- keys ------------------------------------------------------------------------------------

    def _key(self, event: QKeyEvent) -> bool:
        canvas, window, key = self._canvas, self._canvas.window_now, Qt.Key(event.key())
        if canvas.tool.key(event):
            canvas.update()
        elif key in ARROWS:
            across, down = ARROWS[key]
            step = KEY_STEP * min(window.width, window.height)
            canvas.touch(window.panned(across * step, down * step))
        elif key in ZOOMS:
            canvas.touch(window.zoomed(ZOOMS[key], window.width / 2, window.height / 2))
        elif key == Qt.Key.Key_Home:
            canvas.fit(None)
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            return self.pointing.cycle(1 if key == Qt.Key.Key_Tab else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            return self.pointing.press_focus()
        elif key == Qt.Key.Key_Escape:
            return self._leave()
        else:
            return False
        return True

    def _leave(self) -> bool:
        """Esc: the tool is laid down; then the focus leaves the pins."""
        return self._lay_down() or self.pointing.cycle(0)

    def _lay_down(self) -> bool:
        if self._canvas.tool is self._canvas.home:
            return False
        self._canvas.set_tool(None)
        return True

    def escape(self) -> bool:
        """Esc from elsewhere on the page: what is half done goes, then the tool; False when neither is there."""
        pressed = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
        if self._canvas.tool.key(pressed):
            self._canvas.update()
            return True
        return self._lay_down()
