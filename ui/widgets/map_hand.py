"""The hand on a map: drag pans, wheel zooms about the cursor, click chooses, keys do all of it too."""

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from ui.layers import URGENCY
from ui.widgets.map_pins import FAN_FROM
from ui.widgets.map_projection import MAX_ZOOM
from ui.widgets.map_scene import Hit
from ui.widgets.map_surface import MapSurface

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
        self._pressed: QPointF | None = None
        self._last = QPointF()
        self.dragging = False
        self._over: tuple[str, str] = ("", "")
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
            self.hover(None)
        elif event.type() in (QEvent.Type.Hide, QEvent.Type.WindowDeactivate):
            self._let_go()
        return False

    def _mouse(self, event: QMouseEvent) -> bool:
        kind, at = event.type(), event.position()
        left = event.button() == Qt.MouseButton.LeftButton
        if kind == QEvent.Type.MouseButtonPress and left:
            self._pressed = self._last = at
            self._canvas.setFocus(Qt.FocusReason.MouseFocusReason)
        elif kind == QEvent.Type.MouseMove:
            self._move(event)
        elif kind == QEvent.Type.MouseButtonRelease and left:
            clicked = self._pressed is not None and not self.dragging
            self._let_go()
            if clicked:
                self.click(at.x(), at.y())
        elif kind == QEvent.Type.MouseButtonDblClick and left:
            self._canvas.touch(self._canvas.window_now.zoomed(1.0, at.x(), at.y()))
        else:
            return False
        return True

    def _move(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            self.hover(at)
            return
        if not self.dragging:
            way = at - self._pressed
            if abs(way.x()) + abs(way.y()) < QApplication.startDragDistance():
                return
            self.dragging = True
            self.hover(None)
            self._canvas.setCursor(Qt.CursorShape.ClosedHandCursor)
        moved, self._last = at - self._last, at
        self._canvas.touch(self._canvas.window_now.panned(moved.x(), moved.y()))

    def _let_go(self) -> None:
        self._pressed = None
        if self.dragging:
            self.dragging = False
            self._canvas.unsetCursor()
            self._canvas.update()

    def _wheel(self, event: QWheelEvent) -> bool:
        notches = event.angleDelta().y() / 120
        if notches:
            at = event.position()
            self.hover(None)
            self._canvas.touch(self._canvas.window_now.zoomed(notches * WHEEL_STEP, at.x(), at.y()))
        return True

    def _key(self, event: QKeyEvent) -> bool:
        canvas, window, key = self._canvas, self._canvas.window_now, Qt.Key(event.key())
        if key in ARROWS:
            across, down = ARROWS[key]
            step = KEY_STEP * min(window.width, window.height)
            canvas.touch(window.panned(across * step, down * step))
        elif key in ZOOMS:
            canvas.touch(window.zoomed(ZOOMS[key], window.width / 2, window.height / 2))
        elif key == Qt.Key.Key_Home:
            canvas.fit(None)
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            return self.cycle(1 if key == Qt.Key.Key_Tab else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            return self.press_focus()
        elif key == Qt.Key.Key_Escape:
            return self.cycle(0)
        else:
            return False
        return True

    # -- pointing and choosing -------------------------------------------------------------------

    def hover(self, at: QPointF | None) -> None:
        """Say what the cursor is over, once for each new thing."""
        canvas = self._canvas
        hit = Hit("") if at is None else canvas.scene.hit(canvas.window_now, at.x(), at.y())
        found = (hit.kind, self._name(hit))
        if found != self._over:
            self._over = found
            canvas.hovered.emit(*found, QPoint() if at is None else at.toPoint())

    def _name(self, hit: Hit) -> str:
        scene = self._canvas.scene
        if hit.kind == "pin":
            return scene.pins.ids[hit.row]
        if hit.kind == "grid":
            return scene.shapes.layer.codes[hit.row]
        return str(len(scene.pins.members(hit.row))) if hit.kind == "heap" else ""

    def click(self, px: float, py: float) -> None:
        """Choose what lies under this pixel; a heap opens; nothing clears the choice of grid."""
        canvas = self._canvas
        hit = canvas.scene.hit(canvas.window_now, px, py)
        if hit.kind == "heap":
            self._open(hit.row)
            return
        if canvas.scene.pins.fan and hit.kind != "pin":
            canvas.scene.pins.fan = {}
            canvas.update()
        if hit.kind == "pin":
            canvas.pinClicked.emit(self._name(hit))
        else:
            canvas.gridClicked.emit(self._name(hit))

    def _open(self, mark: int) -> None:
        """Go nearer until the heap falls apart; when it cannot (one address), fan its pins out."""
        canvas, pins = self._canvas, self._canvas.scene.pins
        box = pins.extent(pins.members(mark))
        window = canvas.window_now.fitted(box, 90 * canvas.scene.palette.scale)
        together = max(box[2] - box[0], box[3] - box[1]) * 2 ** (MAX_ZOOM - 18) < canvas.scene.look.size * 2
        self.hover(None)
        if together or canvas.window_now.zoom >= MAX_ZOOM - 0.1:
            pins.spread_fan(mark)
            canvas.update()
        else:
            nearest = max(canvas.window_now.zoom + 1.0, min(window.zoom, FAN_FROM))
            steps = min(nearest, MAX_ZOOM) - window.zoom
            canvas.touch(window.zoomed(steps, window.width / 2, window.height / 2))

    def cycle(self, way: int) -> bool:
        """Move the focus to the next pin or heap in sight, the loudest first; beyond the last it leaves."""
        canvas, scene = self._canvas, self._canvas.scene
        if way == 0:
            had, scene.focus = scene.focus >= 0, -1
            canvas.update()
            return had
        if not scene.pins_shown:
            return False
        rows, marks = scene.in_sight(canvas.window_now), scene.marks(canvas.window_now)
        order = rows[np.lexsort((marks.x[rows], -np.array(URGENCY)[marks.light[rows]]))].tolist()
        at = order.index(scene.focus) + way if scene.focus in order else (0 if way > 0 else len(order) - 1)
        scene.focus = order[at] if 0 <= at < len(order) else -1
        canvas.update()
        return scene.focus >= 0

    def press_focus(self) -> bool:
        """Choose the pin, or open the heap, that has the focus."""
        canvas, scene = self._canvas, self._canvas.scene
        marks = scene.marks(canvas.window_now)
        if not 0 <= scene.focus < len(marks.x):
            return False
        if marks.count[scene.focus] > 1:
            mark, scene.focus = scene.focus, -1
            self._open(mark)
        else:
            canvas.pinClicked.emit(scene.pins.ids[int(marks.first[scene.focus])])
        return True
