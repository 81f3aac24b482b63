"""The live map: grids, pins, names and legend over a cached ground; every gesture by mouse and by key."""

from collections.abc import Iterable, Mapping
from time import perf_counter

import numpy as np
from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from commandroom.text import tr
from ui.layers import GridLayer, MapLegend, PinLayer, PostLayer
from ui.widgets.map.hand import MapHand
from ui.widgets.map.palette import MapPalette
from ui.widgets.map.pan import PanTool
from ui.widgets.map.shapes import GridShapes
from ui.widgets.map.surface import MapSurface
from ui.widgets.map.tiles import TileBase

SLICE = 0.010
"""Seconds of drawing between two looks at the event queue; half of it while a hand moves the map."""
REPAINT = 0.08
"""Seconds between two looks at a half drawn ground: painting the whole wall for each image would cost more."""


class MapCanvas(MapSurface):
    """A map of grids and pins, drawn in slices of a few milliseconds."""

    def __init__(self, palette: MapPalette, parent: QWidget | None = None) -> None:
        super().__init__(palette, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("网格图"))
        self.setAccessibleDescription(tr("方向键移动，加减键缩放，Home 回到全图，Tab 逐个选事件，回车打开"))
        self._fresh = False
        self._shown = 0.0
        self._clock = QTimer(self)
        self._clock.setInterval(0)
        self._clock.timeout.connect(self._slice)
        self.hand = MapHand(self)
        self.home = self.scene.tool = PanTool(self, self.hand)

    # -- what is shown ---------------------------------------------------------------------------

    def set_palette(self, palette: MapPalette) -> None:
        """Another theme or another scale."""
        self.scene.dress(palette, self.devicePixelRatioF())
        self.look_again()

    def set_grids(self, layer: GridLayer, classes: Mapping[str, int] | None = None) -> None:
        """Show these grids, coloured by class 0..4 where one is given; fits unless a hand locked the view."""
        scene = self.scene
        scene.shapes = GridShapes(layer)
        scene.raster.set_shapes(scene.shapes)
        scene.raster.clear()
        scene.labels.forget()
        if classes:
            self.recolour(classes)
        if not self._locked:
            self.fit_to(scene.shapes.extent())
        self.look_again()

    def recolour(self, classes: Mapping[str, int]) -> int:
        """Give grids (by code; unknown codes are passed over) a class 0..4 or -1; how many changed."""
        rows = self.scene.shapes.row
        known = [(rows[code], step) for code, step in classes.items() if code in rows]
        if not known:
            return 0
        pairs = np.array(known, np.int64)
        changed = self.scene.raster.recolour(pairs[:, 0], pairs[:, 1])
        if changed:
            self.look_again()
        return changed

    def set_pins(self, layer: PinLayer) -> None:
        """Show these pins."""
        scene = self.scene
        stay = scene.pins.set_layer(layer)
        scene.focus = -1
        scene.overlay.with_lights = scene.pins_shown and bool(len(layer))
        if stay and self.whole:
            self.update()  # other lights on the same places: names and ground stay as they are
            return
        if not stay:
            scene.labels.forget()
        if not self._locked and not len(scene.shapes.layer) and len(layer):
            self.fit_to(scene.pins.extent(np.arange(len(layer))))
        self.look_again()

    def move_pins(self, moved: PinLayer) -> int:
        """Give pins that are shown a new place, category or light; how many were known."""
        known = self.scene.pins.move(moved)
        self.scene.focus = -1
        self.update()
        return known

    def set_posts(self, layer: PostLayer) -> None:
        """Show these people, while their layer is on."""
        self.scene.posts.set_layer(layer)
        self.scene.labels.forget()
        self.look_again()

    def show_layers(
        self, *, pins: bool = True, hidden: Iterable[int] = (), posts: bool = False, names: bool = True
    ) -> None:
        """Pins, people and names on or off, and these levels of grids (0 is the town) not drawn."""
        scene = self.scene
        scene.names_shown = names
        if posts != scene.posts.shown or pins != scene.pins_shown:
            scene.posts.shown = posts
            scene.labels.forget()
        scene.pins_shown = pins
        scene.overlay.with_lights = pins and bool(scene.pins.ids)
        if scene.raster.hidden != frozenset(hidden):
            scene.raster.hidden = frozenset(hidden)
            scene.raster.forget()
        self.look_again()

    def set_legend(self, legend: MapLegend | None) -> None:
        """What the colours mean, in words, whatever level is seen."""
        self.scene.legends = {}
        self.scene.overlay.legend = legend
        self.update()

    def set_legends(self, legends: Mapping[int, MapLegend]) -> None:
        """What the colours of each level mean, in words."""
        self.scene.legends = dict(legends)
        self.scene.overlay.legend = legends.get(self.scene.raster.shade_level, self.scene.overlay.legend)
        self.update()

    def set_base(self, base: TileBase | None) -> None:
        """A base map below the grids, or none."""
        self.scene.raster.set_base(base)
        self.look_again()

    def select_pin(self, pin: str | None) -> None:
        """Ring this pin (none: no ring); an unlocked view moves there when it is out of sight."""
        self.scene.pin = pin or ""
        row = self.scene.pins.row.get(self.scene.pin, -1)
        if row >= 0:
            self.show_place(*self.window_now.to_pixels(*self.scene.pins.place(row)))
        self.update()

    def choose(self, pins: Iterable[str], grids: Iterable[str]) -> None:
        """Show these pins and these grids as chosen together."""
        scene = self.scene
        scene.many = frozenset(pins)
        rows = [scene.shapes.row[code] for code in grids if code in scene.shapes.row]
        if scene.raster.choose(np.array(rows, np.int64)):
            self.look_again()
        self.update()

    def select_grid(self, code: str | None) -> None:
        """Outline this grid strongly."""
        self.scene.grid = code or ""
        self.update()

    # -- drawing ---------------------------------------------------------------------------------

    def look_again(self) -> None:
        """Something needs drawing: aim the raster and start the slices."""
        ratio, window = self.devicePixelRatioF(), self.window_now
        wide, high = round(window.width * ratio), round(window.height * ratio)
        scale = window.scale * ratio
        left, top = round(window.x * scale - wide / 2), round(window.y * scale - high / 2)
        self.scene.raster.look(QRect(left, top, wide, high), scale)
        if not self._clock.isActive() and self.isVisible():
            self._clock.start()
        self.update()

    def _slice(self) -> None:
        """A few milliseconds of what is still to draw; stops by itself."""
        scene, dragging = self.scene, self.hand.dragging
        if not self.isVisible():
            self._clock.stop()
        elif not scene.raster.finished:
            now = perf_counter()
            self._fresh |= scene.raster.work(perf_counter, now + (SLICE / 2 if dragging else SLICE))
            if self._fresh and (scene.raster.sharp or now - self._shown >= REPAINT):
                self._fresh, self._shown = False, now
                self.update()
        elif not scene.shapes.prepared:
            scene.shapes.prepare()
        elif not dragging and self._naming():
            self._name()
        else:
            self._clock.stop()
            self.drawn.emit()

    def _naming(self) -> bool:
        """Whether names are still to be placed or written."""
        labels = self.scene.labels
        return labels.due(self.window_now, self.scene.raster.depths) or not labels.written

    def _name(self) -> None:
        """A slice of placing names, then of writing them; shown when all are there."""
        until = perf_counter() + SLICE
        scene = self.scene

        def stop() -> bool:
            return perf_counter() >= until

        placed = not scene.labels.due(self.window_now, scene.raster.depths) or scene.place_names(self.window_now, stop)
        if placed and scene.labels.write(stop):
            self.update()

    @property
    def whole(self) -> bool:
        """Whether all there is to draw is drawn, names too."""
        return self.scene.raster.finished and not self._naming()

    def settle(self) -> None:
        """Draw all that is still to draw now (for prints and pictures)."""
        scene = self.scene
        scene.raster.work(perf_counter, float("inf"))
        scene.shapes.prepare()
        scene.place_names(self.window_now, lambda: False)
        scene.labels.write(lambda: False)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Lay ground, names, selection, pins and standing parts over each other."""
        with QPainter(self) as painter:
            self.scene.paint(painter, self.window_now, self.devicePixelRatioF())
        if not self._clock.isActive() and not self.scene.raster.finished:
            self._clock.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the middle; an untouched view keeps what it shows in full."""
        self.resized()
