"""The small map of a form: opened on request, the point picked on it, and the grid that holds the point."""

from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from commandroom.text import tr
from ui.desk import Desk
from ui.dialogs.register_form import RegisterForm
from ui.models.map_layers import EventPoint, grid_layer, pin_layer
from ui.models.map_read import MapReading
from ui.models.names import Names
from ui.widgets.place_picker import PlacePicker


class PlaceMap(QObject):
    """Fills the picker when it is first wanted, and puts what is picked into the form."""

    moved = Signal()
    """Another point was picked."""

    def __init__(self, desk: Desk, names: Names, picker: PlacePicker, form: RegisterForm, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._names, self._picker, self._form = desk, names, picker, form
        self._mapped = False
        picker.picked.connect(self._picked)

    def toggle(self) -> bool:
        """Open the map, or close it; whether it is open now."""
        self._picker.setVisible(self._picker.isHidden())
        if self._picker.isHidden():
            return False
        self._picker.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self._mapped:
            self._mapped = True
            self._desk.start(self._load(), self)
        return True

    def go_to(self, grid: str) -> None:
        """Show the grid that is proposed, while no point was picked."""
        if grid and self._mapped and self._form.lat is None:
            self._picker.canvas.fit([grid])

    async def _load(self) -> None:
        picture = await self._desk.ask(MapReading(), self._desk.now())
        self._picker.show_grids(grid_layer(picture.grids, picture.level_words))
        self._show_pin()

    def _picked(self, lon: float, lat: float) -> None:
        self._form.lon, self._form.lat = lon, lat
        self._show_pin()
        self._desk.start(self._locate(lon, lat), self)
        self.moved.emit()

    async def _locate(self, lon: float, lat: float) -> None:
        code = await self._desk.ask(_locate, lon, lat)
        if (lon, lat) != (self._form.lon, self._form.lat):
            return
        grid = self._form.fields["grid"]
        if code:
            grid.typed = False
            grid.propose(code, self._names.grid(code), tr("图上选的点在这个网格"))
        else:
            grid.explain(tr("选的点不在任何网格内"))

    def _show_pin(self) -> None:
        category = self._form.value("category") or "general"
        self._picker.show_place(pin_layer([EventPoint("here", self._form.lon, self._form.lat, category)]))


def _locate(reader: Any, lon: float, lat: float) -> str:
    return str(reader.known.locate(partial(reader.all, "grid"), lon, lat))
