"""Which pages and actions the window has, in the order of the rail; the shell shows exactly these."""

from commandroom.text import mark
from ui.desk import Desk
from ui.shell import Shell
from ui.theme import Theme
from ui.views.page import ActionEntry, Page, PageEntry


def _desk(desk: Desk, theme: Theme, shell: Shell) -> Page:
    from ui.models.map_read import EventTeller, MapReading
    from ui.views.desk_view import DeskView

    return DeskView(desk, theme, shell, MapReading(), EventTeller(desk))


def _map(desk: Desk, theme: Theme, shell: Shell) -> Page:
    from ui.models.map_read import EventTeller, MapReading
    from ui.views.map_parts import PARTS
    from ui.views.map_view import MapView

    view = MapView(desk, theme, shell, MapReading(), EventTeller(desk))
    view.fit_later(PARTS)
    return view


def _pressure(desk: Desk, theme: Theme, shell: Shell) -> Page:
    from ui.views.pressure_view import PressureView

    return PressureView(desk, theme, shell)


def _duty(desk: Desk, theme: Theme, shell: Shell) -> Page:
    from ui.views.duty_view import DutyView

    return DutyView(desk, theme, shell)


def _month(desk: Desk, theme: Theme, shell: Shell) -> Page:
    from ui.views.month_view import MonthView

    return MonthView(desk, theme, shell)


def _register(desk: Desk, theme: Theme, shell: Shell) -> None:
    from ui.dialogs.register_dialog import open_register

    open_register(desk, theme, shell)


def _import(desk: Desk, theme: Theme, shell: Shell) -> None:
    from ui.dialogs.import_dialog import open_import

    open_import(desk, theme, shell)


PAGES: list[PageEntry] = [
    PageEntry("desk", mark("指挥台"), "desk", _desk),
    PageEntry("map", mark("地图"), "map", _map),
    PageEntry("pressure", mark("督办"), "pressure", _pressure),
    PageEntry("duty", mark("值班"), "duty", _duty),
    PageEntry("month", mark("月报"), "month", _month),
]
"""In this order, each when it is there: desk, map, pressure, duty, month."""
ACTIONS: list[ActionEntry] = [
    ActionEntry("register", mark("登记"), "register", "F2", _register),
    ActionEntry("import", mark("导入"), "import", "Ctrl+I", _import),
]
