"""What is fitted to the map page beside looking: each part adds its tools, buttons and layers to the page."""

from collections.abc import Callable

from ui.views.map_view import MapView

Part = Callable[[MapView], None]
"""Adds itself by ``view.tools.add_tool``, ``view.add_button``, ``view.add_layer``, ``view.add_side``,
``view.add_foot`` and ``view.panel.canvas.scene.drawings``; imports what it needs inside."""



def _replay(view: MapView) -> None:
    from ui.views.map_replay import add_replay

    add_replay(view)


def _overlays(view: MapView) -> None:
    from ui.views.map_overlays import add_overlays

    add_overlays(view)


def _grids(view: MapView) -> None:
    from ui.views.map_grids import add_grid_editing

    add_grid_editing(view)


def _prints(view: MapView) -> None:
    from ui.views.map_prints import add_prints

    add_prints(view)


def _heat(view: MapView) -> None:
    from ui.views.map_heat import add_heat

    add_heat(view)


PARTS: list[Part] = [_heat, _overlays, _grids, _replay, _prints]
