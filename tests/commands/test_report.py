"""`commandroom report month` on a demonstration room: figures as SQL counts them, files, and refusals."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from commandroom import __main__ as door
from commandroom.commands import session
from commandroom.domain.instant import at
from commandroom.reports.period import Month
from commandroom.room import Room

NOW = at(2026, 11, 5, 14, 30)
Run = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Runs a command on the room; gives exit code and answer."""
    monkeypatch.setattr(door, "Session", lambda given: session.Session(given, lambda: NOW))

    def run(*words: object) -> tuple[int, dict[str, Any]]:
        code = door.main([*map(str, words), "--room", str(folder), "--json"])
        return code, json.loads(capsys.readouterr().out)

    yield run


def stored(folder: Path, month: Month) -> list[Any]:
    """State, category, grid, flag of the events reported in a month, straight from the table."""
    with Room.open(folder, lambda: NOW) as room:
        reader = room.reader()
        try:
            return reader.rows(
                "SELECT state, category, grid, late, dispatched_at, filed_at FROM event"
                " WHERE reported_at >= ? AND reported_at < ? AND state <> 'draft'",
                (month.start, month.end),
            )
        finally:
            reader.close()


@pytest.mark.parametrize("word", ["2026-08", "2026-09", "2026-10", "2026-11"])
def test_the_figures_are_those_of_the_table(run: Run, folder: Path, word: str) -> None:
    """Counted from the rows themselves: reported, closed, in time, dispatched, categories."""
    code, answer = run("report", "month", word)
    assert code == 0
    rows = stored(folder, Month.read(word))
    found = {one["code"]: one for one in answer["figures"]}
    done = [row for row in rows if row[0] in ("closed", "archived")]
    assert found["reported"]["numerator"] == len(rows)
    assert found["closed"]["numerator"] == len(done)
    assert found["on_time_rate"]["numerator"] == sum(not row[3] for row in done)
    assert found["rework_rate"]["denominator"] == sum(row[4] > 0 for row in rows)
    assert found["duplicate_rate"]["numerator"] == sum(row[0] == "merged" for row in rows)
    cross = next(one for one in answer["tables"] if one["code"] == "cross")
    by_category = Counter(row[1] for row in rows)
    assert sum(cross["total"][1:-1]) == sum(by_category.values()) == cross["total"][-1]
    assert sorted(filter(None, cross["total"][1:-1])) == sorted(by_category.values())


def test_the_files_are_written(run: Run, tmp_path: Path) -> None:
    """PDF and workbook where they were asked for; the answer says where, and which fonts were used."""
    pdf, sheet = tmp_path / "月报.pdf", tmp_path / "月报.xlsx"
    code, answer = run("report", "month", "2026-10", "--out", pdf, "--xlsx", sheet, "--basis", "closed")
    assert (code, answer["basis"], answer["pdf"], answer["xlsx"]) == (0, "closed", str(pdf), str(sheet))
    assert set(answer["fonts"]) == {"body", "title", "hei", "kai", "song"}
    first = pdf.read_bytes()
    run("report", "month", "2026-10", "--out", pdf, "--basis", "closed")
    assert first.startswith(b"%PDF-")
    assert pdf.read_bytes() == first
    assert sheet.read_bytes().startswith(b"PK")


def test_a_month_without_events_is_printed(run: Run, tmp_path: Path) -> None:
    """Before the room was there: zeros and dashes, and a page that says so."""
    code, answer = run("report", "month", "2019-02", "--out", tmp_path / "empty.pdf")
    assert code == 0
    assert answer["figures"][0]["words"] == "0"
    assert {one["words"] for one in answer["figures"] if one["denominator"] is not None} == {"—"}
    assert (tmp_path / "empty.pdf").is_file()


def test_what_cannot_be_is_refused(run: Run, tmp_path: Path) -> None:
    """A month to come, a word that is no month, a basis that is none, targets that cannot be: nothing is written."""
    for words, reason in (
        (("2026-12",), "report.future_month"), (("2026-31",), "report.wrong_month"),
        (("2026-10", "--basis", "received"), "report.wrong_basis"),
        (("2026-10", "--out", tmp_path), "report.is_folder"),
        (("2026-10", "--out", tmp_path / "no" / "m.pdf"), "report.no_folder"),
        (("2026-10", "--xlsx", tmp_path / "no" / "m.xlsx"), "report.no_folder"),
    ):  # fmt: skip
        code, answer = run("report", "month", *words)
        assert (code, answer["refused"]["code"]) == (1, reason)
        assert "…" not in answer["refused"]["message"]
    assert list(tmp_path.iterdir()) == []
