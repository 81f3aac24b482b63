"""`commandroom roster` on a demonstration room: a month made, published, changed, locked; gaps and score in JSON."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from commandroom import __main__ as door
from commandroom.commands import session
from commandroom.domain.instant import at

NOW = at(2026, 11, 5, 14, 30)
Run = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command on the room as the director; gives exit code and answer."""
    monkeypatch.setattr(door, "Session", lambda given: session.Session(given, lambda: NOW))
    monkeypatch.setenv("COMMANDROOM_PASSWORD", "Demo-2026-room")

    def run(*words: object, person: str = "zhuren") -> tuple[int, dict[str, Any]]:
        code = door.main([*map(str, words), "--room", str(folder), "--as", person, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return run


def test_a_month_from_gaps_to_lock(run: Run) -> None:
    """Gaps with reasons; a draft that closes them all; published, locked, unlocked with a reason; the score rises."""
    before = run("roster", "score")[1]
    code, gaps = run("roster", "gaps", "2027-03")
    assert code == 0 and len(gaps["gaps"]) == 93
    assert all(one["could"] and one["candidates"] and one["message"] for one in gaps["gaps"])
    code, tried = run("roster", "draft", "2027-03", "--dry-run")
    assert code == 0 and tried["complete"] and "new" not in tried
    code, made = run("roster", "draft", "2027-03")
    assert code == 0 and made["complete"] and made["proven"] and made["new"] == 93 and not made["broken"]
    assert run("roster", "gaps", "2027-03")[1]["gaps"] == []
    assert run("roster", "publish", "2027-03")[1]["state"] == "published"
    code, refused = run("roster", "draft", "2027-03")
    assert code == 1 and refused["refused"]["code"] == "roster.not_draft"
    assert run("roster", "lock", "2027-03")[1]["state"] == "locked"
    code, refused = run("roster", "unlock", "2027-03")
    assert code == 1 and refused["refused"]["code"] == "roster.reason_missing"
    assert run("roster", "unlock", "2027-03", "--reason", "补录")[1]["state"] == "published"
    after = run("roster", "score")[1]
    assert 0 <= before["points"] < after["points"] <= 100
    assert [one["most"] for one in after["parts"]] == [40, 20, 20, 10, 10]
    assert after["points"] == int(sum(one["points"] for one in after["parts"]) + 1e-9)
    assert all(one["message"] and "…" not in one["message"] for one in after["parts"])


def test_what_is_refused(run: Run) -> None:
    """A month that is none; somebody without the right."""
    assert run("roster", "gaps", "March")[1]["refused"]["code"] == "roster.no_month"
    code, refused = run("roster", "publish", "2026-11", person="diaodu1")
    assert code == 1 and refused["refused"]["code"] == "who.not_permitted"


def test_the_watch_tells_of_the_duty(run: Run) -> None:
    """The night job gives the alarms of the roster beside the clocks, once."""
    first, again = run("watch")[1], run("watch")[1]
    assert {"lapses", "gaps", "handovers"} <= set(first)
    assert again["gaps"] == [] and again["handovers"] == []
