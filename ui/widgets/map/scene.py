"""All that lies on one map and how it is painted and hit: ground, chosen grid, names, pins, standing parts."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QPen

from commandroom.text import tr
from ui.layers import URGENCY, Ints, MapLegend, no_grids
from ui.widgets.map.heat import HeatField
from ui.widgets.map.labels import LabelBoard
from ui.widgets.map.overlay import MapOverlay
from ui.widgets.map.palette import MapPalette
from ui.widgets.map.pins import CELL, Marks, PinField, PinLook
from ui.widgets.map.posts import PostField, drop
from ui.widgets.map.projection import Window
from ui.widgets.map.raster import GroundRaster
from ui.widgets.map.shapes import GridShapes
from ui.widgets.map.tools import MapDrawing, MapTool


@dataclass(frozen=True, slots=True)
class Hit:
    """What lies under a pixel: a pin (``row``), a heap (``row`` is its mark), a grid (``row``) or nothing.

    A post, or a crowd of several, says whose ``grids`` they are.
    """

    kind: str
    row: int = -1
    grids: tuple[str, ...] = ()


class MapScene:
    """The parts of one map."""

    def __init__(self, palette: MapPalette, ratio: float) -> None:
        self.shapes = GridShapes(no_grids())
        self.pins = PinField()
        self.pins_shown = True
        self.posts = PostField()
        self.heat = HeatField()
        self.names_shown = True
        self.pin = ""
        self.grid = ""
        self.focus = -1
        self.legends: dict[int, MapLegend] = {}
        self.many: frozenset[str] = frozenset()
        self.tool = MapTool()
        self.drawings: list[MapDrawing] = []
        self.raster = GroundRaster(self.shapes, palette)
        self.dress(palette, ratio)

    def dress(self, palette: MapPalette, ratio: float) -> None:
        """Take another palette, or pixels of another size."""
        before: MapOverlay | None = getattr(self, "overlay", None)
        self.palette = palette
        self.look = PinLook(palette, ratio)
        self.labels = LabelBoard(palette, ratio)
        self.overlay = MapOverlay(palette, ratio)
        if before is not None:
            self.overlay.legend, self.overlay.with_lights = before.legend, before.with_lights
        self.raster.set_palette(palette)
        self.raster.clear()

    # -- asking ----------------------------------------------------------------------------------

    def marks(self, window: Window) -> Marks:
        """Pins and heaps at this zoom."""
        return self.pins.marks(window.scale, CELL * self.palette.scale)

    def in_sight(self, window: Window) -> Ints:
        """Marks in the window, the loudest last (painted on top)."""
        marks = self.marks(window)
        box = window.box(self.look.size)
        seen = (marks.x >= box[0]) & (marks.x <= box[2]) & (marks.y >= box[1]) & (marks.y <= box[3])
        rows = np.flatnonzero(seen)
        return rows[np.lexsort((marks.y[rows], np.array(URGENCY)[marks.light[rows]]))]

    def place_names(self, window: Window, stop: Callable[[], bool]) -> bool:
        """Put the names of grids where no pin and no heap hides them, until ``stop``; True when they stand."""
        if not self.labels.busy(window, self.raster.depths):
            self._begin_names(window)
        return self.labels.go_on(stop)

    def _begin_names(self, window: Window) -> None:
        marks = self.marks(window)
        heaps, pins = (
            np.column_stack((marks.x[chosen], marks.y[chosen])) if self.pins_shown else None
            for chosen in (marks.count > 1, marks.count == 1)
        )
        if self.posts.shown:
            posts = self.posts.marks(window, self.shapes, self.palette)
            stand = np.column_stack((posts.x, posts.y + drop(self.palette) / window.scale))
            pins = stand if pins is None else np.concatenate((pins, stand))
        self.labels.begin(window, self.shapes, self.raster.depths, heaps, pins)

    def hit(self, window: Window, px: float, py: float) -> Hit:
        """What lies under this pixel: an open fan first, then pins and heaps, then the deepest drawn grid."""
        if self.pins_shown:
            for row in self.pins.fan:
                way = self.fan_place(window, row) - QPointF(px, py)
                if way.x() ** 2 + way.y() ** 2 <= (self.look.size * 0.6) ** 2:
                    return Hit("pin", row)
            found = self._mark_at(window, px, py)
            if found is not None:
                return found
        posts = self.posts.hit(window, self.shapes, self.palette, px, py)
        if posts:
            return Hit("post" if len(posts) == 1 else "crowd", grids=tuple(posts))
        row = self.shapes.under(*window.to_units(px, py), self.raster.depths)
        return Hit("grid", row) if row >= 0 else Hit("")

    def name_of(self, hit: Hit) -> str:
        """Id of a hit pin, code of a hit grid or of a hit post's grid, the number of a hit heap or crowd."""
        if hit.kind == "pin":
            return self.pins.ids[hit.row]
        if hit.kind == "grid":
            return self.shapes.layer.codes[hit.row]
        if hit.kind == "post":
            return hit.grids[0]
        if hit.kind == "crowd":
            return str(len(hit.grids))
        return str(len(self.pins.members(hit.row))) if hit.kind == "heap" else ""

    def _mark_at(self, window: Window, px: float, py: float) -> Hit | None:
        rows, marks = self.in_sight(window), self.marks(window)
        across = marks.x[rows] * window.scale - window.left - px
        down = marks.y[rows] * window.scale - window.top - py
        far = np.hypot(across, down) / np.where(marks.count[rows] > 1, 1.5, 1.0)
        if not len(far) or far.min() > self.look.size * 0.6:
            return None
        mark = int(rows[len(far) - 1 - np.argmin(far[::-1])])
        return Hit("pin", int(marks.first[mark])) if marks.count[mark] == 1 else Hit("heap", mark)

    def fan_place(self, window: Window, row: int) -> QPointF:
        """Where a pin of the open fan is drawn."""
        across, down = self.pins.fan[row]
        px, py = window.to_pixels(*self.pins.place(row))
        return QPointF(px + across * self.look.size, py + down * self.look.size)

    # -- painting --------------------------------------------------------------------------------

    def paint(self, painter: QPainter, window: Window, ratio: float) -> None:
        """Lay everything over each other."""
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)
        self.raster.paint(painter)
        painter.restore()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.heat.paint(painter, window, self.palette)
        self._paint_grid(painter, window)
        for drawing in self.drawings:
            self._paint_over(painter, window, drawing)
        if self.names_shown:
            self.labels.paint(painter, window)
        if self.posts.shown:
            self.posts.paint(painter, window, self.shapes, self.palette, self.look.ratio)
        if self.pins_shown:
            self._paint_many(painter, window)
            self._paint_pins(painter, window)
            self._paint_fan(painter, window)
            self._paint_focus(painter, window)
            self._paint_selected(painter, window)
        self._paint_over(painter, window, self.tool)
        self.overlay.legend = self.legends.get(self.raster.shade_level, self.overlay.legend)
        self.overlay.paint(painter, window)
        if not len(self.shapes.layer) and not self.pins.ids:
            self._paint_nothing(painter, window)

    @staticmethod
    def _paint_over(painter: QPainter, window: Window, what: MapDrawing) -> None:
        painter.save()
        what.paint(painter, window)
        painter.restore()

    def _paint_grid(self, painter: QPainter, window: Window) -> None:
        row = self.shapes.row.get(self.grid, -1)
        if row < 0:
            return
        painter.save()
        painter.translate(-window.left, -window.top)
        painter.scale(window.scale, window.scale)
        for colour, width in ((self.palette.card, 5.0), (self.palette.accent, 3.0)):
            pen = QPen(colour, width * self.palette.scale)
            pen.setCosmetic(True)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.strokePath(self.shapes.path(row), pen)
        painter.restore()

    def _paint_pins(self, painter: QPainter, window: Window) -> None:
        marks, rows = self.marks(window), self.in_sight(window)
        px = np.rint(marks.x[rows] * window.scale - window.left).astype(np.int64).tolist()
        py = np.rint(marks.y[rows] * window.scale - window.top).astype(np.int64).tolist()
        categories = self.pins.category[marks.first[rows]].tolist()
        lights, counts = marks.light[rows].tolist(), marks.count[rows].tolist()
        for x, y, category, light, count in zip(px, py, categories, lights, counts, strict=True):
            picture = self.look.pin(category, light) if count == 1 else self.look.heap(count, light)
            half = round(picture.width() / picture.devicePixelRatio() / 2)
            painter.drawPixmap(x - half, y - half, picture)

    def _paint_many(self, painter: QPainter, window: Window) -> None:
        """A halo under every pin that is chosen together with others, and under heaps that hold one."""
        chosen = self.pins.chosen(self.many)
        if chosen is None:
            return
        marks, rows = self.marks(window), self.in_sight(window)
        held = np.add.reduceat(chosen[marks.members], marks.start)[rows] > 0 if len(rows) else rows
        rows = rows[held]
        px = np.rint(marks.x[rows] * window.scale - window.left).astype(np.int64).tolist()
        py = np.rint(marks.y[rows] * window.scale - window.top).astype(np.int64).tolist()
        for x, y, count in zip(px, py, marks.count[rows].tolist(), strict=True):
            picture = self.look.halo(count)
            half = round(picture.width() / picture.devicePixelRatio() / 2)
            painter.drawPixmap(x - half, y - half, picture)

    def _paint_one(self, painter: QPainter, row: int, where: QPointF) -> None:
        picture = self.look.pin(int(self.pins.category[row]), int(self.pins.light[row]))
        half = picture.deviceIndependentSize().width() / 2
        painter.drawPixmap(where - QPointF(half, half), picture)

    def _paint_fan(self, painter: QPainter, window: Window) -> None:
        painter.setPen(QPen(self.palette.quiet, self.palette.scale))
        for row in self.pins.fan:
            painter.drawLine(QPointF(*window.to_pixels(*self.pins.place(row))), self.fan_place(window, row))
        for row in self.pins.fan:
            self._paint_one(painter, row, self.fan_place(window, row))

    def _paint_focus(self, painter: QPainter, window: Window) -> None:
        marks = self.marks(window)
        if 0 <= self.focus < len(marks.x):
            where = window.to_pixels(float(marks.x[self.focus]), float(marks.y[self.focus]))
            painter.setPen(QPen(self.palette.accent, 2 * self.palette.scale, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(*where), self.look.size * 1.1, self.look.size * 1.1)

    def _paint_selected(self, painter: QPainter, window: Window) -> None:
        row = self.pins.row.get(self.pin, -1)
        if row < 0:
            return
        fan = row in self.pins.fan
        where = self.fan_place(window, row) if fan else QPointF(*window.to_pixels(*self.pins.place(row)))
        if not QRect(0, 0, window.width, window.height).contains(where.toPoint()):
            self.overlay.paint_pointer(painter, window, where.x(), where.y())
            return
        ring = self.look.size * 0.85
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((self.palette.card, 6.0), (self.palette.accent, 3.0)):
            painter.setPen(QPen(colour, width * self.palette.scale))
            painter.drawEllipse(where, ring, ring)
        self._paint_one(painter, row, where)

    def _paint_nothing(self, painter: QPainter, window: Window) -> None:
        painter.setFont(self.palette.small)
        painter.setPen(self.palette.quiet)
        words = tr("还没有网格边界。导入边界文件后，网格和事件会显示在这里。")
        where = QRect(0, 0, window.width, window.height).adjusted(24, 24, -24, -24)
        painter.drawText(where, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, words)
