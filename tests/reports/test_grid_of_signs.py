"""The grid of GB/T 9704-2012 as it stands in the PDF: 28 signs a line, 22 lines a page, measured by pdftotext."""

import re
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest

from commandroom.domain.instant import at
from commandroom.reports import render
from commandroom.reports.paper import Document, Head, chinese
from commandroom.reports.tables import Table, word

NOW = at(2026, 11, 5, 14, 30)
POINT = 25.4 / 72


def printed(document: Document, folder: Path) -> Path:
    """The document as a file."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    path = folder / "paper.pdf"
    path.write_bytes(render.pdf(document, NOW).pdf)
    return path


def lines_of(path: Path) -> list[list[tuple[float, float, float, str]]]:
    """Of each page its lines as (left, top, right in mm, text without blanks), from the top."""
    done = subprocess.run(["pdftotext", "-bbox-layout", str(path), "-"], capture_output=True, text=True, check=True)
    pages = []
    for page in done.stdout.split("<page ")[1:]:
        found = []
        pattern = r'<line xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="[\d.]+">(.*?)</line>'
        for left, top, right, inside in re.findall(pattern, page, re.S):
            text = "".join(re.findall(r">([^<>]*)</word>", inside))
            found.append((float(left) * POINT, float(top) * POINT, float(right) * POINT, text))
        pages.append(sorted(found, key=lambda line: line[1]))
    return pages


def plain_text(count: int) -> Document:
    """A paper of nothing but Chinese signs in one paragraph."""
    made = Document("monthly", ("关于测量版心的通知",), "各村：", "指挥室", "2026年11月5日")
    made.text("国" * count)
    return made


def body(page: list[tuple[float, float, float, str]]) -> list[tuple[float, float, float, str]]:
    """The lines of the text area, without the number of the page."""
    return [line for line in page if line[1] < 262.0 and not re.fullmatch(r"—\d+—", line[3])]


def test_a_full_page_has_22_lines_of_28_signs(tmp_path: Path) -> None:
    """Counted on pages that hold nothing but text; the pitch is even and the area is 156 mm wide."""
    pages = lines_of(printed(plain_text(28 * 22 * 4), tmp_path))
    for page in pages[1:4]:
        found = body(page)
        assert len(found) == 22
        assert {len(text) for _, _, _, text in found} == {28}
        steps = {round(below[1] - above[1], 2) for above, below in pairwise(found)}
        assert max(steps) - min(steps) < 0.05
        assert max(steps) == pytest.approx(10.22, abs=0.03)
        assert all(line[2] - line[0] == pytest.approx(156, abs=0.6) for line in found)


def test_a_paragraph_begins_two_signs_in(tmp_path: Path) -> None:
    """The first line of a paragraph has 26 signs, the others 28."""
    first = lines_of(printed(plain_text(26 + 28 * 9), tmp_path))[0]
    assert [len(text) for _, _, _, text in body(first) if set(text) == {"国"}][:8] == [26, *[28] * 7]


def test_margins_and_page_numbers(tmp_path: Path) -> None:
    """Binding edge 28 mm on the left of odd and the right of even pages; 「— 1 —」 outside, 空一字, 7 mm below."""
    pages = lines_of(printed(plain_text(28 * 22 * 3), tmp_path))
    for number, page in enumerate(pages[:3], 1):
        left = min(line[0] for line in body(page))
        assert left == pytest.approx(28 if number % 2 else 26, abs=0.5)
        (foot,) = [line for line in page if line[3] == f"—{number}—"]
        outer = 210 - foot[2] if number % 2 else foot[0]
        assert outer == pytest.approx(26 + 14 * POINT, abs=1.0)
        assert 262 + 5 < foot[1] < 262 + 12


def test_levels_are_numbered_as_the_standard_says(tmp_path: Path) -> None:
    """一、（一）1.（1）, each level beginning anew under the one above."""
    made = plain_text(0)
    for level, words in ((1, "甲"), (2, "乙"), (2, "丙"), (1, "丁"), (2, "戊")):
        made.heading(level, words)
    made.point(3, "己。", "庚")
    made.point(4, "辛。", "壬")
    made.point(3, "癸。", "子")
    found = [text for *_, text in lines_of(printed(made, tmp_path))[0]]
    for words in ("一、甲", "（一）乙", "（二）丙", "二、丁", "（一）戊", "1.己。庚", "（1）辛。壬", "2.癸。子"):
        assert words in found


def test_numbers_of_headings() -> None:
    """The numerals of the first two levels."""
    assert [chinese(number) for number in (1, 9, 10, 11, 20, 21, 99)] == [
        "一", "九", "十", "十一", "二十", "二十一", "九十九",
    ]  # fmt: skip


def test_the_foot_closes_an_even_page(tmp_path: Path) -> None:
    """版记 on the last lines of an even page; a page that holds it alone has no number."""
    head = Head("潞城街道文件", "潞街〔2026〕1号", "", "各村（社区）。", "潞城街道办公室")
    for signs in (100, 28 * 22, 28 * 30, 28 * 41):
        made = plain_text(signs)
        made.head = head
        made.signature()
        pages = lines_of(printed(made, tmp_path))
        assert len(pages) % 2 == 0
        foot = [line for line in pages[-1] if "2026年11月5日印发" in line[3]]
        assert foot
        assert foot[0][1] > 250
        alone = not any("国" in line[3] or line[3] == "指挥室" for line in pages[-1])
        assert any(line[3] == f"—{len(pages)}—" for line in pages[-1]) is not alone


def test_a_wide_table_lies_across_with_the_number_where_it_was(tmp_path: Path) -> None:
    """Its head to the left of the upright page, every row there once, heads again on each page."""
    made = plain_text(10)
    made.signature()
    heads = tuple(f"栏{number}" for number in range(12))
    rows = tuple(tuple(word(f"r{row}c{column}") for column in range(12)) for row in range(70))
    made.annex(Table("wide", "很宽的表", heads, rows))
    path = printed(made, tmp_path)
    done = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True).stdout
    pages = done.split("\f")
    assert [len(re.findall(r"\br\d+c0\b", page)) for page in pages[1:]].count(0) == 1
    assert sorted(re.findall(r"\br(\d+)c11\b", done), key=int) == [str(row) for row in range(70)]
    assert all("栏0" in page for page in pages[1:-1])
    assert all(re.search(rf"— ?{number} ?—", page) for number, page in enumerate(pages[:-1], 1))


def test_the_red_head_stands_where_it_should(tmp_path: Path) -> None:
    """发文机关标志 35 mm below the top of the text area, whatever its length, in one line; none without the switch."""
    for mark in ("潞城镇文件", "江苏省常州经济开发区潞城街道综合信息指挥室网格化社会治理文件"):
        made = plain_text(10)
        made.head = Head(mark, "潞街〔2026〕1号")
        page = lines_of(printed(made, tmp_path))[0]
        (line,) = [line for line in page if line[3] == mark]
        assert 37 + 30 < line[1] < 37 + 40
        assert line[0] > 27
        assert line[2] < 185
    assert all("文件" not in line[3] for line in lines_of(printed(plain_text(5), tmp_path))[0])
