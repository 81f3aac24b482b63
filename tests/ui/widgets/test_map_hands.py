"""The tools of the map: box, lasso and measure under a real mouse, keys, and the way back to the hand."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from pytestqt.qtbot import QtBot

from tests.helpers.town_map import town_map
from ui.models.map_layers import EventPoint, pin_layer
from ui.theme import Theme
from ui.widgets.map.box import BoxTool
from ui.widgets.map.canvas import MapCanvas
from ui.widgets.map.lasso import LassoTool
from ui.widgets.map.measure import MeasureTool
from ui.widgets.map.palette import MapPalette
from ui.widgets.map.projection import point_units
from ui.widgets.map.tools import MapTool, Touch

LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
NO_KEY, ALT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def canvas(qtbot: QtBot) -> Iterator[MapCanvas]:
    """A town on a map of 800 x 600 with three pins in its middle."""
    made = MapCanvas(MapPalette.of(Theme("light")))
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.set_grids(town_map())
    made.show()
    qtbot.waitExposed(made)
    spots = [Touch(x, y, made.window_now).degrees for x, y in ((200, 200), (400, 300), (600, 400))]
    made.set_pins(pin_layer(EventPoint(f"p{at}", lon, lat, light="overdue") for at, (lon, lat) in enumerate(spots)))
    yield made
    made.close()


def pull(canvas: MapCanvas, qtbot: QtBot, *places: tuple[int, int], held: Qt.KeyboardModifier = NO_KEY) -> None:
    """Press at the first place, move over the others, let go at the last."""
    first, last = QPoint(*places[0]), QPoint(*places[-1])
    qtbot.mousePress(canvas, LEFT, held, first)
    for place in places[1:]:
        qtbot.mouseMove(canvas, QPoint(*place))
    qtbot.mouseRelease(canvas, LEFT, held, last)


def test_a_box_gathers_the_pins_inside_and_does_not_pan(canvas: MapCanvas, qtbot: QtBot) -> None:
    """Two of three pins lie in the box; the view stays; the tool stays until Esc."""
    tool = BoxTool(canvas)
    canvas.set_tool(tool)
    window = canvas.window_now
    with qtbot.waitSignal(canvas.areaChosen) as said:
        pull(canvas, qtbot, (150, 150), (300, 250), (450, 350))
    assert said.args == [("p0", "p1"), (), False]
    assert canvas.window_now == window
    assert canvas.tool is tool
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.tool is canvas.home


def test_shift_adds_and_alt_means_grids(canvas: MapCanvas, qtbot: QtBot) -> None:
    """Shift says that the choice adds; Alt gathers the grids whose middle lies inside."""
    canvas.set_tool(BoxTool(canvas))
    with qtbot.waitSignal(canvas.areaChosen) as said:
        pull(canvas, qtbot, (550, 350), (650, 450), held=Qt.KeyboardModifier.ShiftModifier)
    assert said.args == [("p2",), (), True]
    with qtbot.waitSignal(canvas.areaChosen) as said:
        pull(canvas, qtbot, (150, 100), (650, 500), held=ALT)
    pins, codes, _ = said.args
    shapes, depths = canvas.scene.shapes, canvas.scene.raster.depths
    wanted = set()
    for code, row in shapes.row.items():
        px, py = canvas.window_now.to_pixels(*shapes.middle(row))
        if shapes.levels[row] == depths[-1] and 150 < px < 650 and 100 < py < 500:
            wanted.add(code)
    assert pins == ()
    assert wanted
    assert set(codes) == wanted


def test_a_lasso_gathers_only_what_it_goes_round(canvas: MapCanvas, qtbot: QtBot) -> None:
    """A line round two pins whose box would hold the third as well."""
    canvas.set_tool(LassoTool(canvas))
    round_two = ((150, 150), (650, 350), (650, 450), (550, 450), (550, 360), (350, 250), (150, 250))
    with qtbot.waitSignal(canvas.areaChosen) as said:
        pull(canvas, qtbot, *round_two)
    assert said.args[0] == ("p0", "p2")


def test_a_half_pulled_box_is_let_go_by_esc(canvas: MapCanvas, qtbot: QtBot) -> None:
    """The first Esc drops the box and nothing is chosen; the second lays the tool down."""
    tool = BoxTool(canvas)
    canvas.set_tool(tool)
    qtbot.mousePress(canvas, LEFT, NO_KEY, QPoint(100, 100))
    qtbot.mouseMove(canvas, QPoint(300, 300))
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.tool is tool
    with qtbot.assertNotEmitted(canvas.areaChosen):
        qtbot.mouseRelease(canvas, LEFT, NO_KEY, QPoint(300, 300))
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.tool is canvas.home


def test_the_middle_button_and_the_wheel_move_the_map_under_a_tool(canvas: MapCanvas, qtbot: QtBot) -> None:
    """What is half measured stays on its place of the map."""
    tool = MeasureTool(canvas, area=False)
    canvas.set_tool(tool)
    qtbot.mouseClick(canvas, LEFT, NO_KEY, QPoint(300, 300))
    point = tool.points[0]
    x = canvas.window_now.x
    qtbot.mousePress(canvas, MIDDLE, NO_KEY, QPoint(400, 300))
    qtbot.mouseMove(canvas, QPoint(500, 300))
    qtbot.mouseRelease(canvas, MIDDLE, NO_KEY, QPoint(500, 300))
    assert canvas.window_now.x < x
    assert tool.points == [point]
    assert QPointF(*canvas.window_now.to_pixels(*point)).toPoint() == QPoint(400, 300)


def test_measured_ways_are_those_of_the_earth(canvas: MapCanvas, qtbot: QtBot) -> None:
    """Clicks, a point taken back, Enter: the words are the ellipsoid's length, not the map's."""
    from pyproj import Geod

    tool = MeasureTool(canvas, area=False)
    canvas.set_tool(tool)
    places = [QPoint(200, 200), QPoint(500, 210), QPoint(300, 420)]
    for place in places:
        qtbot.mouseClick(canvas, LEFT, NO_KEY, place)
    qtbot.keyClick(canvas, Qt.Key.Key_Backspace)
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    ends = [Touch(place.x(), place.y(), canvas.window_now).degrees for place in places[:2]]
    metres = Geod(ellps="WGS84").line_length([ends[0][0], ends[1][0]], [ends[0][1], ends[1][1]])
    assert metres > 1000
    assert tool.words() == f"{metres / 1000:.2f} 公里"
    qtbot.mouseClick(canvas, LEFT, NO_KEY, QPoint(100, 100))
    assert len(tool.points) == 1, "after the end another measurement begins"


def test_tools_hear_what_they_take_and_no_more(canvas: MapCanvas, qtbot: QtBot) -> None:
    """A tool that takes nothing leaves keys to the map; taking up another one lays it down."""
    heard: list[str] = []

    class Listener(MapTool):
        def begin(self) -> None:
            heard.append("begin")

        def end(self) -> None:
            heard.append("end")

        def press(self, touch: Touch) -> bool:
            heard.append("press")
            return True

    zoom = canvas.window_now.zoom
    with qtbot.waitSignal(canvas.toolChanged):
        canvas.set_tool(Listener())
    qtbot.mouseClick(canvas, LEFT, NO_KEY, QPoint(300, 300))
    qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    assert canvas.window_now.zoom > zoom
    canvas.set_tool(BoxTool(canvas))
    assert heard == ["begin", "press", "end"]


def test_chosen_grids_are_veiled_on_the_ground(canvas: MapCanvas) -> None:
    """The pixel of a chosen grid changes and comes back."""
    canvas.show_layers(pins=False)
    shapes, depths = canvas.scene.shapes, canvas.scene.raster.depths
    row = int(shapes.touching((0, 0, 1e9, 1e9), (depths[-1],))[0])
    where = QPointF(*canvas.window_now.to_pixels(*shapes.middle(row))).toPoint() + QPoint(0, 0)
    canvas.scene.labels.labels = ()

    def pixel() -> int:
        canvas.scene.raster.work(lambda: 0.0, 1.0)
        canvas.scene.labels.labels = ()
        return canvas.grab().toImage().pixel(where)

    plain = pixel()
    canvas.choose((), [shapes.layer.codes[row]])
    assert pixel() != plain
    canvas.choose((), [])
    assert pixel() == plain


def test_a_place_knows_where_it_is(canvas: MapCanvas) -> None:
    """Pixels, units and degrees of a touch are one place."""
    touch = Touch(123.0, 321.0, canvas.window_now)
    assert point_units(*touch.degrees) == pytest.approx(touch.units)
    assert canvas.window_now.to_pixels(*touch.units) == pytest.approx((123.0, 321.0))
