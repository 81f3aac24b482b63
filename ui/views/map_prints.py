"""The button of the map page for what leaves it: paper, boards, the map for a browser."""

from functools import partial

from PySide6.QtWidgets import QPushButton

from commandroom.text import tr
from ui.dialogs.map_print_dialog import MapPrintPanel
from ui.shell import Command
from ui.views.map_view import MapView
from ui.views.page import Scene
from ui.widgets.dressing import iconed

OF_NOW = {"now_open": "open", "now_overdue": "overdue", "now_load": "load", "heat": "open"}
"""What colours the map of now, by its name on paper; the heat of a month is printed in its notice."""


def add_prints(view: MapView) -> None:
    """Fit printing and exporting to the map page (a part of ui.views.map_parts)."""
    button = iconed(QPushButton(tr("打印、导出…"), view), view.theme, "print")
    button.setToolTip(tr("按比例尺打印网格图、网格公示图；导出不联网也能打开的网页地图"))
    button.clicked.connect(partial(open_prints, view))
    view.add_button(button)
    view.shell.add_command(Command(tr("打印、导出地图"), partial(open_prints, view)))
    view.add_scenes([Scene("map-print", partial(open_prints, view))])


def open_prints(view: MapView) -> None:
    """Ask what is wanted; a print shows the present, so the past is left first."""
    view.shell.to_present()
    code, month = view.shader.chosen
    figure = OF_NOW.get(code, code)
    view.shell.open_panel(
        MapPrintPanel(view.desk, view.theme, view.shell, view.shell.selection.grid_code, figure, month)
    )
