"""Read a file of cases while somebody else works: a large one in a process of its own, slice by slice."""

import json
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Generator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

from commandroom.domain.errors import Refused, RoomError, Unavailable
from commandroom.domain.instant import Instant
from commandroom.sync import table_reading
from commandroom.sync.incoming import Slice

APART = 1_000_000
"""A file of so many bytes is read in a process of its own: opening a workbook holds every other thread up (for
100,000 rows half a second at a stretch), and what is read can be taken in while the rest is being read."""

Cancelled = Callable[[], bool]
_LOOK = 0.1
"""Seconds between two looks whether somebody has cancelled."""


@dataclass(frozen=True, slots=True)
class Head:
    """What is known before the first row: the profile, the sheets left out and why, and about how many rows."""

    profile: str
    left_out: tuple[tuple[str, str], ...]
    rows: int


Ready = Queue[Head | Slice | RoomError | None]
Told = Generator[Head | Slice, None, None]
"""One Head, then the slices. To be closed by whoever stops before the end."""


def read(path: Path, name: str, now: Instant, datum: str = "", cancelled: Cancelled | None = None) -> Told:
    """The head and the clean slices of a file; at most two slices are read ahead.

    Raises what ``table_reading.plan`` and ``read_plan`` raise, Refused("sheet.cancelled") as soon as
    ``cancelled()`` says so, Unavailable("sheet.reader_ended") when the process that reads was ended from outside.
    """
    large = path.is_file() and path.stat().st_size >= APART and not getattr(sys, "frozen", False)
    return _apart(path, name, now, datum, cancelled) if large else _here(path, name, now, datum, cancelled)


def _here(path: Path, name: str, now: Instant, datum: str, cancelled: Cancelled | None) -> Told:
    planned = table_reading.with_datum(table_reading.plan(path, name), datum)
    yield Head(planned.profile.name, planned.left_out, planned.rows)
    yield from table_reading.read_plan(planned, cancelled=cancelled, now=now)


def _apart(path: Path, name: str, now: Instant, datum: str, cancelled: Cancelled | None) -> Told:
    given = json.dumps([str(path), name, now, datum])
    child = subprocess.Popen(
        [sys.executable, "-c", f"from {__name__} import tell; tell()", given],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )  # fmt: skip
    ready: Ready = Queue(1)
    thread = Thread(target=_fetch, args=(child, path, ready), name="reader", daemon=True)
    thread.start()
    try:
        while (told := _next(ready, path, cancelled)) is not None:
            yield told
    finally:
        child.kill()
        while thread.is_alive():
            with suppress(Empty):
                ready.get(timeout=_LOOK)
        child.wait()


def _next(ready: Ready, path: Path, cancelled: Cancelled | None) -> Head | Slice | None:
    while True:
        if cancelled is not None and cancelled():
            raise Refused("sheet.cancelled", file=path.name)
        with suppress(Empty):
            told = ready.get(timeout=_LOOK)
            if isinstance(told, RoomError):
                raise told
            return told


def _fetch(child: "subprocess.Popen[bytes]", path: Path, ready: Ready) -> None:
    """What the process tells, one piece ahead of whoever takes it in, until it has said that this was all."""
    assert child.stdout is not None
    with child.stdout as pipe:
        told: Head | Slice | RoomError | None
        while True:
            try:
                told = pickle.load(pipe)
            except (EOFError, pickle.UnpicklingError):
                told = Unavailable("sheet.reader_ended", file=path.name, code=child.wait())
            ready.put(told)
            if told is None or isinstance(told, RoomError):
                return


def tell() -> None:
    """The process that reads: it ends when nobody listens any more, and leaves the keyboard to its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    path, name, now, datum = json.loads(sys.argv[1])
    told: Head | Slice | RoomError | None
    with suppress(BrokenPipeError), sys.stdout.buffer as pipe:
        try:
            for told in _here(Path(path), name, now, datum, None):
                pickle.dump(told, pipe, pickle.HIGHEST_PROTOCOL)
                pipe.flush()
            told = None
        except RoomError as refusal:
            told = refusal
        pickle.dump(told, pipe, pickle.HIGHEST_PROTOCOL)
