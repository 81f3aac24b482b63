"""Pictures of the map page worth taking: a choice of many, people and layers, a measured area, a month's figure."""

from ui.shell import Shell
from ui.views.map_head import MapHead
from ui.views.page import Scene
from ui.widgets.map.layer_card import MapLayerCard
from ui.widgets.map.measure import MeasureTool
from ui.widgets.map.panel import MapPanel
from ui.widgets.map.tool_bar import MapToolBar
from ui.widgets.map.tools import Touch

CORNERS = ((0.35, 0.3), (0.6, 0.35), (0.55, 0.6), (0.38, 0.55))
"""Of the measured area, in parts of the map."""


class MapScenes:
    """Brings the page before a camera; each scene puts away what the one before showed."""

    def __init__(self, shell: Shell, head: MapHead, panel: MapPanel, layers: MapLayerCard, tools: MapToolBar) -> None:
        self._shell, self._head, self._panel, self._layers, self._tools = shell, head, panel, layers, tools

    def all(self) -> list[Scene]:
        """The scenes in their order."""
        return [
            Scene("map-choice", self._choice), Scene("map-layers", self._people),
            Scene("map-measure", self._measure), Scene("map-month", self._month, after=self._now),
        ]  # fmt: skip

    def _choice(self) -> None:
        canvas = self._panel.canvas
        canvas.areaChosen.emit(canvas.scene.pins.ids[:40], (), False)

    def _people(self) -> None:
        self._shell.selection.choose_many((), (), self)
        self._layers.posts.setChecked(True)
        self._head.layers.setChecked(True)

    def _measure(self) -> None:
        self._layers.posts.setChecked(False)
        self._head.layers.setChecked(False)
        canvas = self._panel.canvas
        tool = next(tool for tool in self._tools.tools() if isinstance(tool, MeasureTool) and tool.area)
        canvas.set_tool(tool)
        for px, py in CORNERS:
            tool.press(Touch(px * canvas.width(), py * canvas.height(), canvas.window_now))
        canvas.update()

    def _now(self) -> None:
        self._head.shade.choose("now_open")

    def _month(self) -> None:
        self._panel.canvas.set_tool(None)
        self._head.shade.choose("closing_rate")
