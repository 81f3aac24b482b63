"""The watch over the duty: looks when a gap's alarm or a handover is due, and tells what it found."""

from PySide6.QtCore import QObject, QTimer

from commandroom.actions import duty_watch
from commandroom.actions.duty_watch import DutyLook
from commandroom.domain.changes import Changes
from commandroom.domain.instant import HOUR, Instant
from commandroom.domain.people import SYSTEM
from commandroom.reports import handover_words
from commandroom.reports.roster_words import alarm_words
from commandroom.text import tr
from ui.desk import Desk
from ui.shell import Shell

LONGEST_MS = 30_000
"""A timer stands still while the computer sleeps: the time of day is compared at least this often."""
MOST_TOLD = 3
"""Gaps told one by one; of more only the number."""


class DutyWatching(QObject):
    """Asks the room for duty alarms exactly when one is due and after changes of the roster; never in between."""

    def __init__(self, desk: Desk, shell: Shell, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._shell = desk, shell
        self.next: Instant = 0
        """When the next look is due; 0 when nothing can come due."""
        self.looks = 0
        """How often the room was asked."""
        self._looking = self._again = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._due)
        desk.opened.connect(self.look)
        desk.changed.connect(self._take)
        if desk.is_open:
            self.look()

    def look(self, _room: object = None) -> None:
        """Look now, whatever is due; once more afterwards when something changed meanwhile."""
        if self._looking:
            self._again = True
            return
        self._looking = True
        self._desk.start(self._look(), self)

    async def _look(self) -> None:
        self.looks += 1
        try:
            done = await self._desk.do(duty_watch.look, actor=SYSTEM)
        finally:
            self._looking = False
        found: DutyLook = done.result
        self._tell(found)
        self._wait(found.next)
        if self._again:
            self._again = False
            self.look()

    def _tell(self, found: DutyLook) -> None:
        names: dict[str, str] = {one.id: one.name or one.id for one in self._desk.reader.all("person")}

        def named(account: str) -> str:
            return names.get(account, account)

        for late in found.handovers:
            self._shell.toast(handover_words.alarm_words(late, named), "information")
        if len(found.gaps) > MOST_TOLD:
            first = (min(alarm.start for alarm in found.gaps) - self._desk.now()) // HOUR
            words = tr("值班缺口 {count} 处，最近的 {hours} 小时后开始。", count=len(found.gaps), hours=max(0, first))
            self._shell.toast(words, "information")
        else:
            for alarm in found.gaps:
                self._shell.toast(alarm_words(alarm, names, self._desk.now()), "information")

    def _take(self, changes: Changes) -> None:
        """Something was recorded: a gap may have opened, or an alarm may have become needless."""
        if changes.kinds() & duty_watch.KINDS:
            self.look()

    def _wait(self, until: Instant) -> None:
        self.next = until
        if not until:
            self._timer.stop()
            return
        self._timer.start(min(max((until - self._desk.now()) * 1000, 1000), LONGEST_MS))

    def _due(self) -> None:
        if not self._desk.is_open:
            return
        if self._desk.now() >= self.next:
            self.look()
        else:
            self._wait(self.next)
