"""Tests of import and export by command, on real rooms and the real files: counts, twice, errors, rights, masks."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from commandroom.__main__ import main
from commandroom.actions import define, intake
from commandroom.domain.catalog import Item, to_facts
from commandroom.domain.limits import read_stages
from commandroom.first_start import found_room
from commandroom.room import Room
from commandroom.store.work import Work
from commandroom.sync.sheets import open_book

PASSWORD = "Lucheng-2026"
GRID = "320412003001001"
SQUARE = [[119.99, 31.70], [120.01, 31.70], [120.01, 31.72], [119.99, 31.72], [119.99, 31.70]]
Run = Callable[..., dict[str, Any]]


def furnish(work: Work) -> None:
    """Units, people of every role that imports, a village, a grid, an item."""
    define.define(work, "unit", "cg", {"name": "城管中队", "short": "城管"})
    for account, role in (("d1", "dispatcher"), ("head", "center_head"), ("h1", "handler")):
        define.define_person(work, account, name=account, roles=[role], unit="cg" if role == "handler" else "")
    define.define(work, "grid", "320412003", {"name": "潞城街道", "level": "TOWN"})
    define.define(work, "grid", "320412003001", {"name": "富民社区", "level": "COMMUNITY", "parent": "320412003"})
    define.define(work, "grid", GRID, {"name": "第一网格", "parent": "320412003001"})
    item = Item("CG001", "暴露垃圾", "city_management", "C", 3, "cg", limits=read_stages("4工作时"))
    define.define(work, "item", item.key, to_facts(item))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A founded and furnished room; every account has the same password."""
    path = tmp_path / "room"
    found_room(path, name="潞城街道指挥室", code="320412003", profile="L", admin="admin", password=PASSWORD)
    with Room.open(path) as room:
        room.do(furnish)
        for account in ("d1", "head", "h1"):
            room.set_password(account, PASSWORD)
    return path


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on the room as somebody and give its JSON answer, with its exit code as ``exit``."""
    monkeypatch.setenv("COMMANDROOM_PASSWORD", PASSWORD)

    def run(*words: object, by: str = "") -> dict[str, Any]:
        signed = ["--as", by] if by else []
        code = main([*map(str, words), "--room", str(folder), "--json", *signed])
        answer: dict[str, Any] = json.loads(capsys.readouterr().out)
        return answer | {"exit": code}

    return run


def counts(answer: dict[str, Any]) -> tuple[int, ...]:
    """new, changed, same, conflicting, wrong."""
    return tuple(answer[name] for name in ("new", "changed", "same", "conflicting", "wrong"))


def write_csv(path: Path, *rows: tuple[str, ...]) -> Path:
    """A file of rows."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


HOTLINE = ("工单编号", "标题", "诉求内容", "来电时间", "来电人", "联系电话", "事发地址")


@pytest.mark.parametrize(
    ("file", "profile", "new", "same"),
    [
        ("zhuhai-12345-gbk/投诉数据.csv", "zhuhai-12345-gbk", 2197, 20),
        ("fuzhou-12345-river-xlsx/诉求数据汇总.xlsx", "fuzhou-12345-river-xlsx", None, None),
        ("baltimore-311/311_sample.csv", "baltimore-311", 10_000, 0),
    ],
)
def test_a_real_file_twice(
    run: Run, shared_data: Path, file: str, profile: str, new: int | None, same: int | None
) -> None:
    """A dry run says what then happens; the same file again changes nothing; the room still proves sound."""
    tried = run("import", shared_data / file, "--dry-run")
    assert tried["exit"] == 0
    assert tried["profile"] == profile
    assert tried["dry_run"] is True
    done = run("import", shared_data / file, "--profile", profile, by="d1")
    assert counts(done) == counts(tried)
    assert done["new"] > 1_000
    if new is not None:
        assert (done["new"], done["same"]) == (new, same)
    entries = run("verify")["entries"]
    again = run("import", shared_data / file, by="d1")
    assert (again["new"], again["changed"], again["conflicting"]) == (0, 0, 0)
    assert again["same"] == done["new"] + done["same"]
    assert run("verify")["entries"] == entries
    assert run("queue", "--limit", 1)["count"] == done["new"]


def test_wrong_cells_are_named_and_come_back_as_a_workbook(run: Run, tmp_path: Path) -> None:
    """Sheet, row, column, header, value and reason; corrected, the error workbook imports."""
    file = write_csv(
        tmp_path / "hotline.csv", HOTLINE,
        ("A1", "路灯不亮", "富民路路灯坏了", "2026-03-01 08:00", "张三", "13812345678", "富民路1号"),
        ("A2", "井盖破损", "井盖没了", "2026-13-45", "李四", "13912345678", "富民路2号"),
    )  # fmt: skip
    book = tmp_path / "errors.xlsx"
    answer = run("import", file, "--profile", "hotline-12345", "--errors", book, by="d1")
    assert counts(answer) == (1, 0, 0, 0, 1)
    (cell,) = answer["wrong_cells"]
    assert (cell["row"], cell["column"], cell["header"], cell["value"]) == (3, "D", "来电时间", "2026-13-45")
    assert cell["reason"]
    rows = list(open_book(book).sheets[0].rows())
    assert "A2" in rows[1]
    assert answer["error_rows"] == 1


def test_importing_needs_the_right(run: Run, tmp_path: Path) -> None:
    """A stranger is asked who they are; grids are the administrator's, items the head's."""
    file = write_csv(tmp_path / "a.csv", HOTLINE, ("A1", "路灯不亮", "x", "2026-03-01", "", "", "富民路"))
    assert run("import", file)["refused"]["code"] == "who.not_signed_in"
    outline = tmp_path / "g.geojson"
    outline.write_text(json.dumps(feature(GRID, "第一网格")), "utf-8")
    refused = run("import", outline, "--profile", "grids", "--datum", "wgs84", by="d1")
    assert (refused["exit"], refused["refused"]["code"]) == (1, "who.not_permitted")
    assert run("verify")["exit"] == 0


def feature(code: str, name: str, parent: str = "320412003001") -> dict[str, Any]:
    """One grid as GeoJSON."""
    values = {"网格编码": code, "网格名称": name, "上级网格编码": parent}
    return {"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": values, "geometry": {"type": "Polygon", "coordinates": [SQUARE]}}
    ]}  # fmt: skip


def test_grids_twice_and_a_grid_of_another_village(run: Run, tmp_path: Path) -> None:
    """A changed outline, then the same, then one whose code belongs elsewhere: told, and left out."""
    file = tmp_path / "g.geojson"
    file.write_text(json.dumps(feature(GRID, "第一网格")), "utf-8")
    words = ("import", file, "--profile", "grids", "--datum", "wgs84")
    assert counts(run(*words, "--dry-run")) == (0, 1, 0, 0, 0)
    assert counts(run(*words, by="admin")) == (0, 1, 0, 0, 0)
    assert counts(run(*words, by="admin")) == (0, 0, 1, 0, 0)
    file.write_text(json.dumps(feature("320412003999001", "别处")), "utf-8")
    wrong = run(*words, by="admin")
    assert counts(wrong) == (0, 0, 0, 0, 1)
    assert wrong["wrong_cells"][0]["value"] == "320412003999001"
    assert run("verify")["exit"] == 0


def test_exported_grids_import_again_as_the_same(run: Run, tmp_path: Path) -> None:
    """What leaves as GeoJSON comes back as no change."""
    file = tmp_path / "g.geojson"
    file.write_text(json.dumps(feature(GRID, "第一网格")), "utf-8")
    run("import", file, "--profile", "grids", "--datum", "wgs84", by="admin")
    out = tmp_path / "out.geojson"
    assert run("export", "grids", "--out", out)["count"] == 1
    assert counts(run("import", out, "--profile", "grids", "--datum", "wgs84", by="admin"))[:2] == (0, 0)


def test_items_out_and_in(run: Run, tmp_path: Path) -> None:
    """The list that was exported is no change; one changed row from a later day is a new version."""
    out = tmp_path / "items.csv"
    assert run("export", "items", "--out", out)["count"] == 1
    assert counts(run("import", out, "--profile", "items", by="head")) == (0, 0, 1, 0, 0)
    text = out.read_text("utf-8-sig").replace("暴露垃圾", "暴露垃圾和积存渣土").replace("2000-01-01", "2027-01-01")
    out.write_text(text, "utf-8-sig")
    answer = run("import", out, "--profile", "items", by="head")
    assert counts(answer) == (0, 1, 0, 0, 0)
    assert answer["notes"]
    assert counts(run("import", out, "--profile", "items", by="head")) == (0, 0, 1, 0, 0)
    assert run("export", "items", "--out", out)["count"] == 2


def test_divisions_of_one_town(run: Run, tmp_path: Path) -> None:
    """New communities are added; a code that names none is told with its line."""
    file = write_csv(
        tmp_path / "d.csv", ("代码", "名称", "上级"), ("320412003000", "潞城街道", "320412000000"),
        ("320412003002", "东升社区", "320412003000"), ("32041200300X", "错", "320412003000"),
    )  # fmt: skip
    answer = run("import", file, "--profile", "divisions", by="admin")
    assert answer["wrong"] >= 1
    assert any(cell["value"] == "32041200300X" for cell in answer["wrong_cells"])


def test_a_roster_twice(run: Run, shared_data: Path) -> None:
    """The real sheet: its duties are new once; a dry run keeps nothing."""
    file = shared_data / "duty-rosters-zh" / "值班表.xlsx"
    tried = run("import", file, "--profile", "roster", "--dry-run")
    done = run("import", file, "--profile", "roster", by="head")
    assert counts(tried) == counts(done)
    assert done["new"] > 10
    assert counts(run("import", file, "--profile", "roster", by="head"))[:2] == (0, 0)


def test_events_leave_masked_and_come_back_as_the_same(run: Run, folder: Path, tmp_path: Path) -> None:
    """No name and no telephone in the file; the room knows its own numbers when it returns."""
    with Room.open(folder) as room:
        fields = {"title": "张建国家门口垃圾", "place": "富民路1号", "grid": GRID, "reporter": "张建国"}
        room.do(intake.report, actor="d1", phone="13812345678", **fields)
    out = tmp_path / "events.csv"
    answer = run("export", "events", "--out", out)
    text = out.read_text("utf-8-sig")
    assert (answer["count"], answer["masked"]) == (1, True)
    assert "13812345678" not in text
    assert "张建国" not in text
    assert counts(run("import", out, by="d1")) == (0, 0, 1, 0, 0)


def test_revealing_needs_right_and_reason_and_leaves_an_entry(run: Run, folder: Path, tmp_path: Path) -> None:
    """A handler may not; a dispatcher may, with a reason, and the log says who, why, how many."""
    with Room.open(folder) as room:
        room.do(intake.report, actor="d1", title="垃圾", place="富民路", grid=GRID, phone="13812345678")
    out = tmp_path / "events.csv"
    assert run("export", "events", "--out", out, "--reveal", "核对", by="h1")["refused"]["code"] == "who.not_permitted"
    assert run("export", "events", "--out", out, "--reveal", " ", by="d1")["refused"]["code"] == "reveal.no_reason"
    assert not out.exists()
    assert run("export", "events", "--out", out, "--reveal", "专班核对", by="d1")["masked"] is False
    assert "13812345678" in out.read_text("utf-8-sig")
    with Room.open(folder) as room:
        reader = room.reader()
        notes = [note for note in reader.all("note") if note.get("topic") == "reveal"]
        reader.close()
    assert [(note["reason"], note["count"]) for note in notes] == [("专班核对", 1)]


def test_the_map_leaves_as_one_page(run: Run, tmp_path: Path) -> None:
    """Grids are on it, and a room without any place says so."""
    out = tmp_path / "map.html"
    assert run("export", "map", "--out", out)["refused"]["code"] == "map.nowhere"
    file = tmp_path / "g.geojson"
    file.write_text(json.dumps(feature(GRID, "第一网格")), "utf-8")
    run("import", file, "--profile", "grids", "--datum", "wgs84", by="admin")
    assert run("export", "map", "--out", out)["grids"] == 1
    assert "第一网格" in out.read_text("utf-8")


def test_what_is_no_kind_and_no_file(run: Run, tmp_path: Path) -> None:
    """A file that is not there and a profile nobody knows are refused in words."""
    assert run("import", tmp_path / "no.csv", by="d1")["exit"] == 1
    file = write_csv(tmp_path / "a.csv", ("a", "b"), ("1", "2"))
    assert run("import", file, "--profile", "nothing", by="d1")["refused"]["code"] == "source.unknown_profile"
    assert run("import", file, by="d1")["refused"]["code"] == "source.none_fits"


def outlines(*corners: tuple[float, float]) -> dict[str, Any]:
    """Small squares without any code."""
    return {"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"CODE1": f"A{at}"}, "geometry": {"type": "Polygon", "coordinates": [
            [[x, y], [x + 0.001, y], [x + 0.001, y + 0.001], [x, y + 0.001], [x, y]]]}}
        for at, (x, y) in enumerate(corners)
    ]}  # fmt: skip


def test_outlines_without_codes(run: Run, tmp_path: Path) -> None:
    """Each is named by its feature; numbered, they get the next free codes from the north-west, once."""
    file = tmp_path / "bare.geojson"
    file.write_text(json.dumps(outlines((119.99, 31.70), (120.0, 31.71), (119.98, 31.71))), "utf-8")
    words = ("import", file, "--profile", "grids", "--datum", "wgs84", "--level", "base", "--parent", "320412003001")
    bare = run(*words, by="admin")
    assert counts(bare) == (0, 0, 0, 0, 3)
    assert [cell["row"] for cell in bare["wrong_cells"]] == [1, 2, 3]
    assert counts(run(*words, "--number", "--dry-run")) == (3, 0, 0, 0, 0)
    assert counts(run(*words, "--number", by="admin")) == (3, 0, 0, 0, 0)
    assert counts(run(*words, "--number", by="admin")) == (0, 0, 3, 0, 0)
    out = tmp_path / "out.geojson"
    run("export", "grids", "--out", out)
    features = json.loads(out.read_text("utf-8"))["features"]
    west = {one["properties"]["网格编码"]: one["geometry"]["coordinates"][0][0][0][0] for one in features}
    assert west == {"320412003001002": 119.98, "320412003001003": 120.0, "320412003001004": 119.99}
    orphan = run(*words[:6], "--number", by="admin")
    assert orphan["refused"]["code"] == "code.no_parent"


def test_own_grids_come_back_the_same_without_a_datum(run: Run, tmp_path: Path) -> None:
    """A stated area wins over the measured one, and our own file says itself in which system it is."""
    stated = feature(GRID, "第一网格")
    stated["features"][0]["properties"]["面积（平方公里）"] = 4.25
    file = tmp_path / "g.geojson"
    file.write_text(json.dumps(stated), "utf-8")
    run("import", file, "--profile", "grids", "--datum", "wgs84", by="admin")
    out = tmp_path / "out.geojson"
    run("export", "grids", "--out", out)
    assert json.loads(out.read_text("utf-8"))["features"][0]["properties"]["面积（平方公里）"] == 4.25
    assert counts(run("import", out, "--profile", "grids", by="admin")) == (0, 0, 1, 0, 0)
    assert run("import", file, "--profile", "grids", by="admin")["refused"]["code"] == "crs.missing"
