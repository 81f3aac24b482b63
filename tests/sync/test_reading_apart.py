"""A large file is read in a process of its own: the same slices, the same refusals, and an end in every case."""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from commandroom.domain.errors import Refused, Unavailable
from commandroom.domain.instant import at
from commandroom.sync import reading_apart, table_reading
from commandroom.sync.reading_apart import Head
from tests.bench.sheet_maker import HEADERS, rows

NOW = at(2026, 11, 5, 9, 0)
PROFILE = "hotline-12345"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of 5,000 orders with one wrong date, above the size that is read apart."""
    path = tmp_path_factory.mktemp("apart") / "工单.csv"
    lines = [",".join(HEADERS)]
    for number, row in enumerate(rows(5_000)):
        row[1] = "2026/13/45" if number == 2_345 else row[1]
        lines.append(",".join("" if cell is None else str(cell) for cell in row))
    path.write_text("\n".join(lines), "utf-8")
    assert path.stat().st_size > reading_apart.APART
    return path


def stat_of(pid: int) -> tuple[str, int]:
    """The state of a process and its parent; ("Z", 0) when it is gone."""
    try:
        state, parent = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[:2]
    except OSError:
        return "Z", 0
    return state, int(parent)


def child_of(pid: int) -> list[int]:
    """The processes that a process has started and that still run."""
    numbers = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [number for number in numbers for state, parent in [stat_of(number)] if parent == pid and state != "Z"]


def test_the_same_slices_come_from_the_other_process(book: Path) -> None:
    """Head, events, wrong cells and unknown words are what reading here gives, in the same order."""
    head, *slices = reading_apart.read(book, "auto", NOW)
    planned = table_reading.plan(book)
    assert head == Head(planned.profile.name, planned.left_out, planned.rows)
    assert slices == list(table_reading.read_plan(planned, now=NOW))
    assert [cell.row for part in slices if not isinstance(part, Head) for cell in part.wrong] == [2_347]


def test_a_refusal_comes_over_with_its_facts(book: Path) -> None:
    """What the reader refuses is refused here, word for word."""
    with pytest.raises(Refused) as apart:
        list(reading_apart.read(book, "nobody's", NOW))
    with pytest.raises(Refused) as here:
        table_reading.plan(book, "nobody's")
    assert (apart.value.code, apart.value.facts) == (here.value.code, here.value.facts)


def test_cancel_ends_the_reader_at_once(book: Path) -> None:
    """Cancelling refuses and leaves no process behind, also before the first row is there."""
    before = set(child_of(os.getpid()))
    with pytest.raises(Refused, match=r"sheet\.cancelled"):
        list(reading_apart.read(book, PROFILE, NOW, cancelled=lambda: True))
    assert set(child_of(os.getpid())) <= before


def test_stopping_in_the_middle_ends_the_reader(book: Path) -> None:
    """Whoever closes the reading after two slices leaves no process behind."""
    before = set(child_of(os.getpid()))
    told = reading_apart.read(book, PROFILE, NOW)
    next(told), next(told)
    assert set(child_of(os.getpid())) - before
    told.close()
    assert set(child_of(os.getpid())) <= before


def test_a_reader_ended_from_outside_is_said(book: Path) -> None:
    """When the system ends the reader, that is said, and nothing looks like the end of the file."""
    before = set(child_of(os.getpid()))
    told = reading_apart.read(book, PROFILE, NOW)
    next(told)
    for pid in set(child_of(os.getpid())) - before:
        os.kill(pid, 9)
    with pytest.raises(Unavailable, match=r"sheet\.reader_ended"):
        list(told)


_STARTED = """
import os, sys
from pathlib import Path
from commandroom.sync import reading_apart
told = reading_apart.read(Path(sys.argv[1]), "hotline-12345", int(sys.argv[2]))
next(told)
print("read", flush=True)
sys.stdin.read()
"""


def test_the_reader_dies_with_its_parent(book: Path) -> None:
    """When the program is killed, the process that reads for it ends by itself."""
    options: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", _STARTED, str(book), str(NOW)], **options) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "read\n"
        readers = child_of(parent.pid)
        parent.kill()
    assert readers
    until = time.monotonic() + 20
    while any(stat_of(pid)[0] != "Z" for pid in readers) and time.monotonic() < until:
        time.sleep(0.05)  # a real process ends in its own time
    assert [stat_of(pid)[0] for pid in readers] == ["Z"] * len(readers)
