"""The other papers from the command line: files, words kept, the return's sums, the calendar, a changed template."""

import json
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import openpyxl
import pytest

from commandroom import __main__ as door
from commandroom.commands import session
from commandroom.domain.instant import at
from commandroom.domain.report_period import ReportPeriod
from commandroom.reports import dispute

NOW = at(2026, 11, 5, 14, 30)
Run = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Runs a command on the room; gives exit code and answer."""
    monkeypatch.setattr(door, "Session", lambda given: session.Session(given, lambda: NOW))
    monkeypatch.setenv(session.PASSWORD, "Demo-2026-room")

    def run(*words: object) -> tuple[int, dict[str, Any]]:
        code = door.main([*map(str, words), "--room", str(folder), "--json"])
        return code, json.loads(capsys.readouterr().out)

    yield run


@pytest.mark.parametrize(
    ("paper", "period"),
    [
        ("daily", "2026-11-04"), ("weekly", "2026-W44"), ("brief", "2026-10"), ("brief", "2024-W01"),
        ("quarter", "2026-Q4"), ("circular", "2026-10"),
        ("circular", "2026-W44"), ("daily", "2024-02-29"), ("weekly", "2024-W01"), ("quarter", "2024-Q1"),
        ("circular", "2024-02"), ("dispute", "2024-02"),
    ],
)  # fmt: skip
def test_each_paper_prints_also_when_nothing_happened(run: Run, tmp_path: Path, paper: str, period: str) -> None:
    """A PDF and, where it is no form, a Word file; periods long before the room began print too; twice the same."""
    out, docx = tmp_path / "a.pdf", tmp_path / "a.docx"
    more = [] if paper == "dispute" else ["--docx", docx]
    code, answer = run("report", paper, period, "--out", out, *more)
    assert code == 0, answer
    first = out.read_bytes()
    assert first.startswith(b"%PDF-")
    run("report", paper, period, "--out", out, *more)
    assert out.read_bytes() == first
    assert paper == "dispute" or docx.read_bytes().startswith(b"PK")


def test_the_brief_counts_its_issues(run: Run, folder: Path, tmp_path: Path) -> None:
    """第×期（总第×期）: the whole count goes on from what was written by hand, whatever month was left out between."""
    docx = tmp_path / "b.docx"

    def issue(month: str) -> str:
        assert run("report", "brief", month, "--docx", docx)[0] == 0
        with zipfile.ZipFile(docx) as archive:
            xml = archive.read("word/document.xml").decode()
        return next(words for words in re.findall(r"<w:t[^>]*>([^<]*)</w:t>", xml) if words.startswith("第"))

    assert issue("2024-02") == "第2期"
    assert re.fullmatch("第11期（总第\\d+期）", issue("2026-11"))
    run("report", "text", "brief", "2026-08", "--issue", "第8期（总第30期）", "--as", "zhuren")
    assert issue("2026-08") == "第8期（总第30期）"
    assert issue("2026-10") == "第10期（总第32期）"


@pytest.mark.parametrize(
    ("paper", "period"),
    [("daily", "2026-11-04"), ("weekly", "2026-W44"), ("brief", "2026-10"), ("circular", "2026-10"),
     ("quarter", "2026-Q4")],
)  # fmt: skip
def test_tables_of_a_paper_leave_as_a_workbook(run: Run, tmp_path: Path, paper: str, period: str) -> None:
    """Every table of the paper is a sheet with its rows and the basis below; twice the same bytes."""
    out = tmp_path / "a.xlsx"
    assert run("report", paper, period, "--xlsx", out)[0] == 0
    first = out.read_bytes()
    book = openpyxl.load_workbook(out)
    for sheet in book.worksheets:
        rows = [row for row in sheet.iter_rows(values_only=True) if any(cell is not None for cell in row)]
        assert len(rows) > 3, sheet.title
        assert any("统计口径" in str(row[0]) for row in rows)
    run("report", paper, period, "--xlsx", out)
    assert out.read_bytes() == first


def test_a_paper_without_tables_has_no_workbook(run: Run, tmp_path: Path) -> None:
    """It is said, and no empty file is left."""
    out = tmp_path / "a.xlsx"
    code, answer = run("report", "quarter", "2024-Q1", "--xlsx", out)
    assert (code, answer["refused"]["code"]) == (1, "paper.no_tables")
    assert not out.exists()


def test_a_period_that_has_not_begun_is_refused(run: Run) -> None:
    """There is nothing to print of tomorrow; what is no period is said with an example."""
    assert run("report", "daily", "2026-11-06")[1]["refused"]["code"] == "paper.nothing_yet"
    code, answer = run("report", "weekly", "2026-54")
    assert (code, answer["refused"]["code"]) == (1, "report.wrong_period")
    assert "2026-W45" in answer["refused"]["message"]


def test_the_return_goes_out_only_when_its_sums_hold(run: Run, tmp_path: Path) -> None:
    """「起数之和不等于总排查数」 refuses; a draft says it on the paper; with the missing numbers it prints and is kept;
    the quarter wants all its months.
    """
    out = tmp_path / "d.pdf"
    code, answer = run("report", "dispute", "2026-10", "--out", out)
    assert (code, answer["refused"]["code"]) == (1, "dispute.sums")
    assert "不等于总排查数" in answer["refused"]["message"]
    assert not out.exists()
    code, answer = run("report", "dispute", "2026-10", "--out", out, "--draft")
    assert code == 0
    assert any("不等于总排查数" in words for words in answer["faults"])
    numbers = {level: run_count(run, level) for level in ("town", "village")}
    cells = [word for level, count in numbers.items() for word in ("--cell", f"p1/{level}={count}")]
    code, answer = run("report", "dispute", "2026-10", *cells, "--keep", "--as", "diaodu1", "--out", out)
    assert code == 0, answer
    assert "faults" not in answer
    code, answer = run("report", "dispute", "2026-Q4", "--out", out)
    assert answer["refused"]["code"] == "dispute.months_missing"
    assert "2026年11月" in answer["refused"]["message"]
    assert "2026年10月" not in answer["refused"]["facts"]["months"]


def test_the_classes_of_disputes_are_the_rooms_own(run: Run, folder: Path, tmp_path: Path) -> None:
    """Copied out and put in another order: what a month went out with stays with the names; a list that is none is
    named, and so is one with a class twice.
    """
    run("report", "templates")
    mine, used = folder / "reports" / "dispute.toml", dispute.form(None)
    shipped = mine.read_text("utf-8")
    first, second = used.names()[:2]
    turned = shipped.replace(f'"{first}"', '"?"').replace(f'"{second}"', f'"{first}"').replace('"?"', f'"{second}"')
    mine.write_text(turned, "utf-8")
    changed = dispute.form(folder / "reports")
    assert changed.names()[:2] == (second, first)
    counted = {"found": 3, "c1f": 2, "c2f": 1}
    kept = {code: {"town": count, "village": 0} for code, count in counted.items()}
    facts: dict[str, Any] = {"kept": kept, "classes": list(used.names())}

    class Kept:
        def find(self, kind: str, ident: str) -> Any:
            del kind, ident
            return facts

    october = ReportPeriod.read("month", "2026-10")
    moved = dispute._kept(cast(Any, Kept()), october, changed)
    assert (moved["c1f"]["town"], moved["c2f"]["town"], moved["found"]["town"]) == (1, 2, 3)
    facts["classes"] = [*used.names()[2:], "没有了的", first]
    last = dispute._kept(cast(Any, Kept()), october, used)
    assert sum(levels["town"] for code, levels in last.items() if code[0] == "c") == 3
    mine.write_text(shipped.replace(f'"{second}"', f'"{first}"'), "utf-8")
    assert run("report", "dispute", "2026-10")[1]["refused"]["code"] == "dispute.bad_list"
    for path in (folder / "reports").iterdir():
        path.unlink()


def run_count(run: Run, level: str) -> int:
    """How many disputes a level has, as the refusal says it."""
    words = run("report", "dispute", "2026-10")[1]["refused"]["facts"]["faults"]
    name = {"town": "乡镇街道", "village": "村居"}[level]
    found = [part for part in words.split("；") if part.startswith(name) and "涉及人数" in part]
    return int(found[0].rpartition("总排查数")[2]) if found else 0


def test_a_wrong_cell_is_named(run: Run) -> None:
    """A line that is none, a number that is none: the lines there are stand in the sentence."""
    for cell in ("nonsense/town=1", "p1/moon=1", "p1/town=many", "p1/town=-1"):
        code, answer = run("report", "dispute", "2026-09", "--cell", cell, "--as", "diaodu1")
        assert (code, answer["refused"]["code"]) == (1, "dispute.bad_cell")


def test_words_are_kept_for_their_period_and_heads_last(run: Run, folder: Path) -> None:
    """What is written stands on this month's paper; red head and signer on the next one's too, problems do not."""
    code, answer = run("report", "text", "monthly", "2026-09", "--problems", "路灯修得慢", "--mark", "潞城街道文件",
                       "--signer", "综治中心", "--as", "diaodu1")  # fmt: skip
    assert (code, answer["changed"]) == (0, True)
    from commandroom.reports import given
    from commandroom.room import Room

    with Room.open(folder, lambda: NOW) as room:
        reader = room.reader()
        try:
            here, after = (given.kept(reader, "monthly", key) for key in ("2026-09", "2026-10"))
        finally:
            reader.close()
    assert (here.problems, here.mark, here.signer) == ("路灯修得慢", "潞城街道文件", "综治中心")
    assert (after.problems, after.mark, after.signer) == ("", "潞城街道文件", "综治中心")


def test_a_handler_writes_no_papers(run: Run) -> None:
    """The words of papers are the centre's."""
    code, answer = run("report", "text", "monthly", "2026-09", "--problems", "x", "--as", "chengguan")
    assert (code, answer["refused"]["code"]) == (1, "who.not_permitted")


def test_the_calendar_says_what_is_due_and_what_went(run: Run) -> None:
    """Due on the 5th: soon; marked: done; twice is refused; taken back: due again; a late one says so."""

    def state(ident: str, period: str) -> str:
        due = run("report", "calendar")[1]["due"]
        return next(one["state"] for one in due if one["id"] == ident and one["period"] == period)

    assert state("dispute-month", "2026-10") == "soon"
    assert run("report", "sent", "dispute-month", "2026-10", "--as", "diaodu1")[0] == 0
    assert state("dispute-month", "2026-10") == "done"
    again = run("report", "sent", "dispute-month", "2026-10", "--as", "diaodu1")[1]
    assert again["refused"]["code"] == "submission.already"
    assert run("report", "sent", "dispute-month", "2026-10", "--take-back", "--as", "diaodu1")[0] == 0
    assert state("dispute-month", "2026-10") == "soon"
    assert state("monthly", "2026-10") == "overdue"
    run("report", "sent", "monthly", "2026-10", "--as", "diaodu1")
    assert state("monthly", "2026-10") == "done_late"


def test_the_calendar_is_the_rooms_own(run: Run) -> None:
    """Another day, another hour, one more, one off; a Sunday as its last day goes on to Monday, or stays when told."""
    assert run("report", "due", "monthly", "--day", "8", "--at", "12:00", "--as", "zhuren")[0] == 0
    assert run("report", "due", "visits", "--name", "走访覆盖表", "--to", "县", "--day", "6", "--as", "zhuren")[0] == 0
    assert run("report", "due", "weekly", "--off", "--as", "zhuren")[0] == 0
    assert run("report", "due", "monthly", "--day", "31", "--as", "zhuren")[1]["refused"]["code"] == "submission.wrong"
    due = run("report", "calendar")[1]["due"]

    def mine() -> int:
        listed = run("report", "calendar")[1]["due"]
        found: int = next(one["due"] for one in listed if (one["id"], one["period"]) == ("monthly", "2026-10"))
        return found

    assert mine() == at(2026, 11, 9, 12, 0)
    assert run("report", "due", "monthly", "--rest", "same", "--as", "zhuren")[0] == 0
    assert mine() == at(2026, 11, 8, 12, 0)
    assert {one["id"] for one in due} >= {"visits", "daily"}
    assert "weekly" not in {one["id"] for one in due}


def test_the_slip_of_a_case(run: Run, folder: Path, tmp_path: Path) -> None:
    """One page for a case by its number; an unknown number is refused."""
    from commandroom.room import Room

    with Room.open(folder, lambda: NOW) as room:
        reader = room.reader()
        try:
            number = reader.rows("SELECT number FROM event WHERE finished_at > 0 ORDER BY row LIMIT 1")[0][0]
        finally:
            reader.close()
    out = tmp_path / "slip.pdf"
    code, answer = run("report", "slip", number, "--out", out)
    assert (code, answer["number"]) == (0, number)
    assert out.read_bytes().startswith(b"%PDF-")
    assert run("report", "slip", "没有", "--out", out)[1]["refused"]["code"] == "event.unknown"


def test_a_template_of_the_rooms_own_wins_and_a_broken_one_is_named(run: Run, folder: Path, tmp_path: Path) -> None:
    """Copied out, changed, used; broken: the sentence says file and line, and --shipped prints all the same."""
    out = tmp_path / "w.pdf"
    run("report", "weekly", "2026-W44", "--out", out)
    before = out.read_bytes()
    code, answer = run("report", "templates")
    assert code == 0
    assert "bulletin.typ" in answer["files"]
    mine = folder / "reports" / "bulletin.typ"
    mine.write_text(mine.read_text("utf-8").replace("#blocks-of", "本室自印\n\n#blocks-of"), "utf-8")
    code, answer = run("report", "weekly", "2026-W44", "--out", out)
    assert "bulletin.typ" in answer["own_templates"]
    assert out.read_bytes() != before
    lines = mine.read_text("utf-8").splitlines()
    mine.write_text("\n".join([*lines, "#nothing-of-that-name"]), "utf-8")
    code, answer = run("report", "weekly", "2026-W44", "--out", out)
    assert (code, answer["refused"]["code"]) == (1, "report.own_template")
    assert answer["refused"]["facts"] | {"reason": ""} == {
        "template": "bulletin.typ", "line": len(lines) + 1, "reason": "",
    }  # fmt: skip
    assert run("report", "weekly", "2026-W44", "--out", out, "--shipped")[0] == 0
    assert out.read_bytes() == before
    for path in (folder / "reports").iterdir():
        path.unlink()
