"""The tools every map page has: choose by box and by lasso, measure a way and an area."""

from commandroom.text import tr
from ui.widgets.map.box import BoxTool
from ui.widgets.map.lasso import LassoTool
from ui.widgets.map.measure import MeasureTool
from ui.widgets.map.surface import MapSurface
from ui.widgets.map.tool_bar import MapToolBar


def add_tools(bar: MapToolBar, canvas: MapSurface) -> None:
    """Put them on the strip, each with its key."""
    bar.add_tool(BoxTool(canvas), tr("框选"), "B", tr("拖出一个框，选里面的事件；Shift 加选，Alt 选网格"))
    bar.add_tool(LassoTool(canvas), tr("套索"), "L", tr("圈出一片，选里面的事件；Shift 加选，Alt 选网格"))
    measured = tr("逐点点击，双击或 Enter 结束，Backspace 退一点，Esc 重来")
    bar.add_tool(MeasureTool(canvas, area=False), tr("测距"), "M", measured)
    bar.add_tool(MeasureTool(canvas, area=True), tr("测面"), "A", measured)
