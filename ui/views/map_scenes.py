"""Pictures of the map page worth taking: a choice of many, people and layers, a measured area, a month's figure."""

from functools import partial
from typing import TYPE_CHECKING

from ui.views.page import Scene
from ui.widgets.map_measure import MeasureTool
from ui.widgets.map_tools import Touch

if TYPE_CHECKING:
    from ui.views.map_view import MapView

CORNERS = ((0.35, 0.3), (0.6, 0.35), (0.55, 0.6), (0.38, 0.55))
"""Of the measured area, in parts of the map."""


def map_scenes(view: "MapView") -> list[Scene]:
    """The scenes in their order; each puts away what the one before showed."""
    return [
        Scene("map-choice", partial(_choice, view)), Scene("map-layers", partial(_layers, view)),
        Scene("map-measure", partial(_measure, view)), Scene("map-month", partial(_month, view)),
    ]  # fmt: skip


def _choice(view: "MapView") -> None:
    canvas = view.panel.canvas
    canvas.areaChosen.emit(canvas.scene.pins.ids[:40], (), False)


def _layers(view: "MapView") -> None:
    view.shell.selection.choose_many((), (), view)
    view.layers.posts.setChecked(True)
    view.head.layers.setChecked(True)


def _measure(view: "MapView") -> None:
    view.layers.posts.setChecked(False)
    view.head.layers.setChecked(False)
    canvas = view.panel.canvas
    tool = next(tool for tool in view.tools.tools() if isinstance(tool, MeasureTool) and tool.area)
    canvas.set_tool(tool)
    for px, py in CORNERS:
        tool.press(Touch(px * canvas.width(), py * canvas.height(), canvas.window_now))
    canvas.update()


def _month(view: "MapView") -> None:
    view.panel.canvas.set_tool(None)
    view.head.shade.choose("closing_rate")
