"""The foot of the map while the past is looked at: play, step, speed, track, date; the words come from outside."""

from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QDate, QDateTime, Qt, QTime, QTimeZone, Signal
from PySide6.QtWidgets import QButtonGroup, QDateTimeEdit, QHBoxLayout, QPushButton, QWidget

from commandroom.domain.day_table import OFFSET
from commandroom.domain.instant import Instant, local
from commandroom.text import tr
from ui.theme import Theme
from ui.widgets.dressing import iconed, spaced
from ui.widgets.time_slider_track import TimeTrack

_ZONE = QTimeZone(OFFSET)


class TimeSlider(QWidget):
    """Asks for moments and speeds; shows those it is told."""

    sought = Signal(object)
    """Instant."""
    stepped = Signal(int)
    """-1 or +1: to the entry before or after."""
    speedWanted = Signal(int)
    """So many times as fast; 0 stops."""
    left = Signal()
    """Back to now."""

    def __init__(self, theme: Theme, speeds: tuple[int, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timeSlider")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._speed = speeds[-1]
        row = spaced(QHBoxLayout(self), theme, (12, 6, 12, 6), 6)
        self.back = self._button(theme, "chevron-left", tr("上一条记录 ["), -1)
        self.play = QPushButton(tr("播放"), self)
        self.play.setCheckable(True)
        self.play.setToolTip(tr("播放或暂停（空格）"))
        self.play.clicked.connect(self._play)
        self.ahead = self._button(theme, "chevron-right", tr("下一条记录 ]"), 1)
        for button in (self.back, self.play, self.ahead):
            row.addWidget(button)
        self.speeds: dict[int, QPushButton] = {}
        group = QButtonGroup(self)
        for speed in speeds:
            button = QPushButton(tr("{speed} 倍", speed=speed), self)
            button.setProperty("role", "pill")
            button.setCheckable(True)
            button.setChecked(speed == self._speed)
            button.clicked.connect(partial(self._choose, speed))
            group.addButton(button)
            self.speeds[speed] = button
            row.addWidget(button)
        self.track = TimeTrack(theme, self)
        self.track.sought.connect(self.sought)
        row.addWidget(self.track, 1)
        self.date = QDateTimeEdit(self)
        self.date.setTimeZone(_ZONE)
        self.date.setDisplayFormat("yyyy-MM-dd HH:mm")
        self.date.setCalendarPopup(True)
        self.date.setKeyboardTracking(False)
        self.date.setAccessibleName(tr("跳到"))
        self.date.setToolTip(tr("跳到这一刻：写好日期和时间，按回车"))
        self.date.dateTimeChanged.connect(self._dated)
        row.addWidget(self.date)
        now = QPushButton(tr("回到现在 Esc"), self)
        now.setProperty("role", "primary")
        now.clicked.connect(self.left)
        row.addWidget(now)

    def _button(self, theme: Theme, icon: str, words: str, ways: int) -> QPushButton:
        button = iconed(QPushButton(self), theme, icon)
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.clicked.connect(partial(self.stepped.emit, ways))
        return button

    # -- what is shown ---------------------------------------------------------------------------

    def show_span(self, first: Instant, since: Instant, until: Instant, turns: NDArray[np.int64]) -> None:
        """The span read, when something was written in it, and the first moment there is."""
        self.track.set_span(since, until, turns)
        self.date.blockSignals(True)
        self.date.setDateTimeRange(_qt(first), _qt(max(until, first)))
        self.date.blockSignals(False)

    def show_at(self, at: Instant) -> None:
        """The moment looked at."""
        self.track.set_at(at)
        if not self.date.hasFocus() and self.date.dateTime().toSecsSinceEpoch() // 60 != at // 60:
            self.date.blockSignals(True)
            self.date.setDateTime(_qt(at))
            self.date.blockSignals(False)

    def show_playing(self, playing: bool) -> None:
        """Whether the moment moves by itself."""
        self.play.setChecked(playing)
        self.play.setText(tr("暂停") if playing else tr("播放"))

    # -- what is asked ---------------------------------------------------------------------------

    def toggle(self) -> None:
        """Play, or stand."""
        self._play(not self.play.isChecked())

    def _play(self, checked: bool) -> None:
        self.speedWanted.emit(self._speed if checked else 0)

    def _choose(self, speed: int) -> None:
        self._speed = speed
        self.speedWanted.emit(speed)

    def _dated(self, wanted: QDateTime) -> None:
        self.sought.emit(wanted.toSecsSinceEpoch())


def _qt(at: Instant) -> QDateTime:
    when = local(at)
    return QDateTime(QDate(when.year, when.month, when.day), QTime(when.hour, when.minute, when.second), _ZONE)
