"""People on the map: a small figure at the grid each keeps, gathered with a number where they stand close."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPixmap

from ui.layers import Floats, PostLayer
from ui.widgets.map.palette import MapPalette
from ui.widgets.map.pins import Marks, heap_up
from ui.widgets.map.projection import Window
from ui.widgets.map.shapes import GridShapes

SIZE = 20
"""Pixels across one figure at scale 1.0."""
CELL = 44
"""Pixels across the squares that gather figures."""


class PostField:
    """Where the posts of a layer stand; found anew when grids or posts change."""

    def __init__(self) -> None:
        self.layer = PostLayer()
        self.shown = False
        self._shapes: GridShapes | None = None
        self._points: Floats = np.zeros((0, 2))
        self._rows: list[int] = []
        self._marks: Marks | None = None
        self._key: tuple[float, tuple[int, ...]] = (0.0, ())
        self._pictures: dict[tuple[int, int, str, float], QPixmap] = {}

    def set_layer(self, layer: PostLayer) -> None:
        """Other posts."""
        self.layer, self._shapes = layer, None

    def _settle(self, shapes: GridShapes) -> None:
        """Put each post into the middle of its grid; one whose grid has no outline is not on the map."""
        if self._shapes is shapes:
            return
        self._shapes, self._marks = shapes, None
        known = [(at, shapes.row[code]) for at, code in enumerate(self.layer.grids) if code in shapes.row]
        shapes.find_middles(np.array([row for _, row in known], np.int64))
        placed = [(at, shapes.middle(row)) for at, row in known if shapes.middle(row)[0] >= 0]
        self._rows = [at for at, _ in placed]
        self._points = np.array([place for _, place in placed], np.float64).reshape(-1, 2)

    def marks(self, window: Window, shapes: GridShapes, palette: MapPalette) -> Marks:
        """Figures and gatherings at this zoom."""
        self._settle(shapes)
        key = (window.scale, (round(palette.scale * 100),))
        if self._marks is None or key != self._key:
            kinds = np.array([self.layer.kinds[row] for row in self._rows], np.int64)
            self._marks, self._key = heap_up(self._points, kinds, window.scale, CELL * palette.scale), key
        return self._marks

    def hit(self, window: Window, shapes: GridShapes, palette: MapPalette, px: float, py: float) -> list[str]:
        """Codes of the grids whose posts stand under this pixel; empty for none."""
        if not self.shown:
            return []
        marks = self.marks(window, shapes, palette)
        across = marks.x * window.scale - window.left - px
        down = marks.y * window.scale - window.top + drop(palette) - py
        far = np.hypot(across, down)
        if not len(far) or far.min() > SIZE * palette.scale * 0.65:
            return []
        mark = int(far.argmin())
        members = marks.members[marks.start[mark] : marks.start[mark] + marks.count[mark]]
        return [self.layer.grids[self._rows[row]] for row in members.tolist()]

    def paint(
        self, painter: QPainter, window: Window, shapes: GridShapes, palette: MapPalette, ratio: float
    ) -> None:
        """Draw what is in sight."""
        marks = self.marks(window, shapes, palette)
        box = window.box(SIZE * palette.scale * 2)
        seen = (marks.x >= box[0]) & (marks.x <= box[2]) & (marks.y >= box[1]) & (marks.y <= box[3])
        rows = np.flatnonzero(seen)
        px = np.rint(marks.x[rows] * window.scale - window.left).astype(np.int64).tolist()
        py = np.rint(marks.y[rows] * window.scale - window.top + drop(palette)).astype(np.int64).tolist()
        for x, y, kind, count in zip(px, py, marks.light[rows].tolist(), marks.count[rows].tolist(), strict=True):
            picture = self._picture(int(kind), int(count), palette, ratio)
            size = picture.deviceIndependentSize()
            painter.drawPixmap(QPointF(x - round(size.width() / 2), y - round(size.height() / 2)), picture)

    def _picture(self, kind: int, count: int, palette: MapPalette, ratio: float) -> QPixmap:
        key = (kind, min(count, 100), palette.card.name() + palette.accent.name(), palette.scale * ratio)
        found = self._pictures.get(key)
        if found is None:
            if len(self._pictures) > 300:
                self._pictures.clear()
            found = self._pictures[key] = draw_post(kind, count, palette, ratio)
        return found


def drop(palette: MapPalette) -> float:
    """Pixels below the middle of its grid where a figure stands: the grid's name keeps the middle."""
    return 18 * palette.scale


def draw_post(kind: int, count: int, palette: MapPalette, ratio: float) -> QPixmap:
    """A head and shoulders on a card (round for a grid worker, square for a village post), with a number from two."""
    side = SIZE * palette.scale
    wide = side * (1.0 if count == 1 else 1.75 if count < 100 else 2.1)
    picture = QPixmap(round((wide + 2) * ratio), round((side + 2) * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(palette.accent, max(palette.scale, 1.0)))
        painter.setBrush(palette.card)
        corner = side / 2 if kind == 0 else side / 5
        painter.drawRoundedRect(QRectF(1, 1, wide, side), corner, corner)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.accent)
        middle, unit = 1 + side / 2, side / 20
        painter.drawEllipse(QPointF(middle, 1 + 7 * unit), 3.1 * unit, 3.1 * unit)
        shoulders = QPainterPath(QPointF(middle - 5.5 * unit, 1 + 16 * unit))
        shoulders.cubicTo(
            QPointF(middle - 5.5 * unit, 1 + 9.5 * unit), QPointF(middle + 5.5 * unit, 1 + 9.5 * unit),
            QPointF(middle + 5.5 * unit, 1 + 16 * unit),
        )  # fmt: skip
        painter.drawPath(shoulders)
        if count > 1:
            painter.setFont(palette.small)
            painter.setPen(palette.text)
            box = QRectF(1 + side * 0.75, 1, wide - side * 0.85, side)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(count) if count < 1000 else "999+")
    return picture
