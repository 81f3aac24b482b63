"""Units and people as sheets by command: a new room is furnished, twice is the same, wrong cells are told."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from commandroom.__main__ import main
from commandroom.first_start import found_room

PASSWORD = "Lucheng-2026"
Run = Callable[..., dict[str, Any]]
UNITS = [("编码", "名称", "简称", "电话", "类型"), ("cg", "综合行政执法队", "执法队", "0519-88881234", "队伍"),
         ("hb", "生态环境站", "环保站", "", "站所")]  # fmt: skip
PEOPLE = [("账号", "姓名", "角色", "单位", "网格", "电话", "职务"),
          ("zhang", "张某", "处置人员、派单员", "执法队", "", "13812345678", "队长"),
          ("li", "李某", "网格员", "", "", "", "")]  # fmt: skip


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on a new room as its administrator."""
    folder = tmp_path / "room"
    found_room(folder, name="潞城街道指挥室", code="320412003", profile="L", admin="admin", password=PASSWORD)
    monkeypatch.setenv("COMMANDROOM_PASSWORD", PASSWORD)

    def run(*words: object) -> dict[str, Any]:
        code = main([*map(str, words), "--room", str(folder), "--json", "--as", "admin"])
        answer: dict[str, Any] = json.loads(capsys.readouterr().out)
        return answer | {"exit": code}

    return run


def sheet(path: Path, rows: list[tuple[str, ...]]) -> Path:
    """A file of rows."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def counts(answer: dict[str, Any]) -> tuple[int, ...]:
    """new, changed, same, conflicting, wrong."""
    return tuple(answer[name] for name in ("new", "changed", "same", "conflicting", "wrong"))


def test_a_new_room_is_furnished_from_sheets(run: Run, tmp_path: Path) -> None:
    """A dry run writes nothing; then units, people; out again and back is the same, telephones masked."""
    units, people = sheet(tmp_path / "u.csv", UNITS), sheet(tmp_path / "p.csv", PEOPLE)
    assert counts(run("import", units, "--profile", "units", "--dry-run")) == (2, 0, 0, 0, 0)
    assert counts(run("import", people, "--profile", "people"))[::4] == (1, 1)
    assert counts(run("import", units, "--profile", "units")) == (2, 0, 0, 0, 0)
    assert counts(run("import", people, "--profile", "people")) == (1, 0, 1, 0, 0)
    for what, file in (("units", "u2.csv"), ("people", "p2.csv")):
        out = tmp_path / file
        done = run("export", what, "--out", out)
        assert "13812345678" not in out.read_text("utf-8-sig")
        assert counts(run("import", out, "--profile", what)) == (0, 0, done["count"], 0, 0)
    assert run("verify")["exit"] == 0


def test_wrong_cells_of_people(run: Run, tmp_path: Path) -> None:
    """An unknown role, an unknown grid, a name that is missing and an account twice are told by their cell."""
    rows = [*PEOPLE[:1], ("a1", "甲", "皇帝", "", "", "", ""), ("a2", "乙", "网格员", "", "nowhere", "", ""),
            ("a3", "", "网格员", "", "", "", ""), ("a4", "丁", "网格员", "", "", "", ""),
            ("a4", "戊", "网格员", "", "", "", "")]  # fmt: skip
    answer = run("import", sheet(tmp_path / "p.csv", rows), "--profile", "people")
    assert counts(answer) == (1, 0, 0, 0, 4)
    assert [(cell["row"], cell["column"]) for cell in answer["wrong_cells"]] == [(2, "C"), (3, "E"), (4, "B"), (6, "A")]
