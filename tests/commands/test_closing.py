"""`commandroom report close, correct, paper`: signed once, in order, printed the same for ever, corrected by a slip."""

import hashlib
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from commandroom import __main__ as door
from commandroom import demo
from commandroom.commands import session
from commandroom.domain.instant import DAY, HOUR, at
from commandroom.room import Room
from commandroom.store import engine

NOW = at(2026, 11, 5, 14, 30)
Run = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture(scope="module")
def demo_room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demonstration room as of 2026-11-05 14:30."""
    made = tmp_path_factory.mktemp("demo") / "room"
    demo.build(made, size="small", now="2026-11-05T14:30")
    return made


class Moving:
    """A clock that a test moves on."""

    now = NOW

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def clock() -> Moving:
    """The room's clock."""
    return Moving()


@pytest.fixture
def folder(demo_room: Path, tmp_path: Path) -> Path:
    """A copy of the demonstration room for one test."""
    return Path(shutil.copytree(demo_room, tmp_path / "room"))


@pytest.fixture
def run(
    folder: Path, clock: Moving, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Run]:
    """Runs a command on the room as the head of the centre; gives exit code and answer."""
    monkeypatch.setattr(door, "Session", lambda given: session.Session(given, clock))
    monkeypatch.setenv("COMMANDROOM_PASSWORD", "Demo-2026-room")

    def run(*words: object, who: str = "zhuren") -> tuple[int, dict[str, Any]]:
        code = door.main([*map(str, words), "--room", str(folder), "--as", who, "--json"])
        return code, json.loads(capsys.readouterr().out)

    yield run


def refused(answer: tuple[int, dict[str, Any]]) -> str:
    """The code of a refusal."""
    assert answer[0] == 1, answer
    return str(answer[1]["refused"]["code"])


def close(run: Run, month: str, **more: object) -> tuple[int, dict[str, Any]]:
    """Close a month under a number of its own."""
    options = [word for name, value in more.items() for word in (f"--{name}", value)]
    return run("report", "close", month, "--number", f"潞指通〔{month[:4]}〕{month[5:]}号", *options)


def text_of(pdf: Path) -> list[str]:
    """The text of each page without white space; skipped where pdftotext is not installed."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    done = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True)
    return [re.sub(r"\s+", "", page) for page in done.stdout.split("\f")[:-1]]


def test_a_month_is_closed_once_and_printed_the_same_for_ever(run: Run, folder: Path, tmp_path: Path) -> None:
    """Number, signer and seal stand on every page; every later print is the very same bytes; nothing prints anew."""
    first, again = tmp_path / "first.pdf", tmp_path / "again.pdf"
    code, answer = close(run, "2026-10", out=first, signer="李主任")
    assert code == 0, answer
    assert answer["documents"]["notice.pdf"] == hashlib.sha256(first.read_bytes()).hexdigest()
    assert refused(close(run, "2026-10")) == "report.closed_already"
    assert refused(run("report", "month", "2026-10", "--out", again, "--problems", "另一种说法")) == "report.closed"
    assert not again.exists()
    assert run("report", "paper", "2026-10", "--out", again)[0] == 0
    assert again.read_bytes() == first.read_bytes()
    assert run("report", "month", "2026-10")[0] == 0
    pages = text_of(first)
    assert all(f"签发李主任校验{answer['seal']}" in page for page in pages)
    figures = tmp_path / "figures.json"
    assert run("report", "paper", "2026-10", "--out", figures, "--name", "figures.json")[0] == 0
    with Room.open(folder, lambda: NOW) as room:
        assert room.prove().ok
        reader = room.reader()
        kept = hashlib.sha256(figures.read_bytes()).hexdigest()
        assert answer["seal"] == hashlib.sha256(f"{kept}\n{answer['head_hash']}".encode()).hexdigest()
        assert reader.rows("SELECT hash FROM journal WHERE pos = ?", (answer["head"],)) == [(answer["head_hash"],)]
        assert answer["by"] == "zhuren"
        reader.close()
    pages_of = json.loads(figures.read_text("utf-8"))["pages"]
    assert "附件1" in pages[pages_of["figure:closing_rate"] - 1]


def test_only_the_head_signs_and_only_in_order(run: Run, clock: Moving) -> None:
    """A dispatcher is refused; a running month is; after the first one no month is skipped, none before it closed."""
    assert refused(run("report", "close", "2026-09", "--number", "9号", who="diaodu1")) == "who.not_permitted"
    assert refused(close(run, "2026-11")) == "report.not_over"
    assert refused(run("report", "close", "2026-08", "--number", " ")) == "report.no_number"
    assert close(run, "2026-08")[0] == 0
    assert refused(close(run, "2026-10")) == "report.gap"
    assert refused(close(run, "2026-07")) == "report.gap"
    assert refused(run("report", "close", "2026-09", "--number", "潞指通〔2026〕08号")) == "report.number_used"
    assert close(run, "2026-09")[0] == 0
    clock.now += 30 * DAY
    assert close(run, "2026-10")[0] == 0
    assert close(run, "2026-11")[0] == 0
    assert refused(run("report", "paper", "2026-12", "--out", "x.pdf")) == "report.not_closed"


def test_an_empty_month_closes_like_any_other(run: Run, clock: Moving, tmp_path: Path) -> None:
    """A month with no event has a number, a seal and a paper, and nothing to correct."""
    code, answer = close(run, "2020-02", out=tmp_path / "empty.pdf")
    assert code == 0, answer
    assert run("report", "correct", "2020-02", "--look") == (0, {"ok": True, "changes": []})
    assert refused(run("report", "correct", "2020-02", "--reason", "无")) == "report.nothing_to_correct"


def test_later_work_is_no_correction_but_a_corrected_record_is(
    run: Run, folder: Path, clock: Moving, tmp_path: Path
) -> None:
    """Cases closed after the signing change nothing; a category set right gives a slip with page, old and new."""
    assert close(run, "2026-10", out=tmp_path / "signed.pdf")[0] == 0
    clock.now += 3 * HOUR
    with Room.open(folder, clock) as room:
        reader = room.reader()
        since, until = at(2026, 10, 1), at(2026, 11, 1)
        filed = reader.rows(
            "SELECT id FROM event WHERE state = 'filed' AND reported_at >= ? AND reported_at < ? LIMIT 1",
            (since, until),
        )
        moved = reader.rows(
            "SELECT id, category FROM event WHERE state IN ('reported', 'filed', 'handling', 'dispatched')"
            " AND category <> '' AND reported_at >= ? AND reported_at < ? ORDER BY row LIMIT 1",
            (since, until),
        )[0]
        unit = reader.rows("SELECT unit FROM event WHERE unit <> '' LIMIT 1")[0][0]
        reader.close()
        from commandroom.actions import dispatch, intake

        for (ident,) in filed:
            room.do(dispatch.dispatch, ident, lead=unit, actor="diaodu1")
    assert run("report", "correct", "2026-10", "--look") == (0, {"ok": True, "changes": []})
    other = "environment" if moved[1] != "environment" else "livelihood"
    with Room.open(folder, clock) as room:
        room.do(intake.amend, moved[0], category=other, actor="diaodu1")
    looked = run("report", "correct", "2026-10", "--look")[1]["changes"]
    assert looked
    assert all(change["old"] != change["new"] and change["page"] > 0 for change in looked)
    assert {change["code"].split("/")[0] for change in looked} >= {"cross", "categories"}
    assert refused(run("report", "correct", "2026-10", "--reason", " ")) == "report.no_reason"
    slip = tmp_path / "slip.pdf"
    code, answer = run("report", "correct", "2026-10", "--reason", "类别登记有误", "--out", slip)
    assert code == 0, answer
    assert (answer["no"], answer["changes"]) == (1, looked)
    words = "".join(text_of(slip))
    for wanted in ("2026年10月通报更正单（第1号）", "更正原因：类别登记有误", answer["seal"], "潞指通〔2026〕10号"):
        assert wanted in words
    assert f"第{looked[0]['page']}页" in words
    assert run("report", "correct", "2026-10", "--look")[1]["changes"] == []
    assert run("report", "paper", "2026-10", "--slip", 1, "--out", tmp_path / "slip2.pdf")[0] == 0
    assert (tmp_path / "slip2.pdf").read_bytes() == slip.read_bytes()
    second = run("report", "paper", "2026-10", "--slip", 2, "--out", tmp_path / "x.pdf")
    assert refused(second) == "report.no_such_paper"
    assert run("report", "paper", "2026-10", "--out", tmp_path / "again.pdf")[0] == 0
    assert (tmp_path / "again.pdf").read_bytes() == (tmp_path / "signed.pdf").read_bytes()
    with Room.open(folder, clock) as room:
        assert room.prove().ok
        room.rebuild()
        assert room.prove().ok


def test_a_signed_paper_that_is_gone_is_never_made_anew(run: Run, folder: Path, tmp_path: Path) -> None:
    """Its bytes are not in the table any more: printing refuses by name, the proof finds it, nothing is typeset."""
    out = tmp_path / "again.pdf"
    assert close(run, "2026-10")[0] == 0
    connection = engine.connect(folder / engine.DATABASE, engine.read_key(folder))
    connection.execute("DROP TRIGGER document_is_never_deleted")
    connection.execute("DELETE FROM document")
    connection.close()
    assert refused(run("report", "paper", "2026-10", "--out", out)) == "document.missing"
    assert not out.exists()
    with Room.open(folder, lambda: NOW) as room:
        assert "verify.document_missing" in {finding.code for finding in room.prove().findings}


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small disk needs root")
def test_a_full_disk_closes_nothing(
    demo_room: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The papers do not fit: the month is not closed, the room is whole, and with room again it closes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "none", str(disk)], check=False).returncode:
        pytest.skip("a small disk cannot be mounted here")
    try:
        shutil.copytree(demo_room, disk / "room")
        monkeypatch.setattr(door, "Session", lambda given: session.Session(given, lambda: NOW))
        monkeypatch.setenv("COMMANDROOM_PASSWORD", "Demo-2026-room")
        words = ["report", "close", "2026-10", "--number", "10号", "--room", str(disk / "room")]
        words += ["--as", "zhuren", "--json"]
        ballast = disk / "ballast"
        ballast.write_bytes(bytes(shutil.disk_usage(disk).free - 120_000))
        assert door.main(words) == 1
        assert json.loads(capsys.readouterr().out)["refused"]["code"] == "store.disk_full"
        ballast.unlink()
        with Room.open(disk / "room", lambda: NOW) as room:
            assert room.prove().ok
            reader = room.reader()
            assert reader.rows("SELECT count(*) FROM document") == [(0,)]
            reader.close()
        assert door.main(words) == 0
        assert json.loads(capsys.readouterr().out)["documents"]
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)
