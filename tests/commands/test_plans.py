"""Grid plans by command: listed, shown, signed by two persons, counted on either boundary, refused in words."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from commandroom import __main__ as door
from commandroom import demo
from commandroom.actions import grid_edits, grid_plans
from commandroom.commands import session
from commandroom.domain.instant import HOUR, at
from commandroom.reports import on_boundary
from commandroom.room import Room
from tests.helpers.outlined_room import across

NOW = at(2026, 11, 5, 14, 30)
Run = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small demonstration room."""
    made = tmp_path / "room"
    demo.build(made, size="small", now="2026-11-05T14:30")
    return made


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command on the room an hour after its end; gives exit code and answer."""
    monkeypatch.setattr(door, "Session", lambda given: session.Session(given, lambda: NOW + HOUR))
    monkeypatch.setenv(session.PASSWORD, demo.PASSWORD)

    def run(*words: object) -> tuple[int, dict[str, Any]]:
        code = door.main([*map(str, words), "--room", str(folder), "--json"])
        return code, json.loads(capsys.readouterr().out)

    return run


@pytest.fixture
def split(folder: Path) -> str:
    """A draft that splits the grid with the most cases, code of that grid."""
    with Room.open(folder, lambda: NOW) as room:
        reader = room.reader()
        grids = on_boundary.today(reader)
        parents = {grid.parent for grid in grids.values()}
        leaf = next(code for code, grid in sorted(grids.items()) if grid.geometry and code not in parents)
        reader.close()
        plan = room.do(grid_plans.open_plan, "拆一格", actor="zhuren").result
        room.do(grid_edits.split, plan, leaf, across(grids[leaf]), actor="zhuren")
    return leaf


def test_a_plan_goes_from_draft_to_the_boundary_of_today(run: Run, split: str) -> None:
    """Listed, shown, submitted, not approved by the same hand, sent back, submitted again, approved; then the day
    before it is counted beside today.
    """
    code, answer = run("plans", "list")
    mine = next(plan for plan in answer["plans"] if plan["name"] == "拆一格")
    assert (code, mine["state"]) == (0, "draft")
    code, shown = run("plans", "show", "拆一格")
    assert code == 0
    assert {one["kind"] for one in shown["changes"]} >= {"new", "gone"}
    code, figures = run("plans", "figures", "--plan", mine["id"][:16])
    assert code == 0
    changed = {one["code"] for one in figures["grids"]}
    assert split in changed
    assert run("plans", "submit", "拆一格")[1]["refused"]["code"] == "who.not_signed_in"
    assert run("plans", "submit", "拆一格", "--as", "zhuren")[1]["state"] == "adjusted"
    code, refused = run("plans", "approve", "拆一格", "--as", "zhuren")
    assert (code, refused["refused"]["code"]) == (1, "plan.four_eyes")
    assert run("plans", "send-back", "拆一格", "--as", "admin")[0] == 1
    assert run("plans", "send-back", "拆一格", "--reason", "再核一次", "--as", "zhuren")[1]["state"] == "draft"
    assert run("plans", "submit", "拆一格", "--as", "zhuren")[0] == 0
    code, done = run("plans", "approve", "拆一格", "--paper", "潞办〔2026〕9号", "--as", "admin")
    assert (code, done.get("state")) == (0, "approved"), done
    assert done["done"]["gone"] == 1
    assert mine["id"] not in [plan["id"] for plan in run("plans", "list")[1]["plans"]]
    assert mine["id"] in [plan["id"] for plan in run("plans", "list", "--all")[1]["plans"]]
    code, past = run("plans", "figures", "--day", "2026-11-04")
    rows = {one["code"]: one for one in past["grids"]}
    assert code == 0
    assert rows[split]["now"] is None
    old = rows[split]["other"]["events"]
    assert old == sum(one["now"]["events"] for one in rows.values() if one["other"] is None)


def test_what_is_not_there_is_refused(run: Run) -> None:
    """No such plan, no such day, neither of both: a code and a sentence, or the usage."""
    assert run("plans", "show", "没有的方案")[1]["refused"]["code"] == "plan.not_found"
    assert run("plans", "figures", "--day", "昨天")[1]["refused"]["code"] == "plan.no_day"
    assert run("plans", "figures")[0] == 2
    assert run("plans", "figures", "--day", "2026-11-04")[1]["grids"] == []
