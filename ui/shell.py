"""What pages and dialogs may ask of the window around them, and the one selection they share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ui.selection import Selection

ToastKind = Literal["done", "refused", "trouble", "information"]
LampState = Literal["on_time", "due_soon", "overdue", "paused", "information"]


@dataclass(frozen=True, slots=True)
class Toast:
    """One line of result: words, kind, and what to call to undo it (None when the journal does not allow)."""

    words: str
    kind: ToastKind = "done"
    undo: Callable[[], None] | None = None


@dataclass(frozen=True, slots=True)
class Lamp:
    """One standing sign of the bottom strip: ``word`` says what, ``says`` says how, ``hover`` explains."""

    name: str
    word: str
    state: LampState
    says: str = ""
    hover: str = ""


@dataclass(frozen=True, slots=True)
class Command:
    """Something the command line (Ctrl+K) and the key help offer: words, key for help, what to call."""

    words: str
    run: Callable[[], None]
    key: str = ""


Finder = Callable[[str], list[Command]]
"""From words typed in the command line to commands that only these words call for (an event's number)."""


class Shell(QObject):
    """The window as its pages see it. Pages call the verbs; the window listens to the signals."""

    panel_wanted = Signal(object)
    panel_parked = Signal(object)
    toast_wanted = Signal(object)
    page_wanted = Signal(str)
    lamp_changed = Signal(object)
    duty_changed = Signal(str)
    mode_changed = Signal(str)
    present_wanted = Signal()
    """Whoever shows another time goes back to now."""
    searched = Signal(str)
    """Text entered in the command line that is no command."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.selection = Selection(self)
        self.commands: list[Command] = []
        self.finders: list[Finder] = []

    def open_panel(self, panel: QWidget) -> None:
        """Show a dialog (a ui.widgets.panel.Panel) beside the event; the one shown before parks, it is not lost."""
        self.panel_wanted.emit(panel)

    def park_panel(self, panel: QWidget) -> None:
        """Show a dialog as a parked draft only: it was begun before and waits to be gone on with."""
        self.panel_parked.emit(panel)

    def toast(self, words: str, kind: ToastKind = "done", undo: Callable[[], None] | None = None) -> None:
        """Say in one line what happened, with undo where the journal allows it."""
        self.toast_wanted.emit(Toast(words, kind, undo))

    def show_page(self, name: str) -> None:
        """Go to a page by its name, to the first one by ""."""
        self.page_wanted.emit(name)

    def to_present(self) -> None:
        """Back to now, before something is recorded."""
        self.present_wanted.emit()

    def lamp(self, lamp: Lamp) -> None:
        """Light or change a lamp of the bottom strip."""
        self.lamp_changed.emit(lamp)

    def on_duty(self, words: str) -> None:
        """Who is on duty now, in words, for the top strip."""
        self.duty_changed.emit(words)

    def mode(self, words: str) -> None:
        """The room's mode in words (平时, 战时) for the top strip."""
        self.mode_changed.emit(words)

    def add_command(self, command: Command) -> None:
        """Offer a command in the command line and in the key help."""
        self.commands.append(command)

    def add_finder(self, find: Finder) -> None:
        """Offer, in the command line, what these words name."""
        self.finders.append(find)
