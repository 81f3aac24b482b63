"""Feeds a map: reads the picture beside the room, hears what changed, gives out only what is new."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from commandroom.domain.changes import Changes
from ui.desk import Desk
from ui.layers import GridLayer, PinLayer, no_grids
from ui.models.map_layers import (
    EventPoint,
    GridShape,
    MapPicture,
    coloured_codes,
    count_classes,
    grid_layer,
    pin_layer,
)

Read = Callable[[Any], MapPicture]
"""Reads the whole picture from a Reader; called on the reader's thread."""
PAUSE_MS = 250
"""Changes that come close together are read once."""
CONCERNED = frozenset({"event", "grid", "room"})


class MapFeed(QObject):
    """One picture of grids and events, kept up to date."""

    gridsChanged = Signal(object)
    """GridLayer: other grids or outlines."""
    coloursChanged = Signal(object)
    """dict code -> class 0..4."""
    pinsChanged = Signal(object)
    """PinLayer."""
    settled = Signal()

    def __init__(self, desk: Desk, read: Read, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._read = desk, read
        self.layer: GridLayer = no_grids()
        self._shapes: tuple[GridShape, ...] | None = None
        self._grids: dict[str, GridShape] = {}
        self._events: dict[str, EventPoint] = {}
        self._reading = False
        self._again = False
        self.loaded = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.load)

    def take(self, changes: Changes) -> None:
        """Something was recorded: read again soon when it concerns the map."""
        if changes.kinds() & CONCERNED and not self._timer.isActive():
            self._timer.start()

    def load(self) -> None:
        """Read the picture now, or once more when the running read is done."""
        if self._reading:
            self._again = True
        else:
            self._reading = True
            self._desk.start(self._load())

    async def _load(self) -> None:
        try:
            picture, layer, pins = await self._desk.ask(self._gather, self._shapes)
        finally:
            self._reading = False
        self.show_picture(picture, layer, pins)
        if self._again:
            self._again = False
            self.load()

    def _gather(
        self, reader: Any, before: tuple[GridShape, ...] | None
    ) -> tuple[MapPicture, GridLayer | None, PinLayer]:
        """On the reader's thread: the picture, and its grids as arrays unless they are the same as before."""
        picture = self._read(reader)
        layer = None if picture.grids == before else grid_layer(picture.grids, picture.level_words)
        return picture, layer, pin_layer(picture.events)

    def show_picture(self, picture: MapPicture, layer: GridLayer | None, pins: PinLayer) -> None:
        """Give out a picture that was read; ``layer`` is None when the grids are those of before."""
        if layer is not None:
            self._shapes, self.layer = picture.grids, layer
            self.gridsChanged.emit(layer)
        self._grids = {grid.code: grid for grid in picture.grids}
        self._events = {event.id: event for event in picture.events}
        self.coloursChanged.emit(count_classes(picture.counts, coloured_codes(self.layer)))
        self.pinsChanged.emit(pins)
        self.loaded = True
        self.settled.emit()

    def describe(self, kind: str, ident: str) -> tuple[str, tuple[str, ...]]:
        """Title and lines of the hover card of a grid or an event."""
        if kind == "grid" and ident in self._grids:
            grid = self._grids[ident]
            return grid.name, (ident, *grid.facts)
        if kind == "pin" and ident in self._events:
            event = self._events[ident]
            return event.title, event.facts
        return "", ()
