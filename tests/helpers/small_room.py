"""A room without a journal, to see the window's threads at work; the real room has its own tests."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from commandroom.clock import Trust
from commandroom.domain.changes import Changes
from commandroom.domain.errors import Refused
from commandroom.domain.people import Person

T = TypeVar("T")
Run = Callable[[Coroutine[Any, Any, T]], T]
"""Runs a coroutine to its end with Qt alive meanwhile (fixture ``run``)."""


async def until(said: Callable[[], bool]) -> None:
    """Wait until something is so; the runner's minute ends a wait for nothing."""
    while not said():
        await asyncio.sleep(0.005)


@dataclass(frozen=True)
class Made:
    """What the small room answers, in the shape of commandroom.room.Done."""

    result: Any
    changes: Changes


class SmallReader:
    """Reads nothing; notes what it was told to forget."""

    def __init__(self) -> None:
        self.forgotten: set[str] = set()
        self.closed = False
        self.thread = threading.current_thread().name

    def forget(self, kinds: Iterable[str]) -> None:
        self.forgotten |= set(kinds)

    def setting(self, name: str, default: Any = None) -> Any:
        return {"name": "潞城街道综合信息指挥室"}.get(name, default)

    def find_event(self, name: str) -> str | None:
        return None

    def rows(self, sql: str, values: Any = ()) -> list[Any]:
        return []

    def close(self) -> None:
        self.closed = True


@dataclass
class SmallRoom:
    """Just enough of a room to see the desk's threads at work; the real one has its own tests."""

    threads: set[str] = field(default_factory=set)
    actors: list[str] = field(default_factory=list)
    elsewhere: list[Changes] = field(default_factory=list)
    fault: Exception | None = None
    looks: int = 0
    wrong_tries: int = 0
    closed: bool = False

    def clock(self) -> int:
        return 1_793_860_200

    def do(self, action: Callable[..., Any], /, *args: Any, actor: str, **kwargs: Any) -> Made:
        self.threads.add(threading.current_thread().name)
        self.actors.append(actor)
        return Made(action(*args, **kwargs), Changes(frozenset({("event", "e1")}), 1))

    def catch_up(self) -> Changes:
        self.looks += 1
        if self.fault is not None:
            raise self.fault
        return self.elsewhere.pop() if self.elsewhere else Changes()

    def sign_in(self, name: str, password: str) -> Person:
        if self.wrong_tries >= 5:
            raise Refused("who.wait", seconds=3)
        if password != "Lucheng-2026":
            self.wrong_tries += 1
            raise Refused("who.wrong_password")
        return Person(name, "王建国")

    def trust(self) -> Trust:
        return Trust(sound=True, behind=0, now=0, last=0)

    def reader(self) -> SmallReader:
        return SmallReader()

    def close(self) -> None:
        self.closed = True
