"""The watch: looks at the clocks when one is due, after Changes, and once after downtime; never in between."""

from PySide6.QtCore import QObject, QTimer

from commandroom.actions import watch
from commandroom.actions.watch import Look
from commandroom.clock import Trust
from commandroom.domain.changes import Changes
from commandroom.domain.instant import HOUR, MINUTE, Instant
from commandroom.domain.people import SYSTEM
from commandroom.text import tr
from ui.desk import Desk
from ui.shell import Shell

LONGEST_MS = 30_000
"""A timer stands still while the computer sleeps: the time of day is compared at least this often."""
AGAIN = MINUTE
"""Seconds before a clock that could not be recorded is looked at again."""


class Watching(QObject):
    """Asks the room what ran out, exactly when the next clock is due; the waiting costs one comparison."""

    def __init__(self, desk: Desk, shell: Shell, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._shell = desk, shell
        self.next: Instant = 0
        """When the next look is due; 0 when no clock runs."""
        self.looks = 0
        """How often the room was asked."""
        self._looking = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._due)
        desk.opened.connect(self.look)
        desk.changed.connect(self._take)
        desk.clock_told.connect(self._told)
        if desk.is_open:
            self.look()

    def look(self, _room: object = None) -> None:
        """Look now, whatever is due."""
        if not self._looking:
            self._looking = True
            self._desk.start(self._look(), self)

    async def _look(self) -> None:
        self.looks += 1
        try:
            done = await self._desk.do(watch.look, actor=SYSTEM)
        finally:
            self._looking = False
        found: Look = done.result
        if found.asleep:
            self._shell.toast(caught_up(found), "information")
        now = self._desk.now()
        stuck = 0 < found.next < now and not found.lapses
        self._wait(now + AGAIN if stuck else found.next)

    def _told(self, trust: Trust) -> None:
        """A clock that is not believed is marked at once, before it comes back by itself."""
        if not trust.sound and not trust.standing:
            self.look()

    def _take(self, changes: Changes) -> None:
        """Something was recorded: clocks may have started, stopped or moved. One step in an index tells."""
        if "clock" in changes.kinds():
            self.look()
        elif "event" in changes.kinds() and not self._looking:
            self._wait(watch.next_look(self._desk.reader))

    def _wait(self, until: Instant) -> None:
        self.next = until
        if not until:
            self._timer.stop()
            return
        seconds = until + 1 - self._desk.now()
        self._timer.start(min(max(seconds * 1000, 0), LONGEST_MS))

    def _due(self) -> None:
        if not self._desk.is_open:
            return
        if self._desk.now() > self.next:
            self.look()
        else:
            self._wait(self.next)


def caught_up(found: Look) -> str:
    """One note for everything that ran out while nobody looked."""
    hours, minutes = found.asleep // HOUR, found.asleep % HOUR // MINUTE
    if hours:
        slept = tr("{hours} 小时 {minutes} 分", hours=hours, minutes=minutes)
    else:
        slept = tr("{minutes} 分钟", minutes=minutes)
    cases = len({lapse.event for lapse in found.lapses})
    return tr(
        "停机 {slept}：其间过期 {late} 件，将过期 {soon} 项。均按应到时间记录，不算在值班人员头上。",
        slept=slept, late=cases, soon=found.soon,
    )  # fmt: skip
