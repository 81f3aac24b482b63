"""The pages of the window, one shown at a time; the others hear of changes when they are shown next."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from commandroom.domain.changes import Changes
from ui.desk import Desk
from ui.shell import Shell
from ui.theme import Theme
from ui.views.page import Page, PageEntry


class PageStack(QStackedWidget):
    """Makes a page at its first visit, or ahead of it; hands Changes to the shown page, and later to the others."""

    turned = Signal(str)
    """Another page is shown now."""

    def __init__(
        self, desk: Desk, theme: Theme, shell: Shell, entries: list[PageEntry], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._theme, self._shell = desk, theme, shell
        self._entries = {entry.name: entry for entry in entries}
        self._pages: dict[str, Page] = {}
        self._ahead: dict[str, Page] = {}
        self._missed: dict[str, Changes] = {}
        self._current = ""
        desk.changed.connect(self._take)
        shell.page_wanted.connect(self.turn_to)
        shell.searched.connect(self.search)

    @property
    def entries(self) -> list[PageEntry]:
        """The pages there are, in the order of the rail."""
        return list(self._entries.values())

    @property
    def page(self) -> Page | None:
        """The page shown now."""
        return self._pages.get(self._current)

    def has(self, name: str) -> bool:
        """Whether a page is made, visited or not."""
        return name in self._pages or name in self._ahead

    def make_ahead(self, name: str) -> Page | None:
        """Make a page before its first visit; None when it is there. Until the visit it hears nothing."""
        if self.has(name):
            return None
        page = self._ahead[name] = self._made(name)
        return page

    def _made(self, name: str) -> Page:
        page = self._entries[name].make(self._desk, self._theme, self._shell)
        self.addWidget(page)
        return page

    def turn_to(self, name: str) -> None:
        """Show a page by its name, the first one by ""."""
        name = name or next(iter(self._entries))
        before = self.page
        if name not in self._pages:
            self._pages[name] = self._ahead.pop(name) if name in self._ahead else self._made(name)
        page = self._pages[name]
        if before is not page:
            self._current = name
            self.setCurrentWidget(page)
            if before is not None:
                before.leave()
            missed = self._missed.pop(name, None)
            if missed is not None:
                page.take(missed)
            page.enter()
        self.turned.emit(name)

    def begin(self) -> None:
        """Somebody came to the desk: the first page, or the one that was left."""
        if self.page is not None:
            self.page.enter()
        elif self._entries:
            self.turn_to(next(iter(self._entries)))

    def search(self, words: str) -> None:
        """Search on the page shown, or on the first page when this one has nothing to search."""
        page = self.page
        if (page is not None and page.search(words)) or not words or not self._entries:
            return
        self.turn_to(next(iter(self._entries)))
        first = self.page
        if first is not None and first is not page:
            first.search(words)

    def _take(self, changes: Changes) -> None:
        for name, page in self._pages.items():
            if name == self._current:
                page.take(changes)
            else:
                self._missed[name] = self._missed.get(name, Changes()) | changes
