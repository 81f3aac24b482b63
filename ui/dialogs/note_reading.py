"""Reads a note beside the window: what it proposes goes into the form, and what is alike is looked for."""

from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from commandroom.domain.instant import Instant
from commandroom.reports.similar import Similar, Sought, similar
from commandroom.sync.note_places import room_gazetteer
from commandroom.sync.note_reading import Gazetteer, Proposal, read_note
from commandroom.text import tr
from ui.desk import Desk
from ui.dialogs.draft_keeping import DraftKeeping
from ui.dialogs.register_form import RegisterForm
from ui.models.names import Names
from ui.widgets.entry_line import TextEntry

READ_MS = 180
"""A note is read, and duplicates are looked for, when nobody typed for so long."""


class NoteReading(QObject):
    """Never holds up the typing; an answer about words that have changed since is dropped."""

    read = Signal(str)
    """The form has the proposals of the note; the grid that is proposed, "" for none."""
    found = Signal(object)
    """tuple of Similar: cases that are alike."""

    def __init__(
        self,
        desk: Desk,
        names: Names,
        note: TextEntry,
        form: RegisterForm,
        keeping: DraftKeeping,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._desk, self._names, self._note, self._form, self._keeping = desk, names, note, form, keeping
        self._gazetteer: Gazetteer | None = None
        self._changes = 0
        self._read, self._seek = QTimer(self), QTimer(self)
        for timer, run in ((self._read, self._read_note), (self._seek, self._look_around)):
            timer.setSingleShot(True)
            timer.setInterval(READ_MS)
            timer.timeout.connect(run)

    def begin(self) -> None:
        """Learn the names of this room, then read what is there."""
        self._desk.start(self._learn(), self)

    def soon(self) -> None:
        """The note changed."""
        self._read.start()

    def moved(self) -> None:
        """The form changed."""
        self._changes += 1
        self._seek.start()

    async def _learn(self) -> None:
        self._gazetteer = await self._desk.ask(room_gazetteer)
        self._read_note()

    def _read_note(self) -> None:
        if self._note.value or self._note.typed:
            self._desk.start(self._propose(self._note.value), self)
        else:
            self._seek.start()

    async def _propose(self, note: str) -> None:
        now = self._desk.now()
        items = tuple(self._names.items(now).values())
        found = await self._desk.work(read_note, note, now, items, self._gazetteer)
        if self._keeping.over or note != self._note.value:
            return
        told = (Proposal("text", note, note, tr("原文")),) if note else ()
        self._form.propose((*found, *told))
        self._seek.start()
        self.read.emit(next((str(one.value) for one in found if one.field == "grid"), ""))

    def _look_around(self) -> None:
        self._desk.start(self._seek_similar(self._changes), self)

    async def _seek_similar(self, changes: int) -> None:
        now = self._desk.now()
        found = await self._desk.ask(_similar, self._form.sought(now, self._keeping.draft), now)
        if not self._keeping.over and changes == self._changes:
            self.found.emit(tuple(found))


def _similar(reader: Any, sought: Sought, now: Instant) -> list[Similar]:
    return similar(reader.raw, sought, now)
