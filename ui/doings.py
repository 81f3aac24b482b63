"""Tasks of the window: kept while they run, ended with the page or panel they work for, their faults told."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from PySide6.QtCore import QObject
from shiboken6 import isValid

from commandroom.domain.errors import RoomError

T = TypeVar("T")
Tell = Callable[[BaseException], None]


class Cancelled(Exception):  # noqa: N818 - a wish that was granted, not an error
    """A job stopped because it was asked to."""


class Doings:
    """The running tasks of one loop.

    A refusal or a fault (RoomError) that nobody waited for goes to ``failed``, anything else to ``broken``.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, failed: Tell, broken: Tell) -> None:
        self._loop = loop
        self._failed = failed
        self._broken = broken
        self._tasks: set[asyncio.Task[Any]] = set()
        self._ended = False

    def start(self, doing: Coroutine[Any, Any, T], owner: QObject | None = None) -> "asyncio.Task[T]":
        """Begin a task; with an ``owner`` it is cancelled when that QObject goes."""
        task = self.keep(doing)
        task.add_done_callback(self.tell)
        if self._ended or (owner is not None and not isValid(owner)):
            task.cancel()  # the room closes, or the owner went while a dialog waited: it never begins
        elif owner is not None:
            self._end_with(owner, task)
        return task

    def keep(self, doing: Coroutine[Any, Any, T]) -> "asyncio.Task[T]":
        """Begin a task whose outcome somebody awaits."""
        task = self._loop.create_task(doing)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def tell(self, task: "asyncio.Task[Any]") -> None:
        """Say what an ended task raised."""
        error = None if task.cancelled() else task.exception()
        if error is None or isinstance(error, Cancelled):
            return
        if isinstance(error, RoomError):
            self._failed(error)
        else:
            self._broken(error)

    async def end(self) -> None:
        """Cancel all of them but the one that asks, and wait until they have ended; no other begins any more."""
        self._ended = True
        others = self._tasks - {asyncio.current_task(self._loop)}
        for task in others:
            task.cancel()
        if others:
            await asyncio.wait(others)

    @staticmethod
    def _end_with(owner: QObject, task: "asyncio.Task[Any]") -> None:
        def gone() -> None:
            task.cancel()

        def over(_task: "asyncio.Task[Any]") -> None:
            if isValid(owner):
                owner.destroyed.disconnect(gone)

        owner.destroyed.connect(gone)
        task.add_done_callback(over)
