"""Says in the top strip who is on duty: at the start, when a shift changes, when the roster does."""

from PySide6.QtCore import QObject, QTimer

from commandroom.domain.changes import Changes
from commandroom.domain.instant import Instant
from commandroom.reports.duty_month import OnDuty as Held
from commandroom.reports.duty_month import duty_words, on_duty
from ui.desk import Desk
from ui.models.names import Names
from ui.shell import Shell

LONGEST_MS = 60_000
"""A timer stands still while the computer sleeps: the time of day is compared at least this often."""
CONCERNED = frozenset({"duty", "person"})


class OnDuty(QObject):
    """Reads the roster only when it changed or a shift ends."""

    def __init__(self, desk: Desk, shell: Shell, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._shell = desk, shell
        self._names = Names(desk)
        self.turn: Instant = 0
        """When the words change next; 0 when that is not known."""
        self._timer = QTimer(self)
        self._timer.setInterval(LONGEST_MS)
        self._timer.timeout.connect(self._look)
        desk.opened.connect(self.tell)
        desk.changed.connect(self._take)
        if desk.is_open:
            self.tell()

    def tell(self, _room: object = None) -> None:
        """Read who is on duty and say it."""
        self._desk.start(self._tell(), self)

    async def _tell(self) -> None:
        now = self._desk.now()
        found: Held = await self._desk.ask(on_duty, now)
        people = {person for duty in found.now for person in duty.people}
        self._shell.on_duty(duty_words(found, {person: self._names.person(person) for person in people}))
        self.turn = found.turn
        until = (found.turn - now) * 1000 if found.turn else LONGEST_MS
        self._timer.start(min(max(until, 1000), LONGEST_MS))

    def _take(self, changes: Changes) -> None:
        if changes.kinds() & CONCERNED:
            self.tell()

    def _look(self) -> None:
        if self._desk.is_open and (not self.turn or self._desk.now() >= self.turn):
            self.tell()
