"""What the headless door answers: filters it does not know are refused, persons stay masked everywhere."""

import json
from pathlib import Path
from typing import Any

import pytest

from commandroom.__main__ import main
from commandroom.actions import close, define, dispatch, handle, intake, triage, verify
from commandroom.domain.catalog import Item, to_facts
from commandroom.domain.clocks import ClockKind
from commandroom.domain.errors import Refused, Unavailable
from commandroom.domain.instant import at
from commandroom.domain.limits import StagedLimit
from commandroom.domain.worktime import Limit, TimeUnit
from commandroom.first_start import found_room
from commandroom.room import Room

NAME, PHONE = "张三丰", "13812345678"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A founded room with a dispatcher, a unit and its handler, and a head."""
    folder = tmp_path / "room"
    now = at(2026, 11, 5, 14, 30)
    found_room(folder, lambda: now, name="测试街道", code="320412003", profile="L", admin="admin",
               password="Abcdef-12345")  # fmt: skip
    with Room.open(folder, lambda: now) as room:
        room.do(define.define, "unit", "cg", {"name": "城管中队"})
        room.do(define.define, "item", "0301@2026-01-01", _item())
        room.do(define.define_person, "d1", name="王某", roles=["dispatcher"])
        room.do(define.define_person, "h1", name="李某", roles=["center_head"])
        room.do(define.define_person, "c1", name="赵某", roles=["handler"], unit="cg")
    return folder


def _item() -> dict[str, Any]:
    limit = StagedLimit("", Limit(4.0, TimeUnit.WORK_HOUR))
    return to_facts(Item("0301", "暴露垃圾", "city_management", "C", 3, "cg", limits=(limit,), valid_from="2026-01-01"))


def _asked(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    code = main([*words, "--json"])
    return code, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("word", ["state=nonsense", "light=purple", "source=nobody", "category=x", "importance=Q"])
def test_filter_value_nobody_knows(folder: Path, capsys: pytest.CaptureFixture[str], word: str) -> None:
    """A misspelt filter is refused by name, never answered with nothing or with a fault."""
    code, answer = _asked(capsys, "queue", "--room", str(folder), "--filter", word)
    assert code == 1
    assert answer["refused"]["code"] == "filter.wrong_value"


@pytest.mark.parametrize("words", [("--limit", "-1"), ("--offset", "-5")])
def test_negative_rows_are_usage(folder: Path, words: tuple[str, str]) -> None:
    """A negative number of rows is wrong usage."""
    assert main(["queue", "--room", str(folder), *words]) == 2


def test_wrong_usage_is_said_in_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With --json wrong usage too is one JSON object on standard output, and the usage on standard error."""
    assert main(["queue", "--room", str(folder), "--nonsense", "--json"]) == 2
    said = capsys.readouterr()
    answer = json.loads(said.out)
    assert answer["ok"] is False
    assert "--nonsense" in answer["usage"]
    assert "usage:" in said.err
    assert main(["queue", "--nonsense"]) == 2
    assert capsys.readouterr().out == ""


def test_show_masks_every_word(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Names and telephones are masked in orders and proposals too, not only in the report."""
    now = at(2026, 11, 5, 14, 30)
    with Room.open(folder, lambda: now) as room:
        sent = room.do(intake.report, title="垃圾", place="中街", reporter=NAME, phone=PHONE, actor="d1").result
        room.do(triage.file, sent, "0301", actor="d1")
        room.do(dispatch.dispatch, sent, "cg", requirement=f"联系{NAME}{PHONE}", actor="d1")
        room.do(handle.accept, sent, actor="c1")
        room.do(handle.finish, sent, f"已答复{NAME}{PHONE}", actor="c1")
        other = room.do(intake.report, title="重复", place="中街", reporter=NAME, phone=PHONE, actor="d1").result
        room.do(triage.propose_reject, other, f"{NAME}{PHONE}已报过", actor="d1")
    for ident in (sent, other):
        code, answer = _asked(capsys, "show", ident, "--room", str(folder))
        said = json.dumps(answer, ensure_ascii=False)
        assert code == 0
        assert "138****5678" in said
        assert NAME not in said
        assert PHONE not in said


def test_empty_database_is_no_new_room(folder: Path) -> None:
    """A database of no bytes is damage; it is never taken for a room that holds nothing."""
    (folder / "room.db").write_bytes(b"")
    with pytest.raises(Unavailable) as refused:
        Room.open(folder)
    assert refused.value.code == "store.damaged"
    assert (folder / "room.db").stat().st_size == 0


def test_archive_waits_for_the_revisit_only_so_long(folder: Path) -> None:
    """A closed case is archived after its revisit, or when the time for one is over."""
    moment = [at(2026, 11, 5, 14, 30)]
    with Room.open(folder, lambda: moment[0]) as room:
        ident = room.do(intake.report, title="垃圾", place="中街", actor="d1").result
        room.do(triage.file, ident, "0301", actor="d1")
        room.do(dispatch.dispatch, ident, "cg", actor="d1")
        room.do(handle.accept, ident, actor="c1")
        room.do(handle.finish, ident, "清了", actor="c1")
        room.do(verify.check, ident, "看过", actor="h1")
        room.do(close.close, ident, actor="d1")
        with pytest.raises(Refused, match="not_revisited"):
            room.do(close.archive, ident, actor="d1")
        event = room.reader().event(ident)
        assert event is not None
        moment[0] = next(clock.due_at for clock in event.running if clock.kind == ClockKind.REVISIT) + 1
        room.do(close.archive, ident, actor="d1")
        archived = room.reader().event(ident)
    assert archived is not None
    assert archived.state == "archived"


def test_queue_never_says_who_reported(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The list masks the reporter's name and telephone where they stand in title and place."""
    with Room.open(folder, lambda: at(2026, 11, 5, 14, 30)) as room:
        room.do(intake.report, title=f"{NAME}举报垃圾", place=f"中街{NAME}家 {PHONE}", reporter=NAME, phone=PHONE,
                actor="d1")  # fmt: skip
    code, answer = _asked(capsys, "queue", "--room", str(folder))
    (event,) = answer["events"]
    assert code == 0
    assert event["title"] == "张**举报垃圾"
    assert event["place"] == "中街张**家 138****5678"
