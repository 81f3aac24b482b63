"""From what is typed in the command line to an event: its number, the source's number, or today's short number."""

import re

from commandroom.domain.instant import local
from commandroom.domain.masking import mask_case
from commandroom.text import tr
from ui.desk import Desk
from ui.shell import Command, Shell

_SHORT = re.compile(r"[0-9]{1,4}")
_NUMBER = re.compile(r"[0-9A-Za-z-]{5,40}")


class EventFinder:
    """Offers to open the event whose number was typed."""

    def __init__(self, desk: Desk, shell: Shell) -> None:
        self._desk, self._shell = desk, shell

    def __call__(self, words: str) -> list[Command]:
        """One command that opens the event, or nothing; one look at an index."""
        if not self._desk.is_open or self._desk.person is None:
            return []
        ident = self.find(words.strip())
        event = self._desk.reader.event(ident) if ident else None
        if event is None:
            return []
        title = mask_case(event.title, event.reporter)
        shown = tr("打开 {number}  {title}", number=event.number, title=title)
        return [Command(shown, _Opening(self._shell, event.id).open)]

    def find(self, words: str) -> str | None:
        """The id of the event of a number; None when there is none."""
        reader = self._desk.reader
        if _SHORT.fullmatch(words):
            today = f"{local(self._desk.now()):%Y%m%d}"
            found: str | None = reader.find_event(
                f"{reader.setting('code')}-{reader.setting('device', 'A1')}-{today}-{int(words):04}"
            )
            return found
        if not _NUMBER.fullmatch(words) or not any(map(str.isdigit, words)):
            return None
        named: str | None = reader.find_event(words)
        return named


class _Opening:
    """Opens one event on the first page."""

    def __init__(self, shell: Shell, event: str) -> None:
        self._shell, self._event = shell, event

    def open(self) -> None:
        """Choose the event and show where the work is done."""
        self._shell.show_page("")
        self._shell.selection.choose_event(self._event, self)
