"""A form being typed in, kept as a draft in the journal: before long, when it is put aside, and on request."""

import asyncio
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from commandroom.actions import intake
from commandroom.domain.errors import Refused, RoomError
from commandroom.domain.event import Event
from ui.desk import Desk
from ui.dialogs.register_form import RegisterForm

KEEP_MS = 10_000
"""A form that changed is kept in the journal this often; parking keeps it at once."""


class DraftKeeping(QObject):
    """Records what changed since it was last kept; it ends its work though the panel goes meanwhile."""

    kept = Signal(bool)
    """The draft is in the journal; True when somebody asked for it."""

    def __init__(
        self, desk: Desk, form: RegisterForm, worth: Callable[[], bool], draft: Event | None, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._desk, self._form, self._worth = desk, form, worth
        self.draft = draft.id if draft is not None else ""
        self.over = False
        """Reported or discarded: nothing is kept any more."""
        self.held = False
        """It is being reported now: nothing is kept beside that."""
        self._kept: dict[str, Any] = (self._facts_or_none() or {}) if draft is not None else {}
        self._recording: asyncio.Task[None] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEP_MS)
        self._timer.timeout.connect(self.quietly)

    def soon(self) -> None:
        """Something was typed."""
        self._timer.start()

    def now(self) -> None:
        """Keep it and say so."""
        self._begin(aloud=True)

    def quietly(self) -> None:
        """Keep it when something changed; nothing is said."""
        self._timer.stop()
        if self._worth() and not self.held and self._desk.person is not None:
            self._begin(aloud=False)

    def discard(self) -> None:
        """Discarded on purpose: the draft in the journal goes too, and its entry says who did it."""
        self.over = True
        self._desk.start(self._discard())

    async def settled(self) -> None:
        """Wait for a keeping that is on its way: the draft is known then."""
        if self._recording is not None:
            await asyncio.wait({self._recording})

    async def _discard(self) -> None:
        await self.settled()
        if self.draft:
            await self._desk.do(intake.discard, self.draft)

    def _begin(self, *, aloud: bool) -> None:
        """What is in the form now is what is kept, whatever becomes of the form."""
        facts = self._facts_or_none()
        if facts is None:
            facts = {name: value for name, value in self._plain().items() if value}
        changed = {name: value for name, value in facts.items() if self._kept.get(name) != value}
        changed |= {name: "" for name in self._kept if name not in facts and isinstance(self._kept[name], str)}
        if not changed or self.over:
            return
        if self._recording is not None:  # the first keeping is still on its way: once more when it is there
            self._timer.start()
            return
        before, self._kept = self._kept, facts
        self._recording = self._desk.start(self._record(changed, before, aloud))

    async def _record(self, changed: dict[str, Any], before: dict[str, Any], aloud: bool) -> None:
        try:
            if self.draft:
                await self._desk.do(intake.amend, self.draft, **changed)
            else:
                self.draft = (await self._desk.do(intake.register, **changed)).result
        except RoomError:
            self._kept = before  # with the next keeping it is tried again
            raise
        finally:
            self._recording = None
        if isValid(self) and not self.over:
            self.kept.emit(aloud)

    def _facts_or_none(self) -> dict[str, Any] | None:
        try:
            return self._form.facts(self._desk.now())
        except Refused:
            return None

    def _plain(self) -> dict[str, str]:
        """The words of fields that are words; kept even while a time or a grid is still half typed."""
        names = ("title", "text", "place", "reporter", "source", "source_no")
        return {name: self._form.value(name) for name in names}
