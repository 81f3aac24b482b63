"""A small form of the duty page: fields, one button, the refusal as a sentence beside it."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from shiboken6 import isValid

from commandroom.domain.errors import RoomError
from commandroom.text import sentence, tr
from ui.desk import Desk
from ui.shell import Shell
from ui.theme import Theme
from ui.widgets.buttons import submit_foot
from ui.widgets.dressing import spaced
from ui.widgets.entry_line import Entry
from ui.widgets.panel import Panel
from ui.widgets.text_labels import Prose

Asked = tuple[Callable[..., Any], tuple[Any, ...]]
"""An action and what it is given."""


class DutyForm(Panel):
    """Subclasses add entries in ``build``, give the action in ``asked`` and what to say in ``said``."""

    word = ""
    """What the button says."""
    standing = ""
    """One line under the title."""

    def __init__(self, desk: Desk, theme: Theme, shell: Shell, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.theme, self.shell = desk, theme, shell
        self.title = title
        self._entries: list[Entry] = []
        self.column = spaced(QVBoxLayout(self), theme, (20, 16, 20, 20), 14)
        if self.standing:
            self.column.addWidget(Prose(theme, tr(self.standing), size="small", token="quiet"))
        self.build()
        self._refusal = Prose(theme, "", size="body", token="overdue")
        self._refusal.hide()
        self.column.addWidget(self._refusal)
        self.button = submit_foot(
            self, self.column, theme, tr("{word}  Ctrl+Enter", word=tr(self.word)), tr("Esc 搁置"), self.submit
        )

    def build(self) -> None:
        """Add the entries."""

    def asked(self) -> Asked:
        """The action and what it is given; Refused when something is missing."""
        raise NotImplementedError

    def said(self, result: Any) -> str:
        """What to say when it is done."""
        raise NotImplementedError

    def add(self, entry: Entry) -> Entry:
        """One more entry; Enter in a line submits."""
        self._entries.append(entry)
        self.column.addWidget(entry)
        first = entry.first()
        if isinstance(first, QLineEdit):
            first.returnPressed.connect(self.submit)
        return entry

    def first_field(self) -> QWidget | None:
        """The first entry."""
        return self._entries[0].first() if self._entries else self.button

    def worth_keeping(self) -> bool:
        """Whether somebody typed here."""
        return any(entry.typed for entry in self._entries)

    @property
    def refusal(self) -> str:
        """What stands beside the form, "" when nothing does."""
        return "" if self._refusal.isHidden() else self._refusal.text()

    def submit(self) -> None:
        """Record it, once; a refusal stays here."""
        if self.button.isEnabled():
            self.button.setEnabled(False)
            self.desk.start(self._submit())

    async def _submit(self) -> None:
        try:
            action, given = self.asked()
            done = await self.desk.do(action, *given)
        except RoomError as error:
            if not isValid(self):
                self.shell.toast(sentence(error), "refused")
                return
            self._refusal.set_text(sentence(error))
            self._refusal.show()
            self.button.setEnabled(True)
            return
        self.shell.toast(self.said(done.result))
        if isValid(self):
            self.done.emit()
