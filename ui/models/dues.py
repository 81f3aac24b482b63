"""What is due to whom, kept up to date: for the lamp of the bottom strip and the line on the month page."""

from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from commandroom.domain import submission as submissions
from commandroom.domain.changes import Changes
from commandroom.domain.instant import Instant
from commandroom.domain.submission import Due
from commandroom.reports import report_calendar
from commandroom.text import tr
from ui.desk import Desk
from ui.shell import Lamp

LOOK_MS = 600_000
"""How often the calendar is read again though nobody touched it: days pass."""


class DuesFeed(QObject):
    """Reads the report calendar when the room opens, when something of it changes, and now and then."""

    told = Signal(object)
    """tuple of Due, by their ends."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.load)
        desk.opened.connect(self._begin)
        desk.changed.connect(self._take)
        if desk.is_open:
            self._begin()

    def _begin(self, room: object = None) -> None:
        del room
        self._timer.start()
        self.load()

    def _take(self, changes: Changes) -> None:
        if changes.kinds() & {"submitted", "submission"}:
            self.load()

    def load(self) -> None:
        """Read it."""
        if self._desk.is_open:
            self._desk.start(self._load(), self)

    async def _load(self) -> None:
        self.told.emit(await self._desk.ask(read, self._desk.now()))


def read(reader: Any, now: Instant) -> tuple[Due, ...]:
    """The calendar around now."""
    return report_calendar.dues(reader, now, report_calendar.began(reader))


def pressing(dues: tuple[Due, ...], now: Instant) -> tuple[list[Due], list[Due]]:
    """What is overdue, and what is soon due."""
    late = [due for due in dues if due.state(now) == submissions.OVERDUE]
    return late, [due for due in dues if due.state(now) == submissions.SOON_DUE]


def due_line(dues: tuple[Due, ...], now: Instant) -> tuple[str, str]:
    """One line for the month page and its token; "" when nothing presses."""
    late, soon = pressing(dues, now)
    parts = [tr("{count} 件过期未报", count=len(late))] if late else []
    parts += [tr("{count} 件快到期", count=len(soon))] if soon else []
    if not parts:
        return "", "quiet"
    first = (late or soon)[-1] if late else soon[0]
    said = tr("报送：{parts}。{first}", parts=tr("，").join(parts), first=report_calendar.line(first, now))
    return said, "overdue" if late else "due_soon"


def due_lamp(dues: tuple[Due, ...], now: Instant) -> Lamp:
    """The lamp of the bottom strip."""
    late, soon = pressing(dues, now)
    hover = "\n".join(report_calendar.line(due, now) for due in (*late, *soon))
    if late:
        return Lamp("reports", tr("报送"), "overdue", tr("{count} 件未报", count=len(late)), hover)
    if soon:
        return Lamp("reports", tr("报送"), "due_soon", tr("{count} 件快到期", count=len(soon)), hover)
    return Lamp("reports", tr("报送"), "on_time", tr("无待报"), tr("近期没有到期的报送材料"))
