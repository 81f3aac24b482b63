"""The strip of the coming 72 hours and, under it, the sentence of the hour that is pointed at."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from commandroom.domain.outlook import Hour
from commandroom.text import tr
from ui.desk import Desk
from ui.models.names import Names
from ui.models.pressure_feed import PressureFeed
from ui.theme import Theme
from ui.views.hours_words import hours_ahead, marks, worst
from ui.widgets.dressing import spaced
from ui.widgets.hour_strip import HourStrip
from ui.widgets.text_labels import ElidedLabel


class HoursAhead(QWidget):
    """Points by itself at the first hour that lacks somebody, until a hand points elsewhere."""

    def __init__(
        self, desk: Desk, theme: Theme, feed: PressureFeed, names: Names, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._feed, self._names = desk, feed, names
        self._hours: list[Hour] = []
        self.strip = HourStrip(theme)
        self.sentence = ElidedLabel(theme, size="small", token="quiet")
        column = spaced(QVBoxLayout(self), theme, (12, 8, 12, 4), 4)
        column.addWidget(self.strip)
        column.addWidget(self.sentence)
        self.strip.pointed.connect(self._tell)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._reckon)

    @property
    def waiting(self) -> bool:
        """Whether the hours are about to be reckoned."""
        return self._soon.isActive()

    def refresh(self) -> None:
        """Reckon the hours again from the board and the roster, after what is in sight was painted."""
        self._soon.start(0)

    def _reckon(self) -> None:
        before, self._hours = self._hours, hours_ahead(self._desk, self._feed.board)
        self.strip.set_marks(marks(self._hours, self._names))
        if not before or before[0].start != self._hours[0].start:
            self.strip.current = worst(self._hours)
        self._tell(self.strip.current)

    def _tell(self, place: int) -> None:
        if place < len(self.strip.marks):
            self.sentence.set_text(tr("今后 72 小时：{words}", words=self.strip.marks[place].words))
