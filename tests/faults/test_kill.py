"""Killed (-9) at any moment of recording or importing: nothing acknowledged is lost, nothing is half there."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from commandroom.room import Room
from tests.faults.recorder import is_filed
from tests.helpers import rooms

REPOSITORY = Path(__file__).resolve().parents[2]
TIMES = {"normal": 100, "long": 1_000}
_LONGEST = 0.25
"""Seconds after which a child is killed at the latest; an entry takes about 1.5 ms, an import 40."""


class Recorder:
    """The program that is killed again and again."""

    def __init__(self) -> None:
        self._mother = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.recorder"], cwd=REPOSITORY, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def lived(self, folder: Path, what: str, name: str, seconds: float) -> list[tuple[str, str]]:
        """What a child acknowledged before it was killed ``seconds`` after its room was open."""
        assert self._mother.stdin is not None
        assert self._mother.stdout is not None
        self._mother.stdin.write(f"{folder} {what} {name}\n")
        self._mother.stdin.flush()
        ready, pid = self._mother.stdout.readline().split()
        assert ready == "ready"
        time.sleep(seconds)
        os.kill(int(pid), signal.SIGKILL)
        said: list[tuple[str, str]] = []
        while (line := self._mother.stdout.readline()) != "dead -\n":
            words = line.split()
            if line.endswith("\n") and len(words) == 2 and len(words[1]) > 1:
                said.append((words[0], words[1]))
        return said

    def close(self) -> None:
        """End the program itself."""
        self._mother.communicate()


@pytest.fixture(scope="module")
def recorder() -> Iterator[Recorder]:
    """One such program for all deaths."""
    started = Recorder()
    yield started
    started.close()


def _kill(recorder: Recorder, template: Path, folder: Path, times: int) -> dict[str, float]:
    """Kill as often as said; one room lives through many deaths, so that each leaves its log to the next."""
    rng = random.Random(times)
    figures = {"acknowledged": 0.0, "lost": 0.0, "slowest_open": 0.0, "halves": 0.0}
    rooms.copied(template, folder, rooms.Clock()).close()
    known: dict[str, set[str]] = {"event": set(), "filed": set(), "import": set()}
    for death in range(times):
        what = "import" if death % 4 == 3 else "record"
        for kind, ident in recorder.lived(folder, what, f"k{death}", rng.random() * _LONGEST):
            known[kind].add(ident)
            figures["acknowledged"] += 1
        begun = time.perf_counter()
        room = Room.open(folder, rooms.Clock())
        figures["slowest_open"] = max(figures["slowest_open"], time.perf_counter() - begun)
        with room:
            _count(room, known, figures)
            if death % 25 == 24 or death == times - 1:
                assert room.prove().ok
    return figures


def _count(room: Room, known: dict[str, set[str]], figures: dict[str, float]) -> None:
    reader = room.reader()
    try:
        here = {row[0] for row in reader.rows("SELECT id FROM event")}
        figures["lost"] += len(known["event"] - here)
        figures["lost"] += sum(not is_filed(reader.event(ident)) for ident in sorted(known["filed"])[-20:])
        files: dict[str, int] = {}
        for (key,) in reader.rows("SELECT source_key FROM event WHERE source_key <> ''"):
            name = key.rpartition("-")[0]
            files[name] = files.get(name, 0) + 1
        figures["halves"] += sum(count != 300 for count in files.values())
        figures["lost"] += len(known["import"] - set(files))
    finally:
        reader.close()


@pytest.mark.timeout(300)
def test_nothing_acknowledged_is_lost_when_killed(recorder: Recorder, template_room: Path, tmp_path: Path) -> None:
    """A hundred deaths at random moments: no acknowledged entry lost, no half import, open within three seconds."""
    _hold(_kill(recorder, template_room, tmp_path / "room", TIMES["normal"]))


@pytest.mark.faults
@pytest.mark.timeout(3600)
def test_nothing_acknowledged_is_lost_when_killed_long(recorder: Recorder, template_room: Path, tmp_path: Path) -> None:
    """A thousand deaths, in ten rooms."""
    for number in range(10):
        _hold(_kill(recorder, template_room, tmp_path / str(number), TIMES["long"] // 10))


def _hold(figures: dict[str, float]) -> None:
    sys.stderr.write(f"\nkilled: {figures}\n")
    assert figures["acknowledged"] > 0
    assert figures["lost"] == 0
    assert figures["halves"] == 0
    assert figures["slowest_open"] <= 3
