"""From files to clean events: the real files, the rules of headers and ends, every wrong cell named."""

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from commandroom import text
from commandroom.domain.errors import Refused
from commandroom.domain.instant import at, stamp
from commandroom.sync.error_book import write_error_book
from commandroom.sync.event_template import COLUMNS, write_event_template
from commandroom.sync.incoming import IncomingEvent, WrongCell, fingerprint
from commandroom.sync.sheets import open_book
from commandroom.sync.source_profile import profile, profiles, read_profile
from commandroom.sync.table_reading import Plan, plan, read, read_plan


class Found:
    """Everything a file gave."""

    def __init__(self, planned: Plan, **options: Any) -> None:
        pieces = list(read_plan(planned, **options))
        self.rows = sum(piece.rows for piece in pieces)
        self.events: list[IncomingEvent] = [event for piece in pieces for event in piece.events]
        self.wrong: list[WrongCell] = [cell for piece in pieces for cell in piece.wrong]
        self.wrong_rows = sum(piece.wrong_rows for piece in pieces)
        self.repeats = sum(piece.repeats for piece in pieces)
        self.unknown = Counter({(label, word): times for piece in pieces for label, word, times in piece.unknown_words})
        self.states = Counter((event.state, event.closing_type) for event in self.events)


def test_zhuhai(shared_data: Path) -> None:
    """GBK, line breaks in cells, "None": 2,217 rows are 2,197 cases and 20 that are said twice."""
    planned = plan(shared_data / "zhuhai-12345-gbk" / "投诉数据.csv", "zhuhai-12345-gbk")
    assert planned.book.encoding == "gb18030"
    found = Found(planned)
    assert (found.rows, len(found.events), found.repeats, found.wrong_rows) == (2217, 2197, 20, 0)
    assert found.states == {("closed", "normal"): 2138, ("handling", ""): 59}
    assert not any(event.result == "None" for event in found.events)
    assert any("\n" in event.text for event in found.events)
    closed = next(event for event in found.events if event.closed and event.result)
    assert [line[1] for line in closed.history] == ["report", "dispatch", "finish", "close"]


def test_fuzhou(shared_data: Path) -> None:
    """Eleven sheets: six hold cases; those of the districts repeat 汇总, but for two cases reworded there."""
    planned = plan(shared_data / "fuzhou-12345-river-xlsx" / "诉求数据汇总.xlsx", "fuzhou-12345-river-xlsx")
    names = [table.sheet.name for table in planned.tables]
    assert names == ["汇总", "鼓楼区", "仓山区", "台江区", "晋安区", "马尾区"]
    assert len(planned.left_out) == 5
    found = Found(planned)
    assert found.rows == 1464 + 56 + 743 + 174 + 222 + 8
    assert (len(found.events), found.repeats, found.wrong_rows) == (1434, 1233, 0)
    assert Counter(event.sheet for event in found.events) == {"汇总": 1432, "鼓楼区": 1, "晋安区": 1}
    assert all(event.closed and event.closed_at is not None and event.history for event in found.events)
    assert max(stamp(event.occurred_at or 0) for event in found.events) < "2021"
    assert not found.unknown


def test_fuzhou_neighbours(shared_data: Path) -> None:
    """The other two workbooks of the office are recognised by their headers."""
    folder = shared_data / "fuzhou-12345-river-xlsx"
    river = Found(plan(folder / "非黑臭.xlsx", "fuzhou-12345-river-xlsx"))
    assert (len(river.events), river.wrong_rows) == (56, 0)
    board = plan(folder / "liuyan.xlsx")
    assert board.profile.name == "hotline-12345"
    assert Found(board).states == {("closed", "normal"): 84, ("reported", ""): 36}


def test_baltimore_csv_and_xlsx_are_the_same(shared_data: Path) -> None:
    """10,000 rows of nine statuses; the two formats give the same cases with the same fingerprints."""
    folder = shared_data / "baltimore-311"
    comma, book = Found(plan(folder / "311_sample.csv")), Found(plan(folder / "311_sample.xlsx", "baltimore-311"))
    assert (len(comma.events), comma.wrong_rows, comma.repeats) == (10_000, 0, 0)
    marks = {event.key: event.fingerprint for event in comma.events}
    assert marks == {event.key: event.fingerprint for event in book.events}
    assert comma.states == {
        ("closed", "normal"): 8060, ("closed", "overdue"): 1507, ("closed", "special"): 207,
        ("closed", "procedural"): 18, ("reported", ""): 69, ("handling", ""): 139,
    }
    placed = [event for event in comma.events if event.lon is not None]
    assert 8_000 < len(placed) < 9_410
    assert not any(event.lon == -77 and event.lat == 39 for event in comma.events)
    assert any(event.extra.get("Latitude") == "39" for event in comma.events)
    assert all(event.due_at for event in comma.events if event.closing_type == "overdue")


@pytest.mark.parametrize("name", ["zhuhai-12345-gbk", "fuzhou-12345-river-xlsx", "baltimore-311"])
def test_auto_finds_the_profile(shared_data: Path, name: str) -> None:
    """The header alone tells the source."""
    stems = ("投诉数据", "诉求数据汇总", "311_sample")
    path = next(path for path in sorted((shared_data / name).iterdir()) if path.stem in stems)
    assert plan(path).profile.name == name


def _hotline(tmp_path: Path, lines: list[list[str]]) -> Path:
    path = tmp_path / "工单.csv"
    path.write_text("\n".join(",".join(line) for line in lines), "utf-8")
    return path


HEAD = ["工单编号", "来电时间", "标题", "诉求内容", "联系电话", "工单状态", "经度", "纬度", "备注"]


def _line(number: str = "A1", when: str = "2026-01-02 03:04:05", title: str = "路灯不亮", **other: str) -> list[str]:
    return [number, when, title, other.get("said", "内容"), other.get("phone", "13800138000"),
            other.get("status", "处理中"), other.get("lon", "119.97"), other.get("lat", "31.73"), other.get("note", "")]


def test_titles_notes_totals_and_blank_rows(tmp_path: Path) -> None:
    """Titles above, a repeated header, a subtotal, a blank row, a total and a signature are no cases."""
    lines = [
        ["潞城街道12345工单表"], ["填报单位：指挥室"], [], HEAD, _line("A1"), [], _line("A2"), HEAD,
        ["小计", "2"], _line("A3"), ["合计", "", "3"], ["填表人：王某"],
    ]
    found = Found(plan(_hotline(tmp_path, lines)))
    assert [event.source_no for event in found.events] == ["A1", "A2", "A3"]
    assert [event.row for event in found.events] == [5, 7, 10]
    assert not found.wrong


def test_rows_after_the_end_are_named(tmp_path: Path) -> None:
    """A case below the total is not read, and not lost without a word."""
    found = Found(plan(_hotline(tmp_path, [HEAD, _line("A1"), ["合计", "1"], _line("A2")])))
    assert [event.source_no for event in found.events] == ["A1"]
    assert [(cell.row, cell.code) for cell in found.wrong] == [(4, "cell.after_end")]


def test_every_wrong_cell_is_named(tmp_path: Path) -> None:
    """Sheet, row, column, value and reason of all wrong cells, two in one row as well; good rows stay."""
    lines = [
        HEAD, _line("A1"), _line("A2", when="2026/13/45", title=""), _line("A3", lon="31.73", lat="119.97"),
        _line("A4", when="2030-01-01"), _line("A1", title="别的标题"), _line("A1"),
    ]
    found = Found(plan(_hotline(tmp_path, lines)), now=at(2026, 2, 1))
    places = [(cell.row, cell.column, cell.header, cell.code) for cell in found.wrong]
    assert places == [
        (3, "B", "来电时间", "cell.date_impossible"), (3, "C", "标题", "cell.required"),
        (4, "G", "经度", "cell.position_range"), (5, "B", "来电时间", "cell.date_future"),
        (6, "A", "工单编号", "cell.repeated"),
    ]
    assert (found.wrong_rows, found.repeats, len(found.events)) == (4, 1, 1)
    assert found.wrong[0].sentence == "「工单」第 3 行 B 列「来电时间」：“2026/13/45”日期不存在，请核对年、月、日和时间"


def test_unknown_words_are_kept_not_refused(tmp_path: Path) -> None:
    """A status nobody knows is counted, stays in extra, and the case comes in as reported."""
    found = Found(plan(_hotline(tmp_path, [HEAD, _line("A1", status="挂起待议", note="原话 ")])))
    assert found.unknown == {("工单状态", "挂起待议"): 1}
    assert found.events[0].state == "reported"
    assert found.events[0].extra == {"工单状态": "挂起待议", "备注": "原话 "}


def test_positions_become_wgs84(tmp_path: Path) -> None:
    """A hotline export in GCJ-02 is shifted by the known offset at Lucheng, about 500 m."""
    event = Found(plan(_hotline(tmp_path, [HEAD, _line()]))).events[0]
    assert event.lon is not None
    assert event.lat is not None
    assert 0.003 < 119.97 - event.lon < 0.007
    assert abs(event.lat - 31.73) < 0.004


def test_fingerprint_follows_content_only(tmp_path: Path) -> None:
    """Another place in the file changes nothing; another answer does."""
    first = Found(plan(_hotline(tmp_path, [HEAD, _line("A1")]))).events[0]
    moved = Found(plan(_hotline(tmp_path, [["标题行"], HEAD, _line("A0"), _line("A1")]))).events[1]
    other = Found(plan(_hotline(tmp_path, [HEAD, _line("A1", status="已办结")]))).events[0]
    assert first.key == moved.key == other.key == "hotline-12345:A1"
    assert first.fingerprint == moved.fingerprint == fingerprint(first)
    assert first.fingerprint != other.fingerprint


def test_progress_and_cancel(tmp_path: Path) -> None:
    """Progress ends at the number of rows; cancelling stops with a refusal."""
    path = _hotline(tmp_path, [HEAD, *[_line(f"A{number}") for number in range(2500)]])
    told: list[tuple[int, int]] = []
    slices = list(read(path, "hotline-12345", lambda done, total: told.append((done, total))))
    assert [piece.rows for piece in slices] == [1000, 1000, 500]
    assert told[-1][0] == 2500
    with pytest.raises(Refused, match=r"sheet\.cancelled"):
        list(read(path, "hotline-12345", cancelled=lambda: True))


@pytest.mark.parametrize(
    ("lines", "name", "code"),
    [
        ([["a", "b"], ["1", "2"]], "hotline-12345", "sheet.no_header"),
        ([["a", "b"], ["1", "2"]], "auto", "source.none_fits"),
        ([["工单编号", "来电时间"], ["1", "2026-01-01"]], "hotline-12345", "sheet.missing_columns"),
        ([HEAD], "no-such", "source.unknown_profile"),
    ],
)
def test_files_that_do_not_fit(tmp_path: Path, lines: list[list[str]], name: str, code: str) -> None:
    """A wrong file or a wrong name is refused with a sentence that says what to do."""
    with pytest.raises(Refused) as refusal:
        plan(_hotline(tmp_path, lines), name)
    assert refusal.value.code == code
    assert text.sentence(refusal.value) != code


def test_two_row_header(tmp_path: Path) -> None:
    """A merged head over two sub-heads is joined; the data begins below both rows."""
    import xlsxwriter

    path = tmp_path / "两行表头.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("表")
    sheet.merge_range(0, 0, 0, 4, "工单汇总表")
    for column, label in ((0, "工单编号"), (1, "标题"), (2, "来电时间")):
        sheet.merge_range(1, column, 2, column, label)
    sheet.merge_range(1, 3, 1, 4, "坐标位置")
    sheet.write_row(2, 3, ["经度", "纬度"])
    sheet.write_row(3, 0, ["A1", "路灯", "2026-01-02", 119.97, 31.73])
    book.close()
    planned = plan(path)
    assert planned.tables[0].header.depth == 2
    event = Found(planned).events[0]
    assert (event.row, event.source_no) == (4, "A1")
    assert event.lon is not None


def test_error_book_has_the_same_layout_and_imports_again(tmp_path: Path) -> None:
    """Wrong rows come back under their titles and header with reasons; corrected, they import."""
    lines = [["工单表"], HEAD, _line("A1"), _line("A2", when="2026/13/45"), _line("A3", title="")]
    planned = plan(_hotline(tmp_path, lines))
    found = Found(planned)
    out = tmp_path / "错误.xlsx"
    assert write_error_book(out, planned, found.wrong) == 2
    rows = list(open_book(out).sheets[0].rows())
    assert rows[0][0] == "工单表"
    assert rows[1] == [*HEAD, "错误原因"]
    assert rows[2][:2] == ["A2", "2026/13/45"]
    assert rows[2][-1] == "原第 4 行：「来电时间」日期不存在，请核对年、月、日和时间"
    assert len(rows) == 4
    import openpyxl

    fill = openpyxl.load_workbook(out).worksheets[0]
    assert fill["B3"].fill.fgColor.rgb == "FFF4B6B6"
    assert fill["A3"].fill.fgColor.rgb != "FFF4B6B6"
    again = Found(plan(out, "hotline-12345"))
    assert [cell.code for cell in again.wrong] == ["cell.date_impossible", "cell.required"]


def test_error_book_of_a_merged_layout(tmp_path: Path) -> None:
    """The head of the exchange template survives with its merged cells."""
    path = tmp_path / "对接事件.xlsx"
    write_event_template(path, [_exchange(name="")])
    planned = plan(path)
    out = tmp_path / "错误.xlsx"
    assert write_error_book(out, planned, Found(planned).wrong) == 1
    rows = list(open_book(out).sheets[0].rows())
    assert rows[0][:2] == ["1.0", "对接事件信息登记表"]
    assert rows[4][-1] == "错误原因"
    assert ((0, 1), (0, 19)) in open_book(out).sheets[0].merged


def _exchange(name: str = "路面塌陷") -> list[Any]:
    day = datetime(2026, 1, 2)  # noqa: DTZ001 - cells know no zones
    return ["一村第一网格", "公共安全", "路面塌陷", name, "个体性事件", 3, "东方路塌陷", datetime(2026, 1, 3), day,  # noqa: DTZ001
            "王某", "13800138000", "已回填", day, 8, 30, "张三", "13900139000", "0519-88888888", "东方路12号", "否"]


def test_event_template_round_trip(tmp_path: Path) -> None:
    """The template has its real layout, and what is filled in is read back as a handled case."""
    path = tmp_path / "对接事件.xlsx"
    assert write_event_template(path, [_exchange()], ["江苏省", "常州市"]) == 1
    book = open_book(path)
    rows = list(book.sheets[0].rows())
    assert rows[0][0] == "1.0"
    assert rows[2][:5] == ["发生单位：", "江苏省", "*省", "常州市", "*市"]
    assert rows[4][1] == "*事件类型(大类)"
    assert [sheet.name for sheet in book.sheets if sheet.hidden] == ["issueJointType", "issueKind", "yesNo", "bean"]
    assert [row[0] for row in book.sheets[-1].rows()] == ["occurOrg", "ORG", "发生网格"]
    planned = plan(path)
    assert planned.profile.name == "event-exchange"
    event = Found(planned).events[0]
    assert event.occurred_at == at(2026, 1, 2, 8, 30)
    assert (event.category, event.state, event.handler) == ("public_safety", "closed", "王某")
    assert event.reporter_phone == "13900139000、0519-88888888"
    assert event.extra["事件规模"] == "个体性事件"
    assert event.extra["涉及人数"] == "3"


def test_empty_template_reads_as_no_rows(tmp_path: Path) -> None:
    """The empty form is recognised and holds nothing."""
    path = tmp_path / "空表.xlsx"
    assert write_event_template(path) == 0
    found = Found(plan(path))
    assert (found.rows, found.events, found.wrong) == (0, [], [])
    assert len(COLUMNS) == 20


def test_shipped_profiles_are_whole() -> None:
    """Each shipped profile is named like its file and maps what it requires."""
    names = {"zhuhai-12345-gbk", "fuzhou-12345-river-xlsx", "baltimore-311", "event-exchange", "hotline-12345",
             "room-events"}  # fmt: skip
    assert set(profiles()) == names
    for one in profiles().values():
        assert set(one.required) <= set(one.columns)


@pytest.mark.parametrize(
    "content",
    ["name = 1", 'name="a"\ntitle="b"\nsystem="c"\n[columns]\nnonsense=["x"]', "not toml ="],
)
def test_a_bad_profile_is_refused(tmp_path: Path, content: str) -> None:
    """A profile of one's own with a mistake is refused by name and place; a good one is read."""
    path = tmp_path / "own.toml"
    path.write_text(content, "utf-8")
    with pytest.raises(Refused, match=r"source\.bad_profile"):
        read_profile(path)
    path.write_text('name="own"\ntitle="b"\nsystem="c"\n[columns]\ntitle=["标题"]', "utf-8")
    assert profile(str(path)).system == "c"
