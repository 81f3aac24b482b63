"""Pages made ahead of their first visit: piece by piece, when the first stands and nobody works."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from commandroom.domain.changes import Changes
from tests.helpers.clock import MovableClock
from ui.desk import Desk
from ui.shell import Shell
from ui.theme import Theme
from ui.views.import_steps import import_steps
from ui.views.page import Page, PageEntry
from ui.views.page_stack import PageStack
from ui.views.pages_ahead import QUIET, PagesAhead

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


class Sheet(Page):
    """A page that counts what it hears."""

    complete = True
    reckoned = 0

    def __init__(self, desk: Desk, theme: Theme, shell: Shell) -> None:
        super().__init__(desk, theme, shell)
        self.heard: list[str] = []

    def take(self, changes: Changes) -> None:
        """Changes."""
        self.heard.append("take")

    def enter(self) -> None:
        """A visit."""
        self.heard.append("enter")

    def showEvent(self, event: QShowEvent) -> None:
        """Shown."""
        self.heard.append("show")
        super().showEvent(event)

    def ahead(self) -> Iterator[None]:
        """Two pieces."""
        for _ in range(2):
            self.reckoned += 1
            yield

    def ready(self) -> bool:
        """As told."""
        return self.complete


@pytest.fixture
def stack(desk: Desk, theme: Theme, qtbot: QtBot) -> PageStack:
    """Three pages, the first one shown."""
    made = PageStack(desk, theme, Shell(), [PageEntry(name, name, "desk", Sheet) for name in ("a", "b", "c")])
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    made.begin()
    return made


def sheet(stack: PageStack) -> Sheet:
    """The page shown."""
    assert isinstance(stack.page, Sheet)
    return stack.page


def test_pages_are_made_when_the_first_is_complete(stack: PageStack, qtbot: QtBot) -> None:
    """Nothing is made while the first page has work; then all are, as large as they will be shown."""
    clock = MovableClock(0)
    sheet(stack).complete = False
    ahead = PagesAhead(stack, clock.now, stack)
    clock.forward(10)
    ahead.turn()
    assert not stack.has("b")
    sheet(stack).complete = True
    qtbot.waitUntil(lambda: ahead.done)
    assert stack.has("b")
    assert stack.has("c")
    assert stack.count() == 3
    assert sorted(page.reckoned for page in stack.findChildren(Sheet)) == [0, 2, 2]
    assert all(page.size() == stack.size() for page in stack.findChildren(Sheet))


def test_a_hand_comes_first(stack: PageStack, qtbot: QtBot) -> None:
    """Nothing is made as long as keys are pressed, and for a moment after."""
    clock = MovableClock(100)
    ahead = PagesAhead(stack, clock.now, stack)
    ahead.turn()
    clock.forward(10)
    QTest.keyClick(stack.window().windowHandle(), Qt.Key.Key_Down)
    ahead.turn()
    assert not stack.has("b")
    clock.forward(int(QUIET) + 1)
    qtbot.waitUntil(lambda: ahead.done)
    assert stack.has("c")


def test_a_page_made_ahead_hears_nothing_before_its_visit(stack: PageStack, desk: Desk, qtbot: QtBot) -> None:
    """It is not entered, not shown and told nothing; at the visit it is the very page that was made."""
    made = stack.make_ahead("b")
    assert isinstance(made, Sheet)
    assert stack.make_ahead("b") is None
    desk.changed.emit(Changes())
    assert made.heard == []
    stack.turn_to("b")
    assert stack.page is made
    assert made.heard == ["show", "enter"]
    desk.changed.emit(Changes())
    assert made.heard[-1] == "take"


def test_imports_are_taken_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each module is a step of its own, what it needs before it; a loaded one is none; circles end."""
    for name, words in (
        ("top", "from ui.steps_below import leaf\nimport ui.steps_beside\ndef later():\n    import ui.steps_never\n"),
        ("beside", "import ui.steps_below.leaf\nfrom ui import steps_top\n"),
        ("never", ""),
    ):
        (tmp_path / f"steps_{name}.py").write_text(words)
    (tmp_path / "steps_below").mkdir()
    (tmp_path / "steps_below" / "__init__.py").write_text("")
    (tmp_path / "steps_below" / "leaf.py").write_text("")
    import ui

    monkeypatch.setattr(ui, "__path__", [*ui.__path__, str(tmp_path)])

    def wants() -> None:
        import ui.steps_top  # type: ignore[import-untyped]  # noqa: F401 - written by this test

    try:
        steps = list(import_steps(wants))
        assert steps == ["ui.steps_below", "ui.steps_below.leaf", "ui.steps_beside", "ui.steps_top"]
        assert list(import_steps(wants)) == []
    finally:
        for name in [name for name in sys.modules if name.startswith("ui.steps_")]:
            del sys.modules[name]
            vars(ui).pop(name.split(".")[1], None)


def test_what_is_no_function_has_no_steps() -> None:
    """A class is called as it is."""
    assert list(import_steps(Sheet)) == []
