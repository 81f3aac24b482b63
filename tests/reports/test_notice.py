"""The printed month: pages and words as they should be, the same bytes twice, whatever the texts hold."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from commandroom.domain.errors import Unavailable
from commandroom.domain.instant import at
from commandroom.reports import chart_svg, fonts, grid_map_svg, month_file, month_xlsx, notice, render, templates
from commandroom.reports.chart_svg import Bar, Series
from commandroom.reports.grid_map_svg import MapGrid
from commandroom.reports.monthly import MonthReport, gather
from commandroom.reports.period import Basis, Month
from tests.helpers.month_rows import RowsReader, busy_month, columns

NOW = at(2026, 11, 5, 14, 30)
MONTH = Month(2026, 10)
NAUGHTY = (
    "#panic() $x$ *b* _i_ `c` @ref <label> \\u{41}", "=1+2", "</text><script>alert(1)</script>&amp;", "\u202eexe.txt",
    "a\x00b\x07c\x1b[31m", "\ud83d", "Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè͚̮̺̪̹̱̤ ̖t̝͕̳̣̻̪͞h̼͓̲̦̳̘̲e͇̣̰̦̬͎ ̢̼̻̱̘h͚͎͙̜̣̲ͅi̦̲̣̰̤v̻͍e̺̭̳̪̰", "W" * 500,
    "👩‍👩‍👧‍👦🏳️‍🌈", "﷽", "", "   ", "\n\n\t", '{"a": 1}', "堃喆赟昇玥镕", "%s%n{0}",
)  # fmt: skip


def month_of(titles: tuple[str, ...] = ("绿地脏乱",)) -> MonthReport:
    """A busy month whose events have these titles."""
    events = busy_month(MONTH.start, titles)
    return gather(RowsReader(events), columns(events), MONTH, Basis.REPORTED, NOW)


def printed(report: MonthReport, given: notice.Given = notice.Given()) -> render.Print:  # noqa: B008 - frozen
    """The notice of a month as PDF."""
    return render.pdf(notice.compose(report, given, render.faces().families("hei")), report.as_of)


def words_of(pdf: bytes, folder: Path) -> list[str]:
    """The text of each page without white space; skipped where pdftotext is not installed."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    path = folder / "month.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True)
    return [re.sub(r"\s+", "", page) for page in done.stdout.split("\f")[:-1]]


def test_the_notice_reads_as_an_office_writes(tmp_path: Path) -> None:
    """Title, addressee, numbered sections, figures, signature, page numbers; no warning of the compiler."""
    report = month_of()
    made = printed(report)
    assert made.warnings == ()
    pages = words_of(made.pdf, tmp_path)
    whole = "".join(pages)
    for words in (
        "2026年10月份全街道网格化社会治理工作情况通报", "各村（社区）、各部门：", "一、总体情况", "（一）基本情况",
        "二、办理时限",
        "三、区域分布", "四、回访评价", "五、存在问题", "六、下步打算",
        "潞城街道指挥室", "2026年11月5日", "统计口径：按上报时间",
        "主要指标及口径", "环比无可比数据",
    ):  # fmt: skip
        assert words in whole, words
    assert f"共上报网格事件{report.figure('reported').numerator}件" in whole
    assert [page[-3:] for page in pages] == [f"—{number}—"[-3:] for number in range(1, len(pages) + 1)]


def test_every_figure_stands_in_the_annex(tmp_path: Path) -> None:
    """Name, value and formula of each figure are printed."""
    report = month_of()
    annex = "".join(words_of(printed(report).pdf, tmp_path))
    for one in report.figures:
        assert one.name in annex
        assert one.words in annex


def test_the_same_month_gives_the_same_bytes() -> None:
    """Nothing of the day of printing is in the file but the cut-off."""
    first, second = month_of(), month_of()
    assert printed(first).pdf == printed(second).pdf
    assert month_xlsx.workbook(first) == month_xlsx.workbook(second)


def test_an_empty_month_says_so(tmp_path: Path) -> None:
    """No event, an honest page: no table, no chart, a dash for each share."""
    report = gather(RowsReader([]), columns([]), MONTH, Basis.FILED, NOW)
    pages = words_of(printed(report).pdf, tmp_path)
    assert "没有符合统计口径的网格事件" in pages[0]
    assert "表1" not in "".join(pages)
    assert "图1" not in "".join(pages)


def test_words_given_by_hand_take_the_place_of_the_lines(tmp_path: Path) -> None:
    """Problems, next steps, cases, addressee, signer and number are printed as written."""
    given = notice.Given(
        "路灯#1修得慢。", "十一月*集中*整治。", "富民社区“楼道堆物”。", "各单位：", "综治中心", "潞街〔2026〕9号"
    )
    whole = "".join(words_of(printed(month_of(), given).pdf, tmp_path))
    for words in ("路灯#1修得慢。", "十一月*集中*整治。", "五、典型案例", "各单位：", "综治中心", "潞街〔2026〕9号"):
        assert words in whole, words


def test_names_and_numbers_of_persons_are_masked(tmp_path: Path) -> None:
    """A title that names the caller and a telephone shows neither."""
    report = month_of(("张建国反映13861234567夜间噪声",))
    whole = "".join(words_of(printed(report).pdf, tmp_path)) + json.dumps(report.to_facts(), ensure_ascii=False)
    assert "张建国" not in whole
    assert "13861234567" not in whole
    assert "张**" in whole


@pytest.mark.parametrize("title", NAUGHTY)
def test_no_title_breaks_the_print(title: str) -> None:
    """Markup, controls, halves of pairs, right-to-left, endless words: all are only text."""
    report = month_of((title,))
    given = notice.Given(title, title, title, title, title, title)
    made = printed(report, given)
    assert made.pdf.startswith(b"%PDF-")
    assert made.warnings == ()
    assert month_xlsx.workbook(report).startswith(b"PK")


def test_the_naughty_strings_print(shared_data: Path) -> None:
    """All of them as titles of one month, and as its hand-written sections."""
    found = json.loads((shared_data / "naughty-strings" / "blns.json").read_text("utf-8"))
    for start in range(0, len(found), 40):
        part = tuple(found[start : start + 40])
        report = month_of(part)
        assert printed(report, notice.Given("\n".join(part), part[0])).warnings == ()


def test_markup_stays_text(tmp_path: Path) -> None:
    """What looks like the template's own language is printed as it was written."""
    pages = words_of(printed(month_of(("#panic()$x$*b*",))).pdf, tmp_path)
    assert "#panic()$x$*b*" in "".join(pages).replace("\u200b", "")


# -- fonts -----------------------------------------------------------------------------------------


def test_the_wanted_faces_are_taken_when_they_are_there() -> None:
    """With the office's fonts nothing is replaced; each missing one is named with what stands in for it."""
    office = ["FangSong_GB2312", "FZXiaoBiaoSong-B05S", "SimHei", "KaiTi_GB2312", "SimSun", "Noto Sans CJK SC"]
    assert fonts.choose(office).missing == ()
    some = fonts.choose(["FangSong", "Noto Sans CJK SC", "Noto Serif CJK SC"])
    assert [face.role for face in some.missing] == ["title", "hei", "kai", "song"]
    assert some.families("body")[0] == "FangSong"
    assert "小标宋以 Noto Serif CJK SC 代替" in some.words


def test_without_a_chinese_font_the_print_is_refused() -> None:
    """Boxes instead of signs are no notice."""
    with pytest.raises(Unavailable, match=r"report\.no_font"):
        fonts.choose(["DejaVu Sans", "Libertinus Serif"])


def test_an_unknown_family_is_noticed() -> None:
    """The compiler's warning of a family that is not there is not lost."""
    faces = fonts.Faces(tuple(fonts.Face(role, "x", ("No Such Face",), False) for role in fonts.CHAINS))
    document = notice.compose(month_of(), notice.Given(), ("No Such Face",))
    inputs = render._inputs(document, NOW, faces)
    _, warnings = render._compile(templates.sources("monthly"), inputs, NOW)
    assert any("unknown font family" in words for words in warnings)


# -- the sheet -------------------------------------------------------------------------------------


def assert_same(kept: list[float | str | None], read: list[object]) -> None:
    """Cells as they were meant: a dash for nothing, fifteen digits of a number."""
    for one, cell in zip(kept, read, strict=False):
        wanted = "—" if one is None else one
        assert cell == (wanted if isinstance(wanted, str) else pytest.approx(wanted, rel=1e-12))


def test_the_sheet_holds_the_same_numbers(tmp_path: Path) -> None:
    """Read back by another library: every figure and every cell of every table."""
    from python_calamine import CalamineWorkbook

    report = month_of(("=HYPERLINK(1)", "绿地脏乱"))
    path = tmp_path / "month.xlsx"
    month_file.write(path, month_xlsx.workbook(report))
    book = CalamineWorkbook.from_path(str(path))
    rows = book.get_sheet_by_name("主要指标").to_python(skip_empty_area=False)
    for one, row in zip(report.figures, rows[2:], strict=False):
        assert_same([one.name, one.value, one.numerator, one.denominator], row)
    for table in report.tables:
        rows = book.get_sheet_by_name(table.title).to_python(skip_empty_area=False)
        assert tuple(rows[1][: len(table.heads)]) == table.heads
        for cells, row in zip([*table.rows, *([table.total] if table.total else [])], rows[2:], strict=False):
            assert_same([cell.value for cell in cells], row)


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    """What begins with = is written as a text."""
    import openpyxl

    path = tmp_path / "month.xlsx"
    month_file.write(path, month_xlsx.workbook(month_of(("=1+2", "@SUM(A1)", "+86", "-1"))))
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert "=1+2" in {cell.value for cell in cells}


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    """A folder that cannot be written to leaves what was there."""
    with pytest.raises(Unavailable, match=r"report\.cannot_write"):
        month_file.write(tmp_path / "none" / "month.pdf", b"x")
    month_file.write(tmp_path / "month.pdf", b"one")
    month_file.write(tmp_path / "month.pdf", b"two")
    assert [path.name for path in tmp_path.iterdir()] == ["month.pdf"]
    assert (tmp_path / "month.pdf").read_bytes() == b"two"


# -- charts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("most", [0, 0.4, 1, 3, 7, 10, 99, 101, 2381, 1e6])
def test_an_axis_is_round_and_holds_everything(most: float) -> None:
    """Few steps, the last at or above the largest value."""
    top, step = chart_svg.nice(most)
    assert top >= most
    assert top / step == pytest.approx(round(top / step))
    assert 1 <= top / step <= 6


def test_charts_are_sound_xml_whatever_they_hold() -> None:
    """Empty charts, nothing but zeros, and names that look like XML."""
    from lxml import etree

    for name in ("社会治安", "<b>&", "a\x00\x0b", "\ud83d"):
        for svg in (
            chart_svg.bars(("黑体",), [Bar(name, 3.0, "3件"), Bar(name, None, "—")]), chart_svg.bars((name,), []),
            chart_svg.stacked(("黑体",), [name], [Series(name, (2.0,)), Series(name, (None,))]),
            chart_svg.stacked(("黑体",), [], []), chart_svg.columns(("黑体",), [name], [0.0]),
            chart_svg.lines(("黑体",), [name, "b"], [Series(name, (None, 4.0)), Series(name, (1.0, 2.0))]),
        ):  # fmt: skip
            etree.fromstring(svg.encode())
            assert "nan" not in svg


def test_map_classes_hold_every_count() -> None:
    """Every count has a colour, more is never lighter."""
    for counts in ([], [0, 0], [5], [1, 1, 1, 1, 1, 9], list(range(40))):
        ends = grid_map_svg.classes(counts)
        shades = [grid_map_svg.RAMP.index(grid_map_svg.shade(count, ends)) for count in sorted(counts)]
        assert shades == sorted(shades)
        assert len(ends) <= 5


def test_the_map_names_villages_and_holds_every_grid() -> None:
    """One area per grid, the village by name, a scale in round metres; nothing without outlines."""
    ring = ((120.0, 31.7), (120.01, 31.7), (120.01, 31.71), (120.0, 31.71), (120.0, 31.7))
    svg = grid_map_svg.choropleth(("黑体",), [MapGrid("a", "一", "v", ((ring,),))], {"a": 3}, {"v": "潞城村"})
    assert svg.count('fill-rule="evenodd"') == 2  # the grid, and the arrow to the north
    assert "潞城村" in svg
    assert "米" in svg
    assert grid_map_svg.choropleth(("黑体",), [MapGrid("a", "一", "v", ())], {}, {}) == ""
