"""The live map at 10,650 grids and 5,000 pins; beside it a QGraphicsView of items, and folium in QtWebEngine.

Run by ``make bench`` (or ``python tests/bench/bench_map.py``); prints a table and asserts no time.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QImage, QPainter, QPen
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QGraphicsPathItem, QGraphicsScene, QGraphicsView, QWidget

from tests.helpers.folium_rival import rival
from tests.helpers.town_map import town_map, town_pins
from ui.layers import GridLayer, PinLayer
from ui.theme import Theme
from ui.widgets.map.canvas import MapCanvas
from ui.widgets.map.palette import MapPalette
from ui.widgets.map.shapes import GridShapes

FOLDER = Path(__file__).resolve().parents[2] / "build" / "bench"
SIZES = (QSize(1920, 1080), QSize(3840, 2160))
MS = 1000.0


def spent(work: Callable[[], object]) -> float:
    """Milliseconds of one call."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * MS


def shares(times: list[float]) -> str:
    """Median and 95th percentile."""
    return f"p50 {np.percentile(times, 50):7.1f}  p95 {np.percentile(times, 95):7.1f}  max {max(times):7.1f}"


def until(done: Callable[[], bool], seconds: float = 30.0) -> float:
    """Let the event loop run until something is true; milliseconds, the longest turn of the loop beside it."""
    start = time.perf_counter()
    while not done() and time.perf_counter() - start < seconds:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
    return (time.perf_counter() - start) * MS


def frame(widget: MapCanvas | QGraphicsView, image: QImage) -> None:
    """Paint the whole widget once, as a screen would ask for it."""
    target = widget if isinstance(widget, MapCanvas) else widget.viewport()
    with QPainter(image) as painter:
        target.render(painter, QPoint())


class NativeMap:
    """The program's own map."""

    def __init__(self, layer: GridLayer, pins: PinLayer, size: QSize) -> None:
        theme = Theme("dark")
        theme.fit(size)
        self.layer, self.pins, self.size = layer, pins, size
        self.image = QImage(size, QImage.Format.Format_RGB32)
        rng = np.random.default_rng(5)
        self.classes = dict(zip(layer.codes, rng.integers(0, 5, len(layer)).tolist(), strict=True))
        self.canvas = MapCanvas(MapPalette.of(theme))
        self.canvas.resize(size)

    def first(self) -> float:
        """From arrays to the first whole, sharp picture with all pins."""
        start = time.perf_counter()
        self.canvas.set_grids(self.layer, self.classes)
        self.canvas.set_pins(self.pins)
        self.canvas.show()
        until(lambda: self.canvas.scene.raster.sharp)
        frame(self.canvas, self.image)
        return (time.perf_counter() - start) * MS

    def settle(self) -> None:
        """Let all slices run out."""
        until(lambda: self.canvas.scene.raster.finished and not self.canvas._clock.isActive())

    def near(self) -> None:
        """Zoom until the micro grids are drawn."""
        while 3 not in self.canvas.scene.raster.depths:
            self.canvas.touch(self.canvas.window_now.zoomed(0.5, self.size.width() / 2, self.size.height() / 2))
        self.settle()

    def drag(self) -> tuple[list[float], list[float]]:
        """A drag of 120 steps back and forth: time of each frame alone, and of each whole turn of the loop."""
        frames, turns = [], []
        self.canvas.hand.dragging = True
        for step in range(120):
            way = 14 if step < 60 else -14
            start = time.perf_counter()
            self.canvas.touch(self.canvas.window_now.panned(way, way / 2))
            frames.append(spent(lambda: frame(self.canvas, self.image)))
            QCoreApplication.processEvents()
            turns.append((time.perf_counter() - start) * MS)
        self.canvas.hand.dragging = False
        self.settle()
        return frames, turns

    def pans(self) -> list[float]:
        """A jump aside until all of it is sharp again."""
        times = []
        for way in (90, 90, 90, -90, -90, -90):
            start = time.perf_counter()
            self.canvas.touch(self.canvas.window_now.panned(way, 40 if way > 0 else -40))
            until(lambda: self.canvas.scene.raster.sharp)
            frame(self.canvas, self.image)
            times.append((time.perf_counter() - start) * MS)
            self.settle()
        return times

    def zoom(self) -> tuple[list[float], list[float]]:
        """Wheel steps in and out: the frame, and the time until it is sharp again."""
        frames, sharp = [], []
        for step in (0.5, 0.5, 0.5, -0.5, -0.5, -0.5) * 2:
            self.canvas.touch(self.canvas.window_now.zoomed(step, self.size.width() / 2, self.size.height() / 2))
            frames.append(spent(lambda: frame(self.canvas, self.image)))
            sharp.append(until(lambda: self.canvas.scene.raster.sharp))
            self.settle()
        return frames, sharp

    def change(self, rng: np.random.Generator) -> None:
        """500 grids recoloured and 1,000 pins moved."""
        rows = rng.choice(len(self.layer), 500, replace=False)
        classes = {self.layer.codes[row]: int(rng.integers(0, 5)) for row in rows}
        moved = rng.choice(len(self.pins), 1000, replace=False)
        part = PinLayer(
            tuple(self.pins.ids[at] for at in moved), self.pins.lon[moved] + rng.normal(0, 1e-4, 1000),
            self.pins.lat[moved], self.pins.category[moved], self.pins.light[moved],
        )  # fmt: skip
        self.canvas.recolour(classes)
        self.canvas.move_pins(part)

    def tick(self, rng: np.random.Generator) -> tuple[float, float]:
        """500 grids recoloured and 1,000 pins moved: the handler, and the time until it is all seen."""
        start = time.perf_counter()
        self.change(rng)
        handler = (time.perf_counter() - start) * MS
        until(lambda: self.canvas.scene.raster.sharp)
        frame(self.canvas, self.image)
        return handler, (time.perf_counter() - start) * MS

    def click(self, at: QPoint) -> float:
        """A real click until the signal."""
        return spent(lambda: QTest.mouseClick(self.canvas, Qt.MouseButton.LeftButton, pos=at))


class PaintCounter(QObject):
    """Counts how often a widget is painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """One more."""
        self.count += event.type() == QEvent.Type.Paint
        return super().eventFilter(watched, event)


@dataclass
class Live:
    """Frames of a hand that drags while the town moves: how many were wanted, painted and too late."""

    wanted: int
    painted: int
    late: int
    """Turns of the loop that took longer than a frame, on the clock."""
    heavy: int
    """Turns whose work alone, by the processor's own count, took longer than a frame."""
    works: list[float]


def live(native: "NativeMap", rng: np.random.Generator, seconds: int = 4) -> Live:
    """Drag at 60 frames a second (30 at 4K) while 500 grids are recoloured and 1,000 pins moved each second.

    Each turn is what the window does: the hand's move, a slice of drawing, one painted frame.
    """
    canvas, period = native.canvas, 1 / 60 if native.size.width() < 3000 else 1 / 30
    counter, found = PaintCounter(canvas), Live(round(seconds / period), 0, 0, 0, [])
    canvas.hand.dragging = True
    for frame_number in range(found.wanted):
        begun, work = time.perf_counter(), time.process_time()
        if not frame_number % round(1 / period):
            native.change(rng)
        way = 14 if frame_number // 30 % 2 else -14
        canvas.touch(canvas.window_now.panned(way, way / 2))
        QCoreApplication.processEvents()
        found.works.append((time.process_time() - work) * MS)
        took = time.perf_counter() - begun
        found.late += took > period
        found.heavy += found.works[-1] > period * MS
        while time.perf_counter() - begun < period:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 1)
    canvas.hand.dragging = False
    native.settle()
    found.painted = counter.count
    counter.deleteLater()
    return found


class ItemMap:
    """The peer: a QGraphicsView with one item for each polygon and each pin, antialiased."""

    def __init__(self, layer: GridLayer, pins: PinLayer, size: QSize, classes: dict[str, int]) -> None:
        theme = Theme("dark")
        theme.fit(size)
        palette = MapPalette.of(theme)
        self.image = QImage(size, QImage.Format.Format_RGB32)
        shapes = GridShapes(layer)
        self.scene = QGraphicsScene()
        pen = QPen(palette.line, 1)
        pen.setCosmetic(True)
        self.brushes = [QBrush(colour) for colour in palette.ramp]
        self.items = []
        for row in range(len(layer)):
            item = QGraphicsPathItem(shapes.path(row))
            item.setPen(pen)
            item.setBrush(self.brushes[classes[layer.codes[row]]])
            self.scene.addItem(item)
            self.items.append(item)
        from ui.widgets.map.pins import PinField

        field = PinField()
        field.set_layer(pins)
        extent = shapes.extent()
        assert extent is not None
        side = (extent[2] - extent[0]) / 300
        for row, (x, y) in enumerate(field.points.tolist()):
            colour = palette.lights[int(field.light[row])]
            self.scene.addEllipse(QRectF(x - side / 2, y - side / 2, side, side), pen, QBrush(colour))
        self.view = QGraphicsView(self.scene)
        self.view.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.resize(size)
        self.view.show()
        self.view.fitInView(QRectF(extent[0], extent[1], extent[2] - extent[0], extent[3] - extent[1]),
                            Qt.AspectRatioMode.KeepAspectRatio)  # fmt: skip
        self.view.scale(1.15, 1.15)

    def frame(self) -> float:
        """One whole frame."""
        return spent(lambda: frame(self.view, self.image))

    def drag(self, steps: int = 8) -> list[float]:
        """A few steps of a drag."""
        times = []
        for step in range(steps):
            bar = self.view.horizontalScrollBar()
            bar.setValue(bar.value() + (14 if step % 2 else -14))
            times.append(self.frame())
        return times


def table(size: QSize) -> Iterator[str]:
    """The lines of the table for one size of window."""
    layer, pins = town_map(40, 2_000, 8_609, corners=26.0), town_pins(5_000)
    native = NativeMap(layer, pins, size)
    yield f"map {size.width()}x{size.height()}: {len(layer)} grids, {len(layer.coords)} points, {len(pins)} pins"
    first = native.first()
    yield f"  first sharp picture from arrays      {first:8.0f} ms   levels drawn {native.canvas.scene.raster.depths}"
    own = {"first": [first]}
    native.settle()
    rng = np.random.default_rng(9)
    peer = ItemMap(layer, pins, size, native.classes)
    peer_first = peer.frame()
    peer_drag = peer.drag()
    for words, go in (("all", lambda: None), ("near", native.near)):
        go()
        frames, turns = native.drag()
        yield f"  pan ({words:4}) frame                     {shares(frames)} ms"
        yield f"  pan ({words:4}) turn of the loop          {shares(turns)} ms"
        if words == "all":
            own |= {"drag": frames, "pan": native.pans()}
            ratio = float(np.median(peer_drag) / np.median(frames))
            yield f"    peer QGraphicsView pan frame       {shares(peer_drag)} ms   x{ratio:.1f}"
            yield f"    peer QGraphicsView first frame     {peer_first:8.0f} ms"
        frames, sharp = native.zoom()
        yield f"  zoom ({words:4}) frame                    {shares(frames)} ms"
        yield f"  zoom ({words:4}) until sharp              {shares(sharp)} ms"
        own.setdefault("zoom", sharp)
        ticks = [native.tick(rng) for _ in range(8)]
        native.settle()
        own.setdefault("tick", [seen for _, seen in ticks])
        yield f"  500 recolours + 1,000 pins ({words:4})    {shares([handler for handler, _ in ticks])} ms (handler)"
        yield f"  500 recolours + 1,000 pins ({words:4})    {shares([seen for _, seen in ticks])} ms (all seen)"
        moving = live(native, rng)
        yield (
            f"  dragged while these change ({words:4})    {moving.late} of {moving.wanted} turns longer than a frame"
            f" ({moving.heavy} by work alone), painted {moving.painted}; work {shares(moving.works)} ms"
        )
        spots = rng.integers((60, 60), (size.width() - 60, size.height() - 60), (200, 2)).tolist()
        far = [QPoint(x, y) for x, y in spots if native.canvas.scene.hit(native.canvas.window_now, x, y).kind == "grid"]
        clicks = [native.click(spot) for spot in far]
        own.setdefault("click", clicks)
        yield f"  click on a grid ({words:4})               {shares(clicks)} ms"
    native.canvas.close()
    peer.view.close()
    yield from against_folium(layer, pins, size, own)


def against_folium(layer: GridLayer, pins: PinLayer, size: QSize, own: dict[str, list[float]]) -> Iterator[str]:
    """The same town as the file that leaves the room, in Chromium, and how many times as long it takes."""
    other = rival(layer, pins, (size.width(), size.height()), FOLDER / f"folium-{size.width()}")
    yield (
        f"    folium: exported in {other.export_s:.1f} s, {other.size_mb:.1f} MB; loaded in {other.load_s:.1f} s,"
        f" painted after {other.paint_s:.1f} s, {other.memory_mb:.0f} MB of memory"
    )
    for name, word in (("drag", "drag frame"), ("pan", "new picture after a pan"), ("zoom", "zoom until sharp"),
                       ("tick", "500 recolours + 1,000 pins"), ("click", "click on a grid")):  # fmt: skip
        ratio = float(np.median(other.times[name]) / np.median(own[name]))
        yield f"    folium {word:28}{shares(other.times[name])} ms   x{ratio:.1f}"
    yield f"    folium first picture against the native one   x{other.paint_s * MS / own['first'][0]:.1f}"


@pytest.mark.bench
@pytest.mark.parametrize("size", SIZES, ids=["1080p", "4K"])
def test_map_figures(size: QSize, qapp: QApplication, capsys: pytest.CaptureFixture[str]) -> None:
    """Prints the map's figures; times are never asserted."""
    with capsys.disabled():
        for line in table(size):
            print(line)


if __name__ == "__main__":
    application = QApplication([])
    for wanted in SIZES:
        for text in table(wanted):
            print(text, flush=True)
