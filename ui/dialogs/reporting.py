"""Reports a case that was typed in, alone or into a known one; once, and only when the form is right."""

from typing import Any

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from commandroom.actions import intake
from commandroom.actions.repeat import report_into
from commandroom.domain.errors import Refused, RoomError
from commandroom.text import sentence, tr
from ui.desk import Desk
from ui.dialogs.draft_keeping import DraftKeeping
from ui.dialogs.register_form import RegisterForm
from ui.shell import Shell


class Reporting(QObject):
    """What is wrong is said at its field; what the room refuses comes as a signal. It ends what it began."""

    busy = Signal(bool)
    refused = Signal(object)
    """RoomError: the form stays."""
    reported = Signal(str)
    """It is in the journal; the event that is to be shown."""

    def __init__(self, desk: Desk, shell: Shell, form: RegisterForm, keeping: DraftKeeping, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._shell, self._form, self._keeping = desk, shell, form, keeping

    def begin(self, master: str = "") -> None:
        """Report it; with a ``master`` as a repeated call of that case."""
        if self._keeping.held or self._keeping.over:
            return
        lacking = self._form.lacking()
        if lacking is not None:
            self._form.complain(*lacking)
            return
        try:
            facts = self._form.facts(self._desk.now())
        except Refused as why:
            self._form.complain(str(why.facts["field"]), str(why.facts["words"]))
            return
        self._hold(True)
        self._desk.start(self._report(facts, master))

    def _hold(self, on: bool) -> None:
        self._keeping.held = on
        if isValid(self):
            self.busy.emit(on)

    async def _report(self, facts: dict[str, Any], master: str) -> None:
        try:
            await self._keeping.settled()
            draft = self._keeping.draft
            if master:
                ident = (await self._desk.do(report_into, master, draft, **facts)).result
            else:
                ident = (await self._desk.do(intake.report, draft, **facts)).result
            self._keeping.over = True
        except RoomError as error:
            if isValid(self):
                self.refused.emit(error)
            else:  # put away while it was on its way
                self._shell.toast(sentence(error), "refused")
            return
        finally:
            self._hold(False)
        self._say(ident, master)

    def _say(self, ident: str, master: str) -> None:
        read = self._desk.reader.event
        number = read(ident).number
        if master:
            self._shell.toast(tr("已登记 {number}，并入 {master}", number=number, master=read(master).number))
        else:
            self._shell.toast(tr("已上报 {number}", number=number))
        if isValid(self):
            self.reported.emit(master or ident)
