"""What every page of the main window is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from commandroom.domain.changes import Changes
from ui.desk import Desk
from ui.shell import Shell
from ui.theme import Theme
from ui.widgets.state_note import NoteKind, StateNote


@dataclass(frozen=True, slots=True)
class Scene:
    """One more picture of a page: a file name, what to do before it is taken, and when that is done."""

    name: str
    show: Callable[[], object]
    ready: Callable[[], bool] | None = None
    """Asked besides the page itself."""
    after: Callable[[], object] | None = None
    """Puts away what it showed."""


class Page(QWidget):
    """One page. Made at its first visit; it hears Changes while it is shown, or when it is shown next.

    Subclasses load through the desk, draw, and emit ``settled`` when what they show is complete; ``ready``
    must be true from then until the next load begins.
    """

    settled = Signal()

    def __init__(self, desk: Desk, theme: Theme, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.theme = theme
        self.shell = shell
        self.setObjectName("ground")
        self._note: StateNote | None = None

    def take(self, changes: Changes) -> None:
        """Something was recorded: mark what is concerned as stale, fetch it when drawn."""

    def ahead(self) -> Iterator[None]:
        """What can be reckoned before the first visit, in pieces of a few milliseconds; nothing is shown by it."""
        return iter(())

    def enter(self) -> None:
        """The page is shown now: load what is missing, take the keyboard."""

    def leave(self) -> None:
        """Another page is shown now."""

    def ready(self) -> bool:
        """Whether what is shown is complete."""
        return True

    def search(self, words: str) -> bool:
        """Search from the command line ("" ends it); False when this page has nothing to search."""
        del words
        return False

    def undo(self) -> bool:
        """Take back the last step of what is shown, after its line is gone; False when there is none."""
        return False

    def keys(self) -> list[tuple[str, str]]:
        """(key, what it does) of this page, for the key help."""
        return []

    def scenes(self) -> list[Scene]:
        """Further pictures of this page worth taking."""
        return []

    def say(self, kind: NoteKind, words: str, button: str = "", act: Callable[[], None] | None = None) -> None:
        """Cover the page with a sentence: empty, loading, error; stale covers its upper edge only."""
        if self._note is None:
            self._note = StateNote(self.theme, self)
        self._note.say(kind, words, button, act)

    def unsay(self) -> None:
        """Show the page itself again."""
        if self._note is not None:
            self._note.clear()

    @property
    def note(self) -> StateNote | None:
        """What covers the page, if anything was ever said."""
        return self._note


@dataclass(frozen=True, slots=True)
class PageEntry:
    """A page: its name in code and pictures, the word and icon of its button, and who makes it.

    ``make`` imports the view when called, so that a page costs nothing before its first visit.
    The n-th page has the key Ctrl+n.
    """

    name: str
    word: str
    icon: str
    make: Callable[[Desk, Theme, Shell], Page]


@dataclass(frozen=True, slots=True)
class ActionEntry:
    """An action at the foot of the rail: name, word, icon, key, and what it does."""

    name: str
    word: str
    icon: str
    key: str
    run: Callable[[Desk, Theme, Shell], None]
