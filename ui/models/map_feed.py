"""Feeds a map: reads the picture beside the room, hears what changed, gives out only what is new."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from commandroom.domain.changes import Changes
from commandroom.domain.errors import RoomError
from commandroom.domain.instant import Instant
from commandroom.text import tr
from ui.desk import Desk
from ui.layers import GridLayer, PinLayer, no_grids, no_heat
from ui.models.map_heat import Heat
from ui.models.map_layers import EventPoint, GridShape, MapPicture, grid_layer, pin_layer
from ui.models.map_shades import Shade, Values, shaded, usual_shades

Read = Callable[[Any, Instant], MapPicture]
"""Reads the whole picture from a Reader as it stands at an instant; called on the reader's thread."""
Tell = Callable[[str], tuple[str, tuple[str, ...]]]
"""Title and lines of the hover card of an event, looked up when a pointer rests on it."""
PAUSE_MS = 250
"""Changes that come close together are read once."""
LOOK_MS = 1000
"""How often it is asked whether a light changed by time alone."""
CONCERNED = frozenset({"event", "grid", "room"})


class MapFeed(QObject):
    """One picture of grids and events, kept up to date."""

    gridsChanged = Signal(object)
    """GridLayer: other grids or outlines."""
    coloursChanged = Signal(object)
    """dict code -> class 0..4, -1 for none."""
    legendsChanged = Signal(object)
    """dict level -> MapLegend."""
    pinsChanged = Signal(object)
    """PinLayer."""
    heatChanged = Signal(object)
    """HeatLayer: squares of heat instead of colours of grids; an empty one for none."""
    settled = Signal()
    broken = Signal(object)
    """RoomError: the picture could not be read; what was shown before stays."""

    def __init__(self, desk: Desk, read: Read, tell: Tell | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._read, self._tell = desk, read, tell
        self.picture = MapPicture()
        self.layer: GridLayer = no_grids()
        self.shade: Shade = usual_shades()[0]
        self.heat: Heat | None = None
        self._values: Values = {}
        self.failed: RoomError | None = None
        self._shapes: tuple[GridShape, ...] | None = None
        self._grids: dict[str, GridShape] = {}
        self._events: dict[str, EventPoint] = {}
        self._reading = False
        self._again = False
        self._held = False
        self.loaded = False
        self.read_at: Instant = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.load)
        self._look = QTimer(self)
        self._look.setInterval(LOOK_MS)
        self._look.timeout.connect(self._turned)

    def take(self, changes: Changes) -> None:
        """Something was recorded: read again soon when it concerns the map."""
        if changes.kinds() & CONCERNED and not self._timer.isActive() and not self._held:
            self._timer.start()

    def load(self) -> None:
        """Read the picture now, or once more when the running read is done."""
        if self._held:
            return
        if self._reading:
            self._again = True
        else:
            self._reading = True
            self._desk.start(self._load(), self)

    async def _load(self) -> None:
        try:
            picture, layer, pins = await self._desk.ask(_gather, self._read, self._shapes, self._desk.judged_at())
        except RoomError as error:
            self.failed = error
            self.broken.emit(error)
            return
        finally:
            self._reading = False
        self.failed, self.read_at = None, self._desk.now()
        if self._held:
            return
        self.show_picture(picture, layer, pins)
        if self._again:
            self._again = False
            self.load()

    def show_picture(self, picture: MapPicture, layer: GridLayer | None, pins: PinLayer) -> None:
        """Give out a picture that was read; ``layer`` is None when the grids are those of before."""
        if layer is not None:
            self._shapes, self.layer = picture.grids, layer
            self.gridsChanged.emit(layer)
            self._grids = {grid.code: grid for grid in picture.grids}
        self.picture = picture
        self._events = {event.id: event for event in picture.events}
        self._colour()
        self.pinsChanged.emit(pins)
        self.loaded = True
        if not self._held:
            self._look.start()
        self.settled.emit()

    def shade_by(self, shade: Shade) -> None:
        """Colour the grids by something else."""
        self.shade, self.heat = shade, None
        if self.loaded:
            self._colour()

    def heat_by(self, heat: Heat) -> None:
        """Show squares of heat instead of colours."""
        self.heat = heat
        if self.loaded:
            self._colour()

    def _colour(self) -> None:
        heat = self.heat
        if heat is None:
            shading = shaded(self.shade, self.picture, self.layer)
        else:
            shading = heat.shading(self.layer, hidden=self._held)
        self.heatChanged.emit(heat.layer if heat is not None and not self._held else no_heat())
        self._values = shading.values
        self.coloursChanged.emit(shading.classes)
        self.legendsChanged.emit(shading.legends)

    def hold(self, held: bool) -> None:
        """Leave the present alone while somebody shows pictures of another time; then begin with a fresh one."""
        if held == self._held:
            return
        self._held = held
        if held:
            self._timer.stop()
            self._look.stop()
            if self.heat is not None and self.loaded:
                self._colour()
        else:
            self.load()

    def _turned(self) -> None:
        if self._desk.is_open and 0 < self.picture.turn <= self._desk.judged_at():
            self.load()

    def describe(self, kind: str, ident: str) -> tuple[str, tuple[str, ...]]:
        """Title and lines of the hover card of a grid or an event."""
        if kind == "grid" and ident in self._grids:
            grid = self._grids[ident]
            still, late = self.picture.counts.get(ident, 0), self.picture.overdue.get(ident, 0)
            counts = tr("未结 {count} 件，超期 {late} 件", count=still, late=late)
            return grid.name, (ident, counts, *self._shade_line(ident), *grid.facts)
        if kind == "pin" and ident in self._events:
            event = self._events[ident]
            if not event.title and self._tell is not None:
                return self._tell(ident)
            return event.title, event.facts
        return self.heat.describe(int(ident)) if kind == "square" and self.heat is not None else ("", ())

    def _shade_line(self, code: str) -> tuple[str, ...]:
        """What the colour says of a grid, unless the counts said it already."""
        if self.heat is not None or (self.shade.kind == "count" and self.shade.fixed):
            return ()
        value = self._values.get(code, 0)
        return (tr("{title}：{value}", title=tr(self.shade.title), value=self.shade.written(value)),)


def _gather(
    reader: Any, read: Read, before: tuple[GridShape, ...] | None, now: Instant
) -> tuple[MapPicture, GridLayer | None, PinLayer]:
    """On the reader's thread: the picture, and its grids as arrays unless they are the same as before."""
    picture = read(reader, now)
    same = picture.grids is before or picture.grids == before
    layer = None if same else grid_layer(picture.grids, picture.level_words)
    return picture, layer, pin_layer(picture.events)
