"""Accounts, units, filters and care by command: who may, what is refused in a sentence, what is never written."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from commandroom.__main__ import main
from commandroom.actions import define, intake
from commandroom.first_start import found_room
from commandroom.room import Room
from commandroom.store.work import Work

PASSWORD = "Lucheng-2026"
Run = Callable[..., dict[str, Any]]


def furnish(work: Work) -> None:
    """A unit, a grid, a dispatcher and a handler."""
    define.define(work, "unit", "cg", {"name": "城管中队"})
    define.define(work, "grid", "320412003", {"name": "潞城街道", "level": "TOWN"})
    define.define_person(work, "d1", name="王某", roles=["dispatcher"])
    define.define_person(work, "h1", name="赵某", roles=["handler"], unit="cg")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A furnished room; every account has the same password."""
    path = tmp_path / "room"
    found_room(path, name="潞城街道指挥室", code="320412003", profile="L", admin="admin", password=PASSWORD)
    with Room.open(path) as room:
        room.do(furnish)
        for account in ("d1", "h1"):
            room.set_password(account, PASSWORD)
    return path


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on the room as somebody: its answer, with the exit code and the code of a refusal."""
    monkeypatch.setenv("COMMANDROOM_PASSWORD", PASSWORD)

    def run(*words: object, by: str = "") -> dict[str, Any]:
        code = main([*map(str, words), "--room", str(folder), "--json", *(["--as", by] if by else [])])
        answer: dict[str, Any] = json.loads(capsys.readouterr().out)
        return answer | {"exit": code, "code": answer.get("refused", {}).get("code", "")}

    return run


def test_rebuild_is_the_administrators(run: Run) -> None:
    """Nobody rebuilds without a name, a dispatcher not at all."""
    assert run("rebuild")["code"] == "who.not_signed_in"
    assert run("rebuild", by="d1")["code"] == "who.not_permitted"
    assert run("rebuild", by="admin")["exit"] == 0


@pytest.mark.parametrize("word", ["lon=nan", "lat=inf", "lon=-inf", "occurred_at=99999999999999999999",
                                  "occurred_at=1850-01-01", "occurred_at=3000-01-01", "reported_at=soon"])  # fmt: skip
def test_numbers_that_are_none(run: Run, word: str) -> None:
    """A position or time that is no finite number of our years is refused in a sentence."""
    answer = run("do", "report", "-", "title=垃圾", "place=中街", word, by="d1")
    assert (answer["exit"], answer["code"]) == (1, "do.not_a_number")


@pytest.mark.parametrize("word", ["unit=nobody", "grid=999", "mine=stranger", "category=x"])
def test_filters_of_what_is_not_there(run: Run, word: str) -> None:
    """A unit, grid or account the room does not know is refused, never answered with nothing."""
    assert run("queue", "--filter", word)["code"] == "filter.wrong_value"


def test_filters_that_find(run: Run, folder: Path) -> None:
    """No category yet, a part of a grid's code, and what a dispatcher registered themselves."""
    with Room.open(folder) as room:
        room.do(intake.report, title="垃圾", place="中街", actor="d1")
        room.do(intake.report, title="噪声", place="中街", category="environment", actor="h1")
    assert run("queue")["count"] == 2
    assert [one["title"] for one in run("queue", "--filter", "category=none")["events"]] == ["垃圾"]
    assert run("queue", "--filter", "category=none,environment")["count"] == 2
    assert [one["title"] for one in run("queue", "--filter", "mine=d1")["events"]] == ["垃圾"]
    assert run("queue", "--filter", "grid=320412003")["count"] == 0
    assert run("queue", "--filter", "unit=cg")["count"] == 0


def test_accounts_end_and_come_back(run: Run) -> None:
    """An inactive account does not sign in; an active one does again; a grid must be there."""
    assert run("account", "h1", "--inactive", by="admin")["outcome"] == "changed"
    assert run("watch")["exit"] == 0
    assert run("do", "report", "-", "title=x", "place=y", by="h1")["code"] == "who.wrong_password"
    assert run("account", "h1", "--active", by="admin")["outcome"] == "changed"
    assert run("do", "report", "-", "title=x", "place=y", by="h1")["exit"] == 0
    assert run("account", "h1", "--grid", "nowhere", by="admin")["code"] == "intake.unknown_grid"
    assert run("account", "h1", "--grid", "320412003", by="admin")["exit"] == 0


def test_retired_for_good(run: Run) -> None:
    """A unit given up takes no more; its code is not given out again; a dispatcher may not."""
    assert run("retire", "unit", "cg", by="d1")["code"] == "who.not_permitted"
    assert run("retire", "unit", "cg", "并入综合执法队", by="admin")["exit"] == 0
    assert run("unit", "cg", "--name", "城管", by="admin")["code"] == "reference.retired"
    assert run("retire", "grid", "nowhere", by="admin")["code"] == "grid.unknown"
    assert run("retire", "grid", "320412003", by="admin")["exit"] == 0
    assert run("retire", "person", "h1", by="admin")["exit"] == 0
    assert run("do", "report", "-", "title=x", "place=y", by="h1")["code"] == "who.wrong_password"
    assert run("verify")["exit"] == 0


def test_backup_to_a_stick_that_is_not_in(run: Run, tmp_path: Path) -> None:
    """A folder that does not exist is refused and not made."""
    away = tmp_path / "usb" / "room.backup"
    answer = run("backup", away)
    assert (answer["exit"], answer["code"]) == (1, "backup.no_folder")
    assert not away.parent.exists()
    assert run("backup", tmp_path / "room.backup")["exit"] == 0


def test_a_certificate_is_given_and_taken(run: Run, folder: Path) -> None:
    """What the coming hours look for is set by command, and taken away again."""

    def held() -> tuple[str, ...]:
        with Room.open(folder) as room:
            reader = room.reader()
            try:
                found: tuple[str, ...] = reader.find("person", "h1").certificates
            finally:
                reader.close()
        return found

    assert run("account", "h1", "--certificate", "law", "--post", "中队长", by="admin")["outcome"] == "changed"
    assert held() == ("law",)
    assert run("account", "h1", "--certificate", "none", by="admin")["outcome"] == "changed"
    assert held() == ()
    assert run("account", "h1", "--certificate", "law", by="d1")["code"] == "who.not_permitted"
