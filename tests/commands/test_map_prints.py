"""`commandroom report map` and `report board`: files, scale, rights, refusals."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from commandroom import __main__ as door
from commandroom import demo
from commandroom.commands import session
from commandroom.domain.instant import at
from commandroom.room import Room

NOW = at(2026, 11, 5, 14, 30)
Run = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command on the room; gives exit code and answer."""
    monkeypatch.setattr(door, "Session", lambda given: session.Session(given, lambda: NOW))

    def run(*words: object) -> tuple[int, dict[str, Any]]:
        code = door.main([*map(str, words), "--room", str(folder), "--json"])
        return code, json.loads(capsys.readouterr().out)

    return run


def village(folder: Path) -> tuple[str, str]:
    """Code and name of a village of the room."""
    with Room.open(folder, lambda: NOW) as room:
        reader = room.reader()
        try:
            found = next(grid for grid in reader.all("grid") if grid.level == "COMMUNITY")
        finally:
            reader.close()
    return found.code, found.name


def test_the_map_is_written_with_its_scale(run: Run, tmp_path: Path) -> None:
    """The answer names the file, the paper, the scale and what is on it; a scale that is too large is refused."""
    target = tmp_path / "map.pdf"
    code, answer = run("report", "map", "--out", target, "--paper", "A4", "--level", "micro")
    assert code == 0
    assert target.read_bytes().startswith(b"%PDF")
    assert answer["paper"] == "A4"
    assert answer["grids"] > 5
    code, refused = run("report", "map", "--out", target, "--scale", answer["scale"] // 20)
    assert code == 1
    assert refused["refused"]["code"] == "print.scale_too_large"


def test_the_board_is_masked_without_a_reason_and_leaves_an_entry_with_one(
    run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without --reveal nobody signs in and nothing is recorded; with it the right, the reason and the count are."""
    code, name = village(folder)
    done, answer = run("report", "board", name, "--out", tmp_path / "b.pdf")
    assert (done, answer["masked"]) == (0, True)
    assert run("report", "board", code, "--out", tmp_path / "b.pdf", "--reveal", "上墙")[0] == 1
    monkeypatch.setenv(session.PASSWORD, demo.PASSWORD)
    done, answer = run("report", "board", code, "--out", tmp_path / "b.pdf", "--reveal", "上墙", "--as", "zhuren")
    assert (done, answer["masked"]) == (0, False)
    with Room.open(folder, lambda: NOW) as room:
        reader = room.reader()
        try:
            notes = [note for note in reader.all("note") if note.get("topic") == "reveal"]
        finally:
            reader.close()
    told = [(note["what"], note["reason"], note["count"]) for note in notes]
    assert told == [("board", "上墙", answer["telephones"])]


def test_a_figure_of_a_month_colours_the_map(run: Run, tmp_path: Path) -> None:
    """Any figure of the month table, of the month before when none is named; an unknown one is refused by name."""
    target = tmp_path / "rate.pdf"
    done, answer = run("report", "map", "--out", target, "--figure", "closing_rate")
    assert done == 0, answer
    assert target.read_bytes().startswith(b"%PDF")
    code, refused = run("report", "map", "--out", target, "--figure", "beauty")
    assert (code, refused["refused"]["code"]) == (1, "print.unknown_figure")
    code, refused = run("report", "map", "--out", target, "--figure", "reported", "--month", "2031-01")
    assert (code, refused["refused"]["code"]) == (1, "report.future_month")
