"""Pointing on a map: what lies under the cursor, what a click chooses, which pin has the keyboard."""

import numpy as np
from PySide6.QtCore import QPoint, QPointF

from ui.layers import URGENCY
from ui.widgets.map.pins import FAN_FROM
from ui.widgets.map.projection import MAX_ZOOM
from ui.widgets.map.scene import Hit
from ui.widgets.map.surface import MapSurface


class MapPointing:
    """Turns places of one canvas into its words."""

    def __init__(self, canvas: MapSurface) -> None:
        self._canvas = canvas
        self._over: tuple[str, str] = ("", "")

    def hover(self, at: QPointF | None) -> None:
        """Say what the cursor is over, once for each new thing."""
        canvas = self._canvas
        hit = Hit("") if at is None else canvas.scene.hit(canvas.window_now, at.x(), at.y())
        square = -1 if at is None else self._square(hit, at.x(), at.y())
        found = ("square", str(square)) if square >= 0 else (hit.kind, canvas.scene.name_of(hit))
        if found != self._over:
            self._over = found
            canvas.hovered.emit(*found, QPoint() if at is None else at.toPoint())

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
        square = self._square(hit, px, py)
        if hit.kind == "pin":
            canvas.pinClicked.emit(canvas.scene.name_of(hit))
        elif square >= 0:
            canvas.squareClicked.emit(square)
        elif hit.kind == "crowd":
            canvas.fit(hit.grids)
            canvas.lock_view(True)
        else:
            canvas.gridClicked.emit(canvas.scene.name_of(hit))

    def _square(self, hit: Hit, px: float, py: float) -> int:
        """The square of heat under this pixel, unless something stands on it; -1 for none."""
        scene = self._canvas.scene
        return scene.heat.under(self._canvas.window_now, px, py) if hit.kind in ("", "grid") else -1

    def gather(self, px: float, py: float) -> None:
        """Add the pin, the whole heap or the grid under this pixel to what is chosen."""
        canvas, scene = self._canvas, self._canvas.scene
        hit = scene.hit(canvas.window_now, px, py)
        if hit.kind == "heap":
            canvas.areaChosen.emit(tuple(scene.pins.ids[row] for row in scene.pins.members(hit.row).tolist()), (), True)
        elif hit.kind == "pin":
            canvas.areaChosen.emit((scene.name_of(hit),), (), True)
        elif hit.kind == "grid":
            canvas.areaChosen.emit((), (scene.name_of(hit),), True)

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
