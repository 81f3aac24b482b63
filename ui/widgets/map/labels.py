"""Names on the map: the upper levels first, each where it fits, none over another."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap

from ui.layers import Floats
from ui.widgets.map.palette import MapPalette
from ui.widgets.map.projection import Box, Window
from ui.widgets.map.shapes import GridShapes

MOST = 400
"""Names placed at once."""
BREATH, MIDDLES = 32, 256
"""So many grids are looked at, and so many middles found, between two looks at the clock."""
_CELL = 8.0
"""Pixels across the squares that remember what is taken."""


@dataclass(frozen=True, slots=True)
class Label:
    """A name in its place: units of its middle, and how it is written (0 the top level)."""

    text: str
    x: float
    y: float
    rank: int


class LabelBoard:
    """Places the names of what is in sight and keeps their pictures."""

    def __init__(self, palette: MapPalette, ratio: float) -> None:
        self.palette = palette
        self.ratio = ratio
        self.labels: tuple[Label, ...] = ()
        self._pictures: dict[tuple[str, int], QPixmap] = {}
        self._written = 0
        fonts = (palette.bold, palette.medium, palette.small)
        self._metrics = tuple(QFontMetricsF(font) for font in fonts)
        self._fonts = fonts
        self._area: Box = (0.0, 0.0, 0.0, 0.0)
        self._scale = 0.0
        self._depths: tuple[int, ...] = ()
        self._begun: tuple[Box, float, tuple[int, ...]] = (self._area, 0.0, ())
        self._work: Iterator[None] | None = None
        self._widths: dict[tuple[str, int], float] = {}

    def forget(self) -> None:
        """Place everything again at the next chance."""
        self._scale, self._work = 0.0, None

    def due(self, window: Window, depths: tuple[int, ...]) -> bool:
        """Whether the names in place are for another view."""
        return not self._fits(window, depths, self._area, self._scale, self._depths)

    @staticmethod
    def _fits(window: Window, depths: tuple[int, ...], area: Box, scale: float, placed: tuple[int, ...]) -> bool:
        seen = window.box()
        inside = area[0] <= seen[0] and area[1] <= seen[1] and area[2] >= seen[2] and area[3] >= seen[3]
        return window.scale == scale and depths == placed and inside

    def place(
        self,
        window: Window,
        shapes: GridShapes,
        depths: tuple[int, ...],
        heaps: Floats | None = None,
        pins: Floats | None = None,
    ) -> None:
        """Choose and place names for the view and half a view round it; heaps and pins (n, 2, units) stay clear."""
        self.begin(window, shapes, depths, heaps, pins)
        self.go_on(lambda: False)

    def begin(
        self,
        window: Window,
        shapes: GridShapes,
        depths: tuple[int, ...],
        heaps: Floats | None = None,
        pins: Floats | None = None,
    ) -> None:
        """Begin to place names as :meth:`place` does; the names before stay until :meth:`go_on` is through."""
        area = window.box(min(window.width, window.height) * 0.5)
        left, top = area[:2]
        cells = np.zeros(
            (int((area[3] - top) * window.scale / _CELL) + 2, int((area[2] - left) * window.scale / _CELL) + 2), bool
        )
        for places, half in ((heaps, 16.0), (pins, 9.0)):
            if places is not None and len(places):
                self._keep_free(cells, (places - (left, top)) * window.scale, half * self.palette.scale)
        self._begun = (area, window.scale, depths)
        self._work = self._placing(window.scale, area, shapes, depths, cells)

    def busy(self, window: Window, depths: tuple[int, ...]) -> bool:
        """Whether names for this very view are being placed."""
        return self._work is not None and self._fits(window, depths, *self._begun)

    def go_on(self, stop: Callable[[], bool]) -> bool:
        """Place on until ``stop`` says so; True when all names stand."""
        if self._work is None:
            return True
        for _ in self._work:
            if stop():
                return False
        self._work = None
        return True

    def _placing(
        self, scale: float, area: Box, shapes: GridShapes, depths: tuple[int, ...], cells: NDArray[np.bool_]
    ) -> Iterator[None]:
        """The names one after the other, upper levels and large grids first; a breath between some of them."""
        left, top = area[:2]
        placed: list[Label] = []
        rows = shapes.touching(area, depths)
        rows = rows[np.lexsort((-shapes.size[rows], shapes.levels[rows]))]
        fits = (shapes.boxes[:, 2] - shapes.boxes[:, 0]) * scale
        for at, row in enumerate(rows.tolist()):
            if not at % MIDDLES:
                shapes.find_middles(rows[at : at + MIDDLES])
            if not at % BREATH:
                yield
            depth = int(shapes.levels[row])
            if len(depths) > 1 and depth == depths[0] == 0:
                continue  # the town itself stands at the head of the window
            label = self._one(shapes, row, depth, depths, float(fits[row]))
            if label is None:
                continue
            for across, down in self._moves(label, shapes.boxes[row], scale):
                moved = replace(label, x=label.x + across, y=label.y + down) if across or down else label
                where = self._free(cells, moved, (moved.x - left) * scale, (moved.y - top) * scale)
                if where is None or ((across or down) and not shapes.holds(row, moved.x, moved.y)):
                    continue
                cells[where] = True
                placed.append(moved)
                break
            if len(placed) == MOST:
                break
        self.labels, self._written = tuple(placed), 0
        if len(self._pictures) > 4 * MOST:
            self._pictures.clear()
        self._area, self._scale, self._depths = self._begun

    def _moves(self, label: Label, box: Floats, scale: float) -> list[tuple[float, float]]:
        """Where a name may stand (units from the middle of its grid): the nearest first, upper levels farther."""
        line = self._metrics[label.rank].height() * 1.25 / scale
        word = self._wide(label.text, label.rank) / scale
        wide, high = float(box[2] - box[0]), float(box[3] - box[1])
        lines = (0.0, 1.0, -1.0, 2.0, -2.0) if high > 3.2 * line else (0.0, 0.5, -0.5)
        if label.rank == 0 and high > 8 * line:
            lines = (*lines, 3.0, -3.0, 4.0, -4.0, 5.0, -5.0)
        words = (0.0, 0.5, -0.5, 1.0, -1.0) if label.rank == 0 and wide > 2.5 * word else (0.0,)
        return [(across * word, down * line) for down in lines for across in words]

    def _one(
        self, shapes: GridShapes, row: int, depth: int, depths: tuple[int, ...], wide: float
    ) -> Label | None:
        """The name of a grid when it fits into the grid's width, else nothing."""
        rank = 0 if len(depths) == 1 or depth <= depths[0] + 1 else 1 if depth != depths[-1] else 2
        if rank == 2 and self.palette.wall:
            return None
        text = short(shapes.layer.names[row], shapes, row)
        if not text or self._wide(text, rank) > wide * (1.25, 1.0, 0.72)[rank]:
            return None
        x, y = shapes.middle(row)
        return Label(text, x, y, rank)

    def _keep_free(self, cells: NDArray[np.bool_], pixels: Floats, half: float) -> None:
        """Take the squares under heaps of pins, and under pins."""
        for px, py in pixels.tolist():
            across = slice(max(int((px - half) / _CELL), 0), max(int((px + half) / _CELL) + 1, 0))
            down = slice(max(int((py - half) / _CELL), 0), max(int((py + half) / _CELL) + 1, 0))
            cells[down, across] = True

    def _wide(self, text: str, rank: int) -> float:
        """Pixels of a name; asked again and again, so kept."""
        found = self._widths.get((text, rank))
        if found is None:
            found = self._widths[(text, rank)] = self._metrics[rank].horizontalAdvance(text)
        return found

    def _free(
        self, cells: NDArray[np.bool_], label: Label, px: float, py: float
    ) -> tuple[slice, slice] | None:
        """The squares under a name, None when one of them is taken."""
        wide, high = self._wide(label.text, label.rank) / 2 + 4, self._metrics[label.rank].height() / 2 + 1
        across = slice(int((px - wide) / _CELL), int((px + wide) / _CELL) + 1)
        down = slice(int((py - high) / _CELL), int((py + high) / _CELL) + 1)
        if across.start < 0 or down.start < 0 or cells[down, across].any():
            return None
        return down, across

    @property
    def written(self) -> bool:
        """Whether every name in place has its picture."""
        return self._written >= len(self.labels)

    def write(self, stop: Callable[[], bool]) -> bool:
        """Make pictures of names until ``stop`` says so; True when every name has one."""
        while self._written < len(self.labels):
            label = self.labels[self._written]
            self._written += 1
            if (label.text, label.rank) not in self._pictures:
                self._picture(label)
                if stop():
                    break
        return self.written

    def paint(self, painter: QPainter, window: Window) -> None:
        """Write the names that have a picture."""
        area = window.box(80)
        for label in self.labels:
            if not (area[0] <= label.x <= area[2] and area[1] <= label.y <= area[3]):
                continue
            picture = self._pictures.get((label.text, label.rank))
            if picture is None:
                continue
            px, py = window.to_pixels(label.x, label.y)
            size = picture.deviceIndependentSize()
            painter.drawPixmap(QPointF(round(px - size.width() / 2), round(py - size.height() / 2)), picture)

    def _picture(self, label: Label) -> QPixmap:
        """The name with a halo of the ground's colour, so that it reads on every step of the ramp."""
        metrics, font, edge = self._metrics[label.rank], self._fonts[label.rank], 3 * self.palette.scale
        wide, high = metrics.horizontalAdvance(label.text) + 2 * edge, metrics.height() + 2 * edge
        picture = QPixmap(round(wide * self.ratio) + 1, round(high * self.ratio) + 1)
        picture.setDevicePixelRatio(self.ratio)
        picture.fill(Qt.GlobalColor.transparent)
        with QPainter(picture) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            outline = QPainterPath()
            outline.addText(QPointF(edge, edge + metrics.ascent()), font, label.text)
            halo = QColor(self.palette.card)
            halo.setAlpha(225)
            pen = QPen(halo, edge)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.strokePath(outline, pen)
            painter.setFont(font)
            painter.setPen(self.palette.quiet if label.rank == 2 else self.palette.text)
            painter.drawText(QPointF(edge, edge + metrics.ascent()), label.text)
        self._pictures[(label.text, label.rank)] = picture
        return picture


def short(name: str, shapes: GridShapes, row: int) -> str:
    """The name without what the grid above it already says: 富民社区第三网格 in 富民社区 is 第三网格."""
    parent = int(shapes.layer.parents[row])
    above = shapes.layer.names[parent] if parent >= 0 else ""
    return name[len(above) :].strip() if above and name.startswith(above) and len(name) > len(above) else name
