"""The drawn ground of a map, kept as opaque square images: base tiles, grid colours, borders."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import cast

import numpy as np
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QRegion

from ui.layers import Ints
from ui.widgets.map.palette import MapPalette
from ui.widgets.map.projection import Box
from ui.widgets.map.shapes import GridShapes
from ui.widgets.map.tiles import TileBase

SIDE = 512
"""Pixels of one image of the ground."""
MARGIN = 0.25
"""How far beyond the view the ground is drawn, in views: 1.5 times the view in all."""
OVER_TILES = 150
"""Opacity (of 255) of the colours when a base map lies under them."""
NO_CLASS = -1
VEILED = 90
"""Opacity (of 255) of the veil over grids that are chosen together."""
MANY = 3_000
"""From so many recoloured grids on everything is drawn again."""

Key = tuple[int, int]
FILL, VEIL, BORDER = 0, 1, 2
Step = tuple[int, int]
"""One stroke of work: the fill, the veil of what is chosen, or the border, of a row."""


@dataclass(slots=True)
class Sheet:
    """All images drawn at one scale (device pixels per unit) and what in them is out of date."""

    scale: float
    images: dict[Key, QImage] = field(default_factory=dict)
    stale: dict[Key, QRegion | None] = field(default_factory=dict)

    def covers(self, keys: list[Key]) -> bool:
        """Whether all these are drawn."""
        return all(key in self.images for key in keys)


@dataclass(slots=True)
class _Job:
    """One image being drawn: what is left to do and where."""

    key: Key
    image: QImage
    region: QRegion | None
    steps: list[Step]
    done: int = 0


def keys_of(rect: QRect) -> list[Key]:
    """The images that a rectangle of device pixels of the world needs, the middle ones first."""
    across = range(rect.left() // SIDE, rect.right() // SIDE + 1)
    down = range(rect.top() // SIDE, rect.bottom() // SIDE + 1)
    middle = rect.center()
    return sorted(
        ((x, y) for y in down for x in across),
        key=lambda key: abs(key[0] * SIDE + SIDE / 2 - middle.x()) + abs(key[1] * SIDE + SIDE / 2 - middle.y()),
    )


def rects_of(region: QRegion) -> list[QRect]:
    """The rectangles of a region (PySide's stubs do not know that it can be walked)."""
    return list(cast("Iterable[QRect]", region))


def see_through(colour: QColor, opacity: int) -> QColor:
    """The colour with so much (of 255) of it."""
    thin = QColor(colour)
    thin.setAlpha(opacity)
    return thin


def pens_of(palette: MapPalette, shapes: GridShapes, depths: tuple[int, ...]) -> dict[int, QPen]:
    """A border for each drawn level: the deepest thin, those above it stronger.

    Up to one pixel Qt has a fast line; wider ones cost five times as much, so only upper levels, of
    which there are few, get them.
    """
    pens = {}
    for up, depth in enumerate(reversed(depths)):
        few = int((shapes.levels == depth).sum()) <= 400
        width = (1.0, 1.6, 2.4, 3.0)[min(up, 3)] if few and (up or depth == 0) else 1.0
        colour = QColor(palette.line if up == 0 and len(depths) > 1 else palette.border)
        pens[depth] = QPen(colour, width * palette.scale if width > 1.0 else 1.0)
        pens[depth].setCosmetic(True)
        pens[depth].setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pens


class GroundRaster:
    """Keeps the ground of one map drawn round the view.

    Panning copies images; only what comes into sight is drawn, in slices of a few milliseconds, one path for
    each polygon. Zooming shows the old images stretched until the new ones are ready. A changed colour redraws
    the changed part of the images it touches, over a copy, so nothing ever flickers or thickens.
    """

    def __init__(self, shapes: GridShapes, palette: MapPalette) -> None:
        self.sheet = Sheet(1.0)
        self.back: Sheet | None = None
        self.base: TileBase | None = None
        self.hidden: frozenset[int] = frozenset()
        self._view = QRect()
        self._seen: list[Key] = []
        self._near: list[Key] = []
        self._job: _Job | None = None
        self.set_shapes(shapes)
        self.set_palette(palette)

    # -- what is drawn -------------------------------------------------------------------------------

    def set_shapes(self, shapes: GridShapes) -> None:
        """Another layer of grids; every grid starts without a class."""
        self.shapes = shapes
        self.classes: Ints = np.full(len(shapes.layer), NO_CLASS, np.int64)
        self.chosen = np.zeros(len(shapes.layer), np.bool_)
        self._shaded: frozenset[int] = frozenset()
        self.forget()

    def set_palette(self, palette: MapPalette) -> None:
        """Other colours."""
        self.palette = palette
        self._brushes = [QBrush(colour) for colour in palette.ramp]
        self._thin = [QBrush(see_through(colour, OVER_TILES)) for colour in palette.ramp]
        self._land = QBrush(palette.land)
        self._veil = QBrush(see_through(palette.accent, VEILED))
        self._rim = QPen(palette.text, 2.0 * palette.scale)
        self._rim.setCosmetic(True)
        self.forget()

    def set_base(self, base: TileBase | None) -> None:
        """Another base map below the grids, or none."""
        self.base = base
        self.forget()

    def forget(self) -> None:
        """Draw everything again; what is there stays in sight until then."""
        self._job = None
        self.sheet.stale = dict.fromkeys(self.sheet.images)

    def clear(self) -> None:
        """Drop every image at once."""
        self._job, self.back, self.sheet = None, None, Sheet(self.sheet.scale)

    def recolour(self, rows: Ints, classes: Ints) -> int:
        """Give rows new classes (0..4, -1 none) and mark what must be redrawn; how many really changed."""
        changed = rows[self.classes[rows] != classes]
        self.classes[rows] = classes
        levels = frozenset(np.unique(self.shapes.levels[self.classes >= 0]).tolist())
        if levels != self._shaded:
            self._shaded = levels
            self.forget()
        else:
            self._redo(changed[self.shapes.levels[changed] == self.shade_level])
        return len(changed)

    @property
    def shade_level(self) -> int:
        """The level whose colours are seen: the deepest drawn one that has any; -1 when none has."""
        return max((depth for depth in self.depths if depth in self._shaded), default=-1)

    def choose(self, rows: Ints) -> int:
        """Lay the veil over these rows and no others; how many changed."""
        chosen = np.zeros(len(self.chosen), np.bool_)
        chosen[rows] = True
        changed = np.flatnonzero(chosen != self.chosen)
        self.chosen = chosen
        self._redo(changed)
        return len(changed)

    def _redo(self, changed: Ints) -> None:
        """Mark what these rows cover as out of date."""
        if not len(changed):
            return
        if len(changed) > MANY or not self.sheet.images:  # to find out what stays would cost more than to draw it
            self.forget()
            return
        seen = changed[np.isin(self.shapes.levels[changed], self.depths)]
        scale = self.sheet.scale
        edge = 2
        for box in np.rint(self.shapes.boxes[seen] * scale).astype(np.int64).tolist():
            rect = QRect(box[0] - edge, box[1] - edge, box[2] - box[0] + 2 * edge, box[3] - box[1] + 2 * edge)
            for x in range(rect.left() // SIDE, rect.right() // SIDE + 1):
                for y in range(rect.top() // SIDE, rect.bottom() // SIDE + 1):
                    self._soil((x, y), rect)

    def _soil(self, key: Key, rect: QRect) -> None:
        job, old = self._job, self.sheet.stale.get(key, QRegion())
        if job is not None and job.key == key:
            self._job = None
            old = None if old is None or job.region is None else old.united(job.region)
        if key not in self.sheet.images:
            return
        local = rect.translated(-key[0] * SIDE, -key[1] * SIDE).intersected(QRect(0, 0, SIDE, SIDE))
        self.sheet.stale[key] = None if old is None else old.united(local)

    @property
    def depths(self) -> tuple[int, ...]:
        """The levels drawn at the present scale."""
        return self.shapes.shown(self.sheet.scale / self.palette.scale, self.hidden)

    # -- looking -------------------------------------------------------------------------------------

    def look(self, view: QRect, scale: float) -> None:
        """Say what is in sight: a rectangle of device pixels of the world, and device pixels per unit."""
        if scale != self.sheet.scale:
            if self.back is None or self.sheet.covers(self._seen):
                self.back = self.sheet
            self.sheet, self._job = Sheet(scale), None
        if view != self._view:
            self._view = view
            self._seen, self._near = keys_of(view), keys_of(self._around())

    def paint(self, painter: QPainter) -> None:
        """Draw the ground; the painter works in device pixels of the view."""
        view, sheet = self._view, self.sheet
        bare = QRegion()
        for key in self._seen:
            x, y = key[0] * SIDE - view.left(), key[1] * SIDE - view.top()
            image = sheet.images.get(key)
            if image is None:
                bare += QRect(x, y, SIDE, SIDE)
            else:
                painter.drawImage(x, y, image)
        if not bare.isEmpty():
            self._paint_bare(painter, bare & QRect(0, 0, view.width(), view.height()))

    def _paint_bare(self, painter: QPainter, bare: QRegion) -> None:
        """What is not drawn yet: the images of before, stretched, and the ground where there are none."""
        back, view = self.back, self._view
        times = self.sheet.scale / back.scale if back is not None else 1.0
        painter.save()
        painter.setClipRegion(bare)
        for (x, y), image in back.images.items() if back is not None else ():
            left, right = round(x * SIDE * times), round((x + 1) * SIDE * times)
            top, bottom = round(y * SIDE * times), round((y + 1) * SIDE * times)
            target = QRect(left - view.left(), top - view.top(), right - left, bottom - top)
            if bare.intersects(target):
                painter.drawImage(target, image)
                bare -= target
        for rect in rects_of(bare):
            painter.fillRect(rect, self.palette.ground)
        painter.restore()

    # -- drawing in slices ---------------------------------------------------------------------------

    def work(self, now: Callable[[], float], until: float) -> bool:
        """Draw until the clock passes ``until`` (same unit as ``now``); True when a finished image is new."""
        fresh = False
        while now() < until:
            job = self._job = self._job or self._next_job()
            if job is None:
                break
            self._draw(job, now, until)
            if job.done >= len(job.steps):
                self.sheet.images[job.key] = job.image
                self._job, fresh = None, True
        return fresh

    @property
    def finished(self) -> bool:
        """Whether everything in sight and in the margin is drawn and up to date."""
        around = self._near
        stale = any(key in self.sheet.stale for key in around)
        return self._job is None and not stale and self.sheet.covers(around)

    @property
    def sharp(self) -> bool:
        """Whether everything in sight is drawn and up to date."""
        keys = self._seen
        busy = self._job is not None and self._job.key in keys
        return not busy and self.sheet.covers(keys) and not any(key in self.sheet.stale for key in keys)

    def _around(self) -> QRect:
        view = self._view
        right, down = round(view.width() * MARGIN), round(view.height() * MARGIN)
        return view.adjusted(-right, -down, right, down)

    def _next_job(self) -> _Job | None:
        sheet, seen = self.sheet, self._seen
        for key in seen:
            if key not in sheet.images:
                return self._start(key, None)
        self.back = None
        for key in seen:
            if key in sheet.stale:
                return self._start(key, sheet.stale.pop(key))
        around = self._near
        for key in around:
            if key not in sheet.images:
                return self._start(key, None)
            if key in sheet.stale:
                return self._start(key, sheet.stale.pop(key))
        self._drop_far(around)
        return None

    def _drop_far(self, around: list[Key]) -> None:
        """Forget images well outside the view, and stale ones outside the margin."""
        kept = set(around)
        for key in [key for key in self.sheet.images if key not in kept]:
            far = max(min(abs(key[axis] - other[axis]) for other in around) for axis in (0, 1)) > 1
            if far or key in self.sheet.stale:
                del self.sheet.images[key]
                self.sheet.stale.pop(key, None)

    def _start(self, key: Key, region: QRegion | None) -> _Job:
        old = self.sheet.images.get(key)
        if old is not None and region is not None:
            image = old.copy()
        else:
            region, image = None, QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
        job = _Job(key, image, region, self._steps(key, region))
        with QPainter(image) as painter:
            if region is not None:
                painter.setClipRegion(region)
            painter.fillRect(image.rect(), self.palette.ground)
            if self.base is not None:
                self.base.paint(painter, QRect(key[0] * SIDE, key[1] * SIDE, SIDE, SIDE), self.sheet.scale)
        return job

    def _steps(self, key: Key, region: QRegion | None) -> list[Step]:
        """Fills from the upper levels down, then borders from the deepest up, of what meets the image."""
        area = QRectF(0, 0, SIDE, SIDE) if region is None else QRectF(region.boundingRect())
        area = area.adjusted(-3, -3, 3, 3).translated(key[0] * SIDE, key[1] * SIDE)
        scale, depths = self.sheet.scale, self.depths
        box: Box = (area.left() / scale, area.top() / scale, area.right() / scale, area.bottom() / scale)
        rows = self.shapes.touching(box, depths)
        if region is not None and region.rectCount() < 400:
            rows = self._meeting(rows, key, region)
        top = depths[0] if depths else 0
        levels = self.shapes.levels[rows]
        filled = rows[((self.classes[rows] >= 0) & (levels == self.shade_level)) | (levels == top)]
        veiled = rows[self.chosen[rows]]
        return [
            *((FILL, row) for row in filled.tolist()), *((VEIL, row) for row in veiled.tolist()),
            *((BORDER, row) for row in rows[::-1].tolist()),
        ]  # fmt: skip

    def _meeting(self, rows: Ints, key: Key, region: QRegion) -> Ints:
        """Those rows whose box meets one of the region's rectangles."""
        corner = np.array([key[0], key[1], key[0], key[1]]) * SIDE
        boxes = self.shapes.boxes[rows] * self.sheet.scale - corner
        met = np.zeros(len(rows), bool)
        for rect in rects_of(region):
            met |= (
                (boxes[:, 0] <= rect.right() + 3)
                & (boxes[:, 2] >= rect.left() - 3)
                & (boxes[:, 1] <= rect.bottom() + 3)
                & (boxes[:, 3] >= rect.top() - 3)
            )
        return rows[met]

    def _draw(self, job: _Job, now: Callable[[], float], until: float) -> None:
        shapes, levels, classes = self.shapes, self.shapes.levels, self.classes
        brushes = self._brushes if self.base is None else self._thin
        land, pens = self._land, pens_of(self.palette, shapes, self.depths)
        clear, scale, edge, shade = self.base is not None, self.sheet.scale, 8, self.shade_level
        left, top = job.key[0] * SIDE, job.key[1] * SIDE
        box: Box = (
            (left - edge) / scale, (top - edge) / scale, (left + SIDE + edge) / scale, (top + SIDE + edge) / scale
        )  # fmt: skip
        with QPainter(job.image) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if job.region is not None:
                painter.setClipRegion(job.region)
            painter.translate(-job.key[0] * SIDE, -job.key[1] * SIDE)
            painter.scale(self.sheet.scale, self.sheet.scale)
            steps = job.steps
            while job.done < len(steps):
                kind, row = steps[job.done]
                job.done += 1
                if kind == VEIL:
                    painter.fillPath(shapes.path(row), self._veil)
                    painter.strokePath(shapes.path(row), self._rim)
                elif kind == BORDER:
                    painter.strokePath(shapes.border(row, box), pens[int(levels[row])])
                elif classes[row] >= 0 and levels[row] == shade:
                    painter.fillPath(shapes.path(row), brushes[classes[row]])
                elif not clear:
                    painter.fillPath(shapes.path(row), land)
                if not job.done % 8 and now() >= until:
                    break
