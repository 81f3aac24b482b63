"""What tests of the window stand on: a loop of Qt and asyncio, a theme, a desk on a small room."""

import asyncio
from collections.abc import Coroutine, Generator, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
import qasync
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from tests.helpers.small_room import Run, SmallRoom
from ui.collecting import held_back
from ui.desk import Desk
from ui.shell import Shell
from ui.theme import Theme

T = TypeVar("T")


HERE = Path(__file__).resolve().parent


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """As in the window's own process: what a test leaves behind is freed on this thread and no other.

    Around the whole of a test, because pytest lets go of a test's fixtures only after their end.
    """
    if not item.path.is_relative_to(HERE):
        return (yield)
    with held_back():
        return (yield)


@pytest.fixture(autouse=True)
def deleted() -> Iterator[None]:
    """What was to be deleted later is deleted with its test."""
    yield
    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def loop(qapp: QApplication) -> Iterator[asyncio.AbstractEventLoop]:
    """The loop the window runs on."""
    made = qasync.QEventLoop(qapp)
    asyncio.set_event_loop(made)
    yield made
    made.close()
    asyncio.set_event_loop(None)


@pytest.fixture
def run(loop: asyncio.AbstractEventLoop) -> Run[Any]:
    """Run a coroutine to its end, at most a minute, with Qt alive meanwhile."""

    def run(doing: Coroutine[Any, Any, T]) -> T:
        return loop.run_until_complete(asyncio.wait_for(doing, 60))

    return run


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    """The light theme at scale 1."""
    made = Theme("light")
    made.apply()
    yield made
    qapp.setStyleSheet("")


@pytest.fixture
def shell() -> Shell:
    """The window as pages see it."""
    return Shell()


@pytest.fixture
def small_room() -> SmallRoom:
    """A room without a journal."""
    return SmallRoom()


@pytest.fixture
def desk(small_room: SmallRoom, loop: asyncio.AbstractEventLoop, run: Run[Any]) -> Iterator[Desk]:
    """A desk with the small room open; it looks for other programs' entries every 10 ms."""
    made = Desk(lambda: small_room, loop, poll_ms=10)
    run(made.open())
    yield made
    run(made.close())
    assert small_room.closed
