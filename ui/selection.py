"""The one selection that queue, event panel and map share: an event and a grid."""

from PySide6.QtCore import QObject, Signal


class Selection(QObject):
    """Which event and which grid are chosen now; "" is none. Saying the same again is silent.

    Each signal carries the new id and who changed it, so that the one who spoke need not answer.
    """

    eventChanged = Signal(str, object)
    gridChanged = Signal(str, object)
    rowsWanted = Signal(object, str)
    """Row numbers to be shown in the queue, and what they are, in words."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._event = ""
        self._grid = ""

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

    def show_rows(self, rows: list[int], words: str) -> None:
        """Ask the queue to show these events, under this name."""
        self.rowsWanted.emit(rows, words)
