"""The one selection that queue, event panel and map share: an event, a grid, and sets of both."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal


class Selection(QObject):
    """Which event and which grid are chosen now ("" is none), and which many. Saying the same again is silent.

    Each signal carries the new id and who changed it, so that the one who spoke need not answer.
    """

    eventChanged = Signal(str, object)
    gridChanged = Signal(str, object)
    manyChanged = Signal(object, object, object)
    """Ids of the many events and codes of the many grids chosen now (frozensets), and who changed them."""
    rowsWanted = Signal(object, str)
    """Row numbers to be shown in the queue, and what they are, in words."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._event = ""
        self._grid = ""
        self._events: frozenset[str] = frozenset()
        self._grids: frozenset[str] = frozenset()

    @property
    def events(self) -> frozenset[str]:
        """Ids of the events chosen together; empty when none are."""
        return self._events

    @property
    def grids(self) -> frozenset[str]:
        """Codes of the grids chosen together; empty when none are."""
        return self._grids

    @property
    def event_id(self) -> str:
        """Id of the chosen event, or ""."""
        return self._event

    @property
    def grid_code(self) -> str:
        """Code of the chosen grid, or ""."""
        return self._grid

    def choose_event(self, event: str, by: object = None) -> None:
        """Choose an event ("" for none); ``by`` is whoever speaks."""
        if event != self._event:
            self._event = event
            self.eventChanged.emit(event, by)

    def choose_grid(self, code: str, by: object = None) -> None:
        """Choose a grid ("" for none); ``by`` is whoever speaks."""
        if code != self._grid:
            self._grid = code
            self.gridChanged.emit(code, by)

    def choose_many(self, events: Iterable[str] = (), grids: Iterable[str] = (), by: object = None) -> None:
        """Choose these events and grids together (nothing: none any more); ``by`` is whoever speaks."""
        many = frozenset(events), frozenset(grids)
        if many != (self._events, self._grids):
            self._events, self._grids = many
            self.manyChanged.emit(*many, by)

    def show_rows(self, rows: list[int], words: str) -> None:
        """Ask the queue to show these events, under this name."""
        self.rowsWanted.emit(rows, words)
