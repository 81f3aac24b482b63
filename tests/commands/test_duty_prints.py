"""The papers of duty from the command line: files, masked or by a reason with an entry, refusals."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from commandroom import __main__ as door
from commandroom.actions import duty
from commandroom.commands import session
from commandroom.room import Room
from tests.helpers import rooms

Run = Callable[..., tuple[int, dict[str, Any]]]
DAY = "2026-11-05"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A room with one day of duty; the head has a password."""
    folder = rooms.make(tmp_path_factory.mktemp("prints") / "empty")
    with rooms.copied(folder, folder.parent / "room", rooms.Clock()) as room:
        room.do(duty.set_duty, DAY, "dispatcher", "day", ["d1"], actor="head")
        room.set_password("head", rooms.PASSWORD)
    return folder.parent / "room"


@pytest.fixture
def run(
    template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Runs a command on a copy of it; gives exit code and answer."""
    rooms.copied(template, tmp_path / "room", rooms.Clock(), seed=13).close()
    monkeypatch.setattr(door, "Session", lambda given: session.Session(given, lambda: rooms.NOW))
    monkeypatch.setenv(session.PASSWORD, rooms.PASSWORD)

    def run(*words: object) -> tuple[int, dict[str, Any]]:
        code = door.main([*map(str, words), "--room", str(tmp_path / "room"), "--json"])
        return code, json.loads(capsys.readouterr().out)

    return run


@pytest.mark.parametrize("words", [("duty", "2026-11"), ("duty", "2026-11", "--paper", "a3"), ("duty-log", DAY)])
def test_each_paper_is_written_masked(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    """A PDF, twice the same bytes."""
    made = []
    for name in ("a.pdf", "b.pdf"):
        code, answer = run("report", *words, "--out", tmp_path / name)
        assert (code, answer["masked"]) == (0, True)
        made.append((tmp_path / name).read_bytes())
    assert made[0].startswith(b"%PDF")
    assert made[0] == made[1]


def test_telephones_by_a_reason_with_an_entry(run: Run, tmp_path: Path) -> None:
    """Only by somebody with the right; the reason stands in the journal."""
    words = ("report", "duty", "2026-11", "--out", tmp_path / "a.pdf", "--reveal", "张贴")
    assert run(*words)[0] == 1
    code, answer = run(*words, "--as", "head")
    assert (code, answer["masked"]) == (0, False)
    with Room.open(tmp_path / "room", rooms.Clock()) as room:
        assert rooms.entries(room)[-1].facts["reason"] == "张贴"


def test_what_cannot_be_printed_is_refused(run: Run, tmp_path: Path) -> None:
    """A month without duties, no day, a folder that is not there: exit 1, a sentence, no file."""
    for words, out in (
        (("duty", "2027-03"), "a.pdf"), (("duty-log", "2026-02-30"), "a.pdf"), (("duty", "2026-11"), "none/a.pdf"),
    ):  # fmt: skip
        code, answer = run("report", *words, "--out", tmp_path / out)
        assert code == 1
        assert answer["refused"]["message"]
        assert not (tmp_path / out).exists()
