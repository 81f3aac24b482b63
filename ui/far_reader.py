"""A reader for one other thread: made there, used there, closed there."""

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class ReaderLike(Protocol):
    """The part of commandroom.store.reader.Reader that the desk drives."""

    def forget(self, kinds: Iterable[str]) -> None:
        """Read these kinds of reference data again."""

    def setting(self, name: str, default: Any = None) -> Any:
        """One setting of the room."""

    def close(self) -> None:
        """Give the connection back."""


class HasReader(Protocol):
    """Something that gives readers: the room."""

    def reader(self) -> ReaderLike:
        """A read-only look for one thread."""


class FarReader:
    """One thread with its own reader."""

    def __init__(self) -> None:
        self.pool = ThreadPoolExecutor(1, thread_name_prefix="reader")
        self._reader: ReaderLike | None = None

    def with_reader(self, read: Callable[..., T], room: HasReader, /, *args: Any, **kwargs: Any) -> T:
        """On the thread: ``read(reader, ...)``."""
        if self._reader is None:  # made on the thread that uses it
            self._reader = room.reader()
        return read(self._reader, *args, **kwargs)

    def forget(self, kinds: frozenset[str]) -> "Future[None]":
        """Before the next read, these kinds are read again."""
        return self.pool.submit(partial(self._forget, kinds))

    def close(self) -> None:
        """On the thread: give the reader back."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def _forget(self, kinds: frozenset[str]) -> None:
        if self._reader is not None:
            self._reader.forget(kinds)
