"""The live map under a hand: what a click, a drag, a wheel and a key do, and what is painted."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.helpers.town_map import town_map, town_pins
from ui.layers import GridLayer, MapLegend, PinLayer
from ui.models.map_layers import EventPoint, GridShape, grid_layer, pin_layer
from ui.selection import Selection
from ui.theme import Theme
from ui.widgets.map.canvas import MapCanvas
from ui.widgets.map.palette import MapPalette
from ui.widgets.map.panel import MapPanel
from ui.widgets.map.projection import to_degrees

LEFT = Qt.MouseButton.LeftButton
NO_KEY = Qt.KeyboardModifier.NoModifier


def box(west: float, south: float, wide: float) -> list[tuple[float, float]]:
    """A square ring in degrees."""
    east, north = west + wide, south + wide
    return [(west, south), (east, south), (east, north), (west, north), (west, south)]


def holed() -> GridLayer:
    """A town with a lake in it, one grid in two parts, and a grid inside the town."""
    return grid_layer(
        [
            GridShape("T", "镇", 0, "", [[box(119.90, 31.70, 0.10), box(119.93, 31.73, 0.02)]]),
            GridShape("V", "村", 1, "T", [[box(119.90, 31.70, 0.02)], [box(119.98, 31.78, 0.02)]]),
        ],
        ("镇", "村"),
    )


def pins(*places: tuple[float, float], light: int = 2) -> PinLayer:
    """Pins p0, p1, … at these places."""
    kinds = ("on_time", "due_soon", "overdue")
    return pin_layer(EventPoint(f"p{at}", lon, lat, light=kinds[light]) for at, (lon, lat) in enumerate(places))


@pytest.fixture
def canvas(qtbot: QtBot) -> Iterator[MapCanvas]:
    """A map of 800 x 600 in the light theme, shown."""
    made = MapCanvas(MapPalette.of(Theme("light")))
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()


def spot(canvas: MapCanvas, lon: float, lat: float) -> QPoint:
    """The pixel of a place."""
    from ui.widgets.map.projection import point_units

    return QPointF(*canvas.window_now.to_pixels(*point_units(lon, lat))).toPoint()


def middle_of(canvas: MapCanvas, code: str) -> QPoint:
    """A pixel well inside a grid."""
    shapes = canvas.scene.shapes
    return QPointF(*canvas.window_now.to_pixels(*shapes.middle(shapes.row[code]))).toPoint()


def drag(canvas: MapCanvas, start: QPoint, end: QPoint, qtbot: QtBot) -> None:
    """A hand pulls the map."""
    qtbot.mousePress(canvas, LEFT, NO_KEY, start)
    for part in (0.3, 0.6, 1.0):
        at = start + QPoint(round((end - start).x() * part), round((end - start).y() * part))
        qtbot.mouseMove(canvas, at)
    qtbot.mouseRelease(canvas, LEFT, NO_KEY, end)


def wheel(canvas: MapCanvas, at: QPoint, notches: int) -> None:
    """A turn of the wheel at a pixel."""
    event = QWheelEvent(
        QPointF(at), QPointF(canvas.mapToGlobal(at)), QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, NO_KEY, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)


def pixel(canvas: MapCanvas, at: QPoint) -> QColor:
    """The colour painted at a pixel once everything is drawn."""
    canvas.scene.raster.work(lambda: 0.0, 1.0)
    return canvas.grab().toImage().pixelColor(at)


@pytest.mark.parametrize("nth", [60, 100, 200])
def test_a_click_chooses_the_grid_under_it(canvas: MapCanvas, qtbot: QtBot, nth: int) -> None:
    """The deepest drawn grid that holds the point is told by its code."""
    layer = town_map()
    canvas.set_grids(layer)
    wanted = layer.codes[nth]
    canvas.fit([wanted])
    with qtbot.waitSignal(canvas.gridClicked, timeout=2000) as told:
        qtbot.mouseClick(canvas, LEFT, NO_KEY, middle_of(canvas, wanted))
    shown = canvas.scene.raster.depths
    assert int(layer.levels[nth]) in shown
    chosen = layer.codes.index(told.args[0])
    while chosen != nth and layer.parents[chosen] >= 0:
        chosen = int(layer.parents[chosen])
    assert chosen == nth, "the clicked grid or one inside it"
    assert layer.levels[layer.codes.index(told.args[0])] == max(shown)


def test_a_click_outside_clears_the_choice(canvas: MapCanvas, qtbot: QtBot) -> None:
    """Outside every grid the code is empty."""
    canvas.set_grids(town_map())
    with qtbot.waitSignal(canvas.gridClicked, timeout=2000) as told:
        qtbot.mouseClick(canvas, LEFT, NO_KEY, QPoint(2, 300))
    assert told.args == [""]


def test_a_hole_holds_nothing(canvas: MapCanvas, qtbot: QtBot) -> None:
    """A click in the lake is outside, beside it inside, and both parts of a divided grid answer."""
    canvas.set_grids(holed())
    told: list[str] = []
    canvas.gridClicked.connect(told.append)
    for lon, lat in ((119.94, 31.74), (119.96, 31.74), (119.91, 31.71), (119.99, 31.79)):
        qtbot.mouseClick(canvas, LEFT, NO_KEY, spot(canvas, lon, lat))
    assert told == ["", "T", "V", "V"]


def test_a_hole_is_not_painted(canvas: MapCanvas) -> None:
    """The ground shows through the lake."""
    canvas.set_grids(holed(), {"T": 4})
    assert pixel(canvas, spot(canvas, 119.94, 31.74)) == canvas.scene.palette.ground
    assert pixel(canvas, spot(canvas, 119.96, 31.74)) == canvas.scene.palette.ramp[4]


def test_a_drag_pans_and_chooses_nothing(canvas: MapCanvas, qtbot: QtBot) -> None:
    """The map follows the hand to the pixel, the view locks, and no grid or pin is told."""
    canvas.set_grids(town_map())
    told: list[str] = []
    canvas.gridClicked.connect(told.append)
    before = canvas.window_now.to_units(400, 300)
    with qtbot.waitSignal(canvas.viewTouched, timeout=2000):
        drag(canvas, QPoint(400, 300), QPoint(520, 240), qtbot)
    px, py = canvas.window_now.to_pixels(*before)
    assert (round(px), round(py)) == (520, 240)
    assert told == []
    assert canvas.view_locked


def test_panning_shows_the_same_picture_moved(canvas: MapCanvas) -> None:
    """After a pan every pixel of the ground is what a fresh drawing of that view gives."""
    canvas.set_grids(town_map(), dict.fromkeys(town_map().codes[7:49], 3))
    canvas.scene.raster.work(lambda: 0.0, 1.0)
    canvas.touch(canvas.window_now.panned(333, -123))
    canvas.scene.raster.work(lambda: 0.0, 1.0)
    moved = canvas.grab().toImage()
    canvas.scene.raster.clear()
    canvas.scene.raster.work(lambda: 0.0, 1.0)
    assert canvas.grab().toImage() == moved


def test_the_wheel_zooms_about_the_cursor(canvas: MapCanvas) -> None:
    """What lies under the cursor stays under it."""
    canvas.set_grids(town_map())
    at = QPoint(610, 140)
    before = canvas.window_now.to_units(at.x(), at.y())
    zoom = canvas.window_now.zoom
    wheel(canvas, at, 3)
    after = canvas.window_now.to_units(at.x(), at.y())
    assert canvas.window_now.zoom == pytest.approx(zoom + 1.5)
    assert after == pytest.approx(before, abs=1.0 / canvas.window_now.scale)


def test_a_zoomed_map_gets_sharp(canvas: MapCanvas) -> None:
    """While zooming the old picture is stretched; when the slices are done it is the fresh one."""
    canvas.set_grids(town_map(), dict.fromkeys(town_map().codes, 2))
    canvas.scene.raster.work(lambda: 0.0, 1.0)
    wheel(canvas, QPoint(400, 300), 2)
    assert not canvas.scene.raster.sharp
    assert canvas.grab().toImage().pixelColor(400, 250) != canvas.scene.palette.ground
    canvas.scene.raster.work(lambda: 0.0, 1.0)
    assert canvas.scene.raster.sharp
    assert canvas.scene.raster.back is None


def test_recolouring_changes_the_pixel_and_nothing_else(canvas: MapCanvas) -> None:
    """One grid takes its new colour; the picture equals one drawn from nothing with the same colours."""
    layer = town_map()
    canvas.set_grids(layer, dict.fromkeys(layer.codes[7:49], 1))
    code = layer.codes[20]
    at = middle_of(canvas, code)
    canvas.scene.labels.labels = ()
    assert pixel(canvas, at) == canvas.scene.palette.ramp[1]
    for step in (4, 2, 4):
        assert canvas.recolour({code: step}) == 1
        assert pixel(canvas, at) == canvas.scene.palette.ramp[step]
    partly = canvas.grab().toImage()
    canvas.scene.raster.clear()
    canvas.scene.raster.work(lambda: 0.0, 1.0)
    assert canvas.grab().toImage() == partly, "borders must not thicken where grids are redrawn"


def test_recolouring_during_the_drawing_is_not_lost(canvas: MapCanvas) -> None:
    """A colour that changes while its image is half drawn is the one that stays."""
    layer = town_map()
    canvas.set_grids(layer, dict.fromkeys(layer.codes[7:49], 1))
    code = layer.codes[20]
    ticks = iter(range(10_000))
    canvas.scene.raster.work(lambda: float(next(ticks)), 3.0)
    canvas.recolour({code: 4})
    canvas.scene.raster.work(lambda: float(next(ticks)), 1e9)
    canvas.recolour({code: 3})
    ticks = iter(range(10_000))
    canvas.scene.raster.work(lambda: float(next(ticks)), 2.0)
    canvas.recolour({layer.codes[21]: 0})
    assert pixel(canvas, middle_of(canvas, code)) == canvas.scene.palette.ramp[3]


def test_unknown_codes_are_passed_over(canvas: MapCanvas) -> None:
    """A colour for a grid that is not on the map changes nothing."""
    canvas.set_grids(holed())
    assert canvas.recolour({"nowhere": 3}) == 0


def test_micro_grids_are_drawn_only_when_near(canvas: MapCanvas) -> None:
    """Far away the deepest level is left out; near it is there."""
    canvas.set_grids(town_map(6, 200, 3000))
    assert 3 not in canvas.scene.raster.depths
    canvas.touch(canvas.window_now.zoomed(3, 400, 300))
    assert 3 in canvas.scene.raster.depths


def test_a_hidden_level_is_neither_drawn_nor_hit(canvas: MapCanvas, qtbot: QtBot) -> None:
    """With the villages hidden a click falls through to the town."""
    canvas.set_grids(holed(), {"T": 0, "V": 4})
    canvas.show_layers(hidden={1})
    assert pixel(canvas, spot(canvas, 119.91, 31.71)) == canvas.scene.palette.ramp[0]
    with qtbot.waitSignal(canvas.gridClicked) as told:
        qtbot.mouseClick(canvas, LEFT, NO_KEY, spot(canvas, 119.91, 31.71))
    assert told.args == ["T"]


def test_a_click_on_a_pin_chooses_the_event_not_the_grid(canvas: MapCanvas, qtbot: QtBot) -> None:
    """The pin lies on top."""
    canvas.set_grids(holed())
    canvas.set_pins(pins((119.96, 31.76), (119.92, 31.71)))
    grids: list[str] = []
    canvas.gridClicked.connect(grids.append)
    with qtbot.waitSignal(canvas.pinClicked) as told:
        qtbot.mouseClick(canvas, LEFT, NO_KEY, spot(canvas, 119.92, 31.71))
    assert told.args == ["p1"]
    assert grids == []


def test_pins_that_are_off_are_not_hit(canvas: MapCanvas, qtbot: QtBot) -> None:
    """With events off a click reaches the grid below."""
    canvas.set_grids(holed())
    canvas.set_pins(pins((119.96, 31.76)))
    canvas.show_layers(pins=False)
    with qtbot.waitSignal(canvas.gridClicked) as told:
        qtbot.mouseClick(canvas, LEFT, NO_KEY, spot(canvas, 119.96, 31.76))
    assert told.args == ["T"]


def test_a_heap_counts_and_opens(canvas: MapCanvas, qtbot: QtBot) -> None:
    """Five events close together are one heap; a click goes nearer until they stand alone."""
    canvas.set_grids(holed())
    canvas.set_pins(pins(*((119.95 + step * 0.0004, 31.76) for step in range(5))))
    marks = canvas.scene.marks(canvas.window_now)
    assert marks.count.tolist() == [5]
    at = QPointF(*canvas.window_now.to_pixels(float(marks.x[0]), float(marks.y[0]))).toPoint()
    qtbot.mouseClick(canvas, LEFT, NO_KEY, at)
    assert canvas.scene.marks(canvas.window_now).count.max() < 5


def test_a_heap_at_one_address_fans_out(canvas: MapCanvas, qtbot: QtBot) -> None:
    """Events at the very same place cannot fall apart by zooming: each can be clicked in the fan."""
    canvas.set_grids(holed())
    canvas.set_pins(pins(*[(119.96, 31.76)] * 6))
    qtbot.mouseClick(canvas, LEFT, NO_KEY, spot(canvas, 119.96, 31.76))
    fan = canvas.scene.pins.fan
    assert sorted(fan) == [0, 1, 2, 3, 4, 5]
    told: list[str] = []
    canvas.pinClicked.connect(told.append)
    for row in sorted(fan):
        qtbot.mouseClick(canvas, LEFT, NO_KEY, canvas.scene.fan_place(canvas.window_now, row).toPoint())
    assert told == [f"p{row}" for row in range(6)]


def test_the_loudest_light_speaks_for_the_heap(canvas: MapCanvas) -> None:
    """One overdue event among many on time makes the heap overdue."""
    many = [EventPoint(f"e{at}", 119.96, 31.76, light="on_time") for at in range(9)]
    canvas.set_pins(pin_layer([*many, EventPoint("late", 119.96, 31.76, light="overdue")]))
    assert canvas.scene.marks(canvas.window_now).light.tolist() == [2]


def test_no_pin_is_lost_in_heaps(canvas: MapCanvas) -> None:
    """At every zoom the marks hold every pin exactly once."""
    layer = town_pins(3_000)
    canvas.set_pins(layer)
    for zoom in np.linspace(8, 20, 9):
        marks = canvas.scene.pins.marks(float(2 ** (zoom - 18)), 60)
        held = np.concatenate([canvas.scene.pins.members(mark) for mark in range(len(marks.x))])
        assert sorted(held.tolist()) == list(range(3_000))
        assert marks.count.sum() == 3_000


def test_moved_pins_are_found_where_they_are_now(canvas: MapCanvas, qtbot: QtBot) -> None:
    """A pin that moved is hit at its new place only; unknown ids are passed over."""
    canvas.set_grids(holed())
    canvas.set_pins(pins((119.96, 31.76), (119.92, 31.71)))
    assert canvas.move_pins(pins((119.97, 31.71))) == 1
    assert canvas.move_pins(pin_layer([EventPoint("stranger", 119.9, 31.7)])) == 0
    told: list[str] = []
    canvas.pinClicked.connect(told.append)
    qtbot.mouseClick(canvas, LEFT, NO_KEY, spot(canvas, 119.96, 31.76))
    qtbot.mouseClick(canvas, LEFT, NO_KEY, spot(canvas, 119.97, 31.71))
    assert told == ["p0"]


def test_the_view_fits_until_a_hand_touches_it(canvas: MapCanvas, qtbot: QtBot) -> None:
    """New grids fit an untouched view; after a touch nothing but a request moves it."""
    canvas.set_grids(holed())
    fitted = canvas.window_now
    canvas.set_grids(town_map())
    assert canvas.window_now != fitted
    qtbot.keyClick(canvas, Qt.Key.Key_Left)
    touched = canvas.window_now
    canvas.set_grids(holed())
    canvas.set_pins(pins((110.0, 30.0)))
    canvas.select_pin("p0")
    assert canvas.window_now == touched
    qtbot.keyClick(canvas, Qt.Key.Key_Home)
    assert not canvas.view_locked
    assert canvas.window_now.zoom == pytest.approx(fitted.zoom, abs=0.1)


def test_keys_do_what_the_mouse_does(canvas: MapCanvas, qtbot: QtBot) -> None:
    """Arrows pan, plus and minus zoom, Tab walks the pins with the loudest first, Enter chooses."""
    canvas.set_grids(holed())
    canvas.set_pins(
        pin_layer(
            [EventPoint("calm", 119.92, 31.71, light="on_time"), EventPoint("late", 119.97, 31.77, light="overdue")]
        )
    )
    start = canvas.window_now
    qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    assert canvas.window_now.zoom == start.zoom + 0.5
    qtbot.keyClick(canvas, Qt.Key.Key_Minus)
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.window_now.x > start.x
    told: list[str] = []
    canvas.pinClicked.connect(told.append)
    for _ in range(2):
        qtbot.keyClick(canvas, Qt.Key.Key_Tab)
        qtbot.keyClick(canvas, Qt.Key.Key_Return)
    assert told == ["late", "calm"]


def test_flying_looks_at_the_place(canvas: MapCanvas) -> None:
    """The middle of the view is the place that was asked for."""
    canvas.fly_to(119.95, 31.72, 16.0)
    assert to_degrees(canvas.window_now.x, canvas.window_now.y) == pytest.approx((119.95, 31.72), abs=1e-6)
    assert canvas.window_now.zoom == 16.0


def test_an_error_while_painting_is_an_error_not_a_crash(canvas: MapCanvas, monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception inside the paint comes out as a Python exception; the next paint works."""
    canvas.set_grids(holed())

    def fails(*_: object) -> None:
        raise RuntimeError("broken on purpose")

    with monkeypatch.context() as patched:
        patched.setattr(canvas.scene.overlay, "paint", fails)
        for _ in range(3):
            with pytest.raises(RuntimeError, match="broken on purpose"):
                canvas.repaint()
    assert not canvas.grab().isNull()


@pytest.mark.parametrize("size", [(1, 1), (40, 30), (240, 900), (3840, 2160)])
def test_any_size_can_be_painted(canvas: MapCanvas, size: tuple[int, int]) -> None:
    """From one pixel to the wall nothing divides by nothing."""
    canvas.set_legend(MapLegend("未结事件", ("0", "1", "2", "3", "4")))
    canvas.set_grids(holed())
    canvas.set_pins(pins((119.96, 31.76)))
    canvas.resize(*size)
    assert canvas.grab().size().width() == size[0]


def test_nothing_to_show_is_said(canvas: MapCanvas) -> None:
    """An empty map is calm: ground, words and no error."""
    canvas.set_grids(grid_layer([]))
    canvas.set_pins(pin_layer([]))
    canvas.settle()
    assert canvas.grab().toImage().pixelColor(5, 5) == canvas.scene.palette.ground


def test_names_do_not_collide(canvas: MapCanvas) -> None:
    """No two names on the map cover each other."""
    canvas.set_grids(town_map())
    canvas.settle()
    board, window = canvas.scene.labels, canvas.window_now
    boxes = []
    for label in board.labels:
        px, py = window.to_pixels(label.x, label.y)
        wide, high = board._metrics[label.rank].horizontalAdvance(label.text), board._metrics[label.rank].height()
        boxes.append((px - wide / 2, py - high / 2, px + wide / 2, py + high / 2))
    assert len(boxes) > 20
    for nth, one in enumerate(boxes):
        for other in boxes[nth + 1 :]:
            assert one[0] >= other[2] or other[0] >= one[2] or one[1] >= other[3] or other[1] >= one[3]


def test_selection_is_shared_both_ways(qtbot: QtBot) -> None:
    """A click on the map chooses for all; a choice elsewhere rings the pin and outlines the grid here."""
    selection, theme = Selection(), Theme("dark")
    one, two = MapPanel(theme, selection), MapPanel(theme, selection)
    for panel in (one, two):
        qtbot.addWidget(panel)
        panel.resize(600, 500)
        panel.show()
        panel.show_grids(holed())
        panel.show_events(pins((119.96, 31.76)))
    qtbot.mouseClick(one.canvas, LEFT, NO_KEY, spot(one.canvas, 119.96, 31.76))
    assert selection.event_id == "p0"
    assert two.canvas.scene.pin == "p0"
    qtbot.mouseClick(two.canvas, LEFT, NO_KEY, spot(two.canvas, 119.91, 31.71))
    assert selection.grid_code == "V"
    assert one.canvas.scene.grid == "V"
    selection.choose_event("")
    assert one.canvas.scene.pin == two.canvas.scene.pin == ""


def test_the_hover_card_tells_and_stays_inside(qtbot: QtBot) -> None:
    """The card names what is under the cursor, never leaves the map, and goes with the cursor."""
    panel = MapPanel(Theme("light"), Selection())
    qtbot.addWidget(panel)
    panel.resize(500, 400)
    panel.show()
    panel.describe = lambda kind, ident: (f"{kind} {ident}", ("一行",))
    panel.show_grids(holed())
    qtbot.mouseMove(panel.canvas, spot(panel.canvas, 119.99, 31.705))
    assert panel.card.isVisible()
    assert panel.card._title.text() == "grid T"
    assert panel.canvas.rect().contains(panel.card.geometry())
    qtbot.mouseMove(panel.canvas, QPoint(1, 1))
    assert not panel.card.isVisible()
