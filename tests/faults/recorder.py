"""A program that records or imports in a room and says every acknowledged id, until it is killed.

It reads ``folder what name`` lines; each becomes a child of its own, so that a thousand deaths cost one start.
"""

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from commandroom.actions import intake, take_in, triage
from commandroom.domain.event import Event
from commandroom.room import Room
from commandroom.store.work import Work
from tests.helpers import rooms


@dataclass
class Case:
    """A case of a file, as much of it as taking in asks for."""

    key: str
    fingerprint: str = "1"
    state: str = ""
    source_no: str = ""
    extra: dict[str, str] = field(default_factory=dict)
    history: tuple[Any, ...] = ()

    def __getattr__(self, name: str) -> Any:
        return {"title": f"导入 {self.key}", "place": "某路", "lon": None, "lat": None, "source": "12345"}.get(name, "")


def record(room: Room, name: str) -> None:
    """Report and file events one after another, each acknowledged when it is on disk."""
    for number in range(10_000):
        event = rooms.reported(room, title=f"{name}-{number}")
        say("event", event)
        room.do(triage.file, event, "CG001", actor="d1")
        say("filed", event)
        if number % 10 == 9:
            room.do(intake.amend, event, text="更正" * 2000, actor="d1")


def load(room: Room, name: str) -> None:
    """Import files of 300 rows one after another, each whole or not at all."""
    for number in range(10_000):

        def load(work: Work, number: int = number) -> None:
            take_in.take_in(work, [Case(f"{name}-{number}-{row}") for row in range(300)])

        room.do(load, actor="d1")
        say("import", f"{name}-{number}")


def say(what: str, ident: str) -> None:
    """One acknowledged thing on standard output."""
    sys.stdout.write(f"{what} {ident}\n")
    sys.stdout.flush()


def is_filed(event: Event | None) -> bool:
    """Whether an event was filed."""
    return event is not None and bool(event.filed_at)


def live(folder: Path, what: str, name: str) -> None:
    """Work in a room until killed."""
    with Room.open(folder, rooms.Clock()) as opened:
        say("ready", str(os.getpid()))
        {"record": record, "import": load}[what](opened, name)


if __name__ == "__main__":
    for line in sys.stdin:
        asked = line.split()
        child = os.fork()
        if not child:
            live(Path(asked[0]), asked[1], asked[2])
        os.waitpid(child, 0)
        sys.stdout.write("\ndead -\n")
        sys.stdout.flush()
